#include "tests/property/query_groups.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "expr/visit.h"
#include "model/per_row.h"
#include "tests/property/expressions.h"

namespace semaflow::property {

using expr::As;
using expr::Expr;
using expr::kSelf;
using expr::Ref;
using expr::RefKind;

bool IsMeasure(const Expr& node) {
  const Ref* ref = As<Ref>(node);
  return As<expr::Aggregate>(node) != nullptr || As<expr::Filtered>(node) != nullptr ||
         As<expr::Share>(node) != nullptr ||
         (ref != nullptr && (ref->kind == RefKind::kMeasure || ref->kind == RefKind::kFlowMeasure));
}

bool IsSameField(const Expr& of, AliasIndex self, const Expr& dimension) {
  if (of == dimension) return true;
  const Ref* named = As<Ref>(of);
  const Ref* asked = As<Ref>(dimension);
  if (named == nullptr || asked == nullptr || named->kind != asked->kind) return false;
  if (named->kind == RefKind::kShared) return named->field == asked->field;
  const AliasIndex alias = named->alias == kSelf ? self : named->alias;
  return named->kind == RefKind::kDimension && alias == asked->alias &&
         named->index == asked->index && named->field == asked->field;
}

// Each is a query of its own: the measure over all rows of the flow, "without the query's filters"
// but those that say what may be seen, and each row of the other table a group.
class QueryGroups::PerRows final : public RowMeasures {
 public:
  PerRows(const request::ResolvedQuery& query, const MemoryTables& tables) : tables_(tables) {
    all_.model = query.model;
    all_.flow = query.flow;
    all_.zone = query.zone;
    all_.access = query.access;
  }

  Cell ValueOf(const Ref& per_row, int row) const override {
    std::unique_ptr<QueryGroups>& groups = groups_[per_row.per];
    if (groups == nullptr) {
      groups = std::make_unique<QueryGroups>(all_, tables_, MaySee());
      if (per_row.alias != expr::kAllRows) groups->by_all_.asked.per_row_of = per_row.per;
    }
    const Expr& measure =
        measures_.emplace(per_row, Expr{model::MeasurePerRow(per_row), {}}).first->second;
    const bool is_of_all = per_row.alias == expr::kAllRows;
    return groups->ValueAt(measure, is_of_all ? Row{} : Row{Integer(row)});
  }

 private:
  std::vector<Expr> MaySee() const {
    if (!all_.access) return {};
    const expr::Exprs& conditions = all_.access->conditions;
    return {conditions.begin(), conditions.end()};
  }
  struct Before {
    bool operator()(const Ref& a, const Ref& b) const {
      return std::tuple(a.alias, a.per, a.index) < std::tuple(b.alias, b.per, b.index);
    }
  };
  const MemoryTables& tables_;
  request::ResolvedQuery all_;
  mutable std::map<AliasIndex, std::unique_ptr<QueryGroups>> groups_;
  mutable std::map<Ref, Expr, Before> measures_;  // They stay where they are.
};

QueryGroups::~QueryGroups() = default;

QueryGroups::QueryGroups(const request::ResolvedQuery& query, const MemoryTables& tables,
                         std::vector<Expr> where, TypeKind shared)
    : query_(query),
      rows_(*query.model, *query.flow, tables, std::string(query.zone->name())),
      where_(std::move(where)),
      by_all_{.asked = {.rows = rows_,
                        .dimensions = {},
                        .where = {},
                        .by_row = query.ungrouped,
                        .per_row_of = kSelf,
                        .shared = shared},
              .computed = {}},
      per_rows_(std::make_unique<PerRows>(query, tables)) {
  rows_.set_row_measures(per_rows_.get());
  for (const auto& dimension : query.dimensions)
    by_all_.asked.dimensions.push_back(&dimension.value);
  for (const Expr& condition : where_) by_all_.asked.where.push_back(&condition);
}

const AggregateGroups& QueryGroups::GroupsIn(Grouping& grouping, const AskedAggregate& aggregate) {
  auto found = grouping.computed.find(aggregate);
  if (found == grouping.computed.end()) {
    found = grouping.computed.emplace(aggregate, GroupsOf(grouping.asked, aggregate)).first;
  }
  return found->second;
}

// "divided by the same measure, same WHERE, by the named dimensions alone"
QueryGroups::Grouping& QueryGroups::WholeOf(const std::vector<const Expr*>& dimensions) const {
  const auto [whole, is_new] = wholes_.emplace(dimensions, Grouping{by_all_.asked, {}});
  if (is_new) whole->second.asked.dimensions = dimensions;
  return whole->second;
}

// "its `time:` if given, else the flow's `times` for its alias, else its table's
// `time_dimension`": `given` is what the outermost measures that name one say, each for the rows of
// its own table.
std::vector<TimeField> QueryGroups::GivenIn(const model::FieldView& view,
                                            const std::vector<TimeField>& outer) {
  std::vector<TimeField> given = outer;
  if (view.measure->time != model::kNone) given.push_back({view.home, view.measure->time});
  return given;
}

TimeField QueryGroups::TimeOf(const expr::Aggregate& aggregate, AliasIndex self,
                              const std::vector<TimeField>& given) const {
  const AliasIndex home = aggregate.details->home == kSelf ? self : aggregate.details->home;
  for (const TimeField& time : given) {
    if (time.alias == home) return time;
  }
  const Ref& time = query_.flow->aliases[home].time;
  return {time.alias, time.index};
}

// The keys of measures are positions in the model; a group knows its dimensions' values and looks
// aggregates up.
class QueryGroups::Group final : public Leaves {
 public:
  Group(const QueryGroups& query, const Row& key) : Group(query, query.by_all_, key) {}

