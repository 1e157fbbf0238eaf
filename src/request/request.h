// JSON to QueryRequest (shape only) to ResolvedQuery (names, types, values).
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "model/model.h"
#include "request/resolved.h"
#include "semaflow/error.h"
#include "semaflow/types.h"

namespace semaflow::request {

struct ResolveOptions {
  const time::Zone* zone = nullptr;  ///< Overridden by the request's `time_zone`; else the model's.
  Instant now;                       ///< For "last 7 days", read once per query.
  std::string_view access_filters;   ///< A JSON list of conditions, or "".
};

/// Parses and resolves one request (UTF-8, at most 1 MiB, 64 deep). Every unknown name, operator
/// and value is reported in one answer; labels show `file` ("request") with line and column.
/// Queries that this version refuses by their keys alone (totals, fill, ...) fail here
/// with their P code. Thread-safe.
ResultAll<ResolvedQuery> Resolve(const std::shared_ptr<const model::Model>& model,
                                 std::string_view json, const ResolveOptions& options);

}  // namespace semaflow::request
