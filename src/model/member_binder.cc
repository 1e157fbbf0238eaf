#include "model/member_binder.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/check.h"
#include "expr/visit.h"
#include "model/join_reach.h"
#include "model/measure_steps.h"
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

bool IsMemberRef(const Ref& ref) {
  return ref.kind != RefKind::kColumn && ref.kind != RefKind::kRows;
}

}  // namespace

std::uint64_t MemberBinder::KeyOf(const MemberTarget& target) {
  return (std::uint64_t{target.alias} << 33) |
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
    if (status == BindStatus::kReady) FinishDimension(target, scope, dimension);
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
  TableScope scope(state_, *this, target, flow_);
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
    state_.model.flows[flow_].bound.push_back(std::move(bound));
  }
}

void MemberBinder::RequireOfFlow(const MemberTarget& target) {
  MemberState& progress = StateOf(target);
  if (progress.progress == Progress::kBinding) TellCycle(target);
  if (progress.progress != Progress::kNew) return;
  progress.progress = Progress::kBinding;
  active_.push_back(target);
  Flow& flow = state_.model.flows[flow_];
  const FlowState& own = state_.flows[flow_];
  FlowScope scope(state_, *this, target, flow_);
  BindStatus status = BindStatus::kFailed;
  const auto& [kind, index] = target.member;
  if (kind == MemberKind::kDimension) {
    Dimension& dimension = flow.dimensions[index];
    status = BindDimension(target, *own.dimension_definitions[index], scope, dimension.expr,
                           dimension.type, progress.extent);
    if (status == BindStatus::kReady) FinishDimension(target, scope, dimension);
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
  for (std::size_t i = 0; i < flow.aliases.size(); ++i) {
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

bool MemberBinder::BindParts(const MemberTarget& target, const ExprParts& parts, MemberScope& scope,
                             BindStatus& status) {
  if (active_.size() > kExpandedDepthMax) {
    TellTooLarge(target);
    status = BindStatus::kFailed;
    return false;
  }
  std::vector<MemberTarget> targets;
  for (const ExprPart& part : parts) {
    ForEachTarget(*part.expr, part.over_measures, scope,
                  [&targets](const MemberTarget& other) { targets.push_back(other); });
  }
  for (const MemberTarget& other : targets) Require(other);
  ExprBinder binder(state_, scope);
  for (const ExprPart& part : parts) binder.Bind(*part.expr, *part.text, part.over_measures);
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
    return BindVerbatim(target, definition, tree, type);
  }
  const ExprParts parts = PartsOf(definition, tree);
  BindStatus status = BindStatus::kFailed;
  if (!BindParts(target, parts, scope, status)) return status;
  if (!definition.measure && !CheckDimensionReach(target, definition.expr, tree)) {
    return BindStatus::kFailed;
  }
  if (!CheckExtent(target, tree, extent)) return BindStatus::kFailed;
  if (!CheckMemberTypes(state_, parts, tree, scope.types(), definition.type, type)) {
    return BindStatus::kFailed;
  }
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
  if (!BindParts(target, parts, scope, status)) return status;
  auto* aggregate = expr::As<expr::Aggregate>(tree);
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
  return BindStatus::kReady;
}

bool MemberBinder::CheckDimensionReach(const MemberTarget& target, const ExprText& text,
                                       const Expr& tree) {
  if (flow_ == kNone) return true;
  Flow& flow = state_.model.flows[flow_];
  std::vector<AliasIndex> read;
  AppendAliasesRead(flow, tree, target.alias, read);
  const Span span{0, static_cast<std::uint32_t>(text.value.size())};
  if (target.table != kNone) {
    for (const AliasIndex alias : read) {
      if (ReachesToOne(flow, target.alias, alias)) continue;
      state_.diagnostics.AddInExpr(
          text, span,
          {.code = ErrorCode::kReachedManyTimes,
           .message = "in the flow " + Quoted(flow.name) + " a row of " +
                      Quoted(flow.aliases[target.alias].name) + " reaches many rows of " +
                      Quoted(flow.aliases[alias].name) + ", so the dimension " +
                      Quoted(NameOf(target).value) + " has no one value",
           .help = "define it on the table of " + Quoted(flow.aliases[alias].name)});
      return false;
    }
    return true;
  }
  if (read.empty()) {
    flow.dimension_homes[target.member.index] = 0;
    return true;
  }
  const Home home = FindHome(flow, read);
  if (home.kind == Home::Kind::kFound) {
    flow.dimension_homes[target.member.index] = home.alias;
    return true;
  }
  std::string names;
  for (const AliasIndex alias : read) {
    if (!names.empty()) names += " and ";
    names += Quoted(flow.aliases[alias].name);
  }
  state_.diagnostics.AddInExpr(
      text, span,
      {.code = ErrorCode::kReachedManyTimes,
       .message = home.kind == Home::Kind::kNone
                      ? "no alias reaches " + names + " with one row each, so the dimension " +
                            Quoted(NameOf(target).value) + " has no one value"
                      : "the dimension " + Quoted(NameOf(target).value) + " may belong to " +
                            Quoted(flow.aliases[home.alias].name) + " or to " +
                            Quoted(flow.aliases[home.other].name),
       .help = "define it on one of the tables"});
  return false;
}

void MemberBinder::TellTooLarge(const MemberTarget& target) {
  state_.Add(ErrorCode::kMemberTooLarge, NameOf(target).place,
             Quoted(NameOf(target).value) + " expands to more than " +
                 std::to_string(kExpandedNodesMax) + " nodes, or more than " +
                 std::to_string(kExpandedDepthMax) + " deep, when the members in it are opened",
             "define it more directly");
}

bool MemberBinder::CheckExtent(const MemberTarget& target, const Expr& tree, Extent& extent) {
  extent = ExtentOf(tree, target);
  if (extent.nodes <= kExpandedNodesMax && extent.depth <= kExpandedDepthMax) return true;
  TellTooLarge(target);
  return false;
}

Extent MemberBinder::ExtentOf(const Expr& tree, const MemberTarget& owner) const {
  if (const Ref* ref = expr::As<Ref>(tree); ref != nullptr && IsMemberRef(*ref)) {
    const Extent inside = ExtentOf(*ref, owner);
    return {inside.nodes + 1, inside.depth + 1};
  }
  Extent extent;
  std::uint32_t deepest = 0;
  expr::ForEachChild(tree, [&](const Expr& child) {
    const Extent inside = ExtentOf(child, owner);
    extent.nodes += inside.nodes;
    deepest = std::max(deepest, inside.depth);
  });
  extent.depth += deepest;
  return extent;
}

MemberTarget MemberBinder::TargetOf(const Ref& ref, const MemberTarget& owner) const {
  MemberTarget target = owner;
  const bool measure = ref.kind == RefKind::kMeasure || ref.kind == RefKind::kFlowMeasure;
  target.member = {measure ? MemberKind::kMeasure : MemberKind::kDimension, ref.index};
  if (ref.kind == RefKind::kFlowDimension || ref.kind == RefKind::kFlowMeasure) {
    target.table = kNone;
    target.alias = kSelf;
  } else if (ref.alias != kSelf) {
    target.alias = ref.alias;
    target.table = state_.model.flows[flow_].aliases[ref.alias].table;
  }
  return target;
}

Extent MemberBinder::ExtentOf(const Ref& ref, const MemberTarget& owner) const {
  const MemberTarget target = TargetOf(ref, owner);
  if (!IsNeedsFlow(target)) return StateOf(target).extent;
  const auto at = bindings_.find(KeyOf(target));
  return at != bindings_.end() ? at->second.extent : Extent{};
}

// --- what follows from a bound tree

const Refusal* MemberBinder::RefusalOf(const Ref& ref, const MemberTarget& owner) const {
  const MemberTarget target = TargetOf(ref, owner);
  const auto& [kind, index] = target.member;
  const std::optional<Refusal>* refusal = nullptr;
  if (target.table == kNone) {
    const Flow& flow = state_.model.flows[flow_];
    refusal = kind == MemberKind::kDimension ? &flow.dimensions[index].refusal
                                             : &flow.measures[index].refusal;
  } else {
    const Table& table = state_.model.tables[target.table];
    refusal = kind == MemberKind::kDimension ? &table.dimensions[index].refusal
                                             : &table.measures[index].refusal;
  }
  return *refusal ? &**refusal : nullptr;
}

std::optional<Refusal> MemberBinder::RefusalFrom(const Expr& tree,
                                                 const MemberTarget& owner) const {
  std::optional<Refusal> found;
  expr::ForEachNode(tree, [&](const Expr& node) {
    const Ref* ref = expr::As<Ref>(node);
    if (found || ref == nullptr || !IsMemberRef(*ref)) return;
    if (const Refusal* refusal = RefusalOf(*ref, owner)) {
      found =
          Refusal{refusal->code, Quoted(NameOf(owner).value) + " builds on it: " + refusal->reason};
    }
  });
  return found;
}

void MemberBinder::KeepRefusal(const MemberTarget& target, const Expr& tree) {
  std::optional<Refusal> refusal = RefusalFrom(tree, target);
  if (!refusal) return;
  Table& table = state_.model.tables[target.table];
  const auto& [kind, index] = target.member;
  std::optional<Refusal>& own = kind == MemberKind::kDimension ? table.dimensions[index].refusal
                                                               : table.measures[index].refusal;
  if (!own) own = std::move(refusal);
}

void MemberBinder::FinishDimension(const MemberTarget& target, const MemberScope& scope,
                                   Dimension& dimension) {
  const Ref* ref = expr::As<Ref>(dimension.expr);
  dimension.is_column = ref != nullptr && ref->kind == RefKind::kColumn &&
                        ref->field.kind == time::TimeField::Kind::kNone;
  if (dimension.per) {
    dimension.null_on_null = false;  // A count over no rows is 0.
  } else {
    dimension.null_on_null = expr::IsNullOnNull(dimension.expr, scope.types());
  }
  if (target.table == kNone) {
    // Values of other aliases are not NULL because the home has no row.
    std::vector<AliasIndex> read;
    const Flow& flow = state_.model.flows[flow_];
    AppendAliasesRead(flow, dimension.expr, kSelf, read);
    const AliasIndex home = flow.dimension_homes[target.member.index];
    if (read.size() != 1 || read[0] != home) dimension.null_on_null = false;
  }
  if (!dimension.refusal) dimension.refusal = RefusalFrom(dimension.expr, target);
}

bool MemberBinder::FinishMeasure(const MemberTarget& target, const Expr& tree,
                                 const DataType& type) {
  const auto& [kind, index] = target.member;
  const bool of_table = target.table != kNone;
  Measure& measure = of_table ? state_.model.tables[target.table].measures[index]
                              : state_.model.flows[flow_].measures[index];
  const MeasureDefinition& definition =
      of_table ? *state_.tables[target.table].measure_definitions[index]
               : *state_.flows[flow_].measure_definitions[index];
  measure.additive = IsAdditive(tree, [&](const Ref& ref) {
    const MemberTarget other = TargetOf(ref, target);
    if (other.member.kind != MemberKind::kMeasure) return false;
    return other.table == kNone
               ? state_.model.flows[flow_].measures[other.member.index].additive
               : state_.model.tables[other.table].measures[other.member.index].additive;
  });
  if (!measure.refusal) measure.refusal = RefusalFrom(tree, target);
  if (!definition.details) return true;
  bool good = true;
  if (measure.fill) {
    good = CheckFill(state_, definition.details->fill_place, type, *measure.fill);
  }
  if (!measure.steps || !measure.steps->over) return good;
  TableIndex table = target.table;
  if (const Ref* ref = expr::As<Ref>(tree); !of_table && ref != nullptr) {
    table = TargetOf(*ref, target).table;
  }
  if (table == kNone) {
    state_.Add(ErrorCode::kBadMeasure, definition.details->over->place,
               "`over` needs a measure of one table to build on",
               "define it on that table, or write {of: o.balance, over: ...}");
    return false;
  }
  return BindOver(state_, table, *definition.details->over, *measure.steps->over) && good;
}

}  // namespace semaflow::model
