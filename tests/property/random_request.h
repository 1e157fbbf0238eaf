// Random requests over a model.
#pragma once

#include <nlohmann/json.hpp>

#include "model/model.h"
#include "tests/property/property_case.h"
#include "tests/property/random_source.h"

namespace semaflow::property {

nlohmann::json RandomRequest(RandomSource& random, const ModelSpec& spec,
                             const model::Model& model);

}  // namespace semaflow::property
