// The command line over this process's own streams and signals: what a shell started.
#pragma once

#include <string>
#include <vector>

namespace semaflow::cli {

/// RunCli over standard input, output and error, with Ctrl-C as Interrupts has it, whatever the
/// process did with it before; afterwards its signals are handled as they were. Gives the exit
/// code. Never throws. One call at a time: signals belong to the whole process.
int RunCliOfProcess(const std::vector<std::string>& args);

}  // namespace semaflow::cli
