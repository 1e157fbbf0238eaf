#include "tests/property/reference_evaluator.h"

#include <algorithm>
#include <stdexcept>

#include "expr/visit.h"
#include "tests/property/ordered_groups.h"
#include "tests/property/query_groups.h"

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
      : query_(query), groups_(query, tables, TakeWhere()) {}

  Answer Run();

 private:
  // The conditions on rows; those on groups become `having_`.
  std::vector<Expr> TakeWhere() {
    std::vector<Conjunct> conjuncts;
    for (const Expr& filter : query_.filters) Split(filter, false, conjuncts);
    std::vector<Expr> where;
    for (const Conjunct& conjunct : conjuncts) {
      if (expr::AnyNode(*conjunct.condition, IsMeasure)) {
        having_.push_back(conjunct);
      } else {
        where.push_back(conjunct.negated
                            ? Expr{expr::Unary{expr::UnaryOp::kNot, *conjunct.condition}, {}}
                            : *conjunct.condition);
      }
    }
    return where;
  }
  void ListValues();
  std::optional<AliasIndex> OwnerOf(const Expr& dimension) const;
  bool PassesHaving(const Row& key) const;
  void Order(std::vector<Row>& keys, Answer& answer) const;

  const ResolvedQuery& query_;
  std::vector<Conjunct> having_;  // Before `groups_`, whose making fills it.
  QueryGroups groups_;
  GroupKeys shown_;
};

// The one alias from which all others that a dimension reads are reached with one row each.
std::optional<AliasIndex> Query::OwnerOf(const Expr& dimension) const {
  std::set<AliasIndex> aliases;
  expr::ForEachNode(dimension, [&](const Expr& node) {
    const Ref* ref = As<Ref>(node);
    if (ref == nullptr || ref->alias == expr::kAllRows) return;
    if (ref->kind == RefKind::kPerRow) {
      aliases.insert(ref->alias);
      return;
    }
    aliases.insert(ref->kind == RefKind::kColumn
                       ? ref->alias
                       : model::ViewOf(*query_.model, *query_.flow, *ref).home);
  });
  const auto to_one = [&](AliasIndex from, AliasIndex to) {
    for (AliasIndex at = from; at != to;) {
      const AliasIndex next = groups_.rows().Toward(at, to);
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
  std::set<AliasIndex> owners;
  if (query_.ungrouped) {
    owners.insert(query_.of == kSelf ? AliasIndex{0} : query_.of);
  } else {
    for (const auto& dimension : query_.dimensions) {
      if (const auto owner = OwnerOf(dimension.value)) owners.insert(*owner);
    }
    if (owners.empty()) owners.insert(0);  // Constants: the base table's rows.
  }
  for (AliasIndex owner : owners) groups_.AddRowsOf(owner, shown_);
}

bool Query::PassesHaving(const Row& key) const {
  return std::all_of(having_.begin(), having_.end(), [&](const Conjunct& conjunct) {
    return groups_.HoldsAt(*conjunct.condition, key) != conjunct.negated;
  });
}

void Query::Order(std::vector<Row>& keys, Answer& answer) const {
  const std::size_t first = query_.ungrouped ? 1 : 0;
  const auto value = [&](const ResolvedOrder& order, const Row& key) -> Cell {
    const bool selected = order.column != ResolvedOrder::kNotSelected;
    const std::size_t dimensions = query_.dimensions.size();
    if (selected && order.column < dimensions) return key[first + order.column];
    return groups_.ValueAt(
        selected ? query_.measures[order.column - dimensions].value : order.value, key);
  };
  std::vector<OrderWay> ways;
  for (const ResolvedOrder& order : query_.order)
    ways.push_back({order.descending, order.nulls_first});
  std::vector<OrderedGroup> all;
  for (Row& key : keys) {
    OrderedGroup group{std::move(key), {}, {}};
    if (query_.ungrouped) group.primary_key = groups_.PrimaryKeyOf(group.key);
    for (const ResolvedOrder& order : query_.order) group.order.push_back(value(order, group.key));
    all.push_back(std::move(group));
  }
  const bool decided = SortGroups(all, ways, first);
  answer.ordered = decided && (!query_.order.empty() || query_.limit || query_.offset);
  keys.clear();
  for (OrderedGroup& group : all) keys.push_back(std::move(group.key));
}

Answer Query::Run() {
  if (query_.ungrouped && !having_.empty()) {
    throw std::runtime_error("a condition on measures of ungrouped rows");
  }
  if (query_.measures.empty() || query_.ungrouped) {
    ListValues();
  } else {
    for (const auto& measure : query_.measures) groups_.AddShown(measure.value, shown_);
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
    Row row(keys[i].begin() + (query_.ungrouped ? 1 : 0), keys[i].end());
    for (const auto& measure : query_.measures) {
      row.push_back(groups_.ValueAt(measure.value, keys[i]));
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
