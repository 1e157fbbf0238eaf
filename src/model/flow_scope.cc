#include <algorithm>
#include <utility>

#include "base/closest.h"
#include "model/join_reach.h"
#include "model/name_scopes.h"

namespace semaflow::model {
namespace {

using expr::Ref;
using expr::RefKind;

RefKind KindOfRef(const MemberTarget& target) {
  const bool dimension = target.member.kind == MemberKind::kDimension;
  if (target.table == kNone) return dimension ? RefKind::kFlowDimension : RefKind::kFlowMeasure;
  return dimension ? RefKind::kDimension : RefKind::kMeasure;
}

std::string_view WordOf(MemberKind kind) {
  return kind == MemberKind::kDimension ? "dimension" : "measure";
}

}  // namespace

FlowScope::FlowScope(BuildState& state, const BoundMembers& members, const MemberTarget& self,
                     std::uint32_t flow)
    : state_(state),
      members_(members),
      self_(self),
      flow_(flow),
      made_(state.model.flows[flow]),
      types_(state, members, flow, kSelf, kNone) {}

std::vector<MemberTarget> FlowScope::Candidates(std::string_view word, MemberKind kind) const {
  std::vector<MemberTarget> found;
  const auto own = made_.members.find(word);
  if (own != made_.members.end() && own->second.kind == kind) {
    const MemberTarget target{kNone, kSelf, own->second};
    if (!(target == self_)) return {target};
  }
  for (std::size_t i = 0; i < made_.table_count(); ++i) {
    const TableIndex table = made_.aliases[i].table;
    const auto& members = state_.model.tables[table].members;
    const auto at = members.find(word);
    if (at == members.end() || at->second.kind != kind) continue;
    const MemberTarget target{table, static_cast<AliasIndex>(i), at->second};
    if (members_.StatusOf(target) != BindStatus::kAbsent) found.push_back(target);
  }
  return found;
}

std::string FlowScope::NameOf(const MemberTarget& target) const {
  const bool dimension = target.member.kind == MemberKind::kDimension;
  if (target.table == kNone) {
    return dimension ? made_.dimensions[target.member.index].name
                     : made_.measures[target.member.index].name;
  }
  const Table& table = state_.model.tables[target.table];
  return made_.aliases[target.alias].name + "." +
         (dimension ? table.dimensions[target.member.index].name
                    : table.measures[target.member.index].name);
}

std::optional<MemberTarget> FlowScope::TargetOf(const expr::Name& name, bool over_measures) {
  const MemberKind kind = over_measures ? MemberKind::kMeasure : MemberKind::kDimension;
  const auto own = made_.members.find(name.parts[0]);
  // Members of tables are bound before those of the flow: only these may have to be bound first.
  if (own == made_.members.end() || own->second.kind != kind) return std::nullopt;
  const MemberTarget target{kNone, kSelf, own->second};
  if (target == self_) return std::nullopt;
  return target;
}

std::optional<MemberTarget> FlowScope::DefaultOrder(const expr::Aggregate&) {
  return std::nullopt;  // Always a member of a table.
}

BoundName FlowScope::FromStatus(const WrittenName& name, const MemberTarget& target,
                                const time::TimeField& field) {
  switch (members_.StatusOf(target)) {
    case BindStatus::kReady:
      return BoundName::Of({.kind = KindOfRef(target),
                            .alias = target.alias,
                            .index = target.member.index,
                            .field = field});
    case BindStatus::kNeedsFlow:
    case BindStatus::kAbsent:
      state_.diagnostics.AddInExpr(
          name.text, name.span,
          {.code = ErrorCode::kUnknownMember,
           .message = Quoted(NameOf(target)) + " does not exist in the flow " + Quoted(made_.name) +
                      ", which lacks an alias that it names"});
      return BoundName::Failed();
    case BindStatus::kFailed:
      return BoundName::Failed();
  }
  return BoundName::Failed();
}

BoundName FlowScope::TellUnknown(const WrittenName& name, std::string_view word, MemberKind kind) {
  std::vector<std::string_view> names;
  std::string help;
  for (const Alias& alias : made_.aliases) {
    const Table& table = state_.model.tables[alias.table];
    for (const auto& [other, member] : table.members) {
      if (member.kind == kind) names.push_back(other);
    }
    if (help.empty() && state_.tables[alias.table].columns.Find(word) != kNone) {
      help = "a column needs its alias: " + alias.name + "." + std::string(word);
    }
  }
  for (const auto& [other, member] : made_.members) {
    if (member.kind == kind) names.push_back(other);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  state_.diagnostics.AddInExpr(name.text, name.span,
                               {.code = ErrorCode::kUnknownMember,
                                .message = "the flow " + Quoted(made_.name) + " has no " +
                                           std::string(WordOf(kind)) + " " + Quoted(word),
                                .help = std::move(help),
                                .candidates = ClosestNames(word, names)});
  return BoundName::Failed();
}

BoundName FlowScope::Bare(const WrittenName& name, std::string_view word, MemberKind kind,
                          const time::TimeField& field) {
  const std::vector<MemberTarget> candidates = Candidates(word, kind);
  if (candidates.empty()) return TellUnknown(name, word, kind);
  if (candidates.size() == 1) return FromStatus(name, candidates[0], field);
  Problem problem{.code = ErrorCode::kUnknownMember,
                  .message = Quoted(word) + " may mean several " + std::string(WordOf(kind)) +
                             "s of the flow " + Quoted(made_.name)};
  problem.help = "write ";
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i > 0) problem.help += i + 1 == candidates.size() ? " or " : ", ";
    problem.help += NameOf(candidates[i]);
  }
  state_.diagnostics.AddInExpr(name.text, name.span, std::move(problem));
  return BoundName::Failed();
}

