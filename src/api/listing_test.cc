#include <gtest/gtest.h>

#include "semaflow/model.h"

namespace semaflow {
namespace {

FlowDetails Company() {
  FlowDetails flow;
  flow.name = "company";
  flow.description = "Orders and tickets.";
  flow.data_source = "warehouse";
  flow.is_graph = true;
  flow.joins = {{.name = "buyer",
                 .alias = "customer",
                 .table = "customers",
                 .to_alias = "order",
                 .join_type = "left",
                 .cardinality = "many_to_one"},
                {.name = "x",
                 .alias = "x",
                 .table = "t",
                 .to_alias = "order",
                 .join_type = "inner",
                 .cardinality = "one_to_many",
                 .refusal = "it holds for a time"}};
  flow.dimensions = {{.name = "order.day", .type = {.kind = TypeKind::kDate}, .label = "Day"}};
  flow.measures = {{.name = "order.n",
                    .type = {.kind = TypeKind::kInteger},
                    .label = "Orders",
                    .description = "All of them",
                    .unit = "pcs",
                    .meta_json = "{\"owner\":\"ann\"}"},
                   {.name = "last_year", .refusal = "an offset"}};
  return flow;
}

TEST(Listing, TextTellsRolesUnitsAndWhatIsNotAnsweredYet) {
  EXPECT_EQ(FormatFlow(Company()), R"(company: Orders and tickets.
  data source  warehouse

links
  customer  customers  many_to_one from order, as buyer
  x         t          one_to_many from order, inner join (not in this version: it holds for a time)

dimensions
  order.day  date  Day

measures
  order.n    integer  Orders [pcs]: All of them
  last_year  unknown  (not in this version: an offset)
)");
}

TEST(Listing, JsonHasTheSameAndLeavesOutWhatIsEmpty) {
  EXPECT_EQ(ToJson(Company()),
            R"({"name":"company","description":"Orders and tickets.","data_source":"warehouse",)"
            R"("links":[{"name":"buyer","alias":"customer","table":"customers","to_alias":"order",)"
            R"("join_type":"left","cardinality":"many_to_one","cardinality_declared":false},)"
            R"({"name":"x","alias":"x","table":"t","to_alias":"order","join_type":"inner",)"
            R"("cardinality":"one_to_many","cardinality_declared":false,)"
            R"("refusal":"it holds for a time"}],)"
            R"("dimensions":[{"name":"order.day","type":"date","label":"Day"}],)"
            R"("measures":[{"name":"order.n","type":"integer","label":"Orders",)"
            R"("description":"All of them","unit":"pcs","meta":{"owner":"ann"}},)"
            R"({"name":"last_year","type":"unknown","refusal":"an offset"}]})");
}

TEST(Listing, FlowsAreALineEach) {
  const std::vector<FlowSummary> flows = {{.name = "a", .description = "first"}, {.name = "long"}};
  EXPECT_EQ(FormatFlows(flows), "a     first\nlong\n");
  EXPECT_EQ(ToJson(flows), R"({"flows":[{"name":"a","description":"first"},{"name":"long"}]})");
  EXPECT_EQ(FormatFlows({}), "");
}

}  // namespace
}  // namespace semaflow
