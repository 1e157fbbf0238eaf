// Every type of a database as an answer: its kind, its Arrow type, its JSON, and NULL.
#include <gmock/gmock.h>

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "tests/conformance/backend_under_test.h"

namespace semaflow::conformance {
namespace {

struct TypeCase {
  std::string_view sql;    ///< One value.
  std::string_view type;   ///< ToString of its DataType.
  std::string_view arrow;  ///< Its Arrow format.
  std::string_view json;
};

constexpr TypeCase kDuckDbCases[] = {
    {"true", "boolean", "b", "true"},
    {"(-128)::TINYINT", "integer", "l", "-128"},
    {"(-32768)::SMALLINT", "integer", "l", "-32768"},
    {"2147483647::INTEGER", "integer", "l", "2147483647"},
    {"9223372036854775807::BIGINT", "integer", "l", "9223372036854775807"},
    {"(-9223372036854775808)::BIGINT", "integer", "l", "-9223372036854775808"},
    {"255::UTINYINT", "integer", "l", "255"},
    {"65535::USMALLINT", "integer", "l", "65535"},
    {"4294967295::UINTEGER", "integer", "l", "4294967295"},
    {"9223372036854775807::UBIGINT", "integer", "l", "9223372036854775807"},
    {"(-9223372036854775808)::HUGEINT", "integer", "l", "-9223372036854775808"},
    {"9223372036854775807::UHUGEINT", "integer", "l", "9223372036854775807"},
    {"1.5::FLOAT", "float", "g", "1.5"},
    {"0.1::DOUBLE", "float", "g", "0.1"},
    {"'nan'::DOUBLE", "float", "g", "null"},
    {"'-inf'::DOUBLE", "float", "g", "null"},
    {"(-0.05)::DECIMAL(4,2)", "decimal(4, 2)", "d:4,2", "-0.05"},
    {"12345.678::DECIMAL(9,3)", "decimal(9, 3)", "d:9,3", "12345.678"},
    {"(-1234567890123.45678)::DECIMAL(18,5)", "decimal(18, 5)", "d:18,5", "-1234567890123.45678"},
    {"99999999999999999999999999999999999.999::DECIMAL(38,3)", "decimal(38, 3)", "d:38,3",
     "99999999999999999999999999999999999.999"},
    {"''", "text", "u", "\"\""},
    {"'twelve bytes'", "text", "u", "\"twelve bytes\""},
    {"'more than twelve bytes, 東京 🛫'", "text", "u", "\"more than twelve bytes, 東京 🛫\""},
    {"chr(0) || 'x'", "text", "u", "\"\\u0000x\""},
    {"'ann'::ENUM('bob', 'ann')", "text", "u", "\"ann\""},
    {"'550e8400-e29b-41d4-a716-446655440000'::UUID", "text", "u",
     "\"550e8400-e29b-41d4-a716-446655440000\""},
    {"'ffffffff-ffff-ffff-ffff-ffffffffffff'::UUID", "text", "u",
     "\"ffffffff-ffff-ffff-ffff-ffffffffffff\""},
    {"'{\"a\": [1, null]}'::JSON", "json", "u", "{\"a\":[1,null]}"},
    {"'\\x00\\xFF'::BLOB", "binary", "z", "\"00ff\""},
    {"DATE '2024-02-29'", "date", "tdD", "\"2024-02-29\""},
    {"DATE '0001-01-01'", "date", "tdD", "\"0001-01-01\""},
    {"DATE '0044-03-15 (BC)'", "date", "tdD", "\"-0043-03-15\""},
    {"'infinity'::DATE", "date", "tdD", "\"infinity\""},
    {"TIME '12:34:56.789'", "time", "ttu", "\"12:34:56.789\""},
    {"TIME '24:00:00'", "time", "ttu", "\"24:00:00\""},
    {"TIMESTAMP '2024-02-29 12:34:56.789012'", "timestamp",
     "tsu:", "\"2024-02-29T12:34:56.789012\""},
    {"TIMESTAMP '1969-12-31 23:59:59.999999'", "timestamp",
     "tsu:", "\"1969-12-31T23:59:59.999999\""},
    {"'2024-02-29 12:34:56'::TIMESTAMP_S", "timestamp", "tsu:", "\"2024-02-29T12:34:56\""},
    {"'2024-02-29 12:34:56.789'::TIMESTAMP_MS", "timestamp", "tsu:", "\"2024-02-29T12:34:56.789\""},
    {"'2024-02-29 12:34:56.789012345'::TIMESTAMP_NS", "timestamp",
     "tsu:", "\"2024-02-29T12:34:56.789012\""},
    {"'1969-12-31 23:59:59.999999999'::TIMESTAMP_NS", "timestamp",
     "tsu:", "\"1969-12-31T23:59:59.999999\""},
    {"'infinity'::TIMESTAMP_S", "timestamp", "tsu:", "\"infinity\""},
    {"TIMESTAMPTZ '2024-02-29 12:00:00+01'", "timestamptz", "tsu:Europe/Amsterdam",
     "\"2024-02-29T12:00:00+01:00\""},
    {"TIMESTAMPTZ '2024-07-01 00:00:00Z'", "timestamptz", "tsu:Europe/Amsterdam",
     "\"2024-07-01T02:00:00+02:00\""},
    {"INTERVAL '14 months 3 days 04:05:06.7'", "interval", "tin", "\"P1Y2M3DT4H5M6.700S\""},
    {"[1, NULL, 3]", "list(integer)", "+l", "[1,null,3]"},
    {"[]::VARCHAR[]", "list(text)", "+l", "[]"},
    {"['']", "list(text)", "+l", "[\"\"]"},
    {"[]::BIGINT[]", "list(integer)", "+l", "[]"},
    {"[]::BOOLEAN[]", "list(boolean)", "+l", "[]"},
    {"[]::DECIMAL(38,2)[]", "list(decimal)", "+l", "[]"},
    {"[]::TIMESTAMP_NS[]", "list(timestamp)", "+l", "[]"},
    {"[1.50, 2]::DECIMAL(5,2)[]", "list(decimal)", "+l", "[1.50,2.00]"},
    {"[TIMESTAMPTZ '2024-07-01 00:00:00Z']", "list(timestamptz)", "+l",
     "[\"2024-07-01T02:00:00+02:00\"]"},
    {"array_value('a', 'b')", "list(text)", "+l", "[\"a\",\"b\"]"},
    {"sum(x)", "integer", "l", "3"},
    {"sum(x::DECIMAL(10,2))", "decimal(38, 2)", "d:38,2", "3.00"},
    {"sum(x::DOUBLE)", "float", "g", "3.0"},
    {"count(*)", "integer", "l", "2"},
};

constexpr TypeCase kPostgresCases[] = {
    {"true", "boolean", "b", "true"},
    {"false", "boolean", "b", "false"},
    {"(-32768)::smallint", "integer", "l", "-32768"},
    {"2147483647::integer", "integer", "l", "2147483647"},
    {"9223372036854775807::bigint", "integer", "l", "9223372036854775807"},
    {"(-9223372036854775808)::bigint", "integer", "l", "-9223372036854775808"},
    {"4294967295::oid", "integer", "l", "4294967295"},
    {"1.5::real", "float", "g", "1.5"},
    {"0.1::float8", "float", "g", "0.1"},
    {"'nan'::float8", "float", "g", "null"},
    {"'-infinity'::float8", "float", "g", "null"},
    {"(-0.05)::numeric(4,2)", "decimal(4, 2)", "d:4,2", "-0.05"},
    {"0::numeric(4,2)", "decimal(4, 2)", "d:4,2", "0.00"},
    {"12345.678::numeric(9,3)", "decimal(9, 3)", "d:9,3", "12345.678"},
    {"(-1234567890123.45678)::numeric(18,5)", "decimal(18, 5)", "d:18,5", "-1234567890123.45678"},
    {"99999999999999999999999999999999999.999::numeric(38,3)", "decimal(38, 3)", "d:38,3",
     "99999999999999999999999999999999999.999"},
    {"12345::numeric(3,-2)", "decimal(5, 0)", "d:5,0", "12300"},
    {"0.00001::numeric(3,5)", "decimal(5, 5)", "d:5,5", "0.00001"},
    {"10000.0001::numeric", "decimal(38, 4)", "d:38,4", "10000.0001"},
    {"1e20::numeric", "decimal(38, 0)", "d:38,0", "100000000000000000000"},
    {"''::text", "text", "u", "\"\""},
    {"'twelve bytes'", "text", "u", "\"twelve bytes\""},
    {"'more than twelve bytes, 東京 🛫'::varchar(40)", "text", "u",
     "\"more than twelve bytes, 東京 🛫\""},
    {"'ab'::char(4)", "text", "u", "\"ab  \""},
    {"'x'::\"char\"", "text", "u", "\"x\""},
    {"'a name'::name", "text", "u", "\"a name\""},
    {"'<a/>'::xml", "text", "u", "\"<a/>\""},
    {"'550e8400-e29b-41d4-a716-446655440000'::uuid", "text", "u",
     "\"550e8400-e29b-41d4-a716-446655440000\""},
    {"'{\"a\": [1, null]}'::json", "json", "u", "{\"a\":[1,null]}"},
    {"'{\"a\": [1, null]}'::jsonb", "json", "u", "{\"a\":[1,null]}"},
    {"'\\x00ff'::bytea", "binary", "z", "\"00ff\""},
    {"DATE '2024-02-29'", "date", "tdD", "\"2024-02-29\""},
    {"DATE '0001-01-01'", "date", "tdD", "\"0001-01-01\""},
    {"DATE '0044-03-15 BC'", "date", "tdD", "\"-0043-03-15\""},
    {"'infinity'::date", "date", "tdD", "\"infinity\""},
    {"'-infinity'::date", "date", "tdD", "\"-infinity\""},
    {"TIME '12:34:56.789'", "time", "ttu", "\"12:34:56.789\""},
    {"TIME '24:00:00'", "time", "ttu", "\"24:00:00\""},
    {"TIMESTAMP '2024-02-29 12:34:56.789012'", "timestamp",
     "tsu:", "\"2024-02-29T12:34:56.789012\""},
    {"TIMESTAMP '1969-12-31 23:59:59.999999'", "timestamp",
     "tsu:", "\"1969-12-31T23:59:59.999999\""},
    {"'infinity'::timestamp", "timestamp", "tsu:", "\"infinity\""},
    {"'-infinity'::timestamptz", "timestamptz", "tsu:Europe/Amsterdam", "\"-infinity\""},
    {"TIMESTAMPTZ '2024-02-29 12:00:00+01'", "timestamptz", "tsu:Europe/Amsterdam",
     "\"2024-02-29T12:00:00+01:00\""},
    {"TIMESTAMPTZ '2024-07-01 00:00:00Z'", "timestamptz", "tsu:Europe/Amsterdam",
     "\"2024-07-01T02:00:00+02:00\""},
    {"INTERVAL '14 months 3 days 04:05:06.7'", "interval", "tin", "\"P1Y2M3DT4H5M6.700S\""},
    {"ARRAY[1, NULL, 3]", "list(integer)", "+l", "[1,null,3]"},
    {"ARRAY[]::varchar[]", "list(text)", "+l", "[]"},
    {"ARRAY['']", "list(text)", "+l", "[\"\"]"},
    {"ARRAY[true, NULL, false]", "list(boolean)", "+l", "[true,null,false]"},
    {"ARRAY[1.50, 2]::numeric(5,2)[]", "list(decimal)", "+l", "[1.50,2.00]"},
    {"ARRAY[TIMESTAMPTZ '2024-07-01 00:00:00Z']", "list(timestamptz)", "+l",
     "[\"2024-07-01T02:00:00+02:00\"]"},
    {"sum(x)", "integer", "l", "3"},
    {"sum(x::numeric(10,2))", "decimal(38, 2)", "d:38,2", "3.00"},
    {"sum(x::float8)", "float", "g", "3.0"},
    {"count(*)", "integer", "l", "2"},
};

std::span<const TypeCase> Cases(const std::string& backend) {
  static const std::map<std::string, std::span<const TypeCase>> cases = {
      {"duckdb", kDuckDbCases},
      {"postgres_15", kPostgresCases},
      {"postgres_18", kPostgresCases},
      {"pgbouncer", kPostgresCases}};
  return cases.at(backend);
}

class TypesTest : public ConformanceTest {};
SEMAFLOW_CONFORMANCE(TypesTest, BackendsOfSql());

TEST_P(TypesTest, HaveAKindAnArrowTypeAndJson) {
  for (const auto& [expression, type, arrow, json] : Cases(database().name)) {
    const bool is_aggregate = expression.find("(x") != std::string_view::npos ||
                              expression.find("(*)") != std::string_view::npos;
    const std::string sql =
        "SELECT " + std::string(expression) + (is_aggregate ? " FROM (VALUES (1), (2)) t(x)" : "");
    EXPECT_EQ(Rows(sql, {}, "Europe/Amsterdam"), "[[" + std::string(json) + "]]") << sql;
    const auto rows = connection_->Execute({.sql = sql, .time_zone = "Europe/Amsterdam"});
    ASSERT_TRUE(rows) << sql;
    EXPECT_EQ(ToString((*rows)->columns()[0].type), type) << sql;
    EXPECT_EQ((*rows)->schema()->children[0]->format, arrow) << sql;
  }
}

TEST_P(TypesTest, HaveNull) {
  for (const TypeCase& each : Cases(database().name)) {
    if (each.sql.find("sum(") == 0 || each.sql == "count(*)") continue;
    const std::string sql = "SELECT v FROM (VALUES (0), (1), (2)) t(i) LEFT JOIN (SELECT 1 AS j, " +
                            std::string(each.sql) + " AS v) u ON i = j ORDER BY i";
    EXPECT_EQ(Rows(sql, {}, "Europe/Amsterdam"), "[[null],[" + std::string(each.json) + "],[null]]")
        << sql;
  }
  EXPECT_EQ(Rows("SELECT NULL"), "[[null]]");
}

TEST_P(TypesTest, AnIntegerBeyond64BitsIsAnErrorNeverAnotherNumber) {
  const ColumnInfo sum{.name = "s", .type = {.kind = TypeKind::kInteger}};
  EXPECT_THAT(Rows(std::string(database().sum_overflows), {}, "UTC", {sum}),
              testing::AllOf(testing::StartsWith("B004: "), testing::HasSubstr("\"s\"")));
}

class PostgresTypesTest : public ConformanceTest {};
INSTANTIATE_TEST_SUITE_P(Postgres, PostgresTypesTest,
                         testing::Values(AllBackends()[1], AllBackends()[2]),
                         [](const auto& backend) { return backend.param.name; });

TEST_P(PostgresTypesTest, WhatCannotBeReadIsAnErrorThatNamesTheColumn) {
  for (const char* value : {"ROW(1, 2)", "int4range(1, 2)", "point '(1,2)'", "B'101'",
                            "TIMETZ '12:00:00+01'", "inet '10.0.0.1'", "money '1'"}) {
    EXPECT_THAT(Rows("SELECT " + std::string(value) + " AS odd"),
                testing::StartsWith("B005: column \"odd\" is "))
        << value;
  }
}

TEST_P(PostgresTypesTest, ValuesBeyondTheirRangeAreErrors) {
  for (const char* value : {"1e38::numeric", "1e38::numeric(40,1)", "ARRAY[[1, 2]]",
                            "INTERVAL '290000 years' + INTERVAL '9223372036854 seconds'"}) {
    EXPECT_THAT(Rows("SELECT " + std::string(value) + " AS v"),
                testing::StartsWith("B004: a value of column \"v\" is "))
        << value;
  }
}

TEST_P(PostgresTypesTest, WhatIsNoNumberIsCalledByItsName) {
  const auto rows = [this](const std::string& value) { return Rows("SELECT " + value + " AS v"); };
  const std::string is = "B004: a value of column \"v\" is ";
  EXPECT_EQ(rows("'NaN'::numeric(10,2)"), is + "NaN, which decimal(10, 2) cannot hold");
  EXPECT_EQ(rows("'NaN'::numeric"), is + "NaN, which decimal(38, 0) cannot hold");
  EXPECT_EQ(rows("ARRAY['NaN'::numeric, 1.5]"), is + "NaN, which decimal(38, 1) cannot hold");
  EXPECT_EQ(rows("'-infinity'::numeric"), is + "infinite, which decimal(38, 0) cannot hold");
  EXPECT_EQ(rows("1e38::numeric"), is + "larger or has more digits than decimal(38, 0) can hold");
}

// What an answer is asked to be decides where a numeric says nothing, and no digit is lost.
TEST_P(PostgresTypesTest, ANumericIsWhatWasAsked) {
  const auto as = [this](std::string_view value, DataType type) {
    return Rows("SELECT " + std::string(value) + " AS v", {}, "UTC", {{.name = "v", .type = type}});
  };
  EXPECT_EQ(as("9223372036854775807::numeric", {.kind = TypeKind::kInteger}),
            "[[9223372036854775807]]");
  EXPECT_EQ(as("1.5", {.kind = TypeKind::kInteger}), "[[1.5]]") << "nobody knew";
  EXPECT_EQ(as("0.1 + 0.2", {.kind = TypeKind::kFloat}), "[[0.3]]");
  const DataType cents{.kind = TypeKind::kDecimal, .precision = 20, .scale = 2};
  EXPECT_EQ(as("12.5", cents), "[[12.50]]");
  EXPECT_EQ(as("12.50000", cents), "[[12.50]]");
  EXPECT_THAT(as("12.505", cents), testing::StartsWith("B004: "));
}

// The scale of the first rows is that of all; a digit beyond it is told, not cut.
TEST_P(PostgresTypesTest, ScalesComeFromTheFirstRows) {
  const std::string values =
      "SELECT (CASE WHEN n = {} THEN 0.001 ELSE 0.5 END) AS v FROM generate_series(1, 1000) t(n)";
  EXPECT_THAT(Rows(With(values, 200)), testing::StartsWith("[[0.500],"));
  EXPECT_THAT(Rows(With(values, 900)), testing::StartsWith("B004: a value of column \"v\""));
}

TEST_P(PostgresTypesTest, EnumsAndDomainsAreWhatTheyAreMadeOf) {
  const auto run = [this](const std::string& sql) { return Rows(sql); };
  EXPECT_EQ(run("SELECT 'b'::information_schema.sql_identifier"), "[[\"b\"]]");
  EXPECT_EQ(run("SELECT ARRAY['YES'::information_schema.yes_or_no::text]"), "[[[\"YES\"]]]");
}

class DuckDbTypesTest : public ConformanceTest {};
INSTANTIATE_TEST_SUITE_P(DuckDb, DuckDbTypesTest, testing::Values(AllBackends()[0]),
                         [](const auto& backend) { return backend.param.name; });

TEST_P(DuckDbTypesTest, WhatCannotBeReadIsAnErrorThatNamesTheColumn) {
  for (const char* value : {"{'a': 1}", "MAP {'a': 1}", "[[1]]", "'101'::BIT",
                            "TIMETZ '12:00:00+01'", "12::BIGNUM", "union_value(a := 1)"}) {
    const std::string outcome = Rows("SELECT " + std::string(value) + " AS odd");
    EXPECT_THAT(outcome, testing::StartsWith("B005: column \"odd\" is ")) << value;
  }
}

TEST_P(DuckDbTypesTest, ValuesBeyondTheirRangeAreErrors) {
  for (const char* value :
       {"18446744073709551615::UBIGINT", "9223372036854775808::HUGEINT",
        "(-9223372036854775809)::HUGEINT", "170141183460469231731687303715884105727::HUGEINT",
        "9223372036854775808::UHUGEINT", "[9223372036854775808::HUGEINT]",
        "to_microseconds(9223372036854775807)"}) {
    EXPECT_THAT(Rows("SELECT " + std::string(value) + " AS v"),
                testing::StartsWith("B004: a value of column \"v\" is larger"))
        << value;
  }
}

TEST_P(DuckDbTypesTest, ListsOfManyRowsKeepTheirItems) {
  EXPECT_EQ(Rows("SELECT CASE WHEN i % 3 = 1 THEN NULL ELSE [i, NULL, i * 10] END AS l "
                 "FROM range(5) t(i) ORDER BY i DESC"),
            "[[null],[[3,null,30]],[[2,null,20]],[null],[[0,null,0]]]");
  EXPECT_EQ(Rows("SELECT array_agg(i ORDER BY i) FROM range(5000) t(i) GROUP BY i % 2500 "
                 "ORDER BY 1 LIMIT 2"),
            "[[[0,2500]],[[1,2501]]]");
}

// Many chunks of odd sizes become one batch: what is appended must stand behind what was there.
TEST_P(DuckDbTypesTest, LongAnswersKeepEveryValueInItsRow) {
  for (const TypeCase& each : Cases(database().name)) {
    if (each.sql.find("sum(") == 0 || each.sql == "count(*)") continue;
    const std::string sql = "SELECT i, v FROM range(20000) t(i) LEFT JOIN (SELECT " +
                            std::string(each.sql) +
                            " AS v) ON i <= 5000 OR i % 7 <> 3 WHERE i % 5 <> 0 ORDER BY i";
    std::string expected = "[";
    for (int i = 0; i < 20000; ++i) {
      if (i % 5 == 0) continue;
      expected += expected.size() > 1 ? ",[" : "[";
      expected += std::to_string(i) + ",";
      expected += i > 5000 && i % 7 == 3 ? "null" : each.json;
      expected += "]";
    }
    EXPECT_TRUE(Rows(sql, {}, "Europe/Amsterdam") == expected + "]") << sql;
  }
}

TEST_P(DuckDbTypesTest, LongAnswersKeepTextsAndListsOfEveryLength) {
  for (const bool backwards : {false, true}) {
    const std::string sql =
        "SELECT i, i % 3 = 1, CASE WHEN i % 11 = 0 THEN NULL ELSE repeat('x', i % 30) END, "
        "CASE WHEN i % 13 = 5 THEN NULL ELSE [repeat('y', x * 9) FOR x IN range(i % 4)] END "
        "FROM range(50000) t(i) WHERE i % 5 <> 0 ORDER BY i" +
        std::string(backwards ? " DESC" : "");
    std::string expected;
    for (int row = 0; row < 50000; ++row) {
      const int i = backwards ? 49999 - row : row;
      if (i % 5 == 0) continue;
      expected += (expected.empty() ? "[" : ",[") + std::to_string(i);
      expected += i % 3 == 1 ? ",true," : ",false,";
      const std::string text(static_cast<std::size_t>(i % 30), 'x');
      expected += i % 11 == 0 ? "null," : '"' + text + "\",";
      std::string items;
      for (int x = 0; x < i % 4; ++x) {
        items += (x == 0 ? "\"" : ",\"") + std::string(static_cast<std::size_t>(x * 9), 'y') + '"';
      }
      expected += i % 13 == 5 ? "null]" : "[" + items + "]]";
    }
    EXPECT_TRUE(Rows(sql) == "[" + expected + "]") << sql;
  }
}

}  // namespace
}  // namespace semaflow::conformance
