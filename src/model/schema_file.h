// schema.json: what databases said about the tables of a model, kept beside it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/definition.h"
#include "semaflow/error.h"

namespace semaflow::model {

/// Reads schema.json. Unknown keys, unknown types and wrong shapes are problems (kSchemaFile) at
/// the file; the entries that are well formed are in the answer all the same.
std::vector<SchemaDefinition> ReadSchemaFile(const SourceFile& file, FileIndex index,
                                             Diagnostics& diagnostics);

}  // namespace semaflow::model