  const Clock& clock() const override { return query_.rows_.clock(); }

  bool HasRows(const Expr& measure) const {
    with_rows_.push_back(false);
    ValueOf(measure, kSelf, *this);
    const bool has_rows = with_rows_.back();
    with_rows_.pop_back();
    return has_rows;
  }

  std::optional<Cell> Known(const Expr& node, AliasIndex self) const override {
    if (As<expr::Literal>(node) != nullptr) return std::nullopt;
    const Asked& asked = grouping_.asked;
    const std::size_t first = asked.by_row ? 1 : 0;
    for (std::size_t i = 0; i < asked.dimensions.size(); ++i) {
      if (*asked.dimensions[i] == node) return key_[first + i];
    }
    if (const Ref* ref = As<Ref>(node)) return Measure(*ref, self);
    if (const auto* filtered = As<expr::Filtered>(node)) {
      filters_.push_back({&*filtered->filter, self});
      Cell value = ValueOf(*filtered->measure, self, *this);
      filters_.pop_back();
      return value;
    }
    if (const auto* aggregate = As<expr::Aggregate>(node)) return Value(*aggregate, self);
    if (const auto* share = As<expr::Share>(node)) return Share(*share, self);
    return std::nullopt;
  }

 private:
  Group(const QueryGroups& query, Grouping& grouping, const Row& key)
      : query_(query), grouping_(grouping), key_(key) {}

  // "NULL over NULL or 0". A whole that is asked for a share keeps those dimensions of a share
  // inside of it that are left.
  Cell Share(const expr::Share& share, AliasIndex self) const {
    std::vector<const Expr*> kept;
    Row whole_key;
    for (std::size_t i = 0; i < grouping_.asked.dimensions.size(); ++i) {
      const Expr& dimension = *grouping_.asked.dimensions[i];
      const auto names_it = [&](const Expr& of) { return IsSameField(of, self, dimension); };
      if (std::none_of(share.of.begin(), share.of.end(), names_it)) continue;
      kept.push_back(&dimension);
      whole_key.push_back(key_[i]);
    }
    const Cell value = ValueOf(*share.measure, self, *this);
    Group whole(query_, query_.WholeOf(kept), whole_key);
    whole.filters_ = filters_;
    whole.given_ = given_;
    return Divide(value, ValueOf(*share.measure, self, whole));
  }

  Cell Measure(const Ref& ref, AliasIndex self) const {
    if (ref.kind != RefKind::kMeasure && ref.kind != RefKind::kFlowMeasure) {
      throw std::runtime_error("a condition on groups reads what is no dimension of the query");
    }
    Ref bound = ref;
    if (bound.alias == kSelf) bound.alias = self;
    const model::FieldView view = model::ViewOf(*query_.query_.model, *query_.query_.flow, bound);
    with_rows_.push_back(false);
    const std::vector<TimeField> outer = given_;
    given_ = GivenIn(view, outer);
    Cell value = ValueOf(*view.expr, view.home, *this);
    given_ = outer;
    const bool has_rows = with_rows_.back();
    with_rows_.pop_back();
    if (!with_rows_.empty() && has_rows) with_rows_.back() = true;
    const std::optional<semaflow::Value>& fill = view.measure->fill;
    if (!fill) return value;
    // "`fill: null` gives NULL for counts too", where the measure has no rows. For a formula over
    // several tables: where none of them has.
    if (std::holds_alternative<Null>(*fill)) return has_rows ? value : Cell{Null{}};
    if (!IsNull(value)) return value;
    value = CellOf(*fill);
    return view.type.kind == TypeKind::kFloat ? Cell{ToDouble(value)} : value;
  }

