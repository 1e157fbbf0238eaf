#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "model/test_model.h"
#include "plan/plan.h"
#include "plan/test_plan.h"

namespace semaflow::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A shop as a star: orders in the middle; lines and payments multiply them.
constexpr char kOrders[] = R"yaml(
name: orders
data_source: warehouse
table: orders
primary_key: id
time_dimension: ordered_at
dimensions:
  id: {expr: id, type: integer}
  status: {expr: status, type: text}
  ordered_at: {expr: ordered_at, type: timestamp}
  amount: {expr: amount, type: "decimal(10, 2)"}
  is_dutch: {expr: "c.country == 'NL'"}
measures:
  order_count: {agg: count}
  revenue: {expr: amount, agg: sum}
  avg_order: {formula: "revenue / order_count"}
  dutch_revenue: {expr: amount, agg: sum, filter: "c.country == 'NL'"}
  paid: {expr: amount, agg: sum, filter: "status == 'paid'", sparse: true}
  open: {agg: count, filter: "status == 'open'", sparse: true}
  both_sparse: {formula: "paid / open"}
  running: {of: revenue, rolling: unbounded}
)yaml";

constexpr char kCustomers[] = R"yaml(
name: customers
data_source: warehouse
table: customers
primary_key: id
dimensions:
  id: {expr: id, type: integer}
  country: {expr: country, type: text}
  country_or_none: {expr: "coalesce(country, 'none')", type: text}
measures:
  customer_count: {agg: count}
)yaml";

constexpr char kRegions[] = R"yaml(
name: regions
data_source: warehouse
table: regions
primary_key: country
dimensions:
  country: {expr: country, type: text}
  region: {expr: region, type: text}
measures:
  region_count: {agg: count}
)yaml";

constexpr char kLines[] = R"yaml(
name: lines
data_source: warehouse
table: lines
primary_key: id
dimensions:
  product: {expr: product, type: text}
measures:
  quantity: {expr: quantity, agg: sum}
)yaml";

constexpr char kShop[] = R"yaml(
name: shop
base_table: {semantic_table: orders, alias: o}
joins:
  customer: {semantic_table: customers, alias: c, to_table: o, join_keys: [{left: customer_id, right: id}]}
  payer: {semantic_table: customers, alias: payer, to_table: o, join_keys: [{left: payer_id, right: id}]}
  region: {semantic_table: regions, alias: r, to_table: c, join_keys: [{left: country, right: country}]}
  lines: {semantic_table: lines, alias: l, to_table: o, join_keys: [{left: id, right: order_id}]}
measures:
  per_item: {formula: "o.revenue / l.quantity"}
  domestic: {formula: "sum(o.amount) filter (where c.country == payer.country)"}
dimensions:
  same: {expr: "c.country == payer.country"}
)yaml";

constexpr char kNested[] = R"yaml(
name: nested
base_table: {semantic_table: orders, alias: o}
joins:
  customer: {semantic_table: customers, alias: c, to_table: o, join_keys: [{left: customer_id, right: id}]}
  region: {semantic_table: regions, alias: r, to_table: c, join_type: inner, join_keys: [{left: country, right: country}]}
)yaml";

constexpr char kStrict[] = R"yaml(
name: strict
base_table: {semantic_table: orders, alias: o}
joins:
  customer: {semantic_table: customers, alias: c, to_table: o, join_type: inner, join_keys: [{left: customer_id, right: id}]}
  region: {semantic_table: regions, alias: r, to_table: c, join_type: inner, join_keys: [{left: country, right: country}]}
  lines: {semantic_table: lines, alias: l, to_table: o, join_keys: [{left: id, right: order_id}]}
)yaml";

constexpr char kBought[] = R"yaml(
name: bought
base_table: {semantic_table: orders, alias: o}
joins:
  lines: {semantic_table: lines, alias: l, to_table: o, join_type: inner, join_keys: [{left: id, right: order_id}]}
)yaml";

constexpr char kOuter[] = R"yaml(
name: outer
base_table: {semantic_table: orders, alias: o}
joins:
  right: {semantic_table: customers, alias: c, to_table: o, join_type: right, join_keys: [{left: customer_id, right: id}]}
  full: {semantic_table: customers, alias: payer, to_table: o, join_type: full, join_keys: [{left: payer_id, right: id}]}
  region: {semantic_table: regions, alias: r, to_table: payer, join_keys: [{left: country, right: country}]}
)yaml";

