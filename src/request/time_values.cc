#include "request/time_values.h"

#include <utility>

#include "time/civil.h"
#include "time/literal.h"

namespace semaflow::request {

namespace {

using time::kMicrosPerDay;

bool IsInstant(const TimeOperand& operand) { return operand.kind == TypeKind::kTimestamptz; }

std::string_view Fits(const TimeOperand& operand) {
  switch (operand.kind) {
    case TypeKind::kDate:
      return "a day like \"2024-02-29\"";
    case TypeKind::kTimestamp:
      return "a day or a time without an offset, like \"2024-02-29\" or \"2024-02-29T12:34:56\"";
    default:
      return "a day or a time, like \"2024-02-29\", \"2024-02-29T12:34:56\" or "
             "\"2024-02-29T12:34:56+01:00\"";
  }
}

Date DayOf(Timestamp at) {
  return Date{static_cast<std::int32_t>(time::FloorDivide(at.micros, kMicrosPerDay))};
}

/// A text as a value that the operand can be compared with.
std::optional<Value> Read(const TimeOperand& operand, std::string_view text) {
  const auto parsed = time::ParseTime(text);
  if (!parsed) return std::nullopt;
  if (operand.kind == TypeKind::kDate) {
    // Programs write days as midnights, too.
    if (parsed->has_offset || parsed->wall.micros % kMicrosPerDay != 0) return std::nullopt;
    return DayOf(parsed->wall);
  }
  if (!parsed->has_time) return DayOf(parsed->wall);
  if (!parsed->has_offset) return parsed->wall;
  if (!IsInstant(operand)) return std::nullopt;
  return parsed->instant;
}

}  // namespace

tl::expected<TimeBounds, std::string> BoundsOfText(const TimeOperand& operand,
                                                   std::string_view text) {
  const auto value = Read(operand, text);
  if (!value) return tl::unexpected(std::string(Fits(operand)));
  return time::BoundsOf(operand, *value);
}

tl::expected<TimeBounds, std::string> BoundsBetween(const TimeOperand& operand,
                                                    std::string_view low, std::string_view high) {
  const auto first = Read(operand, low);
  const auto last = Read(operand, high);
  if (!first || !last) return tl::unexpected(std::string(Fits(operand)));
  // From the first moment of the one to the first moment of the other.
  TimeOperand exact = operand;
  exact.grain = std::nullopt;
  return time::WholeBuckets(operand, {.start = time::BoundsOf(exact, *first).start,
                                      .end = time::BoundsOf(exact, *last).start});
}

Result<TimeBounds> BoundsOfWords(const TimeOperand& operand, std::string_view words, Instant now) {
  if (IsInstant(operand)) {
    const auto range = time::ParseInstantRange(words, now, *operand.zone, operand.settings);
    if (!range) return tl::unexpected(range.error());
    return time::WholeBuckets(operand, {.start = range->start.micros, .end = range->end.micros});
  }
  const auto range = time::ParseRange(words, operand.zone->ToLocal(now), operand.settings);
  if (!range) return tl::unexpected(range.error());
  if (operand.kind == TypeKind::kDate && !range->whole_days) {
    Error error;
    error.code = ErrorCode::kBadValue;
    error.message = "a date has no hours, minutes and seconds";
    error.help = "ask for days: \"today\", \"last 7 days\"";
    return tl::unexpected(std::move(error));
  }
  return time::WholeBuckets(operand, {.start = range->start.micros, .end = range->end.micros});
}

std::string ToText(const TimeOperand& operand, std::int64_t bound) {
  switch (operand.kind) {
    case TypeKind::kDate:
      return time::ToIso(Date{static_cast<std::int32_t>(time::FloorDivide(bound, kMicrosPerDay))});
    case TypeKind::kTimestamp:
      return time::ToIso(Timestamp{bound});
    default:
      return time::ToIso(Instant{bound}, *operand.zone);
  }
}

}  // namespace semaflow::request
