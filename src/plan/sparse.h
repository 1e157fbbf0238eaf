// Sparse measures show only groups where a row passes their filter.
#pragma once

#include "expr/expr.h"
#include "model/model.h"
#include "plan/reads.h"
#include "request/resolved.h"

namespace semaflow::plan {

/// When all aggregates of `measures` over the rows of `home` (at its time) are sparse: the
/// conditions on groups of which one has to hold, `count(*) filter (where ...) > 0` each. Empty
/// when some aggregate shows every group.
expr::Exprs SparseConditions(const model::Model& model, const model::Flow& flow, const Home& home,
                             const NodeVector<request::ResolvedColumn>& measures);

}  // namespace semaflow::plan
