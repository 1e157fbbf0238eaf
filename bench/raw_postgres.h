// PostgreSQL as a program without SemaFlow would use it: libpq, a statement that is prepared once,
// binary values, row by row. Whatever fails ends the program.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "semaflow/compile.h"

namespace semaflow::bench {

/// One connection. Not thread-safe.
class RawPostgres {
 public:
  explicit RawPostgres(const std::string& connection);
  ~RawPostgres();
  RawPostgres(const RawPostgres&) = delete;
  RawPostgres& operator=(const RawPostgres&) = delete;

  enum class With : std::uint8_t { kRows, kColumns };

  /// Runs a query to its last row and looks at no value; kColumns writes the values into columns
  /// of numbers, texts and decimals, batch by batch. Gives the number of rows.
  std::int64_t Run(const CompiledQuery& query, With with);

  /// Several statements without parameters.
  void Execute(const std::string& sql);

  /// The first column of a question without parameters, as texts.
  std::vector<std::string> Texts(const std::string& sql);

 private:
  /// A column of a batch: what Arrow would hold.
  struct Column {
    Oid type = 0;
    int scale = 0;
    std::vector<std::int64_t> whole;  ///< Integers, times.
    std::vector<double> floats;
    std::vector<__int128> decimals;
    std::vector<std::int32_t> ends;  ///< Of each text.
    std::string texts;
  };

  void Prepare(const CompiledQuery& query);
  static void Append(Column& column, const char* bytes, int size);
  [[noreturn]] void FailWith(const char* what) const;

  PGconn* connection_;
  std::map<std::string, std::string> prepared_;  ///< The name of each statement.
};

/// kMakeEvents and kMakeKinds, in the public schema of a server; quick when they are there.
void MakePostgresEvents(const std::string& connection);

}  // namespace semaflow::bench
