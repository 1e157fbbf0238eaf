// semaflow.toml to Config.
#include "semaflow/config.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "api/backend_types.h"
#include "api/secrets.h"
#include "api/settings.h"
#include "api/toml_reader.h"
#include "api/variables.h"
#include "base/border.h"
#include "base/closest.h"

namespace semaflow {
namespace {

using api::Given;
using api::Scope;
using api::Setting;
using api::TableReader;
using api::TomlFile;
using api::Variable;
using api::Variables;

constexpr std::uintmax_t kFileBytesMax = std::uintmax_t{16} << 20;
constexpr std::string_view kOtherDatabase = "belongs to another kind of database: not used";
constexpr std::string_view kType = "type";

/// One table of the file with the variables laid over it, on its way into a data source.
struct Reading {
  TomlFile& file;
  DataSourceConfig& target;
  std::string path;  ///< "defaults", "datasources.shop"
  Scope scope = Scope::kSource;
  std::string database;  ///< Whose keys are read.
  bool type_by_variable = false;

  std::string Named(const Setting& setting) const { return path + "." + std::string(setting.key); }
};

enum class Use : std::uint8_t { kValue, kNoEffect, kOtherDatabase, kUnknown };

Use UseOf(const Reading& reading, const Setting& setting) {
  if (!setting.database.empty() && setting.database != reading.database) {
    // Groups that are named like a database were known for all kinds in 0.1. And a variable that
    // gives another type leaves the file as it is.
    const bool is_known = api::GroupOf(setting) == setting.database || reading.type_by_variable;
    return is_known ? Use::kOtherDatabase : Use::kUnknown;
  }
  return setting.field == nullptr ? Use::kNoEffect : Use::kValue;
}

/// Paths relative to the file's folder.
std::string AbsolutePath(const TomlFile& file, const Setting& setting, const std::string& path) {
  const auto& words = setting.type.words;
  const bool is_word = std::find(words.begin(), words.end(), path) != words.end();
  if (path.empty() || is_word || path.starts_with('/')) return path;
  return (std::filesystem::path(file.folder) / path).lexically_normal().string();
}

void Record(Reading& reading, const Setting& setting, Label place, std::string reference) {
  const bool is_older_name = !setting.stands_for.empty();
  const std::string_view key = is_older_name ? setting.stands_for : setting.key;
  if (is_older_name) place.note = "as " + std::string(setting.key);
  std::vector<SettingOrigin>& origins = reading.target.origins;
  std::erase_if(origins, [key](const SettingOrigin& origin) { return origin.key == key; });
  origins.push_back({.key = std::string(key),
                     .place = std::move(place),
                     .in_defaults = reading.scope == Scope::kDefaults,
                     .reference = std::move(reference)});
}

/// A secret may stand in a variable, which is as good as `env:`; in the file it is open.
void CheckSecret(Reading& reading, const Setting& setting, Given& given, const Label& place) {
  if (!given.reference.empty() || !api::IsSecret(setting, given.value)) return;
  if (place.line == 0) {
    given.reference = "env:" + place.file;
    return;
  }
  reading.file.AddWarning(place, "`" + reading.Named(setting) + "` holds a password in plain text",
                          "write \"env:NAME\", a variable of the environment, or \"file:PATH\"");
}

void Take(Reading& reading, const Setting& setting, Given given, const Label& place) {
  if (auto* text = std::get_if<std::string>(&given.value)) {
    if (!api::Allows(setting.type, *text)) {
      const std::string shown = given.reference.empty() ? "\"" + *text + "\", which is " : "";
      reading.file.AddError(
          place, "`" + reading.Named(setting) + "` is " + shown + std::string(setting.type.wrong),
          {}, std::string(setting.type.fix));
      return;
    }
    if (setting.type.kind == api::ValueType::Kind::kPath) {
      *text = AbsolutePath(reading.file, setting, *text);
    }
  }
  CheckSecret(reading, setting, given, place);
  api::SetValue(setting, reading.target, given.value);
  Record(reading, setting, place, std::move(given.reference));
}

void ReadKey(Reading& reading, TableReader& reader, const Setting& setting) {
  const std::string_view name = api::NameOf(setting);
  switch (UseOf(reading, setting)) {
    case Use::kValue:
      if (auto given = reader.Value(name, setting.type)) {
        Take(reading, setting, std::move(*given), reader.PlaceOfKey(name));
      }
      return;
    case Use::kNoEffect:
      return reader.WarnAbout(name, setting.no_effect);
    case Use::kOtherDatabase:
      return reader.WarnAbout(name, kOtherDatabase);
    case Use::kUnknown:
      return;
  }
}

void ReadVariable(Reading& reading, const Variable& variable) {
  const Setting& setting = *variable.setting;
  const std::string named = reading.Named(setting);
  const auto warn = [&](std::string_view why) {
    reading.file.AddWarning(api::PlaceOf(variable), "`" + named + "` " + std::string(why));
  };
  switch (UseOf(reading, setting)) {
    case Use::kValue:
      if (auto given = api::Read(reading.file, variable, named)) {
        Take(reading, setting, std::move(*given), api::PlaceOf(variable));
      }
      return;
    case Use::kNoEffect:
      return warn(setting.no_effect);
    case Use::kOtherDatabase:
      return warn(kOtherDatabase);
    case Use::kUnknown:
      reading.file.AddError(api::PlaceOf(variable),
                            "`" + named + "` is a key of the type \"" +
                                std::string(setting.database) + "\", and this is \"" +
                                reading.database + "\"",
                            {}, "unset it");
      return;
  }
}

/// All keys but `type`: those of the file, then the variables, which win. Of a key with an older
/// name, that one wins.
void ReadKeys(Reading& reading, TableReader& reader, const std::vector<Variable>& variables) {
  for (const std::string_view group : api::GroupsOf(reading.scope)) {
    const toml::table* table = group.empty() ? nullptr : reader.Table(group);
    TableReader below(reading.file, table, reading.path + "." + std::string(group));
    TableReader& keys = group.empty() ? reader : below;
    for (const Setting& setting : api::Settings()) {
      if (!IsIn(setting, reading.scope) || api::GroupOf(setting) != group) continue;
      if (setting.key != kType) ReadKey(reading, keys, setting);
    }
    below.Finish();
  }
  reader.Finish();
  for (const Setting& setting : api::Settings()) {
    const Variable* variable = api::FindVariable(variables, setting.key);
    if (variable != nullptr && setting.key != kType) ReadVariable(reading, *variable);
  }
}

void ReadDefaults(TomlFile& file, const toml::table* table, const std::vector<Variable>& variables,
                  DataSourceConfig& defaults) {
  Reading reading{.file = file,
                  .target = defaults,
                  .path = "defaults",
                  .scope = Scope::kDefaults,
                  .database = {},
                  .type_by_variable = false};
  TableReader reader(file, table, reading.path);
  ReadKeys(reading, reader, variables);
}

/// True when the type is absent or known. Of an unknown one the other keys mean nothing to us.
bool CheckType(TomlFile& file, const DataSourceConfig& source) {
  if (source.type.empty() || api::FindBackendType(source.type) != nullptr) return true;
  const SettingOrigin& origin = *api::OriginOf(*api::FindSetting(kType), source);
  const std::vector<std::string_view> types = BackendTypes();
  std::string help = "types are";
  for (const std::string_view type : types) help += " " + std::string(type);
  const bool is_open = origin.reference.empty();
  file.AddError(
      origin.place,
      "data source \"" + source.name + "\" has " +
          (is_open ? "the type \"" + source.type + "\", which" : std::string("a type that")) +
          " this version does not know",
      is_open ? ClosestNames(source.type, types) : std::vector<std::string>{}, std::move(help));
  return false;
}

void ReadType(Reading& reading, TableReader& reader, const std::vector<Variable>& variables) {
  const Setting& type = *api::FindSetting(kType);
  ReadKey(reading, reader, type);
  if (const Variable* variable = api::FindVariable(variables, kType)) {
    ReadVariable(reading, *variable);
    reading.type_by_variable = true;
  }
  // 0.1 told no type: its limits of DuckDB are taken for what they are.
  reading.database = reading.target.type.empty() ? "duckdb" : reading.target.type;
}

/// A data source needs a type and, in DuckDB, a path.
void CheckComplete(TomlFile& file, const DataSourceConfig& source) {
  const SettingOrigin* path = api::OriginOf(*api::FindSetting("path"), source);
  if (source.type.empty() && path != nullptr) {
    file.AddError(path->place, "data source \"" + source.name + "\" has a path but no type", {},
                  "add: type = \"duckdb\"");
  } else if (source.type == "duckdb" && path == nullptr) {
    const bool in_file = source.place.line > 0;
    file.AddError(source.place, "data source \"" + source.name + "\" has no path", {},
                  in_file ? "add: path = \"...\", a DuckDB file or \":memory:\""
                          : "set SEMAFLOW_DATASOURCES__" + api::SpelledInVariables(source.name) +
                                "__PATH to a DuckDB file or :memory:");
  }
}

/// `table`: nullptr for a data source that variables alone make.
DataSourceConfig ReadDataSource(TomlFile& file, const toml::table* table, std::string name,
                                Label place, const std::vector<Variable>& variables,
                                const DataSourceConfig& defaults) {
  DataSourceConfig source = defaults;
  source.name = std::move(name);
  source.place = std::move(place);
  const std::size_t errors_before = file.errors.size();
  Reading reading{.file = file,
                  .target = source,
                  .path = "datasources." + source.name,
                  .scope = Scope::kSource,
                  .database = {},
                  .type_by_variable = false};
  TableReader reader(file, table, reading.path);
  ReadType(reading, reader, variables);
  if (!CheckType(file, source)) return source;
  ReadKeys(reading, reader, variables);
  // A key that was misspelled has been told; that it is missing would be said twice.
  if (file.errors.size() == errors_before) CheckComplete(file, source);
  return source;
}

std::vector<std::string> NamesOf(const toml::table* table) {
  std::vector<std::string> names;
  if (table == nullptr) return names;
  for (const auto& [name, node] : *table) names.emplace_back(name.str());
  return names;
}

void ReadDataSources(TomlFile& file, const toml::table* table, Variables variables,
                     Config& config) {
  const auto take_variables = [&variables](std::string_view name) {
    const auto found = variables.data_sources.find(name);
    if (found == variables.data_sources.end()) return std::vector<Variable>{};
    std::vector<Variable> taken = std::move(found->second);
    variables.data_sources.erase(found);
    return taken;
  };
  for (const std::string& name : NamesOf(table)) {
    const toml::key& key = table->find(name)->first;
    Label place = file.PlaceOf(key.source(), static_cast<std::uint32_t>(name.size()));
    const std::vector<Variable> own = take_variables(name);
    if (const toml::table* source = table->get(name)->as_table()) {
      config.data_sources.push_back(
          ReadDataSource(file, source, name, std::move(place), own, config.defaults));
    } else {
      file.AddError(std::move(place), "`datasources." + name + "` is not a table");
    }
  }
  // The library keeps tables sorted by name; people see them as they wrote them.
  std::sort(config.data_sources.begin(), config.data_sources.end(),
            [](const auto& a, const auto& b) { return a.place.line < b.place.line; });
  for (const auto& [name, own] : variables.data_sources) {
    config.data_sources.push_back(ReadDataSource(
        file, nullptr, name, api::PlaceOf(*api::FindVariable(own, kType)), own, config.defaults));
  }
}

void SortByPlace(Errors& errors) {
  std::stable_sort(errors.begin(), errors.end(), [](const Error& a, const Error& b) {
    const Label& left = a.labels.front();
    const Label& right = b.labels.front();
    return std::pair(left.line, left.column) < std::pair(right.line, right.column);
  });
}

bool MayHoldSecret(const TomlFile& file, const toml::parse_error& error) {
  return api::MayHoldSecretAt(file.text, error.source().begin.line);
}

Label PlaceOfSyntax(const TomlFile& file, const toml::parse_error& error) {
  Label place = file.PlaceOf(error.source(), 1);
  if (MayHoldSecret(file, error)) place.source_line.clear();
  return place;
}

/// What the parser says shows what it read.
std::string WordsOfSyntax(const TomlFile& file, const toml::parse_error& error) {
  if (MayHoldSecret(file, error)) return "this is not valid TOML";
  return "this is not valid TOML: " + std::string(error.description());
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
  // A variable cannot say which of the names that it spells is meant.
  for (const DataSourceConfig& source : data_sources) {
    const bool by_variables = source.place.line == 0 && !source.place.file.empty();
    if (by_variables && api::SpelledInVariables(source.name) == api::SpelledInVariables(name)) {
      return &source;
    }
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
      file.AddError(PlaceOfSyntax(file, parsed.error()), WordsOfSyntax(file, parsed.error()));
      return tl::unexpected(std::move(file.errors));
    }
    Config config;
    config.file = file_name;
    TableReader reader(file, &parsed.table(), "");
    const toml::table* defaults = reader.Table("defaults");
    const toml::table* sources = reader.Table("datasources");
    Variables variables = api::ReadVariables(file, NamesOf(sources));
    ReadDefaults(file, defaults, variables.defaults, config.defaults);
    ReadDataSources(file, sources, std::move(variables), config);
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
