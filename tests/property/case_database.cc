#include "tests/property/case_database.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "tests/servers.h"

namespace semaflow::property {
namespace {

std::string_view CaseDatabase() {
  static const std::string database = [] {
    const char* const named = std::getenv("SEMAFLOW_PROPERTY_DATABASE");
    return std::string(named != nullptr ? named : "duckdb");
  }();
  return database;
}

void Execute(Connection& connection, const std::string& sql) {
  auto stream = connection.Execute(Statement{.sql = sql});
  if (!stream) throw std::runtime_error(FormatError(stream.error()) + sql);
  while (true) {
    auto batch = (*stream)->Next();
    if (!batch) throw std::runtime_error(FormatError(batch.error()) + sql);
    if (!*batch) return;
  }
}

std::shared_ptr<Backend> OpenDuckDbWithRows(const ModelSpec& model, bool careful) {
  auto backend = OpenDuckDb({.path = ":memory:", .threads = 1});
  if (!backend) throw std::runtime_error(FormatError(backend.error()));
  auto connection = (*backend)->Connect();
  if (!connection) throw std::runtime_error(FormatError(connection.error()));
  for (const TableSpec& table : model.tables) {
    for (const std::string& sql : LoadStatements(table)) Execute(**connection, sql);
  }
  if (careful) {
    Execute(**connection,
            "SET GLOBAL disabled_optimizers = 'common_subplan,statistics_propagation'");
  }
  return *backend;
}

std::shared_ptr<Backend> OpenServerWithRows(const ModelSpec& model) {
  std::string variable = "SEMAFLOW_" + std::string(CaseDatabase());
  std::transform(variable.begin(), variable.end(), variable.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  const std::string connection = ServerAt(variable);
  const std::string schema = "property_" + std::to_string(::getpid());
  std::string script = "DROP SCHEMA IF EXISTS " + schema + " CASCADE;\nCREATE SCHEMA " + schema +
                       ";\nSET search_path = " + schema + ";\nSET TimeZone = 'UTC';\n";
  for (const TableSpec& table : model.tables) {
    for (const std::string& sql : LoadStatements(table)) script += sql + ";\n";
  }
  RunPsql(connection, script);
  auto backend = OpenPostgres({.connection = connection, .schema = schema});
  if (!backend) throw std::runtime_error(FormatError(backend.error()));
  return *backend;
}

}  // namespace

std::string_view CaseDialect() { return CaseDatabase().substr(0, CaseDatabase().find('_')); }

std::shared_ptr<Backend> OpenWithRows(const ModelSpec& model, bool careful) {
  return CaseDatabase() == "duckdb" ? OpenDuckDbWithRows(model, careful)
                                    : OpenServerWithRows(model);
}

}  // namespace semaflow::property
