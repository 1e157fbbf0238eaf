// Values on their way to the database: bound with their own types, whatever they hold.
#include <gmock/gmock.h>

#include <cmath>

#include "tests/conformance/backend_under_test.h"

namespace semaflow::conformance {
namespace {

class ParametersTest : public ConformanceTest {};
SEMAFLOW_CONFORMANCE(ParametersTest, BackendsOfSql());

TEST_P(ParametersTest, OfEveryTypeComeBackAsTheyWent) {
  const struct {
    Value value;
    std::string_view type;
    std::string_view json;
  } cases[] = {
      {true, "boolean", "true"},
      {std::int64_t{-9223372036854775807 - 1}, "integer", "-9223372036854775808"},
      {std::int64_t{9007199254740993}, "integer", "9007199254740993"},
      {0.1, "float", "0.1"},
      {1e300, "float", "1e+300"},
      {Decimal{"-12.50"}, "decimal(4, 2)", "-12.50"},
      {Decimal{"0.01"}, "decimal(3, 2)", "0.01"},
      {Decimal{".5"}, "decimal(1, 1)", "0.5"},
      {Decimal{"99999999999999999999999999999999999999"}, "decimal(38, 0)",
       "99999999999999999999999999999999999999"},
      {std::string("text"), "text", "\"text\""},
      {Date{19782}, "date", "\"2024-02-29\""},
      {Timestamp{1}, "timestamp", "\"1970-01-01T00:00:00.000001\""},
      {Instant{-1}, "timestamptz", "\"1969-12-31T23:59:59.999999+00:00\""},
      {TimeOfDay{86'399'999'999}, "time", "\"23:59:59.999999\""},
      {Interval{14, 3, 1}, "interval", "\"P1Y2M3DT0.000001S\""},
      {Binary{std::string("\0\xff\x80", 3)}, "binary", "\"00ff80\""},
  };
  for (const auto& [value, type, json] : cases) {
    EXPECT_EQ(Rows("SELECT $1", {value}), "[[" + std::string(json) + "]]");
    const std::size_t scale = type.starts_with("decimal") ? type.find(',') : std::string_view::npos;
    const bool is_sized = scale == std::string_view::npos || !Has(Quirk::kSizesNoDecimals);
    EXPECT_EQ(Types("SELECT $1", {value}),
              is_sized ? std::string(type) : "decimal(38" + std::string(type.substr(scale)));
  }
  EXPECT_EQ(Rows("SELECT $1", {Null{}}), "[[null]]");
  EXPECT_EQ(Rows("SELECT CAST($1 AS INTEGER) IS NULL", {Null{}}), "[[true]]");
}

TEST_P(ParametersTest, AreValuesAndNothingElse) {
  const std::string hostile[] = {"foo' OR '1'='1",
                                 R"(\'; drop table x; --)",
                                 "a\"b",
                                 std::string("a\0b", 3),
                                 "🛫 東京",
                                 "$1",
                                 "?",
                                 "%_\\%",
                                 "",
                                 std::string(1 << 20, 'x'),
                                 "\n\r\t\x01"};
  for (const std::string& text : hostile) {
    if (text.find('\0') != std::string::npos && Has(Quirk::kHasNoNulInTexts)) {
      EXPECT_THAT(Rows("SELECT $1", {text}), testing::HasSubstr("NUL byte"));
      continue;
    }
    EXPECT_EQ(Rows("SELECT count(*) FROM (VALUES ($1), ('other')) t(v) WHERE v = $1", {text}),
              "[[1]]");
    EXPECT_EQ(Rows("SELECT length($1::VARCHAR) > -1 AND $1 = $2", {text, text}), "[[true]]");
  }
}

TEST_P(ParametersTest, AreCountedAndCompared) {
  EXPECT_THAT(Rows("SELECT $1, $2", {true}), testing::StartsWith("B002: "));
  const bool takes_spare = Has(Quirk::kTakesSpareValues);
  EXPECT_THAT(Rows("SELECT $1", {true, false}),
              testing::StartsWith(takes_spare ? "[[true]]" : "B002: "));
  EXPECT_THAT(Rows("SELECT 1", {true}), testing::StartsWith(takes_spare ? "[[1]]" : "B002: "));
  EXPECT_THAT(Rows("SELECT $1", {Decimal{"100000000000000000000000000000000000000"}}),
              testing::StartsWith(Has(Quirk::kSizesNoDecimals) ? "B004: " : "B002: "));
  EXPECT_EQ(Rows("SELECT n FROM (VALUES (1), (2), (3)) t(n) WHERE n >= $1 AND n < $2 ORDER BY n",
                 {std::int64_t{2}, Decimal{"3.0"}}),
            "[[2]]");
}

TEST_P(ParametersTest, AreManyIfTheyMust) {
  std::string sql = "SELECT 7 IN (";
  std::vector<Value> values;
  for (std::int64_t i = 1; i <= 5000; ++i) {
    sql += (i == 1 ? "$" : ", $") + std::to_string(i);
    values.emplace_back(i);
  }
  EXPECT_EQ(Rows(sql + ")", std::move(values)), "[[true]]");
}

TEST_P(ParametersTest, NeverReachAnErrorMessage) {
  for (const char* sql :
       {"SELECT CAST($1 AS INTEGER)", "SELECT CAST($1 AS DATE)",
        "SELECT CAST(lower($1) AS INTEGER)", "SELECT 1 WHERE $1 = 1",
        "SELECT CAST($1 AS TIMESTAMP)", "SELECT regexp_matches('x', '(' || $1)"}) {
    for (const std::string secret : {"Secret-4711", "it's a Secret \"4711\"", "(Secret 4711"}) {
      const std::string outcome = Rows(sql, {secret});
      EXPECT_THAT(outcome, testing::StartsWith("B003: ")) << sql;
      EXPECT_THAT(outcome, testing::Not(testing::HasSubstr("ecret"))) << sql;
      EXPECT_THAT(outcome, testing::Not(testing::HasSubstr("4711"))) << sql;
    }
  }
  const std::string outcome =
      Rows("SELECT CAST($1 AS " + std::string(database().narrow_integer) + ")",
           {std::int64_t{47114711}});
  EXPECT_THAT(outcome, testing::StartsWith("B004: "));
  EXPECT_THAT(outcome, testing::Not(testing::HasSubstr("4711")));
}

}  // namespace
}  // namespace semaflow::conformance
