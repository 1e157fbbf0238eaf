// What whoever asks may see: conditions that come with a request and not in it.
#pragma once

#include <string_view>

#include "request/problems.h"
#include "request/resolve_state.h"
#include "request/resolved.h"

namespace semaflow::request {

/// Reads `json`, a list of conditions, and adds them to the filters and the access of `query`.
/// `state` is that of the request, whose measures and dimensions are known; of it the flow and its
/// paths are used, and no name that the request made. Problems are told as kAccessFilters.
void AddAccessFilters(std::string_view json, const time::Zone* zone, ResolveState& state,
                      ResolvedQuery& query);

}  // namespace semaflow::request
