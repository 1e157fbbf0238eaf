#include "model/build.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/closest.h"
#include "base/number_format.h"
#include "base/types.h"
#include "model/build_state.h"
#include "model/expr_binder.h"
#include "model/join_keys.h"
#include "model/join_reach.h"
#include "model/member_binder.h"
#include "model/model_hash.h"
#include "model/path_names.h"

namespace semaflow::model {
namespace {

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

/// True for a text with a letter behind a "%", as "%Y-%m".
bool LooksLikeTimeFormat(std::string_view format) {
  for (std::size_t at = 0; (at = format.find('%', at)) != std::string_view::npos; ++at) {
    const char next = at + 1 < format.size() ? format[at + 1] : ' ';
    if ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z')) return true;
  }
  return false;
}

/// `format:` of numbers. Those of times are for whoever shows them.
template <typename Members, typename Definitions>
void CheckFormats(BuildState& state, const Members& members, const Definitions& definitions) {
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::string& format = members[i].presentation.format;
    const TypeKind kind = members[i].type.kind;
    const bool may_be_number = IsNumeric(kind) || kind == TypeKind::kUnknown;
    if (format.empty() || !may_be_number || NumberFormat::Parse(format)) continue;
    if (kind == TypeKind::kUnknown && LooksLikeTimeFormat(format)) continue;
    state.Add(ErrorCode::kBadFormat, definitions[i]->name.place,
              "the format " + Quoted(format) + " of " + Quoted(members[i].name) +
                  " is no d3-format of a number",
              "write one like \",d\", \"$,.2f\" or \".1%\"");
  }
}

/// The alias of `flow` that `role` of a dimension at `own` means; kSelf: there is none.
AliasIndex FindPerAlias(const Model& model, Flow& flow, AliasIndex own, MemberIndex index) {
  const Table& table = model.tables[flow.aliases[own].table];
  const Dimension& dimension = table.dimensions[index];
  const std::string& role = dimension.per->role;
  const auto is_own_table = [&](AliasIndex alias) {
    return flow.aliases[alias].table == flow.aliases[own].table;
  };
  if (flow.kind == Flow::Kind::kTree) {
    const auto at = flow.alias_names.find(role);
    return at != flow.alias_names.end() && is_own_table(at->second) ? at->second : kSelf;
  }
  const BoundMember* bound = FindBound(flow, own, MemberKind::kDimension, index);
  if (dimension.needs_flow && bound == nullptr) return kSelf;
  const auto* measure = std::get_if<expr::Ref>(&(bound ? bound->expr : dimension.expr).node);
  if (measure == nullptr || measure->kind != expr::RefKind::kMeasure) return kSelf;
  const AliasIndex start = measure->alias == kSelf ? own : measure->alias;
  const FoundPath found = FindPath(flow, start, {role}, is_own_table);
  return found.kind == FoundPath::Kind::kFound ? AddPath(flow, flow, start, found.path) : kSelf;
}

/// By which aliases dimensions that are measures group them.
void BindPerAliases(const Model& model, Flow& flow) {
  const std::size_t count = flow.table_count();
  for (std::size_t i = 0; i < count; ++i) {
    const TableIndex table = flow.aliases[i].table;
    const std::vector<Dimension>& dimensions = model.tables[table].dimensions;
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
      if (!dimensions[d].per || dimensions[d].per->role.empty()) continue;
      const bool is_known =
          std::any_of(flow.per_aliases.begin(), flow.per_aliases.end(), [&](const PerAlias& known) {
            return known.table == table && known.dimension == dimensions[d].name;
          });
      if (is_known) continue;
      const AliasIndex alias =
          FindPerAlias(model, flow, static_cast<AliasIndex>(i), static_cast<MemberIndex>(d));
      if (alias != kSelf) flow.per_aliases.push_back({table, dimensions[d].name, alias});
    }
  }
}

/// The time of each alias, where the flow says no other.
void SetTableTimes(const Model& model, Flow& flow) {
  for (std::size_t i = 0; i < flow.aliases.size(); ++i) {
    const MemberIndex time = model.tables[flow.aliases[i].table].time_dimension;
    if (time == kNone) continue;
    flow.aliases[i].time = expr::Ref{.kind = expr::RefKind::kDimension,
                                     .alias = static_cast<AliasIndex>(i),
                                     .index = time,
                                     .field = {}};
  }
}

