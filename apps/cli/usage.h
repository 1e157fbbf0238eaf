// Errors of the command line itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "semaflow/error.h"

namespace semaflow::cli {

/// kUsage. The help points at `semaflow COMMAND --help`; `command` may be empty.
Error UsageError(std::string message, const std::string& command);

/// kUsage with the choices nearest to `wanted`, or all of them when none is near.
Error UnknownChoice(std::string message, std::string_view wanted,
                    const std::vector<std::string>& choices, const std::string& command);

}  // namespace semaflow::cli
