#include "sql/render.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sql/legalize.h"
#include "sql/lowering.h"

namespace semaflow::sql {
namespace {

const Value kOne = std::int64_t{1};
const Value kMinusOne = std::int64_t{-1};
const Value kPaid = std::string("paid");

Expr Col(std::string_view name) { return Expr{Column{"o", name}}; }
Expr Const(const Value& value, bool bound = false) { return Expr{Constant{&value, bound}}; }
Expr Op(Operator op, Expr left, Expr right) {
  return Expr{Binary{op, std::move(left), std::move(right)}};
}
Exprs Two(Expr a, Expr b) {
  Exprs list;
  list.push_back(std::move(a));
  list.push_back(std::move(b));
  return list;
}
Expr And(Expr a, Expr b) { return Expr{Logic{true, Two(std::move(a), std::move(b))}}; }
Expr Or(Expr a, Expr b) { return Expr{Logic{false, Two(std::move(a), std::move(b))}}; }

model::Source TableSource(std::vector<std::string> name) {
  model::Source source;
  source.table_name = std::move(name);
  return source;
}

class Rendering : public ::testing::Test {
 protected:
  Query Select(Expr value) {
    Query query;
    query.select.push_back(SelectItem{std::move(value), "x"});
    query.from = TableRef{&orders_, "o", {}};
    return query;
  }
  // The text of one expression.
  std::string Text(Expr value) {
    const std::string sql = Sql(Select(std::move(value)));
    const std::string start = "SELECT\n  ";
    const std::string end = " AS x\nFROM orders AS o";
    EXPECT_TRUE(sql.starts_with(start) && sql.ends_with(end)) << sql;
    return sql.substr(start.size(), sql.size() - start.size() - end.size());
  }
  std::string Sql(const Query& query, ValueStyle style = ValueStyle::kLiterals) {
    auto rendered = Render(query, kDuckDb, style);
    if (!rendered) return rendered.error().message;
    parameters_ = std::move(rendered->parameters);
    return rendered->text;
  }

