// Which measures per row expressions name, also through members of the model.
#pragma once

#include <vector>

#include "expr/expr.h"
#include "model/model.h"

namespace semaflow::request {

/// References of kPerRow, each once, as a query would look them up. `expressions` outlive the call;
/// their names are bound in `flow`.
std::vector<expr::Ref> MeasuresPerRow(const model::Model& model, const model::Flow& flow,
                                      const std::vector<const expr::Expr*>& expressions);

}  // namespace semaflow::request
