// The order of an answer.
#pragma once

#include <vector>

#include "request/json_tree.h"
#include "request/resolve_state.h"
#include "request/resolved.h"

namespace semaflow::request {

/// Resolves the items of `order`, `{"column", "direction", "nulls"}`, against the columns of
/// `query`: a column is named as it is selected, or as its field; else it must be a measure.
void ReadOrder(ResolveState& state, const JsonNode& list, ResolvedQuery& query);

}  // namespace semaflow::request
