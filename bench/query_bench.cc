// query MODEL DATABASE RUNS REQUEST: one question through SemaFlow (request JSON to the last Arrow
// batch) beside DuckDB's C API doing the same prepared statement twice: once only counting the rows
// of its chunks, once making Arrow arrays of them as SemaFlow must. All in turns in one process.
// Prints the medians in microseconds: "ours counted arrow".
#include <dlfcn.h>
#include <duckdb.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "semaflow/backend.h"
#include "semaflow/compile.h"
#include "semaflow/engine.h"
#include "semaflow/model.h"

using namespace semaflow;  // NOLINT: one short program

namespace {

[[noreturn]] void Fail(const std::string& why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(1);
}

// The engine as a program without SemaFlow would use it: the same library, its functions by name.
class RawDuckDb {
 public:
  RawDuckDb(const char* library, const char* database) {
    handle_ = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
    if (handle_ == nullptr) Fail(dlerror());
    duckdb_config config = nullptr;
    Call<decltype(duckdb_create_config)>("duckdb_create_config")(&config);
    Call<decltype(duckdb_set_config)>("duckdb_set_config")(config, "access_mode", "READ_ONLY");
    char* error = nullptr;
    if (Call<decltype(duckdb_open_ext)>("duckdb_open_ext")(database, &database_, config, &error) !=
        DuckDBSuccess) {
      Fail(error);
    }
    Call<decltype(duckdb_connect)>("duckdb_connect")(database_, &connection_);
  }

  enum class With : std::uint8_t { kChunks, kArrow };

  // Prepares, binds, runs, fetches every chunk and looks at none of its values; kArrow makes each
  // chunk an Arrow array. Gives the number of rows.
  std::int64_t Run(const CompiledQuery& query, With with) {
    duckdb_prepared_statement statement = nullptr;
    if (prepare_(connection_, query.sql.c_str(), &statement) != DuckDBSuccess) Fail("prepare");
    for (std::size_t i = 0; i < query.parameters.size(); ++i) {
      const auto* text = std::get_if<std::string>(&query.parameters[i]);
      if (text == nullptr) Fail("this benchmark binds texts alone");
      bind_(statement, i + 1, text->c_str());
    }
    duckdb_pending_result pending = nullptr;
    duckdb_result result;
    if (start_(statement, &pending) != DuckDBSuccess) Fail("start");
    if (finish_(pending, &result) != DuckDBSuccess) Fail("run");
    duckdb_arrow_options options = with == With::kArrow ? options_(&result) : nullptr;
    std::int64_t rows = 0;
    while (duckdb_data_chunk chunk = fetch_(result)) {
      rows +=
          options == nullptr ? static_cast<std::int64_t>(size_(chunk)) : ToArrow(options, chunk);
      drop_chunk_(&chunk);
    }
    if (options != nullptr) drop_options_(&options);
    drop_result_(&result);
    drop_pending_(&pending);
    drop_statement_(&statement);
    return rows;
  }

 private:
  std::int64_t ToArrow(duckdb_arrow_options options, duckdb_data_chunk chunk) {
    ArrowArray array;
    if (duckdb_error_data error = to_arrow_(options, chunk, &array); error != nullptr) {
      Fail("to Arrow");
    }
    const std::int64_t rows = array.length;
    array.release(&array);
    return rows;
  }

  template <typename F>
  F* Call(const char* name) {
    auto* found = reinterpret_cast<F*>(dlsym(handle_, name));
    if (found == nullptr) Fail(name);
    return found;
  }

  void* handle_ = nullptr;
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;

