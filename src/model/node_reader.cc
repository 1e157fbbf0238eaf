#include "model/node_reader.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/closest.h"
#include "model/expression_tree.h"

namespace semaflow::model {
namespace {

std::string ListOf(std::span<const std::string_view> words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += words[i];
  }
  return out;
}

bool IsPlain(const LocatedNode& node) {
  return node.kind == NodeKind::kScalar && node.style == ScalarStyle::kPlain;
}

bool IsInteger(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return !text.empty() && text.size() <= 18 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A scalar that YAML 1.1 reads as a boolean and YAML 1.2 as text.
bool IsOldBoolean(std::string_view text) {
  const std::string word = AsciiLower(text);
  return word == "yes" || word == "no" || word == "on" || word == "off" || word == "y" ||
         word == "n" || word == "true" || word == "false";
}

}  // namespace

std::string_view KindOf(const LocatedNode& node) {
  switch (node.kind) {
    case NodeKind::kScalar:
      return IsNull(node) ? "nothing" : "text";
    case NodeKind::kMapping:
      return "a mapping";
    case NodeKind::kSequence:
      return "a list";
  }
  return "";
}

void NodeReader::Add(const LocatedNode& node, ErrorCode code, std::string message,
                     std::string help) {
  // A node without text is shown by its key.
  const bool nothing = node.kind == NodeKind::kScalar && node.text.empty();
  diagnostics_.Add({.code = code,
                    .place = nothing && !node.key.empty() ? KeyPlaceOf(node) : PlaceOf(node),
                    .message = std::move(message),
                    .help = std::move(help)});
}

void NodeReader::AddAtKey(const LocatedNode& node, ErrorCode code, std::string message,
                          std::string help) {
  diagnostics_.Add({.code = code,
                    .place = KeyPlaceOf(node),
                    .message = std::move(message),
                    .help = std::move(help)});
}

bool NodeReader::Refuse(const LocatedNode& node, std::string_view expected, std::string help) {
  std::string message;
  if (!node.key.empty()) {
    message = Quoted(node.key) + " must be " + std::string(expected);
  } else {
    message = "this must be " + std::string(expected);
  }
  message += ", not " + std::string(KindOf(node));
  Add(node, ErrorCode::kWrongType, std::move(message), std::move(help));
  return false;
}

void NodeReader::AddUnknownKey(const LocatedNode& node, const ObjectInfo& object) {
  std::vector<std::string_view> names;
  names.reserve(object.keys.size());
  for (const KeyInfo& key : object.keys) {
    if (key.successor.empty()) names.push_back(key.key);
  }
  Problem problem{.code = ErrorCode::kUnknownKey,
                  .place = KeyPlaceOf(node),
                  .message = std::string(object.name) + " has no key " + Quoted(node.key),
                  .candidates = ClosestNames(node.key, names)};
  // SemaFlow 0.1's own pages wrote this one, which no closeness finds.
  const bool has_expr = std::find(names.begin(), names.end(), "expr") != names.end();
  if (node.key == "expression" && has_expr) problem.candidates = {"expr"};
  if (IsNull(node) && node.text.empty() && node.key.find(' ') != std::string_view::npos) {
    problem.help = "a text that holds a comma needs quotes";
  } else if (problem.candidates.empty()) {
    problem.help = "its keys are ";
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i > 0) problem.help += ", ";
      problem.help += names[i];
    }
  }
  diagnostics_.Add(std::move(problem));
}

bool NodeReader::OpenInto(const LocatedNode& mapping, const ObjectInfo& object,
                          std::string_view name, const LocatedNode** found, std::uint64_t& given) {
  bool unknown = false;
  for (const LocatedNode& child : Children(mapping)) {
    std::size_t position = 0;
    while (position < object.keys.size() && object.keys[position].key != child.key) ++position;
    if (position == object.keys.size()) {
      AddUnknownKey(child, object);
      unknown = true;
      continue;
    }
    const KeyInfo& key = object.keys[position];
    if ((given >> position & 1) != 0) continue;  // The document reader told of the second one.
    given |= std::uint64_t{1} << position;
    if (CheckShape(child, key)) found[position] = &child;
    if (!key.successor.empty()) {
      diagnostics_.Warn({.code = ErrorCode::kDeprecated,
                         .place = KeyPlaceOf(child),
                         .message = Quoted(key.key) + " is a key of SemaFlow 0.1",
                         .help = "write `" + std::string(key.successor) + "` instead"});
    }
  }
  for (std::size_t i = 0; i < object.keys.size(); ++i) {
    if (!object.keys[i].required || (given >> i & 1) != 0) continue;
    const KeyInfo& key = object.keys[i];
    std::string subject(object.name);
    if (!name.empty()) {
      // "a join" becomes `the join "customer"`.
      subject = "the " + subject.substr(subject.find(' ') + 1) + " " + Quoted(name);
    }
    std::string summary(key.summary);
    summary[0] = AsciiLower(summary[0]);
    diagnostics_.Add({.code = ErrorCode::kMissingKey,
                      .place = mapping.key.empty() ? PlaceOf(mapping) : KeyPlaceOf(mapping),
                      .message = subject + " needs the key " + Quoted(key.key),
                      .help = "`" + std::string(key.key) + "` is " + summary});
  }
  return unknown;
}

