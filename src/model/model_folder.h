// The files of a model folder, read and turned into a definition.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/definition.h"
#include "model/diagnostics.h"
#include "model/model_reader.h"
#include "semaflow/model.h"

namespace semaflow::model {

/// Bounds that keep a hostile folder from filling memory.
inline constexpr std::size_t kModelFilesMax = 50'000;
inline constexpr std::size_t kModelBytesMax = std::size_t{512} << 20;
inline constexpr int kFolderDepthMax = 16;

/// Reads the model in `root`: model.yaml, then calendars/, tables/ and flows/ with their
/// sub-folders, each by name; for those folders that are absent the YAML files of `root` itself,
/// told apart by their keys; schema.json when `with_schema`. Files and folders whose names begin
/// with a dot are left out. Problems go to `diagnostics`.
ModelDefinition ReadModelFolder(const std::string& root, bool with_schema,
                                Diagnostics& diagnostics);

/// Reads texts that are in no folder, told apart by their keys; "model.yaml" are the settings.
ModelDefinition ReadModelTexts(std::vector<ModelText> texts, Diagnostics& diagnostics);

/// Adds one YAML text to a definition as a file shown as `shown`: the entry for tests and fuzzing.
void ReadModelText(ModelDefinition& definition, std::string shown, std::string bytes, FileKind kind,
                   Diagnostics& diagnostics);

}  // namespace semaflow::model
