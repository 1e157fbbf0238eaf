#include "api/settings.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <type_traits>

#include "api/secrets.h"
#include "base/ascii.h"
#include "base/overloaded.h"

namespace semaflow::api {
namespace {

/// "4GB", "512 MiB": what DuckDB takes for an amount of memory. It would name a setting of its own.
bool IsMemorySize(std::string_view text) {
  constexpr std::string_view kUnits[] = {
      "b",   "byte",     "bytes",     "k", "kb", "kib", "kilobyte", "kilobytes", "m", "mb",
      "mib", "megabyte", "megabytes", "g", "gb", "gib", "gigabyte", "gigabytes", "t", "tb",
      "tib", "terabyte", "terabytes"};
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || !(number > 0)) return false;
  std::string unit = AsciiLower(text.substr(static_cast<std::size_t>(end - text.data())));
  unit.erase(0, std::min(unit.find_first_not_of(' '), unit.size()));
  return std::find(std::begin(kUnits), std::end(kUnits), unit) != std::end(kUnits);
}

}  // namespace

const Setting* FindSetting(std::string_view key) {
  for (const Setting& setting : Settings()) {
    if (setting.key == key) return &setting;
  }
  return nullptr;
}

std::string_view GroupOf(const Setting& setting) {
  const std::size_t dot = setting.key.find('.');
  return setting.key.substr(0, dot == std::string_view::npos ? 0 : dot);
}

std::string_view NameOf(const Setting& setting) {
  return setting.key.substr(setting.key.find('.') + 1);
}

bool IsIn(const Setting& setting, Scope scope) {
  return setting.scope == Scope::kBoth || setting.scope == scope;
}

std::vector<std::string_view> GroupsOf(Scope scope) {
  std::vector<std::string_view> groups = {""};
  for (const Setting& setting : Settings()) {
    const std::string_view group = GroupOf(setting);
    if (!IsIn(setting, scope)) continue;
    if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
  }
  return groups;
}

std::string VariablePart(const Setting& setting) {
  std::string part;
  for (const char c : setting.key) {
    if (c == '.') {
      part += "__";
    } else {
      part += AsciiUpper(c);
    }
  }
  return part;
}

std::string WordsOf(const ValueType& type) {
  switch (type.kind) {
    case ValueType::Kind::kWhole:
      return "a whole number from " + std::to_string(type.min) + " to " + std::to_string(type.max);
    case ValueType::Kind::kTruth:
      return "true or false";
    case ValueType::Kind::kText:
    case ValueType::Kind::kPath:
    case ValueType::Kind::kMemory:
    case ValueType::Kind::kChoice:
      return "text";
  }
  return "text";
}

bool Allows(const ValueType& type, const std::string& text) {
  if (type.kind == ValueType::Kind::kMemory) return IsMemorySize(text);
  if (type.kind != ValueType::Kind::kChoice) return true;
  return std::find(type.words.begin(), type.words.end(), text) != type.words.end();
}

void SetValue(const Setting& setting, DataSourceConfig& config, const SettingValue& value) {
  std::visit(
      [&](auto* field) {
        using Member = std::decay_t<decltype(*field)>;
        if constexpr (std::is_same_v<Member, std::string>) {
          const auto* const number = std::get_if<std::int64_t>(&value);
          *field = number != nullptr ? std::to_string(*number) : std::get<std::string>(value);
        } else if constexpr (std::is_same_v<Member, bool>) {
          const auto* const word = std::get_if<std::string>(&value);
          *field = word != nullptr ? *word == setting.type.words[1] : std::get<bool>(value);
        } else {
          *field = static_cast<Member>(std::get<std::int64_t>(value) * setting.scale);
        }
      },
      setting.field(config));
}

const SettingOrigin* OriginOf(const Setting& setting, const DataSourceConfig& config) {
  const auto found =
      std::find_if(config.origins.begin(), config.origins.end(),
                   [&](const SettingOrigin& origin) { return origin.key == setting.key; });
  return found == config.origins.end() ? nullptr : &*found;
}

namespace {

SettingValue TextValue(const Setting& setting, const DataSourceConfig& config,
                       const std::string& text) {
  if (OriginOf(setting, config) == nullptr) {
    if (text.empty()) return {};
    // Without a type nobody can say where the database is.
    if (!setting.otherwise.empty() && config.type.empty()) return {};
  }
  if (setting.type.kind != ValueType::Kind::kWhole) return text;
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

SettingValue ValueOf(const Setting& setting, const DataSourceConfig& config) {
  // `field` is used for reading alone here.
  return std::visit(Overloaded{[&](const std::string* text) -> SettingValue {
                                 return TextValue(setting, config, *text);
                               },
                               [&](const bool* truth) -> SettingValue {
                                 if (setting.type.kind == ValueType::Kind::kTruth) return *truth;
                                 return std::string(setting.type.words[*truth ? 1 : 0]);
                               },
                               [&](const auto* number) -> SettingValue {
                                 return static_cast<std::int64_t>(*number) / setting.scale;
                               }},
                    setting.field(const_cast<DataSourceConfig&>(config)));
}

SettingValue DefaultOf(const Setting& setting) { return ValueOf(setting, DataSourceConfig{}); }

bool IsSecret(const Setting& setting, const SettingValue& value) {
  const auto* const text = std::get_if<std::string>(&value);
  if (text == nullptr || text->empty()) return false;
  switch (setting.secrecy) {
    case Secrecy::kNever:
      return false;
    case Secrecy::kWithPassword:
      return HoldsPassword(*text);
    case Secrecy::kAlways:
      return true;
  }
  return true;
}

}  // namespace semaflow::api