constexpr char kDated[] = R"yaml(
name: dated
base_table: {semantic_table: orders, alias: o}
joins:
  customer: {semantic_table: customers, alias: c, to_table: o, join_keys: [{left: customer_id, right: id}]}
  region:
    semantic_table: regions
    alias: r
    to_table: c
    join_keys: [{left: country, right: country}, {left: o.status, right: region}]
)yaml";

constexpr char kGraph[] = R"yaml(
name: graph
tables: {order: orders, customer: customers}
links:
  - {from: order, to: customer, join_keys: [{left: customer_id, right: id}]}
)yaml";

std::shared_ptr<const model::Model> Shop() {
  static const auto model = model::LoadText({
      {"tables/orders.yaml", kOrders},
      {"tables/customers.yaml", kCustomers},
      {"tables/regions.yaml", kRegions},
      {"tables/lines.yaml", kLines},
      {"flows/shop.yaml", kShop},
      {"flows/nested.yaml", kNested},
      {"flows/strict.yaml", kStrict},
      {"flows/bought.yaml", kBought},
      {"flows/outer.yaml", kOuter},
      {"flows/dated.yaml", kDated},
      {"flows/graph.yaml", kGraph},
  });
  return model;
}

std::vector<ErrorCode> CodesOf(std::string_view json) {
  std::vector<ErrorCode> codes;
  const auto plan = TryPlan(Shop(), json);
  if (plan) return codes;
  for (const Error& error : plan.error()) codes.push_back(error.code);
  return codes;
}

Error OnlyError(std::string_view json) {
  const auto plan = TryPlan(Shop(), json);
  EXPECT_FALSE(plan.has_value()) << json;
  if (plan) return {};
  EXPECT_THAT(plan.error(), SizeIs(1)) << FormatErrors(plan.error());
  return plan.error().front();
}

std::string Joins(std::string_view json) { return JoinsOf(PlanOf(Shop(), json)); }
std::string RootOf(std::string_view json) {
  const LogicalPlan plan = PlanOf(Shop(), json);
  return plan.flow->aliases[plan.block.root].name;
}

// --- Joins kept and dropped.

TEST(PlanJoins, OnlyWhatIsReadIsJoined) {
  EXPECT_EQ(Joins(R"({"flow": "shop", "measures": ["o.revenue"]})"), "");
  EXPECT_EQ(Joins(R"({"flow": "shop", "dimensions": ["o.status"], "measures": ["o.revenue"]})"),
            "");
  EXPECT_EQ(Joins(R"({"flow": "shop", "dimensions": ["c.country"], "measures": ["o.revenue"]})"),
            "left c");
  // The way to r leads over c.
  EXPECT_EQ(Joins(R"({"flow": "shop", "dimensions": ["r.region"], "measures": ["o.revenue"]})"),
            "left c; left r");
}

TEST(PlanJoins, EveryPartOfAQueryIsRead) {
  EXPECT_EQ(Joins(R"({"flow": "shop", "measures": ["o.revenue"],
                      "filters": [{"field": "c.country", "op": "==", "value": "NL"}]})"),
            "left c");
  EXPECT_EQ(Joins(R"({"flow": "shop", "measures": ["o.dutch_revenue"]})"), "left c");
  EXPECT_EQ(Joins(R"({"flow": "shop", "measures": ["domestic"]})"), "left c; left payer");
  EXPECT_EQ(Joins(R"({"flow": "shop", "dimensions": ["o.is_dutch"], "measures": ["o.revenue"]})"),
            "left c");
  EXPECT_EQ(Joins(R"({"flow": "shop", "dimensions": ["same"], "measures": ["o.revenue"]})"),
            "left c; left payer");
  EXPECT_EQ(Joins(R"({"flow": "shop", "dimensions": ["o.status"], "measures": ["o.revenue"],
                      "filters": [{"field": "o.dutch_revenue", "op": ">", "value": 5}]})"),
            "left c");
  EXPECT_EQ(Joins(R"({"flow": "shop", "dimensions": ["o.status"], "measures": ["o.revenue"],
                      "order": [{"column": "o.dutch_revenue"}]})"),
            "left c");
  EXPECT_EQ(Joins(R"({"flow": "shop", "measures": [
                      {"agg": "count_distinct", "field": "c.country", "as": "n"}]})"),
            "");
}

