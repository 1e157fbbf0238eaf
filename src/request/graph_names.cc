#include "request/graph_names.h"

#include <algorithm>
#include <utility>

#include "expr/visit.h"
#include "model/own_time.h"
#include "model/per_row.h"
#include "request/deep_nodes.h"

namespace semaflow::request {
namespace {

using expr::AliasIndex;
using expr::Expr;
using expr::kSelf;
using expr::Ref;
using expr::RefKind;
using model::FoundPath;
using model::MemberKind;

/// How many aliases a request may add to those of the graph.
constexpr std::size_t kPathsMax = 16'384;

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

/// A path in full, with the field.
std::string InFull(const std::string& path, const WrittenPath& written) {
  const std::string_view field = written.name.field;
  return field.empty() ? path : path + "." + std::string(field);
}

/// Whether two names of a request lead to the same from the rows of each table that are taken.
bool MeanTheSame(const std::vector<NamesAt>& all, AliasIndex a, AliasIndex b) {
  return std::all_of(all.begin(), all.end(), [&](const NamesAt& names) {
    const auto meant = [&names](AliasIndex asked) {
      const auto found =
          std::find_if(names.aliases.begin(), names.aliases.end(),
                       [asked](const NamesAt::Meant& name) { return name.asked == asked; });
      return found == names.aliases.end() ? kSelf : found->meant;
    };
    return meant(a) != kSelf && meant(a) == meant(b);
  });
}

}  // namespace

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
    model::CollectHomes(model_, *forest_, measure.value, homes_);
  }
  has_measures_ = !homes_.empty();
  has_asked_measures_ = are_asked;
}

void GraphNames::LeadFromAll(const ResolvedQuery& query) {
  of_access_filters_ = true;
  home_ = kSelf;
  if (query.ungrouped) AddOnce(homes_, query.of);
}

void GraphNames::set_lists(bool lists) { lists_ = lists && !has_asked_measures_; }

bool GraphNames::HasDimension(AliasIndex node, std::string_view field) const {
  const model::Table& table = model_.tables[graph_.aliases[node].table];
  const auto member = table.members.find(field);
  return member != table.members.end() && member->second.kind == MemberKind::kDimension &&
         model::ExistsIn(graph_, node, MemberKind::kDimension, member->second.index, table);
}

bool GraphNames::HasDimension(std::string_view field) const {
  if (model::FlowDimensionOf(graph_, {.words = {}, .field = field, .grain = {}})) return true;
  for (AliasIndex node = 0; node < graph_.nodes; ++node) {
    if (HasDimension(node, field)) return true;
  }
  return false;
}

bool GraphNames::Accepts(AliasIndex node, const WrittenPath& path) const {
  if (path.rows_of != kSelf) return node == path.rows_of;
  if (const auto own = model::FlowDimensionOf(graph_, path.name)) {
    return node == graph_.dimension_homes[*own];
  }
  return HasDimension(node, path.name.field);
}

FoundPath GraphNames::PathFrom(AliasIndex home, const WrittenPath& path) const {
  FoundPath found = model::FindPath(graph_, home, path.name.words,
                                    [&](AliasIndex node) { return Accepts(node, path); });
  // Rows of the very table that a measure is asked per are meant themselves.
  if (found.kind == FoundPath::Kind::kNone && home == path.rows_of) {
    found.kind = FoundPath::Kind::kFound;
    found.node = home;
  }
  return found;
}

