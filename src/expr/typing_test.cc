#include "expr/typing.h"

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "base/types.h"
#include "expr/parse.h"
#include "expr/visit.h"

namespace semaflow::expr {
namespace {

// A table with one column of each kind; names are bound to columns by their place in it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kColumns = {{
    {"b", "boolean"},
    {"i", "integer"},
    {"dec", "decimal(18, 2)"},
    {"f", "float"},
    {"t", "text"},
    {"d", "date"},
    {"ts", "timestamp"},
    {"tz", "timestamptz"},
    {"clock", "time"},
    {"iv", "interval"},
    {"bin", "binary"},
    {"js", "json"},
    {"l", "list(text)"},
    {"u", "unknown"},
    {"dec4", "decimal(10, 4)"},
    {"num", "decimal"},
}};

class Columns final : public TypeScope {
 public:
  DataType TypeOf(const Ref& ref) const override {
    if (ref.kind == RefKind::kMeasure) return {TypeKind::kFloat};
    return *ParseDataType(kColumns[ref.index].second);
  }
  // Dimension 1 stands for one like `coalesce(x, 0)`.
  bool IsNullOnNull(const Ref& ref) const override {
    return ref.kind == RefKind::kColumn || ref.index != 1;
  }
};

Expr Bound(std::string_view text) {
  Result<Expr> parsed = Parse(text);
  EXPECT_TRUE(parsed) << text;
  if (!parsed) return {};
  RewriteNodes(*parsed, [](Expr& node) {
    const auto* name = As<Name>(node);
    if (name == nullptr) return;
    const std::string word = name->parts[0];
    if (word == "measure") node.node = Ref{RefKind::kMeasure, kSelf, 0, {}};
    if (word == "plain") node.node = Ref{RefKind::kDimension, kSelf, 0, {}};
    if (word == "filled") node.node = Ref{RefKind::kDimension, kSelf, 1, {}};
    for (std::uint32_t i = 0; i < kColumns.size(); ++i) {
      if (kColumns[i].first == word) node.node = Ref{RefKind::kColumn, kSelf, i, {}};
    }
  });
  return *parsed;
}

// The type; for a mistake "E005 `marked text` message | help".
std::string Typed(std::string_view text) {
  const Expr expr = Bound(text);
  const Result<DataType> type = CheckTypes(expr, Columns(), text);
  if (type) {
    const DataType plain = TypeOf(expr, Columns());
    return plain == *type ? ToString(*type) : "TypeOf says " + ToString(plain);
  }
  const Error& error = type.error();
  const Label& label = error.labels.at(0);
  EXPECT_EQ(label.file, "expression");
  std::string told = std::string(InfoOf(error.code).code) + " `" +
                     label.source_line.substr(label.column - 1, label.width) + "` " + error.message;
  if (!error.help.empty()) told += " | " + error.help;
  return told;
}

struct Pair {
  std::string_view text;
  std::string_view type;
};
void Check(std::initializer_list<Pair> pairs) {
  for (const auto& [text, type] : pairs) EXPECT_EQ(Typed(text), type) << text;
}

TEST(Types, Arithmetic) {
  Check({
      {"i + 1", "integer"},
      {"i * i - i % 2", "integer"},
      {"i / i", "float"},
      {"dec / dec", "float"},
      {"dec + dec4", "decimal(21, 4)"},
      {"dec - 1", "decimal(22, 2)"},
      {"dec * dec4", "decimal(28, 6)"},
      {"dec * dec * dec", "decimal(38, 6)"},
      {"dec % dec4", "decimal(20, 4)"},
      {"i * 1.25", "decimal(22, 2)"},
      {"dec * f", "float"},
      {"dec * 1e0", "float"},
      {"num + dec", "decimal"},
      {"i + u", "unknown"},
      {"f + u", "float"},
      {"u / u", "float"},
      {"-i", "integer"},
      {"-dec", "decimal(18, 2)"},
      {"-iv", "interval"},
      {"i + null", "unknown"},
      {"measure / measure", "float"},
      {"t || i", "text"},
      {"t + t", "E005 `t` a number is needed, and this is a text | texts are joined by `||`"},
      {"b * 2",
       "E005 `b` a number is needed, and this is a boolean | change it: cast(x as integer)"},
      {"i - t", "E005 `t` a number is needed, and this is a text | change it: cast(x as integer)"},
      {"-t", "E005 `t` a minus needs a number, and this is a text"},
      {"b || t", "E005 `b` `||` joins texts, and this is a boolean | write `or`"},
  });
}

