// Configuration: which databases the data sources of a model are, and their limits.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
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

/// Who said what a key of a data source is. Holds no value.
struct SettingOrigin {
  std::string key;           ///< "pool.size", "uri"
  Label place;               ///< Line 0: `place.file` is a variable of the environment.
  bool in_defaults = false;  ///< It was said of [defaults].
  std::string reference;     ///< The `env:NAME` or `file:PATH` that the value came by.
};

/// One `[datasources.NAME]` of semaflow.toml, with `[defaults]` and the environment worked in.
struct DataSourceConfig {
  std::string name;
  std::string type;  ///< See BackendTypes; "" when the file does not say (limits alone, as in 0.1).
  DuckDbOptions duckdb;  ///< type "duckdb". Paths are absolute, `env:` and `file:` are resolved.
  PostgresOptions postgres;  ///< type "postgres". Likewise.
  DataSourceOptions options;
  RowLimits row_limits;
  Label place;                         ///< Where it is configured; line 0 when by no file.
  std::vector<SettingOrigin> origins;  ///< Of the keys that somebody said.
};

struct Config {
  std::vector<DataSourceConfig> data_sources;  ///< In the order of the file.
  DataSourceConfig defaults;                   ///< For a data source that the file does not name.
  std::string file;                            ///< As it was named; "" for none.
  Errors warnings;                             ///< Keys that do nothing here, and open secrets.

  /// nullptr: not configured. One that variables of the environment alone have made is found by
  /// any name that they spell: "WAREHOUSE_EU" is "warehouse-eu", too.
  const DataSourceConfig* Find(std::string_view name) const;
};

/// The environment of a process, or what stands for it. An empty one has no variables.
class Environment {
 public:
  /// Looks up a variable; nullptr: not set.
  using Lookup = std::function<const char*(const char* name)>;
  /// The names of the variables that are set.
  using List = std::function<std::vector<std::string>()>;

  Environment() = default;
  /// Without `list` its variables can be named, but configure nothing by themselves.
  template <typename Function>
    requires(!std::is_same_v<Function, Environment> && std::is_constructible_v<Lookup, Function>)
  Environment(Function lookup, List list = {})  // NOLINT: implicit on purpose
      : lookup_(std::move(lookup)), list_(std::move(list)) {}
  /// That of this process. Nobody may change it meanwhile.
  static Environment OfProcess();

  const char* operator()(const char* name) const { return lookup_ ? lookup_(name) : nullptr; }
  std::vector<std::string> Names() const { return list_ ? list_() : std::vector<std::string>(); }

 private:
  Lookup lookup_;
  List list_;
};

/// Reads a configuration (TOML; docs/cli.md lists the keys). `file` is for messages; "" is none,
/// and `text` is empty then. Relative paths are relative to `folder`. A string value `env:NAME` or
/// `file:PATH` stands for a variable of the environment or the first line of a file, so that
/// secrets need not be written here; a password that is written here is a warning. A variable
/// `SEMAFLOW_DATASOURCES__NAME__POOL__SIZE` is the key `pool.size` of the data source NAME and wins
/// over the file; `SEMAFLOW_DEFAULTS__POOL__SIZE` is that of [defaults]. Fails with kBadConfig:
/// every unknown key (with the nearest names), wrong type and value out of range, with line and
/// column or with the variable. No message shows a secret.
ResultAll<Config> ParseConfig(std::string_view text, const std::string& file,
                              const std::string& folder, const Environment& environment);

/// Reads the file and parses it. Also kBadConfig when it cannot be read.
ResultAll<Config> LoadConfig(const std::string& path, const Environment& environment);

/// The configuration, or only the data source `data_source` unless that is "", as TOML that gives
/// the same one when it is read: each key with its value and, in a comment, its unit, who said it,
/// and what it is for. A secret is a comment, unless it came by `env:` or `file:`. Comments are
/// wrapped at `width` columns; 0 is 100.
std::string FormatConfig(const Config& config, std::string_view data_source, int width);
/// The same as `[{"data_source", "key", "value", "unit", "default", "origin", "why", "secret"}]`.
/// `data_source` is null for [defaults], `value` null for a key that nobody said and for a secret.
std::string ToJson(const Config& config, std::string_view data_source);

/// A data source, ready to be asked.
struct DataSource {
  std::string name;
  std::shared_ptr<Backend> backend;
  DataSourceOptions options;
  RowLimits row_limits;
};

/// The kinds of databases that `type = "..."` may name: {"duckdb", "postgres"}.
std::vector<std::string_view> BackendTypes();

/// kUnknownDataSource for each data source that the model names and `config` does not; kBadConfig
/// for several that are one of the environment. Opens nothing.
Errors CheckDataSources(const Config& config, const Model& model);

/// Whose SQL each data source of the model reads that `config` names: see CompileOptions. Opens
/// nothing.
std::vector<SourceDialect> DialectsOf(const Config& config, const Model& model);

/// Opens the data source `name` of the model; its `file:` tables may read the model's own files and
/// nothing else. Fails with kUnknownDataSource, kBadConfig (see CheckDataSources) and the codes of
/// the Open function of its type: kCancelled soon after `stop` was asked to stop, where the
/// database keeps it waiting.
ResultAll<DataSource> OpenDataSource(const Config& config, const Model& model,
                                     const std::string& name, std::stop_token stop = {});

/// Opens each data source that the model names. Fails with the errors of all of them.
ResultAll<std::vector<DataSource>> OpenDataSources(const Config& config, const Model& model);

/// Gives them to an engine. Fails as Engine::AddDataSource does.
Result<void> AddDataSources(Engine& engine, const std::vector<DataSource>& sources);

/// The options for one query of a data source: its row limits.
QueryOptions OptionsFor(const CompiledQuery& query, const RowLimits& limits);

}  // namespace semaflow
