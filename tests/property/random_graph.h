// Random graph flows, and requests whose names are paths of roles.
#pragma once

#include <nlohmann/json.hpp>

#include "tests/property/graph_paths.h"
#include "tests/property/property_case.h"
#include "tests/property/random_source.h"

namespace semaflow::property {

/// 2 to 7 tables and what links them.
ModelSpec RandomGraph(RandomSource& random);

/// Most mean something from each of their measures; some have to be refused.
nlohmann::json RandomGraphRequest(RandomSource& random, const ModelSpec& spec,
                                  const GraphPaths& paths);

}  // namespace semaflow::property
