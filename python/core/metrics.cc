#include "metrics.h"

#include <nanobind/stl/string.h>

namespace nb = nanobind;

namespace semaflow::python {
namespace {

nb::dict DurationsOf(const Durations& durations) {
  nb::list bounds;
  for (const std::int64_t bound : Durations::kBoundsMs) bounds.append(bound);
  nb::list counts;
  for (const std::int64_t count : durations.counts) counts.append(count);
  nb::dict data;
  data["bounds_ms"] = bounds;
  data["counts"] = counts;
  data["sum_ms"] = static_cast<double>(durations.sum_us) / 1000;
  return data;
}

nb::dict DataSourceOf(const DataSourceMetrics& metrics) {
  // All of them: one that is new is told here too.
  const auto& [name, running, waiting, connections, queue_bytes, result_cache_bytes, submitted,
               succeeded, failed, queue_full, queue_timeouts, idle_streams, deadlines, cancelled,
               closed, refused, rows, bytes, result_cache_hits, result_cache_misses,
               schema_cache_hits, schema_cache_misses, failed_by_code, waited, ran] = metrics;
  nb::dict data;
  data["running"] = running;
  data["waiting"] = waiting;
  data["connections"] = connections;
  data["queue_bytes"] = queue_bytes;
  data["result_cache_bytes"] = result_cache_bytes;
  data["submitted"] = submitted;
  data["succeeded"] = succeeded;
  data["failed"] = failed;
  data["queue_full"] = queue_full;
  data["queue_timeouts"] = queue_timeouts;
  data["idle_streams"] = idle_streams;
  data["deadlines"] = deadlines;
  data["cancelled"] = cancelled;
  data["closed"] = closed;
  data["refused"] = refused;
  data["rows"] = rows;
  data["bytes"] = bytes;
  data["result_cache_hits"] = result_cache_hits;
  data["result_cache_misses"] = result_cache_misses;
  data["schema_cache_hits"] = schema_cache_hits;
  data["schema_cache_misses"] = schema_cache_misses;
  nb::dict by_code;
  for (const auto& [code, count] : failed_by_code) by_code[nb::str(code.c_str())] = count;
  data["failed_by_code"] = by_code;
  data["waited"] = DurationsOf(waited);
  data["ran"] = DurationsOf(ran);
  return data;
}

}  // namespace

nb::dict MetricsOf(const EngineMetrics& metrics) {
  nb::dict data;
  for (const DataSourceMetrics& source : metrics.data_sources) {
    data[nb::str(source.name.data(), source.name.size())] = DataSourceOf(source);
  }
  return data;
}

}  // namespace semaflow::python
