#include "model/path_names.h"

#include <algorithm>
#include <utility>

#include "expr/visit.h"

namespace semaflow::model {

std::vector<std::string_view> SplitWords(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t dot = text.find('.');
    words.push_back(text.substr(0, dot));
    if (dot == std::string_view::npos) return words;
    text.remove_prefix(dot + 1);
  }
}

void AppendWords(std::string_view text, std::vector<std::string>& words) {
  for (const std::string_view word : SplitWords(text)) words.emplace_back(word);
}

PathName SplitPath(std::vector<std::string_view> words) {
  PathName name{.words = std::move(words), .field = {}, .grain = {}};
  if (name.words.size() > 1 && time::ParseTimeField(name.words.back())) {
    name.grain = name.words.back();
    name.words.pop_back();
  }
  name.field = name.words.back();
  name.words.pop_back();
  return name;
}

std::string TextOf(const PathName& name) {
  std::string text;
  for (const std::string_view word : name.words) {
    text += word;
    text += '.';
  }
  text += name.field;
  if (name.field.empty() && !text.empty()) text.pop_back();
  return text;
}

void AppendNames(const expr::Expr& text, std::vector<PathName>& names) {
  expr::ForEachNode(text, [&](const expr::Expr& node) {
    if (const auto* name = expr::As<expr::Name>(node)) {
      names.push_back(SplitPath({name->parts.begin(), name->parts.end()}));
    }
  });
}

std::optional<MemberIndex> FlowDimensionOf(const Flow& graph, const PathName& name) {
  if (!name.words.empty()) return std::nullopt;
  const auto own = graph.members.find(name.field);
  if (own == graph.members.end() || own->second.kind != MemberKind::kDimension) return std::nullopt;
  return own->second.index;
}

std::vector<AliasIndex> StartsOf(const Flow& graph, const PathName& name, const HasField& has) {
  std::vector<AliasIndex> starts;
  if (!name.words.empty()) {
    const auto alias = graph.alias_names.find(name.words.front());
    if (alias != graph.alias_names.end()) starts.push_back(alias->second);
    return starts;
  }
  for (AliasIndex node = 0; node < graph.nodes; ++node) {
    if (has(node, name)) starts.push_back(node);
  }
  return starts;
}

std::vector<AliasIndex> FindHomes(const Flow& graph, const std::vector<PathName>& names,
                                  const HasField& has, const FindName& find) {
  const auto leads = [&](AliasIndex start, const PathName& name) {
    if (name.field == "*") {
      return name.words.size() == 1 && graph.aliases[start].name == name.words.front();
    }
    const FoundPath found = find(start, name);
    return found.kind == FoundPath::Kind::kFound && found.to_one;
  };
  std::vector<AliasIndex> seen;
  std::vector<AliasIndex> homes;
  for (const PathName& name : names) {
    for (const AliasIndex start : StartsOf(graph, name, has)) {
      if (std::find(seen.begin(), seen.end(), start) != seen.end()) continue;
      seen.push_back(start);
      if (std::all_of(names.begin(), names.end(),
                      [&](const PathName& other) { return leads(start, other); })) {
        homes.push_back(start);
      }
    }
  }
  return homes;
}

}  // namespace semaflow::model
