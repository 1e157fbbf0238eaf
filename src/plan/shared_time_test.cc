#include "plan/shared_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/test_model.h"
#include "plan/test_plan.h"

namespace semaflow::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kOrders[] = R"yaml(
name: orders
data_source: warehouse
table: orders
primary_key: id
time_dimension: ordered_at
dimensions:
  status: {expr: status, type: text}
  ordered_at: {expr: ordered_at, type: timestamp}
measures:
  revenue: {expr: amount, agg: sum}
)yaml";
constexpr char kCustomers[] = R"yaml(
name: customers
data_source: warehouse
table: customers
primary_key: id
measures:
  customer_count: {agg: count}
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
  customers: {semantic_table: customers, alias: c, to_table: o, join_keys: [{left: customer_id, right: id}]}
  lines: {semantic_table: lines, alias: l, to_table: o, join_keys: [{left: id, right: order_id}]}
)yaml";

std::shared_ptr<const model::Model> Shop() {
  static const auto model = model::LoadText({
      {"tables/orders.yaml", kOrders},
      {"tables/customers.yaml", kCustomers},
      {"tables/lines.yaml", kLines},
      {"flows/shop.yaml", kShop},
  });
  return model;
}

TEST(SharedTime, TheTimeOfAnotherTableIsProbablyNotMeant) {
  const auto warnings = [](std::string_view json) { return PlanOf(Shop(), json).warnings; };
  EXPECT_THAT(warnings(R"({"flow": "shop", "dimensions": ["o.ordered_at.month"],
                           "measures": ["o.revenue", "c.customer_count", "l.quantity"]})"),
              ElementsAre("\"c.customer_count\" is asked by \"o.ordered_at.month\", the time of "
                          "\"o\", of which a row may reach several: \"time\" is each measure's own "
                          "time"));
  EXPECT_THAT(warnings(R"({"flow": "shop", "measures": ["c.customer_count"],
                           "filters": [{"field": "o.ordered_at", "op": "<", "value": "2024-01-01"}]})"),
              ElementsAre(HasSubstr("\"c.customer_count\" is asked by \"o.ordered_at\"")));
  // A customer, a line and a status are no times.
  EXPECT_THAT(warnings(R"({"flow": "shop", "dimensions": ["o.status", "l.product"],
                           "measures": ["c.customer_count"]})"),
              IsEmpty());
  EXPECT_THAT(warnings(R"({"flow": "shop", "dimensions": ["o.ordered_at.month"],
                           "measures": ["l.quantity"]})"),
              IsEmpty());
}

}  // namespace
}  // namespace semaflow::plan