bool NodeReader::CheckShape(const LocatedNode& node, const KeyInfo& key) {
  if (!node.tag.empty() && key.shape != Shape::kAggregate) {
    Add(node, ErrorCode::kYamlTag, "the YAML tag " + Quoted(node.tag) + " has no meaning here",
        "leave it out");
    return false;
  }
  switch (key.shape) {
    case Shape::kText:
    case Shape::kName:
    case Shape::kBool:
    case Shape::kInteger:
      return CheckScalar(node, key);
    case Shape::kWord:
    case Shape::kTrueOrWord:
      return CheckWord(node, key);
    case Shape::kExpr:
    case Shape::kAggregate:
      if (node.kind == NodeKind::kMapping) return true;
      return CheckScalar(node, key);
    case Shape::kNames:
      if (node.kind != NodeKind::kSequence) {
        return Refuse(node, "a list",
                      "write [" + std::string(IsNull(node) ? "a, b" : node.text) + "]");
      }
      return CheckNames(node);
    case Shape::kNameOrNames:
      if (node.kind == NodeKind::kSequence) return CheckNames(node);
      return CheckScalar(node, key);
    case Shape::kNameLists: {
      if (node.kind != NodeKind::kSequence) return Refuse(node, "a list of lists");
      bool good = true;
      for (const LocatedNode& child : Children(node)) {
        if (child.kind != NodeKind::kSequence) {
          good = Refuse(child, "a list of columns", "each unique key is a list: [[a], [b, c]]");
        } else if (!CheckNames(child)) {
          good = false;
        }
      }
      return good;
    }
    case Shape::kNameMap:
    case Shape::kDialects:
      return CheckNameMap(node);
    case Shape::kObject:
      return node.kind == NodeKind::kMapping || Refuse(node, "a mapping");
    case Shape::kObjectList:
    case Shape::kObjectMap:
      return CheckObjects(node, key);
    case Shape::kScalarOrNull:
      return node.kind == NodeKind::kScalar || Refuse(node, "one value");
    case Shape::kAny:
      return true;
  }
  return true;
}

bool NodeReader::CheckScalar(const LocatedNode& node, const KeyInfo& key) {
  if (key.shape == Shape::kBool) {
    if (IsPlain(node) && (node.text == "true" || node.text == "false")) return true;
    const bool word = node.kind == NodeKind::kScalar && IsOldBoolean(node.text);
    return Refuse(node, "true or false", word ? "write it plain and in lower case" : "");
  }
  if (key.shape == Shape::kInteger) {
    return (IsPlain(node) && IsInteger(node.text)) || Refuse(node, "a whole number");
  }
  if (node.kind != NodeKind::kScalar) {
    return Refuse(node, key.shape == Shape::kExpr ? "an expression" : "text");
  }
  if (IsNull(node)) {
    return Refuse(node, key.shape == Shape::kExpr ? "an expression" : "text",
                  "write a value, or leave the key out");
  }
  if (node.text.empty() && key.shape != Shape::kText) {
    Add(node, ErrorCode::kWrongType, Quoted(node.key) + " is empty",
        "write a value, or leave the key out");
    return false;
  }
  return true;
}

