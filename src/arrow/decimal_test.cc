#include "arrow/decimal.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace semaflow::arrow {
namespace {

std::string Text(Int128 value, int scale) {
  std::string text;
  AppendDecimal(text, value, scale);
  return text;
}

std::string RoundTrip(std::string_view text, int precision, int scale) {
  const auto value = DecimalFromText(text, precision, scale);
  return value ? Text(*value, scale) : "refused";
}

TEST(Decimal, KeepsEveryDigit) {
  EXPECT_EQ(RoundTrip("0", 18, 2), "0.00");
  EXPECT_EQ(RoundTrip("-0.05", 18, 2), "-0.05");
  EXPECT_EQ(RoundTrip("12.5", 18, 2), "12.50");
  EXPECT_EQ(RoundTrip(".5", 18, 1), "0.5");
  EXPECT_EQ(RoundTrip("1.500", 18, 1), "1.5") << "idle zeros are no digits";
  EXPECT_EQ(RoundTrip("9007199254740993", 38, 0), "9007199254740993") << "2^53 + 1";
  EXPECT_EQ(RoundTrip("99999999999999999999999999999999999999", 38, 0),
            "99999999999999999999999999999999999999");
  EXPECT_EQ(RoundTrip("-99999999999999999999.999999999999999999", 38, 18),
            "-99999999999999999999.999999999999999999");
  EXPECT_EQ(RoundTrip("10000000000000000000000000000000000000", 38, 0),
            "10000000000000000000000000000000000000")
      << "zeros in the middle of 64-bit parts";
}

TEST(Decimal, RefusesWhatDoesNotFit) {
  EXPECT_EQ(RoundTrip("1.25", 18, 1), "refused") << "a digit too many behind the point";
  EXPECT_EQ(RoundTrip("1000", 3, 0), "refused");
  EXPECT_EQ(RoundTrip("99.5", 3, 2), "refused");
  EXPECT_EQ(RoundTrip("100000000000000000000000000000000000000", 0, 0), "refused");
  for (const char* text : {"", "-", ".", "1e3", "1,5", " 1", "+1", "--1", "1.2.3"}) {
    EXPECT_EQ(RoundTrip(text, 38, 2), "refused") << text;
  }
}

TEST(Decimal, ReadsWhatHugeIntegersHold) {
  EXPECT_EQ(Text({~std::uint64_t{0}, -1}, 0), "-1");
  EXPECT_EQ(Text({0, 1}, 0), "18446744073709551616");
  EXPECT_EQ(Text({0, std::numeric_limits<std::int64_t>::min()}, 0),
            "-170141183460469231731687303715884105728");
}

RC_GTEST_PROP(Decimal, TextAndBack, (std::int64_t high, std::uint64_t low)) {
  const Int128 value{low, high / 2};  // below 10^38
  RC_ASSERT(DecimalFromText(Text(value, 0), 0, 0) == std::optional(value) ||
            Text(value, 0).size() > 38);
}

}  // namespace
}  // namespace semaflow::arrow
