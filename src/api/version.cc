#include "semaflow/version.h"

#include "time/zone.h"

namespace semaflow {

std::string_view Version() { return "1.0.0"; }

std::string TimeZoneRelease() { return time::TzdbVersion(); }

}  // namespace semaflow
