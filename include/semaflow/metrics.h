// What an engine has done since it was made. Counters only grow; gauges say now.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace semaflow {

struct DataSourceMetrics {
  std::string name;
  // Gauges.
  std::int64_t running = 0;      ///< Queries that hold a permit.
  std::int64_t waiting = 0;      ///< In the queue.
  std::int64_t connections = 0;  ///< Open.
  std::int64_t queue_bytes = 0;  ///< Of batches that wait for their readers.
  // Counters. `submitted` = the nine outcomes + running + waiting.
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
  std::int64_t waited_us = 0;  ///< Sum of the times from Submit to a permit.
  std::int64_t ran_us = 0;     ///< Sum of the times from a permit to its return.
};

struct EngineMetrics {
  std::vector<DataSourceMetrics> data_sources;  ///< In the order they were added.
};

}  // namespace semaflow
