// What the names of a request mean in one flow, and what was probably meant where there is none.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/expr.h"
#include "model/model.h"
#include "model/own_time.h"
#include "request/graph_names.h"
#include "request/problems.h"
#include "request/resolved.h"
#include "semaflow/types.h"

namespace semaflow::request {

/// Which sort of field a place takes.
enum class Wanted : std::uint8_t { kDimension, kMeasure, kEither };

/// A field of the flow.
struct Field {
  expr::Ref ref;                                ///< With the grain or part.
  DataType type;                                ///< Of the value as asked: a part is an integer.
  const model::Dimension* dimension = nullptr;  ///< Or
  const model::Measure* measure = nullptr;

  const model::Presentation& presentation() const {
    return dimension != nullptr ? dimension->presentation : measure->presentation;
  }
  const std::string& name() const { return dimension != nullptr ? dimension->name : measure->name; }
};

/// A name as a request writes it. `grain` is the word of `{"field": ..., "grain": ...}`.
struct WrittenName {
  std::string_view text;
  Span span;
  std::string_view grain;
  Span grain_span;
};

/// Looks names up in one flow. Cheap: hash lookups, nothing allocated unless something is wrong.
class Names {
 public:
  /// `graph`: of a graph flow, whose forest `flow` is; else nullptr.
  Names(const model::Model& model, const model::Flow& flow, Problems& problems,
        GraphNames* graph = nullptr)
      : model_(model), flow_(flow), problems_(problems), graph_(graph) {}

  /// nullptr: the flow is a tree.
  GraphNames* graph() const { return graph_; }

  /// The field that `name` means: `alias.field`, or `field` while one table of the flow has it or
  /// when the flow has it itself, each with `.grain` or `.part`. nullopt: told in `problems`, with
  /// the nearest names of the wanted sort.
  std::optional<Field> Find(const WrittenName& name, Wanted wanted) const;

  /// The same for a name split at its dots; `columns` of expressions are not fields, so what is
  /// hidden behind a name stays there.
  std::optional<Field> Find(const std::vector<std::string>& parts, Span at, Wanted wanted) const;

  /// The field that `text` alone means, without its grain; nullopt: none, or several. Tells
  /// nothing.
  std::optional<expr::Ref> Peek(std::string_view text) const;

  /// The alias of that name; nullopt: told, as what `what` needs.
  std::optional<expr::AliasIndex> FindAlias(std::string_view name, Span at,
                                            std::string_view what) const;

  /// "o.order_date.month", "revenue_per_item": how a person writes a field.
  std::string TextOf(const expr::Ref& ref) const;

  /// The measures of the request, once they are known: each has its own `time`.
  void set_measures(const NodeVector<ResolvedColumn>& measures) { measures_ = &measures; }

  /// Whether the time that the measures share was found.
  bool shares_time() const { return shares_time_; }

  /// The grain of `time` where none is written: that of the measures. nullopt: told.
  std::optional<time::Grain> SharedGrain(const WrittenName& name) const;

  /// Tells that a grain or a type is needed where nobody knows the type of a dimension.
  void AddTypeNeeded(const expr::Ref& ref, Span at, std::string_view why) const;

 private:
  /// A name at its dots; more than three parts are none of ours.
  struct Split {
    std::string_view parts[3];
    int count = 0;
  };

  /// The same in a graph.
  std::vector<expr::Ref> GraphMeasures(const model::PathName& path) const;
  std::optional<Field> FindInGraph(const WrittenName& name, Wanted wanted) const;
  void AddUnknownInGraph(const model::PathName& path, const WrittenName& name, Wanted wanted) const;

  /// Whose words are looked up: a request's own forest has none.
  const model::Flow& words() const { return graph_ != nullptr ? graph_->graph() : flow_; }

  std::optional<Field> FindSplit(const Split& split, const WrittenName& name, Wanted wanted) const;
  std::optional<expr::AliasIndex> AliasOf(std::string_view name) const;
  std::optional<expr::Ref> InAlias(expr::AliasIndex alias, std::string_view field) const;
  std::optional<expr::Ref> InFlow(std::string_view field) const;
  /// The aliases whose table has such a field.
  std::vector<expr::Ref> Bare(std::string_view field) const;
  std::optional<expr::Ref> OnlyBare(std::string_view field, const WrittenName& name,
                                    bool& told) const;
  std::optional<Field> Finish(expr::Ref ref, std::string_view field_word, const WrittenName& name,
                              Wanted wanted) const;
  bool SetTimeField(Field& field, std::string_view word, const WrittenName& name) const;
  bool CheckTimeField(const Field& field, time::TimeField part, const WrittenName& name) const;
  bool IsSharedTime(const Split& split) const;
  std::optional<Field> FindSharedTime(std::string_view field_word, const WrittenName& name,
                                      Wanted wanted) const;
  bool RefuseSharedTime(const WrittenName& name, std::string message, std::string help) const;
  bool AddOwnTime(const ResolvedColumn& measure, const model::TakenRows& taken,
                  const WrittenName& name, std::vector<Field>& times) const;

  void AddWrongSort(const Field& field, const WrittenName& name) const;
  /// False: no member of a table is called so and is not there for an alias that the flow lacks.
  bool AddLacking(const Split& split, const WrittenName& name, Wanted wanted) const;
  void AddUnknown(const Split& split, const WrittenName& name, Wanted wanted) const;
  std::vector<std::string> Nearest(const Split& split, Wanted wanted) const;
  void AddBadTimeField(const WrittenName& name, std::string message, std::string help) const;

  const model::Model& model_;
  const model::Flow& flow_;
  Problems& problems_;
  GraphNames* graph_;
  const NodeVector<ResolvedColumn>* measures_ = nullptr;
  mutable bool shares_time_ = false;
};

}  // namespace semaflow::request
