// Filters of a query, split into what is asked of rows and what is asked of groups.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/node_pool.h"
#include "expr/expr.h"
#include "model/model.h"
#include "request/resolved.h"
#include "semaflow/error.h"

namespace semaflow::plan {

/// Splits a condition into conjuncts: `and`, and `not (a or b)`. A condition is true or not true,
/// never unknown, so a `not` before one test turns it into its negated operator; it stays before
/// what has none (`not (a < b)`).
void SplitConjuncts(expr::Expr condition, expr::Exprs& conjuncts);

/// The first field that a condition on groups reads of rows and that is none of `dimensions` as
/// asked; nullptr: there is none.
const expr::Ref* FirstUngrouped(const expr::Expr& condition,
                                const NodeVector<request::ResolvedColumn>& dimensions);

/// Refuses a condition on groups that reads such a field.
std::optional<Error> CheckMixed(const model::Model& model, const model::Flow& flow,
                                const expr::Expr& condition,
                                const NodeVector<request::ResolvedColumn>& dimensions);

/// True: the condition does not hold where every field that `is_null` tells is NULL. False: it may.
bool RejectsNulls(const expr::Expr& condition,
                  const std::function<bool(const expr::Ref&)>& is_null);

}  // namespace semaflow::plan
