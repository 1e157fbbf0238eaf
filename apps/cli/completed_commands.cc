#include "completed_commands.h"

#include <CLI/CLI.hpp>

#include <string>
#include <utility>

namespace semaflow::cli {
namespace {

/// The words between the bars of "table|json": what an option's value may be.
std::vector<std::string> ChoicesOf(const CLI::Option& option) {
  const std::string text = option.get_option_text();
  if (text.find('|') == std::string::npos) return {};
  return CLI::detail::split(text, '|');
}

}  // namespace

std::vector<CompletedCommand> CompletedCommandsOf(const CLI::App& app) {
  std::vector<CompletedCommand> commands;
  for (const CLI::App* command : app.get_subcommands({})) {
    commands.push_back({command->get_name(), command->get_description(), {}});
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_positional() || option == command->get_help_ptr()) continue;
      CompletedOption completed{.names = {},
                                .description = option->get_description(),
                                .takes_value = option->get_expected_max() > 0,
                                .choices = ChoicesOf(*option)};
      for (const std::string& name : option->get_lnames()) completed.names.push_back("--" + name);
      for (const std::string& name : option->get_snames()) completed.names.push_back("-" + name);
      commands.back().options.push_back(std::move(completed));
    }
  }
  return commands;
}

}  // namespace semaflow::cli
