// The n-th call to libpq fails, n = 1, 2, ...
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <string>

#include "backends/postgres/backend.h"
#include "tests/faults/scenario.h"
#include "tests/servers.h"

namespace semaflow::faults {
namespace {

using postgres::Api;
using Functions = FailingApi<Api>;

template <auto kGiven>
constexpr auto kGives = [](auto...) { return kGiven; };

decltype(&::PQmakeEmptyPGresult) make_result = nullptr;

// No memory for a result: it is lost, and another one says so, without a SQLSTATE.
constexpr auto kLoseResult = [](PGconn* connection) {
  Functions::real->PQclear(Functions::real->PQgetResult(connection));
  return make_result(connection, PGRES_FATAL_ERROR);
};

// Not here: what frees, what reads a valid object, and what tells a state (PQisBusy, PQstatus,
// PQtransactionStatus).
const Api& FailingFunctions() {
  if (Functions::failing != nullptr) return *Functions::failing;
  Functions::real = *postgres::LoadLibrary();
  Functions::failing = new Api(*Functions::real);
  void* const library = ::dlopen(Functions::real->path.c_str(), RTLD_LAZY | RTLD_LOCAL);
  make_result = reinterpret_cast<decltype(make_result)>(::dlsym(library, "PQmakeEmptyPGresult"));
#define SEMAFLOW_FAILS(function, failure) Functions::Fail<&Api::function, failure>(#function)
  SEMAFLOW_FAILS(PQcancel, kGives<0>);
  SEMAFLOW_FAILS(PQconnectPoll, kGives<PGRES_POLLING_FAILED>);
  SEMAFLOW_FAILS(PQconnectStartParams, kGives<nullptr>);
  SEMAFLOW_FAILS(PQconninfoParse, kGives<nullptr>);
  SEMAFLOW_FAILS(PQconsumeInput, kGives<0>);
  SEMAFLOW_FAILS(PQflush, kGives<-1>);
  SEMAFLOW_FAILS(PQgetCancel, kGives<nullptr>);
  SEMAFLOW_FAILS(PQgetResult, kLoseResult);
  SEMAFLOW_FAILS(PQresultErrorField, kGives<nullptr>);
  SEMAFLOW_FAILS(PQsendDescribePrepared, kGives<0>);
  SEMAFLOW_FAILS(PQsendPrepare, kGives<0>);
  SEMAFLOW_FAILS(PQsendQuery, kGives<0>);
  SEMAFLOW_FAILS(PQsendQueryPrepared, kGives<0>);
  SEMAFLOW_FAILS(PQserverVersion, kGives<0>);
  SEMAFLOW_FAILS(PQsetSingleRowMode, kGives<0>);
  SEMAFLOW_FAILS(PQsetnonblocking, kGives<-1>);
  SEMAFLOW_FAILS(PQsocket, kGives<-1>);
#undef SEMAFLOW_FAILS
  return *Functions::failing;
}

Session WholeSession() {
  Session session;
  session.statements = {
      {.sql = "SELECT n, 'word ' || n AS word FROM generate_series(1, 70) t(n)"},
      {.sql = "SELECT *, $1 + id FROM flights ORDER BY id", .parameters = {std::int64_t{7}}},
      {.sql = "SELECT *, $1 + id FROM flights ORDER BY id", .parameters = {std::int64_t{8}}},
      {.sql = "SELECT 1 / (n - 66) FROM generate_series(1, 70) t(n)"},
      {.sql = "SELECT no_such_column FROM flights"},
  };
  session.endless = "SELECT pg_sleep(30) IS NULL";
  session.tables = {{.table_name = {"flights"}}};
  return session;
}

// Behind a pooler the backend takes other steps; the server itself takes them as well.
class PostgresFaults : public testing::TestWithParam<bool> {};

TEST_P(PostgresFaults, EveryFailureIsTold) {
  OpenSchema("SEMAFLOW_POSTGRES_18", "faults",
             {"CREATE TYPE mood AS ENUM ('ill', 'well')",
              "CREATE TABLE flights (id bigint PRIMARY KEY, mood mood NOT NULL, flown numeric)",
              "INSERT INTO flights VALUES (1, 'well', 1.50), (2, 'ill', NULL)"});
  const auto open = [] {
    return postgres::Open(FailingFunctions(), {.connection = ServerAt("SEMAFLOW_POSTGRES_18"),
                                               .schema = "faults",
                                               .transaction_pooler = GetParam()});
  };
  ExpectEveryFailureIsTold(open, WholeSession(), FailingCalls::Way::kFails);
}

INSTANTIATE_TEST_SUITE_P(Sessions, PostgresFaults, testing::Bool(), [](const auto& is_pooled) {
  return is_pooled.param ? "OfAPooler" : "OfOurOwn";
});

}  // namespace
}  // namespace semaflow::faults
