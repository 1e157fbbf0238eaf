#include "tests/property/reference_evaluator.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "expr/visit.h"
#include "tests/property/aggregate_groups.h"
#include "tests/property/expressions.h"

namespace semaflow::property {
namespace {

using expr::As;
using expr::BinaryOp;
using expr::Expr;
using expr::kSelf;
using expr::Ref;
using expr::RefKind;
using request::ResolvedOrder;
using request::ResolvedQuery;

bool IsMeasure(const Expr& node) {
  const Ref* ref = As<Ref>(node);
  return As<expr::Aggregate>(node) != nullptr || As<expr::Filtered>(node) != nullptr ||
         (ref != nullptr && (ref->kind == RefKind::kMeasure || ref->kind == RefKind::kFlowMeasure));
}

// "`not` is pushed to the leaves and `and` split; what then still mixes both under an `or` is
// evaluated on groups."
struct Conjunct {
  const Expr* condition;
  bool negated;
};

void Split(const Expr& condition, bool negated, std::vector<Conjunct>& conjuncts) {
  if (const auto* unary = As<expr::Unary>(condition); unary && unary->op == expr::UnaryOp::kNot) {
    return Split(*unary->operand, !negated, conjuncts);
  }
  const auto* binary = As<expr::Binary>(condition);
  if (binary != nullptr && binary->op == (negated ? BinaryOp::kOr : BinaryOp::kAnd)) {
    Split(*binary->left, negated, conjuncts);
    Split(*binary->right, negated, conjuncts);
    return;
  }
  conjuncts.push_back({&condition, negated});
}

class Query {
 public:
  Query(const ResolvedQuery& query, const MemoryTables& tables)
      : query_(query),
        rows_(*query.model, *query.flow, tables),
        asked_{.rows = rows_, .dimensions = {}, .where = {}, .by_row = query.ungrouped} {
    for (const auto& dimension : query.dimensions) asked_.dimensions.push_back(&dimension.value);
    std::vector<Conjunct> conjuncts;
    for (const Expr& filter : query.filters) Split(filter, false, conjuncts);
    for (const Conjunct& conjunct : conjuncts) {
      if (expr::AnyNode(*conjunct.condition, IsMeasure)) {
        having_.push_back(conjunct);
      } else {
        where_.push_back(conjunct.negated
                             ? Expr{expr::Unary{expr::UnaryOp::kNot, *conjunct.condition}, {}}
                             : *conjunct.condition);
      }
    }
    for (const Expr& condition : where_) asked_.where.push_back(&condition);
  }

  Answer Run();

 private:
  /// One group, to look measures up in.
  class Group;

  const AggregateGroups& Groups(const AskedAggregate& aggregate) const {
    auto found = computed_.find(aggregate);
    if (found == computed_.end()) {
      found = computed_.emplace(aggregate, GroupsOf(asked_, aggregate)).first;
    }
    return found->second;
  }

  // "A query's measures are computed independently and put side by side on the dimension tuple":
  // the groups that any aggregate of a selected measure shows.
  void CollectShown(const Expr& node, AliasIndex self, std::vector<OwnFilter> filters, bool sparse,
                    const TimeField& given);
  // "its `time:` if given, else the flow's `times` for its alias, else its table's
  // `time_dimension`": `given` is what the outermost measure that names one says, for the rows of
  // its own table.
  static TimeField GivenIn(const model::FieldView& view, const TimeField& outer) {
    if (outer.alias != kSelf || view.measure->time == model::kNone) return outer;
    return {view.home, view.measure->time};
  }
  TimeField TimeOf(const expr::Aggregate& aggregate, AliasIndex self,
                   const TimeField& given) const {
    const AliasIndex home = aggregate.details->home == kSelf ? self : aggregate.details->home;
    if (given.alias == home) return given;
    const Ref& time = query_.flow->aliases[home].time;
    return {time.alias, time.index};
  }
  void ListValues();
  std::optional<AliasIndex> OwnerOf(const Expr& dimension) const;
  bool PassesHaving(const Row& key) const;
  void Order(std::vector<Row>& keys, Answer& answer) const;
  Row PrimaryKeyOf(const Row& key) const;

  const ResolvedQuery& query_;
  FlowRows rows_;
  Asked asked_;
  std::vector<Expr> where_;
  std::vector<Conjunct> having_;
  mutable std::map<AskedAggregate, AggregateGroups> computed_;
  std::set<Row, KeyLess> shown_;
};

// The keys of measures are positions in the model; a group knows its dimensions' values and looks
// aggregates up.
class Query::Group final : public Leaves {
 public:
  Group(const Query& query, const Row& key) : query_(query), key_(key) {}

  const time::CalendarSettings& calendar() const override { return query_.query_.model->settings; }