void GraphNames::Tell(const WrittenPath& path, AliasIndex home, const FoundPath& found) {
  const std::string text = model::TextOf(path.name);
  const std::string from = Quoted(graph_.aliases[home].name);
  std::vector<std::string> candidates;
  switch (found.kind) {
    case FoundPath::Kind::kFound:
      break;
    case FoundPath::Kind::kTooMany:
      problems_.Add(
          ErrorCode::kAmbiguousField, path.at,
          Quoted(text) + " may mean too many paths from " + from + " to look at all of them",
          "write the whole path");
      break;
    case FoundPath::Kind::kSeveral: {
      // Several links may lead back from one table to another, and have no names of their own.
      const bool is_own = model::FlowDimensionOf(graph_, path.name).has_value();
      const bool same =
          std::adjacent_find(found.texts.begin(), found.texts.end()) != found.texts.end();
      std::string list;
      for (const std::string& found_text : found.texts) {
        if (!same && !is_own) candidates.push_back(InFull(found_text, path));
        list += (list.empty() ? "\"" : ", \"") + found_text + "\"";
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
                    Quoted(text) + " may mean several paths from " + from, std::move(help),
                    std::move(candidates));
      break;
    }
    case FoundPath::Kind::kNone: {
      const FoundPath other =
          model::FindPath(graph_, home, {}, [&](AliasIndex node) { return Accepts(node, path); });
      if (other.kind == FoundPath::Kind::kFound) {
        const AliasIndex end = model::AddPath(graph_, *forest_, home, other.path);
        candidates.push_back(InFull(forest_->aliases[end].text(), path));
      }
      for (const std::string& near : other.texts) candidates.push_back(InFull(near, path));
      std::string help = "from there it has no such dimension: ask the measures apart";
      if (!candidates.empty()) help.clear();
      problems_.Add(ErrorCode::kUnknownField, path.at,
                    "no path of the graph leads from the rows of " + from + " to " + Quoted(text),
                    std::move(help), std::move(candidates));
      break;
    }
  }
}

std::optional<AliasIndex> GraphNames::StartOf(const WrittenPath& path) {
  const model::PathName& name = path.name;
  const std::vector<AliasIndex> starts = model::StartsOf(
      graph_, name, [&](AliasIndex node, const model::PathName&) { return Accepts(node, path); });
  if (starts.size() == 1) return starts.front();
  if (path.rows_of != kSelf) return path.rows_of;
  std::vector<std::string> candidates;
  for (AliasIndex node = 0; node < graph_.nodes; ++node) {
    const bool fits = name.words.empty()
                          ? std::find(starts.begin(), starts.end(), node) != starts.end()
                          : PathFrom(node, path).kind == FoundPath::Kind::kFound;
    if (fits) candidates.push_back(graph_.aliases[node].name + "." + model::TextOf(name));
  }
  std::string help;
  if (candidates.empty()) help = "begin it with an alias of the graph";
  problems_.Add(ErrorCode::kAmbiguousField, path.at,
                Quoted(model::TextOf(name)) +
                    " does not say which table it begins at: no measure says whose rows are meant",
                std::move(help), std::move(candidates));
  return std::nullopt;
}

GraphNames::Asked* GraphNames::FindAsked(const WrittenPath& path) {
  const std::string text = model::TextOf(path.name);
  const auto known = std::find_if(asked_.begin(), asked_.end(), [&](const Asked& asked) {
    return asked.text == text && asked.rows_of == path.rows_of;
  });
  return known != asked_.end() ? &*known : nullptr;
}

bool GraphNames::HasRoom(std::size_t more, Span at) {
  if (forest_->aliases.size() + more <= graph_.aliases.size() + kPathsMax) return true;
  if (!std::exchange(is_full_, true)) {
    problems_.Add(ErrorCode::kRequestTooLarge, at,
                  "the request names more than " + std::to_string(kPathsMax) +
                      " tables and paths of the graph",
                  "ask fewer measures of different tables, or fewer dimensions, in one query");
  }
  return false;
}

std::optional<AliasIndex> GraphNames::Reach(AliasIndex home, const model::GraphPath& path,
                                            Span at) {
  if (!HasRoom(path.size(), at)) return std::nullopt;
  return model::AddPath(graph_, *forest_, home, path);
}

GraphNames::Asked* GraphNames::AddAsked(const WrittenPath& path, AliasIndex node) {
  if (!HasRoom(1, path.at)) return nullptr;
  std::string name = model::TextOf({.words = path.name.words, .field = {}, .grain = {}});
  if (name.empty()) name = graph_.aliases[node].name;
  return &asked_.emplace_back(
      Asked{.text = model::TextOf(path.name),
            .at = path.at,
            .rows_of = path.rows_of,
            .alias = model::AddRoot(graph_, *forest_, node, std::move(name)),
            .node = node,
            .paths = {},
            .of_request = !of_access_filters_,
            .of_access_filters = of_access_filters_});
}

