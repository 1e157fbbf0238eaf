#include "model/load.h"

#include <utility>

#include "model/build.h"
#include "model/model_folder.h"

namespace semaflow::model {

ResultAll<Loaded> LoadFolder(const std::string& root) { return LoadFolder(root, {}); }

ResultAll<Loaded> LoadFolder(const std::string& root, LoadOptions options) {
  Diagnostics diagnostics;
  ModelDefinition definition =
      ReadModelFolder(root, options.read_schema_file && options.schemas.empty(), diagnostics);
  for (auto& [key, schema] : options.schemas) {
    definition.schemas.push_back({std::move(key), std::move(schema)});
  }
  return Build(std::move(definition), std::move(diagnostics));
}

}  // namespace semaflow::model
