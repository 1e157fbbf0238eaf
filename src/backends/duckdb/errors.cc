#include "backends/duckdb/errors.h"

#include <fmt/format.h>

#include <array>

#include "backends/hidden_values.h"
#include "backends/texts.h"

namespace semaflow::duckdb {
namespace {

struct ErrorClass {
  std::string_view words;
  ErrorCode code;
  std::string_view help;
};

constexpr std::string_view kMemoryHelp =
    "raise memory_limit, or give temp_directory a place with room";
constexpr std::string_view kFileHelp = "name the file's folder in file_roots";

constexpr std::array kClasses = {
    // Who asked for a stop knows it. Unasked, one thread of the statement failed, and DuckDB tells
    // of
    // another that it stopped for that: 6 of 120 failing streams in 1.5.6.
    ErrorClass{"INTERRUPT Error", ErrorCode::kBackendFailed, "ask again to see why it failed"},
    ErrorClass{"Parser Error", ErrorCode::kBackendRefused, ""},
    ErrorClass{"Syntax Error", ErrorCode::kBackendRefused, ""},
    ErrorClass{"Binder Error", ErrorCode::kBackendRefused, ""},
    ErrorClass{"Catalog Error", ErrorCode::kBackendRefused, ""},
    ErrorClass{"Not implemented Error", ErrorCode::kBackendRefused, ""},
    ErrorClass{"Missing Extension Error", ErrorCode::kBackendRefused, ""},
    ErrorClass{"Extension Autoloading Error", ErrorCode::kBackendRefused, ""},
    ErrorClass{"Permission Error", ErrorCode::kBackendRefused, kFileHelp},
    ErrorClass{"Out of Range Error", ErrorCode::kBackendOverflow, ""},
    ErrorClass{"Out of Memory Error", ErrorCode::kBackendFailed, kMemoryHelp},
    ErrorClass{"FATAL Error", ErrorCode::kBackendFailed, ""},
    ErrorClass{"INTERNAL Error", ErrorCode::kBackendFailed, ""},
};

ErrorClass ClassOf(std::string_view text, ErrorCode otherwise) {
  for (const ErrorClass& known : kClasses) {
    if (text.starts_with(known.words)) return known;
  }
  // A cast of a number to a type that is too small for it is called a conversion.
  if (text.find("out of range for the destination type") != std::string_view::npos) {
    return {"", ErrorCode::kBackendOverflow, ""};
  }
  return {"", otherwise, ""};
}

// One line, without the statement that DuckDB prints below ("LINE 1: select ...").
std::string FirstLine(std::string_view text) {
  std::string line = OneLine(text.substr(0, text.find("\nLINE ")));
  while (line.ends_with(' ') || line.ends_with('.')) line.pop_back();
  return line;
}

Error Make(const ErrorClass& error_class, std::string message) {
  return {.code = error_class.code,
          .message = fmt::format("DuckDB: {}", message),
          .help = std::string(error_class.help)};
}

}  // namespace

Error MakeError(std::string_view text, std::string_view sql, const std::vector<Value>& parameters) {
  return Make(ClassOf(text, ErrorCode::kBackendFailed),
              HideValues(FirstLine(text), sql, parameters));
}

Error MakeRefusal(std::string_view text) {
  return Make(ClassOf(text, ErrorCode::kBackendRefused), FirstLine(text));
}

}  // namespace semaflow::duckdb
