#include "request/graph_names.h"

#include <algorithm>
#include <utility>

#include "expr/visit.h"
#include "model/own_time.h"

namespace semaflow::request {
namespace {

using expr::AliasIndex;
using expr::Expr;
using expr::kSelf;
using expr::Ref;
using expr::RefKind;
using model::FoundPath;
using model::MemberKind;

/// What a request may add to: the tables, the paths and the members that name them.
std::shared_ptr<model::Flow> ForestOf(const model::Flow& graph) {
  auto forest = std::make_shared<model::Flow>();
  forest->kind = graph.kind;
  forest->name = graph.name;
  forest->data_source = graph.data_source;
  constexpr std::size_t kPaths = 16;  // Of most requests.
  forest->aliases.reserve(graph.aliases.size() + kPaths);
  forest->aliases.assign(graph.aliases.begin(), graph.aliases.end());
  forest->nodes = graph.nodes;
  forest->dimensions = graph.dimensions;
  forest->measures = graph.measures;
  forest->dimension_homes = graph.dimension_homes;
  forest->bound = graph.bound;
  forest->moved = graph.moved;
  forest->per_aliases = graph.per_aliases;
  forest->time_name = graph.time_name;
  forest->shared = graph.shared;
  forest->file = graph.file;
  return forest;
}

void AddOnce(NodeVector<AliasIndex>& aliases, AliasIndex alias) {
  if (std::find(aliases.begin(), aliases.end(), alias) == aliases.end()) aliases.push_back(alias);
}

std::vector<std::string_view> WordsAt(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::string_view rest = text;; rest.remove_prefix(words.back().size() + 1)) {
    words.push_back(rest.substr(0, rest.find('.')));
    if (words.back().size() == rest.size()) return words;
  }
}

std::vector<std::string_view> WordsOf(const std::vector<std::string>& words) {
  return {words.begin(), words.end()};
}

/// A path in full, with the field.
std::string Written(const std::string& path, const PathOf& name) {
  return name.field.empty() ? path : path + "." + std::string(name.field);
}

}  // namespace

PathOf SplitPath(std::string_view text, Span at, std::string_view& grain) {
  PathOf path;
  path.words = WordsAt(text);
  std::vector<std::string_view>& words = path.words;
  grain = {};
  if (words.size() > 1 && time::ParseTimeField(words.back())) {
    grain = words.back();
    words.pop_back();
    text.remove_suffix(grain.size() + 1);
  }
  path.field = words.back();
  words.pop_back();
  path.text = text;
  path.at = at;
  return path;
}

void AppendNames(const Expr& text, Span at, std::vector<PathOf>& names) {
  expr::ForEachNode(text, [&](const Expr& node) {
    const auto* name = expr::As<expr::Name>(node);
    if (name == nullptr) return;
    const std::vector<std::string>& parts = name->parts;
    PathOf path;
    path.words = WordsOf(parts);
    for (const std::string& part : parts) path.text += (path.text.empty() ? "" : ".") + part;
    if (parts.size() > 1 && time::ParseTimeField(parts.back())) path.words.pop_back();
    path.field = path.words.back();
    path.words.pop_back();
    path.at = at;
    names.push_back(std::move(path));
  });
}

void BindNames(const NamesAt& names, Expr& expr) {
  expr::RewriteNodes(expr, [&](Expr& node) {
    Ref* ref = expr::As<Ref>(node);
    if (ref == nullptr) return;
    for (const auto& [asked, meant] : names.aliases) {
      if (ref->alias != asked) continue;
      ref->alias = meant;
      return;
    }
  });
}

GraphNames::GraphNames(const model::Model& model, const model::Flow& graph, Problems& problems)
    : model_(model), graph_(graph), problems_(problems), forest_(ForestOf(graph)) {}

void GraphNames::set_homes(const NodeVector<ResolvedColumn>& measures, bool are_asked) {
  for (const ResolvedColumn& measure : measures) {
    model::ForEachTaken(model_, *forest_, measure.value, kSelf,
                        [&](const model::TakenRows& taken) { AddOnce(homes_, taken.alias); });
  }
  has_measures_ = !homes_.empty();
  has_asked_measures_ = are_asked;
}

