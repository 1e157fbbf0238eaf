// Variables of the environment that stand for keys of the configuration:
// SEMAFLOW_DEFAULTS__POOL__SIZE, SEMAFLOW_DATASOURCES__WAREHOUSE__POOL__SIZE.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/settings.h"
#include "api/toml_reader.h"

namespace semaflow::api {

struct Variable {
  std::string name;
  std::string text;
  const Setting* setting = nullptr;
};

struct Variables {
  std::vector<Variable> defaults;
  /// By the name of the data source; one that is not in the file is made by them.
  std::map<std::string, std::vector<Variable>, std::less<>> data_sources;
};

/// All variables that begin as above. `names` are the data sources of the file. Adds an error for
/// each that is no key, names no data source, or stands beside another of the same meaning.
Variables ReadVariables(TomlFile& file, const std::vector<std::string>& names);

/// nullptr: no variable sets the key.
const Variable* FindVariable(const std::vector<Variable>& variables, std::string_view key);

/// The name of a data source as a variable spells it: "my-shop" is "MY_SHOP".
std::string SpelledInVariables(std::string_view name);

/// The variable as a place: a file without a line.
Label PlaceOf(const Variable& variable);

/// The value, of the type of its key. nullopt: an error has been added. `named` is the key for
/// messages: "datasources.shop.pool.size".
std::optional<Given> Read(TomlFile& file, const Variable& variable, const std::string& named);

}  // namespace semaflow::api
