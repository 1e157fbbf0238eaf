// What kept answers are found by.
#pragma once

#include <string>

#include "semaflow/backend.h"
#include "semaflow/compile.h"
#include "semaflow/engine.h"

namespace semaflow::engine {

/// Everything that an answer depends on: model, SQL, typed parameters, zone, page, how columns are
/// shown, limit of rows and tenant. The data source is the cache's own.
std::string KeyOf(const CompiledQuery& query, const QueryOptions& options);

/// Where the rows of a table are.
std::string KeyOf(const TableSource& table);

}  // namespace semaflow::engine
