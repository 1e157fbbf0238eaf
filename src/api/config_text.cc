// The configuration as it holds, for people and for programs.
#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "api/settings.h"
#include "api/text_columns.h"
#include "base/display_width.h"
#include "base/json_writer.h"
#include "base/overloaded.h"
#include "base/utf8.h"
#include "semaflow/config.h"

namespace semaflow {
namespace api {
namespace {

constexpr int kWidth = 100;
/// Where comments begin at most; behind a longer value they have lines of their own.
constexpr std::size_t kColumnMax = 36;
constexpr std::size_t kCommentMin = 20;

/// One key as it holds.
struct Entry {
  const Setting* setting = nullptr;
  SettingValue value;
  const SettingOrigin* origin = nullptr;
  bool in_defaults = false;  ///< It is a key of [defaults].
  bool is_secret = false;
  /// The value must not be shown, and there is no reference that could be.
  bool is_hidden = false;
};

std::vector<Entry> EntriesOf(const DataSourceConfig& config, Scope scope) {
  const std::string database = config.type.empty() ? "duckdb" : config.type;
  std::vector<Entry> entries;
  for (const Setting& setting : Settings()) {
    if (!IsIn(setting, scope) || setting.field == nullptr || !setting.stands_for.empty()) continue;
    if (!setting.database.empty() && setting.database != database) continue;
    Entry entry{.setting = &setting,
                .value = ValueOf(setting, config),
                .origin = OriginOf(setting, config),
                .in_defaults = scope == Scope::kDefaults};
    entry.is_secret = IsSecret(setting, entry.value);
    const bool has_reference = entry.origin != nullptr && !entry.origin->reference.empty();
    if (has_reference) entry.value = entry.origin->reference;
    entry.is_hidden = entry.is_secret && !has_reference;
    entries.push_back(std::move(entry));
  }
  return entries;
}

/// "semaflow.toml:12", "[defaults] env SEMAFLOW_DEFAULTS__POOL__SIZE", "default".
std::string OriginText(const Entry& entry) {
  if (entry.origin == nullptr) {
    return entry.value == DefaultOf(*entry.setting) ? "default" : "set by the program";
  }
  const Label& place = entry.origin->place;
  std::string text = entry.origin->in_defaults && !entry.in_defaults ? "[defaults] " : "";
  text += place.line == 0 ? "env " + place.file : place.file + ":" + std::to_string(place.line);
  return place.note.empty() ? text : text + " " + place.note;
}

/// A string of TOML; what could control a terminal is escaped.
std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    const std::string_view raw = text.substr(at, point.bytes);
    at += point.bytes;
    std::string printable;
    AppendPrintable(printable, raw);
    if (raw == "\"" || raw == "\\") {
      out += "\\" + std::string(raw);
    } else if (printable == raw || !point.valid) {
      out += printable;
    } else {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      out += "\\U";
      for (int shift = 28; shift >= 0; shift -= 4) out += kDigits[(point.value >> shift) & 15];
    }
  }
  return out + "\"";
}

std::string TomlOf(const SettingValue& value) {
  return std::visit(Overloaded{[](std::monostate) { return std::string(); },
                               [](std::int64_t number) { return std::to_string(number); },
                               [](bool truth) { return std::string(truth ? "true" : "false"); },
                               [](const std::string& text) { return Quoted(text); }},
                    value);
}

/// `size = 8`; a comment where there is no value, or none that may be shown.
std::string LineOf(const Entry& entry) {
  const std::string name(NameOf(*entry.setting));
  if (entry.is_hidden || std::holds_alternative<std::monostate>(entry.value)) {
    return "# " + name + " =";
  }
  return name + " = " + TomlOf(entry.value);
}

/// "ms, semaflow.toml:12: a query that runs longer is stopped"
std::string CommentOf(const Entry& entry) {
  const Setting& setting = *entry.setting;
  std::string text;
  if (entry.is_hidden) text += "not shown, a password in plain text; ";
  if (!setting.unit.empty()) text += std::string(setting.unit) + ", ";
  text += OriginText(entry);
  if (std::holds_alternative<std::monostate>(entry.value)) {
    text += " (" + std::string(setting.otherwise) + ")";
  }
  text += ": " + std::string(setting.why);
  return text;
}

/// A part of a name of TOML.
std::string KeyPart(const std::string& name) {
  constexpr std::string_view kBare =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  const bool is_bare = !name.empty() && name.find_first_not_of(kBare) == std::string::npos;
  return is_bare ? name : Quoted(name);
}

class TomlPrinter {
 public:
  explicit TomlPrinter(int width) : width_(static_cast<std::size_t>(width > 0 ? width : kWidth)) {}