TEST(Types, Times) {
  Check({
      {"d + 1", "date"},
      {"1 + d", "date"},
      {"d - 1", "date"},
      {"d - d", "integer"},
      {"d + iv", "timestamp"},
      {"d - interval '1 month'", "timestamp"},
      {"ts + iv", "timestamp"},
      {"iv + tz", "timestamptz"},
      {"clock + iv", "time"},
      {"ts - ts", "interval"},
      {"tz - tz", "interval"},
      {"ts - d", "interval"},
      {"iv + iv", "interval"},
      {"iv * 2", "interval"},
      {"2 * iv", "interval"},
      {"d + u", "unknown"},
      {"d + d",
       "E005 `d + d` this cannot be computed with a date and a date | times take intervals: x + "
       "interval '1 day'; their distance is date_diff('day', start, end)"},
      {"ts + 1",
       "E005 `ts + 1` this cannot be computed with a timestamp and an integer | times take "
       "intervals: x + interval '1 day'; their distance is date_diff('day', start, end)"},
      {"tz - ts",
       "E005 `tz - ts` this cannot be computed with a timestamptz and a timestamp | times take "
       "intervals: x + interval '1 day'; their distance is date_diff('day', start, end)"},
      {"iv / 2",
       "E005 `iv / 2` this cannot be computed with an interval and an integer | times take "
       "intervals: x + interval '1 day'; their distance is date_diff('day', start, end)"},
  });
}

TEST(Types, Conditions) {
  Check({
      {"i == dec and t != 'x' or not b", "boolean"},
      {"d >= ts", "boolean"},
      {"i in (1, 2.5, null)", "boolean"},
      {"t in ('a', 'b')", "boolean"},
      {"i between 1 and 2e0", "boolean"},
      {"t like 'x%' or js ilike t", "boolean"},
      {"l is null", "boolean"},
      {"u > 1 and u < 'x'", "boolean"},
      {"i == t",
       "E005 `i == t` integer and text cannot be compared | change one of them: cast(x as "
       "integer)"},
      {"d >= 2024",
       "E005 `d >= 2024` date and integer cannot be compared | a date stands in quotes: "
       "'2024-01-31'"},
      {"b == 1",
       "E005 `b == 1` boolean and integer cannot be compared | a condition is true or not: write "
       "`x` or `not x`"},
      {"tz > ts",
       "E005 `tz > ts` timestamptz and timestamp cannot be compared | an instant has a day and a "
       "clock only in a zone: cast it to date or timestamp, which reads the zone of the query"},
      {"i in (1, 'x')",
       "E005 `i in (1, 'x'` integer and text cannot be compared | change one of them: cast(x as "
       "integer)"},
      {"i between 1 and t",
       "E005 `i between 1 and t` integer and text cannot be compared | change one of them: cast(x "
       "as integer)"},
      {"i and b",
       "E005 `i` a condition is needed, and this is an integer | compare it: amount > 0"},
      {"not t", "E005 `t` a condition is needed, and this is a text | compare it: amount > 0"},
      {"i like 'x'",
       "E005 `i` `like` needs a text, and this is an integer | change it: cast(x as text)"},
  });
}

