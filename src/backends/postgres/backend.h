// OpenPostgres, with a library that is loaded.
#pragma once

#include <memory>
#include <stop_token>

#include "backends/postgres/library.h"
#include "semaflow/backend.h"

namespace semaflow::postgres {

/// As OpenPostgres, by these functions: tests hand in some that fail. They outlive the process's
/// last request to stop a statement.
Result<std::shared_ptr<Backend>> Open(const Api& api, const PostgresOptions& options,
                                      const std::stop_token& stop = {});

}  // namespace semaflow::postgres