  void Add(std::string path, std::vector<Entry> entries) {
    for (const Entry& entry : entries) {
      const std::size_t end = DisplayWidth(LineOf(entry)) + 2;
      if (end <= kColumnMax) column_ = std::max(column_, end);
    }
    tables_.emplace_back(std::move(path), std::move(entries));
  }

  std::string Print() {
    column_ = std::min(column_, width_ / 2);
    for (const auto& [path, entries] : tables_) {
      std::string_view group;
      bool is_first = true;
      for (const Entry& entry : entries) {
        if (is_first || GroupOf(*entry.setting) != group) {
          group = GroupOf(*entry.setting);
          out_ += out_.empty() ? "[" : "\n[";
          out_ += path + (group.empty() ? "" : ".") + std::string(group) + "]\n";
        }
        is_first = false;
        AppendEntry(entry);
      }
    }
    return std::move(out_);
  }

 private:
  void AppendEntry(const Entry& entry) {
    const std::string line = LineOf(entry);
    out_ += line;
    const std::size_t end = DisplayWidth(line);
    if (end + 2 > column_) {
      out_ += "\n" + std::string(column_, ' ');
    } else {
      out_.append(column_ - end, ' ');
    }
    const std::size_t room = std::max(width_ - column_, kCommentMin + 2) - 2;
    std::string comment;
    AppendWrapped(comment, CommentOf(entry), 0, 0, static_cast<int>(room));
    for (std::size_t at = 0; at <= comment.size();) {
      const std::size_t next = std::min(comment.find('\n', at), comment.size());
      if (at > 0) out_.append(column_, ' ');
      out_ += "# " + comment.substr(at, next - at) + "\n";
      at = next + 1;
    }
  }

  std::size_t width_;
  std::size_t column_ = 0;
  std::vector<std::pair<std::string, std::vector<Entry>>> tables_;
  std::string out_;
};

void AppendJson(JsonWriter& json, const SettingValue& value) {
  std::visit(Overloaded{[&](std::monostate) { json.Null(); },
                        [&](std::int64_t number) { json.Integer(number); },
                        [&](bool truth) { json.Bool(truth); },
                        [&](const std::string& text) { json.String(text); }},
             value);
}

void AppendJson(JsonWriter& json, const Entry& entry, const std::string* data_source) {
  const Setting& setting = *entry.setting;
  json.BeginObject().Key("data_source");
  data_source == nullptr ? json.Null() : json.String(*data_source);
  json.Key("key").String(setting.key).Key("value");
  AppendJson(json, entry.is_hidden ? SettingValue() : entry.value);
  json.Key("unit");
  setting.unit.empty() ? json.Null() : json.String(setting.unit);
  json.Key("default");
  AppendJson(json, DefaultOf(setting));
  json.Key("origin").String(OriginText(entry)).Key("why").String(setting.why);
  json.Key("secret").Bool(entry.is_secret).EndObject();
}

/// Calls `take` with [defaults] (the name is null) and each data source, or the one alone.
void Visit(const Config& config, std::string_view data_source,
           const std::function<void(const std::string* name, std::vector<Entry>)>& take) {
  if (data_source.empty()) take(nullptr, EntriesOf(config.defaults, Scope::kDefaults));
  for (const DataSourceConfig& source : config.data_sources) {
    if (!data_source.empty() && source.name != data_source) continue;
    take(&source.name, EntriesOf(source, Scope::kSource));
  }
}

}  // namespace
}  // namespace api

std::string FormatConfig(const Config& config, std::string_view data_source, int width) {
  api::TomlPrinter printer(width);
  api::Visit(config, data_source, [&](const std::string* name, std::vector<api::Entry> entries) {
    printer.Add(name == nullptr ? "defaults" : "datasources." + api::KeyPart(*name),
                std::move(entries));
  });
  return printer.Print();
}

std::string ToJson(const Config& config, std::string_view data_source) {
  std::string out;
  JsonWriter json(out);
  json.BeginArray();
  api::Visit(config, data_source, [&](const std::string* name, std::vector<api::Entry> entries) {
    for (const api::Entry& entry : entries) api::AppendJson(json, entry, name);
  });
  json.EndArray();
  return out;
}

}  // namespace semaflow
