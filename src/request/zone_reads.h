// Whether what a condition says depends on the time zone that it is asked in.
#pragma once

#include "expr/expr.h"
#include "model/model.h"

namespace semaflow::request {

/// False: it is the same in every zone. True: it may be another one, be it by a member of the model
/// that it names. Its names are bound in `flow`.
bool ReadsZone(const model::Model& model, const model::Flow& flow, const expr::Expr& condition);

}  // namespace semaflow::request
