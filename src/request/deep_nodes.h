// What expressions are made of, through the members of the model that they name.
#pragma once

#include <functional>
#include <vector>

#include "expr/expr.h"
#include "model/model.h"

namespace semaflow::request {

/// Calls `see(node, self)` for each node of `expressions` and of the members that they name, each
/// member once; `self` is what kSelf means there. Of a measure per row, also of one that a
/// dimension of the model is, it sees a Ref of kPerRow, and goes on in its measure. What the
/// planner refuses is not gone into. `expressions` outlive the call; their names are bound in
/// `flow`.
void ForEachDeepNode(const model::Model& model, const model::Flow& flow,
                     const std::vector<const expr::Expr*>& expressions,
                     const std::function<void(const expr::Expr& node, expr::AliasIndex self)>& see);

/// The measures per row among them, each once.
std::vector<expr::Ref> MeasuresPerRow(const model::Model& model, const model::Flow& flow,
                                      const std::vector<const expr::Expr*>& expressions);

}  // namespace semaflow::request