// False: told.
bool GraphNames::AddPathFrom(Asked& asked, AliasIndex home) {
  for (const auto& [known, path] : asked.paths) {
    if (known == home) return true;
  }
  if (asked.is_told) return false;
  WrittenPath written{.name = {}, .at = asked.at, .rows_of = asked.rows_of};
  written.name.words = model::SplitWords(asked.text);
  if (asked.rows_of == kSelf) written.name = model::SplitPath(std::move(written.name.words));
  FoundPath found = PathFrom(home, written);
  if (found.kind == FoundPath::Kind::kFound && found.node == asked.node) {
    asked.paths.emplace_back(home, std::move(found.path));
    return true;
  }
  asked.is_told = true;
  if (found.kind != FoundPath::Kind::kFound) {
    Tell(written, home, found);
    return false;
  }
  problems_.Add(ErrorCode::kAmbiguousField, asked.at,
                Quoted(asked.text) + " leads to " + Quoted(graph_.aliases[asked.node].name) +
                    " from the rows of one measure, and to " +
                    Quoted(graph_.aliases[found.node].name) + " from those of " +
                    Quoted(graph_.aliases[home].name),
                "ask the measures apart, or name a table that both lead to");
  return false;
}

Ref GraphNames::At(AliasIndex alias, const WrittenPath& path) {
  if (const auto own = model::FlowDimensionOf(graph_, path.name)) {
    model::BindFlowDimensionAt(model_, graph_, *forest_, alias, *own);
    return {.kind = RefKind::kFlowDimension, .alias = alias, .index = *own, .field = {}};
  }
  const model::Table& table = model_.tables[forest_->aliases[alias].table];
  const model::MemberIndex index = table.members.find(path.name.field)->second.index;
  model::BindDimensionAt(model_, graph_, *forest_, alias, index);
  return {.kind = RefKind::kDimension, .alias = alias, .index = index, .field = {}};
}

std::optional<Ref> GraphNames::Find(const WrittenPath& path) {
  const auto alias = FindAlias(path);
  if (!alias) return std::nullopt;
  return At(*alias, path);
}

std::optional<AliasIndex> GraphNames::FindAlias(const WrittenPath& path) {
  if (lists_ && home_ == kSelf) return FindListed(path);
  const AliasIndex home = home_ != kSelf ? home_ : homes_.empty() ? kSelf : homes_.front();
  if (home == kSelf) {
    if (!has_asked_measures_) StartOf(path);  // Else what is wrong with them was told.
    return std::nullopt;
  }
  if (home_ == kSelf) {
    if (Asked* known = FindAsked(path)) {
      known->of_access_filters = known->of_access_filters || of_access_filters_;
      return known->is_told ? std::nullopt : std::optional(known->alias);
    }
  }
  FoundPath found = PathFrom(home, path);
  if (found.kind != FoundPath::Kind::kFound) {
    Tell(path, home, found);
    return std::nullopt;
  }
  if (home_ != kSelf) return Reach(home_, found.path, path.at);
  Asked* asked = AddAsked(path, found.node);
  if (asked == nullptr) return std::nullopt;
  asked->paths.emplace_back(home, std::move(found.path));
  for (const AliasIndex other : homes_) {
    if (!AddPathFrom(*asked, other)) return std::nullopt;
  }
  return asked->alias;
}

std::optional<AliasIndex> GraphNames::FindListed(const WrittenPath& path) {
  if (const Asked* known = FindAsked(path)) return known->alias;
  const auto start = StartOf(path);
  if (!start) return std::nullopt;
  // What it leads to from the others is seen when all are known.
  FoundPath found = PathFrom(*start, path);
  if (found.kind != FoundPath::Kind::kFound) {
    Tell(path, *start, found);
    return std::nullopt;
  }
  AddOnce(homes_, *start);
  Asked* asked = AddAsked(path, found.node);
  if (asked == nullptr) return std::nullopt;
  asked->paths.emplace_back(*start, std::move(found.path));
  return asked->alias;
}

std::optional<AliasIndex> GraphNames::FindRows(std::string_view text, Span at, AliasIndex home) {
  const WrittenPath path{.name = {.words = model::SplitWords(text), .field = {}, .grain = {}},
                         .at = at};
  const FoundPath found =
      model::FindPath(graph_, home, path.name.words, [](AliasIndex) { return true; });
  if (found.kind == FoundPath::Kind::kFound) return Reach(home, found.path, at);
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
  return FindAlias({.name = {.words = model::SplitWords(text), .field = {}, .grain = {}},
                    .at = at,
                    .rows_of = forest_->aliases[rows].node});
}

