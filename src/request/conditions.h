// Conditions of a request as bound expression trees.
#pragma once

#include <optional>
#include <vector>

#include "expr/expr.h"
#include "request/json_tree.h"
#include "request/names.h"
#include "request/resolve_state.h"

namespace semaflow::request {

/// Adds what `node` asks, as conjuncts: a list of conditions, one condition, or expression text.
/// A condition is `{"field", "op", "value"}`, `{"and": [...]}`, `{"or": [...]}`, `{"not": ...}` or
/// text. With kDimension measures are told as wrong: such conditions are asked of rows.
/// Problems are told; the conjuncts without them are added.
void AddConditions(ResolveState& state, const JsonNode& node, Wanted wanted,
                   expr::Exprs& conjuncts);

/// All of `terms` (at least one) joined by AND or OR, as a tree of little depth.
expr::Expr Join(expr::Exprs terms, expr::BinaryOp op);

}  // namespace semaflow::request
