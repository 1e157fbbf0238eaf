#include "api/toml_reader.h"

#include <algorithm>
#include <fstream>
#include <utility>

#include "api/secrets.h"
#include "base/closest.h"
#include "base/utf8.h"

namespace semaflow::api {
namespace {

/// The text of line `number` (from 1), without its end.
std::string_view LineOf(std::string_view text, std::uint32_t number) {
  std::size_t begin = 0;
  for (std::uint32_t line = 1; line < number; ++line) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) return {};
    begin = end + 1;
  }
  std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

Label TomlFile::PlaceOf(const toml::source_region& region, std::uint32_t width) const {
  const std::uint32_t line = region.begin.line;
  const std::string_view written = LineOf(text, line);
  return Label{.file = name,
               .line = line,
               .column = region.begin.column,
               .width = std::max<std::uint32_t>(width, 1),
               .source_line = MayHoldSecret(written) ? std::string() : std::string(written),
               .note = {}};
}

void TomlFile::AddError(Label place, std::string message, std::vector<std::string> candidates,
                        std::string help) {
  if (help.empty()) help = DidYouMean(candidates);
  errors.push_back(Error{.code = ErrorCode::kBadConfig,
                         .message = std::move(message),
                         .labels = {std::move(place)},
                         .candidates = std::move(candidates),
                         .help = std::move(help)});
}

void TomlFile::AddWarning(Label place, std::string message, std::string help) {
  warnings.push_back(Error{.code = ErrorCode::kBadConfig,
                           .message = std::move(message),
                           .labels = {std::move(place)},
                           .candidates = {},
                           .help = std::move(help)});
}

std::optional<Given> TomlFile::Resolve(const Label& place, const std::string& named,
                                       std::string text) {
  constexpr std::string_view kEnv = "env:";
  constexpr std::string_view kFile = "file:";
  if (text.starts_with(kEnv)) {
    const std::string variable = text.substr(kEnv.size());
    if (const char* found = environment(variable.c_str())) {
      return Given{.value = std::string(found), .reference = std::move(text)};
    }
    AddError(place, "`" + named + "` names the environment variable \"" + variable +
                        "\", which is not set");
    return std::nullopt;
  }
  if (text.starts_with(kFile)) {
    std::string path = text.substr(kFile.size());
    if (!path.starts_with('/')) path = folder + "/" + path;
    std::ifstream stream(path);
    std::string line;
    if (stream && std::getline(stream, line)) {
      if (line.ends_with('\r')) line.pop_back();
      return Given{.value = std::move(line), .reference = std::string(kFile) + path};
    }
    AddError(place,
             "`" + named + "` names the file \"" + path + "\", whose first line cannot be read");
    return std::nullopt;
  }
  return Given{.value = std::move(text), .reference = {}};
}

const toml::node* TableReader::Find(std::string_view key) {
  known_.push_back(key);
  return table_ == nullptr ? nullptr : table_->get(key);
}

void TableReader::WrongType(std::string_view key, const toml::node& node, std::string_view wanted) {
  const auto& region = node.source();
  const bool one_line = region.begin.line == region.end.line;
  file_.AddError(file_.PlaceOf(region, one_line ? region.end.column - region.begin.column : 1),
                 "`" + Named(key) + "` is not " + std::string(wanted));
}

std::optional<Given> TableReader::Value(std::string_view key, const ValueType& type) {
  const toml::node* node = Find(key);
  if (node == nullptr) return std::nullopt;
  switch (type.kind) {
    case ValueType::Kind::kWhole: {
      const auto number = node->value_exact<std::int64_t>();
      if (!number || *number < type.min || *number > type.max) break;
      return Given{.value = *number, .reference = {}};
    }
    case ValueType::Kind::kTruth: {
      const auto truth = node->value_exact<bool>();
      if (!truth) break;
      return Given{.value = *truth, .reference = {}};
    }
    case ValueType::Kind::kText:
    case ValueType::Kind::kPath:
    case ValueType::Kind::kMemory:
    case ValueType::Kind::kChoice: {
      auto text = node->value_exact<std::string>();
      if (!text) break;
      return file_.Resolve(PlaceOfKey(key), Named(key), std::move(*text));
    }
  }
  WrongType(key, *node, WordsOf(type));
  return std::nullopt;
}

const toml::table* TableReader::Table(std::string_view key) {
  const toml::node* node = Find(key);
  if (node == nullptr) return nullptr;
  if (const toml::table* table = node->as_table()) return table;
  WrongType(key, *node, "a table: [" + Named(key) + "]");
  return nullptr;
}

Label TableReader::PlaceOfKey(std::string_view key) const {
  for (const auto& [name, node] : *table_) {
    if (name.str() == key)
      return file_.PlaceOf(name.source(), static_cast<std::uint32_t>(CountCodePoints(name.str())));
  }
  return file_.PlaceOf(table_->source(), 1);
}

void TableReader::WarnAbout(std::string_view key, std::string_view why) {
  if (Find(key) == nullptr) return;
  file_.AddWarning(PlaceOfKey(key), "`" + Named(key) + "` " + std::string(why));
}

void TableReader::AddUnknown(std::string_view key, const toml::node& node) {
  const std::string where = path_.empty() ? "at the top" : "in [" + path_ + "]";
  std::string help = "keys " + where + " are";
  for (std::string_view known : known_) help += " " + std::string(known);
  std::vector<std::string> candidates = ClosestNames(key, known_);
  if (!candidates.empty()) help = DidYouMean(candidates);
  Label place = PlaceOfKey(key);
  // A misspelled password, or a word for it that we do not know.
  const bool may_be_secret = candidates.empty() || MayHoldSecret(candidates.front());
  if (may_be_secret && !node.is_table()) place.source_line.clear();
  file_.AddError(std::move(place), "unknown key \"" + std::string(key) + "\" " + where,
                 std::move(candidates), std::move(help));
}

void TableReader::Finish() {
  if (table_ == nullptr) return;
  for (const auto& [name, node] : *table_) {
    const std::string_view key = name.str();
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) AddUnknown(key, node);
  }
}

}  // namespace semaflow::api
