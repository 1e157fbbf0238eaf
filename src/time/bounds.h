// What a value beside a time stands for: bounds that the bare column is compared with. Conditions
// in JSON and in expression text both ask here, so that they mean the same.
#pragma once

#include <cstdint>
#include <optional>

#include "semaflow/types.h"
#include "time/grain.h"
#include "time/zone.h"

namespace semaflow::time {

/// A time that values are compared with: a field, or its buckets of one grain.
struct TimeOperand {
  TypeKind kind = TypeKind::kDate;  ///< kDate, kTimestamp or kTimestamptz.
  std::optional<Grain> grain;
  const Zone* zone = nullptr;  ///< Of the request; used by instants.
  CalendarSettings settings;
  /// Of instants that a column keeps as the clock of this zone; nullptr: as instants.
  const Zone* stored_in = nullptr;
};

/// Half-open: start <= x < end. With `point` it is the one moment `start`.
/// The numbers are microseconds, of the wall clock (dates: midnights) or since the epoch
/// (instants).
struct TimeBounds {
  std::int64_t start = 0;
  std::int64_t end = 0;
  bool point = false;
  /// hole_start <= x < hole_end lies between two buckets of one name (01:30, and 01:30 again an
  /// hour later) and is in neither; empty where there is no such thing.
  std::int64_t hole_start = 0;
  std::int64_t hole_end = 0;

  bool HasHole() const { return hole_start < hole_end; }
};

/// What `value` (a Date, Timestamp or Instant) stands for: a moment; a day its whole day, where the
/// operand is finer than days; with a grain the buckets that hold it. A wall clock reading beside
/// an instant: one that does not exist goes forward by the gap; one that exists twice is the first
/// of the two moments, but with a grain finer than a day the buckets of both. Databases read a
/// stored clock (`stored_in`) that exists twice as the second moment: where the column cannot hold
/// the first, the second is meant.
TimeBounds BoundsOf(const TimeOperand& operand, const Value& value);

/// All buckets that hold a part of the range; without a grain the range itself. An empty range
/// (start >= end) stays one.
TimeBounds WholeBuckets(const TimeOperand& operand, TimeBounds range);

/// A bound as a value of the operand's type.
Value ToValue(const TimeOperand& operand, std::int64_t bound);

}  // namespace semaflow::time
