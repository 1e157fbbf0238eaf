// A resolved request as text for people, the first stage of `semaflow explain`.
#pragma once

#include <string>

#include "request/resolved.h"

namespace semaflow::request {

/// Lines like `dimension o.status: text = o.status`, `filter: o.amount > 5`. Values are shown.
std::string Explain(const ResolvedQuery& query);

}  // namespace semaflow::request
