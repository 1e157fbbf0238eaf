#include "model/load.h"

#include <utility>

#include "model/build.h"
#include "model/model_folder.h"

namespace semaflow::model {

ResultAll<Loaded> LoadFolder(const std::string& root) { return LoadFolder(root, {}); }

namespace {

ResultAll<Loaded> BuildWith(ModelDefinition definition, LoadOptions options,
                            Diagnostics diagnostics) {
  definition.schemas_are_live = !options.schemas.empty();
  for (auto& [key, schema] : options.schemas) {
    definition.schemas.push_back({std::move(key), std::move(schema)});
  }
  return Build(std::move(definition), std::move(diagnostics));
}

}  // namespace

ResultAll<Loaded> LoadFolder(const std::string& root, LoadOptions options) {
  Diagnostics diagnostics;
  ModelDefinition definition =
      ReadModelFolder(root, options.read_schema_file && options.schemas.empty(), diagnostics);
  return BuildWith(std::move(definition), std::move(options), std::move(diagnostics));
}

ResultAll<Loaded> LoadTexts(std::vector<ModelText> texts, LoadOptions options) {
  Diagnostics diagnostics;
  ModelDefinition definition = ReadModelTexts(std::move(texts), diagnostics);
  return BuildWith(std::move(definition), std::move(options), std::move(diagnostics));
}

ResultAll<Loaded> LoadAgain(const Model& model, LoadOptions options) {
  if (model.texts.empty()) return LoadFolder(model.root, std::move(options));
  return LoadTexts(model.texts, std::move(options));
}

}  // namespace semaflow::model
