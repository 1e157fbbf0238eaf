// The reference evaluator: what a query means (DESIGN.md 2.2, 2.3), over rows in memory, taken
// literally and with nothing clever. It takes names, types and binding of the loaded model and the
// resolved request; it shares no code with src/plan and src/sql.
#pragma once

#include <vector>

#include "request/resolved.h"
#include "tests/property/cells.h"
#include "tests/property/flow_rows.h"

namespace semaflow::property {

struct Answer {
  std::vector<Row> rows;  ///< In the order asked; else by the dimensions.
  /// The order and the cut of the rows leave no choice: the request orders, or cuts, and no two
  /// rows are equal in all that decides.
  bool ordered = false;
};

/// Throws std::runtime_error on what the rule refuses (a mixed `or` without its dimension) and on
/// what the evaluator does not know.
Answer Evaluate(const request::ResolvedQuery& query, const MemoryTables& tables);

}  // namespace semaflow::property
