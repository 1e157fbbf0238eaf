// What a query reads: which aliases its parts need, and whose rows its measures aggregate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "expr/expr.h"
#include "model/model.h"
#include "model/own_time.h"
#include "plan/shares.h"
#include "semaflow/error.h"

namespace semaflow::plan {

/// How deep members may nest in members, in nodes from the query to a column, and how many nodes a
/// query may expand to. Beyond: kPlanTooLarge.
inline constexpr std::uint32_t kReadDepthMax = 600;
inline constexpr std::uint64_t kReadNodesMax = 200'000;

/// Of how many tables one query may aggregate the rows.
inline constexpr std::uint32_t kHomesMax = 64;

/// The last bit of AliasUse::filters.
inline constexpr std::uint32_t kFilterBitMax = 63;

/// Which part of a query reads something.
enum class Part : std::uint8_t { kDimension, kMeasure, kFilter, kOrder };

/// Why an alias has to be reached, and from whose rows.
struct AliasUse {
  std::uint64_t filters = 0;       ///< Bit i: condition i on rows reads it; 63: one from there on.
  std::uint64_t homes = 0;         ///< Bit i: an aggregate of home i reads it,
  std::uint64_t arguments = 0;     ///< and not in a filter alone.
  bool by_dimension = false;       ///< A group key reads it, from the rows of all homes.
  Part part = Part::kDimension;    ///< Of the first that reads it:
  std::uint32_t index = 0;         ///< its position among those of its part,
  std::optional<expr::Ref> field;  ///< and the member that it names.
};

/// An alias whose rows aggregates of the query take.
struct Home {
  expr::AliasIndex alias = 0;
  expr::Ref time;              ///< Where the query shares a time: their own.
  bool is_selected = false;    ///< By a measure of the answer, else by conditions and order alone.
  bool is_looked_up = false;   ///< Conditions or order take its rows, too.
  bool minds_repeats = false;  ///< An aggregate would be another if it met a row twice.
  Part part = Part::kMeasure;  ///< Of the first that takes them:
  std::uint32_t index = 0;     ///< its position among those of its part.
};

/// What a measure, or a condition on measures, is made of.
struct GroupReads {
  bool aggregates = false;  ///< Takes rows of a table.
  bool loose = false;       ///< Reads rows outside of an aggregate.
};

/// Walks expressions through the members that they name. Bounded: see kReadDepthMax.
class Reads {
 public:
  /// With `shares_time` rows that have different times are different homes; `given` is told of the
  /// measures before any is opened.
  Reads(const model::Model& model, const model::Flow& flow, Errors& errors,
        bool shares_time = false, const model::GivenTime& given = {});

  /// Before anything is read.
  void set_shares_time(bool shares_time) { shares_time_ = shares_time; }

  /// An expression over one joined row.
  void Rows(const expr::Expr& expr, Part part, std::uint32_t index);
  /// An expression over groups: measures, aggregates and what is made of them.
  GroupReads Groups(const expr::Expr& expr, Part part, std::uint32_t index);

  const NodeVector<AliasUse>& uses() const { return uses_; }
  const NodeVector<Home>& homes() const { return homes_; }
  /// The measures per row, each once.
  const std::vector<expr::Ref>& per_rows() const { return per_rows_; }
  const std::vector<ShareTerm>& shares() const { return shares_; }
  /// A measure is NULL where its table has no rows, also when it counts.
  bool minds_missing_rows() const { return minds_missing_rows_; }
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
  void PerRow(const expr::Ref& ref, const Place& place);
  void PerRowDimension(const model::FieldView& view, const expr::Ref& ref, const Place& place);
  void GroupsAt(const expr::Expr& expr, const Place& place);
  void MeasureRef(const expr::Ref& ref, const Place& place);
  void AggregateAt(const expr::Aggregate& aggregate, const Place& place);
  void ShareAt(const expr::Share& share, const Place& place);
  struct Filter {  // A `filter (where ...)` around a measure, and where it stands.
    const expr::Expr* condition;
    Place place;
  };
  /// Its position in homes_.
  std::uint32_t NoteHome(expr::AliasIndex home, const expr::Ref& time);
  void Misplaced(const std::string& message);

  const model::Model& model_;
  const model::Flow& flow_;
  Errors& errors_;
  NodeVector<AliasUse> uses_;
  NodeVector<Home> homes_;
  NodeVector<Filter> filters_;
  std::vector<expr::Ref> per_rows_;
  std::vector<ShareTerm> shares_;
  bool minds_missing_rows_ = false;
  bool shares_time_;
  model::GivenTime given_time_;  // With it: what the opened measures say.
  std::uint64_t home_bit_ = 0;   // Of the aggregate that is walked; 0: none.
  bool in_argument_ = false;
  std::vector<const model::Refusal*> refused_;
  std::uint64_t nodes_ = 0;
  bool too_large_ = false;
  Part part_ = Part::kDimension;
  std::uint32_t index_ = 0;
  GroupReads groups_;
};

/// False when the value of the aggregate is the same however often it meets a row.
bool MindsRepeats(expr::AggregateFunction function);

/// Whether it takes rows of one of these.
bool TakesRowsOf(const model::Model& model, const model::Flow& flow, const expr::Expr& expr,
                 const NodeVector<expr::AliasIndex>& aliases);

/// True when the groups of a measure add up to its total as long as each row is in one of them: a
/// formula does when it is a sum or count itself.
bool IsAdditive(const model::Model& model, const model::Flow& flow, const expr::Expr& measure);

/// True when a part of the expression is a measure or an aggregate.
bool ReadsMeasures(const expr::Expr& expr);

/// The alias of a reference, or what stands for kSelf.
inline expr::AliasIndex AliasOf(expr::AliasIndex alias, expr::AliasIndex self) {
  return alias == expr::kSelf ? self : alias;
}

}  // namespace semaflow::plan
