#include "sql/literal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "sql/test_text_decoder.h"

namespace semaflow::sql {
namespace {

using semaflow::testing::SqlTextDecoder;
using namespace std::string_view_literals;

std::string Literal(const Value& value, const Dialect& dialect = kDuckDb) {
  std::string out;
  AppendLiteral(out, value, dialect);
  return out;
}
std::string Name(std::string_view name, const Dialect& dialect = kDuckDb) {
  SqlText out(4);
  AppendIdentifier(out, name, dialect.lexical);
  return out.Take();
}

TEST(SqlLiteral, Texts) {
  EXPECT_EQ(Literal(std::string("paid")), "'paid'");
  EXPECT_EQ(Literal(std::string("")), "''");
  EXPECT_EQ(Literal(std::string("it's")), "'it''s'");
  EXPECT_EQ(Literal(std::string("\\'; drop table x; --")), "'\\''; drop table x; --'");
  EXPECT_EQ(Literal(std::string("a\"b")), "'a\"b'");
  EXPECT_EQ(Literal(std::string("a\nb")), "'a\nb'");
}

TEST(SqlLiteral, ANulByteIsPutInByItsNumber) {
  EXPECT_EQ(Literal(std::string("a\0b"sv)), "('a' || chr(0) || 'b')");
  EXPECT_EQ(Literal(std::string("\0"sv)), "('' || chr(0) || '')");
  EXPECT_EQ(Literal(std::string("'\0\0'"sv)), "('''' || chr(0) || '' || chr(0) || '''')");
}

TEST(SqlLiteral, HostileTextsReadBackAsThemselves) {
  const std::vector<std::string> texts = {"foo' OR '1'='1",
                                          "\\'; drop table x; --",
                                          "a\"b",
                                          std::string("\0'\0"sv),
                                          "😀",
                                          "''",
                                          "'",
                                          "/* */",
                                          "$1",
                                          "' || chr(0) || '",
                                          "U&'\\'",
                                          std::string(1 << 20, '\'')};
  for (const std::string& text : texts) {
    EXPECT_EQ(SqlTextDecoder::Text(Literal(text)), text) << text.substr(0, 40);
    EXPECT_EQ(SqlTextDecoder::Text(Literal(text, kPostgres)), text) << text.substr(0, 40);
  }
}

TEST(SqlLiteral, TheDecoderIsStrict) {
  EXPECT_EQ(SqlTextDecoder::Text("'a'; drop"), std::nullopt);
  EXPECT_EQ(SqlTextDecoder::Text("'a"), std::nullopt);
  EXPECT_EQ(SqlTextDecoder::Text("'a''"), std::nullopt);
  EXPECT_EQ(SqlTextDecoder::Text("('a' || chr(0)"), std::nullopt);
  EXPECT_EQ(SqlTextDecoder::Text("'a\0'"sv), std::nullopt);
  EXPECT_EQ(SqlTextDecoder::Identifier("Abc"), std::nullopt);
  EXPECT_EQ(SqlTextDecoder::Identifier("\"a\" b"), std::nullopt);
}

TEST(SqlLiteral, Numbers) {
  EXPECT_EQ(Literal(std::int64_t{0}), "0");
  EXPECT_EQ(Literal(std::int64_t{-5}), "-5");
  EXPECT_EQ(Literal(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(Literal(Decimal{"-12.50"}), "-12.50");
  // An exponent makes it a double and no decimal.
  EXPECT_EQ(Literal(0.1), "0.1e0");
  EXPECT_EQ(Literal(1.0), "1e0");
  EXPECT_EQ(Literal(1e300), "1e+300");
  EXPECT_EQ(Literal(5e-324), "5e-324");
  EXPECT_EQ(Literal(std::numeric_limits<double>::quiet_NaN()), "CAST('nan' AS DOUBLE)");
  EXPECT_EQ(Literal(std::numeric_limits<double>::infinity()), "CAST('inf' AS DOUBLE)");
  EXPECT_EQ(Literal(-std::numeric_limits<double>::infinity()), "CAST('-inf' AS DOUBLE)");
}

TEST(SqlLiteral, NumbersBelowZeroAreToldApart) {
  EXPECT_TRUE(IsNegative(std::int64_t{-1}));
  EXPECT_TRUE(IsNegative(-0.5));
  EXPECT_TRUE(IsNegative(-0.0));
  EXPECT_TRUE(IsNegative(Decimal{"-1"}));
  EXPECT_FALSE(IsNegative(std::int64_t{0}));
  EXPECT_FALSE(IsNegative(Decimal{"1"}));
  EXPECT_FALSE(IsNegative(std::string("-1")));
}

TEST(SqlLiteral, OtherKinds) {
  EXPECT_EQ(Literal(Null{}), "NULL");
  EXPECT_EQ(Literal(true), "TRUE");
  EXPECT_EQ(Literal(false), "FALSE");
  EXPECT_EQ(Literal(Date{19782}), "DATE '2024-02-29'");
  EXPECT_EQ(Literal(Timestamp{1709210096789000}), "TIMESTAMP '2024-02-29 12:34:56.789'");
  EXPECT_EQ(Literal(Instant{1709210096000000}), "TIMESTAMPTZ '2024-02-29 12:34:56+00'");
  EXPECT_EQ(Literal(TimeOfDay{45296500000}), "TIME '12:34:56.5'");
  EXPECT_EQ(Literal(Interval{1, 2, 3'000'000}), "INTERVAL '1 month 2 days 3 seconds'");
  EXPECT_EQ(Literal(semaflow::Binary{std::string("\0A\xff"sv)}), "unhex('0041FF')");
}

TEST(SqlLiteral, OfPostgres) {
  // An exponent makes no float there.
  EXPECT_EQ(Literal(0.1, kPostgres), "FLOAT8 '0.1'");
  EXPECT_EQ(Literal(-1e300, kPostgres), "FLOAT8 '-1e+300'");
  EXPECT_EQ(Literal(std::numeric_limits<double>::infinity(), kPostgres),
            "CAST('inf' AS DOUBLE PRECISION)");
  EXPECT_EQ(Literal(semaflow::Binary{std::string("\0A\xff"sv)}, kPostgres),
            "decode('0041FF', 'hex')");
  EXPECT_EQ(Literal(Timestamp{1709210096789000}, kPostgres), "TIMESTAMP '2024-02-29 12:34:56.789'");
}

TEST(SqlIdentifier, IsQuotedOnlyWhereItHasToBe) {
  EXPECT_EQ(Name("orders"), "orders");
  EXPECT_EQ(Name("_x1"), "_x1");
  EXPECT_EQ(Name("order"), "\"order\"");
  EXPECT_EQ(Name("select"), "\"select\"");
  EXPECT_EQ(Name("xmltable"), "\"xmltable\"");
  EXPECT_EQ(Name("Orders"), "\"Orders\"");
  EXPECT_EQ(Name("o.revenue"), "\"o.revenue\"");
  EXPECT_EQ(Name("1a"), "\"1a\"");
  EXPECT_EQ(Name("a b"), "\"a b\"");
  EXPECT_EQ(Name("größe"), "\"größe\"");
  EXPECT_EQ(Name("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(Name("\"; drop table x; --"), "\"\"\"; drop table x; --\"");
  EXPECT_EQ(Name(""), "\"\"");
}

TEST(SqlIdentifier, EveryReservedWordIsQuoted) {
  for (const Dialect* dialect : {&kDuckDb, &kPostgres}) {
    for (const std::string_view word : dialect->lexical.reserved.words) {
      EXPECT_EQ(Name(word, *dialect), "\"" + std::string(word) + "\"");
    }
  }
}

}  // namespace
}  // namespace semaflow::sql
