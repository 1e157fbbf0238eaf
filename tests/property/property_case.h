// One case: a model, its rows and a request, as values that can be written down and cut smaller.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "semaflow/types.h"
#include "tests/property/flow_rows.h"

namespace semaflow::property {

struct ColumnSpec {
  std::string name;
  DataType type;
  bool not_null = false;
};

/// A dimension or measure: its name, what the YAML says, and the type of its values.
struct MemberSpec {
  std::string name;
  std::string yaml;
  DataType type;
};

using TextRow = std::vector<std::optional<std::string>>;

struct TableSpec {
  std::string name;
  std::string file = {};  ///< Below tables/, without .yaml; "": the name.
  std::vector<ColumnSpec> columns;
  std::vector<std::string> primary_key;
  std::vector<std::string> unique_key;  ///< One more key; may be empty.
  std::vector<TextRow> rows;
  std::vector<MemberSpec> dimensions;
  std::vector<MemberSpec> measures;
  std::string time_dimension = {};  ///< "": none.
  /// What schema.json says of the number of rows. It chooses how a question is asked, and whatever
  /// it says, the answer is the same.
  std::int64_t told_rows = 0;
};

/// One alias of the flow; the first is the base and has no join.
struct AliasSpec {
  std::string alias;
  std::size_t table = 0;
  std::size_t parent = 0;
  std::string join_type = "left";
  std::string cardinality;  ///< "": inferred.
  std::vector<std::pair<std::string, std::string>> keys;
};

/// One link of a graph; `from` and `to` are positions among the aliases.
struct LinkSpec {
  std::size_t from = 0;
  std::size_t to = 0;
  std::string role;         ///< "": the target's alias.
  std::string cardinality;  ///< "": inferred.
  std::vector<std::pair<std::string, std::string>> keys;
};

struct ModelSpec {
  std::vector<TableSpec> tables;
  std::vector<AliasSpec> aliases;
  bool is_graph = false;  ///< Then aliases have no parents: links join them.
  std::vector<LinkSpec> links;
  std::vector<MemberSpec> flow_dimensions;
  std::vector<MemberSpec> flow_measures;
  std::string settings;         ///< Text of model.yaml; "" for none.
  bool with_schema = false;     ///< schema.json stands beside the model.
  bool tells_of_facts = false;  ///< It tells of many rows where one leads to one of few.
};

struct PropertyCase {
  ModelSpec model;
  nlohmann::json request;
};

/// Drops the tables that no alias is of.
void RemoveUnusedTables(ModelSpec& model);

/// The files of the model: path, text.
std::vector<std::pair<std::string, std::string>> ModelFiles(const ModelSpec& model);
/// A data file of the golden cases.
std::string CsvOf(const TableSpec& table);
/// Statements that make and fill the table in DuckDB.
std::vector<std::string> LoadStatements(const TableSpec& table);
MemoryTables RowsOf(const ModelSpec& model);

}  // namespace semaflow::property
