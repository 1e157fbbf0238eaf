#include "model/schema_file.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "base/json_writer.h"
#include "base/types.h"
#include "model/load.h"

namespace semaflow::model {
namespace {

namespace dom = simdjson::dom;

/// Reads one document; what is wrong is told with the path that leads there.
class SchemaReader {
 public:
  SchemaReader(FileIndex file, Diagnostics& diagnostics) : file_(file), diagnostics_(diagnostics) {}

  std::vector<SchemaDefinition> Read(const std::string& bytes) {
    std::vector<SchemaDefinition> schemas;
    dom::parser parser;
    dom::element root;
    if (const auto error = parser.parse(bytes).get(root)) {
      Tell(std::string("it is not valid JSON: ") + simdjson::error_message(error));
      return schemas;
    }
    dom::object object;
    if (root.get(object) != simdjson::SUCCESS) {
      Tell("it must be an object");
      return schemas;
    }
    for (const auto [key, value] : object) {
      if (key != "tables") {
        Tell("it has an unknown key " + Quoted(key));
        continue;
      }
      dom::object tables;
      if (value.get(tables) != simdjson::SUCCESS) {
        Tell("\"tables\" must be an object");
        continue;
      }
      schemas.reserve(tables.size());
      for (const auto [name, table] : tables) ReadTable(name, table, schemas);
    }
    return schemas;
  }

 private:
  void Tell(std::string what) {
    diagnostics_.Add({.code = ErrorCode::kSchemaFile,
                      .place = {file_, {}},
                      .message = "schema.json cannot be used: " + std::move(what),
                      .help = "make it anew: semaflow check MODEL --data"});
  }

  void ReadTable(std::string_view name, dom::element element,
                 std::vector<SchemaDefinition>& schemas) {
    dom::object table;
    if (element.get(table) != simdjson::SUCCESS) {
      Tell(Quoted(name) + " must be an object");
      return;
    }
    SchemaDefinition definition;
    definition.key = name;
    bool has_columns = false;
    for (const auto [key, value] : table) {
      if (key == "columns") {
        has_columns = ReadColumns(name, value, definition.schema.columns);
      } else if (key == "keys") {
        ReadKeys(name, value, definition.schema.unique_keys);
      } else if (key == "has_primary_key") {
        if (value.get(definition.schema.has_primary_key) != simdjson::SUCCESS) {
          Tell("\"has_primary_key\" of " + Quoted(name) + " must be true or false");
        }
      } else if (key == "rows") {
        if (value.get(definition.schema.rows) != simdjson::SUCCESS || definition.schema.rows < 0) {
          definition.schema.rows = 0;
          Tell("\"rows\" of " + Quoted(name) + " must be a number of rows");
        }
      } else {
        Tell(Quoted(name) + " has an unknown key " + Quoted(key));
      }
    }
    if (!has_columns) {
      Tell(Quoted(name) + " tells no columns");
      return;
    }
    schemas.push_back(std::move(definition));
  }

  bool ReadColumns(std::string_view table, dom::element element,
                   std::vector<ColumnSchema>& columns) {
    dom::array array;
    if (element.get(array) != simdjson::SUCCESS) return false;
    columns.reserve(array.size());
    for (const dom::element item : array) {
      dom::object object;
      ColumnSchema column;
      if (item.get(object) != simdjson::SUCCESS) {
        Tell("a column of " + Quoted(table) + " must be an object");
        continue;
      }
      bool good = true;
      for (const auto [key, value] : object) good &= ReadColumnKey(table, key, value, column);
      if (good && column.name.empty()) Tell("a column of " + Quoted(table) + " has no name");
      if (good && !column.name.empty()) columns.push_back(std::move(column));
    }
    return true;
  }

