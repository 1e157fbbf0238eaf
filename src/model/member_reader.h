// Dimensions and measures of tables and flows, from YAML to definitions.
#pragma once

#include <vector>

#include "model/definition.h"
#include "model/node_reader.h"

namespace semaflow::model {

/// The members of a `dimensions:` or `measures:` mapping; `node` may be nullptr.
std::vector<DimensionDefinition> ReadDimensions(const LocatedNode* node, NodeReader& reader);
std::vector<MeasureDefinition> ReadMeasures(const LocatedNode* node, NodeReader& reader);

}  // namespace semaflow::model
