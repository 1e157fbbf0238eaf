// What follows for a member once its names are bound: its home, its size, why it is refused.
#include <algorithm>
#include <utility>

#include "base/types.h"
#include "expr/visit.h"
#include "model/join_reach.h"
#include "model/measure_steps.h"
#include "model/member_binder.h"
#include "model/member_checks.h"

namespace semaflow::model {
namespace {

using expr::Expr;
using expr::Ref;
using expr::RefKind;

constexpr std::string_view kShareOf = "share_of";

bool IsMemberRef(const Ref& ref) {
  return ref.kind != RefKind::kColumn && ref.kind != RefKind::kRows && ref.kind != RefKind::kShared;
}

/// A dotted name as it stands in a key that is no expression.
Expr NameOfText(const std::string& text) {
  expr::Name name;
  std::size_t begin = 0;
  for (std::size_t dot = text.find('.'); dot != std::string::npos; dot = text.find('.', begin)) {
    name.parts.push_back(text.substr(begin, dot - begin));
    begin = dot + 1;
  }
  name.parts.push_back(text.substr(begin));
  Expr out{std::move(name)};
  out.span = {0, static_cast<std::uint32_t>(text.size())};
  return out;
}

}  // namespace

std::vector<OtherName> MemberBinder::OtherNamesOf(const MemberTarget& target,
                                                  const MeasureDefinition& definition) const {
  std::vector<OtherName> names;
  if (!definition.details) return names;
  const MeasureDetails& details = *definition.details;
  const auto add = [&names](const Text& text, std::string_view key) {
    names.push_back({.expr = NameOfText(text.value),
                     .text = {text.value, text.place, Spelling::kVerbatim},
                     .key = key});
  };
  // The time of a table's measure is a dimension of that table, which was looked up already.
  if (target.table == kNone && !details.time.value.empty()) add(details.time, "time");
  if (details.share_of) {
    for (const Text& field : *details.share_of) {
      add(field, kShareOf);
      if (const auto shared = SharedTimeOf(target, names.back().expr)) names.back().expr = *shared;
    }
  }
  if (details.conversion && details.conversion->event.given()) {
    const ExprText& event = details.conversion->event;
    names.push_back(
        {.expr = NameOfText(event.value), .text = event, .key = "event", .over_measures = true});
  }
  return names;
}

/// What a name means that is a grain of the time that the measures of a query share.
std::optional<Expr> MemberBinder::SharedTimeOf(const MemberTarget& target,
                                               const Expr& written) const {
  const std::vector<std::string>& parts = std::get<expr::Name>(written.node).parts;
  if (parts.size() != 2) return std::nullopt;
  const std::optional<time::TimeField> field = time::ParseTimeField(parts[1]);
  if (!field) return std::nullopt;
  const auto is_time_of = [&](std::uint32_t flow) {
    return state_.model.flows[flow].time_name == parts[0] && !HasAlias(state_, flow, parts[0]);
  };
  bool is_shared = false;
  if (target.table == kNone) {
    is_shared = is_time_of(flow_) && !state_.model.flows[flow_].members.contains(parts[0]);
  } else if (!state_.model.tables[target.table].members.contains(parts[0])) {
    const std::vector<Seat>& seats = state_.tables[target.table].seats;
    is_shared = std::any_of(seats.begin(), seats.end(),
                            [&](const Seat& seat) { return is_time_of(seat.flow); });
  }
  if (!is_shared) return std::nullopt;
  return Expr{Ref{.kind = RefKind::kShared, .alias = kSelf, .index = 0, .field = *field}};
}

void MemberBinder::SetDimensions(expr::Share& share, std::vector<OtherName>& names) {
  share.of.clear();
  for (OtherName& name : names) {
    if (name.key == kShareOf) share.of.push_back(std::move(name.expr));
  }
}

bool MemberBinder::CheckOtherName(const MemberTarget& target, const OtherName& name) {
  const Ref* ref = expr::As<Ref>(name.expr);
  if (ref == nullptr || (ref->kind != RefKind::kDimension && ref->kind != RefKind::kFlowDimension &&
                         ref->kind != RefKind::kShared)) {
    state_.Add(ErrorCode::kUnknownMember, name.text.place,
               "`" + std::string(name.key) + "` names " + Quoted(name.text.value) +
                   ", which is no dimension");
    return false;
  }
  if (name.key != "time") return true;
  const MemberTarget time = TargetOf(*ref, target);
  const DataType type =
      time.table == kNone ? state_.model.flows[flow_].dimensions[ref->index].type : TypeOf(time);
  if (type.kind == TypeKind::kUnknown || IsTime(type.kind)) return true;
  state_.Add(ErrorCode::kTypeMismatch, name.text.place,
             "`time` must be a time, and " + Quoted(name.text.value) + " is " + ToString(type));
  return false;
}

bool MemberBinder::CheckConversion(const MemberTarget& target, const MeasureDefinition& definition,
                                   const Expr& tree, const std::vector<OtherName>& others) {
  if (!definition.details || !definition.details->conversion) return true;
  const ConversionDefinition& conversion = *definition.details->conversion;
  std::vector<const Ref*> measures = {expr::As<Ref>(tree)};
  for (const OtherName& other : others) {
    if (other.over_measures) measures.push_back(expr::As<Ref>(other.expr));
  }
  std::vector<const Text*> fields;
  if (!conversion.by.value.empty()) fields.push_back(&conversion.by);
  for (const Text& field : conversion.same) fields.push_back(&field);
  bool good = true;
  for (const Ref* measure : measures) {
    const TableIndex table_index = measure != nullptr ? TargetOf(*measure, target).table : kNone;
    if (table_index == kNone) {
      state_.Add(ErrorCode::kBadMeasure, conversion.place,
                 "`base` and `event` must be measures of tables",
                 "write base: o.visits, event: p.purchases");
      return false;
    }
    const Table& table = state_.model.tables[table_index];
    for (const Text* field : fields) {
      const auto at = table.members.find(field->value);
      if (at != table.members.end() && at->second.kind == MemberKind::kDimension) continue;
      state_.Add(ErrorCode::kUnknownMember, field->place,
                 "the table " + Quoted(table.name) + " has no dimension " + Quoted(field->value),
                 "`by` and `same` name dimensions that both tables have");
      good = false;
    }
  }
  return good;
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
                      Quoted(flow.aliases[alias].text()) + ", so the dimension " +
                      Quoted(NameOf(target).value) + " has no one value",
           .help = "define it on the table of " + Quoted(flow.aliases[alias].name)});
      return false;
    }
    return true;
  }
  if (flow.kind == Flow::Kind::kGraph) return true;  // Its home was found before.
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
             Quoted(NameOf(target).value) +
                 " becomes more than 10,000 nodes, or 512 deep, when the members in it are opened",
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
  const auto* share = expr::As<expr::Share>(tree);
  const Ref* ref = expr::As<Ref>(share != nullptr ? *share->measure : tree);
  if (!of_table && ref != nullptr) table = TargetOf(*ref, target).table;
  if (table == kNone) {
    state_.Add(ErrorCode::kBadMeasure, definition.details->over->place,
               "`over` needs a measure of one table to build on",
               "define it on that table, or write {of: o.balance, over: ...}");
    return false;
  }
  return BindOver(state_, table, *definition.details->over, *measure.steps->over) && good;
}

}  // namespace semaflow::model
