#include "tests/property/saved_case.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "base/types.h"

namespace semaflow {

// Found by nlohmann::json, which looks in the namespace of the type.
void to_json(nlohmann::json& json, const DataType& type) { json = ToString(type); }
void from_json(const nlohmann::json& json, DataType& type) {
  const auto parsed = ParseDataType(json.get<std::string>());
  if (!parsed) throw std::runtime_error("no type is called " + json.dump());
  type = *parsed;
}

namespace property {
namespace {

using nlohmann::json;

json RowJson(const TextRow& row) {
  json cells = json::array();
  for (const auto& cell : row) cells.push_back(cell ? json(*cell) : json(nullptr));
  return cells;
}

TextRow RowOf(const json& cells) {
  TextRow row;
  for (const json& cell : cells) {
    row.push_back(cell.is_null() ? std::nullopt : std::optional(cell.get<std::string>()));
  }
  return row;
}

}  // namespace

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ColumnSpec, name, type, not_null)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MemberSpec, name, yaml, type)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(AliasSpec, alias, table, parent, join_type, cardinality, keys)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LinkSpec, from, to, role, cardinality, keys)

namespace {

json TableJson(const TableSpec& table) {
  json rows = json::array();
  for (const TextRow& row : table.rows) rows.push_back(RowJson(row));
  return {{"name", table.name},
          {"columns", table.columns},
          {"primary_key", table.primary_key},
          {"unique_key", table.unique_key},
          {"rows", std::move(rows)},
          {"dimensions", table.dimensions},
          {"measures", table.measures},
          {"time_dimension", table.time_dimension},
          {"told_rows", table.told_rows}};
}

TableSpec TableOf(const json& text) {
  TableSpec table;
  text.at("name").get_to(table.name);
  text.at("columns").get_to(table.columns);
  text.at("primary_key").get_to(table.primary_key);
  text.at("unique_key").get_to(table.unique_key);
  for (const json& row : text.at("rows")) table.rows.push_back(RowOf(row));
  text.at("dimensions").get_to(table.dimensions);
  text.at("measures").get_to(table.measures);
  table.time_dimension = text.value("time_dimension", "");
  table.told_rows = text.value("told_rows", 0);
  return table;
}

}  // namespace

PropertyCase ReadCase(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  const json text = json::parse(stream);
  PropertyCase read;
  for (const json& table : text.at("tables")) read.model.tables.push_back(TableOf(table));
  text.at("aliases").get_to(read.model.aliases);
  read.model.is_graph = text.contains("links");
  if (read.model.is_graph) text.at("links").get_to(read.model.links);
  text.at("flow_dimensions").get_to(read.model.flow_dimensions);
  text.at("flow_measures").get_to(read.model.flow_measures);
  text.at("settings").get_to(read.model.settings);
  text.at("with_schema").get_to(read.model.with_schema);
  read.request = text.at("request");
  return read;
}

std::vector<std::filesystem::path> SavedCases() {
  const std::filesystem::path folder =
      std::filesystem::path(SEMAFLOW_SOURCE_DIR) / "tests/property/cases";
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void WriteCase(const PropertyCase& property_case, const std::filesystem::path& file) {
  const ModelSpec& model = property_case.model;
  json tables = json::array();
  for (const TableSpec& table : model.tables) tables.push_back(TableJson(table));
  json text = {{"request", property_case.request},
               {"tables", std::move(tables)},
               {"aliases", model.aliases},
               {"flow_dimensions", model.flow_dimensions},
               {"flow_measures", model.flow_measures},
               {"settings", model.settings},
               {"with_schema", model.with_schema}};
  if (model.is_graph) text["links"] = model.links;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text.dump(1) << "\n";
}

}  // namespace property
}  // namespace semaflow
