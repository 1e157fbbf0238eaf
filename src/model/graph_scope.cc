#include "model/graph_scope.h"

#include <algorithm>
#include <string>
#include <utility>

#include "expr/visit.h"
#include "model/own_time.h"

namespace semaflow::model {
namespace {

using expr::Ref;
using expr::RefKind;

bool HasDimension(const BuildState& state, const Flow& graph, AliasIndex node,
                  std::string_view name) {
  const auto& members = state.model.tables[graph.aliases[node].table].members;
  const auto at = members.find(name);
  return at != members.end() && at->second.kind == MemberKind::kDimension;
}

bool HasColumn(const BuildState& state, const Flow& graph, AliasIndex node, std::string_view name) {
  return state.tables[graph.aliases[node].table].columns.Find(name) != kNone;
}

/// The path to a dimension or column; to any table that may have such a column where none is known.
FoundPath FindValue(const BuildState& state, const Flow& graph, AliasIndex start,
                    const PathName& name) {
  FoundPath found = FindPath(graph, start, name.words, [&](AliasIndex node) {
    return HasDimension(state, graph, node, name.field) ||
           (!name.words.empty() && HasColumn(state, graph, node, name.field));
  });
  if (found.kind != FoundPath::Kind::kNone || name.words.empty()) return found;
  return FindPath(graph, start, name.words, [](AliasIndex) { return true; });
}

std::string Listed(const std::vector<std::string>& paths, std::string_view field) {
  std::string list;
  for (const std::string& path : paths) {
    list += (list.empty() ? "" : ", ") + path + "." + std::string(field);
  }
  return list;
}

BoundName TellSeveral(BuildState& state, const WrittenName& name, const FoundPath& found,
                      const PathName& path) {
  const bool too_many = found.kind == FoundPath::Kind::kTooMany;
  state.diagnostics.AddInExpr(
      name.text, name.span,
      {.code = ErrorCode::kUnknownMember,
       .message = Quoted(TextOf(path)) + (too_many ? " may mean too many paths of the graph"
                                                   : " may mean several paths of the graph"),
       .help =
           too_many ? "write the whole path" : "write one of " + Listed(found.texts, path.field)});
  return BoundName::Failed();
}

/// The value of `name` at the end of a path from `start`, which was found.
BoundName ValueAt(BuildState& state, const BoundMembers& members, Flow& graph, AliasIndex start,
                  const GraphPath& path, AliasIndex node, const WrittenName& written,
                  const PathName& name) {
  const TableIndex table_index = graph.aliases[node].table;
  const Table& table = state.model.tables[table_index];
  if (HasDimension(state, graph, node, name.field)) {
    const MemberTarget target{table_index, node, table.members.find(name.field)->second};
    switch (members.StatusOf(target)) {
      case BindStatus::kReady:
        break;
      case BindStatus::kAbsent:
        return BoundName::Absent();
      case BindStatus::kNeedsFlow:
      case BindStatus::kFailed:
        return BoundName::Failed();
    }
    const AliasIndex alias = AddPath(graph, graph, start, path);
    BindDimensionAt(state.model, graph, graph, alias, target.member.index);
    return BoundName::Of({.kind = RefKind::kDimension,
                          .alias = alias,
                          .index = target.member.index,
                          .field = name.time_field()});
  }
  const std::uint32_t column = FindOrAddColumn(state, table_index, name.field);
  if (column != kNone) {
    return BoundName::Of({.kind = RefKind::kColumn,
                          .alias = AddPath(graph, graph, start, path),
                          .index = column,
                          .field = name.time_field()});
  }
  state.diagnostics.AddInExpr(written.text, written.span,
                              {.code = ErrorCode::kUnknownColumn,
                               .message = "the table " + Quoted(table.name) +
                                          " has no dimension or column " + Quoted(name.field)});
  return BoundName::Failed();
}

}  // namespace

std::optional<MemberTarget> GraphTableScope::TargetOf(const expr::Name& name, bool over_measures) {
  if (over_measures || !own_.BeginsWithAlias(name)) return own_.TargetOf(name, over_measures);
  const PathName path = SplitPath({name.parts.begin(), name.parts.end()});
  const FoundPath found = FindValue(state_, graph_, self_.alias, path);
  if (found.kind != FoundPath::Kind::kFound ||
      !HasDimension(state_, graph_, found.node, path.field)) {
    return std::nullopt;
  }
  const TableIndex table = graph_.aliases[found.node].table;
  const MemberTarget target{table, found.node,
                            state_.model.tables[table].members.find(path.field)->second};
  if (target == self_) return std::nullopt;
  return target;
}

BoundName GraphTableScope::RowName(const WrittenName& name) {
  if (!own_.BeginsWithAlias(name.name)) return own_.RowName(name);
  const PathName path = SplitPath({name.name.parts.begin(), name.name.parts.end()});
  const FoundPath found = FindValue(state_, graph_, self_.alias, path);
  switch (found.kind) {
    case FoundPath::Kind::kNone:
      return BoundName::Absent();
    case FoundPath::Kind::kSeveral:
    case FoundPath::Kind::kTooMany:
      return TellSeveral(state_, name, found, path);
    case FoundPath::Kind::kFound:
      break;
  }
  if (!found.path.empty()) {
    return ValueAt(state_, members_, graph_, self_.alias, found.path, found.node, name, path);
  }
  expr::Name own;
  own.parts.assign(name.name.parts.begin() + static_cast<std::ptrdiff_t>(path.words.size()),
                   name.name.parts.end());
  return own_.RowName({own, name.span, name.text});
}

bool GraphFlowScope::HasField(AliasIndex node, const PathName& name) const {
  if (const auto own = FlowDimensionOf(graph_, name)) return graph_.dimension_homes[*own] == node;
  return HasDimension(state_, graph_, node, name.field);
}

FoundPath GraphFlowScope::Find(AliasIndex start, const PathName& name) const {
  if (!FlowDimensionOf(graph_, name)) return FindValue(state_, graph_, start, name);
  return FindPath(graph_, start, {}, [&](AliasIndex node) { return HasField(node, name); });
}

bool GraphFlowScope::FindHome(const expr::Expr& tree, Span span, const ExprText& text) {
  std::vector<PathName> names;
  if (const auto* aggregate = expr::As<expr::Aggregate>(tree)) {
    for (const expr::Expr& arg : aggregate->details->args) AppendNames(arg, names);
    if (aggregate->details->order_by) AppendNames(*aggregate->details->order_by, names);
  } else {
    AppendNames(tree, names);
  }
  for (const PathName& name : names) {
    const auto own = FlowDimensionOf(graph_, name);
    if (own && graph_.dimension_homes[*own] == kSelf) return false;  // Its own problem was told.
  }
  const std::vector<AliasIndex> homes = FindHomes(
      graph_, names, [this](AliasIndex node, const PathName& name) { return HasField(node, name); },
      [this](AliasIndex start, const PathName& name) { return Find(start, name); });
  if (homes.size() == 1) {
    home_ = homes.front();
    return true;
  }
  const bool several = homes.size() > 1;
  state_.diagnostics.AddInExpr(
      text, span,
      {.code = ErrorCode::kReachedManyTimes,
       .message = several ? Quoted(text.value) + " may belong to the rows of " +
                                Quoted(graph_.aliases[homes[0]].name) + " or of " +
                                Quoted(graph_.aliases[homes[1]].name)
                          : "no table of the graph that " + Quoted(text.value) +
                                " names leads to all that it reads with one row each",
       .help = "begin each name with the table whose rows are meant: " + graph_.aliases[0].name +
               "..."});
  return false;
}

BoundName GraphFlowScope::TellNone(const WrittenName& name, const PathName& path) {
  state_.diagnostics.AddInExpr(name.text, name.span,
                               {.code = ErrorCode::kUnknownMember,
                                .message = "no path of the graph " + Quoted(graph_.name) +
                                           " leads from " + Quoted(graph_.aliases[home_].name) +
                                           " to a dimension or column " + Quoted(TextOf(path))});
  return BoundName::Failed();
}

BoundName GraphFlowScope::RowName(const WrittenName& name) {
  const PathName path = SplitPath({name.name.parts.begin(), name.name.parts.end()});
  const FoundPath found = Find(home_, path);
  switch (found.kind) {
    case FoundPath::Kind::kNone:
      return TellNone(name, path);
    case FoundPath::Kind::kSeveral:
    case FoundPath::Kind::kTooMany:
      return TellSeveral(state_, name, found, path);
    case FoundPath::Kind::kFound:
      break;
  }
  if (const auto own = FlowDimensionOf(graph_, path)) {
    const MemberTarget target{kNone, kSelf, {MemberKind::kDimension, *own}};
    if (members_.StatusOf(target) != BindStatus::kReady) return BoundName::Failed();
    const AliasIndex alias = AddPath(graph_, graph_, home_, found.path);
    BindFlowDimensionAt(state_.model, graph_, graph_, alias, *own);
    return BoundName::Of({.kind = RefKind::kFlowDimension,
                          .alias = alias,
                          .index = *own,
                          .field = path.time_field()});
  }
  return ValueAt(state_, members_, graph_, home_, found.path, found.node, name, path);
}

bool GraphFlowScope::BeginAggregate(const expr::Aggregate& aggregate, Span span,
                                    const ExprText& text) {
  return FindHome(expr::Expr{aggregate, span}, span, text);
}

// What filters a measure is reached from the rows that the measure takes.
bool GraphFlowScope::BeginFiltered(const expr::Expr& measure, const ExprText& text) {
  NodeVector<AliasIndex> homes;
  CollectHomes(state_.model, graph_, measure, homes);
  if (homes.size() == 1) {
    home_ = homes.front();
    return true;
  }
  state_.diagnostics.AddInExpr(
      text, measure.span,
      {.code = ErrorCode::kReachedManyTimes,
       .message = "a filter in a graph is reached from the rows of one table, and this measure "
                  "takes those of several",
       .help = "filter the measures that it is made of, one by one"});
  return false;
}

bool GraphFlowScope::FinishAggregate(expr::Aggregate& aggregate, Span span, const ExprText& text) {
  expr::AggregateDetails& details = *aggregate.details;
  details.home = home_;
  const bool by_time = aggregate.function == expr::AggregateFunction::kFirst ||
                       aggregate.function == expr::AggregateFunction::kLast;
  if (!by_time || details.order_by) return true;
  const MemberIndex time = state_.model.tables[graph_.aliases[home_].table].time_dimension;
  if (time == kNone) {
    state_.diagnostics.AddInExpr(
        text, span,
        {.code = ErrorCode::kBadMeasure,
         .message = "first and last need a time to go by",
         .help = "add `time_dimension:` to the table of " + Quoted(graph_.aliases[home_].name)});
    return false;
  }
  details.order_by =
      expr::Expr{Ref{.kind = RefKind::kDimension, .alias = home_, .index = time, .field = {}}};
  return true;
}

}  // namespace semaflow::model