TEST(PlanJoins, RolesAreJoinedApart) {
  EXPECT_EQ(Joins(R"({"flow": "shop", "dimensions": ["c.country", "payer.country"],
                      "measures": ["o.revenue"]})"),
            "left c; left payer");
}

TEST(PlanJoins, InnerJoinsHoldWhetherReadOrNot) {
  EXPECT_EQ(Joins(R"({"flow": "strict", "measures": ["o.revenue"]})"), "inner c; inner r");
  EXPECT_EQ(Joins(R"({"flow": "strict", "dimensions": ["o.status"]})"), "inner c; inner r");
  EXPECT_EQ(Joins(R"({"flow": "strict", "dimensions": ["r.region"], "measures": ["o.revenue"]})"),
            "inner c; inner r");
}

TEST(PlanJoins, APartnerNeedsItsOwnPartners) {
  // A customer without a region is no partner; an order stays without one.
  EXPECT_EQ(Joins(R"({"flow": "nested", "measures": ["o.revenue"]})"), "");
  EXPECT_EQ(Joins(R"({"flow": "nested", "dimensions": ["c.country"], "measures": ["o.revenue"]})"),
            "left c; inner r within c");
  EXPECT_EQ(Joins(R"({"flow": "nested", "dimensions": ["r.region"], "measures": ["o.revenue"]})"),
            "left c; inner r within c");
  // Seen from the customers, the region decides about their own rows.
  EXPECT_EQ(Joins(R"({"flow": "nested", "measures": ["c.customer_count"]})"), "inner r");
}

TEST(PlanJoins, NullableIsWhatARowMayLack) {
  const LogicalPlan nested = PlanOf(
      Shop(), R"({"flow": "nested", "dimensions": ["r.region"], "measures": ["o.revenue"]})");
  for (const PlannedJoin& join : nested.block.joins) EXPECT_TRUE(join.nullable);
  const LogicalPlan strict = PlanOf(
      Shop(), R"({"flow": "strict", "dimensions": ["r.region"], "measures": ["o.revenue"]})");
  for (const PlannedJoin& join : strict.block.joins) EXPECT_FALSE(join.nullable);
}

TEST(PlanJoins, AreWalkedFromTheMeasuresTable) {
  EXPECT_EQ(RootOf(R"({"flow": "shop", "measures": ["l.quantity"]})"), "l");
  EXPECT_EQ(Joins(R"({"flow": "shop", "dimensions": ["o.status"], "measures": ["l.quantity"]})"),
            "left o back from l");
  EXPECT_EQ(Joins(R"({"flow": "shop", "dimensions": ["r.region"], "measures": ["l.quantity"]})"),
            "left o back from l; left c; left r");
  // An order is in the flow with its customer only, so it is no partner of a line without one.
  EXPECT_EQ(Joins(R"({"flow": "strict", "dimensions": ["o.status"], "measures": ["l.quantity"]})"),
            "left o back from l; inner c within o; inner r within o");
}

TEST(PlanJoins, KeysMayReadAnEarlierAlias) {
  EXPECT_EQ(Joins(R"({"flow": "dated", "dimensions": ["r.region"], "measures": ["o.revenue"]})"),
            "left c; left r");
}

// --- Right and full joins.

TEST(PlanOuterJoins, ARightJoinLosesRowsOfItsToTable) {
  EXPECT_EQ(Joins(R"({"flow": "outer", "measures": ["o.revenue"]})"), "inner c");
  EXPECT_EQ(Joins(R"({"flow": "outer", "dimensions": ["o.status"], "measures": ["o.revenue"]})"),
            "inner c");
  EXPECT_EQ(Joins(R"({"flow": "outer", "measures": ["o.revenue"],
                      "filters": [{"field": "c.country", "op": "==", "value": "NL"}]})"),
            "inner c");
  // A full join loses nothing.
  EXPECT_EQ(Joins(R"({"flow": "outer", "measures": ["o.revenue"],
                      "filters": [{"field": "payer.country", "op": "==", "value": "NL"}]})"),
            "inner c; left payer");
}

