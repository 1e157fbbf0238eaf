// Flows: aliases in an order in which every join's left side comes first, links of graphs, and
// members that are parsed and not bound yet.
#include <algorithm>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "base/closest.h"
#include "model/build_state.h"
#include "model/member_parser.h"
#include "model/name_scopes.h"

namespace semaflow::model {
namespace {

/// One table of a flow before its place in the order is known.
struct Node {
  const Text* alias = nullptr;
  const Text* table_name = nullptr;
  const JoinDefinition* join = nullptr;  ///< nullptr: the base, or a table of a graph.
  TableIndex table = kNone;
  std::size_t parent = kNone;
  std::vector<std::size_t> needs;  ///< Nodes that must come earlier, the parent among them.
  std::vector<JoinKey> keys;       ///< Parsed.
};

class FlowBuilder {
 public:
  FlowBuilder(BuildState& state, std::uint32_t index)
      : state_(state),
        index_(index),
        flow_(state.model.flows[index]),
        own_(state.flows[index]),
        definition_(*own_.definition) {}

  void Build() {
    flow_.name = definition_.name.value;
    flow_.description = definition_.description;
    flow_.kind = definition_.graph ? Flow::Kind::kGraph : Flow::Kind::kTree;
    if (definition_.file != kNoFile) flow_.file = state_.definition.files[definition_.file].shown;
    if (!definition_.time_name.value.empty() &&
        CheckName(state_, definition_.time_name, "the shared time")) {
      flow_.time_name = definition_.time_name.value;
    }
    CollectNodes();
    CheckAliases();
    if (!definition_.graph) FindParents();
    PlaceNodes();
    CheckDataSources();
    AddMembers();
    for (const LinkDefinition& link : definition_.links) {
      own_.roles.insert(link.role.value.empty() ? link.to.value : link.role.value);
    }
    if (!own_.broken) return;
    for (const Node& node : nodes_) {
      if (node.table != kNone) state_.tables[node.table].in_broken_flow = true;
    }
  }

 private:
  void CollectNodes() {
    if (definition_.graph) {
      for (const auto& [alias, table] : definition_.tables) AddNode(alias, table, nullptr);
    } else {
      if (definition_.base_table.value.empty() || definition_.base_alias.value.empty()) {
        own_.broken = true;
      }
      AddNode(definition_.base_alias, definition_.base_table, nullptr);
      for (const JoinDefinition& join : definition_.joins) {
        AddNode(join.alias, join.semantic_table, &join);
      }
    }
    if (nodes_.size() > kAliasesMax) {
      state_.Add(ErrorCode::kFlowTooLarge, definition_.name.place,
                 "the flow " + Quoted(definition_.name.value) + " has more than " +
                     std::to_string(kAliasesMax) + " tables",
                 "split it into several flows");
      own_.broken = true;
      nodes_.clear();
    }
  }

  void AddNode(const Text& alias, const Text& table, const JoinDefinition* join) {
    Node& node = nodes_.emplace_back();
    node.alias = &alias;
    node.table_name = &table;
    node.join = join;
    if (table.value.empty()) {
      own_.broken = true;  // Told by the reader.
      return;
    }
    const auto at = state_.model.table_names.find(table.value);
    if (at != state_.model.table_names.end() && !state_.tables[at->second].is_double) {
      node.table = at->second;
      return;
    }
    own_.broken = true;
    if (at != state_.model.table_names.end()) return;  // Told: two tables have the name.
    if (MayBeUnread(table.value)) return;
    std::vector<std::string_view> names;
    for (const TableDefinition& other : state_.definition.tables) {
      names.push_back(other.name.value);
    }
    std::string subject = "the base table";
    if (join != nullptr) subject = "the join " + Quoted(join->label.value);
    if (definition_.graph) subject = "the alias " + Quoted(alias.value);
    state_.diagnostics.Add({.code = ErrorCode::kUnknownTable,
                            .place = table.place,
                            .message = subject + " names an unknown table " + Quoted(table.value),
                            .candidates = ClosestNames(table.value, names)});
  }

  /// A table whose file had a syntax error is not unknown.
  bool MayBeUnread(const std::string& table) const {
    const std::vector<std::string>& unread = state_.definition.unread_tables;
    return std::find(unread.begin(), unread.end(), table) != unread.end();
  }

