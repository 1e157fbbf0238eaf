// Ranges of time in words: "last 7 days", "this month", "2024-Q2", "2024-02", "yesterday".
#pragma once

#include <string>
#include <string_view>

#include "semaflow/error.h"
#include "time/grain.h"

namespace semaflow::time {

/// A half-open range on the wall clock: start <= x < end.
struct Range {
  Timestamp start;
  Timestamp end;
  bool whole_days = false;  ///< Both ends are midnights.
};

/// Reads words (`now` is the wall clock in the request's zone): "today", "yesterday", "tomorrow",
/// "this|last|next WEEK|MONTH|...", "last|next N days|hours|weeks|..." ("last 7 days" is today and
/// the 6 days before, exactly 7 periods, the current one included), "2024", "2024-Q2", "2024-02",
/// "2024-W09", "2024-02-29". Fails with kBadValue and the forms that are understood (no place).
Result<Range> ParseRange(std::string_view words, Timestamp now, const CalendarSettings& settings);

}  // namespace semaflow::time