TEST(PlanOuterJoins, NorDoTheyLoseRowsOfTheJoinedTable) {
  EXPECT_EQ(Joins(R"({"flow": "outer", "measures": ["c.customer_count"]})"), "");
  EXPECT_EQ(Joins(R"({"flow": "outer", "dimensions": ["c.country"]})"), "");
  EXPECT_EQ(Joins(R"({"flow": "outer", "dimensions": ["payer.country"]})"), "");
}

TEST(PlanOuterJoins, GroupsThatOnlyPartnersReachAreRefused) {
  const Error right =
      OnlyError(R"({"flow": "outer", "dimensions": ["c.country"], "measures": ["o.revenue"]})");
  EXPECT_EQ(right.code, ErrorCode::kOuterGroups);
  EXPECT_THAT(right.message, HasSubstr("\"c.country\""));
  EXPECT_THAT(right.message, HasSubstr("join \"right\" (o.customer_id = c.id, many_to_one)"));
  EXPECT_THAT(right.message, HasSubstr("right join"));
  EXPECT_THAT(CodesOf(R"({"flow": "outer", "dimensions": ["payer.country"],
                          "measures": ["o.revenue"]})"),
              ElementsAre(ErrorCode::kOuterGroups));
  // What lies behind the joined table is reached through it.
  EXPECT_THAT(CodesOf(R"({"flow": "outer", "dimensions": ["r.region"],
                          "measures": ["o.revenue"]})"),
              ElementsAre(ErrorCode::kOuterGroups));
}

TEST(PlanOuterJoins, RowsAndSparseMeasuresHaveNoSuchGroups) {
  EXPECT_EQ(Joins(R"({"flow": "outer", "dimensions": ["payer.country"], "measures": ["o.paid"]})"),
            "inner c; left payer");
  EXPECT_EQ(Joins(R"({"flow": "outer", "dimensions": ["payer.country"], "ungrouped": true})"),
            "inner c; left payer");
}

// --- Refusals of the grain.

TEST(PlanGrain, ADimensionBeyondAMultiplyingJoin) {
  const Error error =
      OnlyError(R"({"flow": "shop", "dimensions": ["l.product"], "measures": ["o.revenue"]})");
  EXPECT_EQ(error.code, ErrorCode::kMultiplyingJoin);
  EXPECT_THAT(error.message, HasSubstr("measure \"o.revenue\""));
  EXPECT_THAT(error.message, HasSubstr("by \"l.product\""));
  EXPECT_THAT(error.message, HasSubstr("join \"lines\" (o.id = l.order_id, one_to_many)"));
  EXPECT_THAT(error.message, HasSubstr("from one row of \"o\" to several of \"l\""));
  EXPECT_THAT(error.help, HasSubstr("ask a measure of \"l\""));
  EXPECT_THAT(error.help, HasSubstr("(order_id)"));
  EXPECT_THAT(error.help, HasSubstr("tables/lines.yaml"));
}

TEST(PlanGrain, AMeasureOfTheOneSide) {
  const Error error = OnlyError(
      R"({"flow": "shop", "dimensions": ["o.status"], "measures": ["c.customer_count"]})");
  EXPECT_EQ(error.code, ErrorCode::kMultiplyingJoin);
  EXPECT_THAT(error.message, HasSubstr("from one row of \"c\" to several of \"o\""));
}

TEST(PlanGrain, AFilterBeyondAMultiplyingJoin) {
  const Error error = OnlyError(R"({"flow": "shop", "measures": ["o.revenue"],
      "filters": [{"field": "l.product", "op": "==", "value": "pen"}]})");
  EXPECT_EQ(error.code, ErrorCode::kMultiplyingJoin);
  EXPECT_THAT(error.message, HasSubstr("a condition reads \"l.product\""));
}

TEST(PlanGrain, AMeasuresOwnFilterBeyondAMultiplyingJoin) {
  EXPECT_THAT(CodesOf(R"({"flow": "shop", "measures": [{"measure": "o.revenue", "as": "x",
      "filter": [{"field": "l.product", "op": "==", "value": "pen"}]}]})"),
              ElementsAre(ErrorCode::kMultiplyingJoin));
}