/// The alias that `words` of a time lead to from `own`; kSelf: told.
AliasIndex FindTimePartner(BuildState& state, Flow& flow, const Text& own_name, AliasIndex own,
                           const Text& field, std::string& name) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < flow.table_count(); ++i) names.push_back(flow.aliases[i].name);
  const auto tell = [&](std::string_view partner) {
    state.diagnostics.Add({.code = ErrorCode::kUnknownAlias,
                           .place = field.place,
                           .message = Quoted(field.value) + " does not name a time of this flow",
                           .help = "write alias.dimension",
                           .candidates = ClosestNames(partner, names)});
    return kSelf;
  };
  const auto reached_many = [&](std::string_view partner) {
    state.Add(ErrorCode::kReachedManyTimes, field.place,
              "a row of " + Quoted(own_name.value) + " reaches many rows of " + Quoted(partner) +
                  ", so it has no one time there");
    return kSelf;
  };
  const std::size_t dot = field.value.rfind('.');
  if (dot == std::string::npos) return tell(field.value);
  name = field.value.substr(dot + 1);
  const std::string partner = field.value.substr(0, dot);
  if (flow.kind == Flow::Kind::kTree) {
    const auto at = flow.alias_names.find(partner);
    if (at == flow.alias_names.end()) return tell(partner);
    return ReachesToOne(flow, own, at->second) ? at->second : reached_many(partner);
  }
  const FoundPath found = FindPath(flow, own, SplitWords(partner), [](AliasIndex) { return true; });
  if (found.kind != FoundPath::Kind::kFound) return tell(partner);
  return found.to_one ? AddPath(flow, flow, own, found.path) : reached_many(partner);
}

/// `times: {i: o.order_date}`: a time on a partner that is reached to-one.
void BuildFlowTimes(BuildState& state, std::uint32_t index) {
  Flow& flow = state.model.flows[index];
  for (const TypeKind kind : kSharedTimes) {
    Dimension& time = flow.shared.emplace_back();
    time.name = flow.time_name;
    time.type = {.kind = kind};
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
    std::string name;
    const AliasIndex at = FindTimePartner(state, flow, alias, own->second, field, name);
    if (at == kSelf) continue;
    const Table& table = state.model.tables[flow.aliases[at].table];
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
    const MemberIndex dimension = member->second.index;
    const DataType& type = table.dimensions[dimension].type;
    if (type.kind != TypeKind::kUnknown && !IsTime(type.kind)) {
      state.Add(ErrorCode::kTypeMismatch, field.place,
                "`times` needs a time, and " + Quoted(field.value) + " is " + ToString(type));
      continue;
    }
    if (flow.kind == Flow::Kind::kGraph) BindDimensionAt(state.model, flow, flow, at, dimension);
    flow.aliases[own->second].time =
        expr::Ref{.kind = expr::RefKind::kDimension, .alias = at, .index = dimension, .field = {}};
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

/// In a graph the last word of a name is a grain whenever it can be one.
void CheckGraphNames(BuildState& state, std::uint32_t index) {
  const Flow& flow = state.model.flows[index];
  for (const Alias& alias : flow.aliases) {
    const TableState& own = state.tables[alias.table];
    for (const auto& [name, member] : state.model.tables[alias.table].members) {
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
}

}  // namespace

ResultAll<Loaded> Build(ModelDefinition definition, Diagnostics diagnostics) {
  auto model = std::make_shared<Model>();
  model->root = definition.root;
  model->texts = std::move(definition.texts);
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
    CheckFormats(state, model->tables[i].dimensions, state.tables[i].dimension_definitions);
    CheckFormats(state, model->tables[i].measures, state.tables[i].measure_definitions);
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
    if (model->flows[i].kind == Flow::Kind::kGraph) CheckGraphNames(state, flow);
    SetTableTimes(state.model, model->flows[i]);
    binder.BindFlow(flow);
    CheckFormats(state, model->flows[i].dimensions, state.flows[i].dimension_definitions);
    CheckFormats(state, model->flows[i].measures, state.flows[i].measure_definitions);
    BindPerAliases(state.model, model->flows[i]);
    BuildFlowTimes(state, flow);
  }
  CheckFound(state);
  if (!diagnostics.ok()) return tl::unexpected(diagnostics.TakeErrors(definition.files));
  model->hash = HashOf(definition);
  return Loaded{.model = std::move(model), .warnings = diagnostics.TakeWarnings(definition.files)};
}

}  // namespace semaflow::model
