#include "tests/golden/golden_databases.h"

#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

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

std::shared_ptr<Backend> OpenDuckDbWith(const fs::path& data, const fs::path& model) {
  auto backend =
      OpenDuckDb({.path = ":memory:", .file_roots = {fs::canonical(model)}, .threads = 1});
  if (!backend) throw std::runtime_error(FormatError(backend.error()));
  auto connection = (*backend)->Connect();
  if (!connection) throw std::runtime_error(FormatError(connection.error()));
  for (const std::string& sql : StatementsFor(data)) RunToEnd(**connection, sql);
  return *backend;
}

// A schema for each data folder.
std::shared_ptr<Backend> OpenServerWith(const char* variable, const fs::path& data) {
  static auto& opened = *new std::map<std::string, std::shared_ptr<Backend>>;
  std::shared_ptr<Backend>& backend = opened[variable + data.string()];
  if (backend != nullptr) return backend;
  std::vector<std::string> statements = StatementsFor(data);
  // The collation that DuckDB has by this name.
  statements.emplace_back(
      "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = "
      "false)");
  return backend = OpenSchema(variable, "golden_" + std::to_string(opened.size()), statements);
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
