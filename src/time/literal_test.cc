#include "time/literal.h"

#include <gtest/gtest.h>

#include "time/civil.h"

namespace semaflow::time {
namespace {

TEST(TimeTexts, WhatIsWrongWithThem) {
  EXPECT_EQ(TimeProblem("2024-13-01"), "there is no month 13");
  EXPECT_EQ(TimeProblem("2023-02-29"), "the month 2023-02 has 28 days");
  EXPECT_EQ(TimeProblem("2024-02-00"), "days begin with 01");
  EXPECT_EQ(TimeProblem("0000-02-01"), "years begin with 0001");
  EXPECT_EQ(TimeProblem("2024-02-01x"), "a time of day stands behind a T or a blank");
  EXPECT_EQ(TimeProblem("2024-02-01 25:00"), "its time of day is not like 12:34:56");
  EXPECT_EQ(TimeProblem("2024-02-01 12:00 Paris"),
            "what is behind its time of day is no offset like +01:00");
  EXPECT_EQ(TimeProblem("2024-02-01 12:00"), "");
  EXPECT_EQ(TimeProblem("soon"), "");
}

TEST(ParseTime, ADayAlone) {
  const auto parsed = ParseTime("2024-02-29");
  ASSERT_TRUE(parsed);
  EXPECT_FALSE(parsed->has_time);
  EXPECT_FALSE(parsed->has_offset);
  EXPECT_EQ(parsed->wall.micros, DaysFromCivil({2024, 2, 29}) * kMicrosPerDay);
  EXPECT_TRUE(ParseTime("0001-01-01"));
  EXPECT_TRUE(ParseTime("9999-12-31"));
}

TEST(ParseTime, TimesOfDay) {
  for (const char* text :
       {"2024-02-29T12:34:56.789", "2024-02-29 12:34:56.789", "2024-02-29t12:34:56.789000"}) {
    const auto parsed = ParseTime(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_TRUE(parsed->has_time);
    EXPECT_FALSE(parsed->has_offset);
    EXPECT_EQ(ToIso(parsed->wall), "2024-02-29T12:34:56.789");
  }
  EXPECT_EQ(ToIso(ParseTime("2024-02-29T12:34")->wall), "2024-02-29T12:34:00");
  EXPECT_EQ(ToIso(ParseTime("2024-02-29T12:34:56.000001")->wall), "2024-02-29T12:34:56.000001");
  EXPECT_TRUE(ParseTime("2024-02-29T00:00")->has_time);
}

TEST(ParseTime, Offsets) {
  const std::int64_t noon_utc = DaysFromCivil({2024, 2, 29}) * kMicrosPerDay + kMicrosPerDay / 2;
  for (const char* text :
       {"2024-02-29T12:00Z", "2024-02-29T12:00:00z", "2024-02-29 13:00:00+01:00",
        "2024-02-29T13:00:00+01", "2024-02-29T13:00:00+0100", "2024-02-29T08:30:00.000-03:30",
        "2024-03-01T02:00+14:00", "2024-02-29T12:00:00-00:00"}) {
    const auto parsed = ParseTime(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_TRUE(parsed->has_offset) << text;
    EXPECT_EQ(parsed->instant.micros, noon_utc) << text;
  }
  EXPECT_EQ(ToIso(ParseTime("2024-02-29T13:00:00+01:00")->wall), "2024-02-29T13:00:00");
}

TEST(ParseTime, OnlyDaysThatExist) {
  for (const char* text :
       {"2023-02-29", "2024-02-30", "1900-02-29", "2024-04-31", "2024-13-01", "2024-00-01",
        "2024-01-00", "2024-01-32", "0000-01-01", "10000-01-01", "-2024-01-01"}) {
    EXPECT_FALSE(ParseTime(text)) << text;
  }
}

TEST(ParseTime, GarbageIsNoTime) {
  for (const char* text : {"",
                           " ",
                           "2024",
                           "2024-02",
                           "2024-2-9",
                           "24-02-29",
                           "2024/02/29",
                           "20240229",
                           "2024-02-29 ",
                           " 2024-02-29",
                           "2024-02-29T",
                           "2024-02-29T1",
                           "2024-02-29T12",
                           "2024-02-29T12:",
                           "2024-02-29T12:3",
                           "2024-02-29T24:00",
                           "2024-02-29T12:60",
                           "2024-02-29T23:59:60",
                           "2024-02-29T12:34:56.",
                           "2024-02-29T12:34:56.1234567",
                           "2024-02-29T12:34:56,5",
                           "2024-02-29T12:34:56 +01:00",
                           "2024-02-29T12:34:56+",
                           "2024-02-29T12:34:56+1",
                           "2024-02-29T12:34:56+01:",
                           "2024-02-29T12:34:56+01:0",
                           "2024-02-29T12:34:56+01:60",
                           "2024-02-29T12:34:56+18:01",
                           "2024-02-29T12:34:56+99:00",
                           "2024-02-29T12:34:56Z0",
                           "2024-02-29Z",
                           "2024-02-29+01:00",
                           "2024-02-29  12:34",
                           "2024-02-29x12:34",
                           "today",
                           "\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa4-02-29",
                           "2024-02-29T12:34:56+01:00[Europe/Paris]"}) {
    EXPECT_FALSE(ParseTime(text)) << text;
  }
  EXPECT_FALSE(ParseTime(std::string_view("2024-02-29\0", 11)));
  EXPECT_FALSE(ParseTime(std::string_view("2024-02\0-29", 11)));
}

TEST(ParseTimeOfDay, Forms) {
  EXPECT_EQ(ParseTimeOfDay("00:00")->micros, 0);
  EXPECT_EQ(ParseTimeOfDay("23:59:59.999999")->micros, kMicrosPerDay - 1);
  EXPECT_EQ(ToIso(*ParseTimeOfDay("12:34:56.5")), "12:34:56.5");
  for (const char* text : {"", "12", "24:00", "12:60", "1:00", "12:34:60", "12:34:56.", "12:34 ",
                           "12:34Z", "12:34:56+01:00", "noon"}) {
    EXPECT_FALSE(ParseTimeOfDay(text)) << text;
  }
}

TEST(ToIso, Texts) {
  EXPECT_EQ(ToIso(Date{19'782}), "2024-02-29");
  EXPECT_EQ(ToIso(Date{0}), "1970-01-01");
  EXPECT_EQ(ToIso(Timestamp{-1}), "1969-12-31T23:59:59.999999");
  EXPECT_EQ(ToIso(Timestamp{0}), "1970-01-01T00:00:00");
  EXPECT_EQ(ToIso(TimeOfDay{3'723'000'000}), "01:02:03");
}

TEST(ToIso, YearsBeyondFourDigitsAreSigned) {
  EXPECT_EQ(ToIso(Date{static_cast<std::int32_t>(DaysFromCivil({10'000, 1, 1}))}), "+10000-01-01");
  EXPECT_EQ(ToIso(Date{static_cast<std::int32_t>(DaysFromCivil({-1, 12, 31}))}), "-0001-12-31");
  EXPECT_EQ(ToIso(Date{static_cast<std::int32_t>(DaysFromCivil({0, 1, 1}))}), "0000-01-01");
  // What DuckDB can hold at most.
  EXPECT_EQ(ToIso(Date{2'147'483'646}), "+5881580-07-10");
  EXPECT_EQ(ToIso(Timestamp{9'223'372'036'854'775'807}), "+294247-01-10T04:00:54.775807");
}

TEST(ToIso, InstantsCarryTheirOffset) {
  const Instant at = ParseTime("2026-10-25T00:30:00Z")->instant;
  EXPECT_EQ(ToIso(at, *Utc()), "2026-10-25T00:30:00+00:00");
  const auto amsterdam = FindZone("Europe/Amsterdam");
  ASSERT_TRUE(amsterdam);
  EXPECT_EQ(ToIso(at, **amsterdam), "2026-10-25T02:30:00+02:00");
  EXPECT_EQ(ToIso({at.micros + 3'600 * kMicrosPerSecond}, **amsterdam),
            "2026-10-25T02:30:00+01:00");
  const auto newfoundland = FindZone("America/St_Johns");
  ASSERT_TRUE(newfoundland);
  EXPECT_EQ(ToIso(at, **newfoundland), "2026-10-24T22:00:00-02:30");
  // Before the railways, offsets had seconds.
  EXPECT_EQ(ToIso(Instant{DaysFromCivil({1800, 1, 1}) * kMicrosPerDay}, **amsterdam),
            "1800-01-01T00:19:32+00:19:32");
}

TEST(ToIso, ParsesBack) {
  for (const char* text : {"0001-01-01T00:00:00", "1969-12-31T23:59:59.000001",
                           "2024-02-29T12:34:56.7", "9999-12-31T23:59:59.999999"}) {
    EXPECT_EQ(ToIso(ParseTime(text)->wall), text);
  }
}

}  // namespace
}  // namespace semaflow::time
