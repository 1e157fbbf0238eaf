#include "time/range.h"

#include <gtest/gtest.h>

#include "time/literal.h"

namespace semaflow::time {
namespace {

// A Thursday.
constexpr const char* kNow = "2024-02-29T13:47:58.5";

std::string Read(std::string_view words, const CalendarSettings& settings = {},
                 const std::string& now = kNow) {
  const auto range = ParseRange(words, ParseTime(now)->wall, settings);
  if (!range) return std::string(InfoOf(range.error().code).name);
  std::string text = ToIso(range->start) + " " + ToIso(range->end);
  if (!range->whole_days) return text;
  // Days are enough where both ends are midnights.
  return text.substr(0, 10) + " " + text.substr(20, 10);
}

TEST(ParseRange, DaysByName) {
  EXPECT_EQ(Read("today"), "2024-02-29 2024-03-01");
  EXPECT_EQ(Read("yesterday"), "2024-02-28 2024-02-29");
  EXPECT_EQ(Read("tomorrow"), "2024-03-01 2024-03-02");
}

TEST(ParseRange, ThisLastNext) {
  EXPECT_EQ(Read("this second"), "2024-02-29T13:47:58 2024-02-29T13:47:59");
  EXPECT_EQ(Read("this minute"), "2024-02-29T13:47:00 2024-02-29T13:48:00");
  EXPECT_EQ(Read("last hour"), "2024-02-29T12:00:00 2024-02-29T13:00:00");
  EXPECT_EQ(Read("this day"), Read("today"));
  EXPECT_EQ(Read("this week"), "2024-02-26 2024-03-04");
  EXPECT_EQ(Read("last week"), "2024-02-19 2024-02-26");
  EXPECT_EQ(Read("next week"), "2024-03-04 2024-03-11");
  EXPECT_EQ(Read("this month"), "2024-02-01 2024-03-01");
  EXPECT_EQ(Read("last month"), "2024-01-01 2024-02-01");
  EXPECT_EQ(Read("next month"), "2024-03-01 2024-04-01");
  EXPECT_EQ(Read("last quarter"), "2023-10-01 2024-01-01");
  EXPECT_EQ(Read("this year"), "2024-01-01 2025-01-01");
  EXPECT_EQ(Read("next year"), "2025-01-01 2026-01-01");
}

TEST(ParseRange, ExactlySoManyPeriods) {
  EXPECT_EQ(Read("last 7 days"), "2024-02-23 2024-03-01");
  EXPECT_EQ(Read("last 1 day"), Read("today"));
  EXPECT_EQ(Read("last 1 days"), Read("today"));
  EXPECT_EQ(Read("next 7 days"), "2024-02-29 2024-03-07");
  EXPECT_EQ(Read("last 2 weeks"), "2024-02-19 2024-03-04");
  EXPECT_EQ(Read("last 12 months"), "2023-03-01 2024-03-01");
  EXPECT_EQ(Read("next 2 quarters"), "2024-01-01 2024-07-01");
  EXPECT_EQ(Read("last 3 years"), "2022-01-01 2025-01-01");
  EXPECT_EQ(Read("last 3 hours"), "2024-02-29T11:00:00 2024-02-29T14:00:00");
  EXPECT_EQ(Read("last 90 minutes"), "2024-02-29T12:18:00 2024-02-29T13:48:00");
}

TEST(ParseRange, Calendar) {
  EXPECT_EQ(Read("2024"), "2024-01-01 2025-01-01");
  EXPECT_EQ(Read("2024-Q1"), "2024-01-01 2024-04-01");
  EXPECT_EQ(Read("2024-q4"), "2024-10-01 2025-01-01");
  EXPECT_EQ(Read("2024-02"), "2024-02-01 2024-03-01");
  EXPECT_EQ(Read("2024-12"), "2024-12-01 2025-01-01");
  EXPECT_EQ(Read("2024-02-29"), "2024-02-29 2024-03-01");
  EXPECT_EQ(ToIso(ParseRange("9999", ParseTime(kNow)->wall, {})->end), "+10000-01-01T00:00:00");
}

TEST(ParseRange, IsoWeeks) {
  EXPECT_EQ(Read("2024-W09"), "2024-02-26 2024-03-04");
  EXPECT_EQ(Read("2025-W01"), "2024-12-30 2025-01-06");
  EXPECT_EQ(Read("2020-W53"), "2020-12-28 2021-01-04");
  EXPECT_EQ(Read("2021-W53"), "kBadValue");
  EXPECT_EQ(Read("2021-W00"), "kBadValue");
  EXPECT_EQ(Read("2021-W54"), "kBadValue");
  EXPECT_EQ(Read("2021-W1"), "kBadValue");
}

TEST(ParseRange, WeekStartMovesWeeks) {
  const CalendarSettings sunday{.week_start = 7};
  EXPECT_EQ(Read("this week", sunday), "2024-02-25 2024-03-03");
  EXPECT_EQ(Read("last 2 weeks", sunday), "2024-02-18 2024-03-03");
  EXPECT_EQ(Read("this week", sunday, "2024-03-03T00:00"), "2024-03-03 2024-03-10");
  // One bucket of the model: the week that holds the Thursday.
  EXPECT_EQ(Read("2024-W09", sunday), "2024-02-25 2024-03-03");
  EXPECT_EQ(Read("2024-W09", {.week_start = 6}), "2024-02-24 2024-03-02");
  EXPECT_EQ(Read("2024-W09", {.week_start = 5}), "2024-02-23 2024-03-01");
}

TEST(ParseRange, FiscalYearMovesQuartersAndYears) {
  const CalendarSettings april{.fiscal_year_start = 4};
  EXPECT_EQ(Read("this year", april), "2023-04-01 2024-04-01");
  EXPECT_EQ(Read("last quarter", april), "2023-10-01 2024-01-01");
  EXPECT_EQ(Read("2024", april), "2024-04-01 2025-04-01");
  EXPECT_EQ(Read("2024-Q1", april), "2024-04-01 2024-07-01");
  EXPECT_EQ(Read("2024-Q4", april), "2025-01-01 2025-04-01");
  EXPECT_EQ(Read("2024-02", april), "2024-02-01 2024-03-01");
  EXPECT_EQ(Read("last month", april), "2024-01-01 2024-02-01");
}

TEST(ParseRange, CaseAndSpacesDoNotMatter) {
  EXPECT_EQ(Read("  Last   7  DAYS "), Read("last 7 days"));
  EXPECT_EQ(Read("TODAY"), Read("today"));
}

TEST(ParseRange, GarbageIsAnError) {
  for (const char* words : {"",
                            " ",
                            "now",
                            "last",
                            "last 7",
                            "last seven days",
                            "last 0 days",
                            "last -1 days",
                            "last 7.5 days",
                            "last +7 days",
                            "last 7 decades",
                            "7 days",
                            "last days",
                            "this months",
                            "this 3 months",
                            "last 7 days ago",
                            "last 99999999999999999999 days",
                            "24",
                            "2024-Q5",
                            "2024-Q0",
                            "2024-Q",
                            "2024-13",
                            "2024-00",
                            "2024-2",
                            "2024-",
                            "2024-02-30",
                            "2024-02-29T10:00",
                            "0000",
                            "20245",
                            "2024Q1",
                            "2024-Q11",
                            "last\t7\tdays",
                            "todayy",
                            "2024-W",
                            "-2024",
                            "+2024",
                            "last 7 daysssssssssssssssssssssssssssss"}) {
    EXPECT_EQ(Read(words), "kBadValue") << words;
  }
  EXPECT_EQ(Read(std::string_view("today\0", 6)), "kBadValue");
  EXPECT_EQ(Read(std::string(1'000'000, 'x')), "kBadValue");
}

TEST(ParseRange, StaysInTheCalendar) {
  for (const char* words :
       {"last 3000 years", "next 9000 years", "last 10001 years", "last 9223372036854775807 years",
        "last 9223372036854775807 seconds", "last 120000 months"}) {
    const auto range = ParseRange(words, ParseTime(kNow)->wall, {});
    ASSERT_FALSE(range) << words;
    EXPECT_EQ(range.error().message, "the range leaves the years 0001 to 9999") << words;
  }
}

TEST(ParseRange, TheErrorNamesTheFormsAndNotTheValue) {
  const auto range = ParseRange("last secret", ParseTime(kNow)->wall, {});
  ASSERT_FALSE(range);
  EXPECT_EQ(range.error().message, "the value is not a range of time");
  EXPECT_NE(range.error().help.find("\"last 7 days\""), std::string::npos);
  EXPECT_EQ(range.error().help.find("secret"), std::string::npos);
}

std::string ReadInstants(std::string_view words, const std::string& now, std::string_view zone) {
  const Zone& found = **FindZone(zone);
  const auto range = ParseInstantRange(words, ParseTime(now)->instant, found, {});
  if (!range) return range.error().message;
  return ToIso(range->start, found) + " " + ToIso(range->end, found);
}

TEST(ParseInstantRange, DaysBeginOnTheWallClock) {
  EXPECT_EQ(ReadInstants("today", "2026-10-25T12:00:00Z", "Europe/Amsterdam"),
            "2026-10-25T00:00:00+02:00 2026-10-26T00:00:00+01:00");
  EXPECT_EQ(ReadInstants("2026-03", "2026-10-25T12:00:00Z", "Europe/Amsterdam"),
            "2026-03-01T00:00:00+01:00 2026-04-01T00:00:00+02:00");
  // Late in New York it is tomorrow in UTC.
  EXPECT_EQ(ReadInstants("yesterday", "2013-07-05T02:00:00Z", "America/New_York"),
            "2013-07-03T00:00:00-04:00 2013-07-04T00:00:00-04:00");
  // A day without a midnight.
  EXPECT_EQ(ReadInstants("2018-11-04", "2018-11-04T12:00:00Z", "America/Sao_Paulo"),
            "2018-11-04T01:00:00-02:00 2018-11-05T00:00:00-02:00");
}

TEST(ParseInstantRange, HoursAreElapsedTime) {
  // 03:30 after the second 02:00: the last three hours are 03, 02 and the earlier 02.
  EXPECT_EQ(ReadInstants("last 3 hours", "2026-10-25T02:30:00Z", "Europe/Amsterdam"),
            "2026-10-25T02:00:00+02:00 2026-10-25T04:00:00+01:00");
  EXPECT_EQ(ReadInstants("this hour", "2026-10-25T00:30:00Z", "Europe/Amsterdam"),
            "2026-10-25T02:00:00+02:00 2026-10-25T02:00:00+01:00");
  EXPECT_EQ(ReadInstants("this hour", "2026-10-25T01:30:00Z", "Europe/Amsterdam"),
            "2026-10-25T02:00:00+01:00 2026-10-25T03:00:00+01:00");
  EXPECT_EQ(ReadInstants("last hour", "2026-03-29T01:30:00Z", "Europe/Amsterdam"),
            "2026-03-29T01:00:00+01:00 2026-03-29T03:00:00+02:00");
  EXPECT_EQ(ReadInstants("last 2 minutes", "2026-10-25T00:30:30Z", "Asia/Kathmandu"),
            "2026-10-25T06:14:00+05:45 2026-10-25T06:16:00+05:45");
}

TEST(ParseInstantRange, GarbageIsAnError) {
  EXPECT_EQ(ReadInstants("soon", "2026-10-25T00:30:30Z", "UTC"),
            "the value is not a range of time");
  EXPECT_EQ(ReadInstants("last 5000 years", "2026-10-25T00:30:30Z", "UTC"),
            "the range leaves the years 0001 to 9999");
}

}  // namespace
}  // namespace semaflow::time
