#include "semaflow/members.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace semaflow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kCustomers = R"yaml(
name: customers
data_source: shop
table: customers
primary_key: id
dimensions:
  id: {expr: id, type: integer}
  country: {expr: country, type: text}
)yaml";
constexpr const char* kOrders = R"yaml(
name: orders
data_source: shop
table: orders
primary_key: id
time_dimension: at
dimensions:
  customer_id: {expr: customer_id, type: integer}
  at: {expr: at, type: timestamp}
  secret: {expr: secret, type: text, hidden: true}
measures:
  revenue: {expr: amount, agg: sum}
  newest: {agg: last, expr: amount, order_by: at}
)yaml";
constexpr const char* kSales = R"yaml(
name: sales
base_table: {semantic_table: orders, alias: o}
joins:
  c: {semantic_table: customers, alias: c, to_table: o, join_keys: [{left: customer_id, right: id}]}
)yaml";

Model TheModel() {
  auto loaded = LoadModelTexts({{"c", kCustomers}, {"o", kOrders}, {"s", kSales}});
  if (!loaded) ADD_FAILURE() << FormatErrors(loaded.error());
  return loaded.value().model;
}

std::string Names(const std::vector<RefusedMember>& refused) {
  std::string names;
  for (const auto& [name, error] : refused) {
    names += name + " " + std::string(InfoOf(error).code) + "; ";
  }
  return names;
}

TEST(Members, ANameIsADimensionOrAMeasure) {
  const Model model = TheModel();
  const auto sort_of = [&](std::string_view name) { return SortOf(model, "sales", name).value(); };
  EXPECT_EQ(sort_of("c.country"), MemberSort::kDimension);
  EXPECT_EQ(sort_of("country"), MemberSort::kDimension);
  EXPECT_EQ(sort_of("o.at.month"), MemberSort::kDimension);
  EXPECT_EQ(sort_of("o.secret"), MemberSort::kDimension);
  EXPECT_EQ(sort_of("revenue"), MemberSort::kMeasure);
}

TEST(Members, ANameOfNoMemberIsToldWithThoseOfBothSorts) {
  const auto unknown = SortOf(TheModel(), "sales", "o.revenu");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().front().code, ErrorCode::kUnknownField);
  EXPECT_THAT(unknown.error().front().candidates, ElementsAre("o.revenue"));
  EXPECT_THAT(unknown.error().front().help, HasSubstr("o.revenue"));
  const auto no_flow = SortOf(TheModel(), "sale", "o.revenue");
  ASSERT_FALSE(no_flow);
  EXPECT_EQ(no_flow.error().front().code, ErrorCode::kUnknownFlow);
}

TEST(Members, ThoseThatFitAreThoseThatCompile) {
  const auto all = FindCompatible(TheModel(), "sales", {}, {});
  ASSERT_TRUE(all) << FormatErrors(all.error());
  EXPECT_THAT(all->dimensions, ElementsAre("o.customer_id", "o.at", "c.id", "c.country"));
  EXPECT_THAT(all->measures, ElementsAre("o.revenue", "o.newest"));
  EXPECT_THAT(all->refused, IsEmpty()) << Names(all->refused);

  const auto more = FindCompatible(TheModel(), "sales", {"country"}, {"o.revenue"});
  ASSERT_TRUE(more) << FormatErrors(more.error());
  EXPECT_THAT(more->dimensions, ElementsAre("o.customer_id", "o.at", "c.id"));
  EXPECT_THAT(more->measures, ElementsAre("o.newest"));
}

TEST(Members, WhatDoesNotFitSaysWhy) {
  // A member that this dialect cannot say fits to nothing.
  const Model model =
      LoadModelTexts({{"t",
                       "name: t\ndata_source: d\ntable: t\nprimary_key: id\n"
                       "dimensions:\n  id: {expr: id, type: integer}\n"
                       "  other: {sql: {postgres: \"x\"}, type: text}\n"},
                      {"f", "name: f\nbase_table: {semantic_table: t, alias: t}\n"}})
          .value()
          .model;
  const auto members = FindCompatible(model, "f", {"t.id"}, {});
  ASSERT_TRUE(members) << FormatErrors(members.error());
  EXPECT_THAT(members->dimensions, IsEmpty());
  EXPECT_THAT(Names(members->refused), HasSubstr("t.other D"));
  EXPECT_THAT(ToJson(*members), HasSubstr(R"("refused":[{"name":"t.other","code":"D)"));
  EXPECT_THAT(FindCompatible(model, "f", {"t.id"}, {}, {.dialect = "postgres"})->dimensions,
              ElementsAre("t.other"));
}

TEST(Members, WhatIsAskedHasToFitItself) {
  const auto wrong = FindCompatible(TheModel(), "sales", {"c.countri"}, {});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().front().code, ErrorCode::kUnknownField);
  EXPECT_EQ(FindCompatible(TheModel(), "sale", {}, {}).error().front().code,
            ErrorCode::kUnknownFlow);
}

TEST(Members, ValuesAreARequest) {
  const std::string request = ValuesRequest("sales", "c.country", "N\"%", 50);
  EXPECT_EQ(request,
            R"({"flow":"sales","dimensions":["c.country"],"filters":[{"field":"c.country",)"
            R"("op":"istarts_with","value":"N\"%"}],"order":[{"column":"c.country"}],"limit":50})");
  EXPECT_TRUE(Compile(TheModel(), request));
  EXPECT_TRUE(Compile(TheModel(), ValuesRequest("sales", "o.at.month", "", 1)));
}

}  // namespace
}  // namespace semaflow
