#include "time/grain.h"

#include <gtest/gtest.h>

#include "time/civil.h"
#include "time/literal.h"

namespace semaflow::time {
namespace {

Timestamp At(const std::string& text) {
  const auto parsed = ParseTime(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? parsed->wall : Timestamp{};
}

std::string Cut(const std::string& text, Grain grain, const CalendarSettings& settings = {}) {
  return ToIso(Truncate(At(text), grain, settings));
}

TEST(Grain, NamesGoThereAndBack) {
  for (int i = 0; i < kGrainCount; ++i) {
    const auto grain = static_cast<Grain>(i);
    EXPECT_EQ(ParseGrain(GrainName(grain)), grain);
    EXPECT_EQ(ParseTimeField(GrainName(grain)),
              (TimeField{.kind = TimeField::Kind::kGrain, .grain = grain}));
  }
  for (int i = 0; i < kPartCount; ++i) {
    const auto part = static_cast<Part>(i);
    EXPECT_EQ(ParsePart(PartName(part)), part);
    EXPECT_EQ(ParseTimeField(PartName(part)),
              (TimeField{.kind = TimeField::Kind::kPart, .part = part}));
  }
}

TEST(Grain, OtherWordsAreNone) {
  for (const char* word :
       {"", "Month", "months", "mont", "decade", "hour_of_day ", "day_of_weeks"}) {
    EXPECT_FALSE(ParseGrain(word)) << word;
    EXPECT_FALSE(ParsePart(word)) << word;
    EXPECT_FALSE(ParseTimeField(word)) << word;
  }
}

TEST(Civil, EveryDayOfFourCenturiesGoesThereAndBack) {
  std::int64_t expected = DaysFromCivil({1800, 1, 1});
  for (std::int64_t year = 1800; year < 2200; ++year) {
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= DaysInMonth(year, month); ++day, ++expected) {
        ASSERT_EQ(DaysFromCivil({year, month, day}), expected);
        const Civil civil = CivilFromDays(expected);
        ASSERT_TRUE(civil.year == year && civil.month == month && civil.day == day) << expected;
      }
    }
  }
  EXPECT_EQ(DaysFromCivil({1970, 1, 1}), 0);
  EXPECT_EQ(DaysFromCivil({0, 3, 1}), -719'468);
}

TEST(Civil, LeapYears) {
  EXPECT_TRUE(IsLeapYear(2024));
  EXPECT_TRUE(IsLeapYear(2000));
  EXPECT_FALSE(IsLeapYear(1900));
  EXPECT_FALSE(IsLeapYear(2100));
  EXPECT_TRUE(IsLeapYear(0));
  EXPECT_TRUE(IsLeapYear(-4));
}

TEST(Civil, Weekdays) {
  EXPECT_EQ(WeekdayOfDays(0), 4);                              // Thursday
  EXPECT_EQ(WeekdayOfDays(DaysFromCivil({2026, 10, 25})), 7);  // Sunday
  EXPECT_EQ(WeekdayOfDays(DaysFromCivil({1969, 12, 29})), 1);  // Monday before 1970
  EXPECT_EQ(WeekdayOfDays(DaysFromCivil({1, 1, 1})), 1);       // Monday
  EXPECT_EQ(WeekdayOfDays(DaysFromCivil({9999, 12, 31})), 5);  // Friday
}

TEST(Truncate, EveryGrain) {
  const std::string at = "2024-02-29T13:47:58.123456";
  EXPECT_EQ(Cut(at, Grain::kSecond), "2024-02-29T13:47:58");
  EXPECT_EQ(Cut(at, Grain::kMinute), "2024-02-29T13:47:00");
  EXPECT_EQ(Cut(at, Grain::kHour), "2024-02-29T13:00:00");
  EXPECT_EQ(Cut(at, Grain::kDay), "2024-02-29T00:00:00");
  EXPECT_EQ(Cut(at, Grain::kWeek), "2024-02-26T00:00:00");
  EXPECT_EQ(Cut(at, Grain::kMonth), "2024-02-01T00:00:00");
  EXPECT_EQ(Cut(at, Grain::kQuarter), "2024-01-01T00:00:00");
  EXPECT_EQ(Cut(at, Grain::kYear), "2024-01-01T00:00:00");
}

TEST(Truncate, BeforeTheEpochRoundsDown) {
  const std::string at = "1969-12-31T23:59:59.5";
  EXPECT_EQ(Cut(at, Grain::kSecond), "1969-12-31T23:59:59");
  EXPECT_EQ(Cut(at, Grain::kHour), "1969-12-31T23:00:00");
  EXPECT_EQ(Cut(at, Grain::kDay), "1969-12-31T00:00:00");
  EXPECT_EQ(Cut(at, Grain::kWeek), "1969-12-29T00:00:00");
  EXPECT_EQ(Cut(at, Grain::kYear), "1969-01-01T00:00:00");
}

TEST(Truncate, AStartStaysWhereItIs) {
  for (const char* text : {"2024-01-01", "2018-01-01"}) {  // Mondays
    for (int i = 0; i < kGrainCount; ++i) {
      EXPECT_EQ(Truncate(At(text), static_cast<Grain>(i), {}), At(text)) << text << i;
    }
  }
}

TEST(Truncate, WeekStart) {
  // 2024-02-29 is a Thursday.
  const char* const expected[] = {"2024-02-26", "2024-02-27", "2024-02-28", "2024-02-29",
                                  "2024-02-23", "2024-02-24", "2024-02-25"};
  for (std::uint8_t start = 1; start <= 7; ++start) {
    EXPECT_EQ(Truncate(At("2024-02-29T10:00"), Grain::kWeek, {.week_start = start}),
              At(expected[start - 1]))
        << int{start};
  }
  EXPECT_EQ(Cut("2024-02-25T23:59", Grain::kWeek, {.week_start = 7}), "2024-02-25T00:00:00");
  EXPECT_EQ(Cut("2024-02-24T23:59", Grain::kWeek, {.week_start = 7}), "2024-02-18T00:00:00");
}

TEST(Truncate, FiscalYearMovesQuartersAndYears) {
  const CalendarSettings april{.fiscal_year_start = 4};
  EXPECT_EQ(Cut("2024-03-31", Grain::kYear, april), "2023-04-01T00:00:00");
  EXPECT_EQ(Cut("2024-04-01", Grain::kYear, april), "2024-04-01T00:00:00");
  EXPECT_EQ(Cut("2024-03-31", Grain::kQuarter, april), "2024-01-01T00:00:00");
  const CalendarSettings february{.fiscal_year_start = 2};
  EXPECT_EQ(Cut("2024-01-31", Grain::kQuarter, february), "2023-11-01T00:00:00");
  EXPECT_EQ(Cut("2024-01-31", Grain::kYear, february), "2023-02-01T00:00:00");
  EXPECT_EQ(Cut("2024-04-30", Grain::kQuarter, february), "2024-02-01T00:00:00");
  const CalendarSettings december{.fiscal_year_start = 12};
  EXPECT_EQ(Cut("2024-11-30", Grain::kYear, december), "2023-12-01T00:00:00");
  EXPECT_EQ(Cut("2024-12-01", Grain::kQuarter, december), "2024-12-01T00:00:00");
  // Months and weeks are nobody's business.
  EXPECT_EQ(Cut("2024-03-31", Grain::kMonth, april), "2024-03-01T00:00:00");
  EXPECT_EQ(Cut("2024-03-31", Grain::kWeek, april), Cut("2024-03-31", Grain::kWeek));
}

TEST(AddPeriods, EveryGrain) {
  const Timestamp start = At("2024-01-01");
  EXPECT_EQ(ToIso(AddPeriods(start, Grain::kSecond, 61)), "2024-01-01T00:01:01");
  EXPECT_EQ(ToIso(AddPeriods(start, Grain::kMinute, -1)), "2023-12-31T23:59:00");
  EXPECT_EQ(ToIso(AddPeriods(start, Grain::kHour, 25)), "2024-01-02T01:00:00");
  EXPECT_EQ(ToIso(AddPeriods(start, Grain::kDay, 60)), "2024-03-01T00:00:00");
  EXPECT_EQ(ToIso(AddPeriods(start, Grain::kWeek, -1)), "2023-12-25T00:00:00");
  EXPECT_EQ(ToIso(AddPeriods(start, Grain::kMonth, 14)), "2025-03-01T00:00:00");
  EXPECT_EQ(ToIso(AddPeriods(start, Grain::kMonth, -1)), "2023-12-01T00:00:00");
  EXPECT_EQ(ToIso(AddPeriods(start, Grain::kQuarter, -5)), "2022-10-01T00:00:00");
  EXPECT_EQ(ToIso(AddPeriods(start, Grain::kYear, -2025)), "-0001-01-01T00:00:00");
}

TEST(AddPeriods, TheNextStartBeginsTheNextPeriod) {
  const CalendarSettings settings{.week_start = 7, .fiscal_year_start = 7};
  for (int i = 0; i < kGrainCount; ++i) {
    const auto grain = static_cast<Grain>(i);
    Timestamp start = Truncate(At("2023-12-31T23:59:59.999999"), grain, settings);
    for (int n = 0; n < 30; ++n) {
      const Timestamp next = AddPeriods(start, grain, 1);
      ASSERT_LT(start, next);
      ASSERT_EQ(Truncate(next, grain, settings), next);
      ASSERT_EQ(Truncate({next.micros - 1}, grain, settings), start);
      start = next;
    }
  }
}

}  // namespace
}  // namespace semaflow::time
