#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "model/test_model.h"
#include "plan/plan.h"
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
  status: {expr: status, type: text}
  day: {expr: day, type: date}
measures:
  order_count: {agg: count}
  paid: {expr: amount, agg: sum, filter: "status == 'paid'", sparse: true}
  avg_paid: {formula: "paid / order_count"}
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
      {"tables/regions.yaml", R"(
name: regions
data_source: warehouse
table: regions
primary_key: country
dimensions:
  region: {expr: region, type: text}
)"},
      {"flows/sales.yaml", R"(
name: sales
base_table: {semantic_table: orders, alias: o}
joins:
  customer: {semantic_table: customers, alias: c, to_table: o, join_keys: [{left: customer_id, right: id}]}
  payer: {semantic_table: customers, alias: payer, to_table: o, join_keys: [{left: payer_id, right: id}]}
  region: {semantic_table: regions, alias: r, to_table: c, join_type: inner, join_keys: [{left: country, right: country}]}
)"},
  });
  return model;
}

TEST(ExplainPlan, TellsWhatIsDoneAndWhy) {
  const LogicalPlan plan = PlanOf(Sales(), R"({"flow": "sales",
      "dimensions": ["c.country", {"field": "o.day", "grain": "month", "as": "month"}],
      "measures": ["o.order_count", "o.avg_paid"],
      "filters": [{"field": "o.status", "op": "!=", "value": "void"},
                  {"field": "o.order_count", "op": ">", "value": 2}],
      "order": [{"column": "o.order_count", "direction": "desc"}], "limit": 10})");
  EXPECT_EQ(Explain(plan),
            "flow sales\n"
            "rows of o (orders), each counted once\n"
            "  strategy flat: every join leads from a row to at most one partner\n"
            "  left c (customers) on o.customer_id = c.id, many_to_one: read by c.country\n"
            "    inner r (regions) on c.country = r.country, many_to_one: a row of c is a partner "
            "only with it\n"
            "columns\n"
            "  c.country: dimension\n"
            "  month = o.day.month: dimension\n"
            "  o.order_count: measure\n"
            "  o.avg_paid: measure, its groups do not add up to its total\n"
            "dropped, because nothing reads them and no row depends on them\n"
            "  payer (customers)\n"
            "where\n"
            "  o.status != 'void'\n"
            "having\n"
            "  o.order_count > 2\n"
            "order\n"
            "  o.order_count descending, nulls last\n"
            "  c.country ascending, nulls last (so that the order is total)\n"
            "  month ascending, nulls last (so that the order is total)\n"
            "limit 10\n"
            "time zone UTC\n");
}

TEST(ExplainPlan, OneTableSparseAndUngrouped) {
  const std::string sparse = Explain(
      PlanOf(Sales(), R"({"flow": "sales", "dimensions": ["o.status"], "measures": ["o.paid"]})"));
  EXPECT_NE(sparse.find("strategy flat: one table\n"), std::string::npos) << sparse;
  EXPECT_NE(sparse.find("groups where count(*) filter (where o.status == 'paid') > 0, because its "
                        "measures are sparse\n"),
            std::string::npos)
      << sparse;
  const std::string rows = Explain(
      PlanOf(Sales(), R"({"flow": "sales", "dimensions": ["o.status"], "ungrouped": true})"));
  EXPECT_NE(rows.find("rows of o (orders), one by one (ungrouped)\n"), std::string::npos) << rows;
}

// Of several blocks each tells what it needs a join for itself.
TEST(ExplainPlan, AJoinIsThereForWhatItsOwnRowsRead) {
  const auto table = [](const std::string& name, const std::string& members) {
    return "name: " + name + "\ndata_source: w\ntable: " + name + "\nprimary_key: id\n" + members;
  };
  const auto model = model::LoadText({
      {"orders.yaml", table("orders", "measures:\n  revenue: {expr: amount, agg: sum}\n")},
      {"lines.yaml", table("lines", "dimensions:\n  product: product\n")},
      {"tickets.yaml", table("tickets", "measures:\n  minutes: {expr: minutes, agg: sum}\n")},
      {"sales.yaml", R"(
name: sales
base_table: {semantic_table: orders, alias: o}
joins:
  lines: {semantic_table: lines, alias: l, to_table: o, join_keys: [{left: id, right: order_id}]}
  tickets: {semantic_table: tickets, alias: t, to_table: o, join_keys: [{left: id, right: order_id}]}
)"},
  });
  const std::string text = Explain(PlanOf(model, R"({"flow": "sales", "dimensions": ["l.product"],
                                                      "measures": ["t.minutes", "o.revenue"]})"));
  EXPECT_NE(text.find("  left o (orders) on o.id = t.order_id, one_to_many walked back: on the way "
                      "to others\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("read by o."), std::string::npos) << text;
}

TEST(ExplainPlan, RowsThatMeetSeveralPartners) {
  const std::string text = Explain(PlanOf(Sales(), R"({"flow": "sales", "dimensions": ["o.status"],
          "measures": ["c.customer_count", "o.order_count"],
          "filters": [{"field": "o.day", "op": "!=", "value": "2024-01-01"}]})"));
  EXPECT_NE(
      text.find("rows of c (customers), each counted once\n"
                "  strategy dedup: a row meets its groups once for each partner in o, so rows "
                "are told apart by id\n"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("side by side, on equal dimensions (NULL is equal to NULL)\n"),
            std::string::npos)
      << text;
  const std::string filtered =
      Explain(PlanOf(Sales(), R"({"flow": "sales", "measures": ["c.customer_count"],
          "filters": [{"field": "o.status", "op": "==", "value": "paid"}]})"));
  EXPECT_NE(filtered.find("  strategy semi-join: several partners are met by filters alone\n"),
            std::string::npos)
      << filtered;
  EXPECT_NE(filtered.find("  with a partner in o (orders) on o.customer_id = c.id, many_to_one "
                          "walked back where o.status == 'paid'\n"),
            std::string::npos)
      << filtered;
}

}  // namespace
}  // namespace semaflow::plan
