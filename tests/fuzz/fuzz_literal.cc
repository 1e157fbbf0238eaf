// Texts of dates, times and ranges. Nothing may crash, and whatever is accepted must be what it
// says: its ISO text reads back as the same value, a range is not empty and lies in the calendar.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "time/civil.h"
#include "time/literal.h"
#include "time/range.h"

namespace {

using namespace semaflow;  // NOLINT: a fuzz target is one page

void Require(bool condition) {
  if (!condition) std::abort();
}

void CheckTime(std::string_view text) {
  if (const auto time = time::ParseTime(text)) {
    const auto again = time::ParseTime(time::ToIso(time->wall));
    Require(again && again->wall == time->wall);
    if (!time->has_time) Require(time->wall.micros % time::kMicrosPerDay == 0 && text.size() == 10);
    if (time->has_offset) {
      Require(std::abs(time->wall.micros - time->instant.micros) <= time::kMicrosPerDay);
    }
  }
  if (const auto at = time::ParseTimeOfDay(text)) {
    const auto again = time::ParseTimeOfDay(time::ToIso(*at));
    Require(again && *again == *at && at->micros < time::kMicrosPerDay);
  }
}

void CheckRange(std::string_view text, Instant now, const time::CalendarSettings& settings) {
  const time::Zone* zone = time::FindZone("America/New_York").value_or(time::Utc());
  const auto range = time::ParseRange(text, zone->ToLocal(now), settings);
  const auto instants = time::ParseInstantRange(text, now, *zone, settings);
  Require(range.has_value() == instants.has_value());
  if (!range) {
    Require(range.error().code == ErrorCode::kBadValue && !range.error().message.empty());
    return;
  }
  Require(range->start < range->end && instants->start < instants->end);
  const std::int64_t first = time::DaysFromCivil({1, 1, 1}) * time::kMicrosPerDay;
  const std::int64_t last = time::DaysFromCivil({10'000, 1, 1}) * time::kMicrosPerDay;
  Require(range->start.micros >= first && range->end.micros <= last);
  const auto midnight = [](Timestamp at) { return at.micros % time::kMicrosPerDay == 0; };
  if (range->whole_days) Require(midnight(range->start) && midnight(range->end));
}

}  // namespace

/// The first two bytes choose the settings and the moment, the rest is the text.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const time::CalendarSettings settings{
      .week_start = static_cast<std::uint8_t>(data[0] % 7 + 1),
      .fiscal_year_start = static_cast<std::uint8_t>(data[0] / 7 % 12 + 1)};
  const Instant now{static_cast<std::int64_t>(data[1]) * 250 * time::kMicrosPerDay};
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  CheckTime(text);
  CheckRange(text, now, settings);
  return 0;
}
