#include "api/variables.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "base/ascii.h"
#include "base/closest.h"
#include "base/utf8.h"

namespace semaflow {

Environment Environment::OfProcess() {
  return {[](const char* name) -> const char* { return std::getenv(name); },
          [] {
            std::vector<std::string> names;
            for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
              const std::string_view text = *entry;
              names.emplace_back(text.substr(0, text.find('=')));
            }
            return names;
          }};
}

namespace api {
namespace {

constexpr std::string_view kDefaultsPrefix = "SEMAFLOW_DEFAULTS__";
constexpr std::string_view kSourcesPrefix = "SEMAFLOW_DATASOURCES__";
constexpr std::string_view kBetween = "__";

/// nullptr: no key is spelled so.
const Setting* FindSpelled(std::string_view part, Scope scope) {
  for (const Setting& setting : Settings()) {
    if (IsIn(setting, scope) && VariablePart(setting) == part) return &setting;
  }
  return nullptr;
}

/// Whose key a variable is: what its name says between the prefix and the key.
struct Owned {
  std::string source;  ///< As the file names it, else in lower case; "" for [defaults].
  const Setting* setting = nullptr;
};

class VariableReader {
 public:
  VariableReader(TomlFile& file, const std::vector<std::string>& names)
      : file_(file), names_(names) {}

  Variables ReadAll() {
    std::vector<std::string> set = file_.environment.Names();
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    for (const std::string& name : set) {
      if (name.starts_with(kDefaultsPrefix)) ReadDefault(name);
      if (name.starts_with(kSourcesPrefix)) ReadSource(name);
    }
    ForgetUntyped();
    return std::move(variables_);
  }

 private:
  void ReadDefault(const std::string& name) {
    const std::string part = AsciiUpper(name.substr(kDefaultsPrefix.size()));
    if (const Setting* setting = FindSpelled(part, Scope::kDefaults)) {
      Add(variables_.defaults, name, *setting);
    } else {
      AddUnknownKey(name, name.substr(0, kDefaultsPrefix.size()), part, Scope::kDefaults);
    }
  }

  void ReadSource(const std::string& name) {
    const std::string rest = AsciiUpper(name.substr(kSourcesPrefix.size()));
    std::vector<Owned> meant;
    std::size_t owner_size = 0;
    for (const std::string& source : names_) {
      const std::string owner = SpelledInVariables(source) + std::string(kBetween);
      if (!rest.starts_with(owner)) continue;
      owner_size = std::max(owner_size, owner.size());
      const Setting* setting = FindSpelled(rest.substr(owner.size()), Scope::kSource);
      if (setting != nullptr) meant.push_back({.source = source, .setting = setting});
    }
    if (meant.size() > 1) return AddAmbiguous(name, meant);
    if (meant.empty() && owner_size == 0) {
      if (const auto made = MadeByVariables(rest)) meant.push_back(*made);
    }
    if (meant.size() == 1) {
      return Add(variables_.data_sources[meant[0].source], name, *meant[0].setting);
    }
    const std::size_t between = rest.find(kBetween);
    if (owner_size == 0 && between != std::string::npos) owner_size = between + kBetween.size();
    if (owner_size <= kBetween.size()) return AddIncomplete(name);
    AddUnknownKey(name, name.substr(0, kSourcesPrefix.size() + owner_size), rest.substr(owner_size),
                  Scope::kSource);
  }

  /// A data source that is not in the file: the longest key at the end leaves its name.
  static std::optional<Owned> MadeByVariables(const std::string& rest) {
    std::optional<Owned> made;
    std::size_t longest = 0;
    for (const Setting& setting : Settings()) {
      const std::string end = std::string(kBetween) + VariablePart(setting);
      if (!IsIn(setting, Scope::kSource) || end.size() <= longest) continue;
      if (rest.size() <= end.size() || !rest.ends_with(end)) continue;
      longest = end.size();
      made = Owned{.source = AsciiLower(rest.substr(0, rest.size() - end.size())),
                   .setting = &setting};
    }
    return made;
  }

  void Add(std::vector<Variable>& variables, const std::string& name, const Setting& setting) {
    if (const Variable* other = FindVariable(variables, setting.key)) {
      return AddError(name, "the variables " + other->name + " and " + name + " set the same key",
                      {}, "unset one of them");
    }
    const char* text = file_.environment(name.c_str());
    variables.push_back(
        {.name = name, .text = text == nullptr ? std::string() : text, .setting = &setting});
  }

  /// A misspelled name must not make a data source that nobody asks.
  void ForgetUntyped() {
    auto& sources = variables_.data_sources;
    for (auto source = sources.begin(); source != sources.end();) {
      const bool is_known = std::find(names_.begin(), names_.end(), source->first) != names_.end();
      if (is_known || FindVariable(source->second, "type") != nullptr) {
        ++source;
        continue;
      }
      for (const Variable& variable : source->second) AddUnknownSource(variable, source->first);
      source = sources.erase(source);
    }
  }