TEST(Types, TextLiteralsBesideTimes) {
  Check({
      {"d >= '2024-01-31'", "boolean"},
      {"'2024-01-31' < d", "boolean"},
      {"ts between '2024-01-01' and '2024-01-31 12:00:00'", "boolean"},
      {"tz == '2024-01-01T00:00:00Z'", "boolean"},
      {"d in ('2024-01-01', null)", "boolean"},
      // In the zone of the request.
      {"tz == '2024-01-01'", "boolean"},
      {"tz < '2024-01-01 12:00:00'", "boolean"},
      {"tz between date '2024-01-01' and timestamp '2024-02-01 12:00:00'", "boolean"},
      {"clock > '12:30:00'", "boolean"},
      {"coalesce(d, '2024-01-01')", "date"},
      {"case when b then '2024-01-01' else d end", "date"},
      {"d >= 'soon'",
       "E006 `'soon'` this is not a date | dates and times are '2024-02-29' and '2024-02-29 "
       "12:34:56'"},
      {"d in ('2024-02-30')",
       "E006 `'2024-02-30'` this is not a date: the month 2024-02 has 29 days | dates and times "
       "are "
       "'2024-02-29' and '2024-02-29 12:34:56'"},
      // A date has no time of day; programs write days as midnights.
      {"d == '2024-02-29T00:00:00'", "boolean"},
      {"d.month < '2024-02-29 01:00:00'",
       "E006 `'2024-02-29 01:00:00'` a date has no time of day | write the day alone: "
       "'2024-02-29'"},
      {"tz == 'soon'",
       "E006 `'soon'` this is not a timestamptz | dates and times are '2024-02-29' and '2024-02-29 "
       "12:34:56', in the zone of the query, or '2024-02-29T12:34:56+01:00'"},
      {"tz > '2024-13-01'",
       "E006 `'2024-13-01'` this is not a timestamptz: there is no month 13 | dates and times are "
       "'2024-02-29' and '2024-02-29 12:34:56', in the zone of the query, or "
       "'2024-02-29T12:34:56+01:00'"},
      {"d > 'yesterday'",
       "E006 `'yesterday'` this is not a date | dates and times are '2024-02-29' and '2024-02-29 "
       "12:34:56'; words for ranges are values of in_range in a request: {\"field\": ..., "
       "\"op\": \"in_range\", \"value\": \"last 7 days\"}"},
      {"clock > '25:00'",
       "E006 `'25:00'` this is not a time | times of day are '12:34' and '12:34:56'"},
      {"coalesce(tz, '2024-01-01')",
       "E006 `'2024-01-01'` this is not a timestamptz | write it with its "
       "offset: '2024-02-29T12:34:56+01:00'"},
      {"ts == '2024-01-01T00:00:00Z'",
       "E006 `'2024-01-01T00:00:00Z'` this is not a timestamp: it has an offset | dates and "
       "times are '2024-02-29' and '2024-02-29 12:34:56'"},
  });
}

TEST(Types, CasesAndCasts) {
  Check({
      {"case when b then 1 end", "integer"},
      {"case when b then 1 when b then 2.5 else f end", "float"},
      {"case when b then null else t end", "text"},
      {"case when b then u else d end", "date"},
      {"case when i then 1 end",
       "E005 `i` a condition is needed, and this is an integer | compare it: amount > 0"},
      {"case when b then 1 else 'x' end",
       "E005 `1 else 'x'` integer and text cannot be results of one case | change one of them: "
       "cast(x as integer)"},
      {"case when b then null when b then 1 when b then d end",
       "E005 `1 when b then d` integer and date cannot be results of one case | change one of "
       "them: cast(x as integer)"},
      {"if(b, 1, 2.50)", "decimal(21, 2)"},
      {"cast(t as decimal(9, 2))", "decimal(9, 2)"},
      {"try_cast(u as date)", "date"},
      {"cast(t + 1 as date)",
       "E005 `t` a number is needed, and this is a text | texts are joined by `||`"},
  });
}

