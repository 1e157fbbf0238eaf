// Tracing: what a query did and when, as spans of a distributed trace.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace semaflow {

/// One piece of a query's work. Ids and their texts are those of W3C Trace Context
/// (https://www.w3.org/TR/trace-context/), so that any exporter can send it on.
///
///   semaflow.query     from Submit until the last row is there, or the error was told
///     semaflow.wait      until a permit, or another query's answer, was there
///     semaflow.execute   until the database gave the first rows, and
///     semaflow.deliver   from there to its last one, with the time that it waited for the reader
struct TraceSpan {
  std::string_view name;       ///< As above; static.
  std::string trace_id;        ///< 32 lower-case hexadecimal digits.
  std::string span_id;         ///< 16 of them.
  std::string parent_span_id;  ///< "" for a semaflow.query that nobody's traceparent leads to.
  std::int64_t start_us = 0;   ///< Microseconds since 1970-01-01T00:00:00Z.
  std::int64_t end_us = 0;
  std::string data_source;
  std::string tenant;
  std::string code;       ///< "Q004": why the query ended without its rows; "" when it did not.
  std::string cache;      ///< "hit", "miss", "" where no cache is asked. Of semaflow.query.
  std::int64_t rows = 0;  ///< That the database gave. Of semaflow.query and semaflow.deliver.
};

/// Called for each span after its query ended, the query itself last, on a thread of the engine,
/// and on several at once. It must return soon and must not throw.
using SpanHook = std::function<void(const TraceSpan&)>;

}  // namespace semaflow
