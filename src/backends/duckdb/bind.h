// Values to the placeholders of a prepared statement, each with its own type.
#pragma once

#include <vector>

#include "backends/duckdb/library.h"
#include "semaflow/types.h"

namespace semaflow::duckdb {

/// Binds all values, the first to placeholder 1. Fails with kBackendRefused when their number is
/// not that of the placeholders, or a decimal has more than 38 digits.
Result<void> BindAll(const Api& api, duckdb_prepared_statement statement,
                     const std::vector<Value>& values);

}  // namespace semaflow::duckdb
