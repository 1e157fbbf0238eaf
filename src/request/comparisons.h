// One condition: an operand, an operator and a value.
#pragma once

#include <optional>

#include "expr/expr.h"
#include "request/json_tree.h"
#include "request/operands.h"
#include "request/operators.h"
#include "request/resolve_state.h"

namespace semaflow::request {

/// The condition as a bound tree. Times become half-open ranges over the bare column; with
/// `keep_grain` over the buckets themselves, which a condition on groups can read. `value` is
/// nullptr where the request has none; `at` is the place of the condition. `wanted` is the sort of
/// fields that may stand in place of a value. nullopt: told.
std::optional<expr::Expr> Compare(ResolveState& state, const Operand& operand, const Operator& op,
                                  const JsonNode* value, Span at, Wanted wanted, bool keep_grain);

}  // namespace semaflow::request
