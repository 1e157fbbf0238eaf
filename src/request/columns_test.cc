#include "request/columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "request/test_request.h"

namespace semaflow::request {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string Dimension(const std::string& item) {
  return Line(R"~({"flow": "sales", "dimensions": [)~" + item + "]}", "dimension ");
}
std::string Measure(const std::string& item) {
  return Line(R"~({"flow": "sales", "measures": [)~" + item + "]}", "measure ");
}

TEST(Columns, AreCalledAsAskedOrByTheirAs) {
  EXPECT_EQ(Dimension(R"~({"field": "o.status", "as": "s"})~"), "s: text = o.status");
  EXPECT_EQ(Dimension(R"~({"field": "status"})~"), "status: text = o.status");
  EXPECT_EQ(Dimension(R"~({"field": "o.order_date", "grain": "month", "as": "m"})~"),
            "m: date = o.order_date.month");
  EXPECT_EQ(Measure(R"~({"measure": "o.revenue", "as": "r"})~"), "r: decimal(38, 2) = o.revenue");
  EXPECT_EQ(Measure(R"~({"field": "o.revenue", "as": "r"})~"), "r: decimal(38, 2) = o.revenue");
  EXPECT_EQ(Dimension(R"~({"field": "o.status", "as": "x\"; drop table texts; --"})~"),
            "x\"; drop table texts; --: text = o.status");
}

TEST(Columns, PresentationIsThatOfTheMember) {
  const auto query = TryResolve(R"~({"flow": "sales",
    "dimensions": ["o.status", {"expr": "upper(o.status)", "as": "u"}],
    "measures": ["o.revenue", {"measure": "o.revenue", "as": "r"},
                 {"agg": "sum", "field": "o.amount", "as": "s"}]})~");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->dimensions[0].presentation,
            &TestModel()->FindTable("orders")->dimensions[1].presentation);
  EXPECT_EQ(query->dimensions[1].presentation, nullptr);
  EXPECT_NE(query->measures[0].presentation, nullptr);
  EXPECT_EQ(query->measures[1].presentation, query->measures[0].presentation);
  EXPECT_EQ(query->measures[2].presentation, nullptr);
}

TEST(Columns, NamesAreAskedOnce) {
  EXPECT_EQ(Meaning(R"~({"flow": "sales", "dimensions": ["o.status", "o.status"]})~"),
            "R013 1:46 the request asks \"o.status\" twice | leave out one of them, or give it "
            "another \"as\"");
  EXPECT_EQ(CodesOf(R"~({"flow": "sales", "dimensions": ["o.status"],
                        "measures": [{"measure": "o.revenue", "as": "o.status"}]})~"),
            "R013");
  EXPECT_EQ(CodesOf(R"~({"flow": "sales", "dimensions": ["o.status", "status"]})~"), "ok");
  EXPECT_EQ(CodesOf(R"~({"flow": "sales", "dimensions": [{"field": "o.status", "as": ""}]})~"),
            "R002");
  std::string many;
  for (int i = 0; i < 100; ++i) {
    many += R"~({"field": "o.status", "as": "x)~" + std::to_string(i) + "\"}, ";
  }
  EXPECT_EQ(CodesOf(R"~({"flow": "sales", "dimensions": [)~" + many + R"~("o.id"]})~"), "ok");
  EXPECT_EQ(CodesOf(R"~({"flow": "sales", "dimensions": [)~" + many +
                    R"~("o.id", {"field": "o.id", "as": "x7"}]})~"),
            "R013");
}

TEST(Columns, ShapesOfDimensions) {
  EXPECT_THAT(Dimension("5"), HasSubstr("a dimension must be a text or an object, not a number"));
  EXPECT_THAT(Dimension("null"), StartsWith("R002 "));
  EXPECT_THAT(Dimension("{}"), StartsWith("R015 "));
  EXPECT_THAT(Dimension(R"~({"as": "x"})~"), StartsWith("R015 "));
  EXPECT_THAT(Dimension(R"~({"field": "o.status", "expr": "o.status", "as": "x"})~"),
              StartsWith("R015 "));
  EXPECT_THAT(Dimension(R"~({"expr": "o.order_date", "grain": "month", "as": "x"})~"),
              HasSubstr("\"grain\" goes with \"field\""));
  EXPECT_THAT(Dimension(R"~({"field": "o.status", "per": "c"})~"),
              HasSubstr("\"per\" goes with \"measure\""));
  EXPECT_THAT(Dimension(R"~({"expr": "upper(o.status)"})~"), HasSubstr("needs the key \"as\""));
  EXPECT_THAT(Dimension(R"~({"field": "o.status", "label": "x"})~"),
              HasSubstr("a dimension has no key \"label\""));
  EXPECT_THAT(Dimension(R"~({"field": ["o.status"]})~"), StartsWith("R002 "));
}