  Cell Value(const expr::Aggregate& aggregate, AliasIndex self) const {
    AskedAggregate asked{&aggregate, self, filters_, false, query_.TimeOf(aggregate, self, given_)};
    if (aggregate.details->filter) asked.filters.push_back({&*aggregate.details->filter, self});
    const AggregateGroups& groups = GroupsIn(grouping_, asked);
    const auto found = groups.values.find(key_);
    if (found == groups.values.end()) return groups.of_no_rows;
    if (!with_rows_.empty()) with_rows_.back() = true;
    return found->second;
  }

  const QueryGroups& query_;
  Grouping& grouping_;
  const Row& key_;
  mutable std::vector<OwnFilter> filters_;
  mutable std::vector<TimeField> given_;
  mutable std::vector<bool> with_rows_;  // Of the measures that are being computed.
};

void QueryGroups::CollectShown(const Expr& node, AliasIndex self, std::vector<OwnFilter> filters,
                               bool sparse, const std::vector<TimeField>& given,
                               GroupKeys& shown) const {
  const Ref* ref = As<Ref>(node);
  if (ref != nullptr && IsMeasure(node)) {
    Ref bound = *ref;
    if (bound.alias == kSelf) bound.alias = self;
    const model::FieldView view = model::ViewOf(*query_.model, *query_.flow, bound);
    return CollectShown(*view.expr, view.home, std::move(filters), sparse || view.measure->sparse,
                        GivenIn(view, given), shown);
  }
  if (const auto* filtered = As<expr::Filtered>(node)) {
    filters.push_back({&*filtered->filter, self});
    return CollectShown(*filtered->measure, self, std::move(filters), sparse, given, shown);
  }
  if (const auto* aggregate = As<expr::Aggregate>(node)) {
    if (aggregate->details->filter) filters.push_back({&*aggregate->details->filter, self});
    // Sparse without a filter: every row passes.
    const bool hides = sparse && !filters.empty();
    const AggregateGroups& groups = GroupsIn(
        by_all_, {aggregate, self, std::move(filters), hides, TimeOf(*aggregate, self, given)});
    shown.insert(groups.shown.begin(), groups.shown.end());
    return;
  }
  expr::ForEachChild(
      node, [&](const Expr& child) { CollectShown(child, self, filters, sparse, given, shown); });
}

void QueryGroups::AddShown(const Expr& measure, GroupKeys& shown) const {
  CollectShown(measure, kSelf, {}, false, {}, shown);
}

void QueryGroups::AddRowsOf(AliasIndex alias, GroupKeys& shown) const {
  static const expr::Aggregate kCountRows{expr::AggregateFunction::kCount,
                                          expr::AggregateDetails{}};
  const AggregateGroups& groups = GroupsIn(by_all_, {&kCountRows, alias, {}, false});
  shown.insert(groups.shown.begin(), groups.shown.end());
}

Cell QueryGroups::ValueAt(const Expr& measure, const Row& key) const {
  return ValueOf(measure, kSelf, Group(*this, key));
}

bool QueryGroups::HasRowsAt(const Expr& measure, const Row& key) const {
  return Group(*this, key).HasRows(measure);
}

bool QueryGroups::HoldsAt(const Expr& condition, const Row& key) const {
  return Holds(condition, kSelf, Group(*this, key));
}

Row QueryGroups::PrimaryKeyOf(const Row& key) const {
  const AliasIndex home = query_.of == kSelf ? AliasIndex{0} : query_.of;
  const int row = static_cast<int>(std::get<Exact>(key.front()).digits);
  const Combination alone = rows_.Reach(home, row, {}).front();
  Row values;
  for (std::uint32_t column : query_.model->tables[query_.flow->aliases[home].table].primary_key) {
    values.push_back(rows_.CellAt(alone, home, column));
  }
  return values;
}

bool QueryGroups::IsDimension(const Expr& field) const {
  const auto& dimensions = by_all_.asked.dimensions;
  return std::any_of(dimensions.begin(), dimensions.end(),
                     [&](const Expr* dimension) { return *dimension == field; });
}

}  // namespace semaflow::property
