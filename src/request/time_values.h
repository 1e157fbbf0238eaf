// Values of times: which moments a text stands for, as bounds that a bare column is compared with.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "semaflow/error.h"
#include "semaflow/types.h"
#include "time/grain.h"
#include "time/range.h"
#include "time/zone.h"

namespace semaflow::request {

/// A time that values are compared with: a field, or its buckets of one grain.
struct TimeOperand {
  TypeKind kind = TypeKind::kDate;  ///< kDate, kTimestamp or kTimestamptz.
  std::optional<time::Grain> grain;
  const time::Zone* zone = nullptr;  ///< Of the request; used by instants.
  time::CalendarSettings settings;
};

/// Half-open: start <= x < end. With `point` it is the one moment `start`.
/// The numbers are microseconds, of the wall clock (dates: midnights) or since the epoch
/// (instants).
struct TimeBounds {
  std::int64_t start = 0;
  std::int64_t end = 0;
  bool point = false;
};

/// What `text` stands for: a moment; a whole day, where the operand is finer than days; with a
/// grain the bucket that holds it. The error says what fits, in words that follow "must be".
tl::expected<TimeBounds, std::string> BoundsOf(const TimeOperand& operand, std::string_view text);

/// [low, high): from the moment (the start of the day) that `low` is to the one that `high` is;
/// with a grain all buckets that hold a part of it. An empty range has start >= end.
tl::expected<TimeBounds, std::string> BoundsBetween(const TimeOperand& operand,
                                                    std::string_view low, std::string_view high);

/// The range that words like "last 7 days" or "2024-Q2" mean at `now`, kBadValue without a place.
Result<TimeBounds> BoundsOfWords(const TimeOperand& operand, std::string_view words, Instant now);

/// A bound as a value of the operand's type.
Value ToValue(const TimeOperand& operand, std::int64_t bound);
/// A bound as ISO 8601 text.
std::string ToText(const TimeOperand& operand, std::int64_t bound);

}  // namespace semaflow::request
