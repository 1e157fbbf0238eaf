// The database that random questions are asked of: DuckDB in memory, or a server.
#pragma once

#include <memory>
#include <string_view>

#include "semaflow/backend.h"
#include "tests/property/property_case.h"

namespace semaflow::property {

/// SEMAFLOW_PROPERTY_DATABASE: "duckdb" (the default), "postgres_15" or "postgres_18"; a server of
/// tools/with_postgres.
std::string_view CaseDialect();

/// With the rows of the model. A server holds those of one model at a time for each process.
/// `careful`: without the optimizer of DuckDB 1.5 that sometimes loses a column where a table is
/// empty (INTERNAL Error: Failed to bind column reference).
std::shared_ptr<Backend> OpenWithRows(const ModelSpec& model, bool careful);

}  // namespace semaflow::property