void GraphNames::set_lists(bool lists) { lists_ = lists && !has_asked_measures_; }

std::optional<model::MemberIndex> GraphNames::FlowDimension(const PathOf& path) const {
  if (!path.words.empty() || path.rows_of != kSelf) return std::nullopt;
  const auto own = graph_.members.find(path.field);
  if (own == graph_.members.end() || own->second.kind != MemberKind::kDimension) {
    return std::nullopt;
  }
  return own->second.index;
}

bool GraphNames::Accepts(AliasIndex node, std::string_view field) const {
  const model::Table& table = model_.tables[graph_.aliases[node].table];
  const auto member = table.members.find(field);
  return member != table.members.end() && member->second.kind == MemberKind::kDimension &&
         model::ExistsIn(graph_, node, MemberKind::kDimension, member->second.index, table);
}

bool GraphNames::HasDimension(std::string_view field) const {
  const auto own = graph_.members.find(field);
  if (own != graph_.members.end() && own->second.kind == MemberKind::kDimension) return true;
  for (AliasIndex node = 0; node < graph_.nodes; ++node) {
    if (Accepts(node, field)) return true;
  }
  return false;
}

FoundPath GraphNames::PathFrom(AliasIndex home, const PathOf& path) const {
  if (const auto own = FlowDimension(path)) {
    const AliasIndex of = graph_.dimension_homes[*own];
    return model::FindPath(graph_, home, {}, [of](AliasIndex node) { return node == of; });
  }
  FoundPath found = model::FindPath(graph_, home, path.words,
                                    [&](AliasIndex node) { return Accepts(node, path); });
  // Rows of the very table that a measure is asked per are meant themselves.
  if (found.kind == FoundPath::Kind::kNone && home == path.rows_of) {
    found.kind = FoundPath::Kind::kFound;
    found.node = home;
  }
  return found;
}

bool GraphNames::Tell(const PathOf& path, AliasIndex home, const FoundPath& found) {
  const std::string from = Quoted(graph_.aliases[home].name);
  std::vector<std::string> candidates;
  switch (found.kind) {
    case FoundPath::Kind::kFound:
      break;
    case FoundPath::Kind::kTooMany:
      problems_.Add(
          ErrorCode::kAmbiguousField, path.at,
          Quoted(path.text) + " may mean too many paths from " + from + " to look at all of them",
          "write the whole path");
      break;
    case FoundPath::Kind::kSeveral: {
      // Several links may lead back from one table to another, and have no names of their own.
      const bool same =
          std::adjacent_find(found.texts.begin(), found.texts.end()) != found.texts.end();
      std::string list;
      for (const std::string& text : found.texts) {
        if (!same && !FlowDimension(path)) candidates.push_back(Written(text, path));
        list += (list.empty() ? "\"" : ", \"") + text + "\"";
        if (same) break;
      }
      std::string help;
      if (same) {
        help = "several links lead along " + list +
               ": give the table a second alias in `tables` of " + graph_.file +
               ", with the one link that is meant";
      } else if (candidates.empty()) {
        help = "they are " + list;
      }
      problems_.Add(ErrorCode::kAmbiguousField, path.at,
                    Quoted(path.text) + " may mean several paths from " + from, std::move(help),
                    std::move(candidates));
      break;
    }
    case FoundPath::Kind::kNone: {
      const FoundPath other =
          model::FindPath(graph_, home, {}, [&](AliasIndex node) { return Accepts(node, path); });
      if (other.kind == FoundPath::Kind::kFound) {
        const AliasIndex end = model::AddPath(graph_, *forest_, home, other.path);
        candidates.push_back(Written(forest_->aliases[end].text(), path));
      }
      for (const std::string& text : other.texts) candidates.push_back(Written(text, path));
      std::string help = "from there it has no such dimension: ask the measures apart";
      if (!candidates.empty()) help.clear();
      problems_.Add(
          ErrorCode::kUnknownField, path.at,
          "no path of the graph leads from the rows of " + from + " to " + Quoted(path.text),
          std::move(help), std::move(candidates));
      break;
    }
  }
  return false;
}

