// Values as the parameters of a prepared statement.
#pragma once

#include <string>
#include <vector>

#include "backends/postgres/library.h"
#include "semaflow/error.h"
#include "semaflow/types.h"

namespace semaflow::postgres {

/// What the protocol can count.
inline constexpr std::size_t kParametersMax = 65'535;

/// The parameters of one statement, in PostgreSQL's text format: the server reads each as the type
/// that it was declared as.
class Parameters {
 public:
  /// Fails with kBackendRefused: too many, a text with a NUL byte (which no text of PostgreSQL
  /// has).
  static Result<Parameters> Of(const std::vector<Value>& values);

  int count() const { return static_cast<int>(types_.size()); }
  /// OIDs of their types; 0 where a NULL has none.
  const std::vector<Oid>& types() const { return types_; }
  /// For libpq: nullptr where NULL. As long as this lives.
  std::vector<const char*> values() const;

 private:
  std::vector<Oid> types_;
  std::vector<std::string> texts_;
  std::vector<bool> nulls_;
};

}  // namespace semaflow::postgres
