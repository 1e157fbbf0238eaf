// A model folder to a Model, with every problem in one pass.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/model.h"
#include "semaflow/error.h"

namespace semaflow::model {

struct Loaded {
  std::shared_ptr<const Model> model;
  Errors warnings;  ///< Deprecated keys of 0.1 and the like.
};

/// Reads model.yaml, tables/, flows/, calendars/ and schema.json below `root` (or the files of
/// `root` itself where those folders are absent). Never touches a database. Not thread-bound.
/// All problems come together, in file order, then by place.
ResultAll<Loaded> LoadFolder(const std::string& root);

/// The schema of every table the model reads, as schema.json beside the model keeps it.
std::string SchemaJson(const std::vector<std::pair<std::string, TableSchema>>& by_table);

/// The JSON Schema (draft 2020-12) of the YAML files, for editors; one document with a definition
/// for each kind of file.
std::string ModelJsonSchema();

}  // namespace semaflow::model
