// Scripts that complete command lines in a shell, made from the commands and options themselves.
#pragma once

#include <string>
#include <vector>

namespace semaflow::cli {

struct CompletedOption {
  std::vector<std::string> names;  ///< "--format", "-f"
  std::string description;
  bool takes_value = false;
  std::vector<std::string> choices;  ///< Of its value; empty: a file or free text.
};

struct CompletedCommand {
  std::string name;
  std::string description;
  std::vector<CompletedOption> options;
};

/// `shell` is "bash", "zsh" or "fish".
std::string CompletionScript(const std::string& shell,
                             const std::vector<CompletedCommand>& commands);

}  // namespace semaflow::cli
