// The public handle of a model: loading and listings.
#include "semaflow/model.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/border.h"
#include "base/check.h"
#include "base/closest.h"
#include "model/load.h"
#include "model/model.h"
#include "model/yaml_writer.h"
#include "time/grain.h"
#include "time/zone.h"

namespace semaflow {
namespace {

using model::Presentation;

MemberInfo InfoOf(const std::string& name, const Presentation& shown, const DataType& type,
                  const std::optional<model::Refusal>& refusal) {
  return MemberInfo{.name = name,
                    .alias = {},
                    .table = {},
                    .type = type,
                    .label = shown.label,
                    .description = shown.description,
                    .unit = shown.unit,
                    .format = shown.format,
                    .meta_json = shown.meta_json,
                    .refusal = refusal ? refusal->reason : std::string()};
}

template <typename MemberOf>
void AppendMembers(const model::Flow& flow, expr::AliasIndex alias, const model::Table& table,
                   model::MemberKind kind, const std::vector<MemberOf>& members,
                   std::vector<MemberInfo>& out) {
  const std::string& alias_name = flow.aliases[alias].name;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const MemberOf& member = members[i];
    const auto index = static_cast<model::MemberIndex>(i);
    if (member.presentation.hidden) continue;
    const model::BoundMember* bound =
        member.needs_flow ? model::FindBound(flow, alias, kind, index) : nullptr;
    if (member.needs_flow && bound == nullptr) continue;
    MemberInfo info = InfoOf(alias_name + "." + member.name, member.presentation,
                             bound != nullptr ? bound->type : member.type, member.refusal);
    info.alias = alias_name;
    info.table = table.name;
    out.push_back(std::move(info));
  }
}

template <typename MemberOf>
void AppendFlowMembers(const std::vector<MemberOf>& members, std::vector<MemberInfo>& out) {
  for (const MemberOf& member : members) {
    if (member.presentation.hidden) continue;
    out.push_back(InfoOf(member.name, member.presentation, member.type, member.refusal));
  }
}

std::vector<JoinInfo> JoinsOf(const model::Model& model, const model::Flow& flow) {
  std::vector<JoinInfo> joins;
  for (std::size_t i = 0; i < flow.table_count(); ++i) {
    const model::Alias& alias = flow.aliases[i];
    if (alias.parent == expr::kSelf) continue;
    joins.push_back({.name = alias.join_label,
                     .alias = alias.name,
                     .table = model.tables[alias.table].name,
                     .to_alias = flow.aliases[alias.parent].name,
                     .join_type = std::string(model::JoinTypeName(alias.join_type)),
                     .cardinality = std::string(model::CardinalityName(alias.cardinality)),
                     .cardinality_declared = alias.cardinality_declared,
                     .refusal = alias.refusal ? alias.refusal->reason : std::string()});
  }
  for (const model::Link& link : flow.links) {
    joins.push_back({.name = link.role,
                     .alias = flow.aliases[link.to].name,
                     .table = model.tables[flow.aliases[link.to].table].name,
                     .to_alias = flow.aliases[link.from].name,
                     .join_type = "left",
                     .cardinality = std::string(model::CardinalityName(link.cardinality)),
                     .cardinality_declared = link.cardinality_declared,
                     .refusal = link.refusal ? link.refusal->reason : std::string()});
  }
  return joins;
}

FlowDetails DetailsOf(const model::Model& model, const model::Flow& flow) {
  FlowDetails details;
  details.name = flow.name;
  details.description = flow.description;
  details.data_source = flow.data_source;
  details.is_graph = flow.kind == model::Flow::Kind::kGraph;
  if (!details.is_graph && !flow.aliases.empty()) {
    const model::Table& base = model.tables[flow.aliases[0].table];
    details.base_table = base.name;
    details.base_alias = flow.aliases[0].name;
    if (base.time_dimension != model::kNone) {
      details.time_dimension = details.base_alias + "." + base.dimensions[base.time_dimension].name;
    }
    if (base.smallest_time_grain) {
      details.smallest_time_grain = time::GrainName(*base.smallest_time_grain);
    }
  }
  details.joins = JoinsOf(model, flow);
  for (std::size_t i = 0; i < flow.table_count(); ++i) {
    const auto alias = static_cast<expr::AliasIndex>(i);
    const model::Table& table = model.tables[flow.aliases[i].table];
    AppendMembers(flow, alias, table, model::MemberKind::kDimension, table.dimensions,
                  details.dimensions);
    AppendMembers(flow, alias, table, model::MemberKind::kMeasure, table.measures,
                  details.measures);
  }
  AppendFlowMembers(flow.dimensions, details.dimensions);
  AppendFlowMembers(flow.measures, details.measures);
  return details;
}

Error UnknownFlow(const model::Model& model, std::string_view name) {
  std::vector<std::string_view> names;
  names.reserve(model.flows.size());
  for (const model::Flow& flow : model.flows) names.push_back(flow.name);
  Error error{.code = ErrorCode::kUnknownFlow,
              .message = "there is no flow \"" + std::string(name) + "\"",
              .candidates = ClosestNames(name, names)};
  error.help = DidYouMean(error.candidates);
  return error;
}

}  // namespace