  model::Source orders_ = TableSource({"orders"});
  std::vector<Value> parameters_;
};

TEST_F(Rendering, ParenthesesFollowPrecedence) {
  const auto sum = [] { return Op(Operator::kAdd, Col("a"), Col("b")); };
  EXPECT_EQ(Text(Op(Operator::kMultiply, sum(), Col("c"))), "(o.a + o.b) * o.c");
  EXPECT_EQ(Text(Op(Operator::kAdd, sum(), Col("c"))), "o.a + o.b + o.c");
  EXPECT_EQ(Text(Op(Operator::kSubtract, Col("c"), sum())), "o.c - (o.a + o.b)");
  EXPECT_EQ(Text(Op(Operator::kDivideAsIs, Col("c"), Op(Operator::kMultiply, Col("a"), Col("b")))),
            "o.c / (o.a * o.b)");
  EXPECT_EQ(Text(Op(Operator::kConcat, Col("a"), sum())), "o.a || o.a + o.b");
  EXPECT_EQ(Text(Op(Operator::kEq, Op(Operator::kLt, Col("a"), Col("b")), Col("c"))),
            "(o.a < o.b) = o.c");
  EXPECT_EQ(Text(Op(Operator::kEq, Col("c"), Op(Operator::kLt, Col("a"), Col("b")))),
            "o.c = (o.a < o.b)");
}

TEST_F(Rendering, ConditionsNest) {
  const auto is = [](std::string_view name) { return Op(Operator::kEq, Col(name), Const(kOne)); };
  EXPECT_EQ(Text(And(Or(is("a"), is("b")), is("c"))), "(o.a = 1 OR o.b = 1) AND o.c = 1");
  EXPECT_EQ(Text(Or(And(is("a"), is("b")), is("c"))), "o.a = 1 AND o.b = 1 OR o.c = 1");
  EXPECT_EQ(Text(Not(is("a"))), "NOT (o.a = 1)");
  EXPECT_EQ(Text(Not(Col("a"))), "NOT o.a");
  EXPECT_EQ(Text(IsNotTrue(is("a"))), "(o.a = 1) IS NOT TRUE");
  EXPECT_EQ(Text(IsNotTrue(Not(Col("a")))), "(NOT o.a) IS NOT TRUE");
  EXPECT_EQ(Text(IsNullOf(Op(Operator::kAdd, Col("a"), Col("b")))), "o.a + o.b IS NULL");
  EXPECT_EQ(Text(IsNullOf(IsNullOf(Col("a")))), "(o.a IS NULL) IS NULL");
  EXPECT_EQ(Text(Op(Operator::kIsDistinct, Col("a"), Const(kPaid))), "o.a IS DISTINCT FROM 'paid'");
}

TEST_F(Rendering, ListsAndRanges) {
  EXPECT_EQ(Text(Expr{InList{Col("a"), Two(Const(kOne), Const(kMinusOne)), false}}),
            "o.a IN (1, -1)");
  EXPECT_EQ(Text(Expr{InList{Or(Col("a"), Col("b")), Two(Const(kOne), Const(kOne)), true}}),
            "(o.a OR o.b) NOT IN (1, 1)");
  EXPECT_EQ(Text(Expr{Between{Col("a"), Const(kMinusOne), Const(kOne), true}}),
            "o.a NOT BETWEEN -1 AND 1");
  EXPECT_EQ(Text(Expr{List{Two(Const(kOne), Col("a"))}}), "[1, o.a]");
}

TEST_F(Rendering, NegativeNumbersNeverMeetAnotherSign) {
  EXPECT_EQ(Text(Op(Operator::kSubtract, Col("a"), Const(kMinusOne))), "o.a - -1");
  EXPECT_EQ(Text(Expr{Unary{UnaryOp::kNegate, Const(kMinusOne)}}), "-(-1)");
  EXPECT_EQ(Text(Expr{Unary{UnaryOp::kNegate, Expr{Unary{UnaryOp::kNegate, Col("a")}}}}),
            "-(-o.a)");
  EXPECT_EQ(Text(Expr{Collate{Const(kMinusOne), "de"}}), "(-1) COLLATE de");
}

TEST_F(Rendering, CaseCastAndTimes) {
  EXPECT_EQ(Text(CaseOf(IsNullOf(Col("a")), Const(kOne))), "CASE WHEN o.a IS NULL THEN 1 END");
  EXPECT_EQ(Text(CastTo(Col("a"), TypeKind::kFloat)), "CAST(o.a AS DOUBLE)");
  EXPECT_EQ(Text(Expr{Cast{Col("a"), DataType{TypeKind::kDecimal, 12, 2}, true}}),
            "TRY_CAST(o.a AS DECIMAL(12, 2))");
  DataType list{TypeKind::kList};
  list.element = TypeKind::kText;
  EXPECT_EQ(Text(Expr{Cast{Col("a"), list, false}}), "CAST(o.a AS VARCHAR[])");
  EXPECT_EQ(Text(Expr{AtZone{Expr{AtZone{Col("a"), "UTC"}}, "Europe/Amsterdam"}}),
            "o.a AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Amsterdam'");
  EXPECT_EQ(
      Text(Expr{AtZone{Op(Operator::kAdd, Col("a"), Expr{IntervalOf{Const(kOne), "DAY"}}), "UTC"}}),
      "(o.a + INTERVAL 1 DAY) AT TIME ZONE 'UTC'");
  EXPECT_EQ(Text(Expr{IntervalOf{Const(kMinusOne), "MONTH"}}), "INTERVAL (-1) MONTH");
  EXPECT_EQ(Text(Expr{IntervalOf{Col("a"), "MONTH"}}), "INTERVAL (o.a) MONTH");
}

TEST_F(Rendering, Aggregates) {
  AggregateCall call{.function = expr::AggregateFunction::kStringAgg, .args = {}};
  call.name = "string_agg";
  call.args = Two(Col("a"), Const(kPaid));
  call.order_by.push_back(OrderKey{Col("b"), true, NullsPlace::kLast});
  call.order_by.push_back(OrderKey{Col("a"), false, NullsPlace::kNone});
  call.filter = IsNotNullOf(Col("c"));
  EXPECT_EQ(Text(Expr{Aggregate{std::move(call)}}),
            "string_agg(o.a, 'paid' ORDER BY o.b DESC NULLS LAST, o.a) "
            "FILTER (WHERE o.c IS NOT NULL)");
  AggregateCall rows{.function = expr::AggregateFunction::kCount, .args = {}};
  rows.name = "count";
  EXPECT_EQ(Text(Expr{Aggregate{std::move(rows)}}), "count(*)");
}

TEST_F(Rendering, VerbatimTextCannotSwallowWhatFollows) {
  EXPECT_EQ(Text(Expr{Verbatim{"a + 1"}}), "(a + 1)");
  EXPECT_EQ(Text(Expr{Verbatim{"a -- comment"}}), "(a -- comment\n)");
}

TEST_F(Rendering, AWholeStatement) {
  const model::Source customers = TableSource({"crm", "Customers"});
  const model::Source regions = TableSource({"regions"});
  Query query = Select(Col("status"));
  query.joins.push_back(
      Join{.kind = JoinKind::kLeft, .table = {&customers, "c", {}}, .nested = {}, .on = {}});
  Join& join = query.joins.back();
  join.on.push_back(Op(Operator::kEq, Col("customer_id"), Expr{Column{"c", "id"}}));
  join.nested.push_back(
      Join{.kind = JoinKind::kInner, .table = {&regions, "r", {}}, .nested = {}, .on = {}});
  join.nested.back().on.push_back(
      Op(Operator::kEq, Expr{Column{"c", "region"}}, Expr{Column{"r", "id"}}));
  query.where.push_back(Op(Operator::kEq, Col("a"), Const(kOne)));
  query.where.push_back(Or(Col("b"), Col("c")));
  query.group_by = 1;
  query.having.push_back(Or(Col("d"), Col("e")));
  query.order_by.push_back(QueryOrder{0, Const(kOne), true, NullsPlace::kLast});
  query.order_by.push_back(QueryOrder{std::nullopt, Col("z"), false, NullsPlace::kFirst});
  query.limit = 10;
  query.offset = 20;
  EXPECT_EQ(Sql(query),
            "SELECT\n"
            "  o.status AS x\n"
            "FROM orders AS o\n"
            "LEFT JOIN (crm.\"Customers\" AS c INNER JOIN regions AS r ON c.region = r.id) "
            "ON o.customer_id = c.id\n"
            "WHERE o.a = 1\n"
            "  AND (o.b OR o.c)\n"
            "GROUP BY 1\n"
            "HAVING o.d OR o.e\n"
            "ORDER BY 1 DESC NULLS LAST, o.z NULLS FIRST\n"
            "LIMIT 10\n"
            "OFFSET 20");
}

TEST_F(Rendering, ValuesAreParametersOrLiterals) {
  Query query = Select(Const(kPaid, true));
  query.where.push_back(Op(Operator::kEq, Col("a"), Const(kOne, true)));
  query.where.push_back(Op(Operator::kEq, Col("b"), Const(kMinusOne)));
  EXPECT_EQ(Sql(query, ValueStyle::kParameters),
            "SELECT\n  $1 AS x\nFROM orders AS o\nWHERE o.a = $2\n  AND o.b = -1");
  EXPECT_EQ(parameters_, (std::vector<Value>{std::string("paid"), std::int64_t{1}}));
  EXPECT_EQ(Sql(query, ValueStyle::kLiterals),
            "SELECT\n  'paid' AS x\nFROM orders AS o\nWHERE o.a = 1\n  AND o.b = -1");
  EXPECT_TRUE(parameters_.empty());
}

TEST_F(Rendering, AGroupKeyIsTheSameParameterInHaving) {
  Query query = Select(Op(Operator::kConcat, Col("a"), Const(kPaid, true)));
  query.group_by = 1;
  query.where.push_back(Op(Operator::kEq, Col("b"), Const(kPaid, true)));
  query.having.push_back(
      Op(Operator::kEq, Op(Operator::kConcat, Col("a"), Const(kPaid, true)), Const(kOne, true)));
  EXPECT_EQ(Sql(query, ValueStyle::kParameters),
            "SELECT\n  o.a || $1 AS x\nFROM orders AS o\nWHERE o.b = $1\nGROUP BY 1\n"
            "HAVING o.a || $1 = $2");
  EXPECT_EQ(parameters_.size(), 2U);
}

TEST_F(Rendering, EqualValuesOfGroupKeysAreOneParameter) {
  const Value again = kPaid;
  Query query = Select(Op(Operator::kConcat, Const(kPaid, true), Const(again, true)));
  query.group_by = 1;
  query.having.push_back(
      Op(Operator::kEq, Op(Operator::kConcat, Const(again, true), Const(kPaid, true)), Col("a")));
  EXPECT_EQ(Sql(query, ValueStyle::kParameters),
            "SELECT\n  $1 || $1 AS x\nFROM orders AS o\nGROUP BY 1\nHAVING $1 || $1 = o.a");
  EXPECT_EQ(parameters_.size(), 1U);
}

TEST_F(Rendering, Sources) {
  Query query = Select(Col("a"));
  model::Source derived;
  derived.kind = model::Source::Kind::kSql;
  derived.sql = "select * from t -- all\n ; ";
  query.from.source = &derived;
  EXPECT_EQ(Sql(query), "SELECT\n  o.a AS x\nFROM (\nselect * from t -- all\n) AS o");

  model::Source file;
  file.kind = model::Source::Kind::kFile;
  query.from.source = &file;
  const auto from = [&](std::string path) {
    file.file = std::move(path);
    return Sql(query).substr(std::string("SELECT\n  o.a AS x\n").size());
  };
  EXPECT_EQ(from("/data/x.parquet"), "FROM read_parquet('/data/x.parquet') AS o");
  EXPECT_EQ(from("/data/*.csv"), "FROM read_csv('/data/*.csv') AS o");
  EXPECT_EQ(from("/it's/x.TSV.gz"), "FROM read_csv('/it''s/x.TSV.gz') AS o");
  file.file = "/data/x.xlsx";
  const auto refused = Render(query, kDuckDb, ValueStyle::kLiterals);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnsupportedByDialect);
}

TEST_F(Rendering, ComputedColumnsStandBeforeTheStatement) {
  Query query = Select(Col("semaflow_sql_1"));
  WithEntry& entry = query.with.emplace_back(WithEntry{"semaflow_table_1", query.from.source, {}});
  entry.computed.push_back(ComputedColumn{"semaflow_sql_1", Expr{Verbatim{"a + 1"}}});
  query.from.with = entry.name;
  EXPECT_EQ(Sql(query),
            "WITH semaflow_table_1 AS (SELECT *, (a + 1) AS semaflow_sql_1 FROM orders)\n"
            "SELECT\n  o.semaflow_sql_1 AS x\n"
            "FROM semaflow_table_1 AS o");
}

TEST_F(Rendering, BoundsThatTheDatabaseWouldRefuseAreCut) {
  Query query = Select(Col("a"));
  query.limit = ~std::uint64_t{0};
  query.offset = 0;
  EXPECT_TRUE(Sql(query).ends_with("LIMIT 4611686018427387904\nOFFSET 0"));
}

TEST_F(Rendering, TooManyParameters) {
  Dialect narrow = kDuckDb;
  narrow.lexical.parameters_max = 1;
  Query query = Select(Const(kPaid, true));
  ASSERT_TRUE(Render(query, narrow, ValueStyle::kParameters));
  query.where.push_back(Op(Operator::kEq, Col("a"), Const(kOne, true)));
  const auto refused = Render(query, narrow, ValueStyle::kParameters);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kTooManyParameters);
}

TEST_F(Rendering, AMeantNodeIsABugHere) {
  Query query = Select(Op(Operator::kDivide, Col("a"), Col("b")));
  EXPECT_ANY_THROW(Render(query, kDuckDb, ValueStyle::kLiterals));
  query = Select(Expr{ReadPart{time::Part::kYearNumber, Col("a")}});
  EXPECT_ANY_THROW(Render(query, kDuckDb, ValueStyle::kLiterals));
}

}  // namespace
}  // namespace semaflow::sql
