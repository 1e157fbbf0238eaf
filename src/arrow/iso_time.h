// Dates and times as ISO 8601 text, straight from the numbers that Arrow holds.
#pragma once

#include <cstdint>
#include <string>

#include "semaflow/types.h"

namespace semaflow::arrow {

/// Seconds east of UTC at an instant: all that writing rows has to know of a time zone.
class ZoneOffsets {
 public:
  virtual ~ZoneOffsets() = default;
  virtual std::int32_t OffsetSeconds(Instant at) const = 0;
};

class InUtc final : public ZoneOffsets {
 public:
  std::int32_t OffsetSeconds(Instant) const override { return 0; }
};

/// The values that DuckDB and PostgreSQL keep for 'infinity' and '-infinity' have no place in
/// ISO 8601 and are written by these two words.

/// "2024-02-29"; "+12024-02-29" and "-0043-03-15" outside the years 0 to 9999.
void AppendIso(std::string& out, Date date);
/// "2024-02-29T12:34:56", ".789" or ".789012" behind it when not whole.
void AppendIso(std::string& out, Timestamp at);
/// "2024-02-29T12:34:56+01:00": the wall clock of the zone and its offset at that instant.
void AppendIso(std::string& out, Instant at, const ZoneOffsets& zone);
/// "12:34:56.789"; "24:00:00" for the end of a day.
void AppendIso(std::string& out, TimeOfDay at);
/// "P1Y2M3DT4H5M6.7S", "P-1M", "PT0S".
void AppendIso(std::string& out, const Interval& interval);

}  // namespace semaflow::arrow