Model::Model(std::shared_ptr<const model::Model> model) : model_(std::move(model)) {
  SEMA_CHECK(model_ != nullptr);
}

ModelSummary Model::Summary() const {
  ModelSummary summary;
  summary.tables = model_->tables.size();
  summary.flows = model_->flows.size();
  summary.calendars = model_->calendars.size();
  summary.time_zone = model_->zone->name();
  summary.hash = model_->hash;
  for (const model::Table& table : model_->tables) {
    summary.dimensions += table.dimensions.size();
    summary.measures += table.measures.size();
    const auto begin = summary.data_sources.begin();
    const auto end = summary.data_sources.end();
    if (std::find(begin, end, table.data_source) == end) {
      summary.data_sources.push_back(table.data_source);
    }
  }
  for (const model::Flow& flow : model_->flows) {
    summary.dimensions += flow.dimensions.size();
    summary.measures += flow.measures.size();
  }
  return summary;
}

std::vector<FlowSummary> Model::Flows() const {
  std::vector<FlowSummary> flows;
  flows.reserve(model_->flows.size());
  for (const model::Flow& flow : model_->flows) {
    flows.push_back({.name = flow.name,
                     .description = flow.description,
                     .is_graph = flow.kind == model::Flow::Kind::kGraph});
  }
  return flows;
}

Result<FlowDetails> Model::Flow(std::string_view name) const {
  const model::Flow* flow = model_->FindFlow(name);
  if (flow == nullptr) return tl::unexpected(UnknownFlow(*model_, name));
  return DetailsOf(*model_, *flow);
}

const std::string& Model::folder() const { return model_->root; }

namespace {

ResultAll<LoadedModel> Handed(ResultAll<model::Loaded> loaded) {
  if (!loaded) return tl::unexpected(std::move(loaded.error()));
  return LoadedModel{.model = Model(std::move(loaded->model)),
                     .warnings = std::move(loaded->warnings)};
}

}  // namespace

ResultAll<LoadedModel> LoadModel(const std::string& folder, const LoadOptions& options) {
  return AtBorder([&]() -> ResultAll<LoadedModel> {
    return Handed(model::LoadFolder(folder, {.read_schema_file = options.read_schema_file}));
  });
}

ResultAll<LoadedModel> LoadModelTexts(std::vector<ModelText> texts) {
  return AtBorder(
      [&]() -> ResultAll<LoadedModel> { return Handed(model::LoadTexts(std::move(texts), {})); });
}

Result<std::string> YamlOfJson(std::string_view json) {
  return AtBorder([&] { return model::YamlOfJson(json); });
}

std::string ModelFileSchema() { return model::ModelJsonSchema(); }

}  // namespace semaflow
