// The value of `agg:`: "sum", "percentile(0.9)", "percentile(0.5, discrete)".
#pragma once

#include "expr/expr.h"
#include "model/build_state.h"

namespace semaflow::model {

/// Fills the function, fraction and kind of `aggregate`; false with the problem told.
bool ParseAggregateWord(BuildState& state, const Text& text, expr::Aggregate& aggregate);

}  // namespace semaflow::model
