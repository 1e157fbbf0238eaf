// A measure per row: `{"measure": "o.order_count", "per": "c"}` (DESIGN.md 2.3).
#pragma once

#include <optional>

#include "expr/expr.h"
#include "request/json_tree.h"
#include "request/resolve_state.h"
#include "semaflow/types.h"

namespace semaflow::request {

/// A value of rows, bound.
struct PerRowValue {
  expr::Ref ref;
  DataType type;
};

/// What the keys "measure" and "per" of `object` mean; `per` may be nullptr. nullopt: told.
std::optional<PerRowValue> ReadPerRow(ResolveState& state, const JsonNode& object,
                                      const JsonNode& measure, const JsonNode* per);

}  // namespace semaflow::request
