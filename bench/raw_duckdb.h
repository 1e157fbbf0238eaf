// DuckDB as a program without SemaFlow would use it: the same library, its functions by name; and
// what the benchmarks that use it share. Whatever fails ends the program.
#pragma once

#include <duckdb.h>

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "semaflow/compile.h"
#include "semaflow/error.h"

namespace semaflow::bench {

[[noreturn]] void Fail(const std::string& why);

template <typename T>
T Need(tl::expected<T, Error> result) {
  if (!result) Fail(FormatError(result.error()));
  return std::move(*result);
}
inline void Need(const tl::expected<void, Error>& done) {
  if (!done) Fail(FormatError(done.error()));
}
template <typename T>
T Need(tl::expected<T, Errors> result) {
  if (!result) Fail(FormatErrors(result.error()));
  return std::move(*result);
}

double Microseconds(const std::function<void()>& work);
double Median(std::vector<double> values);

/// One connection. Not thread-safe.
class RawDuckDb {
 public:
  /// The library is the one that SEMAFLOW_DUCKDB_LIBRARY names. `database` "": one in memory, which
  /// may be written.
  explicit RawDuckDb(const std::string& database);
  /// Another connection to the same database, which outlives it.
  RawDuckDb(const RawDuckDb& first);

  enum class With : std::uint8_t { kChunks, kArrow };

  /// Prepares, binds, runs, fetches every chunk and looks at none of its values; kArrow makes each
  /// chunk an Arrow array. Gives the number of rows.
  std::int64_t Run(const CompiledQuery& query, With with);

  /// A statement with its values, for any number of runs, which do not prepare it again. Never
  /// given back.
  duckdb_prepared_statement Keep(const CompiledQuery& query) { return Prepare(query); }
  std::int64_t Run(duckdb_prepared_statement statement, With with);

  /// Several statements without parameters.
  void Execute(const std::string& sql);

  /// The rows as texts, sorted.
  std::vector<std::string> Rows(const CompiledQuery& query);

 private:
  duckdb_prepared_statement Prepare(const CompiledQuery& query);
  std::int64_t ToArrow(duckdb_arrow_options options, duckdb_data_chunk chunk);
  void FindFunctions();
  template <typename F>
  void Find(F*& function, const char* name);

  void* handle_ = nullptr;
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
  decltype(duckdb_connect)* connect_ = nullptr;
  decltype(duckdb_prepare)* prepare_ = nullptr;
  decltype(duckdb_prepare_error)* prepare_error_ = nullptr;
  decltype(duckdb_bind_varchar)* bind_ = nullptr;
  decltype(duckdb_pending_prepared_streaming)* start_ = nullptr;
  decltype(duckdb_execute_pending)* finish_ = nullptr;
  decltype(duckdb_execute_prepared)* execute_ = nullptr;
  decltype(duckdb_query)* query_ = nullptr;
  decltype(duckdb_result_error)* error_ = nullptr;
  decltype(duckdb_row_count)* row_count_ = nullptr;
  decltype(duckdb_column_count)* column_count_ = nullptr;
  decltype(duckdb_value_varchar)* text_ = nullptr;
  decltype(duckdb_free)* free_ = nullptr;
  decltype(duckdb_fetch_chunk)* fetch_ = nullptr;
  decltype(duckdb_data_chunk_get_size)* size_ = nullptr;
  decltype(duckdb_destroy_data_chunk)* drop_chunk_ = nullptr;
  decltype(duckdb_destroy_result)* drop_result_ = nullptr;
  decltype(duckdb_destroy_pending)* drop_pending_ = nullptr;
  decltype(duckdb_destroy_prepare)* drop_statement_ = nullptr;
  decltype(duckdb_result_get_arrow_options)* options_ = nullptr;
  decltype(duckdb_data_chunk_to_arrow)* to_arrow_ = nullptr;
  decltype(duckdb_destroy_arrow_options)* drop_options_ = nullptr;
};

}  // namespace semaflow::bench
