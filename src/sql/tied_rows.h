// What ties the rows of a sub-query to those around it.
#pragma once

#include <optional>

#include "sql/tree.h"

namespace semaflow::sql {

/// Adds the tables whose columns the names of `select` may mean: its own, and those of the
/// sub-queries that name them. A table that is itself a SELECT is a world of its own.
void CollectTables(Select& select, NodeVector<TableRef*>& tables);

/// Whether nothing but the equality of keys ties the rows of a sub-query to those around it: then a
/// hash of the keys finds partners.
bool IsTiedByKeys(Select& rows);

/// Where it is one key alone: `rows` gives each key of its rows once, instead of what it gave, and
/// is tied no more. (PostgreSQL hashes them only where it expects them to fit into its work_mem.)
/// The key around it; nullopt: it is not so, and nothing was changed.
std::optional<Expr> TakeOnlyKey(Select& rows);

}  // namespace semaflow::sql
