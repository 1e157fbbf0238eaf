// `share_of` of measures that are made in a request: names of its dimensions.
#pragma once

#include "request/resolve_state.h"
#include "request/resolved.h"

namespace semaflow::request {

/// Gives the shares of `query` that are made in the request the dimensions that they name, once the
/// columns of the request are known.
void ResolveShares(ResolveState& state, ResolvedQuery& query);

}  // namespace semaflow::request
