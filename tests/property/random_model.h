// Random models with their rows: 2 to 7 aliases as a tree, keys that the rows keep.
#pragma once

#include "tests/property/property_case.h"
#include "tests/property/random_source.h"

namespace semaflow::property {

ModelSpec RandomModel(RandomSource& random);

}  // namespace semaflow::property
