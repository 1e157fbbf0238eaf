// A model folder to a Model, with every problem in one pass.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "model/model.h"
#include "semaflow/error.h"
#include "semaflow/model.h"

namespace semaflow::model {

struct Loaded {
  std::shared_ptr<const Model> model;
  Errors warnings;  ///< Deprecated keys of 0.1 and the like.
};

/// What is known of the tables besides the model's files.
struct LoadOptions {
  /// Reads schema.json beside the model. False: as if it were not there, so that a model whose
  /// schema.json is out of date can be loaded to make it anew.
  bool read_schema_file = true;
  /// Live schemas by SchemaKeyOf; they take the place of those of schema.json.
  std::vector<std::pair<std::string, TableSchema>> schemas = {};
};

/// Reads model.yaml, calendars/, tables/, flows/ and schema.json below `root` (or the files of
/// `root` itself where those folders are absent). Never touches a database. Not thread-bound.
/// All problems come together, in that order of files, then by place; of one file at most 100.
ResultAll<Loaded> LoadFolder(const std::string& root);
ResultAll<Loaded> LoadFolder(const std::string& root, LoadOptions options);

/// The same of texts that are in no folder.
ResultAll<Loaded> LoadTexts(std::vector<ModelText> texts, LoadOptions options);
/// Reads once more what `model` was loaded from.
ResultAll<Loaded> LoadAgain(const Model& model, LoadOptions options);

/// The key of a table in schema.json: "warehouse/schema.table", "warehouse/sql:orders" for a
/// derived table and "warehouse/file:orders" for files, both by the semantic name.
std::string SchemaKeyOf(const Table& table);

/// The schema of every table the model reads, as schema.json beside the model keeps it; by the keys
/// of SchemaKeyOf. Ends with a line feed.
std::string SchemaJson(const std::vector<std::pair<std::string, TableSchema>>& by_table);

/// The JSON Schema (draft 2020-12) of the YAML files, for editors; one document with a definition
/// for each kind of file. Ends with a line feed.
std::string ModelJsonSchema();

}  // namespace semaflow::model
