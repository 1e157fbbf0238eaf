// From configuration to open backends.
#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "api/backend_types.h"
#include "api/border.h"
#include "base/closest.h"
#include "model/model.h"
#include "semaflow/config.h"

namespace semaflow {
namespace api {
namespace {

Result<std::shared_ptr<Backend>> OpenDuckDbType(const DataSourceConfig& config,
                                                std::vector<std::string> file_roots) {
  DuckDbOptions options = config.duckdb;
  options.file_roots = std::move(file_roots);
  return OpenDuckDb(options);
}

constexpr std::array kBackendTypes = {BackendType{.name = "duckdb", .open = OpenDuckDbType}};

/// The folder of a file or glob: everything before the first component with a wildcard, or before
/// the last component.
std::string FolderOf(const std::string& file) {
  const std::size_t wildcard = file.find_first_of("*?[");
  return file.substr(0, file.rfind('/', wildcard));
}

/// The folders that the `file:` tables of a data source read, each once.
std::vector<std::string> FileRootsOf(const model::Model& model, std::string_view data_source) {
  std::vector<std::string> roots;
  for (const model::Table& table : model.tables) {
    if (table.source.kind != model::Source::Kind::kFile) continue;
    if (table.data_source == data_source) roots.push_back(FolderOf(table.source.file));
  }
  std::sort(roots.begin(), roots.end());
  roots.erase(std::unique(roots.begin(), roots.end()), roots.end());
  return roots;
}

Error UnknownDataSource(const Config& config, const model::Table& table) {
  std::vector<std::string_view> names;
  for (const DataSourceConfig& source : config.data_sources) names.push_back(source.name);
  Error error{.code = ErrorCode::kUnknownDataSource,
              .message = "table \"" + table.name + "\" is in the data source \"" +
                         table.data_source + "\", which is not configured",
              .labels = {},
              .candidates = ClosestNames(table.data_source, names),
              .help = {}};
  if (!table.file.empty()) {
    error.labels.push_back(Label{
        .file = table.file, .line = 0, .column = 0, .width = 1, .source_line = {}, .note = {}});
  }
  error.help = DidYouMean(error.candidates);
  if (error.help.empty()) {
    error.help =
        "write [datasources." + table.data_source +
        "] with type = \"duckdb\" and path = " + "\"...\" into semaflow.toml beside the model";
  }
  return error;
}

}  // namespace

const BackendType* FindBackendType(std::string_view name) {
  for (const BackendType& type : kBackendTypes) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

}  // namespace api

std::vector<std::string_view> BackendTypes() {
  std::vector<std::string_view> names;
  for (const api::BackendType& type : api::kBackendTypes) names.push_back(type.name);
  return names;
}

ResultAll<std::vector<DataSource>> OpenDataSources(const Config& config, const Model& model) {
  return api::AtBorder([&]() -> ResultAll<std::vector<DataSource>> {
    std::vector<DataSource> sources;
    Errors errors;
    std::vector<std::string_view> seen;
    for (const model::Table& table : model.inner()->tables) {
      if (std::find(seen.begin(), seen.end(), table.data_source) != seen.end()) continue;
      seen.push_back(table.data_source);
      const DataSourceConfig* found = config.Find(table.data_source);
      const api::BackendType* type = found ? api::FindBackendType(found->type) : nullptr;
      if (type == nullptr) {
        errors.push_back(api::UnknownDataSource(config, table));
        continue;
      }
      auto backend = type->open(*found, api::FileRootsOf(*model.inner(), found->name));
      if (!backend) {
        errors.push_back(std::move(backend.error()));
        continue;
      }
      sources.push_back({.name = found->name,
                         .backend = std::move(*backend),
                         .options = found->options,
                         .row_limits = found->row_limits});
    }
    if (!errors.empty()) return tl::unexpected(std::move(errors));
    return sources;
  });
}

Result<void> AddDataSources(Engine& engine, const std::vector<DataSource>& sources) {
  return api::AtBorder([&]() -> Result<void> {
    for (const DataSource& source : sources) {
      auto added = engine.AddDataSource(source.name, source.backend, source.options);
      if (!added) return added;
    }
    return {};
  });
}

QueryOptions OptionsFor(const CompiledQuery& query, const RowLimits& limits) {
  QueryOptions options;
  options.rows_max = limits.rows_max;
  if (!query.limited && limits.default_rows > 0) {
    options.rows_max =
        limits.rows_max > 0 ? std::min(limits.default_rows, limits.rows_max) : limits.default_rows;
  }
  return options;
}

}  // namespace semaflow