TEST(PlanGrain, AnInnerJoinThatMultiplies) {
  const Error error = OnlyError(R"({"flow": "bought", "measures": ["o.revenue"]})");
  EXPECT_EQ(error.code, ErrorCode::kMultiplyingJoin);
  EXPECT_THAT(error.message, HasSubstr("only rows of \"o\" with a partner in \"l\""));
  // From the lines there is nothing to multiply.
  EXPECT_EQ(Joins(R"({"flow": "bought", "measures": ["l.quantity"]})"), "inner o back from l");
}

TEST(PlanGrain, EveryReasonIsTold) {
  EXPECT_THAT(CodesOf(R"({"flow": "shop", "dimensions": ["l.product"], "measures": ["o.revenue"],
      "filters": [{"or": [{"field": "o.order_count", "op": ">", "value": 1},
                          {"field": "o.status", "op": "==", "value": "paid"}]}]})"),
              ElementsAre(ErrorCode::kMixedOr, ErrorCode::kMultiplyingJoin));
}

TEST(PlanGrain, OneJoinIsToldOnce) {
  EXPECT_THAT(CodesOf(R"({"flow": "shop", "dimensions": ["l.product"], "measures": ["o.revenue"],
      "filters": [{"field": "l.product", "op": "!=", "value": "pen"}]})"),
              ElementsAre(ErrorCode::kMultiplyingJoin));
}

TEST(PlanGrain, KeysOfSeveralTablesAreNotWalkedBack) {
  const Error error = OnlyError(
      R"({"flow": "dated", "dimensions": ["c.country"], "measures": ["r.region_count"]})");
  // r to c is many: that is told first.
  EXPECT_EQ(error.code, ErrorCode::kMultiplyingJoin);
}

// --- Several tables.

TEST(PlanTables, MeasuresOfTwoTables) {
  const Error error = OnlyError(R"({"flow": "shop", "measures": ["o.revenue", "l.quantity"]})");
  EXPECT_EQ(error.code, ErrorCode::kSeveralTables);
  EXPECT_THAT(error.message, HasSubstr("\"o.revenue\" aggregates the rows of \"o\""));
  EXPECT_THAT(error.message, HasSubstr("\"l.quantity\" those of \"l\""));
  EXPECT_THAT(error.message, HasSubstr("next version"));
}

TEST(PlanTables, AFormulaOverTwoTables) {
  const Error error = OnlyError(R"({"flow": "shop", "measures": ["per_item"]})");
  EXPECT_EQ(error.code, ErrorCode::kSeveralTables);
  EXPECT_THAT(error.message, HasSubstr("\"per_item\""));
}

TEST(PlanTables, AConditionOnAMeasureOfAnotherTable) {
  EXPECT_THAT(CodesOf(R"({"flow": "shop", "dimensions": ["c.country"], "measures": ["o.revenue"],
      "filters": [{"field": "c.customer_count", "op": ">", "value": 1}]})"),
              ElementsAre(ErrorCode::kSeveralTables));
  EXPECT_THAT(CodesOf(R"({"flow": "shop", "dimensions": ["c.country"], "measures": ["o.revenue"],
      "order": [{"column": "c.customer_count"}]})"),
              ElementsAre(ErrorCode::kSeveralTables));
}

TEST(PlanTables, DimensionsAloneAreOfOneTable) {
  EXPECT_EQ(RootOf(R"({"flow": "shop", "dimensions": ["c.country"]})"), "c");
  EXPECT_EQ(Joins(R"({"flow": "shop", "dimensions": ["c.country"]})"), "");
  EXPECT_EQ(RootOf(R"({"flow": "shop", "dimensions": ["o.is_dutch"]})"), "o");
  EXPECT_EQ(RootOf(R"({"flow": "shop", "dimensions": ["same"]})"), "o");
  EXPECT_EQ(RootOf(R"({"flow": "shop", "dimensions": [
                       {"expr": "payer.country || '!'", "as": "x"}]})"),
            "payer");
  EXPECT_EQ(RootOf(R"({"flow": "shop", "dimensions": [
                       {"expr": "o.status || c.country", "as": "x"}]})"),
            "o");
  const Error error = OnlyError(R"({"flow": "shop", "dimensions": ["c.country", "o.status"]})");
  EXPECT_EQ(error.code, ErrorCode::kSeveralTables);
  EXPECT_THAT(error.message, HasSubstr("\"c.country\" lists the values of \"c\""));
  EXPECT_THAT(CodesOf(R"({"flow": "shop", "dimensions": [
                          {"expr": "c.country || payer.country", "as": "x"}]})"),
              ElementsAre(ErrorCode::kSeveralTables));
}

