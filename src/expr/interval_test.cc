#include "expr/interval.h"

#include <gtest/gtest.h>

namespace semaflow::expr {
namespace {

constexpr std::int64_t kHour = 3'600'000'000;

TEST(ParseInterval, Units) {
  EXPECT_EQ(ParseInterval("1 day"), (Interval{0, 1, 0}));
  EXPECT_EQ(ParseInterval("2 Weeks"), (Interval{0, 14, 0}));
  EXPECT_EQ(ParseInterval("1 year 1 quarter 1 month"), (Interval{16, 0, 0}));
  EXPECT_EQ(ParseInterval("1 hour 30 minutes"), (Interval{0, 0, kHour * 3 / 2}));
  EXPECT_EQ(ParseInterval("1 second 2 milliseconds 3 microseconds"), (Interval{0, 0, 1'002'003}));
  EXPECT_EQ(ParseInterval("-1 day"), (Interval{0, -1, 0}));
  EXPECT_EQ(ParseInterval("+1 month -2 days"), (Interval{1, -2, 0}));
  EXPECT_EQ(ParseInterval("1.25 seconds"), (Interval{0, 0, 1'250'000}));
  EXPECT_EQ(ParseInterval("-0.5 seconds"), (Interval{0, 0, -500'000}));
  EXPECT_EQ(ParseInterval("3days"), (Interval{0, 3, 0}));
  EXPECT_EQ(ParseInterval(" 3 \t days \n"), (Interval{0, 3, 0}));
}

TEST(ParseInterval, RefusesAllElse) {
  for (const char* text : {"",
                           " ",
                           "1",
                           "day",
                           "1 fortnight",
                           "1 day 2",
                           "--1 day",
                           "+-1 day",
                           "1 daysx",
                           "1.5 days",
                           "1.1234567 seconds",
                           "1. seconds",
                           "x 1 day",
                           "1 day,",
                           "12:30:00",
                           "9999999999 days",
                           "400000000 years",
                           "99999999999999999999 seconds",
                           "9223372036854775807 hours",
                           "-9223372036854775807 microseconds -1 microseconds"}) {
    EXPECT_EQ(ParseInterval(text), std::nullopt) << text;
  }
}

TEST(ToText, LargestWholeUnits) {
  EXPECT_EQ(ToText({}), "0 days");
  EXPECT_EQ(ToText({12, 0, 0}), "1 year");
  EXPECT_EQ(ToText({14, 7, 2 * kHour}), "14 months 7 days 2 hours");
  EXPECT_EQ(ToText({-1, 0, 90 * 60'000'000ll}), "-1 month 90 minutes");
  EXPECT_EQ(ToText({0, 0, 1}), "1 microsecond");
  for (const Interval& interval :
       {Interval{INT32_MIN, INT32_MAX, INT64_MAX}, Interval{1, -1, -7}}) {
    EXPECT_EQ(ParseInterval(ToText(interval)), interval);
  }
}

}  // namespace
}  // namespace semaflow::expr
