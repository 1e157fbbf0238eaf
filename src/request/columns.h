// The columns of an answer: fields as they are asked, and fields made in the request.
#pragma once

#include <vector>

#include "request/json_tree.h"
#include "request/resolve_state.h"
#include "request/resolved.h"

namespace semaflow::request {

/// Adds the column that an item of `dimensions` asks: a name, `{"field", "grain", "as"}`,
/// `{"expr", "as"}` or `{"measure", "per", "as"}`. Nothing is added when something was told.
void AddDimension(ResolveState& state, const JsonNode& item, NodeVector<ResolvedColumn>& columns);

/// Adds the column that an item of `measures` asks: a name, `{"measure", ..., "as"}`,
/// `{"agg", "field" | "expr", ..., "as"}` or `{"expr", "as"}`.
void AddMeasure(ResolveState& state, const JsonNode& item, NodeVector<ResolvedColumn>& columns);

}  // namespace semaflow::request