bool NodeReader::CheckWord(const LocatedNode& node, const KeyInfo& key) {
  const bool or_bool = key.shape == Shape::kTrueOrWord;
  const std::string expected = (or_bool ? "true, false or " : "") + ListOf(key.words);
  if (node.kind != NodeKind::kScalar || IsNull(node)) return Refuse(node, expected);
  if (or_bool && IsPlain(node) && (node.text == "true" || node.text == "false")) return true;
  if (std::find(key.words.begin(), key.words.end(), node.text) != key.words.end()) return true;
  const std::string lower = AsciiLower(node.text);
  if (std::find(key.words.begin(), key.words.end(), lower) != key.words.end()) {
    diagnostics_.Warn({.code = ErrorCode::kDeprecated,
                       .place = PlaceOf(node),
                       .message = Quoted(node.text) + " is not in lower case",
                       .help = "write `" + lower + "`"});
    return true;
  }
  diagnostics_.Add(
      {.code = ErrorCode::kWrongType,
       .place = PlaceOf(node),
       .message = Quoted(node.key) + " must be " + expected + ", not " + Quoted(node.text),
       .candidates = ClosestNames(node.text, key.words)});
  return false;
}

bool NodeReader::CheckNames(const LocatedNode& node) {
  bool good = true;
  for (const LocatedNode& child : Children(node)) {
    if (child.kind != NodeKind::kScalar || IsNull(child) || child.text.empty()) {
      const bool empty = child.kind == NodeKind::kScalar;
      Add(empty ? node : child, ErrorCode::kWrongType,
          Quoted(node.key) + " must list names, not " + std::string(KindOf(child)));
      good = false;
    } else if (!child.tag.empty()) {
      Add(child, ErrorCode::kYamlTag, "the YAML tag " + Quoted(child.tag) + " has no meaning here",
          "leave it out");
      good = false;
    }
  }
  return good;
}

bool NodeReader::CheckNameMap(const LocatedNode& node) {
  if (node.kind != NodeKind::kMapping) return Refuse(node, "a mapping");
  bool good = true;
  for (const LocatedNode& child : Children(node)) {
    if (child.kind != NodeKind::kScalar || IsNull(child)) {
      good = Refuse(child, "text");
    } else if (child.text.empty()) {
      Add(child, ErrorCode::kWrongType, Quoted(child.key) + " is empty");
      good = false;
    }
  }
  return good;
}

bool NodeReader::CheckObjects(const LocatedNode& node, const KeyInfo& key) {
  const bool list = key.shape == Shape::kObjectList;
  if (node.kind != (list ? NodeKind::kSequence : NodeKind::kMapping)) {
    // `measures:` with nothing below it is a mapping without entries.
    if (!list && IsNull(node) && node.text.empty()) return false;
    return Refuse(node, list ? "a list" : "a mapping of names");
  }
  return true;
}

Text NodeReader::ReadText(const LocatedNode& node) const {
  return {std::string(node.text), PlaceOf(node)};
}

Text NodeReader::ReadText(const LocatedNode* node) const {
  return node != nullptr ? ReadText(*node) : Text{};
}

Text NodeReader::ReadKey(const LocatedNode& node) const {
  return {std::string(node.key), KeyPlaceOf(node)};
}

std::string NodeReader::ReadString(const LocatedNode* node) const {
  return node != nullptr ? std::string(node->text) : std::string();
}

Text NodeReader::ReadWord(const LocatedNode* node) const {
  return node != nullptr ? Text{AsciiLower(node->text), PlaceOf(*node)} : Text{};
}

bool NodeReader::ReadBool(const LocatedNode* node) const {
  return node != nullptr && node->text == "true";
}

std::vector<Text> NodeReader::ReadNames(const LocatedNode* node) const {
  std::vector<Text> names;
  if (node == nullptr) return names;
  if (node->kind == NodeKind::kScalar) {
    names.push_back(ReadText(*node));
    return names;
  }
  names.reserve(node->child_count);
  for (const LocatedNode& child : Children(*node)) names.push_back(ReadText(child));
  return names;
}

std::vector<std::pair<Text, Text>> NodeReader::ReadNameMap(const LocatedNode* node) const {
  std::vector<std::pair<Text, Text>> names;
  if (node == nullptr) return names;
  names.reserve(node->child_count);
  for (const LocatedNode& child : Children(*node)) {
    names.emplace_back(ReadKey(child), ReadText(child));
  }
  return names;
}

ExprText NodeReader::ReadNameExpr(const LocatedNode* node) const {
  return node != nullptr ? ExprText{std::string(node->text), PlaceOf(*node), node->spelling}
                         : ExprText{};
}

ExprText NodeReader::ReadExpr(const LocatedNode* node) {
  if (node == nullptr) return {};
  if (node->kind == NodeKind::kMapping) return ReadExpressionTree(*node, *this);
  return {std::string(node->text), PlaceOf(*node), node->spelling};
}

}  // namespace semaflow::model
