#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "model/test_model.h"
#include "plan/names.h"
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
  return plan.flow->aliases[plan.blocks.front().root].name;
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
  for (const PlannedJoin& join : nested.blocks.front().joins) EXPECT_TRUE(join.nullable);
  const LogicalPlan strict = PlanOf(
      Shop(), R"({"flow": "strict", "dimensions": ["r.region"], "measures": ["o.revenue"]})");
  for (const PlannedJoin& join : strict.blocks.front().joins) EXPECT_FALSE(join.nullable);
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

TEST(PlanOuterJoins, RowsWithoutAPartnerBringTheirGroups) {
  const LogicalPlan plan = PlanOf(
      Shop(), R"({"flow": "outer", "dimensions": ["c.country"], "measures": ["o.revenue"]})");
  ASSERT_THAT(plan.blocks, SizeIs(2));
  const Block& alone = plan.blocks[1];
  EXPECT_EQ(plan.flow->aliases[alone.root].name, "c");
  EXPECT_THAT(alone.joins, IsEmpty());
  ASSERT_THAT(alone.semi_joins, SizeIs(1));
  EXPECT_TRUE(alone.semi_joins[0].negated);
  EXPECT_EQ(plan.flow->aliases[alone.semi_joins[0].head.alias].name, "o");
  EXPECT_THAT(PlanOf(Shop(), R"({"flow": "outer", "dimensions": ["payer.country"],
                                 "measures": ["o.revenue"]})")
                  .blocks,
              SizeIs(2));
  // A dimension of a table behind the joined one does not use the joined one.
  EXPECT_THAT(PlanOf(Shop(), R"({"flow": "outer", "dimensions": ["r.region"],
                                 "measures": ["o.revenue"]})")
                  .blocks,
              SizeIs(1));
}

TEST(PlanOuterJoins, RowsAndSparseMeasuresHaveNoSuchGroups) {
  EXPECT_EQ(Joins(R"({"flow": "outer", "dimensions": ["payer.country"], "measures": ["o.paid"]})"),
            "inner c; left payer");
  EXPECT_EQ(Joins(R"({"flow": "outer", "dimensions": ["payer.country"], "ungrouped": true})"),
            "inner c; left payer");
}

// --- Joins that multiply.

// "dedup by id: left l (multiplies) | looked up ..." and semi-joins "exists l where 0".
std::string Blocks(std::string_view json) {
  const LogicalPlan plan = PlanOf(Shop(), json);
  std::string text;
  for (const Block& block : plan.blocks) {
    if (!text.empty()) text += " | ";
    if (!block.brings_groups) text += "looked up ";
    text += plan.flow->aliases[block.root].name + " " + std::string(StrategyName(block.strategy));
    for (const std::uint32_t column : block.distinct_by) {
      text +=
          " by " + plan.model->tables[plan.flow->aliases[block.root].table].columns[column].name;
    }
    for (const SemiJoin& semi : block.semi_joins) {
      text += " exists " + plan.flow->aliases[semi.head.alias].name;
      for (const std::uint32_t condition : semi.conditions) {
        text += " where " + std::to_string(condition);
      }
      if (semi.keeps_missing) text += " or none";
    }
  }
  return text;
}

TEST(PlanGrain, ADimensionBeyondAMultiplyingJoin) {
  const std::string_view asked =
      R"({"flow": "shop", "dimensions": ["l.product"], "measures": ["o.revenue"]})";
  EXPECT_EQ(Blocks(asked), "o dedup by id");
  EXPECT_EQ(Joins(asked), "left l (multiplies)");
  EXPECT_FALSE(PlanOf(Shop(), asked).columns[1].additive) << "an order is in several groups";
}

TEST(PlanGrain, OnlyMeasuresOfRepeatedRowsAreNotAdditive) {
  const LogicalPlan plan = PlanOf(Shop(), R"({"flow": "shop", "dimensions": ["l.product"],
      "measures": ["l.quantity", "o.revenue", "per_item"]})");
  EXPECT_TRUE(plan.columns[1].additive) << "a line has one product";
  EXPECT_FALSE(plan.columns[2].additive) << "an order has several";
  EXPECT_FALSE(plan.columns[3].additive) << "a ratio";
}

TEST(PlanGrain, AMeasureOfTheOneSide) {
  EXPECT_EQ(Blocks(R"({"flow": "shop", "dimensions": ["o.status"],
                       "measures": ["c.customer_count"]})"),
            "c dedup by id");
}