TEST(Types, Functions) {
  Check({
      {"date_trunc('month', d)", "date"},
      {"date_trunc('hour', ts)", "timestamp"},
      {"date_trunc('day', tz)", "timestamptz"},
      {"year(d) + hour(tz)", "integer"},
      {"date_add('day', 1, tz)", "timestamptz"},
      {"date_diff('day', d, ts)", "integer"},
      {"now()", "timestamptz"},
      {"current_date()", "date"},
      {"make_date(2024, 1, i)", "date"},
      {"lower(t)", "text"},
      {"concat(i, d, b)", "text"},
      {"length(t)", "integer"},
      {"contains(t, 'x')", "boolean"},
      {"coalesce(i, 0)", "integer"},
      {"coalesce(null, d)", "date"},
      {"coalesce(dec, 0)", "decimal(21, 2)"},
      {"nullif(i, 0)", "integer"},
      {"greatest(d, ts)", "timestamp"},
      {"abs(dec)", "decimal(18, 2)"},
      {"ceil(dec)", "decimal(18, 0)"},
      {"floor(f)", "float"},
      {"round(i)", "integer"},
      {"round(dec4, 2)", "decimal(10, 2)"},
      {"round(dec4, 9)", "decimal(10, 4)"},
      {"round(dec4, -1)", "decimal(10, 0)"},
      {"round(dec4, i)", "decimal(10, 4)"},
      {"power(i, 2)", "float"},
      {"sign(f)", "integer"},
      {"mod(i, 2)", "integer"},
      {"safe_divide(i, i)", "float"},
      {"div(dec, 2)", "integer"},
      {"if(b, t, null)", "text"},
      {"lower(i)",
       "E005 `i` lower needs a text here, and this is an integer | change it: cast(x as text)"},
      {"abs(t)",
       "E005 `t` abs needs a number here, and this is a text | change it: cast(x as decimal(18, "
       "2))"},
      {"left(t, dec)",
       "E005 `dec` left needs an integer here, and this is a decimal(18, 2) | change it: cast(x as "
       "integer)"},
      {"date_trunc('month', t)",
       "E005 `t` date_trunc needs a date or timestamp here, and this is a text | change it: cast(x "
       "as date); a literal is date '2024-02-29'"},
      {"date_trunc('hour', d)",
       "E005 `date_trunc('hour', d)` a date has no hours | units of a date are day, week, month, "
       "quarter and year"},
      {"hour(d)",
       "E005 `hour(d)` a date has no hours | units of a date are day, week, month, quarter and "
       "year"},
      {"date_diff('day', tz, d)",
       "E005 `tz, d` timestamptz and date cannot be compared | an instant has a day and a clock "
       "only in a zone: cast it to date or timestamp, which reads the zone of the query"},
      {"if(i, 1, 2)",
       "E005 `i` if needs a condition here, and this is an integer | compare it: amount > 0"},
      {"coalesce(i, t)",
       "E005 `i, t` integer and text cannot stand for each other | change one of them: cast(x as "
       "integer)"},
      {"nullif(i, t)",
       "E005 `i, t` integer and text cannot be compared | change one of them: cast(x as integer)"},
  });
}

