// Measures made in a request.
#pragma once

#include <optional>

#include "request/json_tree.h"
#include "request/resolve_state.h"
#include "request/resolved.h"

namespace semaflow::request {

/// The measure that an object of `measures` asks: `{"measure": "o.revenue", "filter", "fill",
/// "as"}`,
/// `{"agg": "sum", "field" | "expr", "filter", "fill", "as"}` or a formula `{"expr", "as"}`.
/// Windows, offsets, shares and conversions are refused with kWindowMeasure. nullopt: told.
std::optional<ResolvedColumn> MakeMeasure(ResolveState& state, const JsonNode& object);

}  // namespace semaflow::request