BoundName FlowScope::RowName(const WrittenName& name) {
  return Dotted(name, MemberKind::kDimension);
}

BoundName FlowScope::MeasureName(const WrittenName& name) {
  return Dotted(name, MemberKind::kMeasure);
}

BoundName FlowScope::Dotted(const WrittenName& name, MemberKind kind) {
  if (name.size() == 1) return Bare(name, name.part(0), kind, {});
  const auto at = made_.alias_names.find(name.part(0));
  if (at == made_.alias_names.end()) {
    const std::optional<time::TimeField> field = time::ParseTimeField(name.part(1));
    if (name.size() == 2 && field && kind == MemberKind::kDimension) {
      return Bare(name, name.part(0), kind, *field);
    }
    std::vector<std::string_view> names;
    for (const Alias& alias : made_.aliases) names.push_back(alias.name);
    state_.diagnostics.AddInExpr(
        name.text, name.span,
        {.code = ErrorCode::kUnknownAlias,
         .message = "the flow " + Quoted(made_.name) + " has no alias " + Quoted(name.part(0)),
         .candidates = ClosestNames(name.part(0), names)});
    return BoundName::Failed();
  }
  return InAlias(name, at->second, kind);
}

BoundName FlowScope::InAlias(const WrittenName& name, AliasIndex alias, MemberKind kind) {
  time::TimeField field;
  if (name.size() > 2) {
    const std::optional<time::TimeField> parsed = time::ParseTimeField(name.part(2));
    if (!parsed || name.size() > 3 || kind == MemberKind::kMeasure) {
      state_.diagnostics.AddInExpr(
          name.text, name.span,
          {.code = ErrorCode::kUnknownMember,
           .message = Quoted(name.part(0) + "." + name.part(1)) + " is followed by " +
                      Quoted(name.part(parsed && name.size() > 3 ? 3 : 2)) +
                      ", which has no meaning there",
           .help = "behind a time may stand a grain (month) or a part (hour_of_day)"});
      return BoundName::Failed();
    }
    field = *parsed;
  }
  const TableIndex table_index = made_.aliases[alias].table;
  const Table& table = state_.model.tables[table_index];
  const auto member = table.members.find(name.part(1));
  if (member != table.members.end() && member->second.kind == kind) {
    return FromStatus(name, {table_index, alias, member->second}, field);
  }
  if (kind == MemberKind::kDimension) {
    const std::uint32_t column = FindOrAddColumn(state_, table_index, name.part(1));
    if (column != kNone) {
      return BoundName::Of(
          {.kind = RefKind::kColumn, .alias = alias, .index = column, .field = field});
    }
  }
  return TellNotInTable(name, table, kind);
}

