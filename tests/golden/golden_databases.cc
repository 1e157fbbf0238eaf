#include "tests/golden/golden_databases.h"

#include <map>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/golden/golden_case.h"
#include "tests/golden/typed_csv.h"
#include "tests/servers.h"

namespace semaflow::golden {
namespace fs = std::filesystem;
namespace {

// Creates and fills the tables of a data folder.
std::vector<std::string> StatementsFor(const fs::path& data) {
  std::vector<std::string> statements;
  if (data.empty()) return statements;
  for (const auto& entry : fs::directory_iterator(data)) {
    if (entry.path().extension() != ".csv") continue;
    const CsvTable table = ParseCsv(ReadFile(entry.path()), entry.path().string());
    for (std::string& sql :
         LoadStatements(entry.path().stem().string(), table, entry.path().string())) {
      statements.push_back(std::move(sql));
    }
  }
  return statements;
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

std::shared_ptr<Backend> OpenDuckDbWith(const fs::path& data, const fs::path& model) {
  auto backend =
      OpenDuckDb({.path = ":memory:", .file_roots = {fs::canonical(model)}, .threads = 1});
  if (!backend) throw std::runtime_error(FormatError(backend.error()));
  auto connection = (*backend)->Connect();
  if (!connection) throw std::runtime_error(FormatError(connection.error()));
  for (const std::string& sql : StatementsFor(data)) Execute(**connection, sql);
  return *backend;
}

// The collation that DuckDB has by this name.
constexpr const char* kNoCase =
    "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = "
    "false);\n";

// A schema for each data folder.
std::shared_ptr<Backend> OpenServerWith(const char* variable, const fs::path& data) {
  const char* const connection = std::getenv(variable);
  if (connection == nullptr) {
    throw std::runtime_error(
        std::string(variable) +
        " is not set: run the tests by tools/run_tests or tools/with_postgres");
  }
  static auto& opened = *new std::map<std::string, std::shared_ptr<Backend>>;
  std::shared_ptr<Backend>& backend = opened[variable + data.string()];
  if (backend != nullptr) return backend;
  const std::string schema = "golden_" + std::to_string(opened.size());
  std::string script = "DROP SCHEMA IF EXISTS " + schema + " CASCADE;\nCREATE SCHEMA " + schema +
                       ";\nSET search_path = " + schema + ";\nSET TimeZone = 'UTC';\n" + kNoCase;
  for (const std::string& sql : StatementsFor(data)) script += sql + ";\n";
  RunPsql(connection, script);
  auto server = OpenPostgres({.connection = connection, .schema = schema});
  if (!server) throw std::runtime_error(FormatError(server.error()));
  return backend = *server;
}

template <char const* variable>
std::shared_ptr<Backend> OpenPostgresWith(const fs::path& data, const fs::path&) {
  return OpenServerWith(variable, data);
}
constexpr char kPostgres15[] = "SEMAFLOW_POSTGRES_15";
constexpr char kPostgres18[] = "SEMAFLOW_POSTGRES_18";

}  // namespace

bool MayBeAsked(const GoldenDatabase& database, const std::string& name) {
  // Its table is a query in the words of DuckDB: casts to ENUM('a', 'b').
  return database.dialect == "duckdb" || !name.starts_with("layouts/texts_kept_otherwise/");
}

const std::vector<GoldenDatabase>& AllDatabases() {
  static const std::vector<GoldenDatabase> databases = {
      {.name = "duckdb", .dialect = "duckdb", .open = OpenDuckDbWith},
      {.name = "postgres_15", .dialect = "postgres", .open = OpenPostgresWith<kPostgres15>},
      {.name = "postgres_18", .dialect = "postgres", .open = OpenPostgresWith<kPostgres18>},
  };
  return databases;
}

}  // namespace semaflow::golden
