// ModelDefinition to Model: everything is checked and bound, and all problems come together.
#pragma once

#include "model/definition.h"
#include "model/load.h"

namespace semaflow::model {

/// Builds the model of a definition. `diagnostics` brings the problems of reading, which come out
/// with those found here, by file and place.
ResultAll<Loaded> Build(ModelDefinition definition, Diagnostics diagnostics = {});

}  // namespace semaflow::model
