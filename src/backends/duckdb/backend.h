// OpenDuckDb, with a library that is loaded.
#pragma once

#include <memory>

#include "backends/duckdb/library.h"
#include "semaflow/backend.h"

namespace semaflow::duckdb {

/// As OpenDuckDb, by these functions: tests hand in some that fail. They outlive the backend.
Result<std::shared_ptr<Backend>> Open(const Api& api, const DuckDbOptions& options);

}  // namespace semaflow::duckdb
