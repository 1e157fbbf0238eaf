#include "model/member_binder.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "base/check.h"
#include "expr/typing.h"
#include "expr/visit.h"
#include "model/graph_scope.h"
#include "model/member_checks.h"

namespace semaflow::model {
namespace {

using expr::Expr;
using expr::Ref;
using expr::RefKind;

/// Calls `f(target)` for every member that an expression names, before it is bound.
template <typename F>
void ForEachTarget(const Expr& expr, bool over_measures, MemberScope& scope, F&& f) {
  if (const auto* name = expr::As<expr::Name>(expr)) {
    if (std::optional<MemberTarget> target = scope.TargetOf(*name, over_measures)) f(*target);
    return;
  }
  bool inside = over_measures;
  if (const auto* aggregate = expr::As<expr::Aggregate>(expr)) {
    inside = false;
    if (std::optional<MemberTarget> order = scope.DefaultOrder(*aggregate)) f(*order);
  }
  if (const auto* filtered = expr::As<expr::Filtered>(expr)) {
    ForEachTarget(*filtered->measure, over_measures, scope, f);
    ForEachTarget(*filtered->filter, false, scope, f);
    return;
  }
  expr::ForEachChild(expr, [&](const Expr& child) { ForEachTarget(child, inside, scope, f); });
}

}  // namespace

// In a graph what a member is at the end of a path follows from what it is at its own table.
std::uint64_t MemberBinder::KeyOf(const MemberTarget& target) const {
  AliasIndex alias = target.alias;
  if (flow_ != kNone && alias != kSelf) {
    const AliasIndex node = state_.model.flows[flow_].aliases[alias].node;
    if (node != kSelf) alias = node;
  }
  return (std::uint64_t{alias} << 33) |
         (std::uint64_t{target.member.kind == MemberKind::kMeasure} << 32) | target.member.index;
}

const MemberState& MemberBinder::StateOf(const MemberTarget& target) const {
  const auto& [kind, index] = target.member;
  if (target.table == kNone) {
    const FlowState& flow = state_.flows[flow_];
    return kind == MemberKind::kDimension ? flow.dimensions[index] : flow.measures[index];
  }
  const TableState& table = state_.tables[target.table];
  return kind == MemberKind::kDimension ? table.dimensions[index] : table.measures[index];
}

MemberState& MemberBinder::StateOf(const MemberTarget& target) {
  return const_cast<MemberState&>(std::as_const(*this).StateOf(target));
}

const Text& MemberBinder::NameOf(const MemberTarget& target) const {
  const auto& [kind, index] = target.member;
  if (target.table == kNone) {
    const FlowState& flow = state_.flows[flow_];
    return kind == MemberKind::kDimension ? flow.dimension_definitions[index]->name
                                          : flow.measure_definitions[index]->name;
  }
  const TableState& table = state_.tables[target.table];
  return kind == MemberKind::kDimension ? table.dimension_definitions[index]->name
                                        : table.measure_definitions[index]->name;
}

bool MemberBinder::IsNeedsFlow(const MemberTarget& target) const {
  if (target.table == kNone) return false;
  const Table& table = state_.model.tables[target.table];
  const auto& [kind, index] = target.member;
  return kind == MemberKind::kDimension ? table.dimensions[index].needs_flow
                                        : table.measures[index].needs_flow;
}

BindStatus MemberBinder::StatusOf(const MemberTarget& target) const {
  Progress progress = StateOf(target).progress;
  if (progress == Progress::kDone && IsNeedsFlow(target)) {
    if (flow_ == kNone) return BindStatus::kNeedsFlow;
    const auto at = bindings_.find(KeyOf(target));
    if (at == bindings_.end()) return BindStatus::kFailed;
    if (at->second.absent) return BindStatus::kAbsent;
    progress = at->second.progress;
  }
  return progress == Progress::kDone ? BindStatus::kReady : BindStatus::kFailed;
}

DataType MemberBinder::TypeOf(const MemberTarget& target) const {
  if (IsNeedsFlow(target)) {
    const auto at = bindings_.find(KeyOf(target));
    return at != bindings_.end() ? at->second.type : DataType{};
  }
  const Table& table = state_.model.tables[target.table];
  const auto& [kind, index] = target.member;
  return kind == MemberKind::kDimension ? table.dimensions[index].type : table.measures[index].type;
}

// --- the order of binding

void MemberBinder::Require(const MemberTarget& target) {
  if (target.table == kNone) {
    RequireOfFlow(target);
  } else if (flow_ == kNone) {
    RequireOfTable(target);
  } else if (IsNeedsFlow(target)) {
    RequireInFlow(target);
  }
}

void MemberBinder::TellCycle(const MemberTarget& target) {
  const auto begin = std::find(active_.begin(), active_.end(), target);
  std::string names;
  for (auto at = begin; at != active_.end(); ++at) names += Quoted(NameOf(*at).value) + " -> ";
  names += Quoted(NameOf(target).value);
  Problem problem{.code = ErrorCode::kFormulaCycle,
                  .place = NameOf(target).place,
                  .message = "members refer to each other in a cycle: " + names,
                  .help = "one of them must be defined without the others"};
  for (auto at = begin + 1; at < active_.end(); ++at) {
    problem.others.emplace_back(NameOf(*at).place, "a part of the cycle");
  }
  state_.diagnostics.Add(std::move(problem));
}

void MemberBinder::BindTable(TableIndex table_index) {
  const Table& table = state_.model.tables[table_index];
  for (std::size_t i = 0; i < table.dimensions.size(); ++i) {
    Require({table_index, kSelf, {MemberKind::kDimension, static_cast<MemberIndex>(i)}});
  }
  for (std::size_t i = 0; i < table.measures.size(); ++i) {
    Require({table_index, kSelf, {MemberKind::kMeasure, static_cast<MemberIndex>(i)}});
  }
}

// A wall clock of a known zone is an instant to everybody: its expression alone is a timestamp.
void MemberBinder::TakeStoredIn(const DimensionDefinition& definition, const Dimension& dimension,
                                DataType& type) {
  if (dimension.stored_in.empty()) return;
  if (type.kind != TypeKind::kUnknown && type.kind != TypeKind::kTimestamp) {
    state_.Add(
        ErrorCode::kTypeMismatch, definition.stored_in.place,
        "`stored_in` is for timestamps, and " + Quoted(dimension.name) + " is " + ToString(type),
        "leave it out");
    return;
  }
  type = {.kind = TypeKind::kTimestamptz};
}

void MemberBinder::RequireOfTable(const MemberTarget& target) {
  MemberState& progress = StateOf(target);
  if (progress.progress == Progress::kBinding) TellCycle(target);
  if (progress.progress != Progress::kNew) return;
  progress.progress = Progress::kBinding;
  active_.push_back(target);
  Table& table = state_.model.tables[target.table];
  TableState& own = state_.tables[target.table];
  TableScope scope(state_, *this, target, kNone);
  BindStatus status = BindStatus::kFailed;
  const auto& [kind, index] = target.member;
  if (kind == MemberKind::kDimension) {
    Dimension& dimension = table.dimensions[index];
    status = BindDimension(target, *own.dimension_definitions[index], scope, dimension.expr,
                           dimension.type, progress.extent);
    if (status == BindStatus::kReady) {
      TakeStoredIn(*own.dimension_definitions[index], dimension, dimension.type);
      FinishDimension(target, scope, dimension);
    }
    dimension.needs_flow = status == BindStatus::kNeedsFlow;
    // Values of other aliases are not NULL because this table has no row.
    if (dimension.needs_flow) dimension.null_on_null = false;
  } else {
    Measure& measure = table.measures[index];
    status = BindMeasure(target, *own.measure_definitions[index], scope, measure.expr, measure.type,
                         progress.extent);
    if (status == BindStatus::kReady && !FinishMeasure(target, measure.expr, measure.type)) {
      status = BindStatus::kFailed;
    }
    measure.needs_flow = status == BindStatus::kNeedsFlow;
  }
  active_.pop_back();
  progress.progress = status == BindStatus::kFailed ? Progress::kFailed : Progress::kDone;
  if (status == BindStatus::kNeedsFlow) own.flow_members.push_back(target.member);
}

void MemberBinder::RequireInFlow(const MemberTarget& target) {
  FlowBinding& binding = bindings_[KeyOf(target)];
  if (binding.progress == Progress::kBinding) TellCycle(target);
  if (binding.progress != Progress::kNew) return;
  MemberState& progress = StateOf(target);
  binding.progress = Progress::kFailed;
  if (progress.progress != Progress::kDone || progress.told_in_flow) return;
  binding.progress = Progress::kBinding;
  active_.push_back(target);
  const TableState& own = state_.tables[target.table];
  const Table& table = state_.model.tables[target.table];
  const bool graph = state_.model.flows[flow_].kind == Flow::Kind::kGraph;
  std::optional<TableScope> of_tree;
  std::optional<GraphTableScope> of_graph;
  MemberScope& scope =
      graph ? static_cast<MemberScope&>(of_graph.emplace(state_, *this, target, flow_))
            : of_tree.emplace(state_, *this, target, flow_);
  BoundMember bound{.alias = target.alias,
                    .kind = target.member.kind,
                    .index = target.member.index,
                    .expr = {},
                    .type = {}};
  BindStatus status = BindStatus::kFailed;
  const auto& [kind, index] = target.member;
  if (kind == MemberKind::kDimension) {
    bound.expr = table.dimensions[index].expr;
    bound.type = table.dimensions[index].type;
    status = BindDimension(target, *own.dimension_definitions[index], scope, bound.expr, bound.type,
                           binding.extent);
    if (status == BindStatus::kReady) {
      TakeStoredIn(*own.dimension_definitions[index], table.dimensions[index], bound.type);
    }
  } else {
    bound.expr = table.measures[index].expr;
    bound.type = table.measures[index].type;
    status = BindMeasure(target, *own.measure_definitions[index], scope, bound.expr, bound.type,
                         binding.extent);
    if (status == BindStatus::kReady && !FinishMeasure(target, bound.expr, bound.type)) {
      status = BindStatus::kFailed;
    }
  }
  active_.pop_back();
  binding.progress = status == BindStatus::kReady ? Progress::kDone : Progress::kFailed;
  binding.absent = status == BindStatus::kAbsent;
  binding.type = bound.type;
  progress.told_in_flow |= status == BindStatus::kFailed;
  progress.found_in_flow |= status != BindStatus::kAbsent;
  if (status == BindStatus::kReady) {
    KeepRefusal(target, bound.expr);
    Flow& flow = state_.model.flows[flow_];
    if (graph) {
      InsertBound(flow, std::move(bound));  // Paths look for it before all are bound.
    } else {
      flow.bound.push_back(std::move(bound));
    }
  }
}

bool MemberBinder::FindGraphHome(const MemberTarget& target, GraphFlowScope& scope) {
  Flow& flow = state_.model.flows[flow_];
  const MemberIndex index = target.member.index;
  const ExprText& text = state_.flows[flow_].dimension_definitions[index]->expr;
  const Span span{0, static_cast<std::uint32_t>(text.value.size())};
  const Expr& tree = flow.dimensions[index].expr;
  // Those that it names have to have theirs.
  ForEachTarget(tree, false, scope, [this](const MemberTarget& other) { Require(other); });
  if (!scope.FindHome(tree, span, text)) return false;
  flow.dimension_homes[index] = scope.home();
  return true;
}

void MemberBinder::RequireOfFlow(const MemberTarget& target) {
  MemberState& progress = StateOf(target);
  if (progress.progress == Progress::kBinding) TellCycle(target);
  if (progress.progress != Progress::kNew) return;
  progress.progress = Progress::kBinding;
  active_.push_back(target);
  Flow& flow = state_.model.flows[flow_];
  const FlowState& own = state_.flows[flow_];
  const bool graph = flow.kind == Flow::Kind::kGraph;
  std::optional<FlowScope> of_tree;
  std::optional<GraphFlowScope> of_graph;
  MemberScope& scope =
      graph ? static_cast<MemberScope&>(of_graph.emplace(state_, *this, target, flow_))
            : of_tree.emplace(state_, *this, target, flow_);
  BindStatus status = BindStatus::kFailed;
  const auto& [kind, index] = target.member;
  if (kind == MemberKind::kDimension && graph && !FindGraphHome(target, *of_graph)) {
    // Told.
  } else if (kind == MemberKind::kDimension) {
    Dimension& dimension = flow.dimensions[index];
    status = BindDimension(target, *own.dimension_definitions[index], scope, dimension.expr,
                           dimension.type, progress.extent);
    if (status == BindStatus::kReady) {
      TakeStoredIn(*own.dimension_definitions[index], dimension, dimension.type);
      FinishDimension(target, scope, dimension);
    }
  } else {
    Measure& measure = flow.measures[index];
    status = BindMeasure(target, *own.measure_definitions[index], scope, measure.expr, measure.type,
                         progress.extent);
    if (status == BindStatus::kReady && !FinishMeasure(target, measure.expr, measure.type)) {
      status = BindStatus::kFailed;
    }
  }
  active_.pop_back();
  progress.progress = status == BindStatus::kReady ? Progress::kDone : Progress::kFailed;
}

void MemberBinder::BindFlow(std::uint32_t flow_index) {
  flow_ = flow_index;
  bindings_.clear();
  Flow& flow = state_.model.flows[flow_index];
  for (std::size_t i = 0; i < flow.table_count(); ++i) {
    const TableIndex table = flow.aliases[i].table;
    for (const Member& member : state_.tables[table].flow_members) {
      Require({table, static_cast<AliasIndex>(i), member});
    }
  }
  std::sort(flow.bound.begin(), flow.bound.end(), [](const BoundMember& a, const BoundMember& b) {
    return std::tuple(a.alias, a.kind, a.index) < std::tuple(b.alias, b.kind, b.index);
  });
  for (std::size_t i = 0; i < flow.dimensions.size(); ++i) {
    Require({kNone, kSelf, {MemberKind::kDimension, static_cast<MemberIndex>(i)}});
  }
  for (std::size_t i = 0; i < flow.measures.size(); ++i) {
    Require({kNone, kSelf, {MemberKind::kMeasure, static_cast<MemberIndex>(i)}});
  }
  flow_ = kNone;
}

// --- one member

bool MemberBinder::BindParts(const ExprParts& parts, MemberScope& scope,
                             std::vector<OtherName>& others, BindStatus& status) {
  if (active_.size() > kExpandedDepthMax) {
    TellTooLarge(active_.front());  // It needs all of them; this one may be short by itself.
    status = BindStatus::kFailed;
    return false;
  }
  std::vector<MemberTarget> targets;
  for (const ExprPart& part : parts) {
    ForEachTarget(*part.expr, part.over_measures, scope,
                  [&targets](const MemberTarget& other) { targets.push_back(other); });
  }
  for (const OtherName& other : others) {
    ForEachTarget(other.expr, other.over_measures, scope,
                  [&targets](const MemberTarget& found) { targets.push_back(found); });
  }
  for (const MemberTarget& other : targets) Require(other);
  ExprBinder binder(state_, scope);
  for (const ExprPart& part : parts) binder.Bind(*part.expr, *part.text, part.over_measures);
  for (OtherName& other : others) binder.Bind(other.expr, other.text, other.over_measures);
  const BindOutcome& outcome = binder.outcome();
  status = outcome.failed       ? BindStatus::kFailed
           : outcome.absent     ? BindStatus::kAbsent
           : outcome.needs_flow ? BindStatus::kNeedsFlow
                                : BindStatus::kReady;
  return status == BindStatus::kReady;
}

BindStatus MemberBinder::BindDimension(const MemberTarget& target,
                                       const DimensionDefinition& definition, MemberScope& scope,
                                       Expr& tree, DataType& type, Extent& extent) {
  if (definition.verbatim && target.table != kNone) {
    const BindStatus bound = BindVerbatim(target, definition, tree, type);
    return bound;
  }
  const ExprParts parts = PartsOf(definition, tree);
  BindStatus status = BindStatus::kFailed;
  std::vector<OtherName> others;
  if (!BindParts(parts, scope, others, status)) return status;
  if (!definition.measure && !CheckDimensionReach(target, definition.expr, tree)) {
    return BindStatus::kFailed;
  }
  if (!CheckExtent(target, tree, extent)) return BindStatus::kFailed;
  if (!CheckMemberTypes(state_, parts, tree, scope.types(), definition.type, type)) {
    return BindStatus::kFailed;
  }
  expr::TypeLiterals(tree, scope.types());
  return BindStatus::kReady;
}

BindStatus MemberBinder::BindVerbatim(const MemberTarget& target,
                                      const DimensionDefinition& definition, Expr& tree,
                                      DataType& type) {
  const std::uint32_t column = FindOrAddColumn(state_, target.table, definition.expr.value);
  if (column == kNone) {
    AddUnknownColumn(state_, target.table, definition.expr.place, definition.expr.value);
    return BindStatus::kFailed;
  }
  tree.node = Ref{.kind = RefKind::kColumn, .alias = kSelf, .index = column, .field = {}};
  type = state_.model.tables[target.table].columns[column].type;
  return BindStatus::kReady;
}

BindStatus MemberBinder::BindMeasure(const MemberTarget& target,
                                     const MeasureDefinition& definition, MemberScope& scope,
                                     Expr& tree, DataType& type, Extent& extent) {
  const ExprParts parts = PartsOf(definition, tree);
  BindStatus status = BindStatus::kFailed;
  std::vector<OtherName> others = OtherNamesOf(target, definition);
  if (!BindParts(parts, scope, others, status)) return status;
  for (const OtherName& other : others) {
    if (!other.over_measures && !CheckOtherName(target, other)) return BindStatus::kFailed;
  }
  auto* share = expr::As<expr::Share>(tree);
  if (share != nullptr) SetDimensions(*share, others);
  Expr& measured = share != nullptr ? *share->measure : tree;
  if (!CheckConversion(target, definition, measured, others)) return BindStatus::kFailed;
  auto* aggregate = expr::As<expr::Aggregate>(measured);
  if (aggregate != nullptr && !definition.formula.given()) {
    const ExprText agg{definition.agg.value, definition.agg.place, Spelling::kVerbatim};
    const ExprText& text = definition.expr.given() ? definition.expr : agg;
    const Span span{0, static_cast<std::uint32_t>(text.value.size())};
    if (!scope.FinishAggregate(*aggregate, span, text)) return BindStatus::kFailed;
  }
  if (definition.formula.given() && !CheckFormula(state_, parts, tree)) return BindStatus::kFailed;
  if (!CheckExtent(target, tree, extent)) return BindStatus::kFailed;
  if (!CheckMemberTypes(state_, parts, tree, scope.types(), definition.type, type)) {
    return BindStatus::kFailed;
  }
  expr::TypeLiterals(tree, scope.types());
  return BindStatus::kReady;
}

}  // namespace semaflow::model