TEST(PlanTables, ALookedUpMeasureIsOfTheListedTable) {
  EXPECT_EQ(RootOf(R"({"flow": "shop", "dimensions": ["o.status"],
      "filters": [{"field": "o.order_count", "op": ">", "value": 1}]})"),
            "o");
  const Error error = OnlyError(R"({"flow": "shop", "dimensions": ["c.country"],
      "filters": [{"field": "o.order_count", "op": ">", "value": 1}]})");
  EXPECT_EQ(error.code, ErrorCode::kSeveralTables);
  EXPECT_THAT(error.help, HasSubstr("add \"o.order_count\" to the measures"));
}

// The request refuses these by their names already; a plan never trusts that.
TEST(PlanTables, RefusedMembersAreRefused) {
  request::ResolvedQuery query =
      ResolveText(Shop(), R"({"flow": "shop", "measures": ["o.revenue"]})");
  const model::Table& orders = *Shop()->FindTable("orders");
  auto& ref = std::get<expr::Ref>(query.measures.front().value.node);
  ref.index = orders.members.find("running")->second.index;
  const auto plan = MakePlan(std::move(query));
  ASSERT_FALSE(plan);
  ASSERT_THAT(plan.error(), SizeIs(1));
  EXPECT_EQ(plan.error().front().code, ErrorCode::kWindowMeasure);
  EXPECT_THAT(plan.error().front().message, HasSubstr("rolling"));
  ASSERT_THAT(plan.error().front().labels, SizeIs(1));
  EXPECT_EQ(plan.error().front().labels.front().file, "tables/orders.yaml");
}

TEST(PlanTables, GraphsAreRefused) {
  request::ResolvedQuery query =
      ResolveText(Shop(), R"({"flow": "shop", "measures": ["o.revenue"]})");
  query.flow = Shop()->FindFlow("graph");
  const auto plan = MakePlan(std::move(query));
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().front().code, ErrorCode::kGraphFlow);
}

TEST(PlanTables, AMeasureThatAggregatesNothingIsRefused) {
  request::ResolvedQuery query =
      ResolveText(Shop(), R"({"flow": "shop", "measures": ["o.revenue"]})");
  const expr::Expr revenue = query.measures.front().value;
  query.measures.front().value = expr::Expr{expr::Literal{std::int64_t{1}, false}, {}};
  auto plan = MakePlan(query);
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().front().code, ErrorCode::kMisplacedAggregate);
  query.dimensions.push_back(query.measures.front());
  query.dimensions.front().value = revenue;
  query.measures.front().value = revenue;
  plan = MakePlan(query);
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().front().code, ErrorCode::kMisplacedAggregate);
}

// --- Filters.

TEST(PlanFilters, RowsAndGroupsAreSplit) {
  const LogicalPlan plan = PlanOf(Shop(), R"({"flow": "shop", "dimensions": ["o.status"],
      "measures": ["o.revenue"],
      "filters": [{"and": [{"field": "o.status", "op": "==", "value": "paid"},
                           {"field": "o.revenue", "op": ">", "value": 5}]},
                  {"not": {"or": [{"field": "o.order_count", "op": ">", "value": 9},
                                  {"field": "c.country", "op": "==", "value": "NL"}]}}]})");
  EXPECT_THAT(plan.block.where, SizeIs(2));
  EXPECT_THAT(plan.having, SizeIs(2));
}

