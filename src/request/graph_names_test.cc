// What names of a request over a graph mean, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "model/test_model.h"
#include "request/test_request.h"

namespace semaflow::request {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::shared_ptr<const model::Model>& GraphModel() {
  static const std::shared_ptr<const model::Model> model = model::LoadText({
      {"tables/orders.yaml",
       "name: orders\ndata_source: w\ntable: orders\nprimary_key: id\ntime_dimension: since\n"
       "dimensions:\n  id: {expr: id, type: integer}\n  since: {expr: since, type: date}\n"
       "measures:\n  total: {agg: sum, expr: total}\n  rows: {agg: count}\n"},
      {"tables/visits.yaml",
       "name: visits\ndata_source: w\ntable: visits\nprimary_key: id\ntime_dimension: at\n"
       "dimensions:\n  at: {expr: at, type: date}\n  rows: {expr: rows, type: integer}\n"
       "measures:\n  visit_count: {agg: count}\n"},
      {"tables/customers.yaml",
       "name: customers\ndata_source: w\ntable: customers\nprimary_key: id\n"
       "dimensions:\n  name: {expr: name, type: text}\n  since: {expr: since, type: date}\n"
       "measures:\n  customer_count: {agg: count}\n"},
      {"tables/shops.yaml",
       "name: shops\ndata_source: w\ntable: shops\nprimary_key: id\n"
       "dimensions:\n  name: {expr: name, type: text}\n"},
      {"flows/company.yaml",
       "name: company\n"
       "tables: {order: orders, visit: visits, customer: customers, shop: shops}\n"
       "links:\n"
       "  - {from: order, to: customer, as: place, join_keys: [{left: customer_id, right: id}]}\n"
       "  - {from: order, to: customer, as: payer, join_keys: [{left: payer_id, right: id}]}\n"
       "  - {from: visit, to: shop, as: place, join_keys: [{left: shop_id, right: id}]}\n"
       "  - {from: visit, to: customer, join_keys: [{left: customer_id, right: id}]}\n"
       "measures:\n  per_visit: {formula: \"order.total / visit.visit_count\"}\n"},
  });
  return model;
}

std::string MeaningOf(const std::string& keys) {
  const auto query = Resolve(GraphModel(), "{\"flow\": \"company\", " + keys + "}",
                             {.zone = nullptr, .now = TestNow()});
  return query ? Explain(*query) : ProblemLines(query.error());
}

TEST(GraphNames, AreReadFromTheOnlyTable) {
  EXPECT_THAT(MeaningOf(R"("dimensions": ["payer.since.month"], "measures": ["order.total"])"),
              HasSubstr("order.payer.since.month"));
  EXPECT_THAT(MeaningOf(R"("dimensions": ["id"], "measures": ["total"])"), HasSubstr("order.id"));
}

TEST(GraphNames, AreReadFromEachTable) {
  const auto query = Resolve(
      GraphModel(),
      R"({"flow": "company", "dimensions": ["customer.name"], "measures": ["visit.visit_count"],
          "filters": [{"field": "customer.customer_count", "op": ">", "value": 1}]})",
      {.zone = nullptr, .now = TestNow()});
  ASSERT_TRUE(query) << ProblemLines(query.error());
  ASSERT_TRUE(query->graph);
  EXPECT_EQ(query->graph->names.size(), 2u) << "the measure of a condition has a table, too";
}

TEST(GraphNames, OneNameLeadsToOneTable) {
  EXPECT_THAT(MeaningOf(R"("dimensions": ["place.name"],
                           "measures": ["order.total", "visit.visit_count"])"),
              HasSubstr("\"place.name\" leads to \"customer\" from the rows of one measure, and to "
                        "\"shop\" from those of \"visit\""));
}

TEST(GraphNames, AMeasureThatCannotReachARefusedNameIsTold) {
  EXPECT_THAT(MeaningOf(R"("dimensions": ["payer.name"],
                           "measures": ["order.total", "visit.visit_count"])"),
              StartsWith("R004 1:36 no path of the graph leads from the rows of \"visit\" to "));
  EXPECT_THAT(MeaningOf(R"("dimensions": ["shop.name"], "measures": ["visit.visit_count"],
                           "filters": [{"field": "order.rows", "op": ">", "value": 1}])"),
              HasSubstr("\"shop.name\" may mean several paths from \"order\""));
}

