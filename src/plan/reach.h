// The way from the rows of one alias to all others that a query reads.
#pragma once

#include <string_view>
#include <vector>

#include "model/model.h"
#include "plan/plan.h"
#include "plan/reads.h"
#include "semaflow/error.h"

namespace semaflow::plan {

/// Whose rows are counted, for messages.
struct Counted {
  std::string_view measure;          ///< "o.revenue"; empty: the rows of the root themselves.
  bool brings_outer_groups = false;  ///< Groups that only partners reach would be shown.
};

/// The joins that bring every alias of `reads.uses()` to the rows of `root`, each over one partner
/// at most, and the inner joins that decide which rows are in the flow. Refusals go to `errors`:
/// a step that multiplies, a join that holds for a time, groups of a right or full join.
NodeVector<PlannedJoin> Reach(const model::Model& model, const model::Flow& flow,
                              expr::AliasIndex root, const Counted& counted, Reads& reads,
                              Errors& errors);

/// True when every step from `from` to `to` leads to at most one row.
bool ReachesToOne(const model::Flow& flow, expr::AliasIndex from, expr::AliasIndex to);

}  // namespace semaflow::plan
