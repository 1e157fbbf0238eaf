// What a query reads: which aliases its parts need, and whose rows its measures aggregate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "expr/expr.h"
#include "model/model.h"
#include "semaflow/error.h"

namespace semaflow::plan {

/// How deep members may nest in members, in nodes from the query to a column, and how many nodes a
/// query may expand to. Beyond: kPlanTooLarge.
inline constexpr std::uint32_t kReadDepthMax = 600;
inline constexpr std::uint64_t kReadNodesMax = 200'000;

/// Which part of a query reads something.
enum class Part : std::uint8_t { kDimension, kMeasure, kFilter, kOrder };

/// Why an alias has to be reached.
struct AliasUse {
  bool used = false;
  bool by_dimension = false;       ///< A group key reads it.
  Part part = Part::kDimension;    ///< Of the first that reads it:
  std::uint32_t index = 0;         ///< its position among those of its part,
  std::optional<expr::Ref> field;  ///< and the member that it names.
};

/// What a measure, or a condition on measures, is made of.
struct GroupReads {
  std::optional<expr::AliasIndex> home;   ///< Whose rows its aggregates take; nullopt: none.
  std::optional<expr::AliasIndex> other;  ///< A second one, which one block cannot have.
  bool loose = false;                     ///< Reads rows outside of an aggregate.
};

/// Walks expressions through the members that they name. Bounded: see kReadDepthMax.
class Reads {
 public:
  Reads(const model::Model& model, const model::Flow& flow, Errors& errors);

  /// An expression over one joined row.
  void Rows(const expr::Expr& expr, Part part, std::uint32_t index);
  /// An expression over groups: measures, aggregates and what is made of them.
  GroupReads Groups(const expr::Expr& expr, Part part, std::uint32_t index);

  const NodeVector<AliasUse>& uses() const { return uses_; }
  /// Adds the refusal of a member, table or join that the query needs, once. `file` is where it was
  /// defined.
  void Refuse(const std::optional<model::Refusal>& refusal, const std::string& file);

 private:
  struct Place {  // Where the walk is.
    expr::AliasIndex self;
    std::uint32_t depth;
    const expr::Ref* field;
    expr::AliasIndex field_self;
  };
  /// Counts a node; false when the query has grown too large.
  bool Enter(const Place& place) {
    return (!too_large_ && ++nodes_ <= kReadNodesMax && place.depth <= kReadDepthMax) ||
           FailSize(place);
  }
  bool FailSize(const Place& place);
  void Mark(expr::AliasIndex alias, const Place& place);
  void RowsAt(const expr::Expr& expr, const Place& place);
  void RowRef(const expr::Ref& ref, const Place& place);
  void GroupsAt(const expr::Expr& expr, const Place& place);
  void MeasureRef(const expr::Ref& ref, const Place& place);
  void AggregateAt(const expr::AggregateDetails& details, const Place& place);
  void NoteHome(expr::AliasIndex home);
  void Misplaced(const std::string& message);

  const model::Model& model_;
  const model::Flow& flow_;
  Errors& errors_;
  NodeVector<AliasUse> uses_;
  std::vector<const model::Refusal*> refused_;
  std::uint64_t nodes_ = 0;
  bool too_large_ = false;
  Part part_ = Part::kDimension;
  std::uint32_t index_ = 0;
  GroupReads groups_;
};

/// True when a part of the expression is a measure or an aggregate.
bool ReadsMeasures(const expr::Expr& expr);

/// The alias of a reference, or what stands for kSelf.
inline expr::AliasIndex AliasOf(expr::AliasIndex alias, expr::AliasIndex self) {
  return alias == expr::kSelf ? self : alias;
}

}  // namespace semaflow::plan