  void CheckAliases() {
    by_alias_.reserve(nodes_.size());
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const Text& alias = *nodes_[i].alias;
      if (alias.value.empty()) {
        own_.broken = true;
        continue;
      }
      if (!CheckName(state_, alias, "an alias") || !CheckReserved(alias, "an alias")) {
        own_.broken = true;
        continue;
      }
      const auto [at, added] = by_alias_.try_emplace(alias.value, i);
      if (added) continue;
      own_.broken = true;
      if (definition_.graph && alias.place.file != kNoFile) continue;  // Two equal keys: told.
      state_.diagnostics.Add({.code = ErrorCode::kDuplicateAlias,
                              .place = alias.place,
                              .message = "the flow " + Quoted(definition_.name.value) +
                                         " uses the alias " + Quoted(alias.value) + " twice",
                              .help = "a table that is joined twice plays two roles: give each "
                                      "an alias of its own",
                              .others = {{nodes_[at->second].alias->place, "the first one"}}});
    }
  }

  bool CheckReserved(const Text& name, std::string_view what) {
    if (name.value == "column") {
      state_.Add(ErrorCode::kBadName, name.place,
                 "\"column\" cannot be the name of " + std::string(what),
                 "`column.x` in an expression means the column x");
      return false;
    }
    if (name.value != flow_.time_name) return true;
    state_.Add(ErrorCode::kBadName, name.place,
               Quoted(name.value) +
                   " is the name of the flow's shared time, and cannot be that of " +
                   std::string(what),
               "rename it, or give the shared time another name by `time_name`");
    return false;
  }

  void FindParents() {
    for (std::size_t i = 1; i < nodes_.size(); ++i) {
      Node& node = nodes_[i];
      const Text& to = node.join->to_table;
      const auto at = by_alias_.find(to.value);
      if (at == by_alias_.end()) {
        own_.broken = true;
        if (!to.value.empty()) AddUnknownAlias(to, *node.join);
      } else {
        node.parent = at->second;
        node.needs.push_back(at->second);
      }
      ParseKeys(node);
    }
  }

  void AddUnknownAlias(const Text& alias, const JoinDefinition& join) {
    std::vector<std::string_view> names;
    std::string help;
    for (const Node& node : nodes_) {
      names.push_back(node.alias->value);
      if (node.table_name->value == alias.value && help.empty()) {
        help = "joins name aliases: the table " + Quoted(alias.value) + " is " +
               Quoted(node.alias->value) + " here";
      }
    }
    std::vector<std::string> candidates;
    if (help.empty()) candidates = ClosestNames(alias.value, names);
    state_.diagnostics.Add({.code = ErrorCode::kUnknownAlias,
                            .place = alias.place,
                            .message = "the join " + Quoted(join.label.value) +
                                       " names an unknown alias " + Quoted(alias.value),
                            .help = std::move(help),
                            .candidates = std::move(candidates)});
  }

  /// Keys are parsed here, since a `left` that names another alias decides the order too.
  void ParseKeys(Node& node) {
    for (const JoinKeyDefinition& key : node.join->keys) {
      JoinKey& parsed = node.keys.emplace_back();
      if (!key.left.given() || !key.right.given() || !ParseExpr(state_, key.left, parsed.left) ||
          !ParseExpr(state_, key.right, parsed.right)) {
        own_.broken = true;
        continue;
      }
      for (const std::string& alias : AliasesOf(parsed.left)) {
        const auto at = by_alias_.find(alias);
        if (at != by_alias_.end()) node.needs.push_back(at->second);
      }
    }
  }

  /// Places every node behind those that it needs, else in the order of the file.
  void PlaceNodes() {
    std::vector<std::size_t> missing(nodes_.size(), 0);
    std::vector<std::vector<std::size_t>> dependents(nodes_.size());
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      std::vector<std::size_t>& needs = nodes_[i].needs;
      std::sort(needs.begin(), needs.end());
      needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
      missing[i] = needs.size();
      for (const std::size_t need : needs) dependents[need].push_back(i);
      const bool root = definition_.graph || i == 0;
      if (missing[i] == 0 && root) ready.push(i);
    }
    std::vector<std::size_t> order;
    while (!ready.empty()) {
      const std::size_t node = ready.top();
      ready.pop();
      order.push_back(node);
      for (const std::size_t dependent : dependents[node]) {
        if (--missing[dependent] == 0) ready.push(dependent);
      }
    }
    if (order.size() < nodes_.size()) {
      AddCycles(order);
      own_.broken = true;
    }
    if (own_.broken) return;
    MakeAliases(order);
  }

