// Whether an answer can be cut into pages: its rows all have a place, and a cursor can hold it.
#pragma once

#include "plan/plan.h"
#include "semaflow/error.h"

namespace semaflow::plan {

/// What is known of an order key; kUnknown: nobody told it.
TypeKind KindOfKey(const LogicalPlan& plan, const PlannedOrder& order);

/// `plan` is filled, and has a page. No errors: it can. Fails with kPages where its order leaves
/// rows side by side or has a key that no cursor holds, and kBadCursor where the cursor holds other
/// keys.
Errors CheckPage(const LogicalPlan& plan);

}  // namespace semaflow::plan