TEST(Columns, MadeDimensions) {
  EXPECT_EQ(Dimension(R"~({"expr": "upper(c.country)", "as": "land"})~"),
            "land: text = upper(c.country)");
  EXPECT_EQ(Dimension(R"~({"expr": "case when o.amount > 100 then 'big' else 'small' end",
                          "as": "size"})~"),
            "size: text = case when o.amount > 100 then 'big' else 'small' end");
  EXPECT_EQ(Dimension(R"~({"expr": "o.order_date.month", "as": "m"})~"),
            "m: date = o.order_date.month");
  EXPECT_THAT(Dimension(R"~({"expr": "sum(o.amount)", "as": "x"})~"), StartsWith("E007 "));
  EXPECT_THAT(Dimension(R"~({"expr": "o.revenue", "as": "x"})~"), StartsWith("R006 "));
  EXPECT_THAT(Dimension(R"~({"expr": "uper(c.country)", "as": "x"})~"), StartsWith("E003 "));
  EXPECT_THAT(Dimension(R"~({"expr": "upper(c.contry)", "as": "x"})~"),
              HasSubstr("did you mean \"c.country\"?"));
  EXPECT_THAT(Dimension(R"~({"expr": "upper(o.amount)", "as": "x"})~"), StartsWith("E005 "));
  EXPECT_THAT(Dimension(R"~({"measure": "o.order_count", "per": "c", "as": "made"})~"),
              StartsWith("made: integer = o.order_count.per.c"));
  EXPECT_THAT(Dimension(R"~({"measure": "o.order_count", "per": [], "as": "made"})~"),
              StartsWith("made: integer = o.order_count.per"));
  EXPECT_THAT(Dimension(R"~({"measure": "o.order_count", "per": "c"})~"),
              HasSubstr("needs the key \"as\""));
  EXPECT_THAT(Dimension(R"~({"measure": "o.order_count", "as": "made"})~"),
              HasSubstr("needs the key \"per\""));
}

TEST(Columns, NamesHoldNoNulByte) {
  EXPECT_THAT(Dimension(R"~({"field": "o.status", "as": "a\u0000b"})~"),
              StartsWith("R002 1:62 the name of a column holds a NUL byte"));
  EXPECT_THAT(Measure(R"~({"measure": "o.revenue", "as": "a\u0000"})~"),
              HasSubstr("the name of a column holds a NUL byte"));
}

TEST(Columns, MadeColumnsTakeNoGrain) {
  const auto asked = [](const std::string& more) {
    return CodesOf(R"~({"flow": "sales", "dimensions": [
        {"expr": "coalesce(o.order_date, o.shipped_at)", "as": "mx"}],
        "measures": ["o.revenue"], )~" +
                   more + "}");
  };
  EXPECT_EQ(asked(R"~("filters": [{"field": "mx", "op": "==", "value": "2024-02-01"}])~"), "ok");
  EXPECT_EQ(asked(R"~("filters": [{"field": "mx.month", "op": "==", "value": "2024-02-01"}])~"),
            "R011");
  EXPECT_EQ(asked(R"~("filters": [{"field": {"field": "mx", "grain": "month"}, "op": "==",
                                   "value": "2024-02-01"}])~"),
            "R011");
  EXPECT_EQ(asked(R"~("filters": ["mx.hour_of_day == 3"])~"), "R011");
  EXPECT_EQ(asked(R"~("order": [{"column": "mx.month"}])~"), "R011");
  EXPECT_EQ(asked(R"~("order": [{"column": "mx.moth"}])~"), "R004");
}

