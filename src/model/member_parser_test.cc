#include "model/member_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/test_load.h"

namespace semaflow::model {
namespace {

using expr::Aggregate;
using expr::AggregateFunction;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> MeasureProblems(const std::string& measure) {
  return ProblemsOf(Shop{.orders = "time_dimension: placed\n"
                                   "dimensions:\n"
                                   "  placed: {expr: placed, type: date}\n"
                                   "  status: {expr: status, type: text}\n"
                                   "measures:\n"
                                   "  base: {expr: amount, agg: sum}\n"
                                   "  m: " +
                                   measure + "\n"});
}

const Measure& LoadMeasure(const std::string& measure, std::shared_ptr<const Model>& model) {
  model = LoadShop({.orders = "time_dimension: placed\n"
                              "dimensions: {placed: {expr: placed, type: date}}\n"
                              "measures:\n"
                              "  base: {expr: amount, agg: sum}\n"
                              "  m: " +
                              measure + "\n"});
  return MeasureOf(*model, "orders", "m");
}

TEST(MeasureTest, EveryAggregateByItsName) {
  struct Case {
    std::string word;
    AggregateFunction function;
  };
  const std::vector<Case> cases = {
      {"count", AggregateFunction::kCount},
      {"count_distinct", AggregateFunction::kCountDistinct},
      {"sum", AggregateFunction::kSum},
      {"min", AggregateFunction::kMin},
      {"max", AggregateFunction::kMax},
      {"avg", AggregateFunction::kAvg},
      {"median", AggregateFunction::kMedian},
      {"percentile(0.9)", AggregateFunction::kPercentile},
      {"stddev_samp", AggregateFunction::kStddevSamp},
      {"stddev_pop", AggregateFunction::kStddevPop},
      {"var_samp", AggregateFunction::kVarSamp},
      {"var_pop", AggregateFunction::kVarPop},
      {"variance_samp", AggregateFunction::kVarSamp},
      {"approx_count_distinct", AggregateFunction::kApproxCountDistinct},
      {"string_agg", AggregateFunction::kStringAgg},
      {"array_agg", AggregateFunction::kArrayAgg},
      {"any_value", AggregateFunction::kAnyValue},
      {"first", AggregateFunction::kFirst},
      {"last", AggregateFunction::kLast},
      {"bool_and", AggregateFunction::kBoolAnd},
      {"bool_or", AggregateFunction::kBoolOr},
      {"SUM", AggregateFunction::kSum},
      {"average", AggregateFunction::kAvg},
  };
  for (const auto& [word, function] : cases) {
    std::shared_ptr<const Model> model;
    const Measure& measure = LoadMeasure("{expr: x, agg: " + word + "}", model);
    EXPECT_EQ(std::get<Aggregate>(measure.expr.node).function, function) << word;
    EXPECT_FALSE(measure.is_formula);
  }
}

TEST(MeasureTest, PercentilesAndTheirKinds) {
  struct Case {
    std::string word;
    double fraction;
    expr::PercentileKind kind;
  };
  const std::vector<Case> cases = {
      {"percentile(0.9)", 0.9, expr::PercentileKind::kContinuous},
      {"percentile( 0 )", 0, expr::PercentileKind::kContinuous},
      {"'percentile(1, continuous)'", 1, expr::PercentileKind::kContinuous},
      {"'percentile(0.25, discrete)'", 0.25, expr::PercentileKind::kDiscrete},
      {"'percentile(0.25,approximate)'", 0.25, expr::PercentileKind::kApproximate},
      {"percentile_disc(0.5)", 0.5, expr::PercentileKind::kDiscrete},
      {"approx_percentile(0.5)", 0.5, expr::PercentileKind::kApproximate},
  };
  for (const auto& [word, fraction, kind] : cases) {
    std::shared_ptr<const Model> model;
    const auto& aggregate =
        std::get<Aggregate>(LoadMeasure("{expr: x, agg: " + word + "}", model).expr.node);
    EXPECT_EQ(aggregate.details->fraction, fraction) << word;
    EXPECT_EQ(aggregate.details->percentile, kind) << word;
  }
  for (const char* word :
       {"percentile", "percentile()", "percentile(90)", "percentile(-0.1)", "percentile(0.5",
        "'percentile(0.5, exact)'", "percentile(nan)", "percentile(0.5x)"}) {
    EXPECT_EQ(MeasureProblems("{expr: x, agg: " + std::string(word) + "}").size(), 1u) << word;
  }
}

TEST(MeasureTest, KeysOfSingleAggregates) {
  std::shared_ptr<const Model> model;
  LoadMeasure("{expr: x, agg: string_agg, separator: '; ', order_by: -y}", model);
  EXPECT_EQ(ShownMeasure(*model, "orders", "m"), "string_agg(column.x, '; ' order by -column.y)");
  const auto& names = std::get<Aggregate>(MeasureOf(*model, "orders", "m").expr.node);
  EXPECT_EQ(names.details->separator, "; ");
  LoadMeasure("{expr: x, agg: string_agg, separator: ''}", model);
  EXPECT_EQ(std::get<Aggregate>(MeasureOf(*model, "orders", "m").expr.node).details->separator, "");
  LoadMeasure("{expr: x, agg: string_agg}", model);
  EXPECT_EQ(std::get<Aggregate>(MeasureOf(*model, "orders", "m").expr.node).details->separator,
            ",");
  LoadMeasure("{expr: x, agg: last, order_by: at}", model);
  EXPECT_EQ(ShownMeasure(*model, "orders", "m"), "last(column.x, column.at)");
  LoadMeasure("{expr: x, agg: last}", model);  // By the table's time.
  EXPECT_EQ(ShownMeasure(*model, "orders", "m"), "last(column.x, dim.placed)");
  LoadMeasure("{formula: \"last(x) - first(x, y)\"}", model);
  EXPECT_EQ(ShownMeasure(*model, "orders", "m"),
            "last(column.x, dim.placed) - first(column.x, column.y)");
}

TEST(MeasureTest, FiltersFormulasAndOthers) {
  std::shared_ptr<const Model> model;
  LoadMeasure("{agg: count, filter: \"status == 'paid'\"}", model);
  EXPECT_EQ(ShownMeasure(*model, "orders", "m"), "count(*) filter (where column.status == 'paid')");
  EXPECT_TRUE(LoadMeasure("{formula: \"base / 2\"}", model).is_formula);
  EXPECT_EQ(ShownMeasure(*model, "orders", "m"), "msr.base / 2");
  LoadMeasure("{of: base, filter: \"x > 1\"}", model);
  EXPECT_EQ(ShownMeasure(*model, "orders", "m"), "msr.base filter (where column.x > 1)");
  const Measure& filled = LoadMeasure("{of: base, fill: 0}", model);
  EXPECT_EQ(ShownMeasure(*model, "orders", "m"), "msr.base");
  EXPECT_EQ(filled.fill, Value(std::int64_t{0}));
  EXPECT_FALSE(filled.refusal.has_value());
  const Measure& all = LoadMeasure(
      "{agg: count, sparse: true, dense: periods, time: placed, grain: week, label: L, "
      "unit: U, type: integer, fill: null}",
      model);
  EXPECT_TRUE(all.sparse);
  EXPECT_TRUE(all.dense);
  EXPECT_TRUE(all.dense_periods);
  EXPECT_EQ(model->FindTable("orders")->dimensions[all.time].name, "placed");
  EXPECT_EQ(all.grain, time::Grain::kWeek);
  EXPECT_EQ(all.type.kind, TypeKind::kInteger);
  EXPECT_EQ(all.fill, Value(Null{}));
  EXPECT_EQ(all.presentation.label, "L");
  EXPECT_TRUE(LoadMeasure("{agg: count, dense: true}", model).dense);
  EXPECT_FALSE(LoadMeasure("{agg: count, dense: true}", model).dense_periods);
  EXPECT_FALSE(LoadMeasure("{agg: count, dense: false}", model).dense);
}

TEST(MeasureTest, TheEscapeHatch) {
  const auto model =
      LoadShop({.orders = "dimensions:\n"
                          "  d: {sql: {duckdb: 'strftime(x, ''%Y'')', bigquery: b}, type: text}\n"
                          "measures:\n"
                          "  m: {sql: {duckdb: x ** 2}, agg: sum, filter: \"y > 1\"}\n"});
  const auto& escape = std::get<expr::SqlEscape>(DimensionOf(*model, "orders", "d").expr.node);
  EXPECT_THAT(escape.by_dialect,
              ElementsAre(std::pair<std::string, std::string>("duckdb", "strftime(x, '%Y')"),
                          std::pair<std::string, std::string>("bigquery", "b")));
  EXPECT_FALSE(DimensionOf(*model, "orders", "d").null_on_null);
  const auto& aggregate = std::get<Aggregate>(MeasureOf(*model, "orders", "m").expr.node);
  EXPECT_TRUE(std::holds_alternative<expr::SqlEscape>(aggregate.details->args[0].node));
  EXPECT_THAT(ProblemsOf(Shop{.orders = "dimensions:\n  d: {sql: x}\n  e: {sql: {}}\n"}),
              ElementsAre("tables/orders.yaml:6:12 Y009 \"sql\" must be a mapping, not text",
                          "tables/orders.yaml:7:12 Y009 \"sql\" names no dialect | write {duckdb: "
                          "\"...\"}"));
}

TEST(MeasureTest, WhatIsAdditive) {
  std::shared_ptr<const Model> model;
  for (const char* additive :
       {"{agg: count}", "{expr: x, agg: sum}", "{formula: base + count(*)}", "{formula: -base}",
        "{of: base, filter: x > 1}", "{formula: base - sum(x)}"}) {
    EXPECT_TRUE(LoadMeasure(additive, model).additive) << additive;
  }
  for (const char* other :
       {"{expr: x, agg: avg}", "{expr: x, agg: count_distinct}", "{formula: base / 2}",
        "{formula: base / count(*)}", "{expr: x, agg: max}", "{formula: base + max(x)}"}) {
    EXPECT_FALSE(LoadMeasure(other, model).additive) << other;
  }
}

struct MeasureCase {
  std::string measure;
  std::string problem;  ///< "" where there is none.
};

void ExpectProblems(const std::vector<MeasureCase>& cases) {
  for (const auto& [measure, problem] : cases) {
    if (problem.empty()) {
      EXPECT_THAT(MeasureProblems(measure), IsEmpty()) << measure;
    } else {
      EXPECT_THAT(MeasureProblems(measure), ElementsAre(problem)) << measure;
    }
  }
}

TEST(MeasureTest, MeasuresThatSayTooLittle) {
  ExpectProblems({
      {"{label: x}",
       "tables/orders.yaml:11:3 M024 the measure \"m\" says nothing to compute | write `agg`, "
       "`formula`, `of` or `conversion`"},
      {"{expr: x}",
       "tables/orders.yaml:11:3 M024 the measure \"m\" says nothing to compute | say how its "
       "values are aggregated: `agg: sum`"},
      {"{agg: sum}",
       "tables/orders.yaml:11:12 M024 \"sum\" needs something to aggregate | add `expr: amount`; "
       "only `count` goes without"},
  });
}

TEST(MeasureTest, MeasuresThatSayTooMuch) {
  ExpectProblems({
      {"{agg: sum, of: base}",
       "tables/orders.yaml:11:21 Y011 the measure \"m\" has `agg` and `of` | keep one of them"},
      {"{formula: base, of: base}",
       "tables/orders.yaml:11:26 Y011 the measure \"m\" has `formula` and `of` | keep one of "
       "them"},
      {"{formula: base, filter: x > 1}",
       "tables/orders.yaml:11:30 Y011 `filter` has no meaning for the measure \"m\" | filter its "
       "parts, or make a second measure {of: m, filter: ...}"},
      {"{of: base, expr: x}",
       "tables/orders.yaml:11:23 Y011 `expr` has no meaning for the measure \"m\" | it goes with "
       "`agg`"},
      {"{of: base, sql: {duckdb: x}}",
       "tables/orders.yaml:11:23 Y011 `sql` has no meaning for the measure \"m\" | it goes with "
       "`agg`"},
      {"{of: base, separator: x}",
       "tables/orders.yaml:11:28 Y011 `separator` has no meaning for the measure \"m\" | it goes "
       "with `agg: string_agg`"},
      {"{of: base, order_by: x}",
       "tables/orders.yaml:11:27 Y011 `order_by` has no meaning for the measure \"m\" | it goes "
       "with string_agg, array_agg, first and last"},
      {"{expr: x, agg: sum, separator: x}",
       "tables/orders.yaml:11:37 Y011 `separator` belongs to string_agg alone"},
      {"{expr: x, agg: sum, order_by: x}",
       "tables/orders.yaml:11:36 Y011 `order_by` belongs to string_agg, array_agg, first and last "
       "alone"},
      {"{expr: x, sql: {duckdb: x}, agg: sum}",
       "tables/orders.yaml:11:22 Y011 what is aggregated is told twice | keep `expr` or `sql`"},
  });
}

TEST(MeasureTest, AggregatesThatAreNone) {
  ExpectProblems({
      {"{expr: x, agg: summ}",
       "tables/orders.yaml:11:21 M024 there is no aggregate \"summ\" | did you mean \"sum\"?"},
      {"{expr: x, agg: sum(x)}",
       "tables/orders.yaml:11:21 M024 \"agg\" takes the name of an aggregate alone, not "
       "\"sum(x)\" | write {expr: amount, agg: sum}, or {formula: \"sum(amount)\"}"},
      {"{expr: x, agg: stddev}",
       "tables/orders.yaml:11:21 M021 \"stddev\" may mean the sample or the population | did you "
       "mean \"stddev_samp\" or \"stddev_pop\"? in SemaFlow 0.1 it was stddev_pop; in SQL it is "
       "stddev_samp"},
      {"{expr: x, agg: Variance}",
       "tables/orders.yaml:11:21 M021 \"Variance\" may mean the sample or the population | did "
       "you mean \"var_samp\" or \"var_pop\"? in SemaFlow 0.1 it was var_pop; in SQL it is "
       "var_samp"},
  });
}

TEST(MeasureTest, TypesAndExpressionsThatDoNotFit) {
  ExpectProblems({
      {"{expr: x, agg: sum, type: number}", ""},  // A synonym that is known.
      {"{expr: x, agg: sum, type: nummer}",
       "tables/orders.yaml:11:32 Y009 there is no type \"nummer\" | types are boolean, integer, "
       "decimal(p, s), float, text, date, timestamp, timestamptz, time, interval, binary, json and "
       "list(type)"},
      {"{expr: \"x +\", agg: sum}",
       "tables/orders.yaml:11:16 E001 a value is missing behind \"+\""},
      {"{agg: count, filter: status}",
       "tables/orders.yaml:11:27 E005 a filter must be a condition, and this is a text | compare "
       "it: amount > 0"},
      {"{expr: status, agg: sum}",
       "tables/orders.yaml:11:13 E005 sum needs a number, and this is a text | change it: cast(x "
       "as decimal(18, 2))"},
      {"{of: base, fill: none}", ""},  // The type of `amount` is not known.
      {"{agg: count, fill: none}",
       "tables/orders.yaml:11:25 E005 the measure is integer, and `fill` is text | write a value "
       "of that type, or null"},
      {"{agg: count, fill: 0.5}",
       "tables/orders.yaml:11:25 E005 the measure is integer, and `fill` has more digits behind "
       "the "
       "point | write a value of that type, or null"},
      {"{expr: \"cast(x as decimal(9, 2))\", agg: sum, fill: 1.005}",
       "tables/orders.yaml:11:57 E005 the measure is decimal(38, 2), and `fill` has more digits "
       "behind the point | write a value of that type, or null"},
      {"{expr: \"cast(x as decimal(9, 2))\", agg: sum, fill: 1.500}", ""},
      {"{expr: \"cast(x as decimal(9, 2))\", agg: avg, fill: 1.005}", ""},
      {"{expr: \"cast(x as decimal(9, 2))\", agg: sum, fill: 1e-3}",
       "tables/orders.yaml:11:57 E005 the measure is decimal(38, 2), and `fill` is a float | write "
       "it without an exponent"},
      {"{expr: placed, agg: max, fill: 2024-01-01}", ""},
      {"{expr: placed, agg: max, fill: 2024-02-30}",
       "tables/orders.yaml:11:37 E005 the measure is date, and `fill` is text | write a value of "
       "that type, or null"},
  });
}

TEST(MeasureTest, FirstAndLastNeedATime) {
  EXPECT_THAT(ProblemsOf(Shop{.orders = "measures:\n  m: {expr: x, agg: last}\n"
                                        "  n: {formula: \"1 + first(x)\"}\n"}),
              ElementsAre("tables/orders.yaml:6:13 M024 first and last need a time to go by | add "
                          "`order_by:`, or `time_dimension:` to the table",
                          "tables/orders.yaml:7:21 M024 first and last need a time to go by | add "
                          "`order_by:`, or `time_dimension:` to the table"));
}

TEST(DimensionTest, DimensionsThatSayTooLittleOrTooMuch) {
  struct Case {
    std::string dimension;
    std::string problem;
  };
  const std::vector<Case> cases = {
      {"{type: text}",
       "tables/orders.yaml:6:3 Y010 the dimension \"d\" says nothing to compute | write one of "
       "`expr`, `sql` and `measure`"},
      {"{expr: x, sql: {duckdb: x}}",
       "tables/orders.yaml:6:3 Y011 the dimension \"d\" is told in several ways | write one of "
       "`expr`, `sql` and `measure`"},
      {"{expr: x, per: o}", "tables/orders.yaml:6:16 Y010 \"per\" needs the key \"measure\""},
      {"{expr: x, type: text, data_type: text}",
       "tables/orders.yaml:6:28 Y011 the type is told twice | keep `type`"},
      {"{expr: x, type: integer, stored_in: UTC}",
       "tables/orders.yaml:6:42 E005 `stored_in` is for timestamps, and \"d\" is integer | leave "
       "it out"},
      {"{expr: x, stored_in: Mars}", "tables/orders.yaml:6:27 M026 there is no time zone \"Mars\""},
      {"[x]",
       "tables/orders.yaml:6:6 Y009 the dimension \"d\" must be a mapping or a column, not a "
       "list"},
      {"''",
       "tables/orders.yaml:6:3 Y009 the dimension \"d\" is empty | write the name of its column: "
       "`d: d`"},
      {"!string_agg x",
       "tables/orders.yaml:6:18 Y013 the YAML tag \"!string_agg\" has no meaning here | leave it "
       "out"},
      {"{expr: !string_agg x}",
       "tables/orders.yaml:6:25 Y013 the YAML tag \"!string_agg\" has no meaning here | leave it "
       "out"},
  };
  for (const auto& [dimension, problem] : cases) {
    EXPECT_THAT(ProblemsOf(Shop{.orders = "dimensions:\n  d: " + dimension + "\n"}),
                ElementsAre(problem))
        << dimension;
  }
}

TEST(DimensionTest, MeasuresAsDimensions) {
  const auto model =
      LoadShop({.orders = "measures:\n  order_count: {agg: count}\n",
                .customers = "",
                .more = {{"tables/people.yaml",
                          "name: people\ndata_source: w\ntable: customers\nprimary_key: id\n"
                          "dimensions:\n  orders_made: {measure: o.order_count}\n"
                          "  of_all: {measure: o.order_count, per: []}\n"
                          "  by_role: {measure: o.order_count, per: p}\n"},
                         {"flows/people.yaml",
                          "name: people\nbase_table: {semantic_table: people, alias: p}\n"
                          "joins:\n  o: {semantic_table: orders, alias: o, to_table: p, join_keys: "
                          "[{left: id, right: customer_id}]}\n"}}});
  const Dimension& made = DimensionOf(*model, "people", "orders_made");
  EXPECT_TRUE(made.needs_flow);
  EXPECT_EQ(ShownBound(*model, "people", "p", "orders_made"), "o.msr.order_count");
  EXPECT_FALSE(made.refusal.has_value());
  EXPECT_FALSE(made.null_on_null);
  EXPECT_TRUE(DimensionOf(*model, "people", "of_all").per->all);
  EXPECT_EQ(DimensionOf(*model, "people", "by_role").per->role, "p");
  EXPECT_THAT(
      ProblemsOf(Shop{.more = {{"tables/a.yaml",
                                "name: a\ndata_source: w\ntable: a\nmeasures: {n: {agg: count}}\n"
                                "dimensions:\n  d: {measure: n}\n  e: {measure: n, per: [x]}\n"
                                "  f: {measure: n, per: x}\n  g: {measure: m}\n"}}}),
      ElementsAre("tables/a.yaml:6:3 M025 the dimension \"d\" is a measure for each row, and the "
                  "table \"a\" has no key to tell rows apart | add primary_key to the table",
                  "tables/a.yaml:7:3 M025 the dimension \"e\" is a measure for each row, and the "
                  "table \"a\" has no key to tell rows apart | add primary_key to the table",
                  "tables/a.yaml:7:24 Y009 \"per\" is one role, or [] for all rows | write the "
                  "role without brackets",
                  "tables/a.yaml:8:3 M025 the dimension \"f\" is a measure for each row, and the "
                  "table \"a\" has no key to tell rows apart | add primary_key to the table",
                  "tables/a.yaml:8:24 M013 `per` names \"x\", which is no role of the table \"a\"",
                  "tables/a.yaml:9:16 M014 the table \"a\" has no measure \"m\""));
}

TEST(MeasureTest, Shares) {
  std::shared_ptr<const Model> model;
  const Measure& share = LoadMeasure(
      "{of: base, filter: placed is not null, share_of: [placed.month], fill: 0, type: float}",
      model);
  EXPECT_EQ(ShownMeasure(*model, "orders", "m"),
            "share(msr.base filter (where dim.placed is not null) of dim.placed.month)");
  EXPECT_EQ(share.type.kind, TypeKind::kFloat);
  EXPECT_TRUE(share.is_formula);
  EXPECT_FALSE(share.additive);
  EXPECT_FALSE(share.refusal);
  EXPECT_FALSE(share.steps);
  LoadMeasure("{expr: x, agg: sum, share_of: []}", model);
  EXPECT_EQ(ShownMeasure(*model, "orders", "m"), "share(sum(column.x))");
  LoadMeasure("{formula: base / count(*), share_of: []}", model);
  EXPECT_EQ(ShownMeasure(*model, "orders", "m"), "share(msr.base / count(*))");
  EXPECT_TRUE(LoadMeasure("{of: base, rolling: 7 days, share_of: []}", model).refusal);
}

TEST(MeasureTest, SharesNameDimensionsOfTheFlowAndItsTime) {
  const auto model =
      LoadShop({.orders = "dimensions: {placed: {expr: placed, type: date}}\n"
                          "measures:\n"
                          "  base: {expr: amount, agg: sum}\n"
                          "  m: {of: base, share_of: [c.country, time.month]}\n"
                          "  n: {of: base, share_of: [time.month]}\n",
                .flow = "measures:\n"
                        "  f: {of: o.base, share_of: [country, o.placed, time.day]}\n"});
  const Flow& flow = model->flows.front();
  const auto shown = [&](const expr::Expr& expr) {
    return Shown(*model, *model->FindTable("orders"), &flow, expr);
  };
  EXPECT_EQ(shown(BoundIn(*model, flow, "o", "m")->expr),
            "share(msr.base of c.dim.country, shared.time.month)");
  EXPECT_EQ(shown(MeasureOf(*model, "orders", "n").expr), "share(msr.base of shared.time.month)");
  EXPECT_EQ(shown(flow.measures.front().expr),
            "share(o.msr.base of c.dim.country, o.dim.placed, shared.time.day)");
}

TEST(MeasureTest, SharesThatDoNotFit) {
  ExpectProblems({
      {"{of: base, share_of: [statis]}",
       "tables/orders.yaml:11:28 M014 `share_of` names \"statis\", which is no dimension"},
      {"{of: base, share_of: [base]}",
       "tables/orders.yaml:11:28 M014 \"base\" is a measure of the table \"orders\", and a value "
       "of "
       "one row is needed here | measures stand in `formula`; a column of that name is "
       "column.base"},
      {"{expr: status, agg: max, share_of: []}",
       "tables/orders.yaml:11:13 E005 a share is of a number, and this is a text | share a sum or "
       "a count"},
  });
}

}  // namespace
}  // namespace semaflow::model