  std::optional<Cell> Known(const Expr& node, AliasIndex self) const override {
    if (As<expr::Literal>(node) != nullptr) return std::nullopt;
    const std::size_t first = query_.asked_.by_row ? 1 : 0;
    for (std::size_t i = 0; i < query_.asked_.dimensions.size(); ++i) {
      if (*query_.asked_.dimensions[i] == node) return key_[first + i];
    }
    if (const Ref* ref = As<Ref>(node)) return Measure(*ref, self);
    if (const auto* filtered = As<expr::Filtered>(node)) {
      filters_.push_back({&*filtered->filter, self});
      Cell value = ValueOf(*filtered->measure, self, *this);
      filters_.pop_back();
      return value;
    }
    if (const auto* aggregate = As<expr::Aggregate>(node)) return Value(*aggregate, self);
    return std::nullopt;
  }

 private:
  Cell Measure(const Ref& ref, AliasIndex self) const {
    if (ref.kind != RefKind::kMeasure && ref.kind != RefKind::kFlowMeasure) {
      throw std::runtime_error("a condition on groups reads what is no dimension of the query");
    }
    Ref bound = ref;
    if (bound.alias == kSelf) bound.alias = self;
    const model::FieldView view = model::ViewOf(*query_.query_.model, *query_.query_.flow, bound);
    with_rows_.push_back(false);
    const TimeField outer = given_;
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
    const AggregateGroups& groups = query_.Groups(asked);
    const auto found = groups.values.find(key_);
    if (found == groups.values.end()) return groups.of_no_rows;
    if (!with_rows_.empty()) with_rows_.back() = true;
    return found->second;
  }

