// Listings of flows: text for people and JSON.
#include <utility>

#include "api/text_columns.h"
#include "base/json_writer.h"
#include "semaflow/model.h"

namespace semaflow {
namespace {

/// "Flights [min]: what it is. Not answered yet: why."
std::string Words(const MemberInfo& member) {
  std::string words = member.label;
  if (!member.unit.empty()) words += (words.empty() ? "[" : " [") + member.unit + "]";
  if (!member.description.empty()) words += (words.empty() ? "" : ": ") + member.description;
  if (!member.refusal.empty()) {
    words += (words.empty() ? "(not in this version: " : " (not in this version: ") +
             member.refusal + ")";
  }
  return words;
}

void AppendMembers(std::string& out, std::string_view title, const std::vector<MemberInfo>& members,
                   int width) {
  if (members.empty()) return;
  out += "\n";
  out += title;
  out += "\n";
  api::TextColumns columns;
  for (const MemberInfo& member : members) {
    columns.Add({member.name, ToString(member.type), Words(member)});
  }
  columns.AppendTo(out, 2, width);
}

void AppendJoins(std::string& out, const FlowDetails& flow, int width) {
  if (flow.joins.empty()) return;
  out += flow.is_graph ? "\nlinks\n" : "\njoins\n";
  api::TextColumns columns;
  for (const JoinInfo& join : flow.joins) {
    std::string words = join.cardinality + " from " + join.to_alias;
    if (join.join_type != "left") words += ", " + join.join_type + " join";
    if (flow.is_graph && join.name != join.alias) words += ", as " + join.name;
    if (!join.refusal.empty()) words += " (not in this version: " + join.refusal + ")";
    columns.Add({join.alias, join.table, std::move(words)});
  }
  columns.AppendTo(out, 2, width);
}

void WriteMember(JsonWriter& json, const MemberInfo& member) {
  json.BeginObject().Key("name").String(member.name).Key("type").String(ToString(member.type));
  const auto optional = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) json.Key(key).String(value);
  };
  optional("alias", member.alias);
  optional("table", member.table);
  optional("label", member.label);
  optional("description", member.description);
  optional("unit", member.unit);
  optional("format", member.format);
  if (!member.meta_json.empty()) json.Key("meta").Raw(member.meta_json);
  optional("refusal", member.refusal);
  json.EndObject();
}

void WriteJoin(JsonWriter& json, const JoinInfo& join) {
  json.BeginObject().Key("name").String(join.name).Key("alias").String(join.alias);
  json.Key("table").String(join.table).Key("to_alias").String(join.to_alias);
  json.Key("join_type").String(join.join_type).Key("cardinality").String(join.cardinality);
  json.Key("cardinality_declared").Bool(join.cardinality_declared);
  if (!join.refusal.empty()) json.Key("refusal").String(join.refusal);
  json.EndObject();
}

}  // namespace

std::string FormatFlows(const std::vector<FlowSummary>& flows, int width) {
  api::TextColumns columns;
  for (const FlowSummary& flow : flows) columns.Add({flow.name, flow.description});
  std::string out;
  columns.AppendTo(out, 0, width);
  return out;
}

std::string FormatFlow(const FlowDetails& flow, int width) {
  std::string out;
  api::AppendWrapped(out, flow.name + (flow.description.empty() ? "" : ": " + flow.description), 0,
                     2, width);
  out += "\n";
  api::TextColumns facts;
  if (!flow.base_table.empty()) {
    facts.Add({"base table", flow.base_table + " as " + flow.base_alias});
  }
  facts.Add({"data source", flow.data_source});
  if (!flow.time_dimension.empty()) {
    const std::string grain =
        flow.smallest_time_grain.empty() ? "" : ", by " + flow.smallest_time_grain + " or coarser";
    facts.Add({"time", flow.time_dimension + grain});
  }
  facts.AppendTo(out, 2, width);
  AppendJoins(out, flow, width);
  AppendMembers(out, "dimensions", flow.dimensions, width);
  AppendMembers(out, "measures", flow.measures, width);
  return out;
}

std::string ToJson(const std::vector<FlowSummary>& flows) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject().Key("flows").BeginArray();
  for (const FlowSummary& flow : flows) {
    json.BeginObject().Key("name").String(flow.name);
    if (!flow.description.empty()) json.Key("description").String(flow.description);
    json.EndObject();
  }
  json.EndArray().EndObject();
  return out;
}

std::string ToJson(const FlowDetails& flow) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject().Key("name").String(flow.name);
  const auto optional = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) json.Key(key).String(value);
  };
  optional("description", flow.description);
  optional("data_source", flow.data_source);
  optional("base_table", flow.base_table);
  optional("base_alias", flow.base_alias);
  optional("time_dimension", flow.time_dimension);
  optional("smallest_time_grain", flow.smallest_time_grain);
  json.Key(flow.is_graph ? "links" : "joins").BeginArray();
  for (const JoinInfo& join : flow.joins) WriteJoin(json, join);
  json.EndArray().Key("dimensions").BeginArray();
  for (const MemberInfo& member : flow.dimensions) WriteMember(json, member);
  json.EndArray().Key("measures").BeginArray();
  for (const MemberInfo& member : flow.measures) WriteMember(json, member);
  json.EndArray().EndObject();
  return out;
}

}  // namespace semaflow