TEST(Columns, ShapesOfMeasures) {
  EXPECT_THAT(Measure("true"), HasSubstr("a measure must be a text or an object"));
  EXPECT_THAT(Measure("{}"), StartsWith("R015 "));
  EXPECT_THAT(Measure(R"~({"as": "x"})~"), StartsWith("R015 "));
  EXPECT_THAT(Measure(R"~({"measure": "o.revenue", "agg": "sum", "as": "x"})~"),
              StartsWith("R015 "));
  EXPECT_THAT(Measure(R"~({"measure": "o.revenue", "field": "o.revenue"})~"), StartsWith("R015 "));
  EXPECT_THAT(Measure(R"~({"agg": "sum", "field": "o.amount", "expr": "o.amount", "as": "x"})~"),
              StartsWith("R015 "));
  EXPECT_THAT(Measure(R"~({"agg": "sum", "field": "o.amount"})~"),
              HasSubstr("needs the key \"as\""));
  EXPECT_THAT(Measure(R"~({"measure": "o.revenue"})~"), HasSubstr("needs the key \"as\""));
  EXPECT_THAT(Measure(R"~({"measure": "o.revenue", "separator": ",", "as": "x"})~"),
              HasSubstr("\"separator\" goes with \"agg\""));
  EXPECT_THAT(Measure(R"~({"measure": "o.revenue", "sparse": true, "as": "x"})~"),
              HasSubstr("a measure has no key \"sparse\""));
  EXPECT_THAT(Measure(R"~({"measure": "o.status", "as": "x"})~"), StartsWith("R006 "));
}

TEST(Columns, MadeAggregates) {
  EXPECT_EQ(Measure(R"~({"agg": "sum", "field": "o.amount", "as": "x"})~"),
            "x: decimal(38, 2) = sum(o.amount)");
  EXPECT_EQ(Measure(R"~({"agg": "count_distinct", "field": "c.country", "as": "x"})~"),
            "x: integer = count_distinct(c.country)");
  EXPECT_EQ(Measure(R"~({"agg": "max", "field": "o.order_date.month", "as": "x"})~"),
            "x: date = max(o.order_date.month)");
  EXPECT_EQ(Measure(R"~({"agg": "max", "field": {"field": "order_date", "grain": "week"},
                        "as": "x"})~"),
            "x: date = max(o.order_date.week)");
  EXPECT_EQ(Measure(R"~({"agg": "avg", "expr": "o.amount * 2", "as": "x"})~"),
            "x: float = avg(o.amount * 2)");
  EXPECT_EQ(Measure(R"~({"agg": "count", "field": "o.*", "as": "x"})~"), "x: integer = count(o.*)");
  EXPECT_EQ(Measure(R"~({"agg": "count", "field": "o.note", "as": "x"})~"),
            "x: integer = count(o.note)");
  EXPECT_THAT(Measure(R"~({"agg": "percentile(0.9)", "field": "o.weight", "as": "x"})~"),
              StartsWith("x: float = percentile(o.weight, 0.9"));
  EXPECT_THAT(Measure(R"~({"agg": "string_agg", "field": "o.status", "separator": "; ",
                          "order_by": "o.id", "as": "x"})~"),
              AllOf(HasSubstr("'; '"), HasSubstr("o.id")));
  EXPECT_EQ(Line(R"~({"flow": "single", "measures": [{"agg": "count", "as": "n"}]})~", "measure "),
            "n: integer = count(*)");
}

TEST(Columns, AggregatesKnowWhoseRowsTheyAreOver) {
  const auto home = [](const std::string& item) {
    const auto query = TryResolve(R"~({"flow": "sales", "measures": [)~" + item + "]}");
    if (!query) return ProblemLines(query.error());
    const auto& aggregate = std::get<expr::Aggregate>(query->measures[0].value.node);
    return query->flow->aliases[aggregate.details->home].name;
  };
  EXPECT_EQ(home(R"~({"agg": "sum", "field": "o.amount", "as": "x"})~"), "o");
  EXPECT_EQ(home(R"~({"agg": "count", "field": "l.*", "as": "x"})~"), "l");
  EXPECT_EQ(home(R"~({"agg": "sum", "expr": "l.quantity * o.amount", "as": "x"})~"), "l");
  EXPECT_EQ(home(R"~({"agg": "count_distinct", "expr": "c.name || payer.name", "as": "x"})~"), "o");
  EXPECT_EQ(home(R"~({"agg": "last", "field": "o.amount", "as": "x"})~"), "o");
  EXPECT_THAT(home(R"~({"agg": "count", "as": "x"})~"), HasSubstr("name an alias: count(o.*)"));
  EXPECT_THAT(home(R"~({"agg": "last", "field": "c.name", "as": "x"})~"),
              HasSubstr("first and last need a time to go by"));
}

