// What is said about texts that mean nothing: the code, the place, the sentence and the help.
#include <gtest/gtest.h>

#include <random>

#include "base/closest.h"
#include "expr/parse.h"

namespace semaflow::expr {
namespace {

// "E001 1:3 `&&` message | help", the marked text between backticks.
std::string Told(std::string_view text) {
  const Result<Expr> parsed = Parse(text);
  if (parsed) return "no error: " + Print(*parsed);
  const auto& [code, message, labels, candidates, help, in_request] = parsed.error();
  if (labels.size() != 1 || labels[0].file != "expression") return "not one label";
  const Label& label = labels[0];
  std::string marked = label.source_line;
  marked = marked.substr(0, label.column - 1 + label.width).substr(label.column - 1);
  std::string told = std::string(InfoOf(code).code) + " " + std::to_string(label.line) + ":" +
                     std::to_string(label.column) + " `" + marked + "` " + message;
  if (!candidates.empty()) told += " | " + DidYouMean(candidates);
  if (!help.empty()) told += " | " + help;
  return told;
}

struct Case {
  std::string_view text;
  std::string_view told;
};
void Check(std::initializer_list<Case> cases) {
  for (const auto& [text, told] : cases) EXPECT_EQ(Told(text), told) << text;
}

TEST(ParseErrors, MissingValues) {
  Check({
      {"", "E001 1:1 `` an expression is empty"},
      {" \n ", "E001 2:2 `` an expression is empty"},
      {"a +", "E001 1:3 `+` a value is missing behind \"+\""},
      {"a and", "E001 1:3 `and` a value is missing behind \"and\""},
      {"a + * b", "E001 1:5 `*` expected a value behind \"+\", found \"*\""},
      {"= 1", "E001 1:1 `=` expected a value, found \"=\""},
      {"()", "E001 1:2 `)` expected a value behind \"(\", found \")\""},
      {"f.", "E001 1:2 `.` expected a name behind \".\", found the end"},
      {"abs(,1)", "E001 1:5 `,` expected a value behind \"(\", found \",\""},
      {"a in (1,)", "E001 1:9 `)` expected a value behind \",\", found \")\""},
      {"case when then 1 end",
       "E001 1:11 `then` expected a value behind \"when\", found \"then\" | as a name it stands "
       "between quotes: \"then\""},
      {"+5", "E001 1:1 `+` expected a value, found \"+\" | a number needs no plus sign"},
      {"sum(a) / (*)",
       "E001 1:11 `*` expected a value behind \"(\", found \"*\" | rows are counted by count(*)"},
  });
}

TEST(ParseErrors, Rest) {
  Check({
      {"a b",
       "E001 1:3 `b` expected an operator or the end, found \"b\" | a name with a blank stands "
       "between quotes: \"order date\""},
      {"1 2", "E001 1:3 `2` expected an operator or the end, found \"2\""},
      {"a)", "E001 1:2 `)` \")\" closes nothing that is open"},
      {"a]", "E001 1:2 `]` \"]\" closes nothing that is open"},
      {"(a + b", "E001 1:1 `(` \"(\" is never closed"},
      {"coalesce(a, b", "E001 1:9 `(` \"(\" is never closed"},
      {"a in [1, 2", "E001 1:6 `[` \"[\" is never closed"},
      {"a in [1, 2)", "E001 1:11 `)` expected `,` or `]`, found \")\""},
      {"(a b)", "E001 1:4 `b` expected an operator or `)`, found \"b\""},
      {"abs(a b)", "E001 1:7 `b` expected an operator, `,` or `)`, found \"b\""},
      {"(a, b)", "E001 1:3 `,` expected `)`, found \",\" | a list stands behind `in` only"},
      {"[a]", "E001 1:1 `[` a list stands behind `in` only | a quoted name stands between \"\""},
      {"a[1]",
       "E001 1:2 `[` expected an operator or the end, found \"[\" | elements of lists cannot be "
       "read here"},
      {"case when a then 1", "E001 1:1 `case` a case is not closed: its `end` is missing"},
      {"case a then 1 end",
       "E001 1:8 `then` expected `when`, found \"then\" | write case when a > 0 then 'x' end"},
      {"case when a 1 end", "E001 1:13 `1` expected `then`, found \"1\""},
      {"case when a then 1 b", "E001 1:20 `b` expected `when`, `else` or `end`, found \"b\""},
  });
}

TEST(ParseErrors, OperatorsOfOtherLanguages) {
  Check({
      {"a && b", "E001 1:3 `&&` \"&&\" is not an operator here | write `and`"},
      {"a & b", "E001 1:3 `&` \"&\" is not an operator here | write `and`"},
      {"a | b", "E001 1:3 `|` \"|\" is not an operator here | write `or`, or `||` to join texts"},
      {"!a", "E001 1:1 `!` \"!\" is not an operator here | write `not`"},
      {"a ** b", "E001 1:3 `**` \"**\" is not an operator here | write power(x, y)"},
      {"a ^ 2", "E001 1:3 `^` \"^\" is not an operator here | write power(x, y)"},
      {"a // b",
       "E001 1:3 `//` \"//\" is not an operator here | integer division is div(a, b), real "
       "division is a / b"},
      {"a => b", "E001 1:3 `=>` \"=>\" is not an operator here | write `>=`"},
      {"a =< b", "E001 1:3 `=<` \"=<\" is not an operator here | write `<=`"},
      {"a ? b : c", "E001 1:3 `?` \"?\" is not an operator here | write if(condition, then, else)"},
      {"a -- b",
       "E001 1:3 `--` comments are not part of expressions | for a minus of a negative value "
       "write `a - -1`"},
      {"a; drop",
       "E001 1:2 `;` an expression has no \";\" | remove it: one expression is one value"},
      {"`a`",
       "E001 1:1 ``` names are not quoted by backticks here | write \"...\", or nothing for a "
       "plain name"},
      {"{{ a }}",
       "E001 1:1 `{` \"{\" has no meaning in an expression | templates are not filled in here"},
      {"a is true",
       "E001 1:6 `true` expected `null` or `not null` behind `is`, found \"true\" | a condition is "
       "true or not: write `x` or `not x`; for NULL too: coalesce(x, false)"},
      {"a is 5",
       "E001 1:6 `5` expected `null` or `not null` behind `is`, found \"5\" | compare by == and "
       "!="},
      {"a is distinct from b",
       "E001 1:6 `distinct` expected `null` or `not null` behind `is`, found \"distinct\" | write "
       "`a == b or (a is null and b is null)`"},
      {"a not b",
       "E001 1:7 `b` expected `in`, `between`, `like` or `ilike` behind `not`, found \"b\" | `not` "
       "for a whole condition stands in front of it"},
      {"a == not b",
       "E001 1:6 `not` `not` stands behind an operator that binds more strongly | put it into "
       "parentheses: a == (not b)"},
      {"a like 'x' escape '!'",
       "E001 1:12 `escape` `like` has no `escape` here | to find a part as it is, % and _ "
       "included: contains(text, part)"},
      {"a rlike 'x'",
       "E001 1:3 `rlike` expected an operator or the end, found \"rlike\" | write "
       "regexp_matches(text, pattern)"},
      {"a contains 'x'",
       "E001 1:3 `contains` expected an operator or the end, found \"contains\" | write "
       "contains(text, part)"},
      {"a at time zone 'UTC'",
       "E001 1:3 `at` expected an operator or the end, found \"at\" | zones belong to the request "
       "(`time_zone`) and to dimensions (`stored_in`)"},
      {"sum(a) over (order by b)",
       "E001 1:8 `over` expected an operator or the end, found \"over\" | windows are measures of "
       "the model: rolling, to_date, offset, share_of"},
      {"a as b",
       "E001 1:3 `as` expected an operator or the end, found \"as\" | an expression gives a value; "
       "its name is the key of the member, or `as` of the request"},
  });
}

TEST(ParseErrors, ComparisonsDoNotChain) {
  const std::string told =
      " comparisons do not chain | write `a < b and b < c`, or put one of them into parentheses";
  EXPECT_EQ(Told("a < b < c"), "E001 1:7 `<`" + told);
  EXPECT_EQ(Told("a == b is null"), "E001 1:8 `is`" + told);
  EXPECT_EQ(Told("a is null == b"), "E001 1:11 `==`" + told);
  EXPECT_EQ(Told("a in (1) not in (2)"), "E001 1:10 `not`" + told);
  EXPECT_EQ(Told("a between 1 and 2 == b"), "E001 1:19 `==`" + told);
  EXPECT_EQ(Told("a is null + 1"),
            "E001 1:11 `+` \"+\" stands behind a condition that is complete | put the condition "
            "into parentheses: (a is null) + b");
  EXPECT_EQ(Told("a in (1) || 'x'"),
            "E001 1:10 `||` \"||\" stands behind a condition that is complete | put the condition "
            "into parentheses: (a is null) || b");
}

TEST(ParseErrors, QuotesAndSigns) {
  Check({
      {"'abc", "E001 1:1 `'` a text is not closed: its second ' is missing"},
      {"a == 'it\\'s'",
       "E001 1:11 `s` expected an operator or the end, found \"s\" | a quote inside of a text is "
       "doubled: 'it''s'; a backslash is a letter"},
      {"'it\\'s",
       "E001 1:6 `s` expected an operator or the end, found \"s\" | a quote inside of a text is "
       "doubled: 'it''s'; a backslash is a letter"},
      {"\"abc",
       "E001 1:1 `\"` a quoted name is not closed: its second \" is missing | \"...\" is a name, "
       "'...' is a text"},
      {"\"\"", "E001 1:1 `\"\"` a name is empty | an empty text is ''"},
      {"o.\"*\"", "E001 1:3 `\"*\"` a name cannot be a star"},
      {"1st",
       "E001 1:1 `1st` \"1st\" is not a number | a name that begins with a digit stands "
       "between \"\""},
      {"1.2.3",
       "E001 1:1 `1.2` \"1.2\" is not a number | a name that begins with a digit stands "
       "between \"\""},
      {"o.2024",
       "E001 1:2 `.2024` expected an operator or the end, found \".2024\" | a name that begins "
       "with a digit stands between \"\""},
      {"e'x'",
       "E001 1:2 `'x'` expected an operator between \"e\" and a text | a text stands between plain "
       "'...', without a letter in front"},
      {"name 'x'",
       "E001 1:6 `'x'` expected an operator between \"name\" and a text | literals are date '...', "
       "timestamp '...', timestamptz '...', time '...' and interval '...'"},
      {"a\x01", "E001 1:2 `\x01` a sign that has no meaning in an expression"},
  });
  EXPECT_EQ(Parse("a == \u2019x\u2019").error().help, "write '...'");
  EXPECT_EQ(Parse("a\u00a0+ b").error().help, "write an ordinary space");
  EXPECT_EQ(Parse("a \u2212 b").error().help, "write -");
  EXPECT_EQ(Parse("a \u2264 b").error().help, "write <=");
}

TEST(ParseErrors, BadBytes) {
  using std::string_literals::operator""s;
  EXPECT_EQ(Parse("a\0b"s).error().message, "an expression holds a NUL byte");
  EXPECT_EQ(Parse("'\0'"s).error().labels[0].column, 2u);
  EXPECT_EQ(Parse("a\xff").error().message, "an expression is not UTF-8");
  EXPECT_EQ(Parse("é \xc3").error().labels[0].column, 3u);
}

TEST(ParseErrors, Functions) {
  Check({
      {"lenght(a)", "E003 1:1 `lenght` there is no function \"lenght\" | did you mean \"length\"?"},
      {"SUMM(a)", "E003 1:1 `SUMM` there is no function \"SUMM\" | did you mean \"sum\"?"},
      {"frobnicate(a)", "E003 1:1 `frobnicate` there is no function \"frobnicate\""},
      {"row_number()",
       "E003 1:1 `row_number` there is no function \"row_number\" | windows are measures of the "
       "model: rolling, to_date, offset, share_of"},
      {"countif(a)",
       "E003 1:1 `countif` there is no function \"countif\" | write count(*) filter (where ...) or "
       "sum(x) filter (where ...)"},
      {"substring(a)",
       "E004 1:1 `substring(a)` substring takes 2 or 3 arguments, not 1 | write substring(text, "
       "start [, length])"},
      {"now(1)", "E004 1:1 `now(1)` now takes no arguments, not 1 | write now()"},
      {"lower()", "E004 1:1 `lower()` lower takes 1 argument, not 0 | write lower(text)"},
      {"greatest(a)",
       "E004 1:1 `greatest(a)` greatest takes at least 2 arguments, not 1 | write greatest(value, "
       "value, ...)"},
      {"if(a, b)",
       "E004 1:1 `if(a, b)` if takes 3 arguments, not 2 | write if(condition, then, else)"},
      {"nvl(a, b, c)",
       "E004 1:1 `nvl(a, b, c)` nvl takes 2 arguments, not 3 | write nvl(value, other)"},
      {"log(2)",
       "E004 1:1 `log(2)` log of one number is to base 10 in some databases, natural in others | "
       "write ln(x), log10(x) or log(base, x)"},
      {"year(a, b)", "E004 1:1 `year(a, b)` year takes 1 argument, not 2 | write year(time)"},
      {"is_null()", "E004 1:1 `is_null()` is_null takes 1 argument, not 0 | write is_null(value)"},
      {"date()", "E004 1:1 `date()` date takes 1 argument, not 0 | write date(time)"},
  });
}

TEST(ParseErrors, UnitsPartsAndSpecialForms) {
  Check({
      {"date_trunc()",
       "E004 1:1 `date_trunc()` date_trunc takes 2 arguments, not 0 | write date_trunc('unit', "
       "time)"},
      {"date_trunc(month)",
       "E004 1:1 `date_trunc(month)` date_trunc takes 2 arguments, not 1 | write "
       "date_trunc('unit', time)"},
      {"date_trunc(a.b, month)",
       "E006 1:12 `a` there is no unit \"a\" | the unit comes first; units are second, minute, "
       "hour, day, week, month, quarter and year"},
      {"date_trunc('mnth', a)",
       "E006 1:12 `'mnth'` there is no unit \"mnth\" | did you mean \"month\"? | the unit comes "
       "first; units are second, minute, hour, day, week, month, quarter and year"},
      {"date_trunc(1, a)",
       "E001 1:12 `1` expected a unit, found \"1\" | write date_trunc('month', ...)"},
      {"dateadd(day, 1)",
       "E004 1:1 `dateadd(day, 1)` dateadd takes 3 arguments, not 2 | write date_add('unit', "
       "amount, time)"},
      {"extract(dow from a)",
       "E006 1:9 `dow` \"dow\" counts from 0 or 1 and from Sunday or Monday, by database | write "
       "day_of_week: 1 is Monday, 7 is Sunday"},
      {"extract(year, a)",
       "E001 1:13 `,` expected `from`, found \",\" | write extract(year from time)"},
      {"date_part(century, a)",
       "E006 1:11 `century` there is no part \"century\" | parts are year, quarter, month, week, "
       "day_of_year, day_of_month, day_of_week and hour"},
      {"position(a, b)",
       "E001 1:11 `,` expected `in`, found \",\" | write position(part in text), or strpos(text, "
       "part)"},
      {"cast(a, integer)", "E001 1:7 `,` expected `as`, found \",\" | write cast(x as integer)"},
      {"cast(a as txt)",
       "E001 1:11 `txt` there is no type \"txt\" | did you mean \"text\"? | types are boolean, "
       "integer, decimal(p, s), float, text, date, timestamp, timestamptz, time, interval, binary, "
       "json and list(type)"},
      {"dbo.f(a)",
       "E001 1:1 `dbo.f` a function has no dots and no quotes | functions are those of "
       "docs/expressions.md, written as they are"},
      {"(select max(a) from b)",
       "E001 1:2 `select` a query cannot stand in an expression | make it a table of the model "
       "with `sql:` and join it"},
  });
  EXPECT_EQ(Told("(select + 1) * 2"), "no error: (\"select\" + 1) * 2");
}

TEST(ParseErrors, Aggregates) {
  Check({
      {"stddev(a)",
       "M021 1:1 `stddev` \"stddev\" may mean the sample or the population | did you mean "
       "\"stddev_samp\" or \"stddev_pop\"? | in SemaFlow 0.1 it was stddev_pop; in SQL it is "
       "stddev_samp"},
      {"VARIANCE(a)",
       "M021 1:1 `VARIANCE` \"VARIANCE\" may mean the sample or the population | did you mean "
       "\"var_samp\" or \"var_pop\"? | in SemaFlow 0.1 it was var_pop; in SQL it is var_samp"},
      {"sum(avg(a))",
       "E007 1:5 `avg` an aggregate cannot stand inside of another | make the inner one a "
       "dimension of the table whose rows it is computed for"},
      {"sum(a) filter (where max(b) > 1)",
       "E007 1:22 `max` an aggregate cannot stand inside of another | make the inner one a "
       "dimension of the table whose rows it is computed for"},
      {"sum()", "E004 1:1 `sum()` sum takes 1 argument, not 0 | write sum(number)"},
      {"count(a, b)",
       "E004 1:1 `count(a, b)` count takes 0 or 1 argument, not 2 | write count(*), "
       "count(value), count(alias.*)"},
      {"max(a, b)",
       "E004 1:1 `max(a, b)` max takes 1 argument, not 2 | write greatest(a, b) for the greater of "
       "two values"},
      {"sum(*)",
       "E004 1:1 `sum(*)` sum needs a value, and `*` is none | rows are counted by count(*)"},
      {"count(distinct *)",
       "E001 1:1 `count(distinct *)` `distinct` needs a value, `*` is none | write count(distinct "
       "customer_id), or count(*) for the rows"},
      {"sum(distinct a)",
       "E001 1:1 `sum(distinct a)` `distinct` goes with count alone | a sum of different values "
       "drops rows that happen to be equal; model what is counted once as a table"},
      {"max(distinct a)",
       "E001 1:1 `max(distinct a)` `distinct` goes with count alone | max gives the same without "
       "it"},
      {"percentile(a)",
       "E004 1:1 `percentile(a)` percentile takes 2 or 3 arguments, not 1 | write "
       "percentile(number, fraction [, kind])"},
      {"percentile(a, 90)",
       "E006 1:15 `90` a percentile needs a fraction between 0 and 1, written as a number | 0.9 is "
       "the 90th percentile: percentile(x, 0.9)"},
      {"percentile(a, b)",
       "E006 1:15 `b` a percentile needs a fraction between 0 and 1, written as a number | 0.9 is "
       "the 90th percentile: percentile(x, 0.9)"},
      {"percentile(a, 0.5, nearest)",
       "E006 1:20 `nearest` there is no such percentile | write continuous, discrete or "
       "approximate"},
      {"string_agg(a, b)", "E006 1:15 `b` a separator is a text | write string_agg(name, ', ')"},
      {"string_agg(a, ',' order by b desc)",
       "E001 1:30 `desc` aggregates are ordered upwards only | order by a value that grows the "
       "other way: order by -amount"},
      {"string_agg(a, ',' order by b, c)",
       "E001 1:29 `,` aggregates are ordered by one key | make a dimension of the keys and order "
       "by it"},
      {"sum(a order by b)", "E001 1:16 `b` sum does not depend on an order | remove `order by`"},
      {"first(a, b, c)",
       "E004 1:1 `first(a, b, c)` first takes 1 or 2 arguments, not 3 | write first(value [, "
       "time])"},
      {"sum(a) filter (b > 1)",
       "E001 1:16 `b` expected `where`, found \"b\" | write filter (where status == 'paid')"},
      {"sum(a) filter (where b) filter (where c)",
       "E001 1:25 `filter` there are two filters | join their conditions by `and`"},
      {"m filter (where b) filter (where c)",
       "E001 1:20 `filter` there are two filters | join their conditions by `and`"},
      {"percentile_cont(0.5) within group (b)", "E001 1:36 `b` expected `order by`, found \"b\""},
  });
}

TEST(ParseErrors, ShowTheFileThatWasAskedFor) {
  const Error error = Parse("a +", "--where").error();
  EXPECT_EQ(FormatError(error),
            "--where:1:3: error[E001]: a value is missing behind \"+\"\n"
            "    1 | a +\n"
            "      |   ^\n");
}

TEST(ParseErrors, PlacesInTextsOfSeveralLines) {
  EXPECT_EQ(Told("a +\n  b *\n  && c"),
            "E001 3:3 `&&` \"&&\" is not an operator here | write `and`");
}

TEST(ParseErrors, MessagesStayShort) {
  const std::string name(10'000, 'x');
  for (const std::string& text : {"a " + name, name + "(1)", name + " '1'",
                                  "cast(a as " + name + ")", "\"" + name + "\" \"" + name + "\""}) {
    const Error error = Parse(text).error();
    EXPECT_LT(error.message.size(), 200u);
    EXPECT_LT(FormatError(error).size(), 1000u);
  }
}

// Words and signs in any order: never a crash, and what is read is read again from its print.
TEST(ParseErrors, RandomTokens) {
  const std::string_view tokens[] = {"a",        "b.c",        "1",
                                     "2.5",      "'t'",        "(",
                                     ")",        ",",          "+",
                                     "-",        "*",          "/",
                                     "||",       "==",         "<",
                                     "and",      "or",         "not",
                                     "in",       "is",         "null",
                                     "case",     "when",       "then",
                                     "else",     "end",        "between",
                                     "like",     "[",          "]",
                                     "::",       "integer",    "sum",
                                     "(",        "count",      "filter",
                                     "where",    "date",       "'2024-02-29'",
                                     "interval", "cast",       "as",
                                     "distinct", "order",      "by",
                                     "trim",     "both",       "from",
                                     "first",    "extract",    "year",
                                     ".",        "\"q\"",      "string_agg",
                                     "within",   "group",      "percentile",
                                     "0.5",      "date_trunc", "month",
                                     "%"};
  std::mt19937 random(11);
  int read = 0;
  for (int i = 0; i < 60'000; ++i) {
    std::string text;
    const auto length = 1 + random() % 12;
    for (std::size_t j = 0; j < length; ++j) {
      text += tokens[random() % std::size(tokens)];
      if (random() % 8 != 0) text += ' ';
    }
    const Result<Expr> parsed = Parse(text);
    if (!parsed) {
      EXPECT_EQ(parsed.error().labels.size(), 1u);
      continue;
    }
    ++read;
    const std::string printed = Print(*parsed);
    const Result<Expr> again = Parse(printed);
    ASSERT_TRUE(again) << text << " -> " << printed;
    ASSERT_EQ(*again, *parsed) << text << " -> " << printed;
  }
  EXPECT_GT(read, 1'000);
}

}  // namespace
}  // namespace semaflow::expr
