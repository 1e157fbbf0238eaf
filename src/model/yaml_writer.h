// Values as YAML that a person would have written.
#pragma once

#include <string>
#include <string_view>

#include "semaflow/error.h"

namespace semaflow::model {

/// As semaflow::YamlOfJson says.
Result<std::string> YamlOfJson(std::string_view json);

}  // namespace semaflow::model
