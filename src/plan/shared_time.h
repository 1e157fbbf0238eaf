// The time that the measures of a query share: to the rows of each block it is their own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "expr/expr.h"
#include "model/model.h"
#include "plan/plan.h"
#include "plan/reads.h"
#include "semaflow/error.h"

namespace semaflow::plan {

/// Puts the time of `home` in the place of the shared one. As a dimension it is of the shared
/// time's type (a timestamp beside dates, of a measure that is not selected, is cut to its day).
void BindDimension(const model::Model& model, const model::Flow& flow, const Home& home,
                   expr::Expr& dimension);
void BindCondition(const Home& home, expr::Expr& condition);

/// The same in all dimensions and conditions of a query.
void BindTime(const model::Model& model, const model::Flow& flow, const Home& home,
              BlockTerms& terms);

/// Warns the asker where a grain or a condition is of the time of one table, and rows of
/// another one reach it over a join that multiplies: `time` was probably meant (DESIGN.md 2.2).
void WarnOfTimes(LogicalPlan& plan);

/// Why the rows of `home` cannot be asked by the shared time that `expr` names: they have none, or
/// one of another kind. `what` is a measure that takes them, in quotes.
std::optional<Error> CheckOwnTime(const model::Model& model, const model::Flow& flow,
                                  const Home& home, const expr::Expr& expr,
                                  const std::string& what);

}  // namespace semaflow::plan
