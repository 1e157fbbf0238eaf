// What PostgreSQL says when something fails, as our errors: a stable code, its words, no values.
#pragma once

#include <string_view>
#include <vector>

#include "backends/postgres/library.h"
#include "semaflow/error.h"
#include "semaflow/types.h"

namespace semaflow::postgres {

/// Makes an Error of a failed result. Its SQLSTATE (PostgreSQL's Appendix A) gives the code. What
/// it says of values of `parameters` is taken out; `sql` is the text of the statement.
Error MakeError(const Api& api, const PGresult* result, std::string_view sql,
                const std::vector<Value>& parameters);

/// The same for a SQLSTATE and words.
Error MakeError(std::string_view sqlstate, std::string_view words, std::string_view sql,
                const std::vector<Value>& parameters);

/// Why no session came to be: what libpq says of it with PQERRORS_VERBOSE. kBadConfig where trying
/// again is no use, because of who asks for what, else kBackendUnavailable.
Error LoginError(std::string_view words, bool needs_password);

/// The server went away, or never came: what libpq says of it, on one line.
Error Unavailable(std::string_view words);

}  // namespace semaflow::postgres