TEST(GraphNames, AMeasureOrADimensionIsToldApart) {
  EXPECT_THAT(MeaningOf(R"("measures": ["order.total"],
                           "filters": [{"field": "rows", "op": ">", "value": 1}])"),
              HasSubstr("\"rows\" is a measure and a dimension of the flow"));
  EXPECT_THAT(MeaningOf(R"("measures": ["visit.at"])"),
              HasSubstr("the flow \"company\" has no measure \"visit.at\""));
  EXPECT_THAT(MeaningOf(R"("dimensions": ["order.total"], "measures": ["order.total"])"),
              HasSubstr("\"order.total\" is a measure, not a dimension"));
}

TEST(GraphNames, UnknownOnesHaveCandidates) {
  EXPECT_THAT(MeaningOf(R"("dimensions": ["payer.nam"], "measures": ["order.total"])"),
              HasSubstr("the flow \"company\" has no dimension \"payer.nam\""));
  EXPECT_THAT(MeaningOf(R"("dimensions": ["order..name"], "measures": ["order.total"])"),
              StartsWith("R004 "));
  EXPECT_THAT(MeaningOf(R"("measures": ["order.totl"])"), HasSubstr("did you mean"));
}

TEST(GraphNames, WithoutMeasuresANameBeginsWithATable) {
  EXPECT_THAT(MeaningOf(R"("dimensions": ["payer.name"])"),
              HasSubstr("does not say which table it begins at"));
  EXPECT_THAT(MeaningOf(R"("dimensions": ["name"])"), StartsWith("R005 "));
  EXPECT_THAT(MeaningOf(R"("dimensions": ["order.payer.name"])"), HasSubstr("order.payer.name"));
}

TEST(GraphNames, AFilterOfSeveralTablesIsRefused) {
  EXPECT_THAT(MeaningOf(R"("measures": [{"measure": "per_visit", "as": "x",
                           "filter": [{"field": "customer.name", "op": "==", "value": "a"}]}])"),
              HasSubstr("a filter in a graph is reached from the rows of one table"));
}

TEST(GraphNames, AnAggregateIsOverTheRowsThatItsNamesBeginWith) {
  EXPECT_THAT(MeaningOf(R"("measures": [{"agg": "max", "field": "order.payer.since", "as": "x"}])"),
              HasSubstr("order.payer.since"));
  EXPECT_THAT(MeaningOf(R"("measures": [{"agg": "max", "field": "payer.since", "as": "x"}])"),
              HasSubstr("does not say whose rows it is over"));
  EXPECT_THAT(MeaningOf(R"("measures": [{"agg": "count", "as": "x"}])"),
              HasSubstr("does not say whose rows it is over"));
}

TEST(GraphNames, RowsThemselvesAreOfOneTable) {
  EXPECT_THAT(MeaningOf(R"("ungrouped": true, "dimensions": ["order.id"])"),
              HasSubstr("which \"of\" names"));
  EXPECT_THAT(MeaningOf(R"("ungrouped": true, "of": "order", "dimensions": ["payer.name"])"),
              HasSubstr("order.payer.name"));
}

TEST(GraphNames, MoreThanABoundOfThemAreRefused) {
  std::string table =
      "name: customers\ndata_source: w\ntable: customers\nprimary_key: id\ndimensions:\n";
  std::string filters;
  for (int i = 0; i < 6000; ++i) {
    const std::string field = "f" + std::to_string(i);
    table += "  " + field + ": {expr: " + field + ", type: integer}\n";
    for (const char* path : {"", "payer.", "order.payer."}) {
      filters += (filters.empty() ? "\"" : ",\"") + (path + field) + " > 0\"";
    }
  }
  const auto model = model::LoadText({
      {"tables/orders.yaml",
       "name: orders\ndata_source: w\ntable: orders\nprimary_key: id\n"
       "measures:\n  rows: {agg: count}\n"},
      {"tables/customers.yaml", table},
      {"flows/company.yaml",
       "name: company\ntables: {order: orders, customer: customers}\n"
       "links:\n"
       "  - {from: order, to: customer, as: payer, join_keys: [{left: payer_id, right: id}]}\n"},
  });
  const auto query = Resolve(
      model,
      "{\"flow\": \"company\", \"measures\": [\"order.rows\"], \"filters\": [" + filters + "]}",
      {.zone = nullptr, .now = TestNow()});
  ASSERT_FALSE(query);
  EXPECT_THAT(ProblemLines(query.error()),
              HasSubstr("the request names more than 16384 tables and paths of the graph"));
}

}  // namespace
}  // namespace semaflow::request
