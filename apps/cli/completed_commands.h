// What a completion script has to know of the command line.
#pragma once

#include <vector>

#include "completion.h"

namespace CLI {
class App;
}  // namespace CLI

namespace semaflow::cli {

/// The commands of the whole command line with their options.
std::vector<CompletedCommand> CompletedCommandsOf(const CLI::App& app);

}  // namespace semaflow::cli
