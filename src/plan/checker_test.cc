#include "plan/checker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "expr/visit.h"
#include "model/test_model.h"
#include "plan/test_plan.h"

namespace semaflow::plan {
namespace {

std::shared_ptr<const model::Model> Sales() {
  static const auto model = model::LoadText({
      {"tables/orders.yaml", R"(
name: orders
data_source: warehouse
table: orders
primary_key: id
dimensions:
  id: {expr: id, type: integer}
  status: {expr: status, type: text}
  day: {expr: day, type: date}
measures:
  order_count: {agg: count}
  revenue: {expr: amount, agg: sum}
)"},
      {"tables/customers.yaml", R"(
name: customers
data_source: warehouse
table: customers
primary_key: id
dimensions:
  country: {expr: country, type: text}
)"},
      {"flows/sales.yaml", R"(
name: sales
base_table: {semantic_table: orders, alias: o}
joins:
  customer: {semantic_table: customers, alias: c, to_table: o, join_keys: [{left: customer_id, right: id}]}
)"},
  });
  return model;
}

constexpr const char* kRequest = R"({"flow": "sales", "dimensions": ["c.country", "o.day.month"],
    "measures": ["o.revenue"],
    "filters": [{"field": "o.status", "op": "in", "value": ["paid", "sent"]},
                {"not": {"or": [{"field": "o.day", "op": "<", "value": "2024-01-31"},
                                {"field": "o.order_count", "op": ">", "value": 1000}]}}],
    "order": [{"column": "o.revenue", "direction": "desc"}, {"column": "o.order_count"}],
    "limit": 10, "offset": 5, "time_zone": "Europe/Amsterdam"})";

// Each test plants one loss in a good plan.
class CheckPlanTest : public ::testing::Test {
 protected:
  CheckPlanTest()
      : asked_(Remember(ResolveText(Sales(), kRequest))), plan_(PlanOf(Sales(), kRequest)) {}

  void ExpectLost(const std::string& what) {
    const auto error = CheckPlan(asked_, plan_);
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->code, ErrorCode::kInternal);
    EXPECT_NE(error->message.find(what), std::string::npos) << error->message;
  }

  Asked asked_;
  LogicalPlan plan_;
};

TEST_F(CheckPlanTest, AGoodPlanHoldsAll) {
  EXPECT_EQ(plan_.where.size(), 2U);
  EXPECT_EQ(plan_.having.size(), 1U);
  EXPECT_FALSE(CheckPlan(asked_, plan_).has_value());
}

TEST_F(CheckPlanTest, ALostColumn) {
  plan_.columns.pop_back();
  ExpectLost("every column");
}

TEST_F(CheckPlanTest, ALostGrain) {
  expr::As<expr::Ref>(plan_.columns[1].value)->field = {};
  ExpectLost("o.day.month");
}

TEST_F(CheckPlanTest, AnotherMember) {
  ++expr::As<expr::Ref>(plan_.columns[2].value)->index;
  ExpectLost("o.revenue");
}

TEST_F(CheckPlanTest, ADimensionTakenForAMeasure) {
  plan_.dimension_count = 1;
  ExpectLost("o.day.month");
}

TEST_F(CheckPlanTest, ALostFilterOnRows) {
  plan_.where.pop_back();
  ExpectLost("every filter");
}

TEST_F(CheckPlanTest, ALostFilterOnGroups) {
  plan_.having.clear();
  ExpectLost("every filter");
}

TEST_F(CheckPlanTest, ALostValueOfAList) {
  expr::As<expr::InList>(plan_.where[0])->items.pop_back();
  ExpectLost("every filter");
}

TEST_F(CheckPlanTest, AnotherValue) {
  auto& items = expr::As<expr::InList>(plan_.where[0])->items;
  expr::As<expr::Literal>(items[0])->value = std::string("Paid");
  ExpectLost("every filter");
}

TEST_F(CheckPlanTest, AValueThatIsNoParameterAnyMore) {
  auto& items = expr::As<expr::InList>(plan_.where[0])->items;
  expr::As<expr::Literal>(items[0])->bound = false;
  ExpectLost("every filter");
}

TEST_F(CheckPlanTest, AFilterOnAnotherField) {
  expr::As<expr::Ref>(*expr::As<expr::InList>(plan_.where[0])->operand)->index = 0;
  ExpectLost("every filter");
}

