#include "tests/property/wall_clock.h"

#include <gtest/gtest.h>

#include "tests/property/cells.h"

namespace semaflow::property {
namespace {

const DataType kInstant{.kind = TypeKind::kTimestamptz};

std::string BucketOf(const char* instant, time::Grain grain, const char* zone) {
  return ToText(Truncate(ReadCell(instant, kInstant), grain, {.calendar = {}, .zone = zone}));
}

TEST(WallClock, DaysBeginAtLocalMidnight) {
  EXPECT_EQ(BucketOf("2024-01-31T23:30:00Z", time::Grain::kDay, "Europe/Amsterdam"),
            "2024-01-31T23:00:00Z");
  EXPECT_EQ(BucketOf("2024-03-31T12:00:00Z", time::Grain::kDay, "Europe/Amsterdam"),
            "2024-03-30T23:00:00Z");
  EXPECT_EQ(BucketOf("2024-03-31T12:00:00Z", time::Grain::kMonth, "America/New_York"),
            "2024-03-01T05:00:00Z");
  EXPECT_EQ(BucketOf("2024-01-31T23:30:00Z", time::Grain::kHour, "Asia/Kolkata"),
            "2024-01-31T23:30:00Z");
}

TEST(WallClock, AMidnightThatIsNotThereGoesForward) {
  EXPECT_EQ(BucketOf("2018-11-04T12:00:00Z", time::Grain::kDay, "America/Sao_Paulo"),
            "2018-11-04T03:00:00Z");
  EXPECT_EQ(BucketOf("2018-11-04T02:30:00Z", time::Grain::kDay, "America/Sao_Paulo"),
            "2018-11-03T03:00:00Z");
}

TEST(WallClock, AnHourThatIsThereTwiceIsTwoHours) {
  EXPECT_EQ(BucketOf("2024-10-27T00:30:00Z", time::Grain::kHour, "Europe/Amsterdam"),
            "2024-10-27T00:00:00Z");
  EXPECT_EQ(BucketOf("2024-10-27T01:30:00Z", time::Grain::kHour, "Europe/Amsterdam"),
            "2024-10-27T01:00:00Z");
}

TEST(WallClock, PartsAreThoseOfTheClock) {
  const auto part = [](const char* instant, time::Part part, const char* zone) {
    return ToText(PartOf(ReadCell(instant, kInstant), part, {.calendar = {}, .zone = zone}));
  };
  EXPECT_EQ(part("2024-01-31T23:30:00Z", time::Part::kMonthOfYear, "Europe/Amsterdam"), "2");
  EXPECT_EQ(part("2024-01-31T23:30:00Z", time::Part::kHourOfDay, "Europe/Amsterdam"), "0");
  EXPECT_EQ(part("2024-01-31T23:30:00Z", time::Part::kHourOfDay, "Asia/Kolkata"), "5");
}

}  // namespace
}  // namespace semaflow::property
