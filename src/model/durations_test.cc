#include "model/durations.h"

#include <gtest/gtest.h>

namespace semaflow::model {
namespace {

TEST(ParseDurationTest, CountsAndUnits) {
  EXPECT_EQ(ParseDuration("7 days"), (Duration{7, time::Grain::kDay}));
  EXPECT_EQ(ParseDuration("1 month"), (Duration{1, time::Grain::kMonth}));
  EXPECT_EQ(ParseDuration(" 24  hours "), (Duration{24, time::Grain::kHour}));
  EXPECT_EQ(ParseDuration("12months"), (Duration{12, time::Grain::kMonth}));
  EXPECT_EQ(ParseDuration("quarter"), (Duration{1, time::Grain::kQuarter}));
  EXPECT_EQ(ParseDuration("1000000 years"), (Duration{1'000'000, time::Grain::kYear}));
}

TEST(ParseDurationTest, EverythingElseIsNone) {
  for (const char* text :
       {"", " ", "7", "days 7", "-1 day", "0 days", "1.5 days", "7 dayss", "7 fortnights",
        "1000001 days", "99999999999999999999 days", "s", "1 day 2 hours"}) {
    EXPECT_EQ(ParseDuration(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace semaflow::model
