#include "usage.h"

#include <utility>

namespace semaflow::cli {

Error UsageError(std::string message, const std::string& command) {
  return Error{.code = ErrorCode::kUsage,
               .message = std::move(message),
               .help = "see: semaflow" + (command.empty() ? "" : " " + command) + " --help"};
}

Error UnknownChoice(std::string message, std::string_view wanted,
                    const std::vector<std::string>& choices, const std::string& command) {
  Error error = UsageError(std::move(message), command);
  const std::vector<std::string_view> names(choices.begin(), choices.end());
  error.candidates = ClosestNames(wanted, names);
  const std::vector<std::string>& shown = error.candidates.empty() ? choices : error.candidates;
  error.help = error.candidates.empty() ? "choose one of " : "did you mean ";
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (i > 0) error.help += i + 1 < shown.size() ? ", " : " or ";
    error.help += error.candidates.empty() ? shown[i] : "\"" + shown[i] + "\"";
  }
  if (!error.candidates.empty()) error.help += "?";
  return error;
}

}  // namespace semaflow::cli
