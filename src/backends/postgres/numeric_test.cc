#include "backends/postgres/numeric.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>

namespace semaflow::postgres {
namespace {

// The words of a numeric: how many digits, the weight of the first, the sign, the display scale,
// the digits.
std::string Words(std::initializer_list<int> words) {
  std::string bytes;
  for (const int word : words) {
    bytes += static_cast<char>(word >> 8 & 0xff);
    bytes += static_cast<char>(word & 0xff);
  }
  return bytes;
}

std::string Decimal(const std::string& bytes, int scale) {
  const auto number = Numeric::Read(bytes);
  if (!number) return "none";
  const auto value = number->ToDecimal(scale);
  if (!value) return "beyond";
  std::string text;
  arrow::AppendDecimal(text, *value, scale);
  return text;
}

constexpr int kNegative = 0x4000;

TEST(Numeric, DecimalsAreExact) {
  EXPECT_EQ(Decimal(Words({0, 0, 0, 0}), 2), "0.00");
  EXPECT_EQ(Decimal(Words({2, 0, 0, 2, 12, 5000}), 2), "12.50");
  EXPECT_EQ(Decimal(Words({2, 0, kNegative, 2, 12, 5000}), 1), "-12.5");
  EXPECT_EQ(Decimal(Words({1, 1, 0, 0, 3}), 0), "30000") << "zeros at the end are not sent";
  EXPECT_EQ(Decimal(Words({1, -2, 0, 8, 7}), 8), "0.00000007") << "nor those after the point";
  EXPECT_EQ(Decimal(Words({1, 9, 0, 0, 99}), 0), "99" + std::string(36, '0'));
  EXPECT_EQ(
      Decimal(Words({10, 9, 0, 0, 99, 9999, 9999, 9999, 9999, 9999, 9999, 9999, 9999, 9999}), 0),
      "99999999999999999999999999999999999999");
  EXPECT_EQ(
      Decimal(Words({10, 8, 0, 3, 999, 9999, 9999, 9999, 9999, 9999, 9999, 9999, 9999, 9990}), 3),
      "99999999999999999999999999999999999.999");
}

TEST(Numeric, ADigitThatDoesNotFitIsNeverCut) {
  EXPECT_EQ(Decimal(Words({2, 0, 0, 2, 12, 5000}), 0), "beyond");
  EXPECT_EQ(Decimal(Words({2, 0, 0, 4, 12, 5001}), 3), "beyond");
  EXPECT_EQ(Decimal(Words({1, -2, 0, 8, 7}), 7), "beyond");
  EXPECT_EQ(Decimal(Words({1, 9, 0, 0, 100}), 0), "beyond") << "39 digits";
  EXPECT_EQ(Decimal(Words({1, 30'000, 0, 0, 1}), 0), "beyond");
  EXPECT_EQ(Decimal(Words({1, -30'000, 0, 0, 1}), 38), "beyond");
}

TEST(Numeric, IntegersAreOf64Bits) {
  const auto integer = [](const std::string& bytes) { return Numeric::Read(bytes)->ToInteger(); };
  EXPECT_EQ(integer(Words({5, 4, 0, 0, 922, 3372, 368, 5477, 5807})),
            std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(integer(Words({5, 4, kNegative, 0, 922, 3372, 368, 5477, 5808})),
            std::numeric_limits<std::int64_t>::min());
  EXPECT_FALSE(integer(Words({5, 4, 0, 0, 922, 3372, 368, 5477, 5808})));
  EXPECT_FALSE(integer(Words({2, 0, 0, 1, 1, 5000})));
}

TEST(Numeric, FloatsAreTheNearest) {
  const auto real = [](const std::string& bytes) { return Numeric::Read(bytes)->ToDouble(); };
  EXPECT_EQ(real(Words({1, -1, 0, 1, 1000})), 0.1);
  EXPECT_EQ(real(Words({2, 0, kNegative, 2, 12, 5000})), -12.5);
  EXPECT_EQ(real(Words({1, 100, 0, 0, 1})), std::numeric_limits<double>::infinity());
  EXPECT_EQ(real(Words({1, -100, 0, 0, 1})), 0);
  EXPECT_TRUE(std::isnan(real(Words({0, 0, 0xC000, 0}))));
  EXPECT_EQ(real(Words({0, 0, 0xF000, 0})), -std::numeric_limits<double>::infinity());
  EXPECT_FALSE(Numeric::Read(Words({0, 0, 0xC000, 0}))->ToDecimal(0)) << "NaN is no decimal";
}

TEST(Numeric, OtherBytesAreNone) {
  EXPECT_FALSE(Numeric::Read(""));
  EXPECT_FALSE(Numeric::Read(Words({0, 0, 0})));
  EXPECT_FALSE(Numeric::Read(Words({2, 0, 0, 0, 1}))) << "a digit is missing";
  EXPECT_FALSE(Numeric::Read(Words({1, 0, 0, 0, 1, 1}))) << "one too many";
  EXPECT_FALSE(Numeric::Read(Words({1, 0, 0, 0, 10'000})));
  EXPECT_FALSE(Numeric::Read(Words({1, 0, 0, 0, -1})));
  EXPECT_FALSE(Numeric::Read(Words({0, 0, 0x1234, 0})));
}

}  // namespace
}  // namespace semaflow::postgres
