#include "request/object_reader.h"

#include <string>
#include <vector>

#include "base/closest.h"

namespace semaflow::request {

namespace {

constexpr std::array<JsonKind, 6> kKinds = {JsonKind::kNull, JsonKind::kBool, JsonKind::kNumber,
                                            JsonKind::kText, JsonKind::kList, JsonKind::kObject};

void AddUnknownKey(const JsonNode& node, std::string_view what, std::span<const KeySpec> specs,
                   Problems& problems) {
  std::vector<std::string_view> names;
  std::string list;
  for (const KeySpec& spec : specs) {
    names.push_back(spec.name);
    list += list.empty() ? "the keys are " : ", ";
    list += spec.name;
  }
  std::vector<std::string> candidates = ClosestNames(node.key, names);
  std::string help = candidates.empty() ? std::move(list) : DidYouMean(candidates);
  problems.Add(ErrorCode::kRequestShape, {node.key_begin, node.key_begin},
               std::string(what) + " has no key " + Quoted(node.key), std::move(help),
               std::move(candidates));
}

/// Most objects are written in the order of their specs, so the search begins behind the key
/// before.
const KeySpec* FindKey(std::span<const KeySpec> specs, const KeySpec* begin,
                       std::string_view name) {
  const auto is_named = [name](const KeySpec& spec) {
    return spec.name.size() == name.size() && spec.name.front() == name.front() &&
           spec.name == name;
  };
  const KeySpec* const end = specs.data() + specs.size();
  for (const KeySpec* spec = begin; spec != end; ++spec) {
    if (is_named(*spec)) return spec;
  }
  for (const KeySpec* spec = specs.data(); spec != begin; ++spec) {
    if (is_named(*spec)) return spec;
  }
  return nullptr;
}

}  // namespace

std::string_view KindText(JsonKind kind) {
  switch (kind) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kBool:
      return "true or false";
    case JsonKind::kNumber:
      return "a number";
    case JsonKind::kText:
      return "a text";
    case JsonKind::kList:
      return "a list";
    case JsonKind::kObject:
      return "an object";
  }
  return "";
}

std::string KindsText(JsonKinds kinds) {
  std::vector<std::string_view> texts;
  for (const JsonKind kind : kKinds) {
    if ((kinds & Bit(kind)) != 0) texts.push_back(KindText(kind));
  }
  std::string text;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) text += i + 1 == texts.size() ? " or " : ", ";
    text += texts[i];
  }
  return text;
}

void AddWrongKind(const JsonNode& node, std::string_view what, JsonKinds kinds,
                  Problems& problems) {
  problems.AddValue(ErrorCode::kRequestShape, node.span,
                    std::string(what) + " must be " + KindsText(kinds) + ", not " +
                        std::string(KindText(node.kind)));
}

bool ReadKeys(const JsonTree& tree, const JsonNode& object, std::string_view what,
              std::span<const KeySpec> specs, std::span<const JsonNode*> found,
              Problems& problems) {
  const std::size_t before = problems.count();
  const KeySpec* behind = specs.data();
  for (const JsonNode& node : tree.Children(object)) {
    const KeySpec* spec = FindKey(specs, behind, node.key);
    if (spec == nullptr) {
      AddUnknownKey(node, what, specs, problems);
      continue;
    }
    behind = spec + 1;
    if (node.kind == JsonKind::kNull && spec->null_is_absent) continue;
    if ((spec->kinds & Bit(node.kind)) == 0) {
      AddWrongKind(node, "`" + std::string(node.key) + "`", spec->kinds, problems);
      continue;
    }
    found[static_cast<std::size_t>(spec - specs.data())] = &node;
  }
  // A key that is written wrongly is not missing, too.
  if (problems.count() != before) return false;
  for (std::size_t i = 0; i < specs.size() && specs[i].required; ++i) {
    if (found[i] != nullptr) continue;
    problems.Add(ErrorCode::kRequestShape, object.span,
                 std::string(what) + " needs the key \"" + std::string(specs[i].name) + "\"");
  }
  return problems.count() == before;
}

}  // namespace semaflow::request
