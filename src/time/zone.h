// Time zones of the tz database: wall clock to instant and back.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "semaflow/error.h"
#include "semaflow/types.h"

namespace semaflow::time {

/// One zone. Values live as long as the process; pointers to them are shared freely by threads.
class Zone {
 public:
  virtual ~Zone() = default;
  virtual std::string_view name() const = 0;  ///< "Europe/Amsterdam"
  /// The wall clock at an instant.
  virtual Timestamp ToLocal(Instant at) const = 0;
  /// Seconds east of UTC at an instant.
  virtual std::int32_t OffsetSeconds(Instant at) const = 0;
  /// The instant of a wall clock reading: one that does not exist goes forward by the gap, one that
  /// exists twice is the first, or the second with `second_if_twice`.
  virtual Instant ToInstant(Timestamp local, bool second_if_twice = false) const = 0;
};

/// UTC: needs no tz database.
const Zone* Utc();
/// Finds a zone by its name; "UTC" and "Etc/UTC" need no tz database. Cached: a lookup after the
/// first costs a hash. Fails with kBadTimeZone and the closest names (no place).
Result<const Zone*> FindZone(std::string_view name);
/// The release of the tz database, as "2026f"; "" when there is none.
std::string TzdbVersion();

}  // namespace semaflow::time
