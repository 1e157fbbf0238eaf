// The command line as a library: what `semaflow ...` does, in any process.
#pragma once

#include <string>
#include <vector>

#include "streams.h"

namespace semaflow::cli {

/// Runs one command line; `args` are without the program's name. Answers go to `out`, errors and
/// progress to `err`, each flushed at the end. Gives the exit code: 0, or that of the first error's
/// family (docs/cli.md). Never throws. Thread-safe for different streams.
int RunCli(const std::vector<std::string>& args, Streams& streams);

}  // namespace semaflow::cli
