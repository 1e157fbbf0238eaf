// How to reach a server: what the options of a data source say, in libpq's keywords.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "backends/postgres/library.h"
#include "semaflow/backend.h"
#include "semaflow/error.h"

namespace semaflow::postgres {

/// Keywords of libpq and their values, as in a connection string.
using ConnectionParameters = std::vector<std::pair<std::string, std::string>>;

/// A connection string, a URI or "", and the fields over it, in its parts.
/// Fails with kBadConfig: it cannot be read, or a value of it cannot be one. No value is shown, for
/// a password that is not encoded may be read as any part; the keys of semaflow.toml stand in `.
Result<ConnectionParameters> ReadConnection(const Api& api, const PostgresOptions& options);

}  // namespace semaflow::postgres
