// Ranges of time in words: "last 7 days", "this month", "2024-Q2", "2024-02", "yesterday".
#pragma once

#include <string>
#include <string_view>

#include "semaflow/error.h"
#include "time/grain.h"
#include "time/zone.h"

namespace semaflow::time {

/// A half-open range on the wall clock: start <= x < end.
struct Range {
  Timestamp start;
  Timestamp end;
  bool whole_days = false;  ///< Both ends are midnights.
};

/// Reads words (`now` is the wall clock in the request's zone), in any case, the words separated by
/// spaces:
/// - "today", "yesterday", "tomorrow"
/// - "this|last|next second|minute|hour|day|week|month|quarter|year": the period that holds `now`,
///   the one before it, the one after it
/// - "last|next N days|hours|weeks|...": exactly N periods, the current one included: "last 7 days"
///   is today and the 6 days before, "next 7 days" is today and the 6 days after
/// - "2024", "2024-Q2", "2024-02", "2024-W09", "2024-02-29". Years and quarters are those of
///   `settings`, a fiscal year is named by the year in which it starts; a week is the model's week
///   that holds the Thursday of that ISO 8601 week.
/// Fails with kBadValue and the forms that are understood (no place). Never tells the words.
Result<Range> ParseRange(std::string_view words, Timestamp now, const CalendarSettings& settings);

/// The same for instants, half-open.
struct InstantRange {
  Instant start;
  Instant end;
};

/// Reads the same words. Periods of a day and longer begin and end on `zone`'s wall clock; hours
/// and shorter ones are counted as time that really passes, so "last 3 hours" are three hours on a
/// day on which the clock changes, too.
Result<InstantRange> ParseInstantRange(std::string_view words, Instant now, const Zone& zone,
                                       const CalendarSettings& settings);

}  // namespace semaflow::time
