// Every key of a data source and of [defaults], in one table: what reads it, prints it and lists it
// in docs/cli.md is made from its row. A new key is one row of settings_table.cc.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "semaflow/config.h"

namespace semaflow::api {

/// Where a key may stand.
enum class Scope : std::uint8_t { kSource, kDefaults, kBoth };

/// Which values hold a secret.
enum class Secrecy : std::uint8_t { kNever, kWithPassword, kAlways };

struct ValueType {
  enum class Kind : std::uint8_t { kWhole, kTruth, kText, kPath, kMemory, kChoice };
  Kind kind = Kind::kText;
  std::int64_t min = 0;  ///< kWhole
  std::int64_t max = 0;
  /// kChoice: all words. kPath: a word that is no path.
  std::span<const std::string_view> words;
  std::string_view wrong;  ///< kChoice, kMemory: what another text is: "no amount of memory".
  std::string_view fix;    ///< kChoice, kMemory: what to write.
};

/// monostate: nobody says, and there is no value that stands for it.
using SettingValue = std::variant<std::monostate, std::int64_t, bool, std::string>;

/// The member that holds a value.
using Field = std::variant<std::string*, std::int64_t*, int*, std::size_t*, bool*>;

struct Setting {
  std::string_view key;       ///< Below [datasources.NAME]: "uri", "pool.size".
  std::string_view database;  ///< The type whose key it is; "": each.
  Scope scope = Scope::kSource;
  ValueType type;
  std::string_view unit;
  std::string_view otherwise;  ///< What holds when nobody says, where that is no value of `field`.
  std::string_view why;
  Field (*field)(DataSourceConfig&) = nullptr;
  std::int64_t scale = 1;  ///< `field` is the value times this.
  Secrecy secrecy = Secrecy::kNever;
  std::string_view stands_for;  ///< An older name of this key.
  std::string_view no_effect;   ///< Why it is read and does nothing.
};

/// In the order in which they are printed. What stands for a key comes behind it.
std::span<const Setting> Settings();
/// nullptr: no such key.
const Setting* FindSetting(std::string_view key);

/// "pool" of "pool.size"; "" of "uri".
std::string_view GroupOf(const Setting& setting);
/// "size" of "pool.size".
std::string_view NameOf(const Setting& setting);
/// The groups in the order of the table, "" first.
std::vector<std::string_view> GroupsOf(Scope scope);
bool IsIn(const Setting& setting, Scope scope);
/// "POOL__SIZE" of "pool.size": how a variable of the environment spells it.
std::string VariablePart(const Setting& setting);

/// What a value of the type is: "a whole number from 1 to 1024".
std::string WordsOf(const ValueType& type);
/// Whether a text is one that the type allows.
bool Allows(const ValueType& type, const std::string& text);

void SetValue(const Setting& setting, DataSourceConfig& config, const SettingValue& value);
/// The value as it holds, from somebody or by default.
SettingValue ValueOf(const Setting& setting, const DataSourceConfig& config);
/// Who said it; nullptr: nobody.
const SettingOrigin* OriginOf(const Setting& setting, const DataSourceConfig& config);
/// What holds when nobody says.
SettingValue DefaultOf(const Setting& setting);
/// Whether the value must not be shown.
bool IsSecret(const Setting& setting, const SettingValue& value);

}  // namespace semaflow::api