 public:
  void FindFunctions() {
    prepare_ = Call<decltype(duckdb_prepare)>("duckdb_prepare");
    bind_ = Call<decltype(duckdb_bind_varchar)>("duckdb_bind_varchar");
    start_ = Call<decltype(duckdb_pending_prepared_streaming)>("duckdb_pending_prepared_streaming");
    finish_ = Call<decltype(duckdb_execute_pending)>("duckdb_execute_pending");
    fetch_ = Call<decltype(duckdb_fetch_chunk)>("duckdb_fetch_chunk");
    size_ = Call<decltype(duckdb_data_chunk_get_size)>("duckdb_data_chunk_get_size");
    drop_chunk_ = Call<decltype(duckdb_destroy_data_chunk)>("duckdb_destroy_data_chunk");
    drop_result_ = Call<decltype(duckdb_destroy_result)>("duckdb_destroy_result");
    drop_pending_ = Call<decltype(duckdb_destroy_pending)>("duckdb_destroy_pending");
    drop_statement_ = Call<decltype(duckdb_destroy_prepare)>("duckdb_destroy_prepare");
    options_ = Call<decltype(duckdb_result_get_arrow_options)>("duckdb_result_get_arrow_options");
    to_arrow_ = Call<decltype(duckdb_data_chunk_to_arrow)>("duckdb_data_chunk_to_arrow");
    drop_options_ = Call<decltype(duckdb_destroy_arrow_options)>("duckdb_destroy_arrow_options");
  }

 private:
  decltype(duckdb_prepare)* prepare_ = nullptr;
  decltype(duckdb_bind_varchar)* bind_ = nullptr;
  decltype(duckdb_pending_prepared_streaming)* start_ = nullptr;
  decltype(duckdb_execute_pending)* finish_ = nullptr;
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

template <typename T>
T Need(tl::expected<T, Error> result) {
  if (!result) Fail(FormatError(result.error()));
  return std::move(*result);
}
template <typename T>
T Need(tl::expected<T, Errors> result) {
  if (!result) Fail(FormatErrors(result.error()));
  return std::move(*result);
}

double Microseconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
      .count();
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return fmt::print(stderr, "usage: query MODEL DATABASE RUNS REQUEST\n"), 2;
  const char* library = std::getenv("SEMAFLOW_DUCKDB_LIBRARY");
  if (library == nullptr) Fail("SEMAFLOW_DUCKDB_LIBRARY must name libduckdb.so");
  const std::string request = argv[4];

  const LoadedModel loaded = Need(LoadModel(argv[1]));
  CompiledQuery compiled = Need(Compile(loaded.model, request));
  Engine engine;
  const auto backend = Need(OpenDuckDb({.path = argv[2]}));
  if (auto added = engine.AddDataSource(compiled.data_source, backend); !added) {
    Fail(FormatError(added.error()));
  }
  RawDuckDb raw(library, argv[2]);
  raw.FindFunctions();

  std::int64_t our_rows = 0;
  std::int64_t counted_rows = 0;
  std::int64_t arrow_rows = 0;
  std::vector<double> ours;
  std::vector<double> counted;
  std::vector<double> arrow;
  for (int i = 0; i < std::atoi(argv[3]) + 3; ++i) {
    const double us = Microseconds([&] {
      ResultStream stream = Need(engine.Execute(Need(Compile(loaded.model, request))));
      our_rows = 0;
      while (auto batch = Need(stream.Next())) our_rows += batch->num_rows();
    });
    const double count =
        Microseconds([&] { counted_rows = raw.Run(compiled, RawDuckDb::With::kChunks); });
    const double convert =
        Microseconds([&] { arrow_rows = raw.Run(compiled, RawDuckDb::With::kArrow); });
    if (i < 3) continue;  // All warm.
    ours.push_back(us);
    counted.push_back(count);
    arrow.push_back(convert);
  }
  if (our_rows != counted_rows || our_rows != arrow_rows) {
    Fail(fmt::format("{} rows, DuckDB {} and {}", our_rows, counted_rows, arrow_rows));
  }
  fmt::print("{:.0f} {:.0f} {:.0f}\n", Median(ours), Median(counted), Median(arrow));
}
