// Keys of joins and links: their names, their kinds, and what they tell of the cardinality.
#pragma once

#include <cstdint>

#include "model/build_state.h"

namespace semaflow::model {

/// Binds the keys of a tree's joins or of a graph's links, checks their kinds, and tells each
/// join's cardinality. Problems are told. The flow's aliases must be in order.
void BindJoins(BuildState& state, std::uint32_t flow);

}  // namespace semaflow::model