TEST(PlanGrain, SomeAggregatesDoNotMindRepeats) {
  EXPECT_EQ(Blocks(R"({"flow": "shop", "dimensions": ["l.product"],
      "measures": [{"agg": "max", "field": "o.status", "as": "x"}]})"),
            "o flat");
}

TEST(PlanGrain, AFilterBeyondAMultiplyingJoin) {
  EXPECT_EQ(Blocks(R"({"flow": "shop", "measures": ["o.revenue"],
      "filters": [{"field": "l.product", "op": "==", "value": "pen"}]})"),
            "o semi-join exists l where 0");
  EXPECT_EQ(Blocks(R"({"flow": "shop", "measures": ["o.revenue"],
      "filters": [{"field": "o.status", "op": "==", "value": "paid"},
                  {"field": "l.product", "op": "!=", "value": "pen"},
                  {"field": "l.product", "op": "is null"}]})"),
            "o semi-join exists l where 1 where 2 or none")
      << "both are asked of one line, and NULL is not a pen";
  EXPECT_EQ(Blocks(R"({"flow": "shop", "dimensions": ["l.product"], "measures": ["o.revenue"],
      "filters": [{"field": "l.product", "op": "!=", "value": "pen"}]})"),
            "o dedup by id")
      << "what is joined anyway";
}

TEST(PlanGrain, AMeasuresOwnFilterBeyondAMultiplyingJoin) {
  EXPECT_EQ(Blocks(R"({"flow": "shop", "measures": [{"measure": "o.revenue", "as": "x",
      "filter": [{"field": "l.product", "op": "==", "value": "pen"}]}]})"),
            "o dedup by id");
}

TEST(PlanGrain, AnInnerJoinThatMultiplies) {
  EXPECT_EQ(Blocks(R"({"flow": "bought", "measures": ["o.revenue"]})"), "o semi-join exists l");
  // From the lines there is nothing to multiply.
  EXPECT_EQ(Joins(R"({"flow": "bought", "measures": ["l.quantity"]})"), "inner o back from l");
}

TEST(PlanGrain, AnArgumentBeyondAMultiplyingJoinHasNoValue) {
  const Error error = OnlyError(R"({"flow": "shop", "dimensions": ["l.product"],
                                    "ungrouped": true})");
  EXPECT_EQ(error.code, ErrorCode::kMultiplyingJoin);
  EXPECT_THAT(error.message, HasSubstr("by \"l.product\""));
  EXPECT_THAT(error.message, HasSubstr("join \"lines\" (o.id = l.order_id, one_to_many)"));
  EXPECT_THAT(error.message, HasSubstr("from one row of \"o\" to several of \"l\""));
  EXPECT_THAT(error.help, HasSubstr("ask a measure of \"l\""));
  EXPECT_THAT(error.help, HasSubstr("(order_id)"));
  EXPECT_THAT(error.help, HasSubstr("tables/lines.yaml"));
}

TEST(PlanGrain, OnlyRowsWithAKeyAreToldApart) {
  request::ResolvedQuery query = ResolveText(
      Shop(), R"({"flow": "shop", "dimensions": ["l.product"], "measures": ["o.revenue"]})");
  auto model = std::make_shared<model::Model>(*query.model);
  for (model::Table& table : model->tables) table.primary_key.clear();
  query.model = model;
  const auto plan = MakePlan(std::move(query));
  ASSERT_FALSE(plan);
  ASSERT_THAT(plan.error(), SizeIs(1));
  const Error& error = plan.error().front();
  EXPECT_EQ(error.code, ErrorCode::kKeyNeeded);
  EXPECT_THAT(error.message, HasSubstr("\"o.revenue\" counts each row of \"o\" once"));
  EXPECT_THAT(error.message, HasSubstr("join \"lines\" (o.id = l.order_id, one_to_many)"));
  EXPECT_THAT(error.help, HasSubstr("primary_key of table \"orders\" in tables/orders.yaml"));
}

// --- Several tables.

TEST(PlanTables, MeasuresOfTwoTables) {
  EXPECT_EQ(Blocks(R"({"flow": "shop", "measures": ["o.revenue", "l.quantity"]})"),
            "o flat | l flat");
  EXPECT_EQ(Blocks(R"({"flow": "shop", "dimensions": ["l.product"],
                       "measures": ["l.quantity", "o.revenue"]})"),
            "l flat | o dedup by id");
}