  bool ReadColumnKey(std::string_view table, std::string_view key, dom::element value,
                     ColumnSchema& column) {
    std::string_view text;
    if (key == "name" && value.get(text) == simdjson::SUCCESS) {
      column.name = text;
      return true;
    }
    if (key == "type" && value.get(text) == simdjson::SUCCESS) {
      if (text == "unknown") return true;  // The database has a type that we do not.
      if (const std::optional<DataType> type = ParseDataType(text)) {
        column.type = *type;
        return true;
      }
    }
    if (key == "not_null" && value.get(column.not_null) == simdjson::SUCCESS) return true;
    if (key == "cast_to_text" && value.get(column.cast_to_text) == simdjson::SUCCESS) return true;
    Tell("a column of " + Quoted(table) + " has a key " + Quoted(key) +
         " that is not known or has a wrong value");
    return false;
  }

  void ReadKeys(std::string_view table, dom::element element,
                std::vector<std::vector<std::string>>& keys) {
    dom::array array;
    bool good = element.get(array) == simdjson::SUCCESS;
    if (good) {
      for (const dom::element item : array) {
        dom::array columns;
        if (item.get(columns) != simdjson::SUCCESS) {
          good = false;
          continue;
        }
        std::vector<std::string>& key = keys.emplace_back();
        for (const dom::element column : columns) {
          std::string_view name;
          if (column.get(name) != simdjson::SUCCESS) good = false;
          key.emplace_back(name);
        }
      }
    }
    if (!good) Tell("\"keys\" of " + Quoted(table) + " must be a list of lists of columns");
  }

  FileIndex file_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::vector<SchemaDefinition> ReadSchemaFile(const SourceFile& file, FileIndex index,
                                             Diagnostics& diagnostics) {
  return SchemaReader(index, diagnostics).Read(file.bytes);
}

std::string SchemaKeyOf(const Table& table) {
  std::string key = table.data_source + "/";
  switch (table.source.kind) {
    case Source::Kind::kTable:
      for (std::size_t i = 0; i < table.source.table_name.size(); ++i) {
        if (i > 0) key += '.';
        key += table.source.table_name[i];
      }
      break;
    case Source::Kind::kSql:
      key += "sql:" + table.name;
      break;
    case Source::Kind::kFile:
      key += "file:" + table.name;
      break;
  }
  return key;
}

std::string SchemaJson(const std::vector<std::pair<std::string, TableSchema>>& by_table) {
  // Sorted, and a line for each column: the file is kept beside the model and read in diffs.
  std::vector<const std::pair<std::string, TableSchema>*> sorted;
  for (const auto& entry : by_table) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  std::string out = "{\n  \"tables\": {";
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto& [name, schema] = *sorted[i];
    out += i > 0 ? ",\n    " : "\n    ";
    AppendJsonString(out, name);
    out += ": {\n      \"columns\": [";
    for (std::size_t c = 0; c < schema.columns.size(); ++c) {
      const ColumnSchema& column = schema.columns[c];
      out += c > 0 ? ",\n        " : "\n        ";
      JsonWriter object(out);
      object.BeginObject()
          .Key("name")
          .String(column.name)
          .Key("type")
          .String(ToString(column.type))
          .Key("not_null")
          .Bool(column.not_null);
      if (column.cast_to_text) object.Key("cast_to_text").Bool(true);
      object.EndObject();
    }
    out += "\n      ],\n      \"keys\": ";
    JsonWriter keys(out);
    keys.BeginArray();
    for (const std::vector<std::string>& key : schema.unique_keys) {
      keys.BeginArray();
      for (const std::string& column : key) keys.String(column);
      keys.EndArray();
    }
    keys.EndArray();
    out += ",\n      \"has_primary_key\": ";
    out += schema.has_primary_key ? "true" : "false";
    if (schema.rows > 0) {
      out += ",\n      \"rows\": ";
      out += std::to_string(schema.rows);
    }
    out += "\n    }";
  }
  out += sorted.empty() ? "}\n}\n" : "\n  }\n}\n";
  return out;
}

}  // namespace semaflow::model
