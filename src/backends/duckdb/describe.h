// What DuckDB's catalogue keeps of a table beside its columns.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "semaflow/backend.h"

namespace semaflow::duckdb {

/// `FROM` what: a name, a derived table or a file, as SQL.
std::string FromClause(const TableSource& source);

/// Adds the keys and NOT NULL columns of the table `name` to `schema`, whose columns are known.
Result<void> AddConstraints(Connection& connection, const std::vector<std::string>& name,
                            const std::stop_token& stop, TableSchema& schema);

}  // namespace semaflow::duckdb
