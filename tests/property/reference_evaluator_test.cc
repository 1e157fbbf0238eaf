// The reference evaluator on numbers that a person computed, most of them beyond what the planner
// of this version answers.
#include "tests/property/reference_evaluator.h"

#include <gtest/gtest.h>

#include "model/test_model.h"
#include "request/request.h"

namespace semaflow::property {
namespace {

const char* const kOrders =
    "name: orders\ndata_source: w\ntable: orders\nprimary_key: id\n"
    "dimensions:\n  id: {expr: id, type: integer}\n"
    "measures:\n  orders: {agg: count}\n  revenue: {agg: sum, expr: amount, type: integer}\n";
const char* const kCustomers =
    "name: customers\ndata_source: w\ntable: customers\nprimary_key: id\n"
    "dimensions:\n  name: {expr: name, type: text}\n"
    "  known: {expr: \"coalesce(name, 'none')\", type: text}\n"
    "measures:\n  customers: {agg: count}\n";
const char* const kLines =
    "name: lines\ndata_source: w\ntable: lines\n"
    "dimensions:\n  sku: {expr: sku, type: text}\n  qty: {expr: qty, type: integer}\n"
    "measures:\n  lines: {agg: count}\n  pens: {agg: count, filter: \"sku == 'pen'\"}\n"
    "  some_pens: {agg: count, filter: \"sku == 'pen'\", sparse: true}\n";

Cell Text(const char* text) { return std::string(text); }

// Orders: 1 of ann for 10, 2 of ann for 20, 3 without a customer for 40. Lines: order 1 has pen 1,
// pen 2, ink 3; order 2 has ink 1; order 9, which there is not, has a pen. Cat has no order.
MemoryTables Rows() {
  return {{"orders",
           {{"id", "customer_id", "amount"},
            {{Integer(1), Integer(1), Integer(10)},
             {Integer(2), Integer(1), Integer(20)},
             {Integer(3), Null{}, Integer(40)}}}},
          {"customers", {{"id", "name"}, {{Integer(1), Text("ann")}, {Integer(2), Text("cat")}}}},
          {"lines",
           {{"order_id", "sku", "qty"},
            {{Integer(1), Text("pen"), Integer(1)},
             {Integer(1), Text("pen"), Integer(2)},
             {Integer(1), Text("ink"), Integer(3)},
             {Integer(2), Text("ink"), Integer(1)},
             {Integer(9), Text("pen"), Integer(1)}}}}};
}

// The rows of the answer as text: "ann|30; NULL|40".
std::string Ask(const std::string& customer_join, const std::string& line_join,
                const std::string& request) {
  const std::string flow =
      "name: f\nbase_table: {semantic_table: orders, alias: o}\njoins:\n"
      "  c: {semantic_table: customers, alias: c, to_table: o, join_type: " +
      customer_join +
      ",\n      join_keys: [{left: customer_id, right: id}]}\n"
      "  l: {semantic_table: lines, alias: l, to_table: o, join_type: " +
      line_join + ",\n      join_keys: [{left: id, right: order_id}]}\n";
  const auto model = model::LoadText({{"tables/orders.yaml", kOrders},
                                      {"tables/customers.yaml", kCustomers},
                                      {"tables/lines.yaml", kLines},
                                      {"flows/f.yaml", flow}});
  auto resolved = request::Resolve(model, request, {});
  if (!resolved) return FormatErrors(resolved.error());
  std::string text;
  for (const Row& row : Evaluate(*resolved, Rows()).rows) {
    text += text.empty() ? "" : "; ";
    for (std::size_t i = 0; i < row.size(); ++i) text += (i > 0 ? "|" : "") + ToText(row[i]);
  }
  return text;
}

TEST(ReferenceEvaluator, CountsARowOnceInEachGroup) {
  EXPECT_EQ(Ask("left", "left",
                R"({"flow": "f", "dimensions": ["l.sku"], "measures": ["o.revenue", "o.orders"]})"),
            "ink|30|2; pen|10|1; NULL|40|1");
}

TEST(ReferenceEvaluator, PutsSeveralTablesSideBySide) {
  EXPECT_EQ(Ask("left", "left",
                R"({"flow": "f", "dimensions": ["c.name"],
                    "measures": ["o.revenue", "l.lines", "c.customers"]})"),
            "ann|30|4|1; cat|NULL|0|1; NULL|40|1|0");
  EXPECT_EQ(Ask("left", "left", R"({"flow": "f", "measures": ["o.revenue", "l.lines"]})"), "70|5");
}

TEST(ReferenceEvaluator, AsksConditionsOfTheSameLine) {
  const auto orders = [](const std::string& filters) {
    return Ask("left", "left",
               R"({"flow": "f", "measures": ["o.revenue"], "filters": [)" + filters + "]}");
  };
  EXPECT_EQ(orders(R"("l.sku == 'pen'", "l.qty == 3")"), "NULL");
  EXPECT_EQ(orders(R"("l.sku == 'pen'", "l.qty == 2")"), "10");
  EXPECT_EQ(orders(R"("l.sku != 'pen'")"), "70");
}

TEST(ReferenceEvaluator, RowsOfTheFlowAreTheModelsToSay) {
  const char* const by_customer =
      R"({"flow": "f", "dimensions": ["c.name"], "measures": ["o.orders"]})";
  EXPECT_EQ(Ask("inner", "left", by_customer), "ann|2");
  EXPECT_EQ(Ask("inner", "inner", R"({"flow": "f", "measures": ["l.lines", "o.orders"]})"), "4|2");
  // To the lines' side nothing is lost.
  EXPECT_EQ(Ask("left", "right", R"({"flow": "f", "measures": ["l.lines", "o.orders"]})"), "5|2");
}

TEST(ReferenceEvaluator, RightAndFullJoinsBringGroups) {
  const char* const by_customer =
      R"({"flow": "f", "dimensions": ["c.name"], "measures": ["o.orders", "o.revenue"]})";
  EXPECT_EQ(Ask("left", "left", by_customer), "ann|2|30; NULL|1|40");
  EXPECT_EQ(Ask("full", "left", by_customer), "ann|2|30; cat|0|NULL; NULL|1|40");
  EXPECT_EQ(Ask("right", "left", by_customer), "ann|2|30; cat|0|NULL");
}

TEST(ReferenceEvaluator, NoPartnerIsNullWhateverTheExpressionMakesOfIt) {
  EXPECT_EQ(
      Ask("left", "left", R"({"flow": "f", "dimensions": ["c.known"], "measures": ["o.orders"]})"),
      "ann|2; NULL|1");
}

TEST(ReferenceEvaluator, OwnFiltersKeepGroupsUnlessSparse) {
  EXPECT_EQ(Ask("left", "left", R"({"flow": "f", "dimensions": ["o.id"], "measures": ["l.pens"]})"),
            "1|2; 2|0; NULL|1");
  EXPECT_EQ(
      Ask("left", "left", R"({"flow": "f", "dimensions": ["o.id"], "measures": ["l.some_pens"]})"),
      "1|2; NULL|1");
}

TEST(ReferenceEvaluator, ConditionsOnMeasuresBringNoGroups) {
  EXPECT_EQ(Ask("left", "left",
                R"({"flow": "f", "dimensions": ["c.name"], "measures": ["c.customers"],
                    "filters": [{"field": "o.revenue", "op": "!=", "value": 30}]})"),
            "cat|1");
}

