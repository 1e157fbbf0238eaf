// Configuration: which databases the data sources of a model are, and their limits.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "semaflow/backend.h"
#include "semaflow/compile.h"
#include "semaflow/engine.h"
#include "semaflow/error.h"
#include "semaflow/model.h"

namespace semaflow {

/// Rows beyond a limit that nobody asked for are cut off, and the answer says `truncated`. 0 = all.
struct RowLimits {
  std::int64_t default_rows = 0;  ///< For requests without a `limit`: `default_row_limit`.
  std::int64_t rows_max = 0;      ///< For every request: `max_row_limit`.
};

/// One `[datasources.NAME]` of semaflow.toml, with `[defaults]` worked in.
struct DataSourceConfig {
  std::string name;
  std::string type;  ///< See BackendTypes; "" when the file does not say (limits alone, as in 0.1).
  DuckDbOptions duckdb;  ///< type "duckdb". Paths are absolute, `env:` and `file:` are resolved.
  PostgresOptions postgres;  ///< type "postgres". Likewise.
  DataSourceOptions options;
  RowLimits row_limits;
  Label place;  ///< Where it is configured; line 0 when by no file.
};

struct Config {
  std::vector<DataSourceConfig> data_sources;  ///< In the order of the file.
  DataSourceConfig defaults;                   ///< For a data source that the file does not name.
  std::string file;                            ///< As it was named; "" for none.
  Errors warnings;                             ///< Keys that are known and do nothing here.

  const DataSourceConfig* Find(std::string_view name) const;
};

/// Looks up an environment variable; nullptr: not set.
using Environment = std::function<const char*(const char* name)>;

/// Reads a configuration (TOML; docs/cli.md lists the keys). `file` is for messages; relative paths
/// are relative to `folder`. A string value `env:NAME` or `file:PATH` stands for a variable of the
/// environment or the first line of a file, so that secrets need not be written here.
/// Fails with kBadConfig: every unknown key (with the nearest names), wrong type and value out of
/// range, with line and column.
ResultAll<Config> ParseConfig(std::string_view text, const std::string& file,
                              const std::string& folder, const Environment& environment);

/// Reads the file and parses it. Also kBadConfig when it cannot be read.
ResultAll<Config> LoadConfig(const std::string& path, const Environment& environment);

/// A data source, ready to be asked.
struct DataSource {
  std::string name;
  std::shared_ptr<Backend> backend;
  DataSourceOptions options;
  RowLimits row_limits;
};

/// The kinds of databases that `type = "..."` may name: {"duckdb", "postgres"}.
std::vector<std::string_view> BackendTypes();

/// kUnknownDataSource for each data source that the model names and `config` does not. Opens
/// nothing.
Errors CheckDataSources(const Config& config, const Model& model);

/// Whose SQL each data source of the model reads that `config` names: see CompileOptions. Opens
/// nothing.
std::vector<SourceDialect> DialectsOf(const Config& config, const Model& model);

/// Opens the data source `name` of the model; its `file:` tables may read the model's own files and
/// nothing else. Fails with kUnknownDataSource and the codes of the
/// Open function of its type.
ResultAll<DataSource> OpenDataSource(const Config& config, const Model& model,
                                     const std::string& name);

/// Opens each data source that the model names. Fails with the errors of all of them.
ResultAll<std::vector<DataSource>> OpenDataSources(const Config& config, const Model& model);

/// Gives them to an engine. Fails as Engine::AddDataSource does.
Result<void> AddDataSources(Engine& engine, const std::vector<DataSource>& sources);

/// The options for one query of a data source: its row limits.
QueryOptions OptionsFor(const CompiledQuery& query, const RowLimits& limits);

}  // namespace semaflow
