#include "bench/raw_duckdb.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "semaflow/arrow.h"

namespace semaflow::bench {

void Fail(const std::string& why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(1);
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

template <typename F>
void RawDuckDb::Find(F*& function, const char* name) {
  function = reinterpret_cast<F*>(dlsym(handle_, name));
  if (function == nullptr) Fail(name);
}

RawDuckDb::RawDuckDb(const std::string& database) {
  const char* library = std::getenv("SEMAFLOW_DUCKDB_LIBRARY");
  if (library == nullptr) Fail("SEMAFLOW_DUCKDB_LIBRARY must name libduckdb.so");
  handle_ = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
  if (handle_ == nullptr) Fail(dlerror());
  FindFunctions();
  decltype(duckdb_create_config)* create_config = nullptr;
  Find(create_config, "duckdb_create_config");
  decltype(duckdb_set_config)* set_config = nullptr;
  Find(set_config, "duckdb_set_config");
  decltype(duckdb_open_ext)* open = nullptr;
  Find(open, "duckdb_open_ext");
  duckdb_config config = nullptr;
  create_config(&config);
  if (!database.empty()) set_config(config, "access_mode", "READ_ONLY");
  char* error = nullptr;
  if (open(database.empty() ? nullptr : database.c_str(), &database_, config, &error) !=
      DuckDBSuccess) {
    Fail(error);
  }
  connect_(database_, &connection_);
}

RawDuckDb::RawDuckDb(const RawDuckDb& first) : handle_(first.handle_), database_(first.database_) {
  FindFunctions();
  connect_(database_, &connection_);
}

void RawDuckDb::FindFunctions() {
  Find(connect_, "duckdb_connect");
  Find(prepare_, "duckdb_prepare");
  Find(prepare_error_, "duckdb_prepare_error");
  Find(bind_, "duckdb_bind_varchar");
  Find(start_, "duckdb_pending_prepared_streaming");
  Find(finish_, "duckdb_execute_pending");
  Find(execute_, "duckdb_execute_prepared");
  Find(query_, "duckdb_query");
  Find(error_, "duckdb_result_error");
  Find(row_count_, "duckdb_row_count");
  Find(column_count_, "duckdb_column_count");
  Find(text_, "duckdb_value_varchar");
  Find(free_, "duckdb_free");
  Find(fetch_, "duckdb_fetch_chunk");
  Find(size_, "duckdb_data_chunk_get_size");
  Find(drop_chunk_, "duckdb_destroy_data_chunk");
  Find(drop_result_, "duckdb_destroy_result");
  Find(drop_pending_, "duckdb_destroy_pending");
  Find(drop_statement_, "duckdb_destroy_prepare");
  Find(options_, "duckdb_result_get_arrow_options");
  Find(to_arrow_, "duckdb_data_chunk_to_arrow");
  Find(drop_options_, "duckdb_destroy_arrow_options");
}

duckdb_prepared_statement RawDuckDb::Prepare(const CompiledQuery& query) {
  duckdb_prepared_statement statement = nullptr;
  if (prepare_(connection_, query.sql.c_str(), &statement) != DuckDBSuccess) {
    Fail(prepare_error_(statement));
  }
  for (std::size_t i = 0; i < query.parameters.size(); ++i) {
    const auto* text = std::get_if<std::string>(&query.parameters[i]);
    if (text == nullptr) Fail("this benchmark binds texts alone");
    bind_(statement, i + 1, text->c_str());
  }
  return statement;
}

std::int64_t RawDuckDb::Run(const CompiledQuery& query, With with) {
  duckdb_prepared_statement statement = Prepare(query);
  const std::int64_t rows = Run(statement, with);
  drop_statement_(&statement);
  return rows;
}

std::int64_t RawDuckDb::Run(duckdb_prepared_statement statement, With with) {
  duckdb_pending_result pending = nullptr;
  duckdb_result result;
  if (start_(statement, &pending) != DuckDBSuccess) Fail("start");
  if (finish_(pending, &result) != DuckDBSuccess) Fail("run");
  duckdb_arrow_options options = with == With::kArrow ? options_(&result) : nullptr;
  std::int64_t rows = 0;
  while (duckdb_data_chunk chunk = fetch_(result)) {
    rows += options == nullptr ? static_cast<std::int64_t>(size_(chunk)) : ToArrow(options, chunk);
    drop_chunk_(&chunk);
  }
  if (options != nullptr) drop_options_(&options);
  drop_result_(&result);
  drop_pending_(&pending);
  return rows;
}

std::int64_t RawDuckDb::ToArrow(duckdb_arrow_options options, duckdb_data_chunk chunk) {
  ArrowArray array;
  if (duckdb_error_data error = to_arrow_(options, chunk, &array); error != nullptr) {
    Fail("to Arrow");
  }
  const std::int64_t rows = array.length;
  array.release(&array);
  return rows;
}

void RawDuckDb::Execute(const std::string& sql) {
  duckdb_result result;
  if (query_(connection_, sql.c_str(), &result) != DuckDBSuccess) Fail(error_(&result));
  drop_result_(&result);
}

std::vector<std::string> RawDuckDb::Rows(const CompiledQuery& query) {
  duckdb_prepared_statement statement = Prepare(query);
  duckdb_result result;
  if (execute_(statement, &result) != DuckDBSuccess) Fail(error_(&result));
  std::vector<std::string> rows;
  const idx_t columns = column_count_(&result);
  for (idx_t row = 0; row < row_count_(&result); ++row) {
    std::string text;
    for (idx_t column = 0; column < columns; ++column) {
      char* value = text_(&result, column, row);
      text += value == nullptr ? "NULL" : fmt::format("'{}'", value);
      text += column + 1 < columns ? ", " : "";
      free_(value);
    }
    rows.push_back(std::move(text));
  }
  drop_result_(&result);
  drop_statement_(&statement);
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace semaflow::bench
