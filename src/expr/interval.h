// Texts of intervals: "1 day", "2 years 3 months", "-90 minutes".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "semaflow/types.h"

namespace semaflow::expr {

/// Reads one or more of `NUMBER UNIT`, units from microsecond to year with or without an "s", in
/// any case; a number may have a sign, and one of seconds up to 6 digits behind a point. nullopt:
/// not an interval, or one too long for its type.
std::optional<Interval> ParseInterval(std::string_view text);

/// "14 months 3 days 90 minutes": the largest units that are whole; "0 days" for nothing. Reads
/// back as the same value.
std::string ToText(const Interval& interval);

}  // namespace semaflow::expr
