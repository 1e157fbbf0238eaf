#include "model/graph_paths.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/planted.h"
#include "expr/visit.h"

namespace semaflow::model {
namespace {

/// How many steps a search may look at.
constexpr std::uint32_t kStepsMax = 20'000;
/// How many paths are told where a name may mean several.
constexpr std::size_t kToldMax = 6;

AliasIndex EndOf(const Link& link, bool backwards) { return backwards ? link.from : link.to; }

bool LeadsToOne(const Link& link, bool backwards) {
  if (link.cardinality == Cardinality::kOneToOne) return true;
  return link.cardinality == (backwards ? Cardinality::kOneToMany : Cardinality::kManyToOne);
}

class Search {
 public:
  Search(const Flow& graph, AliasIndex start, const std::vector<std::string_view>& words,
         const std::function<bool(AliasIndex)>& accepts)
      : graph_(graph), start_(start), words_(words), accepts_(accepts), met_(graph.nodes, 0) {}

  FoundPath Run() {
    // A path in full means itself, whatever else ends like it.
    const bool is_full = !words_.empty() && graph_.aliases[start_].name == words_.front();
    if (is_full && !Planted(Bug::kFullPathIsAnEnd)) {
      FollowWords(start_, true);
      FollowWords(start_, false);
      if (steps_ > kStepsMax) return TooMany();
      if (!found_.empty()) return Found();
    }
    // Most names mean a table near by.
    for (length_ = 0; is_longer_; ++length_) {
      is_longer_ = false;
      Visit(start_, false);
      if (steps_ > kStepsMax) return TooMany();
      if (!found_.empty()) return Found();
    }
    to_one_ = false;
    Visit(start_, false);
    if (steps_ > kStepsMax) return TooMany();
    return found_.empty() ? FoundPath{} : Found();
  }

 private:
  static FoundPath TooMany() {
    return {.kind = FoundPath::Kind::kTooMany, .path = {}, .texts = {}};
  }

  FoundPath Found() {
    FoundPath result;
    if (found_.size() == 1 || Planted(Bug::kTieTakesFirst)) {
      result.kind = FoundPath::Kind::kFound;
      result.path = std::move(found_.front());
      result.node = NodeOf(result.path);
      result.to_one = to_one_;
      return result;
    }
    result.kind = FoundPath::Kind::kSeveral;
    for (const GraphPath& path : found_) {
      if (result.texts.size() < kToldMax) result.texts.push_back(TextOf(path));
    }
    std::sort(result.texts.begin(), result.texts.end());
    return result;
  }

  // The paths that the words name one by one, from the start on: those that lead to one row, else
  // all.
  void FollowWords(AliasIndex node, bool to_one) {
    if (!found_.empty() && path_.empty()) return;
    to_one_ = to_one;
    if (path_.size() + 1 == words_.size()) {
      if (accepts_(node)) found_.push_back(path_);
      return;
    }
    met_[node] = 1;
    for (const GraphStep& step : graph_.steps[node]) {
      const Link& link = graph_.links[step.link];
      const AliasIndex end = EndOf(link, step.backwards);
      if ((to_one && !LeadsToOne(link, step.backwards)) || IsMet(node, end, step)) continue;
      if (++steps_ > kStepsMax) return;
      path_.push_back(step);
      if (IsNamed(0, words_[path_.size()])) FollowWords(end, to_one);
      path_.pop_back();
      met_[node] = 1;
    }
    met_[node] = 0;
  }

  // A link of a table to itself may be walked once each way.
  bool IsMet(AliasIndex node, AliasIndex end, const GraphStep& step) const {
    return end == node ? std::find(path_.begin(), path_.end(), step) != path_.end()
                       : met_[end] != 0;
  }

  AliasIndex NodeOf(const GraphPath& path) const {
    return path.empty() ? start_ : EndOf(graph_.links[path.back().link], path.back().backwards);
  }

  std::string TextOf(const GraphPath& path) const {
    std::string text = graph_.aliases[start_].name;
    for (const auto& [link, backwards] : path) {
      const Link& walked = graph_.links[link];
      text += "." + (backwards ? graph_.aliases[walked.from].name : walked.role);
    }
    return text;
  }

  /// Whether a word names the step that is `back` before the end of the path; the start for the
  /// length of the path.
  bool IsNamed(std::size_t back, std::string_view word) const {
    if (back == path_.size()) return graph_.aliases[start_].name == word;
    const auto& [link, backwards] = path_[path_.size() - 1 - back];
    const Link& walked = graph_.links[link];
    if (!backwards && walked.role == word) return true;
    if (graph_.aliases[EndOf(walked, backwards)].name != word) return false;
    // A word that is a role of the table means that role.
    return backwards ||
           std::none_of(graph_.steps[walked.from].begin(), graph_.steps[walked.from].end(),
                        [&](const GraphStep& other) {
                          return !other.backwards && graph_.links[other.link].role == word;
                        });
  }

