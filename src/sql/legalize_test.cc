#include "sql/legalize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sql/lowering.h"
#include "sql/render.h"
#include "time/zone.h"

namespace semaflow::sql {
namespace {

using expr::AggregateFunction;
using ::testing::HasSubstr;
using time::Grain;

const Value kZero = std::int64_t{0};
const Value kTwo = std::int64_t{2};
const Value kTwoBound = std::int64_t{2};
const Value kHalf = Decimal{"0.50"};

Expr Col(std::string_view name) { return Expr{Column{"o", name}}; }
Expr Const(const Value& value, bool bound = false) { return Expr{Constant{&value, bound}}; }
Expr Op(Operator op, Expr left, Expr right) {
  return Expr{Binary{op, std::move(left), std::move(right)}};
}
Expr Fn(expr::Function function, Exprs args, TypeKind kind = TypeKind::kUnknown) {
  return Expr{Function{function, std::move(args), kind}};
}
template <typename... Args>
Exprs List(Args... args) {
  Exprs list;
  (list.push_back(std::move(args)), ...);
  return list;
}
AggregateCall Agg(AggregateFunction function, Exprs args, TypeKind kind = TypeKind::kUnknown) {
  AggregateCall call{.function = function, .args = {}};
  call.args = std::move(args);
  call.kind = kind;
  return call;
}

class Legalizing : public ::testing::Test {
 protected:
  Query Select(Expr value) {
    Query query;
    query.select.push_back(SelectItem{std::move(value), "x"});
    query.from = TableRef{&source_, "o", {}};
    return query;
  }
  std::string Text(Expr value, const Dialect& dialect = kDuckDb) {
    Query query = Select(std::move(value));
    const auto said = Legalize(query, dialect);
    if (!said) {
      code_ = said.error().code;
      return said.error().message + " / " + said.error().help;
    }
    const std::string sql = Render(query, dialect, ValueStyle::kLiterals)->text;
    const std::string start = "SELECT\n  ";
    const std::string end = " AS x\nFROM orders AS o";
    return sql.substr(start.size(), sql.size() - start.size() - end.size());
  }
  std::string Aggregated(AggregateCall call, const Dialect& dialect = kDuckDb) {
    return Text(Expr{Aggregate{std::move(call)}}, dialect);
  }
  std::string Cut(Grain grain, TypeKind kind, const std::string& zone = "UTC",
                  time::CalendarSettings settings = {}) {
    const time::Zone* found = time::FindZone(zone).value();
    return Text(Expr{Truncate{grain, kind, kind == TypeKind::kTimestamptz ? found : nullptr,
                              settings, Col("t")}});
  }

  Legalizing() { source_.table_name = {"orders"}; }