std::optional<AliasIndex> GraphNames::StartOf(const PathOf& path) {
  std::vector<AliasIndex> starts;
  if (const auto own = FlowDimension(path)) return graph_.dimension_homes[*own];
  if (!path.words.empty()) {
    const auto alias = graph_.alias_names.find(path.words.front());
    if (alias != graph_.alias_names.end()) return alias->second;
    if (path.rows_of != kSelf) return path.rows_of;
  } else {
    for (AliasIndex node = 0; node < graph_.nodes; ++node) {
      if (Accepts(node, path)) starts.push_back(node);
    }
    if (starts.size() == 1) return starts.front();
  }
  std::vector<std::string> candidates;
  for (AliasIndex node = 0; node < graph_.nodes; ++node) {
    const std::string& name = graph_.aliases[node].name;
    const bool fits = path.words.empty()
                          ? std::find(starts.begin(), starts.end(), node) != starts.end()
                          : PathFrom(node, path).kind == FoundPath::Kind::kFound;
    if (fits) {
      candidates.push_back(name + "." + std::string(path.words.empty() ? path.field : path.text));
    }
  }
  problems_.Add(ErrorCode::kAmbiguousField, path.at,
                Quoted(path.text) +
                    " does not say which table it begins at: no measure says whose rows are meant",
                candidates.empty() ? "begin it with an alias of the graph" : std::string(),
                std::vector<std::string>(candidates));
  return std::nullopt;
}

GraphNames::Asked& GraphNames::AskedFor(const PathOf& path, AliasIndex node) {
  const auto is_same = [&](const Asked& asked) {
    return std::equal(asked.words.begin(), asked.words.end(), path.words.begin(),
                      path.words.end()) &&
           asked.field == path.field && asked.node == node && asked.rows_of == path.rows_of;
  };
  const auto known = std::find_if(asked_.begin(), asked_.end(), is_same);
  if (known != asked_.end()) return *known;
  std::string name;
  for (const std::string_view word : path.words) {
    name += (name.empty() ? "" : ".") + std::string(word);
  }
  if (name.empty()) name = graph_.aliases[node].name;
  return asked_.emplace_back(Asked{.words = {path.words.begin(), path.words.end()},
                                   .field = std::string(path.field),
                                   .text = path.text,
                                   .at = path.at,
                                   .rows_of = path.rows_of,
                                   .alias = model::AddRoot(graph_, *forest_, node, std::move(name)),
                                   .node = node,
                                   .paths = {}});
}

// False: told.
bool GraphNames::AddPathFrom(Asked& asked, AliasIndex home) {
  for (const auto& [known, path] : asked.paths) {
    if (known == home) return true;
  }
  const PathOf name{WordsOf(asked.words), asked.field, asked.text, asked.at, asked.rows_of};
  if (asked.is_told) return false;
  FoundPath found = PathFrom(home, name);
  asked.is_told = found.kind != FoundPath::Kind::kFound || found.node != asked.node;
  if (found.kind != FoundPath::Kind::kFound) return Tell(name, home, found);
  if (found.node != asked.node) {
    problems_.Add(ErrorCode::kAmbiguousField, asked.at,
                  Quoted(asked.text) + " leads to " + Quoted(graph_.aliases[asked.node].name) +
                      " from the rows of one measure, and to " +
                      Quoted(graph_.aliases[found.node].name) + " from those of " +
                      Quoted(graph_.aliases[home].name),
                  "ask the measures apart, or name a table that both lead to");
    return false;
  }
  asked.paths.emplace_back(home, std::move(found.path));
  return true;
}

Ref GraphNames::At(AliasIndex alias, const PathOf& path) {
  if (const auto own = FlowDimension(path)) {
    model::BindFlowDimensionAt(model_, graph_, *forest_, alias, *own);
    return {.kind = RefKind::kFlowDimension, .alias = alias, .index = *own, .field = {}};
  }
  const model::Table& table = model_.tables[forest_->aliases[alias].table];
  const model::MemberIndex index = table.members.find(path.field)->second.index;
  model::BindDimensionAt(model_, graph_, *forest_, alias, index);
  return {.kind = RefKind::kDimension, .alias = alias, .index = index, .field = {}};
}