TEST(Columns, AggregatesThatAreWrong) {
  EXPECT_THAT(Measure(R"~({"agg": "summ", "field": "o.amount", "as": "x"})~"), HasSubstr("E003 "));
  EXPECT_THAT(Measure(R"~({"agg": "stddev", "field": "o.amount", "as": "x"})~"),
              StartsWith("M021 "));
  EXPECT_THAT(Measure(R"~({"agg": "upper", "field": "o.status", "as": "x"})~"),
              StartsWith("M024 "));
  EXPECT_THAT(Measure(R"~({"agg": "percentile(2)", "field": "o.amount", "as": "x"})~"),
              HasSubstr("E0"));
  EXPECT_THAT(Measure(R"~({"agg": "sum(o.amount) + 1", "field": "o.amount", "as": "x"})~"),
              StartsWith("M024 "));
  EXPECT_THAT(Measure(R"~({"agg": "sum(o.amount)", "field": "o.id", "as": "x"})~"),
              HasSubstr("E0"));
  EXPECT_THAT(Measure(R"~({"agg": "", "field": "o.amount", "as": "x"})~"), StartsWith("M024 "));
  EXPECT_THAT(Measure(R"~({"agg": "sum", "field": "o.status", "as": "x"})~"), StartsWith("E005 "));
  EXPECT_THAT(Measure(R"~({"agg": "sum", "field": "o.*", "as": "x"})~"), StartsWith("E007 "));
  EXPECT_THAT(Measure(R"~({"agg": "count", "field": "x.*", "as": "x"})~"), StartsWith("R004 "));
  EXPECT_THAT(Measure(R"~({"agg": "sum", "field": "o.revenue", "as": "x"})~"), StartsWith("R006 "));
  EXPECT_THAT(Measure(R"~({"agg": "sum", "field": "o.amount", "separator": ",", "as": "x"})~"),
              HasSubstr("goes with string_agg"));
  EXPECT_THAT(Measure(R"~({"agg": "sum", "field": "o.amount", "order_by": "o.id", "as": "x"})~"),
              HasSubstr("goes with string_agg, array_agg, first and last"));
}

TEST(Columns, Formulas) {
  EXPECT_EQ(Measure(R"~({"expr": "o.revenue / o.order_count", "as": "x"})~"),
            "x: float = o.revenue / o.order_count");
  EXPECT_EQ(Measure(R"~({"expr": "sum(o.amount) filter (where c.country == 'NL') / count(o.*)",
                        "as": "x"})~"),
            "x: float = sum(o.amount) filter (where c.country == 'NL') / count(o.*)");
  EXPECT_THAT(Measure(R"~({"expr": "1 + 1", "as": "x"})~"), StartsWith("E007 "));
  EXPECT_THAT(Measure(R"~({"expr": "o.amount * 2", "as": "x"})~"), StartsWith("R006 "));
  EXPECT_THAT(Measure(R"~({"expr": "o.revenue", "filter": [], "as": "x"})~"),
              HasSubstr("and this is a formula"));
}

TEST(Columns, FiltersOfMeasures) {
  EXPECT_EQ(Measure(R"~({"measure": "o.revenue", "as": "x",
                        "filter": [{"field": "c.country", "op": "==", "value": "NL"},
                                   {"field": "o.placed_at", "op": "in_range", "value": "2024-Q1"}]})~")
                .substr(0, 70),
            "x: decimal(38, 2) = o.revenue filter (where c.country == 'NL' and o.pl");
  EXPECT_EQ(
      Measure(R"~({"agg": "count", "field": "o.*", "filter": "c.country == 'NL'", "as": "x"})~"),
      "x: integer = count(o.*) filter (where c.country == 'NL')");
  EXPECT_EQ(Measure(R"~({"agg": "count", "field": "o.*", "as": "x",
                        "filter": {"or": ["o.paid", "o.amount > 5"]}})~"),
            "x: integer = count(o.*) filter (where o.paid or o.amount > 5)");
  EXPECT_EQ(Measure(R"~({"measure": "o.revenue", "filter": [], "as": "x"})~"),
            "x: decimal(38, 2) = o.revenue");
  EXPECT_THAT(Measure(R"~({"measure": "o.revenue", "as": "x",
                          "filter": [{"field": "o.order_count", "op": ">", "value": 1}]})~"),
              StartsWith("R006 "));
  EXPECT_THAT(Measure(R"~({"measure": "o.revenue", "as": "x", "filter": "o.order_count > 1"})~"),
              StartsWith("R006 "));
  EXPECT_THAT(Measure(R"~({"measure": "o.revenue", "as": "x", "filter": 5})~"),
              StartsWith("R002 "));
}