  /// Tells each cycle among the nodes that found no place. Nodes that only hang on one stay silent.
  void AddCycles(const std::vector<std::size_t>& placed) {
    enum class Mark : std::uint8_t { kNew, kPlaced, kOnPath, kDone };
    std::vector<Mark> marks(nodes_.size(), Mark::kNew);
    for (const std::size_t node : placed) marks[node] = Mark::kPlaced;
    for (std::size_t start = 0; start < nodes_.size(); ++start) {
      std::vector<std::size_t> path;
      std::size_t at = start;
      // Every node here needs one that is not placed, or one that does not exist.
      while (marks[at] == Mark::kNew) {
        marks[at] = Mark::kOnPath;
        path.push_back(at);
        const auto next = std::find_if(nodes_[at].needs.begin(), nodes_[at].needs.end(),
                                       [&](std::size_t n) { return marks[n] != Mark::kPlaced; });
        if (next == nodes_[at].needs.end()) break;
        at = *next;
      }
      if (!path.empty() && marks[at] == Mark::kOnPath && at != path.back()) {
        AddCycle(path, at);
      } else if (!path.empty() && marks[at] == Mark::kOnPath && NeedsItself(at)) {
        AddCycle(path, at);
      }
      for (const std::size_t node : path) marks[node] = Mark::kDone;
    }
  }

  bool NeedsItself(std::size_t node) const {
    const std::vector<std::size_t>& needs = nodes_[node].needs;
    return std::find(needs.begin(), needs.end(), node) != needs.end();
  }

  void AddCycle(const std::vector<std::size_t>& path, std::size_t first) {
    const auto begin = std::find(path.begin(), path.end(), first);
    std::string names;
    for (auto at = begin; at != path.end(); ++at)
      names += Quoted(nodes_[*at].alias->value) + " -> ";
    names += Quoted(nodes_[first].alias->value);
    const Node& node = nodes_[first];
    state_.Add(
        ErrorCode::kJoinCycle, node.join->to_table.place,
        "the joins of the flow " + Quoted(definition_.name.value) + " form a cycle: " + names,
        "every join must lead to the base table " + Quoted(definition_.base_alias.value));
  }

  void MakeAliases(const std::vector<std::size_t>& order) {
    std::vector<AliasIndex> positions(nodes_.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      positions[order[i]] = static_cast<AliasIndex>(i);
    }
    flow_.aliases.resize(order.size());
    own_.joins.resize(order.size());
    own_.alias_places.resize(order.size());
    flow_.alias_names.reserve(order.size());
    if (definition_.graph) flow_.nodes = static_cast<AliasIndex>(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      Node& node = nodes_[order[i]];
      const auto position = static_cast<AliasIndex>(i);
      Alias& alias = flow_.aliases[i];
      alias.name = node.alias->value;
      alias.table = node.table;
      if (definition_.graph) alias.node = position;
      own_.joins[i] = node.join;
      own_.alias_places[i] = node.alias->place;
      flow_.alias_names.emplace(alias.name, position);
      state_.tables[node.table].seats.push_back({index_, position});
      if (node.join == nullptr) continue;
      alias.parent = positions[node.parent];
      flow_.aliases[alias.parent].children.push_back(position);
      alias.join_label = node.join->label.value;
      alias.join_type = JoinTypeOf(node.join->join_type.value);
      flow_.only_left_joins = flow_.only_left_joins && alias.join_type == JoinType::kLeft;
      alias.keys = std::move(node.keys);
    }
  }

  static JoinType JoinTypeOf(std::string_view word) {
    if (word == "inner") return JoinType::kInner;
    if (word == "right") return JoinType::kRight;
    if (word == "full") return JoinType::kFull;
    return JoinType::kLeft;
  }

