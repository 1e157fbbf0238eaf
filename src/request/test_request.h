// A rich model and short spellings for the tests of this room.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "model/test_model.h"
#include "request/explain.h"
#include "request/request.h"
#include "time/literal.h"

namespace semaflow::request {

inline constexpr char kOrdersYaml[] = R"~(
name: orders
data_source: warehouse
table: orders
primary_key: id
time_dimension: placed_at
smallest_time_grain: minute
dimensions:
  id: {expr: id, type: integer, not_null: true}
  status: {expr: status, type: text}
  amount: {expr: amount, type: "decimal(10, 2)"}
  weight: {expr: weight, type: float}
  paid: {expr: paid, type: boolean}
  order_date: {expr: order_date, type: date}
  shipped_at: {expr: shipped_at, type: timestamp}
  placed_at: {expr: placed_at, type: timestamptz}
  logged_at: {expr: logged_at, type: timestamp, stored_in: UTC}
  clock: {expr: clock, type: time}
  payload: {expr: payload, type: json}
  note: note
  country: {expr: country_code, type: text}
  secret: {expr: secret, type: text, hidden: true}
  is_dutch: {expr: "c.country == 'NL'"}
  placed_on: {expr: "cast(placed_at as date)", type: date}
measures:
  order_count: {agg: count}
  revenue: {expr: amount, agg: sum}
  last_order: {expr: order_date, agg: max}
  avg_order: {formula: "revenue / order_count"}
  hidden_count: {agg: count, hidden: true}
  last_year: {of: revenue, offset: "1 year"}
  every_period: {agg: count, dense: true}
)~";

inline constexpr char kCustomersYaml[] = R"~(
name: customers
data_source: warehouse
table: customers
primary_key: id
dimensions:
  id: {expr: id, type: integer, not_null: true}
  name: {expr: name, type: text}
  country: {expr: country, type: text}
  since: {expr: since, type: date}
  orders_made: {measure: o.order_count}
measures:
  customer_count: {agg: count}
)~";

inline constexpr char kLinesYaml[] = R"~(
name: lines
data_source: warehouse
table: lines
primary_keys: [order_id, line]
dimensions:
  product: {expr: product, type: text}
  quantity: {expr: quantity, type: integer}
measures:
  units: {expr: quantity, agg: sum}
)~";

inline constexpr char kAloneYaml[] = R"~(
name: alone
data_source: warehouse
table: alone
primary_key: id
dimensions:
  id: {expr: id, type: integer}
)~";

inline constexpr char kSalesYaml[] = R"~(
name: sales
base_table: {semantic_table: orders, alias: o}
joins:
  customer:
    {semantic_table: customers, alias: c, to_table: o, join_keys: [{left: customer_id, right: id}]}
  payer:
    {semantic_table: customers, alias: payer, to_table: o, join_keys: [{left: payer_id, right: id}]}
  lines: {semantic_table: lines, alias: l, to_table: o, join_keys: [{left: id, right: order_id}]}
dimensions:
  pays_self: {expr: "c.name == payer.name"}
measures:
  revenue_per_unit: {formula: "o.revenue / l.units"}
)~";

inline constexpr char kSingleYaml[] = R"~(
name: single
base_table: {semantic_table: alone, alias: a}
time_name: moment
)~";

inline constexpr char kLoneYaml[] = R"~(
name: lone
base_table: {semantic_table: orders, alias: o}
)~";

inline constexpr char kCompanyYaml[] = R"~(
name: company
tables: {order: orders, customer: customers}
links:
  - {from: order, to: customer, as: buyer, join_keys: [{left: buyer_id, right: id}]}
)~";

inline constexpr char kRetailYaml[] = R"~(
name: retail
data_source: warehouse
table: dim_date
column: day
grain: day
grains: {fiscal_week: fw, retail_month: rm}
)~";

inline const std::shared_ptr<const model::Model>& TestModel() {
  static const std::shared_ptr<const model::Model> model = model::LoadText({
      {"model.yaml", "time_zone: Europe/Amsterdam\nweek_start: sunday\nfiscal_year_start: 4\n"},
      {"tables/orders.yaml", kOrdersYaml},
      {"tables/customers.yaml", kCustomersYaml},
      {"tables/lines.yaml", kLinesYaml},
      {"tables/alone.yaml", kAloneYaml},
      {"flows/sales.yaml", kSalesYaml},
      {"flows/single.yaml", kSingleYaml},
      {"flows/lone.yaml", kLoneYaml},
      {"flows/company.yaml", kCompanyYaml},
      {"calendars/retail.yaml", kRetailYaml},
  });
  return model;
}

/// 2024-02-29 13:47:58 in Amsterdam, a Thursday.
inline Instant TestNow() { return time::ParseTime("2024-02-29T12:47:58Z")->instant; }

inline ResultAll<ResolvedQuery> TryResolve(std::string_view json) {
  return Resolve(TestModel(), json, {.zone = nullptr, .now = TestNow()});
}

/// Problems as lines of `R004 2:7 message`, each with ` | help` where it has one.
inline std::string ProblemLines(const Errors& errors) {
  std::string out;
  for (const Error& error : errors) {
    if (!out.empty()) out += '\n';
    out += InfoOf(error.code).code;
    if (!error.labels.empty()) {
      out +=
          " " + std::to_string(error.labels[0].line) + ":" + std::to_string(error.labels[0].column);
    }
    out += " " + error.message;
    if (!error.help.empty()) out += " | " + error.help;
  }
  return out;
}

/// What a request means, or its problems.
inline std::string Meaning(std::string_view json) {
  const auto query = TryResolve(json);
  return query ? Explain(*query) : ProblemLines(query.error());
}

/// The codes of its problems, or "ok".
inline std::string CodesOf(std::string_view json) {
  const auto query = TryResolve(json);
  if (query) return "ok";
  std::string out;
  for (const Error& error : query.error()) {
    out += (out.empty() ? "" : " ") + std::string(InfoOf(error.code).code);
  }
  return out;
}

/// The line of the meaning that begins with `start`, without it; all of it when there is none.
inline std::string Line(std::string_view json, std::string_view start) {
  const std::string meaning = Meaning(json);
  std::string lines;
  std::size_t at = 0;
  while (at < meaning.size()) {
    const std::size_t end = std::min(meaning.find('\n', at), meaning.size());
    const std::string_view line = std::string_view(meaning).substr(at, end - at);
    if (line.starts_with(start)) {
      if (!lines.empty()) lines += '\n';
      lines += line.substr(start.size());
    }
    at = end + 1;
  }
  return lines.empty() ? meaning : lines;
}

/// The filters that conditions (a JSON list) become, or their problems.
inline std::string Filters(const std::string& conditions) {
  return Line(
      R"~({"flow": "sales", "measures": ["o.order_count"], "filters": )~" + conditions + "}",
      "filter: ");
}

/// The filter that one condition becomes.
inline std::string Filter(const std::string& field, const std::string& op,
                          const std::string& value) {
  return Filters(R"~([{"field": ")~" + field + R"~(", "op": ")~" + op + R"~(", "value": )~" +
                 value + "}]");
}

}  // namespace semaflow::request
