// Reads TOML tables key by key and tells every key that nobody asked for.
// Only toml_reader.cc and config.cc see the TOML library.
#pragma once

// The library is used from its headers: its shared library would cost every start its loading.
#undef TOML_HEADER_ONLY
#define TOML_HEADER_ONLY 1
#undef TOML_SHARED_LIB
#define TOML_EXCEPTIONS 0
// Its assertions are about the text, `[!` breaks one: without them (and without NDEBUG, which makes
// them assumptions for clang) the parser reports an error, as it should.
#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(condition) static_assert(true)
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/settings.h"
#include "semaflow/config.h"
#include "semaflow/error.h"

namespace semaflow::api {

/// What was written for a key.
struct Given {
  SettingValue value;
  std::string reference;  ///< The `env:NAME` or `file:PATH` that it came by.
};

/// One file that is being read, and what is wrong with it and with the variables laid over it.
struct TomlFile {
  std::string_view text;
  std::string name;    ///< For messages.
  std::string folder;  ///< What relative paths are relative to.
  const Environment& environment;
  Errors errors;
  Errors warnings;

  /// Without the line where that may hold a secret.
  Label PlaceOf(const toml::source_region& region, std::uint32_t width) const;
  void AddError(Label place, std::string message, std::vector<std::string> candidates = {},
                std::string help = {});
  void AddWarning(Label place, std::string message, std::string help = {});
  /// The text, or what its `env:` or `file:` stands for; that never reaches a message. nullopt:
  /// it stands for nothing, and an error has been added.
  std::optional<Given> Resolve(const Label& place, const std::string& named, std::string text);
};

/// One table. Each getter names a key that may stand in it; Finish tells the others.
class TableReader {
 public:
  /// `path` is for messages: "datasources.warehouse". `table` may be null: every key is absent.
  TableReader(TomlFile& file, const toml::table* table, std::string path)
      : file_(file), table_(table), path_(std::move(path)) {}

  /// nullopt: absent, or an error that has been added.
  std::optional<Given> Value(std::string_view key, const ValueType& type);
  /// The table below a key; nullptr: absent.
  const toml::table* Table(std::string_view key);

  /// Whether the key is there, known or not.
  bool Has(std::string_view key) const { return table_ != nullptr && table_->contains(key); }
  /// A warning at the key, if it is there; the key counts as known.
  void WarnAbout(std::string_view key, std::string_view why);
  Label PlaceOfKey(std::string_view key) const;
  /// Every key that no call has named is an error.
  void Finish();

 private:
  const toml::node* Find(std::string_view key);
  void WrongType(std::string_view key, const toml::node& node, std::string_view wanted);
  std::string Named(std::string_view key) const {
    return path_ + (path_.empty() ? "" : ".") + std::string(key);
  }
  void AddUnknown(std::string_view key, const toml::node& node);

  TomlFile& file_;
  const toml::table* table_;
  std::string path_;
  std::vector<std::string_view> known_;
};

}  // namespace semaflow::api
