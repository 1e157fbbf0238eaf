// Aggregates of values in memory (DESIGN.md 2.6).
#pragma once

#include <vector>

#include "expr/expr.h"
#include "tests/property/cells.h"

namespace semaflow::property {

/// One row that is aggregated: its argument and, for ordered aggregates, its key.
struct AggregatedRow {
  Cell value;  ///< NULL for `count(*)`, which looks at no value.
  Cell order;
};

/// The aggregate of these rows; of none, too.
Cell AggregateOf(const expr::Aggregate& aggregate, std::vector<AggregatedRow> rows);

bool CountsRows(const expr::Aggregate& aggregate);  ///< `count(*)`, `count(i.*)`

}  // namespace semaflow::property