  bool EndsWithWords() const {
    if (words_.size() > path_.size() + 1) return false;
    for (std::size_t back = 0; back < words_.size(); ++back) {
      if (!IsNamed(back, words_[words_.size() - 1 - back])) return false;
    }
    return true;
  }

  // `multiplies`: a step of the path leads to several rows.
  void Visit(AliasIndex node, bool multiplies) {
    const bool counts = to_one_ ? path_.size() == length_ : multiplies;
    if (counts && EndsWithWords() && accepts_(node)) found_.push_back(path_);
    met_[node] = 1;
    for (const GraphStep& step : graph_.steps[node]) {
      if (steps_ <= kStepsMax) Walk(node, step, multiplies);
    }
    met_[node] = 0;
  }

  void Walk(AliasIndex node, const GraphStep& step, bool multiplies) {
    const Link& link = graph_.links[step.link];
    const AliasIndex end = EndOf(link, step.backwards);
    const bool leads_to_one = LeadsToOne(link, step.backwards) || Planted(Bug::kNearIsToOne);
    if (to_one_ && !leads_to_one) return;
    if (to_one_ && path_.size() == length_) {
      is_longer_ = true;
      return;
    }
    if (IsMet(node, end, step) || ++steps_ > kStepsMax) return;
    path_.push_back(step);
    Visit(end, multiplies || !leads_to_one);
    met_[node] = 1;  // A link of the table to itself has left it.
    path_.pop_back();
  }

