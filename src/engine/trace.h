// W3C Trace Context, and the spans of one query.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/machine.h"
#include "semaflow/trace.h"

namespace semaflow::engine {

/// https://www.w3.org/TR/trace-context/#traceparent-header
struct TraceParent {
  std::string trace_id;
  std::string span_id;
  bool is_sampled = false;
};
/// nullopt: it is none. Of a later version what version 00 has is read, as the standard wants it.
std::optional<TraceParent> ParseTraceParent(std::string_view text);

/// What is known of a query's way while it goes. Times: kNever before they have come.
struct Trace {
  bool is_on = false;  ///< Somebody wants to know.
  TraceParent parent;  ///< No span_id: the trace begins here.
  std::string query_id;
  std::string execute_id;
  Micros submitted = kNever;
  Micros started = kNever;
  Micros first_rows = kNever;
  std::string code;
  std::int64_t rows = 0;

  /// The comment that carries the trace on to the database, in the form of sqlcommenter
  /// (https://google.github.io/sqlcommenter/spec/); "": it is not sampled.
  std::string Comment() const;
};

/// A trace of a query that is submitted now. `traceparent` as in QueryOptions; `is_hooked`: spans
/// are wanted even where nobody gave one.
Trace BeginTrace(std::string_view traceparent, bool is_hooked, Micros now);

/// The spans of a query that ended at `now`; the texts that all share are in `all`.
std::vector<TraceSpan> SpansOf(const Trace& trace, const TraceSpan& all, Micros now);

}  // namespace semaflow::engine
