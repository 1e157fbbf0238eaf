#include "tests/property/graph_paths.h"

#include <algorithm>
#include <set>

namespace semaflow::property {
namespace {

bool IsGrainOrPart(const std::string& word) {
  static const std::set<std::string> kWords = {
      "second",       "minute",      "hour",         "day",           "week",
      "month",        "quarter",     "year",         "hour_of_day",   "day_of_week",
      "day_of_month", "day_of_year", "week_of_year", "month_of_year", "quarter_of_year",
      "year_number"};
  return kWords.contains(word);
}

}  // namespace

GraphName ParseGraphName(const std::string& text) {
  GraphName name;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('.', begin), text.size());
    name.words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  // "A last word that is a grain is one": no field is named so.
  if (name.words.size() > 1 && IsGrainOrPart(name.words.back())) {
    name.grain = name.words.back();
    name.words.pop_back();
  }
  name.field = name.words.back();
  name.words.pop_back();
  return name;
}

std::size_t AliasNamed(const ModelSpec& model, const std::string& name) {
  const auto found = std::find_if(model.aliases.begin(), model.aliases.end(),
                                  [&](const AliasSpec& alias) { return alias.alias == name; });
  return static_cast<std::size_t>(found - model.aliases.begin());
}

bool HasMember(const std::vector<MemberSpec>& members, const std::string& name) {
  return std::any_of(members.begin(), members.end(),
                     [&](const MemberSpec& member) { return member.name == name; });
}

bool CoversAKey(const TableSpec& table, const std::vector<std::string>& columns) {
  for (const auto& key : {table.primary_key, table.unique_key}) {
    const bool all = std::all_of(key.begin(), key.end(), [&](const std::string& name) {
      return std::find(columns.begin(), columns.end(), name) != columns.end();
    });
    if (!key.empty() && all) return true;
  }
  return false;
}

GraphPaths::GraphPaths(const ModelSpec& model) : model_(model), paths_(model.aliases.size()) {
  for (std::size_t start = 0; start < model.aliases.size(); ++start) {
    GraphPath here;
    here.end = start;
    std::vector<bool> met(model.aliases.size(), false);
    met[start] = true;
    Walk(start, std::move(here), std::move(met));
  }
}

// "A path meets no table twice", but a link of a table to itself may be walked, once each way.
void GraphPaths::Walk(std::size_t start, GraphPath path, std::vector<bool> met) {
  for (std::size_t i = 0; i < model_.links.size(); ++i) {
    const LinkSpec& link = model_.links[i];
    for (const bool back : {false, true}) {
      const GraphStep step{i, back};
      const std::size_t at = back ? link.to : link.from;
      const std::size_t next = back ? link.from : link.to;
      if (at != path.end) continue;
      const bool walked = std::find(path.steps.begin(), path.steps.end(), step) != path.steps.end();
      if (at == next ? walked : met[next]) continue;
      GraphPath longer = path;
      longer.steps.push_back(step);
      longer.end = next;
      longer.to_one = path.to_one && LeadsToOne(step);
      std::vector<bool> then = met;
      then[next] = true;
      Walk(start, std::move(longer), std::move(then));
    }
  }
  paths_[start].push_back(std::move(path));
}

// "the side whose join keys cover its primary key or a unique key is the `one` side"
bool GraphPaths::LeadsToOne(const GraphStep& step) const {
  const LinkSpec& link = model_.links[step.link];
  if (!link.cardinality.empty()) {
    return step.back ? link.cardinality.starts_with("one_") : link.cardinality.ends_with("_to_one");
  }
  std::vector<std::string> columns;
  for (const auto& [left, right] : link.keys) columns.push_back(step.back ? left : right);
  return CoversAKey(model_.tables[model_.aliases[step.back ? link.from : link.to].table], columns);
}

std::string GraphPaths::WordOf(const GraphStep& step) const {
  const LinkSpec& link = model_.links[step.link];
  if (step.back) return model_.aliases[link.from].alias;
  return link.role.empty() ? model_.aliases[link.to].alias : link.role;
}

// "by its role, or by the target's alias where only one role leads there; backwards along a link
// by the source's alias". Where several lead there all of them are meant, and tie; a word that is
// a role of this table is that role.
bool GraphPaths::IsNamed(const GraphStep& step, const std::string& word) const {
  if (WordOf(step) == word) return true;
  const LinkSpec& link = model_.links[step.link];
  if (step.back || model_.aliases[link.to].alias != word) return false;
  for (std::size_t i = 0; i < model_.links.size(); ++i) {
    if (model_.links[i].from == link.from && WordOf({i, false}) == word) return false;
  }
  return true;
}

// "a path of roles from the measure's own table (`order.buyer.region.name`, or shorter...)"
bool GraphPaths::EndsSo(std::size_t from, const GraphPath& path, const GraphName& name) const {
  if (!HasMember(model_.tables[model_.aliases[path.end].table].dimensions, name.field)) {
    return false;
  }
  const std::size_t words = name.words.size();
  const std::size_t steps = path.steps.size();
  if (words > steps + 1) return false;
  for (std::size_t i = 0; i < std::min(words, steps); ++i) {
    if (!IsNamed(path.steps[steps - 1 - i], name.words[words - 1 - i])) return false;
  }
  return words <= steps || name.words.front() == model_.aliases[from].alias;
}

bool GraphPaths::IsInFull(const GraphPath& path, const GraphName& name) const {
  return name.words.size() == path.steps.size() + 1;
}

FoundPath GraphPaths::Find(std::size_t from, const GraphName& name) const {
  // A path that is written in full means itself, whatever else ends so.
  const bool in_full = std::any_of(
      paths_[from].begin(), paths_[from].end(),
      [&](const GraphPath& path) { return IsInFull(path, name) && EndsSo(from, path, name); });
  // "a shorter spelling means the shortest to-one path that ends so; a tie is an error"
  const GraphPath* shortest = nullptr;
  bool tie = false;
  // "Where no to-one path ends so, the only multiplying one is taken"
  const GraphPath* multiplying = nullptr;
  bool several = false;
  for (const GraphPath& path : paths_[from]) {
    if (!EndsSo(from, path, name) || (in_full && !IsInFull(path, name))) continue;
    if (!path.to_one) {
      several = several || multiplying != nullptr;
      multiplying = &path;
    } else if (shortest == nullptr || path.steps.size() < shortest->steps.size()) {
      shortest = &path;
      tie = false;
    } else {
      tie = tie || path.steps.size() == shortest->steps.size();
    }
  }
  if (tie) return {nullptr, "several shortest to-one paths end so"};
  if (shortest != nullptr) return {shortest, ""};
  if (several) return {nullptr, "several multiplying paths end so"};
  if (multiplying != nullptr) return {multiplying, ""};
  return {nullptr, "no path ends so"};
}

}  // namespace semaflow::property
