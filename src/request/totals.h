// The `totals` of a request: the same measures by fewer of its dimensions.
#pragma once

#include "request/json_tree.h"
#include "request/resolve_state.h"
#include "request/resolved.h"

namespace semaflow::request {

/// What an extra last column of the answer is called that tells totals apart: 0 for groups, n for
/// the n-th total.
inline constexpr std::string_view kGroupingName = "grouping";

/// Fills `query.totals`, once its columns are known.
void ReadTotals(ResolveState& state, const JsonNode& list, ResolvedQuery& query);

}  // namespace semaflow::request
