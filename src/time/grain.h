// Grains and parts of times: the words, their order, and truncation on the calendar.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "semaflow/types.h"

namespace semaflow::time {

/// Periods a time can be cut to, finest first.
enum class Grain : std::uint8_t { kSecond, kMinute, kHour, kDay, kWeek, kMonth, kQuarter, kYear };
inline constexpr int kGrainCount = 8;

/// Numbers that can be read off a time.
enum class Part : std::uint8_t {
  kHourOfDay,      ///< 0 to 23
  kDayOfWeek,      ///< 1 = Monday to 7 = Sunday
  kDayOfMonth,     ///< 1 to 31
  kDayOfYear,      ///< 1 to 366
  kWeekOfYear,     ///< ISO 8601 week, 1 to 53
  kMonthOfYear,    ///< 1 to 12
  kQuarterOfYear,  ///< 1 to 4
  kYearNumber,
};
inline constexpr int kPartCount = 8;

/// What follows the name of a time in a field: nothing, a grain or a part.
struct TimeField {
  enum class Kind : std::uint8_t { kNone, kGrain, kPart };
  Kind kind = Kind::kNone;
  Grain grain = Grain::kDay;     ///< kGrain only.
  Part part = Part::kHourOfDay;  ///< kPart only.
  friend bool operator==(const TimeField&, const TimeField&) = default;
};

std::string_view GrainName(Grain grain);  ///< "month"
std::string_view PartName(Part part);     ///< "hour_of_day"
std::optional<Grain> ParseGrain(std::string_view word);
std::optional<Part> ParsePart(std::string_view word);
/// "month" or "hour_of_day"; nullopt for any other word.
std::optional<TimeField> ParseTimeField(std::string_view word);

/// Settings of a model that move the bounds of periods.
struct CalendarSettings {
  std::uint8_t week_start = 1;         ///< 1 = Monday to 7 = Sunday.
  std::uint8_t fiscal_year_start = 1;  ///< Month 1 to 12; shapes quarter and year.
  friend bool operator==(const CalendarSettings&, const CalendarSettings&) = default;
};

/// The first moment of the period that holds `at`, on the wall clock (kSecond..kYear).
Timestamp Truncate(Timestamp at, Grain grain, const CalendarSettings& settings);
/// The first moment of the period `count` periods later than the one that starts at `start`.
Timestamp AddPeriods(Timestamp start, Grain grain, std::int64_t count);

}  // namespace semaflow::time