TEST(PlanTables, AFormulaOverTwoTables) {
  EXPECT_EQ(Blocks(R"({"flow": "shop", "measures": ["per_item"]})"), "o flat | l flat");
}

// Where customers bring a group in which no order is paid, its orders still have a number.
TEST(PlanTables, ASparseTableThatIsAlsoLookedUp) {
  EXPECT_EQ(Blocks(R"({"flow": "shop", "dimensions": ["c.country"],
                       "measures": ["o.paid", "c.customer_count"]})"),
            "o flat | c flat");
  EXPECT_EQ(Blocks(R"({"flow": "shop", "dimensions": ["c.country"],
                       "measures": ["o.paid", "c.customer_count"],
                       "order": [{"column": "o.order_count"}]})"),
            "c flat | o flat | looked up o flat");
}

TEST(PlanTables, AConditionOnAMeasureOfAnotherTable) {
  EXPECT_EQ(Blocks(R"({"flow": "shop", "dimensions": ["c.country"], "measures": ["o.revenue"],
      "filters": [{"field": "c.customer_count", "op": ">", "value": 1}]})"),
            "o flat | looked up c flat");
  EXPECT_EQ(Blocks(R"({"flow": "shop", "dimensions": ["c.country"], "measures": ["o.revenue"],
      "order": [{"column": "c.customer_count"}]})"),
            "o flat | looked up c flat");
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
  EXPECT_EQ(Blocks(R"({"flow": "shop", "dimensions": ["c.country", "o.status"]})"),
            "c flat | o flat")
      << "the groups that counts of both would show";
  EXPECT_THAT(CodesOf(R"({"flow": "shop", "dimensions": [
                          {"expr": "c.country || payer.country", "as": "x"}]})"),
              ElementsAre(ErrorCode::kSeveralTables));
}

TEST(PlanTables, AMeasureIsLookedUpForListedValues) {
  EXPECT_EQ(RootOf(R"({"flow": "shop", "dimensions": ["o.status"],
      "filters": [{"field": "o.order_count", "op": ">", "value": 1}]})"),
            "o");
  EXPECT_EQ(Blocks(R"({"flow": "shop", "dimensions": ["c.country"],
      "filters": [{"field": "o.order_count", "op": ">", "value": 1}]})"),
            "c flat | looked up o flat");
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

TEST(PlanTables, AMeasureThatAggregatesNothingIsRefused) {
  request::ResolvedQuery query =
      ResolveText(Shop(), R"({"flow": "shop", "measures": ["o.revenue"]})");
  const expr::Expr revenue = query.measures.front().value;
  query.measures.front().value = expr::Expr{expr::Literal{std::int64_t{1}, false}, {}};
  auto plan = MakePlan(request::ResolvedQuery(query));
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().front().code, ErrorCode::kMisplacedAggregate);
  query.dimensions.push_back(query.measures.front());
  query.dimensions.front().value = revenue;
  query.measures.front().value = revenue;
  plan = MakePlan(request::ResolvedQuery(query));
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
  EXPECT_THAT(plan.where, SizeIs(2));
  EXPECT_THAT(plan.having, SizeIs(2));
}

TEST(PlanFilters, AnOrOverBothIsAskedOfGroups) {
  const LogicalPlan plan = PlanOf(Shop(), R"({"flow": "shop", "dimensions": ["o.status"],
      "filters": [{"or": [{"field": "o.order_count", "op": ">", "value": 5},
                          {"field": "o.status", "op": "==", "value": "paid"}]}]})");
  EXPECT_THAT(plan.where, IsEmpty());
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
        .blocks.front()
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
  EXPECT_THAT(PlanOf(Shop(), R"({"flow": "shop", "measures": ["o.paid"]})").blocks.front().sparse,
              IsEmpty());
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
  EXPECT_TRUE(PlanOf(Shop(), R"({"flow": "shop", "dimensions": ["o.id"]})").blocks.front().keyed);
  EXPECT_FALSE(
      PlanOf(Shop(), R"({"flow": "shop", "dimensions": ["o.status"]})").blocks.front().keyed);
  // The key of another table is none of this one.
  EXPECT_FALSE(PlanOf(Shop(), R"({"flow": "shop", "dimensions": ["c.id"],
                                  "measures": ["o.revenue"]})")
                   .blocks.front()
                   .keyed);
}

}  // namespace
}  // namespace semaflow::plan
