#include "api/toml_reader.h"

#include <algorithm>
#include <fstream>
#include <utility>

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
  return Label{.file = name,
               .line = line,
               .column = region.begin.column,
               .width = std::max<std::uint32_t>(width, 1),
               .source_line = std::string(LineOf(text, line)),
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

std::optional<std::int64_t> TableReader::Integer(std::string_view key, std::int64_t min,
                                                 std::int64_t max) {
  const toml::node* node = Find(key);
  if (node == nullptr) return std::nullopt;
  const auto number = node->value_exact<std::int64_t>();
  if (!number || *number < min || *number > max) {
    WrongType(key, *node,
              "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return std::nullopt;
  }
  return number;
}

std::optional<bool> TableReader::Boolean(std::string_view key) {
  const toml::node* node = Find(key);
  if (node == nullptr) return std::nullopt;
  const auto truth = node->value_exact<bool>();
  if (!truth) WrongType(key, *node, "true or false");
  return truth;
}

std::optional<std::string> TableReader::Text(std::string_view key) {
  const toml::node* node = Find(key);
  if (node == nullptr) return std::nullopt;
  auto text = node->value_exact<std::string>();
  if (!text) {
    WrongType(key, *node, "text");
    return std::nullopt;
  }
  return Resolve(key, std::move(*text));
}

/// `env:NAME` and `file:PATH`. What they hold never reaches a message.
std::optional<std::string> TableReader::Resolve(std::string_view key, std::string value) {
  constexpr std::string_view kEnv = "env:";
  constexpr std::string_view kFile = "file:";
  if (value.starts_with(kEnv)) {
    const std::string name = value.substr(kEnv.size());
    if (const char* found = file_.environment(name.c_str())) return found;
    file_.AddError(PlaceOfKey(key), "`" + Named(key) + "` names the environment variable \"" +
                                        name + "\", which is not set");
    return std::nullopt;
  }
  if (value.starts_with(kFile)) {
    std::string path = value.substr(kFile.size());
    if (!path.starts_with('/')) path = file_.folder + "/" + path;
    std::ifstream stream(path);
    std::string line;
    if (stream && std::getline(stream, line)) {
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    file_.AddError(PlaceOfKey(key), "`" + Named(key) + "` names the file \"" + path +
                                        "\", whose first line cannot be read");
    return std::nullopt;
  }
  return value;
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
  file_.warnings.push_back(Error{.code = ErrorCode::kBadConfig,
                                 .message = "`" + Named(key) + "` " + std::string(why),
                                 .labels = {PlaceOfKey(key)},
                                 .candidates = {}});
}

void TableReader::Finish() {
  if (table_ == nullptr) return;
  for (const auto& [name, node] : *table_) {
    const std::string_view key = name.str();
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    const std::string where = path_.empty() ? "at the top" : "in [" + path_ + "]";
    std::string help = "keys " + where + " are";
    for (std::string_view known : known_) help += " " + std::string(known);
    std::vector<std::string> candidates = ClosestNames(key, known_);
    if (!candidates.empty()) help = DidYouMean(candidates);
    file_.AddError(PlaceOfKey(key), "unknown key \"" + std::string(key) + "\" " + where,
                   std::move(candidates), std::move(help));
  }
}

}  // namespace semaflow::api
