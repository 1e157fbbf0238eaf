#include "model/build.h"

#include <string>
#include <utility>
#include <vector>

#include "base/closest.h"
#include "base/types.h"
#include "model/build_state.h"
#include "model/expr_binder.h"
#include "model/join_keys.h"
#include "model/join_reach.h"
#include "model/member_binder.h"
#include "model/model_hash.h"

namespace semaflow::model {
namespace {

/// Splits "o.order_date"; false when it has not exactly two parts.
bool SplitField(std::string_view text, std::string_view& alias, std::string_view& field) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || text.find('.', dot + 1) != std::string_view::npos) {
    return false;
  }
  alias = text.substr(0, dot);
  field = text.substr(dot + 1);
  return true;
}

/// `time_dimension`, `time:` and the grains beside them, once types are known.
void CheckTableTimes(BuildState& state, TableIndex index) {
  const Table& table = state.model.tables[index];
  const TableState& own = state.tables[index];
  const auto check = [&state](const Dimension& dimension, const Text& name,
                              const std::optional<time::Grain>& grain, const Place& grain_place,
                              std::string_view key) {
    if (dimension.needs_flow || dimension.type.kind == TypeKind::kUnknown) return;
    if (!IsTime(dimension.type.kind)) {
      state.Add(ErrorCode::kTypeMismatch, name.place,
                "`" + std::string(key) + "` must be a time, and " + Quoted(name.value) + " is " +
                    ToString(dimension.type));
      return;
    }
    if (!grain) return;
    const std::string problem = FieldProblem(
        dimension.type, {.kind = time::TimeField::Kind::kGrain, .grain = *grain, .part = {}});
    if (!problem.empty()) {
      state.Add(ErrorCode::kBadGrain, grain_place,
                Quoted(name.value) + " is a date, and `" + std::string(time::GrainName(*grain)) +
                    "` is finer",
                "the finest grain of a date is a day");
    }
  };
  if (table.time_dimension != kNone) {
    check(table.dimensions[table.time_dimension], own.definition->time_dimension,
          table.smallest_time_grain, own.definition->smallest_time_grain.place, "time_dimension");
  }
  for (std::size_t i = 0; i < table.measures.size(); ++i) {
    const Measure& measure = table.measures[i];
    if (measure.time == kNone && !measure.grain) continue;
    const MeasureDetails& details = *own.measure_definitions[i]->details;
    if (measure.time != kNone) {
      check(table.dimensions[measure.time], details.time, measure.grain, details.grain.place,
            "time");
    } else if (table.time_dimension != kNone) {
      const Dimension& time = table.dimensions[table.time_dimension];
      if (IsTime(time.type.kind)) {
        check(time, own.definition->time_dimension, measure.grain, details.grain.place, "time");
      }
    }
  }
}

/// `times: {i: o.order_date}`: a time on a partner that is reached to-one.
void BuildFlowTimes(BuildState& state, std::uint32_t index) {
  Flow& flow = state.model.flows[index];
  for (const TypeKind kind : kSharedTimes) {
    Dimension& time = flow.shared.emplace_back();
    time.name = flow.time_name;
    time.type = {.kind = kind};
  }
  const auto set_time = [&flow](AliasIndex of, AliasIndex at, MemberIndex dimension) {
    flow.aliases[of].time =
        expr::Ref{.kind = expr::RefKind::kDimension, .alias = at, .index = dimension, .field = {}};
  };
  for (std::size_t i = 0; i < flow.aliases.size(); ++i) {
    const MemberIndex time = state.model.tables[flow.aliases[i].table].time_dimension;
    if (time != kNone) set_time(static_cast<AliasIndex>(i), static_cast<AliasIndex>(i), time);
  }
  for (const auto& [alias, field] : state.flows[index].definition->times) {
    const auto own = flow.alias_names.find(alias.value);
    std::vector<std::string_view> names;
    for (const Alias& other : flow.aliases) names.push_back(other.name);
    if (own == flow.alias_names.end()) {
      state.diagnostics.Add({.code = ErrorCode::kUnknownAlias,
                             .place = alias.place,
                             .message = "`times` names an unknown alias " + Quoted(alias.value),
                             .candidates = ClosestNames(alias.value, names)});
      continue;
    }
    std::string_view partner;
    std::string_view name;
    const bool split = SplitField(field.value, partner, name);
    const auto at = flow.alias_names.find(partner);
    if (!split || at == flow.alias_names.end()) {
      state.diagnostics.Add({.code = ErrorCode::kUnknownAlias,
                             .place = field.place,
                             .message = Quoted(field.value) + " does not name a time of this flow",
                             .help = "write alias.dimension",
                             .candidates = ClosestNames(partner, names)});
      continue;
    }
    const Table& table = state.model.tables[flow.aliases[at->second].table];
    const auto member = table.members.find(name);
    if (member == table.members.end() || member->second.kind != MemberKind::kDimension) {
      std::vector<std::string_view> dimensions;
      for (const Dimension& dimension : table.dimensions) dimensions.push_back(dimension.name);
      state.diagnostics.Add(
          {.code = ErrorCode::kUnknownMember,
           .place = field.place,
           .message = "the table " + Quoted(table.name) + " has no dimension " + Quoted(name),
           .candidates = ClosestNames(name, dimensions)});
      continue;
    }
    const DataType& type = table.dimensions[member->second.index].type;
    if (type.kind != TypeKind::kUnknown && !IsTime(type.kind)) {
      state.Add(ErrorCode::kTypeMismatch, field.place,
                "`times` needs a time, and " + Quoted(field.value) + " is " + ToString(type));
      continue;
    }
    if (flow.kind == Flow::Kind::kTree && !ReachesToOne(flow, own->second, at->second)) {
      state.Add(ErrorCode::kReachedManyTimes, field.place,
                "a row of " + Quoted(alias.value) + " reaches many rows of " + Quoted(partner) +
                    ", so it has no one time there");
      continue;
    }
    set_time(own->second, at->second, member->second.index);
  }
}