TEST(Columns, Fill) {
  EXPECT_EQ(Measure(R"~({"measure": "o.revenue", "fill": 0, "as": "x"})~"),
            "x: decimal(38, 2) = coalesce(o.revenue, 0)");
  EXPECT_EQ(Measure(R"~({"measure": "o.revenue", "fill": 1.500, "as": "x"})~"),
            "x: decimal(38, 2) = coalesce(o.revenue, 1.500)");
  EXPECT_THAT(Measure(R"~({"measure": "o.revenue", "fill": 1.005, "as": "x"})~"),
              HasSubstr("must have at most 2 digits behind the point"));
  EXPECT_THAT(Measure(R"~({"measure": "o.order_count", "fill": 0.5, "as": "x"})~"),
              HasSubstr("must have no digits behind the point, as the measure has"));
  EXPECT_THAT(Measure(R"~({"agg": "max", "field": "o.note", "fill": 0.5, "as": "x"})~"),
              StartsWith("P013 "));
  EXPECT_EQ(Measure(R"~({"agg": "max", "field": "o.weight", "fill": 0.125, "as": "x"})~"),
            "x: float = coalesce(max(o.weight), 1.25e-01)");
  EXPECT_EQ(Measure(R"~({"measure": "o.last_order", "fill": "2000-01-01", "as": "x"})~"),
            "x: date = coalesce(o.last_order, date '2000-01-01')");
  EXPECT_EQ(Measure(R"~({"measure": "o.order_count", "fill": null, "as": "x"})~"),
            "x: integer = case when count(o.*) > 0 then o.order_count end");
  EXPECT_THAT(Measure(R"~({"measure": "o.revenue", "fill": "none", "as": "x"})~"),
              StartsWith("R008 "));
  EXPECT_THAT(Measure(R"~({"measure": "o.last_order", "fill": 5, "as": "x"})~"),
              StartsWith("R008 "));
  EXPECT_THAT(Measure(R"~({"measure": "revenue_per_unit", "fill": null, "as": "x"})~"),
              StartsWith("R015 "));
}

TEST(Columns, Shares) {
  EXPECT_EQ(Measure(R"~({"measure": "o.revenue", "share_of": [], "as": "x"})~"),
            "x: float = share(o.revenue)");
  EXPECT_EQ(Measure(R"~({"measure": "o.revenue", "filter": "o.paid", "share_of": [], "fill": 0.125,
                        "as": "x"})~"),
            "x: float = coalesce(share(o.revenue filter (where o.paid)), 1.25e-01)");
  EXPECT_EQ(
      Measure(R"~({"agg": "count", "field": "o.*", "share_of": [], "fill": null, "as": "x"})~"),
      "x: float = case when count(o.*) > 0 then share(count(o.*)) end");
  EXPECT_EQ(Measure(R"~({"expr": "o.revenue / o.order_count", "share_of": [], "as": "x"})~"),
            "x: float = share(o.revenue / o.order_count)");
  EXPECT_THAT(Measure(R"~({"measure": "o.last_order", "share_of": [], "as": "x"})~"),
              StartsWith("R015 "));
  EXPECT_THAT(Measure(R"~({"measure": "o.revenue", "share_of": "o.status", "as": "x"})~"),
              StartsWith("R002 "));
  EXPECT_THAT(Measure(R"~({"measure": "o.revenue", "share_of": []})~"), StartsWith("R002 "));
}

