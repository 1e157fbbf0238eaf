// From configuration to open backends.
#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "api/backend_types.h"
#include "base/border.h"
#include "base/closest.h"
#include "model/model.h"
#include "semaflow/config.h"

namespace semaflow {
namespace api {
namespace {

Result<std::shared_ptr<Backend>> OpenDuckDbType(const DataSourceConfig& config,
                                                std::vector<std::string> file_roots,
                                                std::stop_token /*stop*/) {
  DuckDbOptions options = config.duckdb;
  options.file_roots = std::move(file_roots);
  return OpenDuckDb(options);
}

Result<std::shared_ptr<Backend>> OpenPostgresType(const DataSourceConfig& config,
                                                  std::vector<std::string> /*file_roots*/,
                                                  std::stop_token stop) {
  return OpenPostgres(config.postgres, std::move(stop));
}

constexpr std::array kBackendTypes = {
    BackendType{.name = "duckdb", .dialect = "duckdb", .open = OpenDuckDbType},
    BackendType{.name = "postgres", .dialect = "postgres", .open = OpenPostgresType}};

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

Error UnknownDataSource(const Config& config, const std::string& name) {
  std::vector<std::string_view> names;
  for (const DataSourceConfig& source : config.data_sources) names.push_back(source.name);
  Error error{.code = ErrorCode::kUnknownDataSource,
              .message = "the data source \"" + name + "\" is not configured",
              .candidates = ClosestNames(name, names)};
  error.help = DidYouMean(error.candidates);
  if (error.help.empty()) {
    error.help = "write into semaflow.toml beside the model:\n[datasources." + name +
                 "]\ntype = \"duckdb\"\npath = \"...\"";
  }
  return error;
}

Error UnknownDataSource(const Config& config, const model::Table& table) {
  Error error = UnknownDataSource(config, table.data_source);
  error.message = "table \"" + table.name + "\" is in the data source \"" + table.data_source +
                  "\", which is not configured";
  if (!table.file.empty()) {
    Label place;
    place.file = table.file;
    error.labels.push_back(std::move(place));
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

namespace {

/// One table of each data source of the model, in order.
std::vector<const model::Table*> TablePerSource(const model::Model& model) {
  std::vector<const model::Table*> tables;
  std::unordered_set<std::string_view> seen;
  for (const model::Table& table : model.tables) {
    if (seen.insert(table.data_source).second) tables.push_back(&table);
  }
  return tables;
}

/// kBadConfig when `name` and another data source of the model are one that variables made: they
/// cannot say which is meant. nullopt: all is well.
std::optional<Error> AmbiguousIn(const Config& config, const Model& model, std::string_view name) {
  const DataSourceConfig* const found = config.Find(name);
  if (found == nullptr) return std::nullopt;
  for (const model::Table* table : TablePerSource(*model.inner())) {
    if (table->data_source == name || config.Find(table->data_source) != found) continue;
    return Error{.code = ErrorCode::kBadConfig,
                 .message = "the variable names the data sources \"" + std::string(name) +
                            "\" and \"" + table->data_source + "\" of the model",
                 .labels = {found->place},
                 .candidates = {},
                 .help = "unset it, and write [datasources.\"" + std::string(name) +
                         "\"] into semaflow.toml"};
  }
  return std::nullopt;
}

/// The backend type of a configured data source; nullptr: not configured.
const api::BackendType* TypeOf(const Config& config, std::string_view name) {
  const DataSourceConfig* found = config.Find(name);
  return found != nullptr ? api::FindBackendType(found->type) : nullptr;
}

/// A mistake of the configuration that only the database could see, with the place of a key that it
/// names in `, else of the data source.
Error AtSource(const DataSourceConfig& source, const std::string& name, Error error) {
  if (error.code != ErrorCode::kBadConfig) return error;
  const std::string words = error.message + error.help;
  const Label* place = &source.place;
  for (const SettingOrigin& origin : source.origins) {
    if (words.find("`" + origin.key + "`") == std::string::npos) continue;
    // Beside a field of its own the uri says less.
    if (place == &source.place || origin.key != "uri") place = &origin.place;
  }
  error.message = "data source \"" + name + "\": " + error.message;
  if (!place->file.empty()) error.labels = {*place};
  return error;
}

}  // namespace

Errors CheckDataSources(const Config& config, const Model& model) {
  Errors errors;
  for (const model::Table* table : TablePerSource(*model.inner())) {
    if (TypeOf(config, table->data_source) == nullptr) {
      errors.push_back(api::UnknownDataSource(config, *table));
    }
    if (auto ambiguous = AmbiguousIn(config, model, table->data_source)) {
      errors.push_back(std::move(*ambiguous));
    }
  }
  return errors;
}

std::vector<SourceDialect> DialectsOf(const Config& config, const Model& model) {
  std::vector<SourceDialect> dialects;
  for (const model::Table* table : TablePerSource(*model.inner())) {
    const api::BackendType* type = TypeOf(config, table->data_source);
    if (type != nullptr) dialects.push_back({table->data_source, type->dialect});
  }
  return dialects;
}

ResultAll<DataSource> OpenDataSource(const Config& config, const Model& model,
                                     const std::string& name, std::stop_token stop) {
  return AtBorder([&]() -> ResultAll<DataSource> {
    const DataSourceConfig* found = config.Find(name);
    const api::BackendType* type = TypeOf(config, name);
    if (type == nullptr) {
      for (const model::Table& table : model.inner()->tables) {
        if (table.data_source == name) {
          return tl::unexpected(Errors{api::UnknownDataSource(config, table)});
        }
      }
      return tl::unexpected(Errors{api::UnknownDataSource(config, name)});
    }
    if (auto ambiguous = AmbiguousIn(config, model, name)) {
      return tl::unexpected(Errors{std::move(*ambiguous)});
    }
    auto backend = type->open(*found, api::FileRootsOf(*model.inner(), name), stop);
    if (!backend) {
      return tl::unexpected(Errors{AtSource(*found, name, std::move(backend.error()))});
    }
    return DataSource{.name = name,
                      .backend = std::move(*backend),
                      .options = found->options,
                      .row_limits = found->row_limits};
  });
}

ResultAll<std::vector<DataSource>> OpenDataSources(const Config& config, const Model& model) {
  std::vector<DataSource> sources;
  Errors errors;
  for (const model::Table* table : TablePerSource(*model.inner())) {
    auto source = OpenDataSource(config, model, table->data_source);
    if (source) {
      sources.push_back(std::move(*source));
    } else {
      std::move(source.error().begin(), source.error().end(), std::back_inserter(errors));
    }
  }
  if (!errors.empty()) return tl::unexpected(std::move(errors));
  return sources;
}

Result<void> AddDataSources(Engine& engine, const std::vector<DataSource>& sources) {
  return AtBorder([&]() -> Result<void> {
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