  model::Source source_;
  std::optional<ErrorCode> code_;
};

TEST_F(Legalizing, DivisionGivesNullOnZero) {
  EXPECT_EQ(Text(Op(Operator::kDivide, Col("a"), Col("b"))), "o.a / nullif(o.b, 0)");
  EXPECT_EQ(Text(Op(Operator::kModulo, Col("a"), Col("b"))), "o.a % nullif(o.b, 0)");
  EXPECT_EQ(Text(Op(Operator::kDivide, Col("a"), Const(kTwo))), "o.a / 2");
  EXPECT_EQ(Text(Op(Operator::kDivide, Col("a"), Const(kHalf))), "o.a / 0.50");
  EXPECT_EQ(Text(Op(Operator::kDivide, Col("a"), Const(kZero))), "o.a / nullif(0, 0)");
  // A parameter may be anything.
  EXPECT_EQ(Text(Op(Operator::kDivide, Col("a"), Const(kTwoBound, true))), "o.a / nullif(2, 0)");
}

// Orders with a line: its key, and what else is asked of it.
Exists WithALine(Exprs further) {
  static const model::Source kLines = [] {
    model::Source source;
    source.table_name = {"lines"};
    return source;
  }();
  sql::Select lines;
  lines.select.push_back(SelectItem{Const(kTwo), {}});
  lines.from = TableRef{&kLines, "l"};
  lines.where = std::move(further);
  lines.where.push_back(Op(Operator::kEq, Col("id"), Expr{Column{"l", "order_id"}}));
  return Exists{std::move(lines), false};
}

TEST_F(Legalizing, RowsTiedByKeysAreJoined) {
  Dialect plain = kDuckDb;
  plain.has.semi_joins = false;
  const auto orders = [this](Exists exists, const Dialect& dialect) {
    Query query = Select(Col("id"));
    query.where.push_back(Expr{std::move(exists)});
    query.where.push_back(Op(Operator::kEq, Col("a"), Const(kTwo)));
    EXPECT_TRUE(Legalize(query, dialect));
    return Render(query, dialect, ValueStyle::kLiterals)->text;
  };
  const auto of_line = [] {
    return List(Op(Operator::kEq, Expr{Column{"l", "qty"}}, Const(kTwo)));
  };
  const std::string select = "SELECT\n  o.id AS x\nFROM orders AS o\n";
  EXPECT_EQ(orders(WithALine(of_line()), kDuckDb),
            select + "SEMI JOIN lines AS l ON l.qty = 2 AND o.id = l.order_id\nWHERE o.a = 2");
  Exists none = WithALine(of_line());
  none.negated = true;
  EXPECT_EQ(orders(std::move(none), kDuckDb),
            select + "ANTI JOIN lines AS l ON l.qty = 2 AND o.id = l.order_id\nWHERE o.a = 2");
  EXPECT_THAT(orders(WithALine(of_line()), plain), HasSubstr("WHERE EXISTS ("));
  // Without a hash of keys a join would compare each row with each.
  for (const Operator op : {Operator::kGt, Operator::kEq}) {
    Expr of_both = Op(op, Op(Operator::kAdd, Expr{Column{"l", "qty"}}, Col("a")), Const(kTwo));
    EXPECT_THAT(orders(WithALine(List(std::move(of_both))), kDuckDb), HasSubstr("WHERE EXISTS ("));
  }
}

TEST_F(Legalizing, WhatADialectLacksIsSaidOtherwise) {
  Dialect plain = kDuckDb;
  plain.has = {.filtered_aggregates = false,
               .is_distinct_from = false,
               .is_distinct_in_or = false,
               .is_distinct_joins = true,
               .real_division = false,
               .exists_in_or = true,
               .semi_joins = false,
               .text_by_code_point = true,
               .nul_in_texts = true,
               .unnamed_tables = true};
  EXPECT_EQ(Text(Op(Operator::kDivide, Col("a"), Col("b")), plain),
            "CAST(o.a AS DOUBLE) / nullif(o.b, 0)");
  EXPECT_EQ(Text(Op(Operator::kIsDistinct, Col("a"), Const(kTwo)), plain), "(o.a = 2) IS NOT TRUE");
  AggregateCall sum = Agg(AggregateFunction::kSum, List(Col("a")));
  sum.filter = IsNullOf(Col("b"));
  EXPECT_EQ(Aggregated(std::move(sum), plain), "sum(CASE WHEN o.b IS NULL THEN o.a END)");
  AggregateCall rows = Agg(AggregateFunction::kCount, {});
  rows.filter = IsNullOf(Col("b"));
  EXPECT_EQ(Aggregated(std::move(rows), plain), "count(CASE WHEN o.b IS NULL THEN 1 END)");
  AggregateCall list = Agg(AggregateFunction::kArrayAgg, List(Col("a")));
  list.filter = IsNullOf(Col("b"));
  Aggregated(std::move(list), plain);
  EXPECT_EQ(code_, ErrorCode::kUnsupportedByDialect);
}

TEST_F(Legalizing, BelowAnOrDuckDbIsNotAskedWhetherValuesAreDistinct) {
  const auto distinct = [] { return Op(Operator::kIsDistinct, Col("a"), Const(kTwo)); };
  const auto either = [&](Expr other) {
    Exprs terms = List(IsNullOf(Col("b")), std::move(other));
    return Expr{Logic{false, std::move(terms)}};
  };
  EXPECT_EQ(Text(distinct()), "o.a IS DISTINCT FROM 2");
  EXPECT_EQ(Text(either(distinct())), "o.b IS NULL OR (o.a = 2) IS NOT TRUE");
  EXPECT_EQ(Text(either(Expr{Logic{true, List(distinct(), IsNullOf(Col("c")))}})),
            "o.b IS NULL OR (o.a = 2) IS NOT TRUE AND o.c IS NULL");
  Dialect able = kDuckDb;
  able.has.is_distinct_in_or = true;
  EXPECT_EQ(Text(either(distinct()), able), "o.b IS NULL OR o.a IS DISTINCT FROM 2");
}

TEST_F(Legalizing, AnUnsupportedFunctionSaysWhyAndWhatToDo) {
  Dialect poor = kDuckDb;
  poor.functions[static_cast<std::size_t>(expr::Function::kReverse)] =
      FunctionRule::Cannot("it has no such function", "compute it in the table");
  EXPECT_EQ(Text(Fn(expr::Function::kReverse, List(Col("a"))), poor),
            "reverse cannot be said in duckdb: it has no such function / compute it in the table");
  EXPECT_EQ(code_, ErrorCode::kUnsupportedByDialect);
}

TEST_F(Legalizing, GrainsOfDatesAndWallClocks) {
  EXPECT_EQ(Cut(Grain::kDay, TypeKind::kDate), "o.t");
  EXPECT_EQ(Cut(Grain::kMonth, TypeKind::kDate), "CAST(date_trunc('month', o.t) AS DATE)");
  EXPECT_EQ(Cut(Grain::kHour, TypeKind::kTimestamp), "date_trunc('hour', o.t)");
  EXPECT_EQ(Cut(Grain::kDay, TypeKind::kTimestamp), "CAST(date_trunc('day', o.t) AS TIMESTAMP)");
}

TEST_F(Legalizing, GrainsFollowTheCalendarOfTheModel) {
  const time::CalendarSettings settings{.week_start = 7, .fiscal_year_start = 4};
  EXPECT_EQ(Cut(Grain::kWeek, TypeKind::kDate, "UTC", settings),
            "CAST(date_trunc('week', o.t - INTERVAL 6 DAY) + INTERVAL 6 DAY AS DATE)");
  EXPECT_EQ(Cut(Grain::kYear, TypeKind::kDate, "UTC", settings),
            "CAST(date_trunc('year', o.t - INTERVAL 3 MONTH) + INTERVAL 3 MONTH AS DATE)");
  // A year that starts in April has the quarters of the calendar.
  EXPECT_EQ(Cut(Grain::kQuarter, TypeKind::kDate, "UTC", settings),
            "CAST(date_trunc('quarter', o.t) AS DATE)");
  EXPECT_EQ(
      Cut(Grain::kQuarter, TypeKind::kDate, "UTC", {.week_start = 1, .fiscal_year_start = 12}),
      "CAST(date_trunc('quarter', o.t - INTERVAL 2 MONTH) + INTERVAL 2 MONTH AS DATE)");
  EXPECT_EQ(Cut(Grain::kMonth, TypeKind::kDate, "UTC", settings),
            "CAST(date_trunc('month', o.t) AS DATE)");
}

TEST_F(Legalizing, GrainsOfInstantsAreThoseOfTheZone) {
  EXPECT_EQ(Cut(Grain::kDay, TypeKind::kTimestamptz, "Europe/Amsterdam"),
            "CAST(date_trunc('day', o.t AT TIME ZONE 'Europe/Amsterdam') AS TIMESTAMP) "
            "AT TIME ZONE 'Europe/Amsterdam'");
  EXPECT_EQ(Cut(Grain::kHour, TypeKind::kTimestamptz, "Europe/Amsterdam"),
            "o.t - (o.t AT TIME ZONE 'Europe/Amsterdam' - "
            "date_trunc('hour', o.t AT TIME ZONE 'Europe/Amsterdam'))");
  EXPECT_EQ(Cut(Grain::kHour, TypeKind::kTimestamptz),
            "date_trunc('hour', o.t AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'");
  EXPECT_EQ(Cut(Grain::kSecond, TypeKind::kTimestamptz, "Europe/Amsterdam"),
            "date_trunc('second', o.t AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'");
}

TEST_F(Legalizing, PartsAndPeriods) {
  EXPECT_EQ(Text(Expr{ReadPart{time::Part::kDayOfWeek, Col("t")}}), "date_part('isodow', o.t)");
  EXPECT_EQ(Text(Expr{ReadPart{time::Part::kYearNumber, Col("t")}}), "date_part('year', o.t)");
  EXPECT_EQ(Text(Expr{Shift{Col("t"), Const(kTwo), Grain::kMonth}}), "o.t + INTERVAL 2 MONTH");
  EXPECT_EQ(Text(Expr{Shift{Col("t"), Col("n"), Grain::kDay}}), "o.t + INTERVAL (o.n) DAY");
  EXPECT_EQ(Text(Expr{CountPeriods{Grain::kMonth, {}, Col("a"), Col("b")}}),
            "date_diff('month', o.a, o.b)");
  EXPECT_EQ(Text(Expr{CountPeriods{Grain::kWeek, {}, Col("a"), Col("b")}}),
            "date_diff('day', date_trunc('week', o.a), date_trunc('week', o.b)) // 7");
  EXPECT_EQ(Text(Expr{CountPeriods{
                Grain::kYear, {.week_start = 1, .fiscal_year_start = 4}, Col("a"), Col("b")}}),
            "date_diff('year', o.a - INTERVAL 3 MONTH, o.b - INTERVAL 3 MONTH)");
}

TEST_F(Legalizing, Functions) {
  using F = expr::Function;
  EXPECT_EQ(Text(Fn(F::kPosition, List(Col("a"), Col("b")))), "strpos(o.a, o.b)");
  EXPECT_EQ(Text(Fn(F::kLpad, List(Col("a"), Const(kTwo)))), "lpad(o.a, 2, ' ')");
  EXPECT_EQ(Text(Fn(F::kRpad, List(Col("a"), Col("n"), Col("b")))),
            "rpad(o.a, CAST(o.n AS INTEGER), o.b)");
  EXPECT_EQ(Text(Fn(F::kRound, List(Col("a"), Const(kTwo)))), "round(o.a, 2)");
  EXPECT_EQ(Text(Fn(F::kRound, List(Col("a"), Col("n")))), "round(o.a, CAST(o.n AS INTEGER))");
  EXPECT_EQ(Text(Fn(F::kTrunc, List(Col("a")))), "trunc(o.a)");
  EXPECT_EQ(Text(Fn(F::kNow, {})), "now()");
}

TEST_F(Legalizing, WhatDuckDbDoesByItselfIsNotSaid) {
  EXPECT_EQ(Text(Op(Operator::kLt, Expr{Collate{Col("a"), {}}}, Col("b"))), "o.a < o.b");
  Expr text{Cast{.operand = Col("a"), .to = {.kind = TypeKind::kText}, .implied = true}};
  EXPECT_EQ(Text(Op(Operator::kConcat, std::move(text), Col("b"))), "o.a || o.b");
  EXPECT_EQ(Text(Fn(expr::Function::kMod, List(Col("a"), Col("b")), TypeKind::kFloat)),
            "o.a % nullif(o.b, 0)");
}

TEST_F(Legalizing, IntegerDivision) {
  using F = expr::Function;
  EXPECT_EQ(Text(Fn(F::kIntegerDivide, List(Col("a"), Col("b")), TypeKind::kInteger)),
            "o.a // nullif(o.b, 0)");
  EXPECT_EQ(Text(Fn(F::kIntegerDivide, List(Col("a"), Col("b")))),
            "CAST(round((o.a - o.a % nullif(o.b, 0)) // nullif(o.b, 0)) AS BIGINT)");
}

TEST_F(Legalizing, Aggregates) {
  EXPECT_EQ(Aggregated(Agg(AggregateFunction::kAnyValue, List(Col("a")))), "min(o.a)");
  EXPECT_EQ(Aggregated(Agg(AggregateFunction::kMedian, List(Col("a")), TypeKind::kInteger)),
            "median(o.a)");
  // Of decimals DuckDB makes a decimal, rounded to their scale.
  EXPECT_EQ(Aggregated(Agg(AggregateFunction::kMedian, List(Col("a")), TypeKind::kDecimal)),
            "median(CAST(o.a AS DOUBLE))");
  AggregateCall percentile = Agg(AggregateFunction::kPercentile, List(Col("a")), TypeKind::kFloat);
  percentile.fraction = 0.9;
  EXPECT_EQ(Aggregated(percentile), "quantile_cont(o.a, 0.9e0)");
  percentile.percentile = expr::PercentileKind::kDiscrete;
  EXPECT_EQ(Aggregated(percentile), "quantile_disc(o.a, 0.9e0)");
  percentile.percentile = expr::PercentileKind::kApproximate;
  percentile.kind = TypeKind::kInteger;
  EXPECT_EQ(Aggregated(percentile), "approx_quantile(CAST(o.a AS DOUBLE), 0.9e0)");
}

TEST_F(Legalizing, EscapesAreChosenByDialect) {
  const expr::SqlEscape escape{{{"bigquery", "SAFE.x(a)"}, {"duckdb", "try(a)"}}};
  EXPECT_EQ(Text(Expr{Escape{&escape}}), "(try(a))");
  const expr::SqlEscape foreign{{{"bigquery", "SAFE.x(a)"}}};
  Text(Expr{Escape{&foreign}});
  EXPECT_EQ(code_, ErrorCode::kUnsupportedByDialect);
}

TEST_F(Legalizing, AliasesThatDifferInCaseAloneAreToldApart) {
  Query query = Select(Expr{Column{"O", "a"}});
  query.joins.push_back(
      Join{.kind = JoinKind::kLeft, .table = {&source_, "O", {}}, .nested = {}, .on = {}});
  query.joins.back().on.push_back(Op(Operator::kEq, Col("id"), Expr{Column{"O", "id"}}));
  ASSERT_TRUE(Legalize(query, kDuckDb));
  EXPECT_EQ(Render(query, kDuckDb, ValueStyle::kLiterals)->text,
            "SELECT\n  \"O_2\".a AS x\nFROM orders AS o\n"
            "LEFT JOIN orders AS \"O_2\" ON o.id = \"O_2\".id");
}

TEST_F(Legalizing, AliasesAreToldApartAmongMany) {
  const std::vector<std::string> names = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "C"};
  Query query = Select(Col("a"));
  for (const std::string& name : names) {
    query.joins.push_back(
        Join{.kind = JoinKind::kCross, .table = {&source_, name, {}}, .nested = {}, .on = {}});
  }
  ASSERT_TRUE(Legalize(query, kDuckDb));
  EXPECT_EQ(query.joins[2].table.alias, "c");
  EXPECT_EQ(query.joins.back().table.alias, "C_2");
}

TEST_F(Legalizing, NamesThatTheDialectWouldCutAreRefused) {
  Dialect narrow = kDuckDb;
  narrow.lexical.identifier_bytes_max = 3;
  Query query = Select(Col("a"));
  const std::string name = "four";
  query.select.front().name = name;
  const auto refused = Legalize(query, narrow);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kIdentifierTooLong);
}

