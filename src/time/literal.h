// Texts of dates and times (ISO 8601), to values and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "semaflow/types.h"
#include "time/zone.h"

namespace semaflow::time {

/// What a text like "2024-02-29", "2024-02-29T12:34:56.789", "2024-02-29 12:34:56+01:00" says.
struct ParsedTime {
  Timestamp wall;           ///< As written.
  bool has_time = false;    ///< False: a day alone.
  bool has_offset = false;  ///< True: `instant` holds.
  Instant instant;
};
/// nullopt: not a date or time (checked: 2024-02-30 is none; year 0001 to 9999; up to 6 digits of a
/// second, 24:00 and leap seconds are none).
std::optional<ParsedTime> ParseTime(std::string_view text);
/// What is wrong with a text that looks like a date or time and is none: "there is no month 13".
/// Empty: it is one, or does not look like one.
std::string TimeProblem(std::string_view text);
std::optional<TimeOfDay> ParseTimeOfDay(std::string_view text);

std::string ToIso(Date date);                     ///< "2024-02-29"
std::string ToIso(Timestamp at);                  ///< "2024-02-29T12:34:56" (".789" when not whole)
std::string ToIso(Instant at, const Zone& zone);  ///< "2024-02-29T12:34:56+01:00"
std::string ToIso(TimeOfDay at);                  ///< "12:34:56"

}  // namespace semaflow::time
