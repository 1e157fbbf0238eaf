// What the clocks of a few zones showed, from the history of their laws: the evaluator does not ask
// the time zone database that the planner and the engine ask.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace semaflow::property {

/// The zones that it knows: with and without summer time, of half an hour, and one whose summer
/// begins at midnight.
const std::vector<std::string>& KnownZones();

/// Microseconds: the wall clock at an instant, both since 1970. Throws std::runtime_error for other
/// zones, and is right from 2018-04 to 2018-12 and from 2023-04 on to 2024-12.
std::int64_t WallAt(const std::string& zone, std::int64_t instant);
/// The instant at which the clock shows `wall`. "A wall time that does not exist goes forward by
/// the gap, one that exists twice is the first."
std::int64_t InstantAt(const std::string& zone, std::int64_t wall);

}  // namespace semaflow::property
