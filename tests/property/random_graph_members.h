// Random members of a graph: of its tables, some of which name paths or are measures per row, and
// of the graph itself.
#pragma once

#include <string>

#include "tests/property/graph_paths.h"
#include "tests/property/property_case.h"
#include "tests/property/random_source.h"

namespace semaflow::property {

/// Adds them to a graph whose tables have dimensions and rows, and whose links are there.
void AddRandomMembers(RandomSource& random, ModelSpec& model);

/// A path in words, its start first: the last `words` of them, with a dot behind each. `by_alias`:
/// in percent, how often a step is named by the alias of its target.
std::string Spelled(RandomSource& random, const ModelSpec& model, const GraphPaths& paths,
                    std::size_t home, const GraphPath& path, std::size_t words, int by_alias);

}  // namespace semaflow::property
