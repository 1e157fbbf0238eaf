// Whether what conditions say depends on the time zone that they are asked in.
#pragma once

#include <vector>

#include "expr/expr.h"
#include "model/model.h"

namespace semaflow::request {

/// False: they are the same in every zone. True: they may be others, be it by a member of the model
/// that they name. Their names are bound in `flow`.
bool ReadZone(const model::Model& model, const model::Flow& flow,
              const std::vector<const expr::Expr*>& conditions);

}  // namespace semaflow::request
