// The n-th call to DuckDB fails, n = 1, 2, ...
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <utility>

#include "backends/duckdb/backend.h"
#include "model/test_model.h"
#include "tests/faults/scenario.h"
#include "tests/servers.h"

namespace semaflow::faults {
namespace {

using duckdb::Api;
using Functions = FailingApi<Api>;

// What DuckDB has handed out and not got back: LeakSanitizer does not look into it.
int handed_out = 0;

template <auto kFunction, auto kAround>
struct Watched {
  static inline const Api* found = nullptr;

  template <typename Given, typename... Arguments>
  static void Replace(const Api* library, Given (*&function)(Arguments...)) {
    found = library;
    function = [](Arguments... arguments) -> Given {
      return kAround(found->*kFunction, arguments...);
    };
  }
};

constexpr auto kGives = [](auto function, auto... arguments) {
  const auto given = function(arguments...);
  handed_out += given != nullptr;
  return given;
};
constexpr auto kFillsLast = [](auto function, auto... arguments) {
  const auto state = function(arguments...);
  handed_out += **std::get<sizeof...(arguments) - 1>(std::tuple(&arguments...)) != nullptr;
  return state;
};
constexpr auto kFillsResult = [](auto function, auto pending, duckdb_result* result) {
  const auto state = function(pending, result);
  handed_out += result->internal_data != nullptr;
  return state;
};
constexpr auto kFillsSecond = [](auto function, auto path, auto* made, auto... arguments) {
  const auto state = function(path, made, arguments...);
  handed_out += *made != nullptr;
  return state;
};
constexpr auto kTakes = [](auto function, auto* taken) {
  handed_out -= *taken != nullptr;
  function(taken);
};
constexpr auto kTakesResult = [](auto function, duckdb_result* result) {
  handed_out -= result->internal_data != nullptr;
  function(result);
};
constexpr auto kTakesText = [](auto function, void* text) {
  handed_out -= text != nullptr;
  function(text);
};

const Api* WatchedFunctions(const Api* library) {
  auto* const watched = new Api(*library);
#define SEMAFLOW_WATCH(function, around) \
  Watched<&Api::function, around>::Replace(library, watched->function)
  SEMAFLOW_WATCH(array_type_child_type, kGives);
  SEMAFLOW_WATCH(close, kTakes);
  SEMAFLOW_WATCH(column_logical_type, kGives);
  SEMAFLOW_WATCH(connect, kFillsLast);
  SEMAFLOW_WATCH(create_config, kFillsLast);
  SEMAFLOW_WATCH(destroy_config, kTakes);
  SEMAFLOW_WATCH(destroy_data_chunk, kTakes);
  SEMAFLOW_WATCH(destroy_logical_type, kTakes);
  SEMAFLOW_WATCH(destroy_pending, kTakes);
  SEMAFLOW_WATCH(destroy_prepare, kTakes);
  SEMAFLOW_WATCH(destroy_result, kTakesResult);
  SEMAFLOW_WATCH(disconnect, kTakes);
  SEMAFLOW_WATCH(enum_dictionary_value, kGives);
  SEMAFLOW_WATCH(execute_pending, kFillsResult);
  SEMAFLOW_WATCH(fetch_chunk, kGives);
  SEMAFLOW_WATCH(free, kTakesText);
  SEMAFLOW_WATCH(list_type_child_type, kGives);
  SEMAFLOW_WATCH(logical_type_get_alias, kGives);
  SEMAFLOW_WATCH(open_ext, kFillsSecond);
  SEMAFLOW_WATCH(pending_prepared_streaming, kFillsLast);
  SEMAFLOW_WATCH(prepare, kFillsLast);
  SEMAFLOW_WATCH(prepared_statement_column_logical_type, kGives);
  SEMAFLOW_WATCH(prepared_statement_column_name, kGives);
#undef SEMAFLOW_WATCH
  return watched;
}

constexpr auto kError = [](auto...) { return DuckDBError; };
constexpr auto kNull = [](auto...) { return nullptr; };

// A result that fails to come says why, once it is asked.
bool is_result_lost = false;

constexpr auto kLoseChunk = [](duckdb_result) -> duckdb_data_chunk {
  is_result_lost = TheCalls().way() == FailingCalls::Way::kFails;
  return nullptr;
};
const char* ResultError(duckdb_result* result) {
  if (std::exchange(is_result_lost, false)) return "IO Error: on purpose";
  return Functions::real->result_error(result);
}

// Threads are at work on what is pending, so it is executed.
constexpr auto kExecuteAndFail = [](duckdb_pending_result pending, duckdb_result* result) {
  Functions::real->execute_pending(pending, result);
  Functions::real->destroy_result(result);
  *result = {};
  return DuckDBError;
};

// Not here: what frees, what reads a valid object (the counts, names and kinds of what was prepared
// or fetched), and `interrupt`, which cannot say that it failed. logical_type_get_alias gives NULL
// where there is none.
const Api& FailingFunctions() {
  if (Functions::failing != nullptr) return *Functions::failing;
  Functions::real = WatchedFunctions(*duckdb::LoadLibrary(""));
  Functions::failing = new Api(*Functions::real);
  Functions::failing->result_error = ResultError;
#define SEMAFLOW_FAILS(function, failure) Functions::Fail<&Api::function, failure>(#function)
  SEMAFLOW_FAILS(bind_blob, kError);
  SEMAFLOW_FAILS(bind_boolean, kError);
  SEMAFLOW_FAILS(bind_date, kError);
  SEMAFLOW_FAILS(bind_decimal, kError);
  SEMAFLOW_FAILS(bind_double, kError);
  SEMAFLOW_FAILS(bind_int64, kError);
  SEMAFLOW_FAILS(bind_interval, kError);
  SEMAFLOW_FAILS(bind_null, kError);
  SEMAFLOW_FAILS(bind_time, kError);
  SEMAFLOW_FAILS(bind_timestamp, kError);
  SEMAFLOW_FAILS(bind_timestamp_tz, kError);
  SEMAFLOW_FAILS(bind_varchar_length, kError);
  SEMAFLOW_FAILS(column_name, kNull);
  SEMAFLOW_FAILS(connect, kError);
  SEMAFLOW_FAILS(create_config, kError);
  SEMAFLOW_FAILS(enum_dictionary_value, kNull);
  SEMAFLOW_FAILS(execute_pending, kExecuteAndFail);
  SEMAFLOW_FAILS(fetch_chunk, kLoseChunk);
  SEMAFLOW_FAILS(open_ext, kError);
  SEMAFLOW_FAILS(pending_prepared_streaming, kError);
  SEMAFLOW_FAILS(prepare, kError);
  SEMAFLOW_FAILS(prepared_statement_column_name, kNull);
  SEMAFLOW_FAILS(set_config, kError);
#undef SEMAFLOW_FAILS
  return *Functions::failing;
}

class DuckDbFaults : public testing::TestWithParam<FailingCalls::Way> {};

Session WholeSession() {
  Session session;
  session.statements = {
      {.sql = "SELECT i AS n, 'word ' || i AS word FROM range(3000) t(i)"},
      {.sql = "SELECT *, $1 + id FROM flights ORDER BY id", .parameters = {std::int64_t{7}}},
      {.sql = "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12",
       .parameters = {Null{}, true, std::int64_t{1}, 0.5, Decimal{"1.50"}, std::string("text"),
                      Date{1}, Timestamp{1}, Instant{1}, TimeOfDay{1}, Interval{1, 2, 3},
                      Binary{"bytes"}}},
      {.sql =
           "SELECT CASE WHEN i < 2500 THEN i ELSE error('on purpose') END FROM range(3000) t(i)"},
      {.sql = "SELECT no_such_column FROM flights"},
  };
  session.endless = "SELECT count(*) FROM range(1000000000000) t(i) WHERE sin(i) > 2";
  session.tables = {{.table_name = {"flights"}},
                    {.kind = TableSource::Kind::kSql, .sql = "SELECT 1 AS one"}};
  return session;
}

TEST_P(DuckDbFaults, EveryFailureIsTold) {
  const model::TestFolder folder;
  const std::string path = folder.path() + "/flights.duckdb";
  {
    const auto filled = (*OpenDuckDb({.path = path, .read_only = false}))->Connect();
    RunToEnd(**filled,
             "CREATE TABLE flights (id BIGINT PRIMARY KEY, mood ENUM('ill', 'well') NOT NULL, "
             "flown DECIMAL(6, 2)[])");
    RunToEnd(**filled, "INSERT INTO flights VALUES (1, 'well', [1.5, 2]), (2, 'ill', NULL)");
  }
  const auto open = [&path] {
    EXPECT_EQ(handed_out, 0) << "the session before gave not all back";
    return duckdb::Open(FailingFunctions(), {.path = path, .threads = 2});
  };
  ExpectEveryFailureIsTold(open, WholeSession(), GetParam());
  EXPECT_EQ(handed_out, 0);
}

INSTANTIATE_TEST_SUITE_P(Ways, DuckDbFaults,
                         testing::Values(FailingCalls::Way::kFails, FailingCalls::Way::kThrows),
                         [](const auto& way) {
                           return way.param == FailingCalls::Way::kFails ? "Fails" : "Throws";
                         });

}  // namespace
}  // namespace semaflow::faults
