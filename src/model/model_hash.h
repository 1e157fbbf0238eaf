// A stable hash of everything in a definition that shapes an answer.
#pragma once

#include <cstdint>

#include "model/definition.h"

namespace semaflow::model {

/// The same on every machine and in every build of one version; places in files, the folder and the
/// order of the files do not count, descriptions do.
std::uint64_t HashOf(const ModelDefinition& definition);

}  // namespace semaflow::model