  const Query& query_;
  const Row& key_;
  mutable std::vector<OwnFilter> filters_;
  mutable TimeField given_;
  mutable std::vector<bool> with_rows_;  // Of the measures that are being computed.
};

void Query::CollectShown(const Expr& node, AliasIndex self, std::vector<OwnFilter> filters,
                         bool sparse, const TimeField& given) {
  const Ref* ref = As<Ref>(node);
  if (ref != nullptr && IsMeasure(node)) {
    Ref bound = *ref;
    if (bound.alias == kSelf) bound.alias = self;
    const model::FieldView view = model::ViewOf(*query_.model, *query_.flow, bound);
    return CollectShown(*view.expr, view.home, std::move(filters), sparse || view.measure->sparse,
                        GivenIn(view, given));
  }
  if (const auto* filtered = As<expr::Filtered>(node)) {
    filters.push_back({&*filtered->filter, self});
    return CollectShown(*filtered->measure, self, std::move(filters), sparse, given);
  }
  if (const auto* aggregate = As<expr::Aggregate>(node)) {
    if (aggregate->details->filter) filters.push_back({&*aggregate->details->filter, self});
    // Sparse without a filter: every row passes.
    const bool hides = sparse && !filters.empty();
    const AggregateGroups& groups =
        Groups({aggregate, self, std::move(filters), hides, TimeOf(*aggregate, self, given)});
    shown_.insert(groups.shown.begin(), groups.shown.end());
    return;
  }
  expr::ForEachChild(node,
                     [&](const Expr& child) { CollectShown(child, self, filters, sparse, given); });
}

// The one alias from which all others that a dimension reads are reached with one row each.
std::optional<AliasIndex> Query::OwnerOf(const Expr& dimension) const {
  std::set<AliasIndex> aliases;
  expr::ForEachNode(dimension, [&](const Expr& node) {
    const Ref* ref = As<Ref>(node);
    if (ref == nullptr) return;
    aliases.insert(ref->kind == RefKind::kColumn
                       ? ref->alias
                       : model::ViewOf(*query_.model, *query_.flow, *ref).home);
  });
  const auto to_one = [&](AliasIndex from, AliasIndex to) {
    for (AliasIndex at = from; at != to;) {
      const AliasIndex next = rows_.Toward(at, to);
      const bool down = query_.flow->aliases[next].parent == at;
      const auto cardinality = query_.flow->aliases[down ? next : at].cardinality;
      const auto one = down ? model::Cardinality::kManyToOne : model::Cardinality::kOneToMany;
      if (cardinality != one && cardinality != model::Cardinality::kOneToOne) return false;
      at = next;
    }
    return true;
  };
  std::optional<AliasIndex> owner;
  for (AliasIndex candidate : aliases) {
    const bool reaches = std::all_of(aliases.begin(), aliases.end(),
                                     [&](AliasIndex other) { return to_one(candidate, other); });
    if (!reaches) continue;
    if (owner) throw std::runtime_error("a dimension belongs to no single alias");
    owner = candidate;
  }
  if (!owner && !aliases.empty()) throw std::runtime_error("a dimension belongs to no alias");
  return owner;
}

// "Without measures: the groups that counts of all the tables whose dimensions are asked would
// show."
void Query::ListValues() {
  static const expr::Aggregate kCountRows{expr::AggregateFunction::kCount,
                                          expr::AggregateDetails{}};
  std::set<AliasIndex> owners;
  if (query_.ungrouped) {
    owners.insert(query_.of == kSelf ? AliasIndex{0} : query_.of);
  } else {
    for (const auto& dimension : query_.dimensions) {
      if (const auto owner = OwnerOf(dimension.value)) owners.insert(*owner);
    }
    if (owners.empty()) owners.insert(0);  // Constants: the base table's rows.
  }
  for (AliasIndex owner : owners) {
    const AggregateGroups& groups = Groups({&kCountRows, owner, {}, false});
    shown_.insert(groups.shown.begin(), groups.shown.end());
  }
}

bool Query::PassesHaving(const Row& key) const {
  const Group group(*this, key);
  return std::all_of(having_.begin(), having_.end(), [&](const Conjunct& conjunct) {
    return Holds(*conjunct.condition, kSelf, group) != conjunct.negated;
  });
}

// Ungrouped: "with an order or limit the primary key decides among equal rows".
Row Query::PrimaryKeyOf(const Row& key) const {
  Row values;
  if (!asked_.by_row) return values;
  const AliasIndex home = query_.of == kSelf ? AliasIndex{0} : query_.of;
  const int row = static_cast<int>(std::get<Exact>(key.front()).digits);
  const Combination alone = rows_.Reach(home, row, {}).front();
  const model::Table& table = query_.model->tables[query_.flow->aliases[home].table];
  for (std::uint32_t column : table.primary_key) {
    values.push_back(rows_.CellAt(alone, home, column));
  }
  return values;
}

// "As asked, then by the dimensions as asked, ascending; NULLs last both ways unless first."
void Query::Order(std::vector<Row>& keys, Answer& answer) const {
  const std::size_t first = asked_.by_row ? 1 : 0;
  const auto value = [&](const ResolvedOrder& order, const Row& key) -> Cell {
    const bool selected = order.column != ResolvedOrder::kNotSelected;
    if (selected && order.column < asked_.dimensions.size()) return key[first + order.column];
    const Expr& expr =
        selected ? query_.measures[order.column - asked_.dimensions.size()].value : order.value;
    return ValueOf(expr, kSelf, Group(*this, key));
  };
  struct Keyed {
    Row key;
    Row order;
    Row primary_key;
  };
  std::vector<Keyed> all;
  for (Row& key : keys) {
    Keyed keyed{std::move(key), {}, {}};
    keyed.primary_key = PrimaryKeyOf(keyed.key);
    for (const ResolvedOrder& order : query_.order) keyed.order.push_back(value(order, keyed.key));
    all.push_back(std::move(keyed));
  }
  const auto compare = [&](const Keyed& a, const Keyed& b) {
    for (std::size_t i = 0; i < query_.order.size(); ++i) {
      const Cell& x = a.order[i];
      const Cell& y = b.order[i];
      if (IsNull(x) != IsNull(y)) {
        return IsNull(x) == query_.order[i].nulls_first ? std::strong_ordering::less
                                                        : std::strong_ordering::greater;
      }
      const auto by_value = CompareKeys(x, y);
      if (by_value != 0) return query_.order[i].descending ? 0 <=> by_value : by_value;
    }
    for (std::size_t i = first; i < a.key.size(); ++i) {
      const auto by_key = CompareKeys(a.key[i], b.key[i]);
      if (by_key != 0) return by_key;
    }
    if (KeyLess{}(a.primary_key, b.primary_key)) return std::strong_ordering::less;
    if (KeyLess{}(b.primary_key, a.primary_key)) return std::strong_ordering::greater;
    return std::strong_ordering::equal;
  };
  std::stable_sort(all.begin(), all.end(),
                   [&](const Keyed& a, const Keyed& b) { return compare(a, b) < 0; });
  answer.ordered = !query_.order.empty() || query_.limit || query_.offset;
  keys.clear();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0 && compare(all[i - 1], all[i]) == 0) answer.ordered = false;
  }
  for (Keyed& keyed : all) keys.push_back(std::move(keyed.key));
}

Answer Query::Run() {
  if (query_.ungrouped && !having_.empty()) {
    throw std::runtime_error("a condition on measures of ungrouped rows");
  }
  if (query_.measures.empty() || query_.ungrouped) {
    ListValues();
  } else {
    for (const auto& measure : query_.measures) CollectShown(measure.value, kSelf, {}, false, {});
  }
  std::vector<Row> keys;
  for (const Row& key : shown_) {
    if (PassesHaving(key)) keys.push_back(key);
  }
  Answer answer;
  Order(keys, answer);
  const std::size_t begin = std::min<std::size_t>(keys.size(), query_.offset.value_or(0));
  const std::size_t count =
      std::min<std::size_t>(keys.size() - begin, query_.limit.value_or(keys.size()));
  for (std::size_t i = begin; i < begin + count; ++i) {
    Row row(keys[i].begin() + (asked_.by_row ? 1 : 0), keys[i].end());
    for (const auto& measure : query_.measures) {
      row.push_back(ValueOf(measure.value, kSelf, Group(*this, keys[i])));
    }
    answer.rows.push_back(std::move(row));
  }
  return answer;
}

}  // namespace

Answer Evaluate(const ResolvedQuery& query, const MemoryTables& tables) {
  return Query(query, tables).Run();
}

}  // namespace semaflow::property