TEST(PlanFilters, AnOrOverBothIsAskedOfGroups) {
  const LogicalPlan plan = PlanOf(Shop(), R"({"flow": "shop", "dimensions": ["o.status"],
      "filters": [{"or": [{"field": "o.order_count", "op": ">", "value": 5},
                          {"field": "o.status", "op": "==", "value": "paid"}]}]})");
  EXPECT_THAT(plan.block.where, IsEmpty());
  EXPECT_THAT(plan.having, SizeIs(1));
}

TEST(PlanFilters, ItNeedsItsDimensionsAtThatGrain) {
  const char* request = R"({"flow": "shop", "dimensions": ["o.ordered_at.month"],
      "measures": ["o.revenue"],
      "filters": [{"or": [{"field": "o.order_count", "op": ">", "value": 5},
                          {"field": "%", "op": "==", "value": "2024-01-01"}]}]})";
  const auto with = [&](std::string_view field) {
    std::string text = request;
    return text.replace(text.find('%'), 1, field);
  };
  EXPECT_THAT(CodesOf(with("o.ordered_at.month")), IsEmpty());
  EXPECT_THAT(CodesOf(with("o.ordered_at.day")), ElementsAre(ErrorCode::kMixedOr));
  EXPECT_THAT(CodesOf(with("o.ordered_at")), ElementsAre(ErrorCode::kMixedOr));
  const Error error = OnlyError(with("o.ordered_at.day"));
  EXPECT_THAT(error.message, HasSubstr("\"o.ordered_at.day\" is no dimension of the query"));
}

TEST(PlanFilters, AMeasureAgainstADimensionToo) {
  EXPECT_THAT(CodesOf(R"({"flow": "shop", "dimensions": ["o.status"], "measures": ["o.revenue"],
      "filters": [{"field": "o.revenue", "op": ">", "value": {"field": "o.amount"}}]})"),
              ElementsAre(ErrorCode::kMixedOr));
}

TEST(PlanFilters, SparseMeasuresAlone) {
  const auto sparse = [](std::string_view measures) {
    return PlanOf(Shop(), R"({"flow": "shop", "dimensions": ["o.status"], "measures": )" +
                              std::string(measures) + "}")
        .sparse.size();
  };
  EXPECT_EQ(sparse(R"(["o.paid"])"), 1U);
  EXPECT_EQ(sparse(R"(["o.paid", "o.open"])"), 2U);
  EXPECT_EQ(sparse(R"(["both_sparse"])"), 2U);
  EXPECT_EQ(sparse(R"([{"measure": "o.paid", "as": "x",
                       "filter": [{"field": "c.country", "op": "==", "value": "NL"}]}])"),
            1U);
  // Another measure shows every group.
  EXPECT_EQ(sparse(R"(["o.paid", "o.revenue"])"), 0U);
  // Without groups there is nothing to leave out.
  EXPECT_THAT(PlanOf(Shop(), R"({"flow": "shop", "measures": ["o.paid"]})").sparse, IsEmpty());
}

// --- Ungrouped rows.

TEST(PlanUngrouped, RowsOfTheBaseOrAsNamed) {
  EXPECT_EQ(RootOf(R"({"flow": "shop", "dimensions": ["o.id", "c.country"], "ungrouped": true})"),
            "o");
  EXPECT_EQ(Joins(R"({"flow": "shop", "dimensions": ["o.status"], "ungrouped": true, "of": "l"})"),
            "left o back from l");
  EXPECT_THAT(CodesOf(R"({"flow": "shop", "dimensions": ["l.product"], "ungrouped": true})"),
              ElementsAre(ErrorCode::kMultiplyingJoin));
}

TEST(PlanUngrouped, MeasuresAreOfThatTable) {
  const Error error = OnlyError(
      R"({"flow": "shop", "dimensions": ["o.id"], "measures": ["l.quantity"], "ungrouped": true})");
  EXPECT_EQ(error.code, ErrorCode::kNotInUngrouped);
  EXPECT_THAT(error.help, HasSubstr("\"of\": \"l\""));
}

TEST(PlanUngrouped, ConditionsOnMeasuresAreRefused) {
  EXPECT_THAT(CodesOf(R"({"flow": "shop", "dimensions": ["o.id"], "ungrouped": true,
      "filters": [{"field": "o.revenue", "op": ">", "value": 1}]})"),
              ElementsAre(ErrorCode::kNotInUngrouped));
}

