// What can be said on the command line, as CLI11 knows it.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "arguments.h"

namespace semaflow::cli {

/// Texts as given, before they are read as numbers, pairs and lists.
struct Texts {
  std::vector<std::string> order;
  std::vector<std::string> params;
  std::string limit;
  std::string offset;
  std::string page_size;
  std::string timeout;
  std::string format;
  std::string errors;
};

/// One command line with everything that CLI11 writes into.
struct CommandLine {
  Arguments arguments;
  Texts texts;
  bool no_schema = false;
  bool version = false;
  CLI::App app{"A semantic layer: ask for measures by dimensions, get right numbers."};
};

/// Adds all commands with their options and help. `line` must stay where it is.
void BuildCommands(CommandLine& line);

}  // namespace semaflow::cli
