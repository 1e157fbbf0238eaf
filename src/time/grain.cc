#include "time/grain.h"

#include <array>
#include <cstddef>

#include "time/civil.h"

namespace semaflow::time {

namespace {

constexpr std::array<std::string_view, kGrainCount> kGrainNames = {
    "second", "minute", "hour", "day", "week", "month", "quarter", "year"};
constexpr std::array<std::string_view, kPartCount> kPartNames = {
    "hour_of_day",  "day_of_week",   "day_of_month",    "day_of_year",
    "week_of_year", "month_of_year", "quarter_of_year", "year_number"};

/// Months of a quarter or a year.
std::int64_t MonthsOf(Grain grain) {
  return grain == Grain::kYear ? 12 : grain == Grain::kQuarter ? 3 : 1;
}

/// Months since year 0: the calendar as one number.
std::int64_t MonthNumber(const Civil& civil) { return civil.year * 12 + civil.month - 1; }

Civil FirstOfMonth(std::int64_t month_number) {
  const std::int64_t year = FloorDivide(month_number, 12);
  return {year, static_cast<int>(month_number - year * 12) + 1, 1};
}

Timestamp StartOfDay(std::int64_t days) { return {days * kMicrosPerDay}; }

Timestamp CutTo(Timestamp at, std::int64_t micros) {
  return {FloorDivide(at.micros, micros) * micros};
}

}  // namespace

std::string_view GrainName(Grain grain) { return kGrainNames[static_cast<std::size_t>(grain)]; }

std::string_view PartName(Part part) { return kPartNames[static_cast<std::size_t>(part)]; }

std::optional<Grain> ParseGrain(std::string_view word) {
  for (std::size_t i = 0; i < kGrainNames.size(); ++i) {
    if (kGrainNames[i] == word) return static_cast<Grain>(i);
  }
  return std::nullopt;
}

std::optional<Part> ParsePart(std::string_view word) {
  for (std::size_t i = 0; i < kPartNames.size(); ++i) {
    if (kPartNames[i] == word) return static_cast<Part>(i);
  }
  return std::nullopt;
}

std::optional<TimeField> ParseTimeField(std::string_view word) {
  if (const auto grain = ParseGrain(word)) {
    return TimeField{.kind = TimeField::Kind::kGrain, .grain = *grain};
  }
  if (const auto part = ParsePart(word)) {
    return TimeField{.kind = TimeField::Kind::kPart, .part = *part};
  }
  return std::nullopt;
}

Timestamp Truncate(Timestamp at, Grain grain, const CalendarSettings& settings) {
  const std::int64_t days = FloorDivide(at.micros, kMicrosPerDay);
  switch (grain) {
    case Grain::kSecond:
      return CutTo(at, kMicrosPerSecond);
    case Grain::kMinute:
      return CutTo(at, 60 * kMicrosPerSecond);
    case Grain::kHour:
      return CutTo(at, 3'600 * kMicrosPerSecond);
    case Grain::kDay:
      return StartOfDay(days);
    case Grain::kWeek:
      return StartOfDay(days - (WeekdayOfDays(days) - settings.week_start + 7) % 7);
    case Grain::kMonth:
      return StartOfDay(DaysFromCivil(FirstOfMonth(MonthNumber(CivilFromDays(days)))));
    case Grain::kQuarter:
    case Grain::kYear: {
      const std::int64_t shift = settings.fiscal_year_start - 1;
      const std::int64_t months = MonthNumber(CivilFromDays(days)) - shift;
      const std::int64_t length = MonthsOf(grain);
      return StartOfDay(DaysFromCivil(FirstOfMonth(FloorDivide(months, length) * length + shift)));
    }
  }
  return at;
}

Timestamp AddPeriods(Timestamp start, Grain grain, std::int64_t count) {
  switch (grain) {
    case Grain::kSecond:
      return {start.micros + count * kMicrosPerSecond};
    case Grain::kMinute:
      return {start.micros + count * 60 * kMicrosPerSecond};
    case Grain::kHour:
      return {start.micros + count * 3'600 * kMicrosPerSecond};
    case Grain::kDay:
      return {start.micros + count * kMicrosPerDay};
    case Grain::kWeek:
      return {start.micros + count * 7 * kMicrosPerDay};
    case Grain::kMonth:
    case Grain::kQuarter:
    case Grain::kYear: {
      const std::int64_t days = FloorDivide(start.micros, kMicrosPerDay);
      const std::int64_t months = MonthNumber(CivilFromDays(days)) + count * MonthsOf(grain);
      return StartOfDay(DaysFromCivil(FirstOfMonth(months)));
    }
  }
  return start;
}

}  // namespace semaflow::time