// A time that is cut to hours in a zone is written three times.
TEST_F(Legalizing, NestedCutsDoNotGrowWithoutEnd) {
  const time::Zone* zone = time::FindZone("Europe/Amsterdam").value();
  Expr time = Col("t");
  for (int i = 0; i < 40; ++i) {
    time = Expr{Truncate{Grain::kHour, TypeKind::kTimestamptz, zone, {}, std::move(time)}};
  }
  Text(std::move(time));
  EXPECT_EQ(code_, ErrorCode::kPlanTooLarge);
}

TEST(Dialects, AreComplete) {
  EXPECT_TRUE(Complete(kDuckDb));
  Dialect broken = kDuckDb;
  broken.functions[0] = {};
  EXPECT_FALSE(Complete(broken));
  broken = kDuckDb;
  broken.aggregates[3] = {};
  EXPECT_FALSE(Complete(broken));
  broken = kDuckDb;
  broken.types[1] = "";
  EXPECT_FALSE(Complete(broken));
  broken = kDuckDb;
  broken.lexical.text_escape = TextEscape::kUnset;
  EXPECT_FALSE(Complete(broken));
  broken = kDuckDb;
  broken.cast = {};
  EXPECT_FALSE(Complete(broken));
  broken = kDuckDb;
  broken.lexical.list = {};
  EXPECT_FALSE(Complete(broken));
  broken = kDuckDb;
  broken.truncate = {};
  EXPECT_FALSE(Complete(broken));
}

TEST(Dialects, AreFoundByName) {
  EXPECT_EQ(DialectNames(), (std::vector<std::string_view>{"duckdb", "postgres"}));
  ASSERT_NE(FindDialect("duckdb"), nullptr);
  EXPECT_EQ(FindDialect("duckdb")->name, "duckdb");
  EXPECT_EQ(FindDialect("oracle"), nullptr);
}

}  // namespace
}  // namespace semaflow::sql
