// An order in which no two rows of an answer are equal.
#pragma once

#include "model/model.h"
#include "plan/plan.h"

namespace semaflow::plan {

/// Whether the dimensions of `plan` hold a key of its only block's table whose columns are never
/// NULL: then no two rows of the table are equal in them.
bool HoldKey(const model::Table& table, const LogicalPlan& plan);

/// Adds what makes the order of `plan` total: its dimensions as asked, then the key of ungrouped
/// rows. `table` is that of its first block.
void MakeOrderTotal(const model::Table& table, LogicalPlan& plan);

}  // namespace semaflow::plan
