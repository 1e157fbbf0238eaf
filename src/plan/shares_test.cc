#include "plan/shares.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "model/test_model.h"
#include "plan/checker.h"
#include "plan/names.h"
#include "plan/test_plan.h"

namespace semaflow::plan {
namespace {

using ::testing::HasSubstr;

std::shared_ptr<const model::Model> Sales() {
  static const auto model = model::LoadText({
      {"tables/orders.yaml", R"(
name: orders
data_source: warehouse
table: orders
primary_key: id
time_dimension: day
dimensions:
  status: {expr: status, type: text}
  day: {expr: day, type: date}
  shipped: {expr: shipped, type: date}
measures:
  order_count: {agg: count}
  revenue: {expr: amount, agg: sum, type: integer}
  share: {of: revenue, share_of: []}
  in_status: {of: revenue, share_of: [status]}
  in_month: {of: revenue, share_of: [time.month], time: shipped}
  paid: {of: in_status, filter: "status == 'paid'"}
  share_twice: {of: in_status, share_of: [c.country]}
  rare: {expr: amount, agg: sum, filter: "amount > 9", sparse: true}
)"},
      {"tables/customers.yaml", R"(
name: customers
data_source: warehouse
table: customers
primary_key: id
dimensions:
  country: {expr: country, type: text}
measures:
  customer_count: {agg: count}
)"},
      {"flows/sales.yaml", R"(
name: sales
base_table: {semantic_table: orders, alias: o}
joins:
  customer: {semantic_table: customers, alias: c, to_table: o, join_type: full,
             join_keys: [{left: customer_id, right: id}]}
)"},
  });
  return model;
}

constexpr const char* kRequest = R"({"flow": "sales",
    "dimensions": ["c.country", "o.status", "o.day.month"],
    "measures": ["o.share", "o.in_status", "o.paid",
                 {"measure": "o.order_count", "share_of": ["o.status"], "as": "x"},
                 {"measure": "o.order_count", "share_of": ["c.country", "o.status", "o.day.month"],
                  "as": "itself"}],
    "filters": [{"field": "o.day", "op": ">", "value": "2024-01-31"},
                {"field": "o.share", "op": ">", "value": 0}],
    "order": [{"column": "o.revenue"}], "limit": 3})";

// "by 1: o.revenue, ..."
std::string WholesOf(const LogicalPlan& plan) {
  std::string text;
  for (const LogicalPlan& whole : plan.shares->wholes) {
    text += "by";
    for (const std::uint32_t kept : whole.total_of) text += " " + std::to_string(kept);
    text += ":";
    for (std::size_t i = whole.dimension_count; i < whole.columns.size(); ++i) {
      text += " " + NamedText(*plan.model, *plan.flow, whole.columns[i].value) + ";";
    }
    text += "\n";
  }
  return text;
}

TEST(PlanShares, WholesAreAskedOnceForEachSetOfDimensions) {
  const LogicalPlan plan = PlanOf(Sales(), kRequest);
  EXPECT_EQ(WholesOf(plan),
            "by: o.revenue;\n"
            "by 1: o.revenue; o.revenue filter (where o.status == 'paid'); o.order_count;\n");
  ASSERT_EQ(plan.shares->shares.size(), 5U);  // `o.share` stands twice.
  EXPECT_EQ(plan.shares->shares.back().whole, PlannedShare::kItself);
}

TEST(PlanShares, WholesHaveTheSameRowsAndNothingElse) {
  const LogicalPlan plan = PlanOf(Sales(), kRequest);
  for (const LogicalPlan& whole : plan.shares->wholes) {
    ASSERT_EQ(whole.where.size(), 1U);
    EXPECT_EQ(whole.where.front(), plan.where.front());
    EXPECT_TRUE(whole.having.empty());
    EXPECT_TRUE(whole.order.empty());
    EXPECT_FALSE(whole.limit);
    ASSERT_EQ(whole.blocks.size(), 1U);  // What only customers bring is looked up in vain.
  }
}

TEST(PlanShares, ASparseMeasureHidesNothingOfItsWhole) {
  const LogicalPlan plan = PlanOf(Sales(), R"({"flow": "sales", "dimensions": ["o.status"],
      "measures": [{"measure": "o.rare", "share_of": [], "as": "x"}]})");
  EXPECT_FALSE(plan.blocks.front().sparse.empty());
  EXPECT_TRUE(plan.shares->wholes.front().blocks.front().sparse.empty());
}

TEST(PlanShares, TotalsKeepTheDimensionsThatAreLeft) {
  const LogicalPlan plan = PlanOf(Sales(), R"({"flow": "sales",
      "dimensions": ["c.country", "o.status"], "measures": ["o.in_status"],
      "totals": [["c.country"], ["o.status"], []]})");
  EXPECT_FALSE(plan.totals_of_groups);
  EXPECT_EQ(WholesOf(plan), "by 1: o.revenue;\n");
  EXPECT_EQ(WholesOf(plan.totals[0]), "by: o.revenue;\n");
  EXPECT_EQ(WholesOf(plan.totals[1]), "");
  EXPECT_EQ(WholesOf(plan.totals[2]), "");
}

