// Expression text of a request: parsed, its names bound to fields of the flow, its types checked,
// its literals marked as parameters.
#pragma once

#include <optional>

#include "expr/expr.h"
#include "request/json_tree.h"
#include "request/names.h"
#include "request/resolve_state.h"
#include "semaflow/types.h"

namespace semaflow::request {

struct BoundText {
  expr::Expr expr;
  DataType type;
};

/// A condition. With kDimension it is asked of rows: measures and aggregates are told as wrong.
/// nullopt: told.
std::optional<expr::Expr> BindCondition(ResolveState& state, const JsonNode& text, Wanted wanted);

/// A value of one row: fields are dimensions, and no aggregate may stand in it.
std::optional<BoundText> BindRowValue(ResolveState& state, const JsonNode& text);

/// A value of a group: a formula of measures and aggregates.
std::optional<BoundText> BindFormula(ResolveState& state, const JsonNode& text);

/// Completes an aggregate whose parts are bound: whose rows it is over, and the time that first and
/// last go by. False: told at `at`.
bool FinishAggregate(ResolveState& state, expr::Aggregate& aggregate, Span at);

}  // namespace semaflow::request
