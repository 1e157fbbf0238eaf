// Values of times: the texts of a request and the bounds that they stand for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "semaflow/error.h"
#include "semaflow/types.h"
#include "time/bounds.h"
#include "time/range.h"

namespace semaflow::request {

using time::TimeBounds;
using time::TimeOperand;

/// What `text` stands for beside the operand, as time::BoundsOf has it. The error says what fits,
/// in words that follow "must be".
tl::expected<TimeBounds, std::string> BoundsOfText(const TimeOperand& operand,
                                                   std::string_view text);

/// [low, high): from the moment (the start of the day) that `low` is to the one that `high` is;
/// with a grain all buckets that hold a part of it. An empty range has start >= end.
tl::expected<TimeBounds, std::string> BoundsBetween(const TimeOperand& operand,
                                                    std::string_view low, std::string_view high);

/// The range that words like "last 7 days" or "2024-Q2" mean at `now`, kBadValue without a place.
Result<TimeBounds> BoundsOfWords(const TimeOperand& operand, std::string_view words, Instant now);

/// A bound as ISO 8601 text.
std::string ToText(const TimeOperand& operand, std::int64_t bound);

}  // namespace semaflow::request
