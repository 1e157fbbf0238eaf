// What the planner refuses, checked against the rule: each code has a reason of its own.
#pragma once

#include <string>

#include "request/resolved.h"

namespace semaflow::property {

/// Empty when the query has what the code is for ("P014": a table without a key whose rows would
/// have to be counted once, say); else what is missing, for people.
std::string ReasonMissing(const std::string& code, const request::ResolvedQuery& query);

}  // namespace semaflow::property