/// Dimensions that are measures: their role must be one of this table, and its rows told apart.
void CheckPerRoles(BuildState& state, TableIndex index) {
  const Table& table = state.model.tables[index];
  const TableState& own = state.tables[index];
  for (std::size_t i = 0; i < table.dimensions.size(); ++i) {
    const Dimension& dimension = table.dimensions[i];
    if (!dimension.per || own.dimensions[i].progress == Progress::kFailed) continue;
    const DimensionDefinition& written = *own.dimension_definitions[i];
    if (!dimension.per->all && table.primary_key.empty() && table.unique_keys.empty()) {
      state.Add(ErrorCode::kBadKey, written.name.place,
                "the dimension " + Quoted(dimension.name) +
                    " is a measure for each row, and the table " + Quoted(table.name) +
                    " has no key to tell rows apart",
                "add primary_key to the table");
    }
    if (dimension.per->role.empty() || own.in_broken_flow) continue;
    bool found = false;
    std::vector<std::string_view> names;
    for (const Seat& seat : own.seats) {
      const std::string& alias = state.model.flows[seat.flow].aliases[seat.alias].name;
      found = found || alias == dimension.per->role ||
              state.flows[seat.flow].roles.contains(dimension.per->role);
      names.push_back(alias);
    }
    if (found) continue;
    state.diagnostics.Add({.code = ErrorCode::kUnknownAlias,
                           .place = written.measure->per.place,
                           .message = "`per` names " + Quoted(dimension.per->role) +
                                      ", which is no role of the table " + Quoted(table.name),
                           .candidates = ClosestNames(dimension.per->role, names)});
  }
}

/// Members that name aliases, none of whose flows has them all.
void CheckFound(BuildState& state) {
  for (std::size_t i = 0; i < state.tables.size(); ++i) {
    const TableState& own = state.tables[i];
    if (own.in_broken_flow) continue;
    for (const Member& member : own.flow_members) {
      const bool dimension = member.kind == MemberKind::kDimension;
      const MemberState& progress =
          dimension ? own.dimensions[member.index] : own.measures[member.index];
      if (progress.found_in_flow || progress.told_in_flow) continue;
      const Text& name = dimension ? own.dimension_definitions[member.index]->name
                                   : own.measure_definitions[member.index]->name;
      state.Add(ErrorCode::kMemberWithoutFlow, name.place,
                "no flow has all the aliases that " + Quoted(name.value) + " names",
                "join their tables in a flow with " + Quoted(state.model.tables[i].name));
    }
  }
}

