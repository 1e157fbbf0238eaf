// What is asked of a backend while calls of its library fail, and what came of it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "semaflow/backend.h"
#include "tests/faults/failing_calls.h"

namespace semaflow::faults {

/// A whole session, in the words of the database.
struct Session {
  std::vector<Statement> statements;  ///< Each is read to its end.
  std::string endless;                ///< Runs until it is stopped.
  std::vector<TableSource> tables;    ///< Each is described.
};

/// What came of each step: its rows as JSON, "B003: DuckDB: ...", or "threw" for std::bad_alloc.
using Outcomes = std::vector<std::string>;

/// Opens a backend, connects, takes every step of the session on that connection, whatever came of
/// the one before, and then asks the first statement once more.
using OpenBackend = std::function<Result<std::shared_ptr<Backend>>()>;
Outcomes Talk(const OpenBackend& open, const Session& session);

/// Lets the n-th call of a session fail, n = 1, 2, ... until none does. Each step then ends as it
/// does when none fails, or in a clear error; and when the failure is over, a connection that says
/// that it is alive answers, and so does a new one.
void ExpectEveryFailureIsTold(const OpenBackend& open, const Session& session,
                              FailingCalls::Way way);

}  // namespace semaflow::faults