// What a share of `names` is, beside these dimensions.
std::string ShareOf(const std::string& names) {
  return Line(R"~({"flow": "sales",
                   "dimensions": ["c.country", {"expr": "upper(o.status)", "as": "shout"},
                                  "time.month", {"field": "o.order_date", "grain": "year"}],
                   "measures": [{"measure": "o.revenue", "share_of": )~" +
                  names + R"~(, "as": "x"}]})~",
              "measure ");
}

TEST(Columns, SharesNameDimensionsOfTheRequest) {
  EXPECT_EQ(ShareOf(R"~(["c.country"])~"), "x: float = share(o.revenue of c.country)");
  EXPECT_EQ(ShareOf(R"~(["shout", "time.month"])~"),
            "x: float = share(o.revenue of upper(o.status), time.month)");
  EXPECT_EQ(ShareOf(R"~(["o.order_date.year"])~"),
            "x: float = share(o.revenue of o.order_date.year)");
  EXPECT_EQ(ShareOf(R"~(["order_date.year"])~"),
            "x: float = share(o.revenue of o.order_date.year)");
  EXPECT_THAT(ShareOf(R"~(["o.order_date"])~"), StartsWith("P018 "));
  EXPECT_THAT(ShareOf(R"~(["o.order_date.month"])~"), StartsWith("P018 "));
  EXPECT_THAT(ShareOf(R"~(["payer.country"])~"), StartsWith("P018 "));
  EXPECT_THAT(ShareOf(R"~(["c.country", "c.country"])~"), StartsWith("R015 "));
  EXPECT_THAT(ShareOf(R"~(["x"])~"), StartsWith("R004 "));
  EXPECT_THAT(ShareOf(R"~(["o.revenue"])~"), StartsWith("R006 "));
}

TEST(Columns, WindowsAreRefused) {
  for (const char* key :
       {R"~("offset": "1 year")~", R"~("rolling": "7 days")~", R"~("to_date": "month")~",
        R"~("over": {})~", R"~("conversion": {})~", R"~("offset_to": "month")~",
        R"~("at": "start")~", R"~("period_take": "first")~", R"~("without_time": "total")~"}) {
    EXPECT_THAT(Measure(R"~({"measure": "o.revenue", )~" + std::string(key) + R"~(, "as": "x"})~"),
                StartsWith("P006 "))
        << key;
  }
}

TEST(Columns, MadeColumnsCanBeFilteredAndOrdered) {
  const std::string request = R"~({"flow": "sales",
    "dimensions": [{"expr": "upper(c.country)", "as": "land"}],
    "measures": [{"agg": "max", "field": "o.amount", "as": "largest"},
                 {"measure": "o.last_order", "as": "latest"}],
    "filters": [{"field": "land", "op": "==", "value": "NL"},
                {"field": "largest", "op": ">", "value": 5},
                {"field": "latest", "op": "<", "value": "2024-01-01"},
                "land != 'BE' and largest < 10"],
    "order": [{"column": "largest", "direction": "desc"}, {"column": "land"}]})~";
  EXPECT_EQ(Line(request, "filter: "),
            "upper(c.country) == 'NL'\nmax(o.amount) > 5\no.last_order < date '2024-01-01'\n"
            "upper(c.country) != 'BE' and max(o.amount) < 10");
  EXPECT_EQ(Line(request, "order: "), "largest desc\nland asc");
}

TEST(Columns, AnAsMustNotHideAFieldInConditions) {
  const auto codes = [](const std::string& as, const std::string& field) {
    return CodesOf(R"~({"flow": "sales", "dimensions": [{"expr": "upper(o.status)", "as"
                   : ")~" +
                   as + R"~("}], "filters": [{"field": ")~" + field +
                   R"~(", "op": "==", "value": "x"}]})~");
  };
  EXPECT_EQ(codes("upper_status", "upper_status"), "ok");
  EXPECT_EQ(codes("status", "status"), "R005");
  EXPECT_EQ(codes("status", "o.status"), "ok");
  EXPECT_EQ(codes("o.status", "o.status"), "R005");
  EXPECT_EQ(CodesOf(R"~({"flow": "sales", "dimensions": [{"field": "o.status", "as": "status"}],
                        "filters": [{"field": "status", "op": "==", "value": "x"},
                                    "status != 'y'"]})~"),
            "ok");
}

TEST(Columns, AMeasuresFilterIsAskedOfRows) {
  EXPECT_EQ(CodesOf(R"~({"flow": "sales", "dimensions": [{"expr": "upper(o.status)", "as": "u"}],
                        "measures": [{"measure": "o.revenue", "filter": "u == 'X'", "as": "x"}]})~"),
            "R004");
}

}  // namespace
}  // namespace semaflow::request