std::optional<AliasIndex> GraphNames::FindHome(const std::vector<model::PathName>& names, Span at) {
  const auto written = [at](const model::PathName& name) {
    return WrittenPath{.name = name, .at = at};
  };
  const std::vector<AliasIndex> homes = model::FindHomes(
      graph_, names,
      [&](AliasIndex node, const model::PathName& name) { return Accepts(node, written(name)); },
      [&](AliasIndex start, const model::PathName& name) {
        return PathFrom(start, written(name));
      });
  if (homes.size() == 1) return homes.front();
  std::string text;
  for (const model::PathName& name : names) {
    text += (text.empty() ? "" : " and ") + Quoted(model::TextOf(name));
  }
  problems_.Add(ErrorCode::kReachedManyTimes, at,
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
  model::CollectHomes(model_, *forest_, measure, homes);
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
  for (const Expr& filter : query.filters) model::CollectHomes(model_, *forest_, filter, homes);
  for (const ResolvedOrder& order : query.order) {
    if (order.column != ResolvedOrder::kNotSelected) continue;
    model::CollectHomes(model_, *forest_, order.value, homes);
  }
  return homes;
}

std::optional<NamesAt> GraphNames::NamesFrom(AliasIndex home, const ResolvedQuery& query) {
  NamesAt names{.home = home, .aliases = {}};
  for (const Asked& asked : asked_) {
    for (const auto& [from, path] : asked.paths) {
      if (from != home) continue;
      const auto meant = Reach(home, path, asked.at);
      if (!meant) return std::nullopt;
      names.aliases.emplace_back(asked.alias, *meant);
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

// Measures per row are over the rows of other tables, too. False: told.
bool GraphNames::AddAccessNames(NodeVector<AliasIndex> homes, ResolvedQuery& query) {
  std::vector<const Expr*> terms;
  ForEachTerm(query, [&terms](const Expr& term) { terms.push_back(&term); });
  for (const Ref& per_row : MeasuresPerRow(model_, *forest_, terms)) {
    model::CollectHomes(model_, *forest_, Expr{model::MeasurePerRow(per_row), {}}, homes);
  }
  const Problems::OfAccessFilters told(problems_);
  for (Asked& asked : asked_) {
    for (const AliasIndex home : homes) {
      if (asked.of_access_filters && !AddPathFrom(asked, home)) return false;
    }
  }
  for (const AliasIndex home : homes) {
    auto names = NamesFrom(home, query);
    if (!names) return false;
    query.access->names.push_back(*std::move(names));
  }
  return true;
}

void GraphNames::Finish(ResolvedQuery& query) {
  query.flow = forest_.get();
  query.graph = ResolvedGraph{};
  ResolvedGraph& graph = *query.graph;
  graph.forest = forest_;
  if (!has_measures_) graph.listed = homes_;
  const NodeVector<AliasIndex> homes = HomesOf(query);
  for (Asked& asked : asked_) {
    std::optional<Problems::OfAccessFilters> told;
    if (!asked.of_request) told.emplace(problems_);
    for (const AliasIndex home : homes) {
      if (!AddPathFrom(asked, home)) return;
    }
  }
  if (query.access && !AddAccessNames(homes, query)) return;
  if (asked_.empty()) return;
  for (const AliasIndex home : homes) {
    auto names = NamesFrom(home, query);
    if (!names) return;
    graph.names.push_back(*std::move(names));
  }
  if (homes.size() == 1) {
    ForEachTerm(query, [&](Expr& term) { BindNames(graph.names.front(), term); });
    graph.names.clear();
    return;
  }
  // A field that is named in two ways, in full and short, is one: conditions on groups and orders
  // read the dimension that they name, however the request names it there.
  NodeVector<Ref> grouped;
  for (const ResolvedColumn& dimension : query.dimensions) {
    expr::ForEachNode(dimension.value, [&](const Expr& node) {
      if (const Ref* ref = expr::As<Ref>(node)) grouped.push_back(*ref);
    });
  }
  const auto read_dimension = [&](Expr& node) {
    Ref* const ref = expr::As<Ref>(node);
    if (ref == nullptr) return;
    for (const Ref& dimension : grouped) {
      Ref same = *ref;
      same.alias = dimension.alias;
      if (same != dimension || !MeanTheSame(graph.names, ref->alias, same.alias)) continue;
      *ref = same;
      return;
    }
  };
  for (Expr& filter : query.filters) expr::RewriteNodes(filter, read_dimension);
  for (ResolvedOrder& order : query.order) expr::RewriteNodes(order.value, read_dimension);
}

}  // namespace semaflow::request