TEST(PlanShares, TheTimeOfTheMeasureGoesWithIt) {
  const LogicalPlan plan = PlanOf(Sales(), R"({"flow": "sales",
      "dimensions": ["c.country", "time.month"], "measures": ["o.in_month", "o.revenue"]})");
  const LogicalPlan& whole = plan.shares->wholes.front();
  EXPECT_EQ(whole.given_time.times.front().index, 2U);  // shipped
  EXPECT_EQ(FieldName(*plan.model, *plan.flow, std::get<expr::Ref>(whole.columns[0].value.node)),
            "o.shipped.month");
}

std::string Refused(const std::string& request) {
  const auto plan = TryPlan(Sales(), request);
  if (plan) return "answered";
  return std::string(InfoOf(plan.error().front().code).code) + " " + plan.error().front().message;
}

TEST(PlanShares, WhatIsRefused) {
  EXPECT_EQ(Refused(R"({"flow": "sales", "measures": ["o.in_status"]})"),
            "P018 a share of \"o.revenue\" is of \"o.status\", which is no dimension of the query "
            "at that grain");
  EXPECT_EQ(
      Refused(R"({"flow": "sales", "dimensions": ["o.day.month"], "measures": ["o.in_month"]})"),
      "P018 a share of \"o.revenue\" is of \"time.month\", which is no dimension of the "
      "query at that grain");
  EXPECT_THAT(Refused(R"({"flow": "sales", "dimensions": ["c.country"], "measures": ["o.revenue"],
                          "filters": [{"field": "o.in_status", "op": ">", "value": 0}]})"),
              HasSubstr("P018 "));
  EXPECT_THAT(Refused(R"({"flow": "sales", "dimensions": ["o.status"], "ungrouped": true,
                          "measures": ["o.in_status"]})"),
              HasSubstr("P016 "));
  EXPECT_THAT(Refused(R"({"flow": "sales", "measures": ["o.revenue"],
                          "dimensions": [{"measure": "o.share", "per": "c", "as": "x"}]})"),
              HasSubstr("P012 "));
}

TEST(PlanShares, SharesOfSharesAreBounded) {
  const auto of = [](const std::string& measure) {
    return Refused(R"({"flow": "sales", "dimensions": ["c.country", "o.status", "o.day.month"],
        "measures": [{"measure": ")" +
                   measure + R"(", "share_of": ["c.country", "o.day.month"], "as": "x"}]})");
  };
  EXPECT_EQ(of("o.in_status"), "answered");
  EXPECT_THAT(of("o.share_twice"), HasSubstr("P015 shares of shares of shares"));
}

TEST(PlanShares, TheSetsOfDimensionsAreBounded) {
  std::string measures;
  std::string dimensions;
  for (int i = 0; i < 7; ++i) {
    dimensions += std::string(i == 0 ? "" : ", ") + R"({"expr": "o.status || ')" +
                  std::to_string(i) + R"('", "as": "d)" + std::to_string(i) + R"("})";
  }
  for (int i = 1; i <= 33; ++i) {
    std::string some;
    for (int d = 0; d < 7; ++d) {
      if ((i >> d & 1) == 0) continue;
      some += (some.empty() ? "\"d" : ", \"d") + std::to_string(d) + "\"";
    }
    measures += std::string(i == 1 ? "" : ", ") + R"({"measure": "o.revenue", "share_of": [)" +
                some + R"(], "as": "s)" + std::to_string(i) + R"("})";
  }
  EXPECT_EQ(Refused(R"({"flow": "sales", "dimensions": [)" + dimensions + R"(], "measures": [)" +
                    measures + "]}"),
            "P015 the query asks shares of more than 32 sets of dimensions");
}

// Each loses something of a whole.
TEST(PlanShares, TheCheckerSeesWhatAWholeHasLost) {
  const Asked asked = Remember(ResolveText(Sales(), kRequest));
  const auto is_lost = [&](auto&& lose) {
    LogicalPlan plan = PlanOf(Sales(), kRequest);
    EXPECT_FALSE(CheckPlan(asked, plan));
    lose(plan.shares->wholes.back());
    const auto error = CheckPlan(asked, plan);
    return error && error->message.find("what a share is divided by") != std::string::npos;
  };
  EXPECT_TRUE(is_lost([](LogicalPlan& whole) { whole.where.clear(); }));
  EXPECT_TRUE(is_lost([](LogicalPlan& whole) { whole.total_of.clear(); }));
  EXPECT_TRUE(is_lost([](LogicalPlan& whole) { whole.total_of.front() = 7; }));
  EXPECT_TRUE(is_lost([](LogicalPlan& whole) { whole.limit = 1; }));
}

}  // namespace
}  // namespace semaflow::plan