  const Flow& graph_;
  AliasIndex start_;
  const std::vector<std::string_view>& words_;
  const std::function<bool(AliasIndex)>& accepts_;
  std::vector<char> met_;
  GraphPath path_;
  std::vector<GraphPath> found_;
  bool to_one_ = true;      // Only steps that lead to one row are walked,
  std::size_t length_ = 0;  // and that many.
  bool is_longer_ = true;   // There are paths of more.
  std::uint32_t steps_ = 0;
};

Cardinality Turned(Cardinality cardinality) {
  switch (cardinality) {
    case Cardinality::kManyToOne:
      return Cardinality::kOneToMany;
    case Cardinality::kOneToMany:
      return Cardinality::kManyToOne;
    case Cardinality::kOneToOne:
    case Cardinality::kManyToMany:
      return cardinality;
  }
  SEMA_CHECK(false, "a cardinality without a case");
}

bool IsTaken(const Flow& forest, std::string_view name) {
  return std::any_of(forest.aliases.begin(), forest.aliases.end(),
                     [name](const Alias& alias) { return alias.name == name; });
}

/// A name for SQL that no other alias has.
std::string NewName(const Flow& forest, AliasIndex from, const std::string& word) {
  if (!IsTaken(forest, word)) return word;
  std::string name = forest.aliases[from].name + "_" + word;
  for (int i = 2; IsTaken(forest, name); ++i) {
    name = forest.aliases[from].name + "_" + word + "_" + std::to_string(i);
  }
  return name;
}

/// In a tree the keys of a join belong to the two aliases that it joins.
void ToSelf(expr::Expr& key) {
  expr::RewriteNodes(key, [](expr::Expr& node) {
    if (auto* ref = expr::As<expr::Ref>(node)) ref->alias = kSelf;
  });
}

AliasIndex Add(Flow& forest, Alias alias) {
  SEMA_CHECK(forest.aliases.size() < expr::kAllRows, "a flow with too many paths");
  forest.aliases.push_back(std::move(alias));
  return static_cast<AliasIndex>(forest.aliases.size() - 1);
}

AliasIndex Step(const Flow& graph, Flow& forest, AliasIndex from, const GraphStep& step) {
  for (const AliasIndex child : forest.aliases[from].children) {
    const Alias& known = forest.aliases[child];
    if (known.link == step.link && known.backwards == step.backwards) return child;
    if (Planted(Bug::kRolesAreOne) && known.node == EndOf(graph.links[step.link], step.backwards)) {
      return child;
    }
  }
  const Link& link = graph.links[step.link];
  Alias alias;
  alias.node = EndOf(link, step.backwards);
  const Alias& table = graph.aliases[alias.node];
  const std::string word = step.backwards ? table.name : link.role;
  alias.name = NewName(forest, from, word);
  alias.path = forest.aliases[from].text() + "." + word;
  alias.table = table.table;
  alias.parent = from;
  const bool is_turned = step.backwards && !Planted(Bug::kBackIsForth);
  alias.cardinality = is_turned ? Turned(link.cardinality) : link.cardinality;
  alias.cardinality_declared = link.cardinality_declared;
  alias.keys = link.keys;
  for (JoinKey& key : alias.keys) {
    ToSelf(key.left);
    ToSelf(key.right);
    if (step.backwards && !Planted(Bug::kBackKeysKept)) std::swap(key.left, key.right);
  }
  alias.join_label = link.role;
  alias.refusal = link.refusal;
  alias.at = link.at;
  alias.asof_column = link.asof_column;
  alias.link = step.link;
  alias.backwards = step.backwards;
  if (table.time.alias == alias.node) {
    alias.time = table.time;
    alias.time.alias = static_cast<AliasIndex>(forest.aliases.size());
  }
  const AliasIndex index = Add(forest, std::move(alias));
  forest.aliases[from].children.push_back(index);
  return index;
}

/// The same place below `to` as `alias` has below its root.
AliasIndex Moved(const Flow& graph, Flow& forest, AliasIndex alias, AliasIndex node,
                 AliasIndex to) {
  GraphPath path;
  AliasIndex at = alias;
  for (; graph.aliases[at].parent != kSelf; at = graph.aliases[at].parent) {
    path.push_back({graph.aliases[at].link, graph.aliases[at].backwards});
  }
  if (at != node) return at;  // Another table, whose rows a measure takes.
  std::reverse(path.begin(), path.end());
  return AddPath(graph, forest, to, path);
}

/// Moves `expr`, which belongs to the graph's `node`, to `to`, and with it what it names.
void Move(const Model& model, const Flow& graph, Flow& forest, AliasIndex node, AliasIndex to,
          expr::Expr& expr) {
  expr::RewriteNodes(expr, [&](expr::Expr& tree) {
    auto* ref = expr::As<expr::Ref>(tree);
    if (ref == nullptr) return;
    if (ref->kind == expr::RefKind::kFlowDimension) {
      const AliasIndex home = ref->alias == kSelf ? graph.dimension_homes[ref->index] : ref->alias;
      ref->alias = Moved(graph, forest, home, node, to);
      BindFlowDimensionAt(model, graph, forest, ref->alias, ref->index);
      return;
    }
    // A measure takes the rows of its own table, wherever it stands.
    const bool is_measure = ref->kind == expr::RefKind::kMeasure;
    if (ref->alias == kSelf || ref->alias == expr::kAllRows || is_measure) return;
    ref->alias = Moved(graph, forest, ref->alias, node, to);
    if (ref->kind == expr::RefKind::kDimension) {
      BindDimensionAt(model, graph, forest, ref->alias, ref->index);
    }
  });
}

}  // namespace

FoundPath FindPath(const Flow& graph, AliasIndex start, const std::vector<std::string_view>& words,
                   const std::function<bool(AliasIndex)>& accepts) {
  return Search(graph, start, words, accepts).Run();
}

AliasIndex AddPath(const Flow& graph, Flow& forest, AliasIndex from, const GraphPath& path) {
  AliasIndex at = from;
  for (const GraphStep& step : path) at = Step(graph, forest, at, step);
  return at;
}

AliasIndex AddRoot(const Flow& graph, Flow& forest, AliasIndex node, std::string path) {
  Alias alias;
  alias.path = std::move(path);
  alias.table = graph.aliases[node].table;
  alias.node = node;
  return Add(forest, std::move(alias));
}

void BindDimensionAt(const Model& model, const Flow& graph, Flow& forest, AliasIndex alias,
                     MemberIndex index) {
  const AliasIndex node = forest.aliases[alias].node;
  const Table& table = model.tables[graph.aliases[node].table];
  if (!table.dimensions[index].needs_flow) return;
  if (ExistsIn(forest, alias, MemberKind::kDimension, index, table)) return;
  const BoundMember* bound = FindBound(graph, node, MemberKind::kDimension, index);
  SEMA_CHECK(bound != nullptr, "a member that does not exist in its flow");
  BoundMember moved = *bound;
  moved.alias = alias;
  if (!Planted(Bug::kMemberStays)) Move(model, graph, forest, node, alias, moved.expr);
  InsertBound(forest, std::move(moved));
}

void BindFlowDimensionAt(const Model& model, const Flow& graph, Flow& forest, AliasIndex alias,
                         MemberIndex index) {
  const AliasIndex node = graph.dimension_homes[index];
  if (alias == node || FindMoved(forest, alias, index) != nullptr) return;
  const Dimension& dimension = graph.dimensions[index];
  BoundMember moved{.alias = alias,
                    .kind = MemberKind::kDimension,
                    .index = index,
                    .expr = dimension.expr,
                    .type = dimension.type};
  Move(model, graph, forest, node, alias, moved.expr);
  forest.moved.push_back(std::move(moved));
}

AliasIndex RootOf(const Flow& forest, AliasIndex alias) {
  AliasIndex at = alias;
  while (forest.aliases[at].parent != kSelf) at = forest.aliases[at].parent;
  return at;
}

}  // namespace semaflow::model