TEST_F(CheckPlanTest, ALostOrderKey) {
  plan_.order.erase(plan_.order.begin());
  ExpectLost("an order key");
}

TEST_F(CheckPlanTest, AllOrderKeysLost) {
  plan_.order.clear();
  plan_.order_asked = 0;
  ExpectLost("every order key");
}

TEST_F(CheckPlanTest, AnotherDirection) {
  plan_.order[0].descending = false;
  ExpectLost("an order key");
}

TEST_F(CheckPlanTest, OtherNulls) {
  plan_.order[1].nulls_first = true;
  ExpectLost("an order key");
}

TEST_F(CheckPlanTest, ALostLimit) {
  plan_.limit.reset();
  ExpectLost("the limit");
}

TEST_F(CheckPlanTest, ALostOffset) {
  plan_.offset = 0;
  ExpectLost("the offset");
}

TEST_F(CheckPlanTest, APageThatNobodyAsked) {
  plan_.page = request::ResolvedPage{};
  ExpectLost("the page");
}

TEST(CheckPlan, APageIsInThePlanAndItsOrderIsTotal) {
  request::ResolvedQuery query = ResolveText(
      Sales(), R"({"flow": "sales", "dimensions": ["c.country"], "measures": ["o.revenue"],
                   "page_size": 5, "total_rows": true})");
  const Asked asked = Remember(query);
  auto plan = MakePlan(std::move(query));
  ASSERT_TRUE(plan);
  ASSERT_FALSE(CheckPlan(asked, *plan));
  LogicalPlan without_order = *plan;
  without_order.order.clear();
  without_order.page = std::move(plan->page);
  const auto unordered = CheckPlan(asked, without_order);
  ASSERT_TRUE(unordered);
  EXPECT_NE(unordered->message.find("the order of all rows"), std::string::npos);
  const auto lost = CheckPlan(asked, *plan);
  ASSERT_TRUE(lost);
  EXPECT_NE(lost->message.find("the page"), std::string::npos);
}

TEST_F(CheckPlanTest, AnotherZone) {
  plan_.zone = time::Utc();
  ExpectLost("the time zone");
}

TEST_F(CheckPlanTest, GroupsWhereRowsWereAsked) {
  plan_.aggregated = false;
  ExpectLost("the rows themselves");
}

TEST_F(CheckPlanTest, LostGroups) {
  plan_.grouped = false;
  ExpectLost("the groups");
}

TEST_F(CheckPlanTest, ALostJoin) {
  plan_.blocks.front().joins.clear();
  ExpectLost("a join");
}

// A request with a measure per row; each test plants one loss in its plan.
class CheckPerRowTest : public ::testing::Test {
 protected:
  static constexpr const char* kPerRow = R"({"flow": "sales", "measures": ["o.revenue"],
      "filters": [{"field": {"measure": "o.order_count", "per": "c"}, "op": ">", "value": 2}]})";
  CheckPerRowTest()
      : asked_(Remember(ResolveText(Sales(), kPerRow))), plan_(PlanOf(Sales(), kPerRow)) {}
  std::string Lost() const {
    const auto error = CheckPlan(asked_, plan_);
    return error ? error->message : "nothing";
  }

  Asked asked_;
  LogicalPlan plan_;
};

TEST_F(CheckPerRowTest, AGoodPlanHoldsIt) {
  ASSERT_EQ(plan_.per_rows.size(), 1U);
  EXPECT_EQ(Lost(), "nothing");
}

TEST_F(CheckPerRowTest, ItsPlanIsLost) {
  plan_.per_rows.clear();
  EXPECT_THAT(Lost(), ::testing::HasSubstr("a measure per row"));
}

TEST_F(CheckPerRowTest, AnotherMeasure) {
  expr::As<expr::Ref>(plan_.per_rows[0].columns.back().value)->index += 1;
  EXPECT_THAT(Lost(), ::testing::HasSubstr("a measure per row"));
}

TEST_F(CheckPerRowTest, NotByTheKey) {
  expr::As<expr::Ref>(plan_.per_rows[0].columns.front().value)->index += 1;
  EXPECT_THAT(Lost(), ::testing::HasSubstr("a measure per row"));
}

TEST_F(CheckPerRowTest, AConditionOfTheQueryInIt) {
  plan_.per_rows[0].where = plan_.where;
  EXPECT_THAT(Lost(), ::testing::HasSubstr("a measure per row"));
}

}  // namespace
}  // namespace semaflow::plan
