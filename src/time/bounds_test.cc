#include "time/bounds.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "time/literal.h"

namespace semaflow::time {
namespace {

TimeOperand Instants(std::optional<Grain> grain, std::string_view zone = "America/New_York") {
  return {TypeKind::kTimestamptz, grain, *FindZone(zone), {}};
}

Value WallOf(std::string_view text) { return ParseTime(text)->wall; }
Value DayOf(std::string_view text) {
  return Date{static_cast<std::int32_t>(ParseTime(text)->wall.micros / 86'400'000'000)};
}

std::string TextOf(const TimeOperand& operand, std::int64_t at) {
  if (operand.kind != TypeKind::kTimestamptz) return ToIso(Timestamp{at});
  return ToIso(Instant{at}, *operand.zone);
}

// "start", "start end", or "start end, start end" around a hole.
std::string Bounds(const TimeOperand& operand, const Value& value) {
  const TimeBounds bounds = BoundsOf(operand, value);
  std::string out = TextOf(operand, bounds.start);
  if (bounds.point) return out;
  if (bounds.HasHole()) {
    out += " " + TextOf(operand, bounds.hole_start) + ", " + TextOf(operand, bounds.hole_end);
  }
  return out + " " + TextOf(operand, bounds.end);
}

TEST(BoundsOf, ADayIsWholeBesideAFinerGrain) {
  for (const Grain grain : {Grain::kSecond, Grain::kMinute, Grain::kHour, Grain::kDay}) {
    EXPECT_EQ(Bounds(Instants(grain), DayOf("2013-11-03")),
              "2013-11-03T00:00:00-04:00 2013-11-04T00:00:00-05:00");
    EXPECT_EQ(Bounds({TypeKind::kTimestamp, grain, Utc(), {}}, DayOf("2013-11-03")),
              "2013-11-03T00:00:00 2013-11-04T00:00:00");
  }
}

TEST(BoundsOf, AReadingThatComesTwiceIsTwoBuckets) {
  EXPECT_EQ(Bounds(Instants(Grain::kHour), WallOf("2013-11-03T01:15")),
            "2013-11-03T01:00:00-04:00 2013-11-03T02:00:00-05:00");
  EXPECT_EQ(Bounds(Instants(Grain::kMinute), WallOf("2013-11-03T01:30:20")),
            "2013-11-03T01:30:00-04:00 2013-11-03T01:31:00-04:00, "
            "2013-11-03T01:30:00-05:00 2013-11-03T01:31:00-05:00");
  // The last minute before the change, and its second time.
  EXPECT_EQ(Bounds(Instants(Grain::kMinute), WallOf("2013-11-03T01:59")),
            "2013-11-03T01:59:00-04:00 2013-11-03T01:00:00-05:00, "
            "2013-11-03T01:59:00-05:00 2013-11-03T02:00:00-05:00");
  // Half an hour comes twice: the hour has 90 minutes.
  EXPECT_EQ(Bounds(Instants(Grain::kHour, "Australia/Lord_Howe"), WallOf("2019-04-07T01:10")),
            "2019-04-07T01:00:00+11:00 2019-04-07T02:00:00+10:30");
  // A wall clock has no such hours, a moment without a grain is one of the two.
  EXPECT_EQ(Bounds({TypeKind::kTimestamp, Grain::kMinute, Utc(), {}}, WallOf("2013-11-03T01:30")),
            "2013-11-03T01:30:00 2013-11-03T01:31:00");
  EXPECT_EQ(Bounds(Instants({}), WallOf("2013-11-03T01:30")), "2013-11-03T01:30:00-04:00");
}

// A stored clock that reads so is the second moment, for databases.
TEST(BoundsOf, AStoredReadingThatComesTwiceIsTheSecond) {
  const auto stored = [](std::optional<Grain> grain, std::string_view zone) {
    TimeOperand operand = Instants(grain);
    operand.stored_in = *FindZone(zone);
    return operand;
  };
  const Value twice = WallOf("2013-11-03T01:30");
  EXPECT_EQ(Bounds(stored({}, "America/New_York"), twice), "2013-11-03T01:30:00-05:00");
  EXPECT_EQ(Bounds(stored({}, "America/Toronto"), twice), "2013-11-03T01:30:00-05:00");
  EXPECT_EQ(Bounds(stored({}, "UTC"), twice), "2013-11-03T01:30:00-04:00");
  EXPECT_EQ(Bounds(stored({}, "America/New_York"), WallOf("2013-11-03T00:30")),
            "2013-11-03T00:30:00-04:00");
  EXPECT_EQ(Bounds(stored({}, "America/New_York"), WallOf("2013-03-10T02:30")),
            "2013-03-10T03:30:00-04:00");
  EXPECT_EQ(Bounds(stored(Grain::kMinute, "America/New_York"), twice),
            "2013-11-03T01:30:00-05:00 2013-11-03T01:31:00-05:00");
  EXPECT_EQ(Bounds(stored(Grain::kHour, "America/New_York"), twice),
            "2013-11-03T01:00:00-05:00 2013-11-03T02:00:00-05:00");
  EXPECT_EQ(Bounds(stored(Grain::kHour, "UTC"), twice),
            "2013-11-03T01:00:00-04:00 2013-11-03T02:00:00-05:00");
}

TEST(BoundsOf, AnInstantIsInOneBucket) {
  const Value second = ParseTime("2013-11-03T01:30:20-05:00")->instant;
  EXPECT_EQ(Bounds(Instants(Grain::kHour), second),
            "2013-11-03T01:00:00-05:00 2013-11-03T02:00:00-05:00");
  EXPECT_EQ(Bounds(Instants(Grain::kMinute), second),
            "2013-11-03T01:30:00-05:00 2013-11-03T01:31:00-05:00");
}

TEST(BoundsOf, AReadingThatIsSkippedGoesForward) {
  EXPECT_EQ(Bounds(Instants(Grain::kHour), WallOf("2013-03-10T02:30")),
            "2013-03-10T03:00:00-04:00 2013-03-10T04:00:00-04:00");
  EXPECT_EQ(Bounds(Instants(Grain::kMinute), WallOf("2013-03-10T02:30")),
            "2013-03-10T03:30:00-04:00 2013-03-10T03:31:00-04:00");
  EXPECT_EQ(Bounds(Instants({}), WallOf("2013-03-10T02:30")), "2013-03-10T03:30:00-04:00");
}

TEST(BoundsOf, TheDaysOfADateAreItsValues) {
  const TimeOperand days{TypeKind::kDate, Grain::kDay, Utc(), {}};
  EXPECT_EQ(Bounds(days, DayOf("2013-11-03")), "2013-11-03T00:00:00 2013-11-04T00:00:00");
  EXPECT_EQ(Bounds({TypeKind::kDate, {}, Utc(), {}}, DayOf("2013-11-03")), "2013-11-03T00:00:00");
}

}  // namespace
}  // namespace semaflow::time
