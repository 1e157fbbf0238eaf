#include "plan/reads.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/planted.h"
#include "expr/visit.h"
#include "model/per_row.h"
#include "plan/names.h"

namespace semaflow::plan {

using expr::AliasIndex;
using expr::As;
using expr::kSelf;
using expr::Ref;
using expr::RefKind;

bool ReadsMeasures(const expr::Expr& expr) {
  return expr::AnyNode(expr, [](const expr::Expr& node) {
    if (As<expr::Aggregate>(node) != nullptr) return true;
    const Ref* ref = As<Ref>(node);
    return ref != nullptr && (ref->kind == RefKind::kMeasure || ref->kind == RefKind::kFlowMeasure);
  });
}

bool IsAdditive(const model::Model& model, const model::Flow& flow, const expr::Expr& measure) {
  if (const Ref* ref = As<Ref>(measure)) return model::ViewOf(model, flow, *ref).measure->additive;
  if (const auto* filtered = As<expr::Filtered>(measure)) {
    return IsAdditive(model, flow, *filtered->measure);
  }
  const auto* aggregate = As<expr::Aggregate>(measure);
  return aggregate != nullptr && (aggregate->function == expr::AggregateFunction::kSum ||
                                  aggregate->function == expr::AggregateFunction::kCount);
}

bool TakesRowsOf(const model::Model& model, const model::Flow& flow, const expr::Expr& expr,
                 const NodeVector<AliasIndex>& aliases) {
  if (aliases.empty()) return false;
  NodeVector<AliasIndex> homes;
  model::CollectHomes(model, flow, expr, homes);
  return std::any_of(homes.begin(), homes.end(), [&](AliasIndex home) {
    return std::find(aliases.begin(), aliases.end(), home) != aliases.end();
  });
}

Reads::Reads(const model::Model& model, const model::Flow& flow, Errors& errors, bool shares_time,
             const model::GivenTime& given)
    : model_(model),
      flow_(flow),
      errors_(errors),
      uses_(flow.aliases.size()),
      shares_time_(shares_time),
      given_time_(given) {}

void Reads::Rows(const expr::Expr& expr, Part part, std::uint32_t index) {
  part_ = part;
  index_ = index;
  RowsAt(expr, Place{.self = kSelf, .depth = 0, .field = nullptr, .field_self = kSelf});
}

GroupReads Reads::Groups(const expr::Expr& expr, Part part, std::uint32_t index) {
  part_ = part;
  index_ = index;
  groups_ = {};
  GroupsAt(expr, Place{.self = kSelf, .depth = 0, .field = nullptr, .field_self = kSelf});
  return groups_;
}

void Reads::Refuse(const std::optional<model::Refusal>& refusal, const std::string& file) {
  if (!refusal) return;
  if (std::find(refused_.begin(), refused_.end(), &*refusal) != refused_.end()) return;
  refused_.push_back(&*refusal);
  Error error{.code = refusal->code,
              .message = refusal->reason,
              .labels = {},
              .candidates = {},
              .help = {}};
  if (!file.empty()) {
    error.labels.push_back(
        Label{.file = file, .line = 0, .column = 0, .width = 1, .source_line = {}, .note = {}});
  }
  errors_.push_back(std::move(error));
}

bool Reads::FailSize(const Place& place) {
  if (std::exchange(too_large_, true)) return false;
  const bool deep = place.depth > kReadDepthMax;
  errors_.push_back(
      Error{.code = ErrorCode::kPlanTooLarge,
            .message = deep ? "members nest deeper than " + std::to_string(kReadDepthMax) +
                                  " levels when they are put into each other"
                            : "the query is larger than " + std::to_string(kReadNodesMax) +
                                  " parts when its members are put into each other",
            .labels = {},
            .candidates = {},
            .help = deep ? "shorten the chain of formulas that build on each other"
                         : "ask fewer measures in one query"});
  return false;
}

void Reads::Mark(AliasIndex alias, const Place& place) {
  SEMA_CHECK(alias < uses_.size(), "a reference without an alias");
  AliasUse& use = uses_[alias];
  if (!use.by_dimension && use.filters == 0 && use.homes == 0) {
    use.part = part_;
    use.index = index_;
    if (place.field != nullptr) {
      use.field = *place.field;
      use.field->alias = AliasOf(place.field->alias, place.field_self);
    }
  }
  if (home_bit_ != 0) {
    use.homes |= home_bit_;
    if (in_argument_) use.arguments |= home_bit_;
  } else if (part_ == Part::kDimension) {
    use.by_dimension = true;
  } else {
    use.filters |= std::uint64_t{1} << std::min(index_, kFilterBitMax);
  }
}

void Reads::Misplaced(const std::string& message) {
  errors_.push_back(Error{.code = ErrorCode::kMisplacedAggregate,
                          .message = message,
                          .labels = {},
                          .candidates = {},
                          .help = {}});
}

void Reads::RowsAt(const expr::Expr& expr, const Place& place) {
  if (!Enter(place)) return;
  if (const Ref* ref = As<Ref>(expr)) return RowRef(*ref, place);
  if (As<expr::Aggregate>(expr) != nullptr || As<expr::Filtered>(expr) != nullptr) {
    return Misplaced("an aggregate stands where one row is looked at");
  }
  Place inner = place;
  ++inner.depth;
  expr::ForEachChild(expr, [&](const expr::Expr& child) { RowsAt(child, inner); });
}

void Reads::RowRef(const Ref& ref, const Place& place) {
  Place here = place;
  if (here.field == nullptr) {
    here.field = &ref;
    here.field_self = place.self;
  }
  switch (ref.kind) {
    case RefKind::kColumn:
    case RefKind::kRows:
      return Mark(AliasOf(ref.alias, place.self), here);
    case RefKind::kMeasure:
    case RefKind::kFlowMeasure:
      return Misplaced("measure " + Quoted(FieldName(model_, flow_, ref, place.self)) +
                       " stands where one row is looked at");
    case RefKind::kShared:
      return;  // Each block reads its own.
    case RefKind::kPerRow:
      return PerRow(ref, here);
    case RefKind::kDimension:
    case RefKind::kFlowDimension:
      break;
  }
  Ref bound = ref;
  bound.alias = AliasOf(ref.alias, place.self);
  const model::FieldView view = model::ViewOf(model_, flow_, bound);
  if (view.dimension->refusal) {
    const bool of_flow = ref.kind == RefKind::kFlowDimension;
    Refuse(view.dimension->refusal,
           of_flow ? flow_.file : model_.tables[flow_.aliases[view.home].table].file);
    return;
  }
  Mark(view.home, here);
  if (view.dimension->is_column) return;
  if (view.dimension->per) return PerRowDimension(view, bound, here);
  here.self = view.home;
  ++here.depth;
  RowsAt(*view.expr, here);
}

void Reads::PerRowDimension(const model::FieldView& view, const Ref& ref, const Place& place) {
  if (model::PerAliasOf(flow_, view) != expr::kSelf) {
    return PerRow(model::PerRowOf(flow_, view), place);
  }
  const std::string& role = view.dimension->per->role;
  const model::Table& table = model_.tables[flow_.aliases[view.home].table];
  Error error{.code = ErrorCode::kAggregateDimension,
              .message = Quoted(FieldName(model_, flow_, ref)),
              .labels = {},
              .candidates = {},
              .help = {}};
  if (role.empty()) {
    error.message += " is a measure per row, and in the graph " + Quoted(flow_.name) +
                     " nothing says by which role the rows of the measure lead there";
    error.help = "add `per:` with that role to the dimension in " + table.file;
  } else {
    error.message += " is asked per row of " + Quoted(role) + ", and the flow " +
                     Quoted(flow_.name) + " has no such role of the table " + Quoted(table.name);
    error.help = "ask it in a flow that joins " + Quoted(table.name) + " as " + Quoted(role);
  }
  errors_.push_back(std::move(error));
}

void Reads::PerRow(const Ref& ref, const Place& place) {
  if (std::find(per_rows_.begin(), per_rows_.end(), ref) == per_rows_.end()) {
    per_rows_.push_back(ref);
  }
  if (ref.alias != expr::kAllRows) Mark(ref.alias, place);
}

void Reads::GroupsAt(const expr::Expr& expr, const Place& place) {
  if (!Enter(place)) return;
  if (const Ref* ref = As<Ref>(expr)) {
    if (ref->kind == RefKind::kMeasure || ref->kind == RefKind::kFlowMeasure) {
      return MeasureRef(*ref, place);
    }
    groups_.loose = true;
    return;
  }
  Place inner = place;
  ++inner.depth;
  if (const auto* aggregate = As<expr::Aggregate>(expr)) {
    return AggregateAt(*aggregate, inner);
  }
  if (const auto* filtered = As<expr::Filtered>(expr)) {
    filters_.push_back(Filter{&*filtered->filter, inner});
    GroupsAt(*filtered->measure, inner);
    filters_.pop_back();
    return;
  }
  if (const auto* share = As<expr::Share>(expr)) return ShareAt(*share, inner);
  expr::ForEachChild(expr, [&](const expr::Expr& child) { GroupsAt(child, inner); });
}

// Its dimensions are those of the query, which are read as such.
void Reads::ShareAt(const expr::Share& share, const Place& place) {
  ShareTerm term = TermOf(share, place.self, given_time_);
  for (auto filter = filters_.rbegin(); filter != filters_.rend(); ++filter) {
    AddFilter(term, *filter->condition, filter->place.self);
  }
  shares_.push_back(std::move(term));
  GroupsAt(*share.measure, place);
}

void Reads::MeasureRef(const Ref& ref, const Place& place) {
  Ref bound = ref;
  bound.alias = AliasOf(ref.alias, place.self);
  const model::FieldView view = model::ViewOf(model_, flow_, bound);
  if (view.measure->refusal) {
    const bool of_flow = ref.kind == RefKind::kFlowMeasure;
    Refuse(view.measure->refusal,
           of_flow ? flow_.file : model_.tables[flow_.aliases[view.home].table].file);
    return;
  }
  const std::optional<semaflow::Value>& fill = view.measure->fill;
  minds_missing_rows_ = minds_missing_rows_ || (fill && std::holds_alternative<Null>(*fill) &&
                                                !Planted(Bug::kFillUnnoticed));
  Place inner = place;
  inner.self = view.home;
  ++inner.depth;
  if (!shares_time_) return GroupsAt(*view.expr, inner);
  const model::GivenTime outer = given_time_;
  given_time_ = model::OpenMeasure(view, outer);
  GroupsAt(*view.expr, inner);
  given_time_ = outer;
}

void Reads::AggregateAt(const expr::Aggregate& aggregate, const Place& place) {
  const expr::AggregateDetails& details = *aggregate.details;
  const AliasIndex alias = AliasOf(details.home, place.self);
  SEMA_CHECK(alias < uses_.size(), "an aggregate without a home");
  // Most aggregates of a query are of one table.
  const bool is_first = !homes_.empty() && homes_.front().alias == alias && !shares_time_;
  const Ref time = shares_time_ ? model::OwnTime(flow_, alias, given_time_) : Ref{};
  const std::uint32_t home = is_first ? 0 : NoteHome(alias, time);
  if (home == kHomesMax) return;
  Home& noted = homes_[home];
  noted.is_selected = noted.is_selected || part_ == Part::kMeasure;
  noted.is_looked_up = noted.is_looked_up || part_ != Part::kMeasure;
  if (Planted(Bug::kRepeatsOfLastAlone)) noted.minds_repeats = false;
  noted.minds_repeats = noted.minds_repeats || MindsRepeats(aggregate.function);
  groups_.aggregates = true;
  home_bit_ = std::uint64_t{1} << home;
  in_argument_ = true;
  for (const expr::Expr& arg : details.args) RowsAt(arg, place);
  if (details.order_by) RowsAt(*details.order_by, place);
  in_argument_ = false;
  if (details.filter) RowsAt(*details.filter, place);
  for (const Filter& filter : filters_) RowsAt(*filter.condition, filter.place);
  home_bit_ = 0;
}

std::uint32_t Reads::NoteHome(AliasIndex alias, const Ref& time) {
  std::uint32_t home = 0;
  while (home < homes_.size() && (homes_[home].alias != alias || homes_[home].time != time)) ++home;
  if (home == kHomesMax) {
    if (std::exchange(too_large_, true)) return home;
    errors_.push_back(Error{.code = ErrorCode::kPlanTooLarge,
                            .message = "the query aggregates the rows of more than " +
                                       std::to_string(kHomesMax) + " tables",
                            .labels = {},
                            .candidates = {},
                            .help = "ask fewer measures in one query"});
    return home;
  }
  if (home == homes_.size()) {
    homes_.push_back(Home{.alias = alias, .time = time, .part = part_, .index = index_});
  }
  return home;
}

bool MindsRepeats(expr::AggregateFunction function) {
  using F = expr::AggregateFunction;
  switch (function) {
    case F::kMin:
    case F::kMax:
    case F::kCountDistinct:
    case F::kApproxCountDistinct:
    case F::kBoolAnd:
    case F::kBoolOr:
    case F::kAnyValue:
    case F::kFirst:
    case F::kLast:
      return false;
    case F::kCount:
    case F::kSum:
      return !Planted(Bug::kSumMayRepeat);
    case F::kAvg:
    case F::kMedian:
    case F::kPercentile:
    case F::kStddevSamp:
    case F::kStddevPop:
    case F::kVarSamp:
    case F::kVarPop:
    case F::kStringAgg:
    case F::kArrayAgg:
      return true;
  }
  SEMA_CHECK(false, "an aggregate without a case");
}

}  // namespace semaflow::plan
