#include "base/check.h"

#include <string_view>

namespace semaflow {

void FailCheck(const char* file, int line, const char* condition, const std::string& detail) {
  // Where the code was built says nothing to a reader of the report.
  std::string_view path = file;
  for (const std::string_view folder : {"/src/", "/apps/", "/include/"}) {
    const std::size_t at = path.rfind(folder);
    if (at != std::string_view::npos) {
      path.remove_prefix(at + 1);
      break;
    }
  }
  std::string message(path);
  message += ':';
  message += std::to_string(line);
  message += ": check failed: ";
  message += condition;
  if (!detail.empty()) {
    message += ": ";
    message += detail;
  }
  throw InternalError(message);
}

}  // namespace semaflow