// --- Order.

std::vector<std::string> OrderOf(std::string_view json) {
  const LogicalPlan plan = PlanOf(Shop(), json);
  std::vector<std::string> keys;
  for (const PlannedOrder& order : plan.order) {
    std::string key = order.column == request::ResolvedOrder::kNotSelected
                          ? "value"
                          : plan.columns[order.column].name;
    if (order.descending) key += " desc";
    keys.push_back(key);
  }
  return keys;
}

TEST(PlanOrder, IsAskedThenTotal) {
  EXPECT_THAT(OrderOf(R"({"flow": "shop", "dimensions": ["o.status", "c.country"],
                          "measures": ["o.revenue"]})"),
              IsEmpty());
  EXPECT_THAT(OrderOf(R"({"flow": "shop", "dimensions": ["o.status", "c.country"],
                          "measures": ["o.revenue"],
                          "order": [{"column": "o.revenue", "direction": "desc"}]})"),
              ElementsAre("o.revenue desc", "o.status", "c.country"));
  EXPECT_THAT(OrderOf(R"({"flow": "shop", "dimensions": ["o.status", "c.country"],
                          "measures": ["o.revenue"],
                          "order": [{"column": "c.country", "direction": "desc"}]})"),
              ElementsAre("c.country desc", "o.status"));
  EXPECT_THAT(OrderOf(R"({"flow": "shop", "dimensions": ["o.status"], "limit": 3})"),
              ElementsAre("o.status"));
  EXPECT_THAT(OrderOf(R"({"flow": "shop", "dimensions": ["o.status"], "offset": 3})"),
              ElementsAre("o.status"));
  EXPECT_THAT(OrderOf(R"({"flow": "shop", "measures": ["o.revenue"], "limit": 3})"), IsEmpty());
}

TEST(PlanOrder, EndsWhereAKeyIsOrdered) {
  EXPECT_THAT(OrderOf(R"({"flow": "shop", "dimensions": ["o.id", "o.status"], "limit": 3})"),
              ElementsAre("o.id"));
  EXPECT_THAT(OrderOf(R"({"flow": "shop", "dimensions": ["o.status", "o.id"], "limit": 3})"),
              ElementsAre("o.status", "o.id"));
}

TEST(PlanOrder, UngroupedRowsEndWithTheirKey) {
  EXPECT_THAT(OrderOf(R"({"flow": "shop", "dimensions": ["o.status"], "ungrouped": true,
                          "limit": 3})"),
              ElementsAre("o.status", "value"));
  EXPECT_THAT(OrderOf(R"({"flow": "shop", "dimensions": ["o.id", "o.status"], "ungrouped": true,
                          "limit": 3})"),
              ElementsAre("o.id"));
  EXPECT_THAT(OrderOf(R"({"flow": "shop", "dimensions": ["o.status"], "ungrouped": true})"),
              IsEmpty());
}

// --- Columns.

TEST(PlanColumns, AdditiveIsToldOfMeasures) {
  const LogicalPlan plan = PlanOf(Shop(), R"({"flow": "shop", "measures": [
      "o.revenue", "o.order_count", "o.avg_order", "domestic",
      {"agg": "count_distinct", "field": "o.status", "as": "kinds"},
      {"measure": "o.revenue", "as": "dutch",
       "filter": [{"field": "c.country", "op": "==", "value": "NL"}]}]})");
  std::vector<bool> additive;
  for (const PlannedColumn& column : plan.columns) additive.push_back(column.additive);
  EXPECT_THAT(additive, ElementsAre(true, true, false, true, false, true));
}

TEST(PlanColumns, KeyedMeansThatAGroupIsARow) {
  EXPECT_TRUE(PlanOf(Shop(), R"({"flow": "shop", "dimensions": ["o.id"]})").block.keyed);
  EXPECT_FALSE(PlanOf(Shop(), R"({"flow": "shop", "dimensions": ["o.status"]})").block.keyed);
  // The key of another table is none of this one.
  EXPECT_FALSE(PlanOf(Shop(), R"({"flow": "shop", "dimensions": ["c.id"],
                                  "measures": ["o.revenue"]})")
                   .block.keyed);
}

}  // namespace
}  // namespace semaflow::plan
