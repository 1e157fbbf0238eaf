#include "model/yaml_value.h"

#include <charconv>
#include <optional>
#include <string_view>

#include "base/json_writer.h"
#include "base/overloaded.h"

namespace semaflow::model {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::size_t Digits(std::string_view text, std::size_t at) {
  while (at < text.size() && IsDigit(text[at])) ++at;
  return at;
}

/// The number that a plain scalar is, in JSON's grammar (which YAML's core rules contain).
std::optional<Value> NumberOf(std::string_view text) {
  std::size_t at = text[0] == '-' ? 1 : 0;
  const std::size_t whole = Digits(text, at);
  if (whole == at || (text[at] == '0' && whole > at + 1)) return std::nullopt;
  if (whole == text.size()) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc()) return Value(value);
    return Value(Decimal{std::string(text)});
  }
  at = whole;
  if (text[at] == '.') {
    const std::size_t fraction = Digits(text, at + 1);
    if (fraction == at + 1) return std::nullopt;
    if (fraction == text.size()) return Value(Decimal{std::string(text)});
    at = fraction;
  }
  if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
  ++at;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  const std::size_t exponent = Digits(text, at);
  if (exponent == at || exponent != text.size()) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  return Value(value);
}

void AppendScalar(JsonWriter& json, const LocatedNode& node) {
  const Value value = YamlToValue(node);
  if (std::holds_alternative<Null>(value)) {
    json.Null();
  } else if (const bool* flag = std::get_if<bool>(&value)) {
    json.Bool(*flag);
  } else if (std::holds_alternative<std::string>(value)) {
    json.String(node.text);
  } else {
    json.Raw(node.text);
  }
}

void Append(JsonWriter& json, const LocatedNode& node) {
  switch (node.kind) {
    case NodeKind::kScalar:
      AppendScalar(json, node);
      return;
    case NodeKind::kMapping:
      json.BeginObject();
      for (const LocatedNode& child : Children(node)) {
        json.Key(child.key);
        Append(json, child);
      }
      json.EndObject();
      return;
    case NodeKind::kSequence:
      json.BeginArray();
      for (const LocatedNode& child : Children(node)) Append(json, child);
      json.EndArray();
      return;
  }
}

}  // namespace

Value YamlToValue(const LocatedNode& node) {
  if (node.style == ScalarStyle::kPlain) {
    if (IsNull(node)) return Null{};
    if (node.text == "true") return true;
    if (node.text == "false") return false;
    if (const std::optional<Value> number = NumberOf(node.text)) return *number;
  }
  return std::string(node.text);
}

std::string YamlToJson(const LocatedNode& node) {
  std::string out;
  JsonWriter json(out);
  Append(json, node);
  return out;
}

}  // namespace semaflow::model