BoundName FlowScope::TellNotInTable(const WrittenName& name, const Table& table, MemberKind kind) {
  std::vector<std::string_view> names;
  for (const auto& [other, member] : table.members) {
    if (member.kind == kind) names.push_back(other);
  }
  if (kind == MemberKind::kDimension) {
    for (const Column& column : table.columns) names.push_back(column.name);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  Problem problem{.code = ErrorCode::kUnknownMember,
                  .message = "the table " + Quoted(table.name) + " has no " +
                             std::string(WordOf(kind)) + " " + Quoted(name.part(1)),
                  .candidates = ClosestNames(name.part(1), names)};
  if (problem.candidates.empty() && kind == MemberKind::kMeasure) {
    problem.help =
        "a column or dimension must be aggregated: sum(" + name.part(0) + "." + name.part(1) + ")";
  }
  state_.diagnostics.AddInExpr(name.text, name.span, std::move(problem));
  return BoundName::Failed();
}

BoundName FlowScope::RowsName(const WrittenName& name) {
  const auto at = made_.alias_names.find(name.part(0));
  if (name.size() == 1 && at != made_.alias_names.end()) {
    return BoundName::Of({.kind = RefKind::kRows, .alias = at->second, .field = {}});
  }
  std::vector<std::string_view> names;
  for (const Alias& alias : made_.aliases) names.push_back(alias.name);
  state_.diagnostics.AddInExpr(
      name.text, name.span,
      {.code = ErrorCode::kUnknownAlias,
       .message = "the flow " + Quoted(made_.name) + " has no alias " + Quoted(name.part(0)),
       .candidates = ClosestNames(name.part(0), names)});
  return BoundName::Failed();
}

bool FlowScope::FinishAggregate(expr::Aggregate& aggregate, Span span, const ExprText& text) {
  expr::AggregateDetails& details = *aggregate.details;
  std::vector<AliasIndex> read;
  for (const expr::Expr& arg : details.args) AppendAliasesRead(made_, arg, kSelf, read);
  if (details.order_by) AppendAliasesRead(made_, *details.order_by, kSelf, read);
  const Home home = FindHome(made_, read);
  const auto refuse = [&](std::string message, std::string help) {
    state_.diagnostics.AddInExpr(
        text, span,
        {.code = read.empty() ? ErrorCode::kBadMeasure : ErrorCode::kReachedManyTimes,
         .message = std::move(message),
         .help = std::move(help)});
    return false;
  };
  if (read.empty()) {
    return refuse("this aggregate does not say whose rows it is over",
                  "name an alias: count(" + made_.aliases[0].name + ".*)");
  }
  if (home.kind != Home::Kind::kFound) {
    std::string names;
    for (const AliasIndex alias : read) {
      if (!names.empty()) names += " and ";
      names += Quoted(made_.aliases[alias].name);
    }
    return refuse(home.kind == Home::Kind::kNone
                      ? "no alias reaches " + names +
                            " with one row each, so this aggregate has "
                            "no rows to be over"
                      : "the aggregate over " + names + " may be over the rows of " +
                            Quoted(made_.aliases[home.alias].name) + " or of " +
                            Quoted(made_.aliases[home.other].name),
                  "aggregate each table by itself, and combine the aggregates");
  }
  details.home = home.alias;
  const bool by_time = aggregate.function == expr::AggregateFunction::kFirst ||
                       aggregate.function == expr::AggregateFunction::kLast;
  if (!by_time || details.order_by) return true;
  const TableIndex table_index = made_.aliases[home.alias].table;
  const MemberIndex time = state_.model.tables[table_index].time_dimension;
  const MemberTarget target{table_index, home.alias, {MemberKind::kDimension, time}};
  if (time == kNone || members_.StatusOf(target) != BindStatus::kReady) {
    state_.diagnostics.AddInExpr(text, span,
                                 {.code = ErrorCode::kBadMeasure,
                                  .message = "first and last need a time to go by",
                                  .help = "add `time_dimension:` to the table of " +
                                          Quoted(made_.aliases[home.alias].name)});
    return false;
  }
  details.order_by =
      expr::Expr{Ref{.kind = RefKind::kDimension, .alias = home.alias, .index = time, .field = {}}};
  return true;
}

}  // namespace semaflow::model
