#include "tests/property/graph_text.h"

#include <algorithm>
#include <stdexcept>

#include "expr/parse.h"
#include "expr/visit.h"
#include "semaflow/error.h"

namespace semaflow::property {
namespace {

std::string TextOf(const expr::Name& name) {
  std::string text;
  for (const std::string& part : name.parts) text += (text.empty() ? "" : ".") + part;
  return text;
}

expr::Name NameOf(const std::string& text) {
  expr::Name name;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('.', begin), text.size());
    name.parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return name;
}

/// Where the text of a key stands in `yaml`, with its quotes.
std::optional<std::pair<std::size_t, std::size_t>> PlaceOf(const std::string& yaml,
                                                           const std::string& key) {
  for (const char* before : {"{", ", "}) {
    const std::string begins = before + key + ": ";
    const std::size_t found = yaml.find(begins);
    if (found == std::string::npos) continue;
    const std::size_t begin = found + begins.size();
    const bool quoted = yaml[begin] == '"';
    const std::size_t end =
        quoted ? yaml.find('"', begin + 1) + 1 : yaml.find_first_of(",}", begin);
    return std::pair{begin, end};
  }
  return std::nullopt;
}

}  // namespace

expr::Expr ParseText(const std::string& text) {
  Result<expr::Expr> tree = expr::Parse(text);
  if (!tree) throw std::runtime_error(FormatError(tree.error()));
  return std::move(*tree);
}

std::vector<std::string> NamesIn(const expr::Expr& tree) {
  std::vector<std::string> names;
  expr::ForEachNode(tree, [&](const expr::Expr& node) {
    if (const auto* name = expr::As<expr::Name>(node)) names.push_back(TextOf(*name));
  });
  return names;
}

void Rename(expr::Expr& tree, const Renaming& rename) {
  expr::RewriteNodes(tree, [&](expr::Expr& node) {
    if (auto* name = expr::As<expr::Name>(node)) *name = NameOf(rename(TextOf(*name)));
  });
}

std::string Renamed(const std::string& text, const Renaming& rename) {
  expr::Expr tree = ParseText(text);
  Rename(tree, rename);
  return expr::Print(tree);
}

std::optional<std::string> KeyOf(const MemberSpec& member, const std::string& key) {
  const auto place = PlaceOf(member.yaml, key);
  if (!place) return std::nullopt;
  const auto [begin, end] = *place;
  if (member.yaml[begin] == '"') return member.yaml.substr(begin + 1, end - begin - 2);
  return member.yaml.substr(begin, end - begin);
}

MemberSpec WithKey(MemberSpec member, const std::string& key, const std::string& text) {
  if (const auto place = PlaceOf(member.yaml, key)) {
    member.yaml.replace(place->first, place->second - place->first, InQuotes(text));
  }
  return member;
}

std::string InQuotes(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

const MemberSpec* FindMember(const std::vector<MemberSpec>& members, const std::string& name) {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const MemberSpec& member) { return member.name == name; });
  return found == members.end() ? nullptr : &*found;
}

}  // namespace semaflow::property
