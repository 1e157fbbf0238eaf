// Measures per row: each is a plan of its own, by the key of the rows that it is asked of.
#pragma once

#include "plan/plan.h"
#include "request/resolved.h"
#include "semaflow/error.h"

namespace semaflow::plan {

/// Plans the measures `refs` of `query` (different Refs of kPerRow) into `plans`, unless there are
/// `errors`. Refuses one of a table without a key, one that reads others, and what the planner
/// refuses of the measure.
void PlanPerRows(const request::ResolvedQuery& query, const std::vector<expr::Ref>& refs,
                 std::vector<LogicalPlan>& plans, Errors& errors);

/// Whether `plan` holds that of `ref`: its measure by the whole key of its table, over all rows
/// that may be seen.
bool IsPlannedPerRow(const LogicalPlan& plan, const expr::Ref& ref);

}  // namespace semaflow::plan
