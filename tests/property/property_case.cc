#include "tests/property/property_case.h"

#include <stdexcept>

#include "tests/servers.h"

namespace semaflow::property {
namespace {

std::string List(const std::vector<std::string>& names) {
  std::string text = "[";
  for (const std::string& name : names) text += (text.size() > 1 ? ", " : "") + name;
  return text + "]";
}

std::string MembersYaml(const char* key, const std::vector<MemberSpec>& members) {
  if (members.empty()) return {};
  std::string text = std::string(key) + ":\n";
  for (const MemberSpec& member : members) text += "  " + member.name + ": " + member.yaml + "\n";
  return text;
}

std::string TableYaml(const TableSpec& table) {
  std::string text =
      "name: " + table.name + "\ndata_source: warehouse\ntable: " + table.name + "\n";
  if (!table.primary_key.empty()) text += "primary_keys: " + List(table.primary_key) + "\n";
  if (!table.unique_key.empty()) text += "unique_keys: [" + List(table.unique_key) + "]\n";
  if (!table.time_dimension.empty()) text += "time_dimension: " + table.time_dimension + "\n";
  text += MembersYaml("dimensions", table.dimensions);
  return text + MembersYaml("measures", table.measures);
}

std::string KeysYaml(const std::vector<std::pair<std::string, std::string>>& keys) {
  std::string text = "join_keys: [";
  for (std::size_t k = 0; k < keys.size(); ++k) {
    text += (k > 0 ? ", " : "") + std::string("{left: \"") + keys[k].first + "\", right: \"" +
            keys[k].second + "\"}";
  }
  return text + "]}\n";
}

std::string GraphYaml(const ModelSpec& model) {
  std::string text = "name: f\ntables: {";
  for (const AliasSpec& alias : model.aliases) {
    text += (text.ends_with('{') ? "" : ", ") + alias.alias + ": " + model.tables[alias.table].name;
  }
  text += "}\n";
  if (!model.links.empty()) text += "links:\n";
  for (const LinkSpec& link : model.links) {
    text +=
        "  - {from: " + model.aliases[link.from].alias + ", to: " + model.aliases[link.to].alias;
    if (!link.role.empty()) text += ", as: " + link.role;
    if (!link.cardinality.empty()) text += ", cardinality: " + link.cardinality;
    text += ", " + KeysYaml(link.keys);
  }
  return text + MembersYaml("dimensions", model.flow_dimensions) +
         MembersYaml("measures", model.flow_measures);
}

std::string FlowYaml(const ModelSpec& model) {
  if (model.is_graph) return GraphYaml(model);
  const AliasSpec& base = model.aliases.front();
  std::string text = "name: f\nbase_table: {semantic_table: " + model.tables[base.table].name +
                     ", alias: " + base.alias + "}\n";
  if (model.aliases.size() > 1) text += "joins:\n";
  for (std::size_t i = 1; i < model.aliases.size(); ++i) {
    const AliasSpec& join = model.aliases[i];
    text += "  " + join.alias + ":\n    {semantic_table: " + model.tables[join.table].name +
            ", alias: " + join.alias + ", to_table: " + model.aliases[join.parent].alias +
            ", join_type: " + join.join_type;
    if (!join.cardinality.empty()) text += ", cardinality: " + join.cardinality;
    text += ",\n     " + KeysYaml(join.keys);
  }
  return text + MembersYaml("dimensions", model.flow_dimensions) +
         MembersYaml("measures", model.flow_measures);
}

std::string SchemaText(const ModelSpec& model) {
  nlohmann::json tables = nlohmann::json::object();
  for (const TableSpec& table : model.tables) {
    nlohmann::json columns = nlohmann::json::array();
    for (const ColumnSpec& column : table.columns) {
      nlohmann::json entry = {{"name", column.name}, {"type", ToString(column.type)}};
      if (column.not_null) entry["not_null"] = true;
      columns.push_back(std::move(entry));
    }
    tables["warehouse/" + table.name] = {{"columns", std::move(columns)},
                                         {"rows", table.told_rows}};
  }
  return nlohmann::json{{"tables", std::move(tables)}}.dump(1) + "\n";
}

}  // namespace

void RemoveUnusedTables(ModelSpec& model) {
  for (std::size_t t = model.tables.size(); t-- > 0;) {
    bool used = false;
    for (const AliasSpec& alias : model.aliases) used = used || alias.table == t;
    if (used) continue;
    model.tables.erase(model.tables.begin() + static_cast<std::ptrdiff_t>(t));
    for (AliasSpec& alias : model.aliases) {
      if (alias.table > t) --alias.table;
    }
  }
}

std::vector<std::pair<std::string, std::string>> ModelFiles(const ModelSpec& model) {
  std::vector<std::pair<std::string, std::string>> files;
  if (!model.settings.empty()) files.emplace_back("model.yaml", model.settings);
  for (const TableSpec& table : model.tables) {
    const std::string& file = table.file.empty() ? table.name : table.file;
    files.emplace_back("tables/" + file + ".yaml", TableYaml(table));
  }
  files.emplace_back("flows/f.yaml", FlowYaml(model));
  if (model.with_schema) files.emplace_back("schema.json", SchemaText(model));
  return files;
}

std::string CsvOf(const TableSpec& table) {
  std::string text;
  for (const ColumnSpec& column : table.columns) {
    std::string type = ToString(column.type);
    const bool quoted = type.find(',') != std::string::npos;
    const std::string cell = column.name + ":" + type + (column.not_null ? "!" : "");
    text += (text.empty() ? "" : ",") + (quoted ? "\"" + cell + "\"" : cell);
  }
  text += "\n";
  for (const TextRow& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += ',';
      if (row[i]) text += row[i]->empty() ? "\"\"" : *row[i];
    }
    text += "\n";
  }
  return text;
}

std::vector<std::string> LoadStatements(const TableSpec& table) {
  std::string create = "CREATE TABLE " + table.name + " (";
  for (const ColumnSpec& column : table.columns) {
    create += (create.ends_with('(') ? "" : ", ") + column.name + " " + SqlTypeName(column.type) +
              (column.not_null ? " NOT NULL" : "");
  }
  std::vector<std::string> statements{create + ")"};
  if (table.rows.empty()) return statements;
  std::string insert = "INSERT INTO " + table.name + " VALUES ";
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    insert += r > 0 ? ", (" : "(";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const auto& cell = table.rows[r][c];
      insert += c > 0 ? ", " : "";
      insert +=
          cell ? "CAST('" + *cell + "' AS " + SqlTypeName(table.columns[c].type) + ")" : "NULL";
    }
    insert += ")";
  }
  statements.push_back(std::move(insert));
  return statements;
}

MemoryTables RowsOf(const ModelSpec& model) {
  MemoryTables tables;
  for (const TableSpec& table : model.tables) {
    MemoryTable& memory = tables[table.name];
    for (const ColumnSpec& column : table.columns) memory.columns.push_back(column.name);
    for (const TextRow& text : table.rows) {
      Row row;
      for (std::size_t i = 0; i < text.size(); ++i) {
        row.push_back(ReadCell(text[i], table.columns[i].type));
      }
      memory.rows.push_back(std::move(row));
    }
  }
  return tables;
}

}  // namespace semaflow::property
