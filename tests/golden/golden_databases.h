// The databases that golden cases are asked of, each with the rows of a case's data folder.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "semaflow/backend.h"

namespace semaflow::golden {

struct GoldenDatabase {
  std::string_view name;     ///< "duckdb", "postgres_15"
  std::string_view dialect;  ///< Whose SQL it is asked.
  /// With the tables of `data` (empty: none); `model` holds the files that it may read. Throws
  /// std::runtime_error.
  std::shared_ptr<Backend> (*open)(const std::filesystem::path& data,
                                   const std::filesystem::path& model);
};

/// Whether the model of the case `name` is written in words that the database knows.
bool MayBeAsked(const GoldenDatabase& database, const std::string& name);

/// DuckDB in memory first; then the servers of tools/with_postgres.
const std::vector<GoldenDatabase>& AllDatabases();

}  // namespace semaflow::golden