TEST(Types, Aggregates) {
  Check({
      {"count(*)", "integer"},
      {"count(distinct t)", "integer"},
      {"sum(i)", "integer"},
      {"sum(dec)", "decimal(38, 2)"},
      {"sum(num)", "decimal"},
      {"sum(num * 3)", "decimal"},
      {"sum(round(num, 1)) + 1", "decimal"},
      {"sum(f)", "float"},
      {"sum(b)", "integer"},
      {"avg(dec)", "float"},
      {"median(i)", "float"},
      {"percentile(i, 0.5, discrete)", "float"},
      {"stddev_samp(dec)", "float"},
      {"min(t)", "text"},
      {"max(d)", "date"},
      {"first(dec, ts)", "decimal(18, 2)"},
      {"any_value(js)", "json"},
      {"string_agg(i)", "text"},
      {"array_agg(d)", "list(date)"},
      {"bool_and(b)", "boolean"},
      {"approx_count_distinct(u)", "integer"},
      {"sum(i) / count(*)", "float"},
      {"sum(u)", "unknown"},
      {"measure filter (where b)", "float"},
      {"sum(t)",
       "E005 `t` sum needs a number, and this is a text | change it: cast(x as decimal(18, 2))"},
      {"sum(d)", "E005 `d` sum needs a number, and this is a date | count(x) counts values"},
      {"sum(iv)",
       "E005 `iv` sum needs a number, and this is an interval | count it in a unit: "
       "date_diff('second', start, end)"},
      {"percentile(d, 0.9)",
       "E005 `d` percentile needs a number, and this is a date | count its days from some day: "
       "date_diff('day', date '2000-01-01', x)"},
      {"avg(b)",
       "E005 `b` avg needs a number, and this is a boolean | a share of rows is count(*) filter "
       "(where ...) / count(*)"},
      {"bool_or(i)",
       "E005 `i` bool_or needs a condition, and this is an integer | compare it: "
       "amount > 0"},
      {"string_agg(l)", "E005 `l` string_agg needs a text, and this is a list(text)"},
      {"sum(i) filter (where t)",
       "E005 `t` a condition is needed, and this is a text | compare it: amount > 0"},
      {"measure filter (where i)",
       "E005 `i` a condition is needed, and this is an integer | compare it: amount > 0"},
  });
}

// Deeply nested choices cost no more than their size.
TEST(Types, AreLinearInTheSize) {
  std::string text = "i";
  for (int i = 0; i < 50; ++i) text = "case when b then " + text + " else 1 end";
  EXPECT_EQ(Typed(text), "integer");
}

TEST(CommonType, OfKinds) {
  const auto common = [](std::string_view a, std::string_view b) {
    const auto type = CommonType(*ParseDataType(a), *ParseDataType(b));
    const auto other = CommonType(*ParseDataType(b), *ParseDataType(a));
    EXPECT_EQ(type, other);
    return type ? ToString(*type) : "none";
  };
  EXPECT_EQ(common("integer", "integer"), "integer");
  EXPECT_EQ(common("integer", "float"), "float");
  EXPECT_EQ(common("decimal(4, 2)", "decimal(6, 1)"), "decimal(7, 2)");
  EXPECT_EQ(common("integer", "decimal(4, 2)"), "decimal(21, 2)");
  EXPECT_EQ(common("integer", "decimal(38, 30)"), "decimal(38, 30)");
  EXPECT_EQ(common("unknown", "date"), "date");
  EXPECT_EQ(common("text", "json"), "text");
  EXPECT_EQ(common("date", "timestamp"), "timestamp");
  EXPECT_EQ(common("date", "timestamptz"), "none");
  EXPECT_EQ(common("list", "list(text)"), "list(text)");
  EXPECT_EQ(common("list(date)", "list(text)"), "none");
  EXPECT_EQ(common("integer", "text"), "none");
}

