// What an engine has done since it was made. Counters only grow; gauges say now.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace semaflow {

/// How long things took, in buckets.
struct Durations {
  /// The upper bounds of all buckets but the last, included; milliseconds.
  static constexpr std::array<std::int64_t, 14> kBoundsMs = {
      1, 2, 5, 10, 20, 50, 100, 250, 500, 1'000, 2'500, 10'000, 60'000, 600'000};
  std::array<std::int64_t, kBoundsMs.size() + 1> counts{};  ///< Of each bucket by itself.
  std::int64_t sum_us = 0;

  void Add(std::int64_t micros);
  friend bool operator==(const Durations&, const Durations&) = default;
};

struct DataSourceMetrics {
  std::string name;
  // Gauges.
  std::int64_t running = 0;      ///< Queries that hold a permit.
  std::int64_t waiting = 0;      ///< In the queue.
  std::int64_t connections = 0;  ///< Open.
  std::int64_t queue_bytes = 0;  ///< Of batches that wait for their readers.
  std::int64_t result_cache_bytes = 0;
  // Counters. `submitted` = the nine outcomes + running + waiting. A question about a table
  // (Engine::DescribeTable) that the database is asked counts as a query; what is answered by what
  // is kept is a hit, and nothing else.
  std::int64_t submitted = 0;
  std::int64_t succeeded = 0;
  std::int64_t failed = 0;          ///< By the database.
  std::int64_t queue_full = 0;      ///< Q001
  std::int64_t queue_timeouts = 0;  ///< Q002
  std::int64_t idle_streams = 0;    ///< Q003
  std::int64_t deadlines = 0;       ///< Q004
  std::int64_t cancelled = 0;       ///< Q005, streams that were dropped included.
  std::int64_t closed = 0;          ///< Q006
  std::int64_t refused = 0;         ///< Never fit for this data source (wrong dialect).
  std::int64_t rows = 0;            ///< Handed to streams.
  std::int64_t bytes = 0;
  std::int64_t result_cache_hits = 0;    ///< Answers of another query, kept or still on their way.
  std::int64_t result_cache_misses = 0;  ///< Where there is a cache.
  std::int64_t schema_cache_hits = 0;
  std::int64_t schema_cache_misses = 0;
  std::map<std::string, std::int64_t> failed_by_code;  ///< `failed`, by "B003".
  Durations waited;                                    ///< From Submit to a permit.
  Durations ran;                                       ///< From a permit to its return.
};

struct EngineMetrics {
  std::vector<DataSourceMetrics> data_sources;  ///< In the order they were added.
};

/// The same as text for Prometheus (exposition format 0.0.4): gauges and counters named
/// semaflow_..., with the label data_source; times as histograms in seconds.
std::string ToPrometheus(const EngineMetrics& metrics);

}  // namespace semaflow
