#include "request/time_values.h"

#include <utility>

#include "time/civil.h"
#include "time/literal.h"

namespace semaflow::request {

namespace {

using time::Grain;
using time::kMicrosPerDay;

bool IsInstant(const TimeOperand& operand) { return operand.kind == TypeKind::kTimestamptz; }

/// The start of the bucket that holds a bound.
std::int64_t Floor(const TimeOperand& operand, std::int64_t at) {
  const Grain grain = *operand.grain;
  if (!IsInstant(operand)) return time::Truncate({at}, grain, operand.settings).micros;
  const Timestamp local = operand.zone->ToLocal({at});
  const Timestamp start = time::Truncate(local, grain, operand.settings);
  // Within a day the clock may read the same twice: the bucket is the one on this side.
  if (grain < Grain::kDay) return at - (local.micros - start.micros);
  return operand.zone->ToInstant(start).micros;
}

/// The start of the next bucket; `start` is a start.
std::int64_t Next(const TimeOperand& operand, std::int64_t start) {
  const Grain grain = *operand.grain;
  if (!IsInstant(operand) || grain < Grain::kDay) {
    return time::AddPeriods({start}, grain, 1).micros;
  }
  // A day may begin after midnight: the wall clock of its first moment is cut once more.
  const Timestamp local = time::Truncate(operand.zone->ToLocal({start}), grain, operand.settings);
  return operand.zone->ToInstant(time::AddPeriods(local, grain, 1)).micros;
}

std::int64_t Ceiling(const TimeOperand& operand, std::int64_t at) {
  const std::int64_t start = Floor(operand, at);
  return start == at ? at : Next(operand, start);
}

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

/// A text as the operand has it: its first moment, and whether it is a day without a time.
struct Moment {
  std::int64_t at = 0;
  Timestamp wall;
  bool day = false;
  bool has_offset = false;
};
std::optional<Moment> Read(const TimeOperand& operand, std::string_view text) {
  const auto parsed = time::ParseTime(text);
  if (!parsed) return std::nullopt;
  const bool midnight = parsed->wall.micros % kMicrosPerDay == 0;
  switch (operand.kind) {
    case TypeKind::kDate:
      // Programs write days as midnights, too.
      if (parsed->has_offset || !midnight) return std::nullopt;
      return Moment{parsed->wall.micros, parsed->wall, true, false};
    case TypeKind::kTimestamp:
      if (parsed->has_offset) return std::nullopt;
      return Moment{parsed->wall.micros, parsed->wall, !parsed->has_time, false};
    default: {
      const Instant at =
          parsed->has_offset ? parsed->instant : operand.zone->ToInstant(parsed->wall);
      return Moment{at.micros, parsed->wall, !parsed->has_time, parsed->has_offset};
    }
  }
}

/// The buckets that a text without an offset falls into: in the hour that the clock repeats, both.
TimeBounds BucketsOf(const TimeOperand& operand, const Moment& moment) {
  if (IsInstant(operand) && !moment.has_offset) {
    const Timestamp start = time::Truncate(moment.wall, *operand.grain, operand.settings);
    const Timestamp end = time::AddPeriods(start, *operand.grain, 1);
    return {operand.zone->ToInstant(start).micros, operand.zone->ToInstant(end).micros};
  }
  const std::int64_t start = Floor(operand, moment.at);
  return {start, Next(operand, start)};
}

TimeBounds WholeBuckets(const TimeOperand& operand, TimeBounds bounds) {
  if (!operand.grain || bounds.start >= bounds.end) return bounds;
  return {Floor(operand, bounds.start), Ceiling(operand, bounds.end)};
}

}  // namespace

tl::expected<TimeBounds, std::string> BoundsOf(const TimeOperand& operand, std::string_view text) {
  const auto moment = Read(operand, text);
  if (!moment) return tl::unexpected(std::string(Fits(operand)));
  if (operand.grain) return BucketsOf(operand, *moment);
  if (operand.kind == TypeKind::kDate || !moment->day) {
    return TimeBounds{moment->at, moment->at, /*point=*/true};
  }
  const Timestamp next{moment->wall.micros + kMicrosPerDay};
  const std::int64_t end = IsInstant(operand) ? operand.zone->ToInstant(next).micros : next.micros;
  return TimeBounds{moment->at, end};
}

tl::expected<TimeBounds, std::string> BoundsBetween(const TimeOperand& operand,
                                                    std::string_view low, std::string_view high) {
  const auto first = Read(operand, low);
  const auto last = Read(operand, high);
  if (!first || !last) return tl::unexpected(std::string(Fits(operand)));
  return WholeBuckets(operand, {first->at, last->at});
}

Result<TimeBounds> BoundsOfWords(const TimeOperand& operand, std::string_view words, Instant now) {
  if (IsInstant(operand)) {
    const auto range = time::ParseInstantRange(words, now, *operand.zone, operand.settings);
    if (!range) return tl::unexpected(range.error());
    return WholeBuckets(operand, {range->start.micros, range->end.micros});
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
  return WholeBuckets(operand, {range->start.micros, range->end.micros});
}

Value ToValue(const TimeOperand& operand, std::int64_t bound) {
  switch (operand.kind) {
    case TypeKind::kDate:
      return Date{static_cast<std::int32_t>(time::FloorDivide(bound, kMicrosPerDay))};
    case TypeKind::kTimestamp:
      return Timestamp{bound};
    default:
      return Instant{bound};
  }
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