  void AddUnknownSource(const Variable& variable, const std::string& source) {
    std::vector<std::string> spelled;
    for (const std::string& name : names_) spelled.push_back(SpelledInVariables(name));
    const std::vector<std::string_view> names(spelled.begin(), spelled.end());
    std::vector<std::string> candidates;
    for (const std::string& near : ClosestNames(source, names)) {
      candidates.push_back(std::string(kSourcesPrefix) + near + std::string(kBetween) +
                           VariablePart(*variable.setting));
    }
    std::string help = "set " + std::string(kSourcesPrefix) + AsciiUpper(source) +
                       "__TYPE to make it, or unset the variable";
    if (!candidates.empty()) help = DidYouMean(candidates);
    AddError(variable.name,
             "the variable names the data source \"" + source + "\", which is not configured",
             std::move(candidates), std::move(help));
  }

  void AddUnknownKey(const std::string& name, const std::string& before, const std::string& part,
                     Scope scope) {
    std::vector<std::string> parts;
    for (const Setting& setting : Settings()) {
      if (IsIn(setting, scope)) parts.push_back(VariablePart(setting));
    }
    const std::vector<std::string_view> known(parts.begin(), parts.end());
    std::vector<std::string> candidates;
    for (const std::string& near : ClosestNames(part, known)) candidates.push_back(before + near);
    std::string help = DidYouMean(candidates);
    if (help.empty())
      help =
          "`semaflow config` lists the keys: POOL__SIZE is pool.size; else "
          "unset the variable";
    const std::string_view whose = scope == Scope::kDefaults ? "[defaults]" : "a data source";
    AddError(name,
             "the variable ends with \"" + part + "\", which is no key of " + std::string(whose),
             std::move(candidates), std::move(help));
  }

  void AddIncomplete(const std::string& name) {
    AddError(name, "the variable names no data source and key", {},
             "write SEMAFLOW_DATASOURCES__NAME__KEY with two underscores between the parts, or "
             "unset it");
  }

  void AddAmbiguous(const std::string& name, const std::vector<Owned>& meant) {
    std::string message = "the variable may name each of the data sources";
    for (const Owned& one : meant) message += " \"" + one.source + "\"";
    AddError(name, std::move(message), {},
             "rename one of them, or unset the variable and write the key into the file");
  }

  void AddError(const std::string& name, std::string message, std::vector<std::string> candidates,
                std::string help) {
    file_.AddError(PlaceOf(Variable{.name = name, .text = {}}), std::move(message),
                   std::move(candidates), std::move(help));
  }

  TomlFile& file_;
  const std::vector<std::string>& names_;
  Variables variables_;
};

}  // namespace

Variables ReadVariables(TomlFile& file, const std::vector<std::string>& names) {
  return VariableReader(file, names).ReadAll();
}

const Variable* FindVariable(const std::vector<Variable>& variables, std::string_view key) {
  const auto found = std::find_if(variables.begin(), variables.end(),
                                  [key](const Variable& one) { return one.setting->key == key; });
  return found == variables.end() ? nullptr : &*found;
}

std::string SpelledInVariables(std::string_view name) {
  std::string spelled = AsciiUpper(name);
  for (char& c : spelled) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!plain) c = '_';
  }
  return spelled;
}

Label PlaceOf(const Variable& variable) {
  Label place;
  place.file = variable.name;
  return place;
}

std::optional<Given> Read(TomlFile& file, const Variable& variable, const std::string& named) {
  const ValueType& type = variable.setting->type;
  const std::string& text = variable.text;
  const auto wrong = [&](const std::string& wanted) {
    file.AddError(PlaceOf(variable), "`" + named + "` is not " + wanted, {},
                  "set " + variable.name + " to " + wanted + ", or unset it");
    return std::nullopt;
  };
  if (!IsValidUtf8(text)) return wrong("text in UTF-8");
  switch (type.kind) {
    case ValueType::Kind::kWhole: {
      std::int64_t number = 0;
      const char* end = text.data() + text.size();
      const auto [stopped, error] = std::from_chars(text.data(), end, number);
      if (error != std::errc() || stopped != end || number < type.min || number > type.max) {
        return wrong(WordsOf(type));
      }
      return Given{.value = number, .reference = {}};
    }
    case ValueType::Kind::kTruth:
      if (text != "true" && text != "false") return wrong(WordsOf(type));
      return Given{.value = text == "true", .reference = {}};
    case ValueType::Kind::kText:
    case ValueType::Kind::kPath:
    case ValueType::Kind::kMemory:
    case ValueType::Kind::kChoice:
      return file.Resolve(PlaceOf(variable), named, text);
  }
  return std::nullopt;
}

}  // namespace api
}  // namespace semaflow
