#include "tests/property/case_database.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

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

std::vector<std::string> StatementsFor(const ModelSpec& model) {
  std::vector<std::string> statements;
  for (const TableSpec& table : model.tables) {
    for (std::string& sql : LoadStatements(table)) statements.push_back(std::move(sql));
  }
  return statements;
}

std::shared_ptr<Backend> OpenDuckDbWithRows(const ModelSpec& model, bool careful) {
  auto backend = OpenDuckDb({.path = ":memory:", .threads = 1});
  if (!backend) throw std::runtime_error(FormatError(backend.error()));
  auto connection = (*backend)->Connect();
  if (!connection) throw std::runtime_error(FormatError(connection.error()));
  for (const std::string& sql : StatementsFor(model)) RunToEnd(**connection, sql);
  if (careful) {
    RunToEnd(**connection,
             "SET GLOBAL disabled_optimizers = 'common_subplan,statistics_propagation'");
  }
  return *backend;
}

std::shared_ptr<Backend> OpenServerWithRows(const ModelSpec& model) {
  std::string variable = "SEMAFLOW_" + std::string(CaseDatabase());
  std::transform(variable.begin(), variable.end(), variable.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return OpenSchema(variable, "property_" + std::to_string(::getpid()), StatementsFor(model));
}

}  // namespace

std::string_view CaseDialect() { return CaseDatabase().substr(0, CaseDatabase().find('_')); }

std::shared_ptr<Backend> OpenWithRows(const ModelSpec& model, bool careful) {
  return CaseDatabase() == "duckdb" ? OpenDuckDbWithRows(model, careful)
                                    : OpenServerWithRows(model);
}

}  // namespace semaflow::property
