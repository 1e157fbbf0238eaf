// What PostgreSQL is told; tests/golden holds whole statements.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "sql/compile.h"
#include "sql/legalize.h"
#include "sql/lowering.h"
#include "sql/render.h"
#include "time/zone.h"

namespace semaflow::sql {
namespace {

using expr::AggregateFunction;
using F = expr::Function;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using time::Grain;

const Value kTwo = std::int64_t{2};
const Value kMinusTwo = std::int64_t{-2};
const Value kWord = std::string("paid");
const Value kDay = Date{19782};

Expr Col(std::string_view name) { return Expr{Column{"o", name}}; }
Expr Const(const Value& value, bool bound = false) { return Expr{Constant{&value, bound}}; }
Expr Op(Operator op, Expr left, Expr right) {
  return Expr{Binary{op, std::move(left), std::move(right)}};
}
template <typename... Args>
Exprs List(Args... args) {
  Exprs list;
  (list.push_back(std::move(args)), ...);
  return list;
}
Expr Fn(F function, Exprs args, TypeKind kind = TypeKind::kUnknown) {
  return Expr{Function{function, std::move(args), kind}};
}
AggregateCall Agg(AggregateFunction function, TypeKind kind = TypeKind::kUnknown) {
  AggregateCall call{.function = function, .args = {}};
  call.args.push_back(Col("a"));
  call.kind = kind;
  return call;
}
Expr AsText(Expr value) { return Expr{Collate{std::move(value), {}}}; }
Expr TryCast(TypeKind from, DataType to) {
  return Expr{Cast{.operand = Col("a"), .to = to, .or_null = true, .from = from}};
}

class Postgres : public ::testing::Test {
 protected:
  Postgres() { source_.table_name = {"orders"}; }

  Query Select(Expr value) {
    Query query;
    query.select.push_back(SelectItem{std::move(value), "x"});
    query.from = TableRef{&source_, "o", {}};
    return query;
  }
  Rendered Whole(Query query, ValueStyle style = ValueStyle::kLiterals) {
    const auto said = Legalize(query, kPostgres);
    if (!said) {
      code_ = said.error().code;
      return {.text = said.error().message, .parameters = {}};
    }
    return *Render(query, kPostgres, style);
  }
  std::string Text(Expr value, ValueStyle style = ValueStyle::kLiterals) {
    const std::string sql = Whole(Select(std::move(value)), style).text;
    const std::string start = "SELECT\n  ";
    const std::string end = " AS x\nFROM orders AS o";
    if (!sql.starts_with(start)) return sql;
    return sql.substr(start.size(), sql.size() - start.size() - end.size());
  }
  std::string Aggregated(AggregateCall call) { return Text(Expr{Aggregate{std::move(call)}}); }
  std::string Cut(Grain grain, TypeKind kind, const std::string& zone = "UTC",
                  time::CalendarSettings settings = {}) {
    const time::Zone* found = time::FindZone(zone).value();
    return Text(Expr{Truncate{grain, kind, kind == TypeKind::kTimestamptz ? found : nullptr,
                              settings, Col("t")}});
  }
  std::string Counted(Grain unit, time::CalendarSettings settings = {}) {
    return Text(Expr{CountPeriods{unit, settings, Col("a"), Col("b")}});
  }

