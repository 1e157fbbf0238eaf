#include "plan/totals.h"

#include <gtest/gtest.h>

#include "model/test_model.h"
#include "plan/test_plan.h"

namespace semaflow::plan {
namespace {

constexpr char kOrders[] = R"yaml(
name: orders
data_source: warehouse
table: orders
primary_key: id
dimensions:
  status: {expr: status, type: text}
  label: {expr: label, type: text, collation: nocase}
  amount: {expr: amount, type: "decimal(10, 2)"}
  weight: {expr: weight, type: float}
  placed: {expr: placed, type: date}
measures:
  order_count: {agg: count}
  revenue: {expr: amount, agg: sum, filter: "status != 'void'"}
  avg_order: {formula: "revenue / order_count"}
  total_weight: {expr: weight, agg: sum}
  heaviest: {expr: weight, agg: max}
  untold: {expr: other, agg: sum}
  statuses: {expr: status, agg: count_distinct}
  typical: {expr: amount, agg: median}
  first_label: {expr: label, agg: min}
  last_placed: {expr: placed, agg: max}
  paid: {expr: amount, agg: sum, filter: "status == 'paid'", sparse: true}
)yaml";
constexpr char kLines[] = R"yaml(
name: lines
data_source: warehouse
table: lines
dimensions:
  product: {expr: product, type: text}
measures:
  quantity: {expr: quantity, agg: sum}
)yaml";
constexpr char kShop[] = R"yaml(
name: shop
base_table: {semantic_table: orders, alias: o}
joins:
  lines: {semantic_table: lines, alias: l, to_table: o, join_keys: [{left: id, right: order_id}]}
)yaml";

bool AreOfGroups(const std::string& dimension, const std::string& measure) {
  static const auto model = model::LoadText(
      {{"tables/orders.yaml", kOrders}, {"tables/lines.yaml", kLines}, {"flows/shop.yaml", kShop}});
  const LogicalPlan plan =
      PlanOf(model, R"({"flow": "shop", "dimensions": [")" + dimension + R"("], "measures": [")" +
                        measure + R"("], "totals": [[]]})");
  EXPECT_EQ(plan.totals.size(), 1U);
  EXPECT_FALSE(plan.totals.front().grouped);
  return plan.totals_of_groups;
}

TEST(Totals, AreMadeOfTheGroupsWhereThatIsExact) {
  EXPECT_TRUE(AreOfGroups("o.status", "o.order_count"));
  EXPECT_TRUE(AreOfGroups("o.status", "o.revenue"));
  EXPECT_TRUE(AreOfGroups("o.status", "o.avg_order"));
  EXPECT_TRUE(AreOfGroups("o.status", "o.heaviest"));
  EXPECT_TRUE(AreOfGroups("o.status", "o.last_placed"));
}

TEST(Totals, AreMadeOfTheRowsWhereItIsNot) {
  EXPECT_FALSE(AreOfGroups("o.status", "o.total_weight"));  // The order of doubles counts,
  EXPECT_FALSE(AreOfGroups("o.status", "o.untold"));        // and these may be some.
  EXPECT_FALSE(AreOfGroups("o.status", "o.statuses"));      // A value may be in several groups.
  EXPECT_FALSE(AreOfGroups("o.status", "o.typical"));       // It is of all rows.
  EXPECT_FALSE(AreOfGroups("o.status", "o.first_label"));   // A group's has no collation.
  EXPECT_FALSE(AreOfGroups("o.status", "o.paid"));          // Some groups are not shown.
  EXPECT_FALSE(AreOfGroups("l.product", "o.revenue"));      // A row may be in several groups.
  EXPECT_FALSE(AreOfGroups("o.status", "l.quantity"));      // Of a type that nobody told.
}

}  // namespace
}  // namespace semaflow::plan
