#include "sql/tied_rows.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "sql/visit.h"

namespace semaflow::sql {

namespace {

void CollectTables(Exprs& conditions, NodeVector<TableRef*>& tables);

void CollectTables(NodeVector<Join>& joins, NodeVector<TableRef*>& tables) {
  for (Join& join : joins) {
    tables.push_back(&join.table);
    CollectTables(join.nested, tables);
  }
}

}  // namespace

void CollectTables(Select& select, NodeVector<TableRef*>& tables) {
  tables.push_back(&select.from);
  CollectTables(select.joins, tables);
  CollectTables(select.where, tables);
}

namespace {

void CollectTables(Expr& expr, NodeVector<TableRef*>& tables) {
  if (auto* exists = std::get_if<Exists>(&expr.node)) return CollectTables(*exists->rows, tables);
  if (auto* logic = std::get_if<Logic>(&expr.node)) CollectTables(logic->terms, tables);
}

void CollectTables(Exprs& conditions, NodeVector<TableRef*>& tables) {
  for (Expr& condition : conditions) CollectTables(condition, tables);
}

// Which rows an expression reads: those of the tables of a sub-query, or those around it.
struct Sides {
  bool inside = false;
  bool around = false;
};

void Look(const Expr& expr, const NodeVector<TableRef*>& tables, Sides& sides) {
  if (const auto* column = std::get_if<Column>(&expr.node)) {
    const bool known = std::any_of(tables.begin(), tables.end(), [&](const TableRef* table) {
      return table->alias == column->table;
    });
    (known ? sides.inside : sides.around) = true;
  } else if (std::holds_alternative<Escape>(expr.node)) {
    sides = {.inside = true, .around = true};  // Nobody knows.
  } else {
    ForEachChild(expr, [&](const Expr& child) { Look(child, tables, sides); });
  }
}

Sides SidesOf(const Expr& expr, const NodeVector<TableRef*>& tables) {
  Sides sides;
  Look(expr, tables, sides);
  return sides;
}

bool IsInside(const NodeVector<Join>& joins, const NodeVector<TableRef*>& tables) {
  const auto is_inside = [&](const Expr& expr) { return !SidesOf(expr, tables).around; };
  return std::all_of(joins.begin(), joins.end(), [&](const Join& join) {
    return std::all_of(join.on.begin(), join.on.end(), is_inside) && IsInside(join.nested, tables);
  });
}

}  // namespace

bool IsTiedByKeys(Select& rows) {
  NodeVector<TableRef*> tables;
  CollectTables(rows, tables);
  bool has_key = false;
  for (const Expr& condition : rows.where) {
    if (!SidesOf(condition, tables).around) continue;
    const auto* binary = std::get_if<Binary>(&condition.node);
    if (binary == nullptr || binary->op != Operator::kEq) return false;
    const Sides left = SidesOf(*binary->left, tables);
    const Sides right = SidesOf(*binary->right, tables);
    has_key =
        left.inside != left.around && right.inside == left.around && right.around == left.inside;
    if (!has_key) return false;
  }
  return has_key && IsInside(rows.joins, tables);
}

std::optional<Expr> TakeOnlyKey(Select& rows) {
  if (!IsTiedByKeys(rows)) return std::nullopt;
  NodeVector<TableRef*> tables;
  CollectTables(rows, tables);
  const auto ties = [&](const Expr& condition) { return SidesOf(condition, tables).around; };
  if (std::count_if(rows.where.begin(), rows.where.end(), ties) != 1) return std::nullopt;
  const auto key = std::find_if(rows.where.begin(), rows.where.end(), ties);
  auto& [op, left, right] = std::get<Binary>(key->node);
  const bool is_left_around = SidesOf(*left, tables).around;
  Expr around = std::move(is_left_around ? *left : *right);
  rows.select.clear();
  rows.select.push_back(SelectItem{std::move(is_left_around ? *right : *left), {}});
  rows.where.erase(key);
  rows.distinct = true;
  return around;
}

}  // namespace semaflow::sql
