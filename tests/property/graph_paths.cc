#include "tests/property/graph_paths.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "tests/property/graph_text.h"

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
  for (const MemberSpec& dimension : model.flow_dimensions) {
    const auto home = HomeOf(NamesIn(ParseText(KeyOf(dimension, "expr").value())));
    if (!home) throw std::runtime_error("a dimension of no table: " + dimension.name);
    homes_[dimension.name] = *home;
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
bool GraphPaths::EndsSo(std::size_t from, const GraphPath& path,
                        const std::vector<std::string>& words, const Accepts& accepts) const {
  const std::size_t steps = path.steps.size();
  if (words.size() > steps + 1 || !accepts(path.end)) return false;
  for (std::size_t i = 0; i < std::min(words.size(), steps); ++i) {
    if (!IsNamed(path.steps[steps - 1 - i], words[words.size() - 1 - i])) return false;
  }
  return words.size() <= steps || words.front() == model_.aliases[from].alias;
}

FoundPath GraphPaths::FindPath(std::size_t from, const std::vector<std::string>& words,
                               const Accepts& accepts) const {
  const auto is_in_full = [&](const GraphPath& path) {
    return words.size() == path.steps.size() + 1;
  };
  // A path that is written in full means itself, whatever else ends so.
  const bool in_full =
      std::any_of(paths_[from].begin(), paths_[from].end(), [&](const GraphPath& path) {
        return is_in_full(path) && EndsSo(from, path, words, accepts);
      });
  // "a shorter spelling means the shortest to-one path that ends so; a tie is an error"
  const GraphPath* shortest = nullptr;
  bool tie = false;
  // "Where no to-one path ends so, the only multiplying one is taken"
  const GraphPath* multiplying = nullptr;
  bool several = false;
  for (const GraphPath& path : paths_[from]) {
    if (!EndsSo(from, path, words, accepts) || (in_full && !is_in_full(path))) continue;
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
  return {nullptr, "no path ends so", true};
}

std::optional<std::size_t> GraphPaths::HomeOfDimension(const GraphName& name) const {
  const auto own = homes_.find(name.field);
  if (!name.words.empty() || own == homes_.end()) return std::nullopt;
  return own->second;
}

// A dimension of the graph belongs to one table; any other to those that have it.
GraphPaths::Accepts GraphPaths::TablesWith(const GraphName& name) const {
  if (const auto home = HomeOfDimension(name)) {
    return [home](std::size_t alias) { return alias == *home; };
  }
  return [this, &name](std::size_t alias) {
    return HasMember(model_.tables[model_.aliases[alias].table].dimensions, name.field);
  };
}

FoundPath GraphPaths::Find(std::size_t from, const GraphName& name) const {
  return FindPath(from, name.words, TablesWith(name));
}

FoundPath GraphPaths::FindRows(std::size_t from, const std::string& words,
                               const Accepts& accepts) const {
  return FindPath(from, ParseGraphName(words + ".rows").words, accepts);
}

// "the one alias from which all others that its argument names are reached to-one ... none or two
// is an error": in a graph one that a name begins with.
std::optional<std::size_t> GraphPaths::HomeOf(const std::vector<std::string>& names) const {
  std::set<std::size_t> starts;
  for (const std::string& text : names) {
    const GraphName name = ParseGraphName(text);
    const Accepts has = TablesWith(name);
    for (std::size_t alias = 0; alias < model_.aliases.size(); ++alias) {
      const bool begins =
          name.words.empty() ? has(alias) : name.words.front() == model_.aliases[alias].alias;
      if (begins) starts.insert(alias);
    }
  }
  std::erase_if(starts, [&](std::size_t start) {
    return !std::all_of(names.begin(), names.end(), [&](const std::string& text) {
      const GraphName name = ParseGraphName(text);
      if (name.field == "*") return text == model_.aliases[start].alias + ".*";
      const FoundPath found = Find(start, name);
      return found.path != nullptr && found.path->to_one;
    });
  });
  if (starts.size() != 1) return std::nullopt;
  return *starts.begin();
}

}  // namespace semaflow::property