std::optional<Ref> GraphNames::Find(const PathOf& path) {
  const auto alias = FindAlias(path);
  if (!alias) return std::nullopt;
  return At(*alias, path);
}

std::optional<AliasIndex> GraphNames::FindAlias(const PathOf& path) {
  if (lists_ && home_ == kSelf) return FindListed(path);
  const AliasIndex home = home_ != kSelf ? home_ : homes_.empty() ? kSelf : homes_.front();
  if (home == kSelf) {
    if (!has_asked_measures_) StartOf(path);  // Else what is wrong with them was told.
    return std::nullopt;
  }
  const FoundPath found = PathFrom(home, path);
  if (found.kind != FoundPath::Kind::kFound) {
    Tell(path, home, found);
    return std::nullopt;
  }
  if (home_ != kSelf) return model::AddPath(graph_, *forest_, home_, found.path);
  Asked& asked = AskedFor(path, found.node);
  for (const AliasIndex other : homes_) {
    if (!AddPathFrom(asked, other)) return std::nullopt;
  }
  return asked.alias;
}

std::optional<AliasIndex> GraphNames::FindListed(const PathOf& path) {
  const auto start = StartOf(path);
  if (!start) return std::nullopt;
  // What it leads to from the others is seen when all are known.
  const FoundPath found = PathFrom(*start, path);
  if (found.kind != FoundPath::Kind::kFound) {
    Tell(path, *start, found);
    return std::nullopt;
  }
  AddOnce(homes_, *start);
  return AskedFor(path, found.node).alias;
}

std::optional<AliasIndex> GraphNames::FindRows(std::string_view text, Span at, AliasIndex home) {
  const PathOf path{WordsAt(text), {}, std::string(text), at, kSelf};
  const FoundPath found =
      model::FindPath(graph_, home, path.words, [](AliasIndex) { return true; });
  if (found.kind == FoundPath::Kind::kFound) {
    return model::AddPath(graph_, *forest_, home, found.path);
  }
  if (found.kind != FoundPath::Kind::kNone) {
    Tell(path, home, found);
    return std::nullopt;
  }
  problems_.Add(ErrorCode::kUnknownField, at,
                "\"per\" is a path of roles from the rows of the measure, and none leads from " +
                    Quoted(graph_.aliases[home].name) + " to " + Quoted(text),
                "write the roles of links, without a field");
  return std::nullopt;
}

std::optional<AliasIndex> GraphNames::FindRowsOf(std::string_view text, Span at, AliasIndex rows) {
  return FindAlias({WordsAt(text), {}, std::string(text), at, forest_->aliases[rows].node});
}

std::optional<AliasIndex> GraphNames::FindHome(const std::vector<PathOf>& names) {
  NodeVector<AliasIndex> starts;
  for (const PathOf& name : names) {
    if (!name.words.empty()) {
      const auto alias = graph_.alias_names.find(name.words.front());
      if (alias != graph_.alias_names.end()) AddOnce(starts, alias->second);
      continue;
    }
    if (const auto own = FlowDimension(name)) {
      AddOnce(starts, graph_.dimension_homes[*own]);
      continue;
    }
    for (AliasIndex node = 0; node < graph_.nodes; ++node) {
      if (Accepts(node, name.field)) AddOnce(starts, node);
    }
  }
  std::vector<AliasIndex> homes;
  for (const AliasIndex start : starts) {
    const bool leads = std::all_of(names.begin(), names.end(), [&](const PathOf& name) {
      if (name.field == "*")
        return name.words.size() == 1 && graph_.aliases[start].name == name.words[0];
      const FoundPath found = PathFrom(start, name);
      return found.kind == FoundPath::Kind::kFound && found.to_one;
    });
    if (leads) homes.push_back(start);
  }
  if (homes.size() == 1) return homes.front();
  std::string text;
  for (const PathOf& name : names) text += (text.empty() ? "" : " and ") + Quoted(name.text);
  problems_.Add(ErrorCode::kReachedManyTimes, names.front().at,
                homes.size() > 1 ? "an aggregate of " + text + " may be over the rows of " +
                                       Quoted(graph_.aliases[homes[0]].name) + " or of " +
                                       Quoted(graph_.aliases[homes[1]].name)
                                 : "an aggregate of " + text +
                                       " does not say whose rows it is over: no table that they "
                                       "begin with leads to all of them with one row each",
                "begin each name with the alias whose rows are aggregated");
  return std::nullopt;
}