  void CheckDataSources() {
    const Node* first = nullptr;
    for (const Node& node : nodes_) {
      if (node.table == kNone) continue;
      const Text& source = state_.tables[node.table].definition->data_source;
      if (source.value.empty()) continue;
      if (first == nullptr) {
        first = &node;
        flow_.data_source = source.value;
        continue;
      }
      if (source.value == flow_.data_source) continue;
      const Text& other = state_.tables[first->table].definition->data_source;
      state_.diagnostics.Add(
          {.code = ErrorCode::kMixedDataSources,
           .place = node.table_name->place,
           .message = "the flow " + Quoted(definition_.name.value) + " joins tables of two data " +
                      "sources: " + Quoted(node.table_name->value) + " is in " +
                      Quoted(source.value) + ", " + Quoted(first->table_name->value) + " in " +
                      Quoted(flow_.data_source),
           .help = "a flow has one data source",
           .others = {{source.place, Quoted(source.value)}, {other.place, Quoted(other.value)}}});
    }
  }

  bool AddName(const Text& name, MemberKind kind, std::size_t index, std::string_view what) {
    if (!CheckName(state_, name, what) || !CheckReserved(name, what)) return false;
    const auto alias = by_alias_.find(name.value);
    if (alias != by_alias_.end()) {
      state_.diagnostics.Add({.code = ErrorCode::kDuplicateName,
                              .place = name.place,
                              .message = Quoted(name.value) + " is an alias of the flow and " +
                                         std::string(what) + " of it",
                              .help = "rename one",
                              .others = {{nodes_[alias->second].alias->place, "the alias"}}});
      return false;
    }
    const auto [at, added] =
        flow_.members.try_emplace(name.value, Member{kind, static_cast<MemberIndex>(index)});
    if (added) return true;
    const Member& other = at->second;
    const Place& place = other.kind == MemberKind::kDimension
                             ? own_.dimension_definitions[other.index]->name.place
                             : own_.measure_definitions[other.index]->name.place;
    if (other.kind == kind && place.file != kNoFile) return false;
    state_.diagnostics.Add({.code = ErrorCode::kDuplicateName,
                            .place = name.place,
                            .message = "the flow " + Quoted(definition_.name.value) +
                                       " has two members " + Quoted(name.value),
                            .help = "dimensions and measures share one namespace: rename one",
                            .others = {{place, "the other one"}}});
    return false;
  }

  void AddMembers() {
    for (const DimensionDefinition& written : definition_.dimensions) {
      if (!AddName(written.name, MemberKind::kDimension, flow_.dimensions.size(), "a dimension")) {
        continue;
      }
      Dimension& dimension = flow_.dimensions.emplace_back();
      dimension.name = written.name.value;
      own_.dimension_definitions.push_back(&written);
      MemberState& progress = own_.dimensions.emplace_back();
      if (!ParseDimension(state_, written, true, dimension)) progress.progress = Progress::kFailed;
    }
    for (const MeasureDefinition& written : definition_.measures) {
      if (!AddName(written.name, MemberKind::kMeasure, flow_.measures.size(), "a measure")) {
        continue;
      }
      Measure& measure = flow_.measures.emplace_back();
      measure.name = written.name.value;
      own_.measure_definitions.push_back(&written);
      MemberState& progress = own_.measures.emplace_back();
      if (!ParseMeasure(state_, written, measure)) progress.progress = Progress::kFailed;
    }
    flow_.dimension_homes.resize(flow_.dimensions.size(), kSelf);
  }

  static constexpr std::size_t kAliasesMax = 4096;

  BuildState& state_;
  std::uint32_t index_;
  Flow& flow_;
  FlowState& own_;
  const FlowDefinition& definition_;
  std::vector<Node> nodes_;
  std::unordered_map<std::string_view, std::size_t> by_alias_;
};

}  // namespace

void BuildFlows(BuildState& state) {
  Model& model = state.model;
  const std::vector<FlowDefinition>& definitions = state.definition.flows;
  model.flows.resize(definitions.size());
  state.flows.resize(definitions.size());
  model.flow_names.reserve(definitions.size());
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const FlowDefinition& definition = definitions[i];
    state.flows[i].definition = &definition;
    if (!definition.name.value.empty() && CheckName(state, definition.name, "a flow")) {
      const auto [at, added] =
          model.flow_names.try_emplace(definition.name.value, static_cast<std::uint32_t>(i));
      if (!added) {
        state.diagnostics.Add({.code = ErrorCode::kDuplicateName,
                               .place = definition.name.place,
                               .message = "there are two flows " + Quoted(definition.name.value),
                               .help = "rename one",
                               .others = {{definitions[at->second].name.place, "the other one"}}});
      }
    }
    FlowBuilder(state, static_cast<std::uint32_t>(i)).Build();
  }
}

}  // namespace semaflow::model
