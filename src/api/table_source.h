// Where the rows of a model's table are, as backends are told.
#pragma once

#include "model/model.h"
#include "semaflow/backend.h"

namespace semaflow::api {

TableSource TableSourceOf(const model::Source& source);

}  // namespace semaflow::api
