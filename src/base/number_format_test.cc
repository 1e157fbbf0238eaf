#include "base/number_format.h"

#include <gtest/gtest.h>

namespace semaflow {
namespace {

std::string Format(std::string_view format, std::string_view number) {
  const auto parsed = NumberFormat::Parse(format);
  return parsed ? parsed->Apply(number) : "not a format";
}

TEST(NumberFormat, FixedPoint) {
  EXPECT_EQ(Format("$,.2f", "1234.5"), "$1,234.50");
  EXPECT_EQ(Format("$,.2f", "-1234567.005"), "-$1,234,567.01");
  EXPECT_EQ(Format(".2f", "2.675"), "2.68") << "decimal halves, not binary ones";
  EXPECT_EQ(Format(".0f", "0.5"), "1");
  EXPECT_EQ(Format(".1f", "9.96"), "10.0") << "a carry makes a digit";
  EXPECT_EQ(Format(".2f", "-0.001"), "0.00") << "no minus before nothing";
  EXPECT_EQ(Format(".2f", "0"), "0.00");
  EXPECT_EQ(Format(".2f", "1e-7"), "0.00");
  EXPECT_EQ(Format(",.0f", "1e21"), "1,000,000,000,000,000,000,000");
  EXPECT_EQ(Format("f", "1.5"), "1.500000");
}

TEST(NumberFormat, WholeNumbers) {
  EXPECT_EQ(Format(",d", "58665"), "58,665");
  EXPECT_EQ(Format(",d", "-999"), "-999");
  EXPECT_EQ(Format(",d", "1000"), "1,000");
  EXPECT_EQ(Format("d", "2.5"), "3");
  EXPECT_EQ(Format(",d", "9223372036854775807"), "9,223,372,036,854,775,807");
}

TEST(NumberFormat, Percent) {
  EXPECT_EQ(Format(".1%", "0.1578"), "15.8%");
  EXPECT_EQ(Format(".0%", "1"), "100%");
  EXPECT_EQ(Format(".1%", "0"), "0.0%");
  EXPECT_EQ(Format("%", "0.5"), "50.000000%");
  EXPECT_EQ(Format(".2p", "0.1234"), "12%");
}

TEST(NumberFormat, SignificantDigits) {
  EXPECT_EQ(Format(".3r", "123456"), "123000");
  EXPECT_EQ(Format(".3g", "123456"), "1.23e+5");
  EXPECT_EQ(Format(".10~g", "1.6666666666666667"), "1.666666667");
  EXPECT_EQ(Format(".10~g", "3.0"), "3");
  EXPECT_EQ(Format(".10~g", "0.0000001"), "1e-7");
  EXPECT_EQ(Format("", "12.50"), "12.5");
  EXPECT_EQ(Format(",", "1234.5"), "1,234.5");
  EXPECT_EQ(Format(".2e", "123456"), "1.23e+5");
  EXPECT_EQ(Format("e", "0"), "0.000000e+0");
  EXPECT_EQ(Format(".6n", "123456"), "123,456");
}

TEST(NumberFormat, Prefixes) {
  EXPECT_EQ(Format(".3s", "1234567"), "1.23M");
  EXPECT_EQ(Format(".2s", "999999"), "1.0M") << "rounding comes before the choice";
  EXPECT_EQ(Format(".3~s", "1500"), "1.5k");
  EXPECT_EQ(Format(".2s", "0.00042"), "420µ");
  EXPECT_EQ(Format(".2s", "0"), "0.0");
}

TEST(NumberFormat, SignsWidthsAndFill) {
  EXPECT_EQ(Format("+,d", "1000"), "+1,000");
  EXPECT_EQ(Format("(,.2f", "-5"), "(5.00)");
  EXPECT_EQ(Format(" d", "5"), " 5");
  EXPECT_EQ(Format("08.2f", "-3.14159"), "-0003.14");
  EXPECT_EQ(Format("*<6d", "42"), "42****");
  EXPECT_EQ(Format("·^6d", "42"), "··42··");
  EXPECT_EQ(Format(">6d", "42"), "    42");
}

TEST(NumberFormat, WhatIsNoNumberStaysAsItIs) {
  EXPECT_EQ(Format(",.2f", "NaN"), "NaN");
  EXPECT_EQ(Format(",.2f", "-Infinity"), "-Infinity");
}

TEST(NumberFormat, RefusesOtherTexts) {
  for (const char* text : {"x", "#x", ".f", ".999f", "%%", "2 digits", "€,.2f", "9999d", ",,d"}) {
    EXPECT_EQ(Format(text, "1"), "not a format") << text;
  }
}

}  // namespace
}  // namespace semaflow
