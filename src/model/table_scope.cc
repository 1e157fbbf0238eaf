#include <algorithm>
#include <utility>

#include "base/closest.h"
#include "expr/visit.h"
#include "model/join_reach.h"
#include "model/name_scopes.h"

namespace semaflow::model {

using expr::Ref;
using expr::RefKind;

TableIndex BuildTypes::TableOf(AliasIndex alias) const {
  if (alias == kSelf || flow_ == kNone) return table_;
  return state_.model.flows[flow_].aliases[alias].table;
}

DataType BuildTypes::TypeOf(const Ref& ref) const {
  const AliasIndex alias = ref.alias == kSelf ? self_ : ref.alias;
  DataType type;
  switch (ref.kind) {
    case RefKind::kColumn:
      type = state_.model.tables[TableOf(alias)].columns[ref.index].type;
      break;
    case RefKind::kDimension:
      type = members_.TypeOf({TableOf(alias), alias, {MemberKind::kDimension, ref.index}});
      break;
    case RefKind::kMeasure:
      type = members_.TypeOf({TableOf(alias), alias, {MemberKind::kMeasure, ref.index}});
      break;
    case RefKind::kFlowDimension:
      type = state_.model.flows[flow_].dimensions[ref.index].type;
      break;
    case RefKind::kFlowMeasure:
      type = state_.model.flows[flow_].measures[ref.index].type;
      break;
    case RefKind::kRows:
    case RefKind::kShared:  // Of requests alone.
    case RefKind::kPerRow:
      break;
  }
  if (ref.field.kind == time::TimeField::Kind::kPart) return {.kind = TypeKind::kInteger};
  return type;
}

bool BuildTypes::IsNullOnNull(const Ref& ref) const {
  if (ref.kind == RefKind::kFlowDimension) {
    return state_.model.flows[flow_].dimensions[ref.index].null_on_null;
  }
  if (ref.kind != RefKind::kDimension) return true;
  const AliasIndex alias = ref.alias == kSelf ? self_ : ref.alias;
  return state_.model.tables[TableOf(alias)].dimensions[ref.index].null_on_null;
}

std::vector<std::string> AliasesOf(const expr::Expr& expr) {
  std::vector<std::string> aliases;
  expr::ForEachNode(expr, [&aliases](const expr::Expr& node) {
    const expr::Name* name = expr::As<expr::Name>(node);
    if (name == nullptr || name->parts.size() < 2 || name->parts[0] == "column") return;
    if (std::find(aliases.begin(), aliases.end(), name->parts[0]) == aliases.end()) {
      aliases.push_back(name->parts[0]);
    }
  });
  return aliases;
}

void AppendAliasesRead(const Flow& flow, const expr::Expr& expr, AliasIndex self,
                       std::vector<AliasIndex>& out) {
  expr::ForEachNode(expr, [&](const expr::Expr& node) {
    const Ref* ref = expr::As<Ref>(node);
    if (ref == nullptr) return;
    AliasIndex alias = ref->alias == kSelf ? self : ref->alias;
    if (ref->kind == RefKind::kFlowDimension && ref->alias == kSelf) {
      alias = flow.dimension_homes[ref->index];
    }
    if (ref->kind == RefKind::kFlowMeasure || alias == kSelf || alias == expr::kAllRows) return;
    if (std::find(out.begin(), out.end(), alias) == out.end()) out.push_back(alias);
  });
}

bool HasAlias(const BuildState& state, std::uint32_t flow, std::string_view word) {
  const Flow& made = state.model.flows[flow];
  const StringSet& roles = state.flows[flow].roles;
  return made.alias_names.find(word) != made.alias_names.end() || roles.find(word) != roles.end();
}

TableScope::TableScope(BuildState& state, const BoundMembers& members, const MemberTarget& self,
                       std::uint32_t flow)
    : state_(state),
      members_(members),
      self_(self),
      flow_(flow),
      types_(state, members, flow, self.alias, self.table) {}

bool TableScope::IsAlias(std::string_view word) const {
  const std::vector<Seat>& seats = state_.tables[self_.table].seats;
  return std::any_of(seats.begin(), seats.end(),
                     [&](const Seat& seat) { return HasAlias(state_, seat.flow, word); });
}

AliasIndex TableScope::FindAlias(std::string_view word) const {
  const auto& names = state_.model.flows[flow_].alias_names;
  const auto at = names.find(word);
  return at == names.end() ? kSelf : at->second;
}

TableScope::Split TableScope::SplitName(const expr::Name& name) const {
  const std::vector<std::string>& parts = name.parts;
  Split split;
  split.member = parts[0];
  if (parts.size() == 1) return split;
  std::size_t next = 2;
  const std::optional<time::TimeField> second = time::ParseTimeField(parts[1]);
  const Table& table = state_.model.tables[self_.table];
  if (parts[0] == "column") {
    split.start = Split::Start::kColumn;
    split.member = parts[1];
  } else if (parts.size() == 2 && second && table.members.contains(parts[0]) &&
             !IsAlias(parts[0])) {
    split.field = *second;
  } else if (IsAlias(parts[0])) {
    split.start = Split::Start::kAlias;
    split.alias = parts[0];
    split.member = parts[1];
  } else if (parts.size() == 2 && second) {
    split.field = *second;
  } else {
    split.start = Split::Start::kUnknownAlias;
    split.alias = parts[0];
    return split;
  }
  if (parts.size() == next) return split;
  const std::optional<time::TimeField> field = time::ParseTimeField(parts[next]);
  if (field && parts.size() == next + 1) {
    split.field = *field;
  } else {
    split.extra = parts[field ? next + 1 : next];
  }
  return split;
}

std::optional<MemberTarget> TableScope::TargetOf(const expr::Name& name, bool over_measures) {
  const Split split = SplitName(name);
  MemberTarget target = self_;
  if (split.start == Split::Start::kAlias) {
    if (flow_ == kNone) return std::nullopt;
    target.alias = FindAlias(split.alias);
    if (target.alias == kSelf) return std::nullopt;
    target.table = state_.model.flows[flow_].aliases[target.alias].table;
  } else if (split.start != Split::Start::kOwn) {
    return std::nullopt;
  }
  const auto& members = state_.model.tables[target.table].members;
  const auto at = members.find(split.member);
  if (at == members.end()) return std::nullopt;
  if ((at->second.kind == MemberKind::kMeasure) != over_measures) return std::nullopt;
  target.member = at->second;
  if (target == self_) return std::nullopt;
  return target;
}

std::optional<MemberTarget> TableScope::DefaultOrder(const expr::Aggregate& aggregate) {
  if (aggregate.details->order_by) return std::nullopt;
  if (aggregate.function != expr::AggregateFunction::kFirst &&
      aggregate.function != expr::AggregateFunction::kLast) {
    return std::nullopt;
  }
  const Table& table = state_.model.tables[self_.table];
  MemberTarget target = self_;
  target.member = {MemberKind::kDimension, table.time_dimension};
  if (self_.member.kind == MemberKind::kMeasure) {
    const Measure& measure = table.measures[self_.member.index];
    if (measure.time != kNone) target.member = {MemberKind::kDimension, measure.time};
  }
  if (target.member.index == kNone) return std::nullopt;
  return target;
}

BoundName TableScope::FromStatus(const MemberTarget& target, const time::TimeField& field) {
  switch (members_.StatusOf(target)) {
    case BindStatus::kReady: {
      const bool own = target.table == self_.table && target.alias == self_.alias;
      return BoundName::Of({.kind = target.member.kind == MemberKind::kDimension
                                        ? RefKind::kDimension
                                        : RefKind::kMeasure,
                            .alias = own ? kSelf : target.alias,
                            .index = target.member.index,
                            .field = field});
    }
    case BindStatus::kNeedsFlow:
      return BoundName::NeedsFlow();
    case BindStatus::kAbsent:
      return BoundName::Absent();
    case BindStatus::kFailed:
      return BoundName::Failed();
  }
  return BoundName::Failed();
}

BoundName TableScope::ColumnOf(const WrittenName& name, TableIndex table_index, AliasIndex alias,
                               std::string_view column, const time::TimeField& field) {
  const std::uint32_t position = FindOrAddColumn(state_, table_index, column);
  if (position != kNone) {
    return BoundName::Of(
        {.kind = RefKind::kColumn, .alias = alias, .index = position, .field = field});
  }
  const Table& table = state_.model.tables[table_index];
  std::vector<std::string_view> names = ColumnNames(table);
  for (const Dimension& dimension : table.dimensions) {
    // A dimension looks for the column of its own name.
    if (dimension.name != column) names.push_back(dimension.name);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  state_.diagnostics.AddInExpr(name.text, name.span, UnknownColumn(state_, table, column, names));
  return BoundName::Failed();
}

BoundName TableScope::OwnValue(const WrittenName& name, std::string_view member,
                               const time::TimeField& field) {
  const auto& members = state_.model.tables[self_.table].members;
  const auto at = members.find(member);
  if (at != members.end()) {
    MemberTarget target = self_;
    target.member = at->second;
    const bool own = target == self_;
    if (!own && at->second.kind == MemberKind::kDimension) return FromStatus(target, field);
    if (!own && !HasColumnOf(at->second.index, member)) return TellMeasure(name, member);
  }
  return ColumnOf(name, self_.table, kSelf, member, field);
}

/// Whether there is a column named as a measure: another part of the model names it, or the measure
/// itself aggregates it.
bool TableScope::HasColumnOf(MemberIndex measure, std::string_view name) const {
  if (state_.tables[self_.table].columns.Find(name) != kNone) return true;
  const Table& table = state_.model.tables[self_.table];
  if (table.schema_known) return false;
  return expr::AnyNode(table.measures[measure].expr, [name](const expr::Expr& node) {
    const auto* other = expr::As<expr::Name>(node);
    return other != nullptr && other->parts.size() == 1 && other->parts[0] == name;
  });
}

BoundName TableScope::TellMeasure(const WrittenName& name, std::string_view measure) {
  state_.diagnostics.AddInExpr(
      name.text, name.span,
      {.code = ErrorCode::kUnknownMember,
       .message = Quoted(measure) + " is a measure of the table " +
                  Quoted(state_.model.tables[self_.table].name) +
                  ", and a value of one row is needed here",
       .help =
           "measures stand in `formula`; a column of that name is column." + std::string(measure)});
  return BoundName::Failed();
}

BoundName TableScope::AliasValue(const WrittenName& name, const Split& split) {
  const AliasIndex alias = FindAlias(split.alias);
  if (alias == kSelf) return BoundName::Absent();
  if (!split.extra.empty()) return TellExtra(name, split);
  if (alias == self_.alias) return OwnValue(name, split.member, split.field);
  const TableIndex table = state_.model.flows[flow_].aliases[alias].table;
  const auto& members = state_.model.tables[table].members;
  const auto at = members.find(split.member);
  if (at != members.end() && at->second.kind == MemberKind::kDimension) {
    return FromStatus({table, alias, at->second}, split.field);
  }
  return ColumnOf(name, table, alias, split.member, split.field);
}

BoundName TableScope::RowName(const WrittenName& name) {
  const Split split = SplitName(name.name);
  switch (split.start) {
    case Split::Start::kOwn:
      if (!split.extra.empty()) return TellExtra(name, split);
      return OwnValue(name, split.member, split.field);
    case Split::Start::kColumn:
      if (!split.extra.empty()) return TellExtra(name, split);
      return ColumnOf(name, self_.table, kSelf, split.member, split.field);
    case Split::Start::kAlias:
      if (flow_ == kNone) return BoundName::NeedsFlow();
      return AliasValue(name, split);
    case Split::Start::kUnknownAlias:
      return TellUnknownAlias(name, split.alias);
  }
  return BoundName::Failed();
}

BoundName TableScope::MeasureName(const WrittenName& name) {
  const Split split = SplitName(name.name);
  MemberTarget target = self_;
  switch (split.start) {
    case Split::Start::kOwn:
      break;
    case Split::Start::kColumn:
      return TellNoMeasure(name, self_.table, split.member);
    case Split::Start::kAlias:
      if (flow_ == kNone) return BoundName::NeedsFlow();
      target.alias = FindAlias(split.alias);
      if (target.alias == kSelf) return BoundName::Absent();
      target.table = state_.model.flows[flow_].aliases[target.alias].table;
      break;
    case Split::Start::kUnknownAlias:
      return TellUnknownAlias(name, split.alias);
  }
  const auto& members = state_.model.tables[target.table].members;
  const auto at = members.find(split.member);
  if (at == members.end() || at->second.kind != MemberKind::kMeasure) {
    return TellNoMeasure(name, target.table, split.member);
  }
  if (split.field.kind != time::TimeField::Kind::kNone || !split.extra.empty()) {
    return TellExtra(name, split);
  }
  target.member = at->second;
  if (target == self_) {
    state_.diagnostics.AddInExpr(
        name.text, name.span,
        {.code = ErrorCode::kFormulaCycle,
         .message = "the measure " + Quoted(split.member) + " refers to itself"});
    return BoundName::Failed();
  }
  return FromStatus(target, {});
}

BoundName TableScope::RowsName(const WrittenName& name) {
  if (name.size() != 1 || !IsAlias(name.part(0))) return TellUnknownAlias(name, name.part(0));
  if (flow_ == kNone) return BoundName::NeedsFlow();
  const AliasIndex alias = FindAlias(name.part(0));
  if (alias == kSelf) return BoundName::Absent();
  if (alias == self_.alias) return BoundName::Of({.kind = RefKind::kRows, .field = {}});
  const std::string& own = state_.model.tables[self_.table].name;
  state_.diagnostics.AddInExpr(
      name.text, name.span,
      {.code = ErrorCode::kBadMeasure,
       .message = "a measure of the table " + Quoted(own) + " counts rows of " + Quoted(own) +
                  ", not of " + Quoted(name.part(0)),
       .help = "define it on the table of " + Quoted(name.part(0)) + ", or in a flow"});
  return BoundName::Failed();
}

bool TableScope::FinishAggregate(expr::Aggregate& aggregate, Span span, const ExprText& text) {
  expr::AggregateDetails& details = *aggregate.details;
  const bool by_time = aggregate.function == expr::AggregateFunction::kFirst ||
                       aggregate.function == expr::AggregateFunction::kLast;
  if (by_time && !details.order_by) {
    const std::optional<MemberTarget> order = DefaultOrder(aggregate);
    if (!order) {
      state_.diagnostics.AddInExpr(text, span,
                                   {.code = ErrorCode::kBadMeasure,
                                    .message = "first and last need a time to go by",
                                    .help = "add `order_by:`, or `time_dimension:` to the table"});
      return false;
    }
    const BoundName bound = FromStatus(*order, {});
    if (bound.kind != BoundName::Kind::kRef) return bound.kind != BoundName::Kind::kFailed;
    details.order_by = expr::Expr{bound.ref};
  }
  if (flow_ == kNone) return true;
  const Flow& flow = state_.model.flows[flow_];
  std::vector<AliasIndex> read;
  for (const expr::Expr& arg : details.args) AppendAliasesRead(flow, arg, self_.alias, read);
  if (details.order_by) AppendAliasesRead(flow, *details.order_by, self_.alias, read);
  for (const AliasIndex alias : read) {
    if (ReachesToOne(flow, self_.alias, alias)) continue;
    state_.diagnostics.AddInExpr(
        text, span,
        {.code = ErrorCode::kReachedManyTimes,
         .message = "in the flow " + Quoted(flow.name) + " a row of " +
                    Quoted(flow.aliases[self_.alias].name) + " reaches many rows of " +
                    Quoted(flow.aliases[alias].name) + ", so it has no one value to aggregate",
         .help = "define the measure on the table of " + Quoted(flow.aliases[alias].name)});
    return false;
  }
  return true;
}

BoundName TableScope::TellExtra(const WrittenName& name, const Split& split) {
  std::string shown;
  for (std::size_t i = 0; i < name.size(); ++i) shown += (i > 0 ? "." : "") + name.part(i);
  const std::string_view word = split.extra.empty() ? name.name.parts.back() : split.extra;
  state_.diagnostics.AddInExpr(
      name.text, name.span,
      {.code = ErrorCode::kUnknownMember,
       .message = Quoted(shown) + " has the word " + Quoted(word) + " too many",
       .help = "behind a time may stand a grain (month) or a part (hour_of_day)"});
  return BoundName::Failed();
}

BoundName TableScope::TellUnknownAlias(const WrittenName& name, std::string_view alias) {
  const Table& table = state_.model.tables[self_.table];
  if (state_.tables[self_.table].in_broken_flow) return BoundName::Failed();
  const std::vector<Seat>& seats = state_.tables[self_.table].seats;
  std::vector<std::string_view> names;
  for (const Seat& seat : seats) {
    for (const Alias& other : state_.model.flows[seat.flow].aliases) {
      if (std::find(names.begin(), names.end(), other.name) == names.end()) {
        names.push_back(other.name);
      }
    }
  }
  state_.diagnostics.AddInExpr(
      name.text, name.span,
      {.code = ErrorCode::kMemberWithoutFlow,
       .message = seats.empty() ? "no flow uses the table " + Quoted(table.name) +
                                      ", so nothing here is called " + Quoted(alias)
                                : "no flow with the table " + Quoted(table.name) +
                                      " has an alias " + Quoted(alias),
       .candidates = ClosestNames(alias, names)});
  return BoundName::Failed();
}

BoundName TableScope::TellNoMeasure(const WrittenName& name, TableIndex table_index,
                                    std::string_view member) {
  const Table& table = state_.model.tables[table_index];
  const auto at = table.members.find(member);
  const bool dimension = at != table.members.end();
  const bool column = state_.tables[table_index].columns.Find(member) != kNone;
  Problem problem{.code = ErrorCode::kUnknownMember};
  if (dimension || column) {
    problem.code = ErrorCode::kMisplacedAggregate;
    problem.message = Quoted(member) + " is a " + (dimension ? "dimension" : "column") +
                      " of the table " + Quoted(table.name) + ", and a measure is needed here";
    problem.help = "aggregate it: sum(" + std::string(member) + ")";
  } else {
    std::vector<std::string_view> names;
    for (const Measure& measure : table.measures) names.push_back(measure.name);
    problem.message = "the table " + Quoted(table.name) + " has no measure " + Quoted(member);
    problem.candidates = ClosestNames(member, names);
    // Where the name stands alone it is no part of a formula: `of: x`.
    const bool whole = name.span.end - name.span.begin == name.text.value.size();
    if (problem.candidates.empty() && !whole) {
      problem.help = "a column must be aggregated: sum(" + std::string(member) + ")";
    }
  }
  state_.diagnostics.AddInExpr(name.text, name.span, std::move(problem));
  return BoundName::Failed();
}

}  // namespace semaflow::model
