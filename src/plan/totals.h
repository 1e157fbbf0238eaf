// Totals: the same measures by fewer dimensions.
#pragma once

#include <vector>

#include "plan/plan.h"
#include "request/resolved.h"
#include "semaflow/error.h"

namespace semaflow::plan {

/// Every total that `query` asks as a plan of its own: the same conditions on rows, none on groups,
/// no order and limit. Errors: those of MakePlan.
Errors PlanTotals(const request::ResolvedQuery& query, std::vector<LogicalPlan>& totals);

/// True when each row of a plan is in one group, and every aggregate of its measures is, over all
/// rows, the same aggregate over those of the groups: exact sums, counts, min and max. Shares are
/// never so.
bool AreTotalsOfGroups(const LogicalPlan& plan);

/// Whether every aggregate of `measure` over rows of `home` may be put together from those of parts
/// of its rows, to the last digit.
bool MayBePutTogether(const model::Model& model, const model::Flow& flow, const expr::Expr& measure,
                      expr::AliasIndex home);

}  // namespace semaflow::plan
