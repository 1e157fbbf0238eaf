// What this library is, and what it stands on.
#pragma once

#include <string>
#include <string_view>

namespace semaflow {

/// The version of the library: "1.0.0". The same for the whole life of the process.
std::string_view Version();

/// The release of the tz database in use, as "2026f"; "" when none is found. Reads it at the first
/// call (milliseconds). Thread-safe.
std::string TimeZoneRelease();

}  // namespace semaflow