TEST(TypeLiterals, TextsBesideTimesBecomeValues) {
  const auto typed = [](std::string_view text) {
    Expr expr = Bound(text);
    TypeLiterals(expr, Columns());
    std::string out;
    ForEachNode(expr, [&](const Expr& node) {
      if (As<Literal>(node) != nullptr) out += Print(node) + "; ";
    });
    return out;
  };
  EXPECT_EQ(typed("d >= '2024-01-31'"), "date '2024-01-31'; ");
  EXPECT_EQ(typed("'2024-01-31' == d"), "date '2024-01-31'; ");
  EXPECT_EQ(typed("ts < '2024-01-31'"), "date '2024-01-31'; ");  // the whole day is meant
  EXPECT_EQ(typed("ts < '2024-01-31 10:00:00'"), "timestamp '2024-01-31T10:00:00'; ");
  EXPECT_EQ(typed("tz < '2024-01-31T10:00:00+01:00'"), "timestamptz '2024-01-31T09:00:00+00:00'; ");
  EXPECT_EQ(typed("tz < '2024-01-31'"), "date '2024-01-31'; ");
  EXPECT_EQ(typed("tz < '2024-01-31 10:00:00'"), "timestamp '2024-01-31T10:00:00'; ");
  EXPECT_EQ(typed("clock in ('12:00:00', '13:00:00')"), "time '12:00:00'; time '13:00:00'; ");
  EXPECT_EQ(typed("not (ts between '2024-01-01' and '2024-02-01')"),
            "date '2024-01-01'; date '2024-02-01'; ");
  EXPECT_EQ(typed("coalesce(d, '2024-01-31') == '2024-02-01'"),
            "date '2024-01-31'; date '2024-02-01'; ");
  EXPECT_EQ(typed("case when b then d else '2024-01-31' end"), "date '2024-01-31'; ");
  EXPECT_EQ(typed("if(b, d, '2024-01-31')"), "date '2024-01-31'; ");
  // What is text stays text.
  EXPECT_EQ(typed("t == '2024-01-31'"), "'2024-01-31'; ");
  EXPECT_EQ(typed("u == '2024-01-31'"), "'2024-01-31'; ");
  EXPECT_EQ(typed("d || '2024-01-31'"), "'2024-01-31'; ");
}

TEST(IsNullOnNull, ByKindOfNode) {
  const auto null = [](std::string_view text) { return IsNullOnNull(Bound(text), Columns()); };
  for (const char* text : {"i",
                           "plain",
                           "null",
                           "-i",
                           "not b",
                           "i + 1",
                           "1 / i",
                           "t || 'x'",
                           "i == 1",
                           "b and b",
                           "i in (1, 2)",
                           "i not in (1)",
                           "i between 1 and 2",
                           "t like 'x'",
                           "cast(i as text)",
                           "lower(t)",
                           "date_trunc('month', d)",
                           "date_add('day', 1, d)",
                           "coalesce(i, i)",
                           "greatest(i, i)",
                           "nullif(i, 0)",
                           "if(b, i, null)",
                           "case when b then i end",
                           "case when b then i else null end",
                           "safe_divide(1, i)"}) {
    EXPECT_TRUE(null(text)) << text;
  }
  for (const char* text : {"1",
                           "filled",
                           "filled + 1",
                           "true",
                           "i is null",
                           "i is not null",
                           "coalesce(i, 0)",
                           "b or true",
                           "b and true",
                           "case when i is null then 'x' else t end",
                           "case when b then 1 end",
                           "if(b, i, 0)",
                           "concat(t, t)",
                           "concat_ws('-', t)",
                           "now()",
                           "current_date",
                           "greatest(i, 0)",
                           "i == null",
                           "i in (1, null)",
                           "i in ()",
                           "count(*)",
                           "sum(i)",
                           "measure",
                           "measure filter (where b)",
                           "nullif(0, i)"}) {
    EXPECT_FALSE(null(text)) << text;
  }
}

TEST(NodeCount, CountsEveryNode) {
  EXPECT_EQ(NodeCount(Bound("i")), 1u);
  EXPECT_EQ(NodeCount(Bound("i + 1 * 2")), 5u);
  EXPECT_EQ(NodeCount(Bound("case when b then i else 1 end")), 4u);
  EXPECT_EQ(NodeCount(Bound("string_agg(t, ';' order by i) filter (where b)")), 4u);
}

TEST(Typing, SharesAreFloatsOfNumbers) {
  const auto type_of = [](std::string_view measure) {
    return CheckTypes(Expr{Share{Bound(measure), {}}}, Columns{}, {});
  };
  EXPECT_EQ(type_of("dec"), DataType{TypeKind::kFloat});
  EXPECT_EQ(type_of("i"), DataType{TypeKind::kFloat});
  EXPECT_EQ(type_of("u"), DataType{TypeKind::kFloat});
  const auto refused = type_of("t");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "a share is of a number, and this is a text");
  EXPECT_FALSE(type_of("d"));
}

}  // namespace
}  // namespace semaflow::expr
