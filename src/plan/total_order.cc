#include "plan/total_order.h"

#include <algorithm>

#include "base/planted.h"
#include "expr/visit.h"

namespace semaflow::plan {
namespace {

using expr::As;
using expr::Expr;
using expr::Ref;
using expr::RefKind;

// The column of the root's table that a dimension is; kNone: it is none.
std::uint32_t RootColumnOf(const model::Table& table, expr::AliasIndex root,
                           const Expr& dimension) {
  const Ref* ref = As<Ref>(dimension);
  if (ref == nullptr || ref->alias != root || ref->field.kind != time::TimeField::Kind::kNone) {
    return model::kNone;
  }
  if (ref->kind == RefKind::kColumn) return ref->index;
  if (ref->kind != RefKind::kDimension) return model::kNone;
  const model::Dimension& found = table.dimensions[ref->index];
  const Ref* column = found.is_column ? As<Ref>(found.expr) : nullptr;
  return column != nullptr ? column->index : model::kNone;
}

// Whether the dimensions that `counts` accepts hold the key.
template <typename F>
bool HoldKeyAmong(const model::Table& table, const LogicalPlan& plan, F&& counts) {
  const expr::AliasIndex root = plan.blocks.front().root;
  const auto held = [&](std::uint32_t key_column) {
    if (!table.columns[key_column].not_null && !Planted(Bug::kNullableKeyIsHeld)) return false;
    for (std::uint32_t i = 0; i < plan.dimension_count; ++i) {
      if (counts(i) && RootColumnOf(table, root, plan.columns[i].value) == key_column) return true;
    }
    return false;
  };
  const auto whole = [&](const std::vector<std::uint32_t>& key) {
    return !key.empty() && std::all_of(key.begin(), key.end(), held);
  };
  return whole(table.primary_key) ||
         std::any_of(table.unique_keys.begin(), table.unique_keys.end(), whole);
}

// Rows that are equal in all that was asked come in the order of their key.
void OrderByKey(const model::Table& table, LogicalPlan& plan) {
  const std::vector<std::uint32_t>* key = model::KeyOf(table);
  if (key == nullptr) return;
  for (const std::uint32_t column : *key) {
    plan.order.push_back(PlannedOrder{.column = request::ResolvedOrder::kNotSelected,
                                      .value = Expr{Ref{.kind = RefKind::kColumn,
                                                        .alias = plan.blocks.front().root,
                                                        .index = column,
                                                        .field = {}},
                                                    {}},
                                      .descending = false,
                                      .nulls_first = false});
  }
}

}  // namespace

bool HoldKey(const model::Table& table, const LogicalPlan& plan) {
  return HoldKeyAmong(table, plan, [](std::uint32_t) { return true; });
}

void MakeOrderTotal(const model::Table& table, LogicalPlan& plan) {
  if (Planted(Bug::kTieBreakDropped)) return;
  const auto is_ordered_by = [&plan](std::uint32_t column) {
    return std::any_of(plan.order.begin(), plan.order.end(),
                       [column](const PlannedOrder& order) { return order.column == column; });
  };
  const bool keyed = plan.blocks.front().keyed;
  for (std::uint32_t i = 0; i < plan.dimension_count; ++i) {
    if (is_ordered_by(i)) continue;
    if (keyed && HoldKeyAmong(table, plan, is_ordered_by)) return;
    plan.order.push_back(
        PlannedOrder{.column = i, .value = {}, .descending = false, .nulls_first = false});
  }
  if (!plan.aggregated && !keyed) OrderByKey(table, plan);
}

}  // namespace semaflow::plan
