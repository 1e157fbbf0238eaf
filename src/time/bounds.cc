#include "time/bounds.h"

#include <variant>

#include "base/check.h"
#include "time/civil.h"

namespace semaflow::time {

namespace {

bool IsInstant(const TimeOperand& operand) { return operand.kind == TypeKind::kTimestamptz; }

/// The start of the bucket that holds a moment.
std::int64_t Floor(const TimeOperand& operand, std::int64_t at) {
  const Grain grain = *operand.grain;
  if (!IsInstant(operand)) return Truncate({at}, grain, operand.settings).micros;
  const Timestamp local = operand.zone->ToLocal({at});
  const Timestamp start = Truncate(local, grain, operand.settings);
  // Within a day the clock may read the same twice: the bucket is the one on this side.
  if (grain < Grain::kDay) return at - (local.micros - start.micros);
  return operand.zone->ToInstant(start).micros;
}

/// The start of the next bucket; `start` is a start.
std::int64_t Next(const TimeOperand& operand, std::int64_t start) {
  const Grain grain = *operand.grain;
  if (!IsInstant(operand) || grain < Grain::kDay) return AddPeriods({start}, grain, 1).micros;
  // A day may begin after midnight: the wall clock of its first moment is cut once more.
  const Timestamp local = Truncate(operand.zone->ToLocal({start}), grain, operand.settings);
  return operand.zone->ToInstant(AddPeriods(local, grain, 1)).micros;
}

/// The one bucket that holds a moment.
TimeBounds BucketAt(const TimeOperand& operand, std::int64_t at) {
  const std::int64_t start = Floor(operand, at);
  return {.start = start, .end = Next(operand, start)};
}

/// Whether a column can hold the moment: one that keeps a clock has of two equal readings the
/// second, as databases read them.
bool CanHold(const TimeOperand& operand, Instant at) {
  const Zone* const stored = operand.stored_in;
  if (stored == nullptr) return true;
  return stored->ToInstant(stored->ToLocal(at), /*second_if_twice=*/true) == at;
}

/// The moment of a reading of the wall clock, among moments that the operand can have.
Instant MomentOf(const TimeOperand& operand, Timestamp wall) {
  const Instant first = operand.zone->ToInstant(wall);
  if (CanHold(operand, first)) return first;
  return operand.zone->ToInstant(wall, /*second_if_twice=*/true);
}

/// The buckets within a day that read as `wall` does.
TimeBounds BucketsReading(const TimeOperand& operand, Timestamp wall) {
  const Zone& zone = *operand.zone;
  // What the clock skips is read behind the gap.
  const Timestamp local = zone.ToLocal(zone.ToInstant(wall));
  const Timestamp from = Truncate(local, *operand.grain, operand.settings);
  const Timestamp to = AddPeriods(from, *operand.grain, 1);
  TimeBounds bounds{.start = MomentOf(operand, from).micros,
                    .end = zone.ToInstant(to, /*second_if_twice=*/true).micros};
  const std::int64_t second = zone.ToInstant(from, /*second_if_twice=*/true).micros;
  if (second == bounds.start) return bounds;
  bounds.hole_start = bounds.start + (to.micros - from.micros);
  bounds.hole_end = second;
  return bounds;
}

/// From the start of a day to the start of the next.
TimeBounds WholeDay(const TimeOperand& operand, Timestamp midnight) {
  const Timestamp next{midnight.micros + kMicrosPerDay};
  if (!IsInstant(operand)) return {.start = midnight.micros, .end = next.micros};
  return {.start = operand.zone->ToInstant(midnight).micros,
          .end = operand.zone->ToInstant(next).micros};
}

TimeBounds Point(std::int64_t at) { return {.start = at, .end = at, .point = true}; }

/// The bucket of days that holds a reading of the wall clock.
TimeBounds BucketOfDays(const TimeOperand& operand, Timestamp wall) {
  const Timestamp start = Truncate(wall, *operand.grain, operand.settings);
  const Timestamp next = AddPeriods(start, *operand.grain, 1);
  if (!IsInstant(operand)) return {.start = start.micros, .end = next.micros};
  return {.start = operand.zone->ToInstant(start).micros,
          .end = operand.zone->ToInstant(next).micros};
}

TimeBounds BoundsOfDay(const TimeOperand& operand, Date day) {
  const Timestamp midnight{day.days * kMicrosPerDay};
  if (operand.grain && *operand.grain >= Grain::kDay) return BucketOfDays(operand, midnight);
  return operand.kind == TypeKind::kDate ? Point(midnight.micros) : WholeDay(operand, midnight);
}

TimeBounds BoundsOfWall(const TimeOperand& operand, Timestamp wall) {
  if (operand.grain && *operand.grain >= Grain::kDay) return BucketOfDays(operand, wall);
  if (!IsInstant(operand)) {
    return operand.grain ? BucketAt(operand, wall.micros) : Point(wall.micros);
  }
  return operand.grain ? BucketsReading(operand, wall) : Point(MomentOf(operand, wall).micros);
}

}  // namespace

TimeBounds BoundsOf(const TimeOperand& operand, const Value& value) {
  if (const Date* day = std::get_if<Date>(&value)) return BoundsOfDay(operand, *day);
  if (const Timestamp* wall = std::get_if<Timestamp>(&value)) return BoundsOfWall(operand, *wall);
  const Instant* instant = std::get_if<Instant>(&value);
  SEMA_CHECK(instant != nullptr, "bounds of a value that is no time");
  if (!IsInstant(operand)) return BoundsOfWall(operand, operand.zone->ToLocal(*instant));
  return operand.grain ? BucketAt(operand, instant->micros) : Point(instant->micros);
}

TimeBounds WholeBuckets(const TimeOperand& operand, TimeBounds range) {
  if (!operand.grain || range.start >= range.end) return range;
  const std::int64_t last = Floor(operand, range.end);
  return {.start = Floor(operand, range.start),
          .end = last == range.end ? last : Next(operand, last)};
}

Value ToValue(const TimeOperand& operand, std::int64_t bound) {
  switch (operand.kind) {
    case TypeKind::kDate:
      return Date{static_cast<std::int32_t>(FloorDivide(bound, kMicrosPerDay))};
    case TypeKind::kTimestamp:
      return Timestamp{bound};
    default:
      return Instant{bound};
  }
}

}  // namespace semaflow::time
