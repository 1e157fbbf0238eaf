// semaflow.toml to Config.
#include "semaflow/config.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <limits>
#include <utility>

#include "api/backend_types.h"
#include "api/toml_reader.h"
#include "base/border.h"
#include "base/closest.h"

namespace semaflow {
namespace {

using api::TableReader;
using api::TomlFile;

constexpr std::int64_t kMillisecondsMax = std::int64_t{366} * 24 * 3600 * 1000;
constexpr std::int64_t kPostgresMillisecondsMax = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t kRowsMax = std::numeric_limits<std::int64_t>::max();
constexpr std::uintmax_t kFileBytesMax = std::uintmax_t{16} << 20;

/// Where SemaFlow 0.1 had a key and this version has nothing to set.
constexpr std::string_view kNoEffect = "has no effect in this version";
constexpr std::string_view kDuckDb = "duckdb";
constexpr std::string_view kPostgres = "postgres";
constexpr std::string_view kOtherDatabase = "belongs to another kind of database: not used";

void ReadQueryGroup(TomlFile& file, const toml::table* table, const std::string& path,
                    DataSourceConfig& source) {
  TableReader reader(file, table, path);
  const auto set = [](auto& field, const auto& value) {
    if (value) field = static_cast<std::decay_t<decltype(field)>>(*value);
  };
  set(source.options.timeout_ms, reader.Integer("timeout_ms", 0, kMillisecondsMax));
  set(source.options.stream_idle_ms, reader.Integer("stream_idle_ms", 0, kMillisecondsMax));
  set(source.options.queue_bytes_max, reader.Integer("queue_bytes_max", 1, kRowsMax));
  set(source.row_limits.rows_max, reader.Integer("max_row_limit", 0, kRowsMax));
  set(source.row_limits.default_rows, reader.Integer("default_row_limit", 0, kRowsMax));
  reader.Finish();
}

void ReadPoolGroup(TomlFile& file, const toml::table* table, const std::string& path,
                   DataSourceConfig& source) {
  TableReader reader(file, table, path);
  if (const auto size = reader.Integer("size", 1, 1024)) {
    source.options.permits = static_cast<int>(*size);
  }
  if (const auto waiting = reader.Integer("queue_max", 0, 1'000'000)) {
    source.options.queue_max = static_cast<int>(*waiting);
  }
  if (const auto timeout = reader.Integer("queue_timeout_ms", 0, kMillisecondsMax)) {
    source.options.queue_timeout_ms = *timeout;
  }
  if (const auto seconds = reader.Integer("idle_timeout_secs", 0, kMillisecondsMax / 1000)) {
    source.options.idle_timeout_ms = *seconds * 1000;
  }
  reader.Finish();
}

void ReadSchemaCacheGroup(TomlFile& file, const toml::table* table, const std::string& path) {
  TableReader reader(file, table, path);
  reader.WarnAbout("ttl_secs", kNoEffect);
  reader.WarnAbout("max_size", kNoEffect);
  reader.Finish();
}

/// The groups that [defaults] and each data source have. Those of a data source win key by key.
void ReadSharedGroups(TomlFile& file, TableReader& reader, const std::string& path,
                      DataSourceConfig& source) {
  ReadQueryGroup(file, reader.Table("query"), path + ".query", source);
  ReadPoolGroup(file, reader.Table("pool"), path + ".pool", source);
  ReadSchemaCacheGroup(file, reader.Table("schema_cache"), path + ".schema_cache");
}

void ReadDefaults(TomlFile& file, const toml::table* table, DataSourceConfig& defaults) {
  TableReader reader(file, table, "defaults");
  ReadSharedGroups(file, reader, "defaults", defaults);
  TableReader validation(file, reader.Table("validation"), "defaults.validation");
  validation.WarnAbout("warn_only", "has no effect: a model with errors is never loaded");
  validation.Finish();
  reader.Finish();
}

/// Paths relative to the file's folder; ":memory:" is no path.
std::string AbsolutePath(const TomlFile& file, const std::string& path) {
  if (path.empty() || path == ":memory:" || path.starts_with('/')) return path;
  return (std::filesystem::path(file.folder) / path).lexically_normal().string();
}

/// The groups that belong to one kind of database: names of 0.1, checked for all kinds.
void ReadBackendGroups(TomlFile& file, TableReader& reader, const std::string& path,
                       DataSourceConfig& source) {
  // 0.1 told no type: its limits of DuckDB are taken for what they are.
  const std::string_view kind = source.type.empty() ? kDuckDb : source.type;
  const auto read = [&](std::string_view name, std::initializer_list<std::string_view> keys,
                        const auto& read_own) {
    TableReader group(file, reader.Table(name), path + "." + std::string(name));
    if (kind == name) {
      read_own(group);
    } else {
      for (const std::string_view key : keys) group.WarnAbout(key, kOtherDatabase);
    }
    group.Finish();
  };
  const auto read_permits = [&source](TableReader& group, std::string_view key) {
    if (const auto permits = group.Integer(key, 1, 1024)) {
      source.options.permits = static_cast<int>(*permits);
    }
  };
  read(kDuckDb, {"max_concurrency"},
       [&](TableReader& group) { read_permits(group, "max_concurrency"); });
  read(kPostgres, {"pool_size", "statement_timeout_ms"}, [&](TableReader& group) {
    read_permits(group, "pool_size");
    if (const auto limit = group.Integer("statement_timeout_ms", 0, kPostgresMillisecondsMax)) {
      source.postgres.statement_timeout_ms = *limit;
    }
  });
  read("bigquery",
       {"use_query_cache", "maximum_bytes_billed", "query_timeout_ms", "max_concurrent_queries",
        "queue_timeout_ms"},
       [](TableReader&) {});
}

/// "4GB", "512 MiB": what DuckDB takes for an amount of memory. It would name a setting of its own.
bool IsMemorySize(std::string_view text) {
  constexpr std::string_view kUnits[] = {
      "b",   "byte",     "bytes",     "k", "kb", "kib", "kilobyte", "kilobytes", "m", "mb",
      "mib", "megabyte", "megabytes", "g", "gb", "gib", "gigabyte", "gigabytes", "t", "tb",
      "tib", "terabyte", "terabytes"};
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || !(number > 0)) return false;
  std::string unit(text.substr(static_cast<std::size_t>(end - text.data())));
  unit.erase(0, std::min(unit.find_first_not_of(' '), unit.size()));
  for (char& c : unit) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return std::find(std::begin(kUnits), std::end(kUnits), unit) != std::end(kUnits);
}

void ReadMemoryLimit(TomlFile& file, TableReader& reader, const std::string& path,
                     DuckDbOptions& options) {
  auto limit = reader.Text("memory_limit");
  if (!limit) return;
  if (IsMemorySize(*limit)) {
    options.memory_limit = std::move(*limit);
    return;
  }
  file.AddError(reader.PlaceOfKey("memory_limit"),
                "`" + path + ".memory_limit` is \"" + *limit + "\", which is no amount of memory",
                {}, "write a number and its unit: \"4GB\", \"512MiB\"");
}

void ReadPostgres(TomlFile& file, TableReader& reader, PostgresOptions& options) {
  const std::pair<std::string_view, std::string*> texts[] = {
      {"uri", &options.connection},    {"host", &options.host},
      {"database", &options.database}, {"user", &options.user},
      {"password", &options.password}, {"service", &options.service},
      {"ssl_mode", &options.ssl_mode}, {"ssl_root_certificate", &options.ssl_root_certificate},
      {"schema", &options.schema},
  };
  for (const auto& [key, field] : texts) {
    if (auto text = reader.Text(key)) *field = std::move(*text);
  }
  std::string& certificate = options.ssl_root_certificate;
  if (certificate != "system") certificate = AbsolutePath(file, certificate);
  if (const auto pooler = reader.Text("pooler")) {
    options.transaction_pooler = *pooler == "transaction";
    if (*pooler != "transaction" && *pooler != "session") {
      file.AddError(reader.PlaceOfKey("pooler"),
                    "`pooler` is \"" + *pooler + "\", which is no way to share sessions", {},
                    "write \"transaction\" for pgbouncer with pool_mode = transaction, else leave "
                    "it out");
    }
  }
  if (const auto port = reader.Integer("port", 1, 65'535)) options.port = std::to_string(*port);
  if (const auto timeout = reader.Integer("connect_timeout_ms", 1, kMillisecondsMax)) {
    options.connect_timeout_ms = *timeout;
  }
}

void ReadDuckDb(TomlFile& file, TableReader& reader, const std::string& path,
                DuckDbOptions& options) {
  if (auto at = reader.Text("path")) options.path = AbsolutePath(file, *at);
  if (auto library = reader.Text("library")) options.library_path = AbsolutePath(file, *library);
  if (const auto read_only = reader.Boolean("read_only")) options.read_only = *read_only;
  ReadMemoryLimit(file, reader, path, options);
  if (const auto threads = reader.Integer("threads", 0, 1024)) {
    options.threads = static_cast<int>(*threads);
  }
  if (auto folder = reader.Text("temp_directory")) {
    options.temp_directory = AbsolutePath(file, *folder);
  }
}

/// True when the type is absent or known. Of an unknown one the other keys mean nothing to us.
bool CheckType(TomlFile& file, const TableReader& reader, const DataSourceConfig& source) {
  if (source.type.empty() || api::FindBackendType(source.type) != nullptr) return true;
  const std::vector<std::string_view> types = BackendTypes();
  std::string help = "types are";
  for (const std::string_view type : types) help += " " + std::string(type);
  file.AddError(reader.PlaceOfKey("type"),
                "data source \"" + source.name + "\" has the type \"" + source.type +
                    "\", which this version does not know",
                ClosestNames(source.type, types), std::move(help));
  return false;
}

DataSourceConfig ReadDataSource(TomlFile& file, const toml::table& table, const toml::key& name,
                                const DataSourceConfig& defaults) {
  DataSourceConfig source = defaults;
  source.name = name.str();
  source.place = file.PlaceOf(name.source(), static_cast<std::uint32_t>(source.name.size()));
  const std::string path = "datasources." + source.name;
  const std::size_t errors_before = file.errors.size();
  TableReader reader(file, &table, path);
  source.type = reader.Text("type").value_or("");
  if (!CheckType(file, reader, source)) return source;
  if (source.type == kPostgres) {
    ReadPostgres(file, reader, source.postgres);
  } else {
    ReadDuckDb(file, reader, path, source.duckdb);
  }
  ReadSharedGroups(file, reader, path, source);
  ReadBackendGroups(file, reader, path, source);
  reader.Finish();
  // A key that was misspelled has been told; that it is missing would be said twice.
  if (file.errors.size() != errors_before) return source;
  if (source.type.empty() && reader.Has("path")) {
    file.AddError(reader.PlaceOfKey("path"),
                  "data source \"" + source.name + "\" has a path but no type", {},
                  "add: type = \"duckdb\"");
  } else if (source.type == kDuckDb && !reader.Has("path")) {
    file.AddError(source.place, "data source \"" + source.name + "\" has no path", {},
                  "add: path = \"...\", a DuckDB file or \":memory:\"");
  }
  return source;
}

void ReadDataSources(TomlFile& file, const toml::table* table, Config& config) {
  if (table == nullptr) return;
  for (const auto& [name, node] : *table) {
    if (const toml::table* source = node.as_table()) {
      config.data_sources.push_back(ReadDataSource(file, *source, name, config.defaults));
    } else {
      file.AddError(file.PlaceOf(name.source(), static_cast<std::uint32_t>(name.str().size())),
                    "`datasources." + std::string(name.str()) + "` is not a table");
    }
  }
  // The library keeps tables sorted by name; people see them as they wrote them.
  std::sort(config.data_sources.begin(), config.data_sources.end(),
            [](const auto& a, const auto& b) { return a.place.line < b.place.line; });
}

void SortByPlace(Errors& errors) {
  std::stable_sort(errors.begin(), errors.end(), [](const Error& a, const Error& b) {
    const Label& left = a.labels.front();
    const Label& right = b.labels.front();
    return std::pair(left.line, left.column) < std::pair(right.line, right.column);
  });
}

Error UnreadableConfig(const std::string& path, const std::string& why) {
  Error error{.code = ErrorCode::kBadConfig,
              .message = "the configuration \"" + path + "\" cannot be read: " + why};
  error.labels.push_back(
      Label{.file = path, .line = 0, .column = 0, .width = 1, .source_line = {}, .note = {}});
  return error;
}

}  // namespace

const DataSourceConfig* Config::Find(std::string_view name) const {
  for (const DataSourceConfig& source : data_sources) {
    if (source.name == name) return &source;
  }
  return nullptr;
}

ResultAll<Config> ParseConfig(std::string_view text, const std::string& file_name,
                              const std::string& folder, const Environment& environment) {
  return AtBorder([&]() -> ResultAll<Config> {
    TomlFile file{.text = text,
                  .name = file_name,
                  .folder = folder,
                  .environment = environment,
                  .errors = {},
                  .warnings = {}};
    const toml::parse_result parsed = toml::parse(text);
    if (parsed.failed()) {
      const toml::parse_error& error = parsed.error();
      file.AddError(file.PlaceOf(error.source(), 1),
                    "this is not valid TOML: " + std::string(error.description()));
      return tl::unexpected(std::move(file.errors));
    }
    Config config;
    config.file = file_name;
    TableReader reader(file, &parsed.table(), "");
    ReadDefaults(file, reader.Table("defaults"), config.defaults);
    ReadDataSources(file, reader.Table("datasources"), config);
    reader.Finish();
    SortByPlace(file.errors);
    SortByPlace(file.warnings);
    if (!file.errors.empty()) return tl::unexpected(std::move(file.errors));
    config.warnings = std::move(file.warnings);
    return config;
  });
}

ResultAll<Config> LoadConfig(const std::string& path, const Environment& environment) {
  std::error_code failed;
  const std::uintmax_t size = std::filesystem::file_size(path, failed);
  if (failed) return tl::unexpected(Errors{UnreadableConfig(path, failed.message())});
  if (size > kFileBytesMax) {
    return tl::unexpected(Errors{UnreadableConfig(path, "it is larger than 16 MiB")});
  }
  std::string text(size, '\0');
  std::ifstream stream(path, std::ios::binary);
  if (!stream.read(text.data(), static_cast<std::streamsize>(size))) {
    return tl::unexpected(Errors{UnreadableConfig(path, "reading it failed")});
  }
  const std::filesystem::path folder = std::filesystem::absolute(path, failed).parent_path();
  return ParseConfig(text, path, folder.string(), environment);
}

}  // namespace semaflow