bool GraphNames::LeadAlike(AliasIndex a, AliasIndex b) const {
  const auto find = [&](AliasIndex alias) {
    return std::find_if(asked_.begin(), asked_.end(),
                        [alias](const Asked& asked) { return asked.alias == alias; });
  };
  const auto left = find(a);
  const auto right = find(b);
  return left != asked_.end() && right != asked_.end() && left->paths == right->paths;
}

std::optional<AliasIndex> GraphNames::HomeOf(const Expr& measure, Span at, std::string_view what) {
  NodeVector<AliasIndex> homes;
  model::ForEachTaken(model_, *forest_, measure, kSelf,
                      [&](const model::TakenRows& taken) { AddOnce(homes, taken.alias); });
  if (homes.size() == 1) return homes.front();
  problems_.Add(ErrorCode::kReachedManyTimes, at,
                std::string(what) +
                    " in a graph is reached from the rows of one table, and this measure takes "
                    "those of several",
                "ask the measures that it is made of, one by one");
  return std::nullopt;
}

NodeVector<AliasIndex> GraphNames::HomesOf(const ResolvedQuery& query) const {
  NodeVector<AliasIndex> homes = homes_;
  const auto add = [&](const Expr& expr) {
    model::ForEachTaken(model_, *forest_, expr, kSelf,
                        [&](const model::TakenRows& taken) { AddOnce(homes, taken.alias); });
  };
  for (const Expr& filter : query.filters) add(filter);
  for (const ResolvedOrder& order : query.order) {
    if (order.column == ResolvedOrder::kNotSelected) add(order.value);
  }
  return homes;
}

NamesAt GraphNames::NamesFrom(AliasIndex home, const ResolvedQuery& query) {
  NamesAt names{.home = home, .aliases = {}};
  for (const Asked& asked : asked_) {
    for (const auto& [from, path] : asked.paths) {
      if (from != home) continue;
      names.aliases.emplace_back(asked.alias, model::AddPath(graph_, *forest_, home, path));
    }
  }
  // What is asked there has to be bound there.
  const auto bind = [&](const Expr& node) {
    const Ref* ref = expr::As<Ref>(node);
    if (ref == nullptr) return;
    for (const auto& [asked, meant] : names.aliases) {
      if (ref->alias != asked) continue;
      if (ref->kind == RefKind::kDimension) {
        model::BindDimensionAt(model_, graph_, *forest_, meant, ref->index);
      } else if (ref->kind == RefKind::kFlowDimension) {
        model::BindFlowDimensionAt(model_, graph_, *forest_, meant, ref->index);
      }
    }
  };
  for (const ResolvedColumn& dimension : query.dimensions) expr::ForEachNode(dimension.value, bind);
  for (const Expr& filter : query.filters) expr::ForEachNode(filter, bind);
  return names;
}

void GraphNames::Finish(ResolvedQuery& query) {
  query.flow = forest_.get();
  query.graph = ResolvedGraph{};
  ResolvedGraph& graph = *query.graph;
  graph.forest = forest_;
  if (!has_measures_) graph.listed = homes_;
  const NodeVector<AliasIndex> homes = HomesOf(query);
  for (Asked& asked : asked_) {
    for (const AliasIndex home : homes) {
      if (!AddPathFrom(asked, home)) return;
    }
  }
  if (asked_.empty()) return;
  for (const AliasIndex home : homes) graph.names.push_back(NamesFrom(home, query));
  if (homes.size() != 1) return;
  ForEachTerm(query, [&](Expr& term) { BindNames(graph.names.front(), term); });
  graph.names.clear();
}

}  // namespace semaflow::request