/// Members of a graph itself: names must begin with an alias, a role or a member of a table.
void CheckGraphMembers(BuildState& state, std::uint32_t index) {
  Flow& flow = state.model.flows[index];
  const FlowState& own = state.flows[index];
  const auto known = [&](const std::string& word) {
    if (HasAlias(state, index, word) || flow.members.contains(word)) return true;
    for (const Alias& alias : flow.aliases) {
      if (state.model.tables[alias.table].members.contains(word)) return true;
    }
    return false;
  };
  const auto check = [&](const expr::Expr& tree, const Text& name,
                         std::optional<Refusal>& refusal) {
    for (const std::string& word : AliasesOf(tree)) {
      if (known(word)) continue;
      state.Add(ErrorCode::kUnknownAlias, name.place,
                Quoted(name.value) + " names " + Quoted(word) +
                    ", which is no alias, role or member of the flow " + Quoted(flow.name));
    }
    refusal = Refusal{ErrorCode::kGraphFlow,
                      "the flow " + Quoted(flow.name) +
                          " is a graph, which this version reads and checks but does not answer "
                          "yet"};
  };
  for (std::size_t i = 0; i < flow.dimensions.size(); ++i) {
    if (own.dimensions[i].progress == Progress::kFailed) continue;
    check(flow.dimensions[i].expr, own.dimension_definitions[i]->name, flow.dimensions[i].refusal);
  }
  for (std::size_t i = 0; i < flow.measures.size(); ++i) {
    if (own.measures[i].progress == Progress::kFailed) continue;
    check(flow.measures[i].expr, own.measure_definitions[i]->name, flow.measures[i].refusal);
  }
}

/// Members of tables in a graph: what they name is looked for, and bound when graphs are answered.
void CheckGraph(BuildState& state, std::uint32_t index) {
  const Flow& flow = state.model.flows[index];
  for (const Alias& alias : flow.aliases) {
    TableState& own = state.tables[alias.table];
    const Table& table = state.model.tables[alias.table];
    for (const Member& member : own.flow_members) {
      const bool dimension = member.kind == MemberKind::kDimension;
      const expr::Expr& tree =
          dimension ? table.dimensions[member.index].expr : table.measures[member.index].expr;
      bool found = true;
      for (const std::string& word : AliasesOf(tree)) {
        found = found && (HasAlias(state, index, word) || table.members.contains(word));
      }
      MemberState& progress = dimension ? own.dimensions[member.index] : own.measures[member.index];
      progress.found_in_flow |= found;
    }
    for (const auto& [name, member] : table.members) {
      if (!time::ParseTimeField(name)) continue;
      const Text& text = member.kind == MemberKind::kDimension
                             ? own.dimension_definitions[member.index]->name
                             : own.measure_definitions[member.index]->name;
      state.Add(ErrorCode::kBadName, text.place,
                Quoted(name) + " is a grain or part, and the graph flow " + Quoted(flow.name) +
                    " could not tell it from one",
                "rename it");
    }
  }
  CheckGraphMembers(state, index);
}

}  // namespace

ResultAll<Loaded> Build(ModelDefinition definition, Diagnostics diagnostics) {
  auto model = std::make_shared<Model>();
  model->root = definition.root;
  BuildState state{.definition = definition,
                   .model = *model,
                   .diagnostics = diagnostics,
                   .tables = {},
                   .flows = {},
                   .file_roots = {},
                   .schemas = {}};
  diagnostics.SetFiles(&definition.files);
  for (const SchemaDefinition& schema : definition.schemas) {
    state.schemas.emplace(schema.key, &schema.schema);
  }
  BuildSettings(state);
  BuildCalendars(state);
  BuildTables(state);
  BuildFlows(state);
  MemberBinder binder(state);
  for (std::size_t i = 0; i < state.tables.size(); ++i) {
    binder.BindTable(static_cast<TableIndex>(i));
    CheckTableTimes(state, static_cast<TableIndex>(i));
    CheckPerRoles(state, static_cast<TableIndex>(i));
  }
  for (std::size_t i = 0; i < state.flows.size(); ++i) {
    const auto flow = static_cast<std::uint32_t>(i);
    if (state.flows[i].broken) continue;
    BindJoins(state, flow);
    if (state.flows[i].broken) {
      for (const Alias& alias : model->flows[i].aliases) {
        state.tables[alias.table].in_broken_flow = true;
      }
      continue;
    }
    if (model->flows[i].kind == Flow::Kind::kTree) {
      binder.BindFlow(flow);
    } else {
      CheckGraph(state, flow);
    }
    BuildFlowTimes(state, flow);
  }
  CheckFound(state);
  if (!diagnostics.ok()) return tl::unexpected(diagnostics.TakeErrors(definition.files));
  model->hash = HashOf(definition);
  return Loaded{.model = std::move(model), .warnings = diagnostics.TakeWarnings(definition.files)};
}

}  // namespace semaflow::model