// What is left out by the condition on rows is in no whole, what a condition on groups hides is.
TEST(ReferenceEvaluator, AShareIsOfTheSameMeasureByFewerDimensions) {
  EXPECT_EQ(Ask("left", "left",
                R"({"flow": "f", "dimensions": ["c.name", "o.id"],
                    "measures": [{"measure": "o.revenue", "share_of": ["c.name"], "as": "part"},
                                 {"measure": "o.orders", "share_of": [], "as": "of_all"}],
                    "filters": ["o.id != 1", {"field": "o.revenue", "op": "<", "value": 40}]})"),
            "ann|2|1.000000|0.500000");
  // Order 1 has pens and ink: the parts are more than the whole.
  EXPECT_EQ(Ask("left", "left",
                R"({"flow": "f", "dimensions": ["l.sku"],
                    "measures": [{"measure": "o.orders", "filter": "o.id < 3", "share_of": [],
                                  "as": "part"}]})"),
            "ink|1.000000; pen|0.500000; NULL|0.000000");
}

TEST(ReferenceEvaluator, ListsValuesWithoutMeasures) {
  EXPECT_EQ(Ask("left", "left", R"({"flow": "f", "dimensions": ["l.sku"]})"), "ink; pen");
  EXPECT_EQ(Ask("left", "left", R"({"flow": "f", "dimensions": ["c.name", "l.sku"]})"),
            "ann|ink; ann|pen; cat|NULL; NULL|pen");
}

}  // namespace
}  // namespace semaflow::property