  model::Source source_;
  std::optional<ErrorCode> code_;
};

TEST_F(Postgres, IsFoundByName) {
  EXPECT_TRUE(Complete(kPostgres));
  EXPECT_EQ(FindDialect("postgres"), &kPostgres);
}

TEST_F(Postgres, DivisionIsReal) {
  EXPECT_EQ(Text(Op(Operator::kDivide, Col("a"), Col("b"))),
            "CAST(o.a AS DOUBLE PRECISION) / nullif(o.b, 0)");
  EXPECT_EQ(Text(Op(Operator::kModulo, Col("a"), Col("b"))), "o.a % nullif(o.b, 0)");
  EXPECT_EQ(Text(Fn(F::kMod, List(Col("a"), Col("b")), TypeKind::kFloat)),
            "CAST(CAST(o.a AS NUMERIC) % nullif(CAST(o.b AS NUMERIC), 0) AS DOUBLE PRECISION)");
  EXPECT_EQ(Text(Fn(F::kIntegerDivide, List(Col("a"), Col("b")), TypeKind::kInteger)),
            "o.a / nullif(o.b, 0)");
  EXPECT_EQ(Text(Fn(F::kIntegerDivide, List(Col("a"), Col("b")))),
            "CAST(div(CAST(o.a AS NUMERIC), CAST(nullif(o.b, 0) AS NUMERIC)) AS BIGINT)");
}

TEST_F(Postgres, TextsAreOrderedByCodePoint) {
  EXPECT_EQ(Text(Op(Operator::kLt, AsText(Col("a")), Const(kWord))), "o.a COLLATE \"C\" < 'paid'");
  EXPECT_EQ(Aggregated(Agg(AggregateFunction::kMin, TypeKind::kText)), "min(o.a COLLATE \"C\")");
  EXPECT_EQ(Text(Fn(F::kGreatest, List(Col("a"), Col("b")), TypeKind::kText)),
            "greatest(o.a COLLATE \"C\", o.b)");
  AggregateCall list = Agg(AggregateFunction::kArrayAgg);
  list.order_by.push_back(OrderKey{.value = Col("s"), .is_text = true});
  list.order_by.push_back(OrderKey{.value = Expr{Collate{Col("s"), "de"}}, .is_text = true});
  EXPECT_EQ(Aggregated(std::move(list)),
            "array_agg(o.a ORDER BY o.s COLLATE \"C\" NULLS LAST, o.s COLLATE de NULLS LAST)");
}

TEST_F(Postgres, ColumnsAreOrderedByCodePointWhereTheyStand) {
  const QueryOrder order{.column = 0, .value = {}, .nulls = NullsPlace::kNone, .is_text = true};
  Query rows = Select(Col("a"));
  rows.order_by.push_back(order);
  EXPECT_EQ(Whole(std::move(rows)).text,
            "SELECT\n  o.a COLLATE \"C\" AS x\nFROM orders AS o\nORDER BY 1");
  // A group key must stay what other expressions say, too.
  Query groups = Select(Col("a"));
  groups.group_by = 1;
  groups.order_by.push_back(order);
  EXPECT_EQ(Whole(std::move(groups)).text,
            "SELECT\n  o.a AS x\nFROM orders AS o\nGROUP BY 1\nORDER BY o.a COLLATE \"C\"");
}

// The server hashes the rows of IN below an OR, where it looks for those of EXISTS one by one.
TEST_F(Postgres, PartnersBelowAnOrAreFoundByTheirKey) {
  const auto partners = [](Operator op) {
    static const model::Source lines{.table_name = {"lines"}};
    sql::Select rows;
    rows.select.push_back(SelectItem{Const(kTwo), {}});
    rows.from = TableRef{&lines, "l", {}};
    rows.where.push_back(Op(op, Expr{Column{"l", "order_id"}}, Col("id")));
    return rows;
  };
  const auto either = [&](Operator op, bool negated) {
    return Text(Expr{Logic{false, List(Col("a"), Expr{Exists{partners(op), negated}})}});
  };
  EXPECT_THAT(either(Operator::kEq, false), HasSubstr("o.a OR o.id IN (\n"));
  EXPECT_THAT(either(Operator::kEq, true), HasSubstr("o.a OR (o.id IN (\n"));
  EXPECT_THAT(either(Operator::kEq, true), HasSubstr(") IS NOT TRUE"));
  EXPECT_THAT(either(Operator::kLt, false), HasSubstr("o.a OR EXISTS (\n"));
  EXPECT_THAT(Text(Expr{Logic{true, List(Col("a"), Expr{Exists{partners(Operator::kEq), false}})}}),
              HasSubstr("o.a AND EXISTS (\n"));
}

TEST_F(Postgres, NoTextHasANulByte) {
  static const Value nul = std::string("a\0b", 3);
  const auto with = [this](Operator op) { return Text(Op(op, Col("a"), Const(nul))); };
  EXPECT_EQ(with(Operator::kEq), "o.a IS NULL AND NULL");
  EXPECT_EQ(with(Operator::kNe), "o.a IS NOT NULL OR NULL");
  EXPECT_EQ(with(Operator::kLike), "o.a IS NULL AND NULL");
  EXPECT_EQ(with(Operator::kIsDistinct), "TRUE");
  EXPECT_EQ(with(Operator::kIsNotDistinct), "FALSE");
  EXPECT_EQ(with(Operator::kLt), "o.a <= 'a'");
  EXPECT_EQ(with(Operator::kGe), "o.a > 'a'");
  EXPECT_EQ(Text(Op(Operator::kLt, Const(nul), Col("a"))), "o.a > 'a'");
  EXPECT_EQ(Text(Expr{InList{Col("a"), List(Const(nul), Const(kWord)), true}}),
            "o.a NOT IN ('paid')");
  EXPECT_EQ(Text(Expr{InList{Col("a"), List(Const(nul))}}), "o.a IS NULL AND NULL");
  EXPECT_EQ(Text(Expr{Between{Col("a"), Const(kWord), Const(nul)}}),
            "o.a >= 'paid' AND o.a <= 'a'");
  EXPECT_EQ(Text(Expr{Between{Col("a"), Const(nul), Const(kWord), true}}),
            "o.a <= 'a' OR o.a > 'paid'");
  EXPECT_THAT(Text(Const(nul)), HasSubstr("a text with a NUL byte cannot be said in postgres"));
  EXPECT_EQ(code_, ErrorCode::kUnsupportedByDialect);
}

TEST_F(Postgres, ANulByteIsNoValueOfAParameterEither) {
  static const Value nul = std::string("a\0b", 3);
  const Rendered said =
      Whole(Select(Op(Operator::kLt, Col("a"), Const(nul, true))), ValueStyle::kParameters);
  EXPECT_THAT(said.text, HasSubstr("o.a <= $1"));
  EXPECT_THAT(said.parameters, ElementsAre(Value(std::string("a"))));
}

TEST_F(Postgres, NullKeysMeetInLists) {
  EXPECT_EQ(Text(Op(Operator::kIsNotDistinct, Col("a"), Col("b"))), "ARRAY[o.a] = ARRAY[o.b]");
  EXPECT_EQ(Text(Op(Operator::kIsDistinct, Col("a"), Col("b"))), "o.a IS DISTINCT FROM o.b");
}

TEST_F(Postgres, NothingEscapesThePatternsOfLike) {
  EXPECT_EQ(Text(Op(Operator::kLike, Col("a"), Const(kWord))), "o.a LIKE 'paid' ESCAPE ''");
  EXPECT_EQ(Text(Op(Operator::kNotILike, Col("a"), Const(kWord))),
            "o.a NOT ILIKE 'paid' ESCAPE ''");
}

TEST_F(Postgres, ParametersSayTheirTypes) {
  const auto text = [this](Expr value) { return Text(std::move(value), ValueStyle::kParameters); };
  EXPECT_EQ(text(Const(kTwo, true)), "$1::BIGINT");
  EXPECT_EQ(text(Op(Operator::kGe, Col("a"), Const(kDay, true))), "o.a >= $1::DATE");
  EXPECT_EQ(text(Fn(F::kLower, List(Const(kWord, true)))), "lower($1::TEXT)");
  // A column may be a uuid, or hold words of an enumeration.
  EXPECT_EQ(text(Op(Operator::kEq, Col("a"), Const(kWord, true))), "o.a = $1");
  EXPECT_EQ(text(Expr{InList{Col("a"), List(Const(kWord, true), Const(kTwo, true)), false}}),
            "o.a IN ($1, $2::BIGINT)");
  EXPECT_EQ(text(Op(Operator::kLt, AsText(Col("a")), Const(kWord, true))),
            "o.a COLLATE \"C\" < $1::TEXT");
}

TEST_F(Postgres, Aggregates) {
  using A = AggregateFunction;
  EXPECT_EQ(Aggregated(Agg(A::kSum)), "sum(o.a)");
  EXPECT_EQ(Aggregated(Agg(A::kSum, TypeKind::kInteger)), "CAST(sum(o.a) AS BIGINT)");
  EXPECT_EQ(Aggregated(Agg(A::kSum, TypeKind::kBoolean)), "sum(CAST(o.a AS INTEGER))");
  EXPECT_EQ(Aggregated(Agg(A::kAvg, TypeKind::kFloat)), "avg(o.a)");
  EXPECT_EQ(Aggregated(Agg(A::kAvg)), "CAST(avg(o.a) AS DOUBLE PRECISION)");
  EXPECT_EQ(Aggregated(Agg(A::kAvg, TypeKind::kDecimal)),
            "CAST(sum(o.a) AS DOUBLE PRECISION) / count(o.a)");
  EXPECT_EQ(Aggregated(Agg(A::kMin, TypeKind::kBoolean)), "bool_and(o.a)");
  EXPECT_EQ(Aggregated(Agg(A::kMax, TypeKind::kBoolean)), "bool_or(o.a)");
  EXPECT_EQ(Aggregated(Agg(A::kMax, TypeKind::kBinary)),
            "(array_agg(o.a ORDER BY o.a DESC NULLS LAST))[1]");
  EXPECT_EQ(Aggregated(Agg(A::kStddevSamp)), "stddev_samp(CAST(o.a AS DOUBLE PRECISION))");
  EXPECT_EQ(Aggregated(Agg(A::kApproxCountDistinct)), "count(DISTINCT o.a)");
  EXPECT_EQ(Aggregated(Agg(A::kMedian, TypeKind::kFloat)),
            "percentile_cont(FLOAT8 '0.5') WITHIN GROUP (ORDER BY o.a)");
  AggregateCall percentile = Agg(A::kPercentile);
  percentile.fraction = 0.9;
  percentile.percentile = expr::PercentileKind::kDiscrete;
  percentile.filter = IsNullOf(Col("b"));
  EXPECT_EQ(Aggregated(std::move(percentile)),
            "percentile_disc(FLOAT8 '0.9') WITHIN GROUP (ORDER BY CAST(o.a AS DOUBLE PRECISION)) "
            "FILTER (WHERE o.b IS NULL)");
}

TEST_F(Postgres, TheFirstValueIsThatOfAList) {
  AggregateCall last = Agg(AggregateFunction::kLast);
  last.order_by.push_back(
      OrderKey{.value = Col("t"), .descending = true, .nulls = NullsPlace::kNone});
  last.filter = IsNotNullOf(Col("t"));
  EXPECT_EQ(Aggregated(std::move(last)),
            "(array_agg(o.a ORDER BY o.t DESC) FILTER (WHERE o.t IS NOT NULL))[1]");
  Aggregated(Agg(AggregateFunction::kFirst, TypeKind::kList));
  EXPECT_EQ(code_, ErrorCode::kUnsupportedByDialect);
}

TEST_F(Postgres, Grains) {
  EXPECT_EQ(Cut(Grain::kDay, TypeKind::kDate), "o.t");
  EXPECT_EQ(Cut(Grain::kMonth, TypeKind::kDate),
            "CAST(date_trunc('month', CAST(o.t AS TIMESTAMP)) AS DATE)");
  EXPECT_EQ(Cut(Grain::kDay, TypeKind::kTimestamp), "date_trunc('day', o.t)");
  EXPECT_EQ(Cut(Grain::kWeek, TypeKind::kTimestamp, "UTC", {.week_start = 7}),
            "date_trunc('week', o.t - INTERVAL '6 days') + INTERVAL '6 days'");
  EXPECT_EQ(Cut(Grain::kQuarter, TypeKind::kTimestamp, "UTC", {.fiscal_year_start = 12}),
            "date_trunc('quarter', o.t - INTERVAL '2 months') + INTERVAL '2 months'");
  EXPECT_EQ(Cut(Grain::kDay, TypeKind::kTimestamptz, "Europe/Amsterdam"),
            "date_trunc('day', o.t AT TIME ZONE 'Europe/Amsterdam') "
            "AT TIME ZONE 'Europe/Amsterdam'");
  EXPECT_EQ(Cut(Grain::kHour, TypeKind::kTimestamptz, "Europe/Amsterdam"),
            "o.t - (o.t AT TIME ZONE 'Europe/Amsterdam' - "
            "date_trunc('hour', o.t AT TIME ZONE 'Europe/Amsterdam'))");
  EXPECT_EQ(Cut(Grain::kHour, TypeKind::kTimestamptz),
            "date_trunc('hour', o.t AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'");
}

TEST_F(Postgres, PartsAndPeriods) {
  EXPECT_EQ(Text(Expr{ReadPart{time::Part::kDayOfWeek, Col("t")}}),
            "CAST(date_part('isodow', o.t) AS BIGINT)");
  EXPECT_EQ(Text(Expr{Shift{Col("t"), Const(kTwo), Grain::kMonth}}), "o.t + INTERVAL '2 months'");
  EXPECT_EQ(Text(Expr{Shift{Col("t"), Const(kMinusTwo), Grain::kDay}}),
            "o.t + -2 * INTERVAL '1 day'");
  EXPECT_EQ(Text(Expr{Shift{Col("t"), Col("n"), Grain::kWeek}}), "o.t + o.n * INTERVAL '7 days'");
  EXPECT_EQ(Counted(Grain::kDay), "CAST(o.b AS DATE) - CAST(o.a AS DATE)");
  EXPECT_EQ(Counted(Grain::kWeek),
            "(CAST(date_trunc('week', CAST(o.b AS TIMESTAMP)) AS DATE) - "
            "CAST(date_trunc('week', CAST(o.a AS TIMESTAMP)) AS DATE)) / 7");
  EXPECT_EQ(Counted(Grain::kMonth),
            "CAST(date_part('year', o.b) * 12 + date_part('month', o.b) - "
            "(date_part('year', o.a) * 12 + date_part('month', o.a)) AS BIGINT)");
  EXPECT_EQ(Counted(Grain::kYear, {.fiscal_year_start = 4}),
            "CAST(date_part('year', o.b - INTERVAL '3 months') - "
            "date_part('year', o.a - INTERVAL '3 months') AS BIGINT)");
  EXPECT_EQ(Counted(Grain::kHour),
            "CAST(date_part('epoch', date_trunc('hour', CAST(o.b AS TIMESTAMP)) - "
            "date_trunc('hour', CAST(o.a AS TIMESTAMP))) / 3600 AS BIGINT)");
}

TEST_F(Postgres, Texts) {
  EXPECT_EQ(Text(Fn(F::kContains, List(Col("a"), Col("b")))), "strpos(o.a, o.b) > 0");
  EXPECT_EQ(Text(Fn(F::kEndsWith, List(Col("a"), Col("b")))), "right(o.a, length(o.b)) = o.b");
  EXPECT_EQ(Text(Fn(F::kRegexpMatches, List(Col("a"), Col("b")))), "regexp_like(o.a, o.b)");
  EXPECT_EQ(Text(Fn(F::kLeft, List(Col("a"), Const(kTwo)))), "left(o.a, 2)");
  EXPECT_EQ(Text(Fn(F::kLpad, List(Col("a"), Col("n")))), "lpad(o.a, CAST(o.n AS INTEGER), ' ')");
  EXPECT_EQ(Text(Fn(F::kSubstring, List(Col("a"), Const(kTwo)))), "substring(o.a, 2)");
  EXPECT_EQ(Text(Fn(F::kSubstring, List(Col("a"), Const(kMinusTwo)))),
            "substring(o.a, greatest(length(o.a) + -2, 0) + 1)");
  EXPECT_EQ(Text(Fn(F::kSubstring, List(Col("a"), Const(kTwo), Col("n")))),
            "substring(o.a, 2, greatest(CAST(o.n AS INTEGER), 0))");
  Expr number{Cast{.operand = Col("n"), .to = {.kind = TypeKind::kText}, .implied = true}};
  EXPECT_EQ(Text(Op(Operator::kConcat, Col("a"), std::move(number))), "o.a || CAST(o.n AS TEXT)");
}

TEST_F(Postgres, Numbers) {
  EXPECT_EQ(Text(Fn(F::kRound, List(Col("a"), Const(kTwo)), TypeKind::kDecimal)), "round(o.a, 2)");
  EXPECT_EQ(Text(Fn(F::kRound, List(Col("a")), TypeKind::kInteger)), "o.a");
  // Halves go away from zero.
  EXPECT_EQ(Text(Fn(F::kRound, List(Col("a")), TypeKind::kFloat)),
            "CASE WHEN abs(o.a - trunc(o.a)) = 0.5 THEN trunc(o.a) + sign(o.a) "
            "ELSE round(o.a) END");
  EXPECT_EQ(Text(Fn(F::kTrunc, List(Col("a"), Const(kTwo)), TypeKind::kFloat)),
            "trunc(o.a * FLOAT8 '100') / FLOAT8 '100'");
  EXPECT_EQ(Text(Fn(F::kTrunc, List(Col("a"), Const(kMinusTwo)))), "trunc(o.a / 100.0) * 100.0");
  EXPECT_EQ(Text(Fn(F::kTrunc, List(Col("a"), Col("n")), TypeKind::kInteger)),
            "CAST(trunc(CAST(o.a AS NUMERIC), CAST(o.n AS INTEGER)) AS BIGINT)");
  // An integer stays exact as a decimal, and a float what it is.
  EXPECT_EQ(Text(Fn(F::kCeil, List(Col("a")))), "ceil(o.a + 0.0)");
  EXPECT_EQ(Text(Fn(F::kFloor, List(Col("a")), TypeKind::kFloat)), "floor(o.a)");
  EXPECT_EQ(Text(Fn(F::kLog, List(Const(kTwo), Col("a")))),
            "log10(CAST(o.a AS DOUBLE PRECISION)) / log10(CAST(2 AS DOUBLE PRECISION))");
}

TEST_F(Postgres, Casts) {
  const auto cast = [](TypeKind from, TypeKind to) {
    return Expr{Cast{.operand = Col("a"), .to = {.kind = to}, .from = from}};
  };
  EXPECT_EQ(Text(cast(TypeKind::kBoolean, TypeKind::kFloat)),
            "CAST(CAST(o.a AS INTEGER) AS DOUBLE PRECISION)");
  EXPECT_EQ(Text(cast(TypeKind::kInteger, TypeKind::kBoolean)), "o.a <> 0");
  EXPECT_EQ(Text(cast(TypeKind::kText, TypeKind::kInteger)),
            "CAST(CAST(o.a AS NUMERIC) AS BIGINT)");
  EXPECT_EQ(Text(cast(TypeKind::kUnknown, TypeKind::kInteger)), "CAST(o.a AS BIGINT)");
}

TEST_F(Postgres, TriedCastsLookAtTheText) {
  EXPECT_EQ(Text(TryCast(TypeKind::kInteger, {.kind = TypeKind::kText})), "CAST(o.a AS TEXT)");
  EXPECT_THAT(Text(TryCast(TypeKind::kText, {.kind = TypeKind::kFloat})),
              HasSubstr(" THEN CAST(o.a AS DOUBLE PRECISION) END"));
  EXPECT_THAT(Text(TryCast(TypeKind::kText, {TypeKind::kDecimal, 5, 2})),
              HasSubstr("WHEN round(CAST(o.a AS NUMERIC), 2) BETWEEN -999.99 AND 999.99 THEN "));
  EXPECT_THAT(Text(TryCast(TypeKind::kText, {.kind = TypeKind::kDate})), HasSubstr("make_date("));
  EXPECT_EQ(code_, std::nullopt);
  Text(TryCast(TypeKind::kText, {.kind = TypeKind::kTimestamp}));
  EXPECT_EQ(code_, ErrorCode::kUnsupportedByDialect);
}

// An alias of a sub-query that is cut could mean a table around it.
TEST_F(Postgres, LongNamesAreRefused) {
  const std::string long_name(64, 'a');
  sql::Select rows;
  rows.select.push_back(SelectItem{Const(kTwo), {}});
  rows.from = TableRef{&source_, long_name, {}};
  Query query = Select(Col("a"));
  query.where.push_back(Expr{Exists{std::move(rows), false}});
  Whole(std::move(query));
  EXPECT_EQ(code_, ErrorCode::kIdentifierTooLong);
}

TEST_F(Postgres, FilesAreRefused) {
  Query query = Select(Col("a"));
  source_.kind = model::Source::Kind::kFile;
  source_.file = "orders.csv";
  ASSERT_TRUE(Legalize(query, kPostgres));
  const auto refused = Render(query, kPostgres, ValueStyle::kLiterals);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().help, "it reads tables alone: load the file into one");
}

}  // namespace
}  // namespace semaflow::sql
