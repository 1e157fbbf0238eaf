#include "request/exact_number.h"

#include <gtest/gtest.h>

#include <limits>

namespace semaflow::request {
namespace {

TEST(IsJsonNumber, IsTheGrammarOfJson) {
  for (const char* text : {"0", "-0", "1", "-12", "0.5", "1.50", "1e3", "1E+3", "-1.5e-3", "10"}) {
    EXPECT_TRUE(IsJsonNumber(text)) << text;
  }
  for (const char* text :
       {"",     "-",   "+1", "01", "00",  "-01",      "1.",  ".5",  "1e",    "1e+",
        "1.e3", "0x1", "1 ", " 1", "NaN", "Infinity", "1_0", "--1", "1.2.3", "1e2e3"}) {
    EXPECT_FALSE(IsJsonNumber(text)) << text;
  }
}

TEST(PlainDecimal, KeepsEveryDigit) {
  EXPECT_EQ(PlainDecimal("12.50"), "12.50");
  EXPECT_EQ(PlainDecimal("-0.10"), "-0.10");
  EXPECT_EQ(PlainDecimal("12345678901234567890123456789012345678"),
            "12345678901234567890123456789012345678");
  EXPECT_EQ(PlainDecimal("0.12345678901234567890123456789012345678"),
            "0.12345678901234567890123456789012345678");
  EXPECT_EQ(PlainDecimal("1234567890123456789.0123456789012345678"),
            "1234567890123456789.0123456789012345678");
}

TEST(PlainDecimal, OpensExponents) {
  EXPECT_EQ(PlainDecimal("1.5e3"), "1500");
  EXPECT_EQ(PlainDecimal("1.2345e2"), "123.45");
  EXPECT_EQ(PlainDecimal("15E-1"), "1.5");
  EXPECT_EQ(PlainDecimal("-15e-4"), "-0.0015");
  EXPECT_EQ(PlainDecimal("0e99"), "0");
  EXPECT_EQ(PlainDecimal("0.00e5"), "0");
  EXPECT_EQ(PlainDecimal("1e37"), "1" + std::string(37, '0'));
}

TEST(PlainDecimal, HasAtMost38Digits) {
  for (const char* text :
       {"123456789012345678901234567890123456789", "1e38", "1e400", "1e-39", "1e99999999999999",
        "1e-99999999999999", "1.23456789012345678901234567890123456789",
        "1234567890.12345678901234567890123456789"}) {
    EXPECT_EQ(PlainDecimal(text), std::nullopt) << text;
  }
  EXPECT_EQ(PlainDecimal("1e-38"), "0." + std::string(37, '0') + "1");
}

TEST(WholeNumber, IsExactTo64Bits) {
  EXPECT_EQ(WholeNumber("9007199254740993"), 9007199254740993);
  EXPECT_EQ(WholeNumber("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(WholeNumber("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(WholeNumber("9223372036854775808"), std::nullopt);
  EXPECT_EQ(WholeNumber("9223372036854775807.0"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(WholeNumber("-0"), 0);
}

TEST(WholeNumber, MayBeWrittenInOtherWays) {
  EXPECT_EQ(WholeNumber("20.0"), 20);
  EXPECT_EQ(WholeNumber("2e1"), 20);
  EXPECT_EQ(WholeNumber("-1.50e1"), -15);
  EXPECT_EQ(WholeNumber("0.000"), 0);
  EXPECT_EQ(WholeNumber("200e-1"), 20);
  EXPECT_EQ(WholeNumber("1e18"), 1'000'000'000'000'000'000);
  for (const char* text : {"1.5", "1e-1", "1e19", "1e99", "1e99999999999", "0.1"}) {
    EXPECT_EQ(WholeNumber(text), std::nullopt) << text;
  }
}

TEST(FloatNumber, IsTheNearestDouble) {
  EXPECT_EQ(FloatNumber("0.1"), 0.1);
  EXPECT_EQ(FloatNumber("-1e300"), -1e300);
  EXPECT_EQ(FloatNumber("1e999"), std::nullopt);
  EXPECT_EQ(FloatNumber("-1e999"), std::nullopt);
}

}  // namespace
}  // namespace semaflow::request
