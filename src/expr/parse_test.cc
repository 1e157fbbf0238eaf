#include "expr/parse.h"

#include <gtest/gtest.h>

#include <chrono>

#include "expr/typing.h"
#include "expr/visit.h"

namespace semaflow::expr {
namespace {

// What a text means, as Print writes it; the error's code and message when it means nothing.
std::string Read(std::string_view text) {
  const Result<Expr> parsed = Parse(text);
  if (!parsed) {
    return std::string(InfoOf(parsed.error().code).code) + ": " + parsed.error().message;
  }
  const std::string printed = Print(*parsed);
  const Result<Expr> again = Parse(printed);
  if (!again || !(*again == *parsed)) return "NOT THE SAME: " + printed;
  return printed;
}

struct Pair {
  std::string_view text;
  std::string_view meaning;
};
void Check(std::initializer_list<Pair> pairs) {
  for (const auto& [text, meaning] : pairs) EXPECT_EQ(Read(text), meaning) << text;
}

TEST(Parse, Precedence) {
  Check({
      {"a + b * c", "a + b * c"},
      {"(a + b) * c", "(a + b) * c"},
      {"a - b - c", "a - b - c"},
      {"a - (b - c)", "a - (b - c)"},
      {"a / b * c % d", "a / b * c % d"},
      {"a / (b * c)", "a / (b * c)"},
      {"'x' || a + 1", "'x' || a + 1"},
      {"('x' || a) + 1", "('x' || a) + 1"},
      {"not a == b", "not a == b"},
      {"(not a) == b", "(not a) == b"},
      {"not a and b or c", "not a and b or c"},
      {"a or b and c", "a or b and c"},
      {"(a or b) and c", "(a or b) and c"},
      {"not (a and b)", "not (a and b)"},
      {"not not a", "not not a"},
      {"a + b > c - d", "a + b > c - d"},
      {"a > (b > c)", "a > (b > c)"},
      {"-a * b", "-a * b"},
      {"-(a * b)", "-(a * b)"},
      {"- -a", "-(-a)"},
      {"-a::integer", "-cast(a as integer)"},
      {"(((a)))", "a"},
  });
}

TEST(Parse, OperatorsAndTheirSpellings) {
  Check({
      {"a = b", "a == b"},
      {"a == b", "a == b"},
      {"a != b", "a != b"},
      {"a <> b", "a != b"},
      {"a<=b", "a <= b"},
      {"a>=b", "a >= b"},
      {"a<b", "a < b"},
      {"a>b", "a > b"},
      {"A AND B OR NOT C", "A and B or not C"},
      {"a Is Not Null", "a is not null"},
      {"a is null", "a is null"},
      {"a in (1, 2)", "a in (1, 2)"},
      {"a in [1, 2]", "a in (1, 2)"},
      {"a not in (b)", "a not in (b)"},
      {"a in ()", "a in ()"},
      {"a in []", "a in ()"},
      {"a in (null, 1)", "a in (null, 1)"},
      {"a between 1 and 2 and b", "a between 1 and 2 and b"},
      {"a not between b + 1 and c * 2", "a not between b + 1 and c * 2"},
      {"a like 'x%'", "a like 'x%'"},
      {"a not like b || '%'", "a not like b || '%'"},
      {"a ILIKE 'x'", "a ilike 'x'"},
      {"a not ilike 'x'", "a not ilike 'x'"},
      {"a%b", "a % b"},
      {"(a in (1)) == b", "(a in (1)) == b"},
      {"(a is null) is null", "(a is null) is null"},
  });
}

TEST(Parse, Numbers) {
  Check({
      {"0", "0"},
      {"007", "7"},
      {"9223372036854775807", "9223372036854775807"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"- 5", "-5"},
      {"-(5)", "-5"},
      {"- -5", "5"},
      {"-(-9223372036854775808)", "9223372036854775808"},
      {"9223372036854775808", "9223372036854775808"},
      {"1.50", "1.50"},
      {"-1.50", "-1.50"},
      {".5", "0.5"},
      {"00.5", "0.5"},
      {"1.", "1.0"},
      {"-0.0", "0.0"},
      {"1e5", "1e+05"},
      {"1.5E-3", "1.5e-03"},
      {"-2e0", "-2e+00"},
      {"a - 1", "a - 1"},
      {"a -1", "a - 1"},
      {"a- -1", "a - -1"},
      {"99999999999999999999999999999999999999", "99999999999999999999999999999999999999"},
      {"999999999999999999999999999999999999999",
       "E006: a number has 39 digits, at most 38 are exact"},
      {"1e999", "E006: a number is beyond the range of a float"},
  });
  const auto kind = [](std::string_view text) {
    return KindOf(std::get<Literal>(Parse(text)->node).value);
  };
  EXPECT_EQ(kind("-9223372036854775808"), TypeKind::kInteger);
  EXPECT_EQ(kind("9223372036854775808"), TypeKind::kDecimal);
  EXPECT_EQ(kind("0.1"), TypeKind::kDecimal);  // never a float by accident
  EXPECT_EQ(kind("1e0"), TypeKind::kFloat);
}

TEST(Parse, TextsAndNames) {
  Check({
      {"''", "''"},
      {"'it''s'", "'it''s'"},
      {"'a\"b\\'", "'a\"b\\'"},
      {"'日本 😀'", "'日本 😀'"},
      {"'line\nfeed'", "'line\nfeed'"},
      {"\"order date\"", "\"order date\""},
      {"\"a\"\"b\"", "\"a\"\"b\""},
      {"\"plain\"", "plain"},
      {"Größe", "Größe"},
      {"列.名前", "列.名前"},
      {"a . b", "a.b"},
      {"o.order_date.month", "o.order_date.month"},
      {"a.b.c.d.e.f", "a.b.c.d.e.f"},
      {"column.x", "column.x"},
      {"o.end.case.\"x y\"", "o.end.case.\"x y\""},
      {"\"end\"", "\"end\""},
      {"\"AND\"", "\"AND\""},
      {"\"1st\" + a1", "\"1st\" + a1"},
      {"\"current_date\"", "\"current_date\""},
      {"\"a.b\"", "\"a.b\""},
      {"date + time + filter + order + interval + left",
       "date + time + filter + order + interval + left"},
      {"_x$1", "_x$1"},
      {"True", "true"},
      {"FALSE", "false"},
      {"Null", "null"},
      {"o.*", "o.*"},
  });
  EXPECT_EQ(std::get<Name>(Parse("o.\"x.y\".\"z\"\"\"")->node).parts,
            (std::vector<std::string>{"o", "x.y", "z\""}));
}

TEST(Parse, TypedLiterals) {
  Check({
      {"date '2024-02-29'", "date '2024-02-29'"},
      {"DATE '1969-12-31'", "date '1969-12-31'"},
      {"date '0001-01-01'", "date '0001-01-01'"},
      {"timestamp '2024-02-29 12:34:56.789'", "timestamp '2024-02-29T12:34:56.789'"},
      {"timestamp '2024-02-29'", "timestamp '2024-02-29T00:00:00'"},
      {"datetime '2024-02-29 01:00:00'", "timestamp '2024-02-29T01:00:00'"},
      {"timestamp '2024-02-29T12:00:00+02:00'", "timestamptz '2024-02-29T10:00:00+00:00'"},
      {"timestamptz '2024-02-29T12:00:00Z'", "timestamptz '2024-02-29T12:00:00+00:00'"},
      {"time '12:34:56'", "time '12:34:56'"},
      {"interval '1 day'", "interval '1 day'"},
      {"interval '1' day", "interval '1 day'"},
      {"interval 3 months", "interval '3 months'"},
      {"interval '1 year 6 months -2 days 90 minutes'", "interval '18 months -2 days 90 minutes'"},
      {"interval '1.5 seconds'", "interval '1500 milliseconds'"},
      {"-interval '1 day'", "-interval '1 day'"},
      {"date '2024-02-30'", "E006: this is not a date: the month 2024-02 has 29 days"},
      {"date '2024-02-29 12:00:00'", "E006: this is not a date"},
      {"timestamp 'soon'", "E006: this is not a timestamp"},
      {"timestamptz '2024-02-29 12:00:00'", "E006: this is not an instant"},
      {"time '25:00:00'", "E006: this is not a time of day"},
      {"interval '1 fortnight'", "E006: this is not an interval"},
      {"interval ''", "E006: this is not an interval"},
  });
}

TEST(Parse, CaseIfAndNulls) {
  Check({
      {"case when a > 0 then 'x' end", "case when a > 0 then 'x' end"},
      {"case when a then 1 when b then 2 else 3 end",
       "case when a then 1 when b then 2 else 3 end"},
      {"CASE a + 1 WHEN 1 THEN 'x' WHEN b THEN 'y' ELSE NULL END",
       "case when a + 1 == 1 then 'x' when a + 1 == b then 'y' else null end"},
      {"case case a when 1 then 2 end when 3 then 4 end",
       "case when case when a == 1 then 2 end == 3 then 4 end"},
      {"case when a then b end + 1", "case when a then b end + 1"},
      {"if(a, b, c)", "if(a, b, c)"},
      {"iff(a, b, c)", "if(a, b, c)"},
      {"is_null(a + b)", "a + b is null"},
      {"is_not_null(a)", "a is not null"},
      {"ifnull(a, 0)", "coalesce(a, 0)"},
      {"if_null(a, 0)", "coalesce(a, 0)"},
      {"NVL(a, 0)", "coalesce(a, 0)"},
      {"null_if(a, 0)", "nullif(a, 0)"},
      {"coalesce(a)", "coalesce(a)"},
      {"coalesce(a, b, c)", "coalesce(a, b, c)"},
  });
}

TEST(Parse, Casts) {
  Check({
      {"cast(a as integer)", "cast(a as integer)"},
      {"CAST(a + 1 AS DECIMAL(18,2))", "cast(a + 1 as decimal(18, 2))"},
      {"try_cast(a as date)", "try_cast(a as date)"},
      {"safe_cast(a as date)", "try_cast(a as date)"},
      {"a::text::integer", "cast(cast(a as text) as integer)"},
      {"a::varchar(20) || b", "cast(a as text) || b"},
      {"a::double precision * 2", "cast(a as float) * 2"},
      {"a::character varying(3)", "cast(a as text)"},
      {"a::timestamp(3) with time zone", "cast(a as timestamptz)"},
      {"a::timestamp without time zone", "cast(a as timestamp)"},
      {"a::text[]", "cast(a as list(text))"},
      {"cast(a as array<text>)", "cast(a as list(text))"},
      {"cast(a as list(integer))", "cast(a as list(integer))"},
      {"date(a)", "cast(a as date)"},
      {"date(2024, 2, 29)", "make_date(2024, 2, 29)"},
      {"'2024-02-29'::date", "cast('2024-02-29' as date)"},
      {"cast(a as integr)", "E001: there is no type \"integr\""},
      {"cast(a as unknown)", "E001: there is no type \"unknown\""},
      {"a::decimal(60, 2)", "E001: there is no type \"decimal(60, 2)\""},
  });
}

TEST(Parse, DateFunctions) {
  Check({
      {"date_trunc('month', a)", "date_trunc('month', a)"},
      {"date_trunc(month, a)", "date_trunc('month', a)"},
      {"DATE_TRUNC('MONTH', a)", "date_trunc('month', a)"},
      {"date_diff('day', a, b)", "date_diff('day', a, b)"},
      {"datediff(days, a, b)", "date_diff('day', a, b)"},
      {"dateadd(week, 2, a)", "date_add('week', 2, a)"},
      {"date_add('year', -1, a)", "date_add('year', -1, a)"},
      {"extract(year from a)", "date_part('year_number', a)"},
      {"extract('month' from a)", "date_part('month_of_year', a)"},
      {"date_part('day_of_week', a)", "date_part('day_of_week', a)"},
      {"date_part(doy, a)", "date_part('day_of_year', a)"},
      {"year(a) * 100 + month(a)",
       "date_part('year_number', a) * 100 + date_part('month_of_year', a)"},
      {"quarter(a)", "date_part('quarter_of_year', a)"},
      {"hour(a)", "date_part('hour_of_day', a)"},
      {"day(a)", "date_part('day_of_month', a)"},
      {"week(a)", "date_part('week_of_year', a)"},
      {"now()", "now()"},
      {"current_timestamp", "now()"},
      {"current_date", "current_date()"},
      {"current_date() - a", "current_date() - a"},
      {"current_date.x", "\"current_date\".x"},
      {"date_trunc(fortnight, a)", "E006: there is no unit \"fortnight\""},
      {"date_part('epoch', a)", "E006: there is no part \"epoch\""},
  });
  // The time comes first in the tree, whatever the text says.
  const Expr expr = *Parse("dateadd(day, 3, a)");
  const Call& call = std::get<Call>(expr.node);
  EXPECT_TRUE(As<Name>(call.args[0]) != nullptr);
  EXPECT_TRUE(As<Literal>(call.args[1]) != nullptr);
}

TEST(Parse, TextFunctionsAndTheirSqlForms) {
  Check({
      {"substr(a, 2, 3)", "substring(a, 2, 3)"},
      {"substring(a from 2 for 3)", "substring(a, 2, 3)"},
      {"substring(a from 2)", "substring(a, 2)"},
      {"trim(a)", "trim(a)"},
      {"trim(a, 'x')", "trim(a, 'x')"},
      {"trim(both 'x' from a)", "trim(a, 'x')"},
      {"trim(leading 'x' from a)", "ltrim(a, 'x')"},
      {"trim(trailing from a)", "rtrim(a)"},
      {"trim('x' from a)", "trim(a, 'x')"},
      {"trim(leading || 'x')", "trim(\"leading\" || 'x')"},
      {"position('x' in a)", "strpos(a, 'x')"},
      {"instr(a, 'x')", "strpos(a, 'x')"},
      {"len(a) + char_length(a)", "length(a) + length(a)"},
      {"left(a, 2) || right(a, 2)", "left(a, 2) || right(a, 2)"},
      {"pow(a, 2) + ceiling(b)", "power(a, 2) + ceil(b)"},
      {"concat(a, b, c)", "concat(a, b, c)"},
      {"div(a, b) + mod(a, b)", "div(a, b) + mod(a, b)"},
      {"LOWER(a)", "lower(a)"},
  });
}

TEST(Parse, Aggregates) {
  Check({
      {"count(*)", "count(*)"},
      {"count()", "count(*)"},
      {"count(a)", "count(a)"},
      {"count(i.*)", "count(i.*)"},
      {"count(distinct a)", "count_distinct(a)"},
      {"count(distinct -a)", "count_distinct(-a)"},
      {"count(distinct)", "count(\"distinct\")"},
      {"SUM(a * b)", "sum(a * b)"},
      {"avg(a) filter (where b > 1 and c)", "avg(a) filter (where b > 1 and c)"},
      {"(sum(a)) filter (where b)", "sum(a) filter (where b)"},
      {"count(*) filter (where a is null) / count(*)",
       "count(*) filter (where a is null) / count(*)"},
      {"revenue filter (where a == 1) / revenue", "revenue filter (where a == 1) / revenue"},
      {"o.revenue filter (where c.country == 'NL')", "o.revenue filter (where c.country == 'NL')"},
      {"percentile(a, 0.9)", "percentile(a, 0.9)"},
      {"percentile(a, 0.25, discrete)", "percentile(a, 0.25, discrete)"},
      {"percentile(a, 1, 'approximate')", "percentile(a, 1, approximate)"},
      {"percentile(a, 0.9, Continuous)", "percentile(a, 0.9)"},
      {"quantile_disc(a, 0.5)", "percentile(a, 0.5, discrete)"},
      {"percentile_cont(0.5) within group (order by a + b)", "percentile(a + b, 0.5)"},
      {"string_agg(a)", "string_agg(a)"},
      {"string_agg(a, ',')", "string_agg(a)"},
      {"string_agg(a, '; ' order by b)", "string_agg(a, '; ' order by b)"},
      {"listagg(a, ';') within group (order by b)", "string_agg(a, ';' order by b)"},
      {"array_agg(a order by b asc)", "array_agg(a order by b)"},
      {"first(a, t)", "first(a, t)"},
      {"last(a)", "last(a)"},
      {"first(a order by t)", "first(a, t)"},
      {"variance_samp(a) + variance_pop(a)", "var_samp(a) + var_pop(a)"},
      {"every(a) or bool_or(b)", "bool_and(a) or bool_or(b)"},
      {"approx_count_distinct(a)", "approx_count_distinct(a)"},
      {"any_value(a)", "any_value(a)"},
      {"median(a) - min(a) + max(a)", "median(a) - min(a) + max(a)"},
  });
}

TEST(Parse, SpansAreBytesOfTheText) {
  const std::string_view text = "é + coalesce(\"b c\", -1) in (2)";
  const Result<Expr> parsed = Parse(text);
  ASSERT_TRUE(parsed);
  std::vector<std::string> spans;
  ForEachNode(*parsed, [&](const Expr& node) {
    spans.emplace_back(text.substr(node.span.begin, node.span.end - node.span.begin));
  });
  EXPECT_EQ(spans, (std::vector<std::string>{std::string(text), "é + coalesce(\"b c\", -1)", "é",
                                             "coalesce(\"b c\", -1)", "\"b c\"", "-1", "2"}));
  EXPECT_EQ(Parse("(a + b) * c")->span.begin, 0u);
}

TEST(Parse, ChainsHaveOneShape) {
  EXPECT_EQ(*Parse("a and (b and c)"), *Parse("a and b and c"));
  EXPECT_EQ(*Parse("(a or b) or (c or d)"), *Parse("a or b or c or d"));
  EXPECT_EQ(*Parse("a || (b || c)"), *Parse("a || b || c"));
  EXPECT_NE(*Parse("a + (b + c)"), *Parse("a + b + c"));  // floats mind
  // What a reader expects of few: the left one first.
  const Expr expr = *Parse("a and b and c");
  EXPECT_EQ(Print(*std::get<Binary>(expr.node).left), "a and b");
}

std::string Repeated(std::string_view first, std::string_view rest, int count) {
  std::string text(first);
  for (int i = 0; i < count; ++i) text += rest;
  return text;
}

int HeightOf(const Expr& expr) {
  int height = 0;
  ForEachChild(expr, [&](const Expr& child) { height = std::max(height, HeightOf(child)); });
  return height + 1;
}

TEST(Parse, LongChainsAreNotDeep) {
  for (const char* op : {" and x", " or x", "||x"}) {
    const std::string text = Repeated("x", op, 8000);
    const Result<Expr> parsed = Parse(text);
    ASSERT_TRUE(parsed) << op;
    EXPECT_LE(HeightOf(*parsed), 30);
    EXPECT_EQ(*Parse(Print(*parsed)), *parsed);
  }
  const std::string list = "x in (" + Repeated("1", ",1", 30'000) + ")";
  EXPECT_TRUE(Parse(list));
}

TEST(Parse, DepthIsBounded) {
  const auto nested = [](int depth) {
    return Repeated("", "(", depth) + "x" + Repeated("", ")", depth);
  };
  EXPECT_EQ(Read(nested(64)), "x");
  const std::string too_deep = "E002: an expression is nested deeper than 64 levels";
  EXPECT_EQ(Read(nested(65)), too_deep);
  EXPECT_EQ(Read(nested(30'000)), too_deep);
  EXPECT_EQ(Read(Repeated("", "not ", 10'000) + "x"), too_deep);
  EXPECT_EQ(Read(Repeated("", "- ", 10'000) + "x"), too_deep);
  EXPECT_EQ(Read(Repeated("", "- ", 63) + "x").substr(0, 4), "-(-(");
  EXPECT_EQ(Read(Repeated("", "abs(", 10'000) + "x"), too_deep);
  EXPECT_EQ(Read(Repeated("", "case when ", 5'000) + "x"), too_deep);
  EXPECT_EQ(Read(Repeated("", "x in (", 9'000) + "x"), too_deep);
  EXPECT_EQ(Read(Repeated("x", "::text", 70)), too_deep);
  EXPECT_EQ(Read(Repeated("x", "+x", 63)).substr(0, 5), "x + x");
  EXPECT_EQ(Read(Repeated("x", "+x", 64)), too_deep);
  EXPECT_EQ(Read(Repeated("x", "*x", 30'000)), too_deep);
  for (int depth = 1; depth < 70; ++depth) {
    const Result<Expr> parsed = Parse(Repeated("", "not ", depth) + "x");
    EXPECT_TRUE(!parsed || HeightOf(*parsed) <= kDepthMax);
  }
}

TEST(Parse, SizeIsBounded) {
  EXPECT_EQ(Read(std::string(64 * 1024 - 1, ' ') + "x"), "x");
  EXPECT_EQ(Read(std::string(64 * 1024, ' ') + "x"),
            "E008: an expression has 65537 bytes, at most 65536 are read");
  // A simple case copies its operand.
  std::string text = "case " + Repeated("f", " or f", 1'000);
  text += Repeated("", " when true then 1", 100) + " end";
  EXPECT_EQ(Read(text), "E008: a case of this size would be written out to more than 10,000 nodes");
}

TEST(Parse, ReadsQuickly) {
  const std::string_view texts[] = {"amount", "amount >= 100", "revenue / order_count",
                                    "status != 'cancelled'", "sum(amount)"};
  const auto start = std::chrono::steady_clock::now();
  std::size_t nodes = 0;
  for (int i = 0; i < 75'000; ++i) nodes += NodeCount(*Parse(texts[i % 5]));
  const auto spent = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(nodes, 15'000u * (1 + 3 + 3 + 3 + 2));
  // A hundredth of this is usual in a release build; the bound catches what is quadratic.
  EXPECT_LT(spent, std::chrono::seconds(10));
}

}  // namespace
}  // namespace semaflow::expr
