// Errors are values: a stable code, what is wrong, where, what was probably meant, and what to do.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace semaflow {

/// Stable names of all errors. A code never changes its meaning and is never used again.
/// The table is error_codes.def; docs/ERRORS.md is generated from it.
enum class ErrorCode : std::uint16_t {
#define SEMAFLOW_ERROR(name, code, fault, http, exit, retry, summary) name,
#include "semaflow/error_codes.def"
#undef SEMAFLOW_ERROR
};

/// Whose fault an error is.
enum class Fault : std::uint8_t { kModel, kRequest, kDatabase, kLimits, kUsage, kInternal };

/// One row of the table of codes.
struct ErrorInfo {
  std::string_view name;  ///< "kUnknownTable"
  std::string_view code;  ///< "M012"
  Fault fault;
  int http_status;
  int exit_code;
  bool retry;  ///< True when the same call may succeed later without a change.
  std::string_view summary;
};
/// What the table says. Whose fault a certain error is, InfoOf(const Error&) says.
const ErrorInfo& InfoOf(ErrorCode code);
/// All codes in the order of the table.
const std::vector<ErrorCode>& AllErrorCodes();

/// A place in a text that a person wrote. `line` and `column` count from 1; a column is a code
/// point. `line` 0: the place is a file as a whole, or not known.
struct Label {
  std::string file;  ///< As it should be shown: "tables/orders.yaml", "request", "--where".
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t width = 1;  ///< Code points to underline, at least 1.
  std::string source_line;  ///< The line without its end; a part of it when it is very long.
  std::string note;         ///< What is said about this place; may be empty.
  std::uint32_t source_column = 1;  ///< The column of source_line's first code point.
  bool source_cut = false;          ///< The line goes on behind source_line.
};

/// What went wrong. Never holds a secret or a bound value.
struct Error {
  ErrorCode code;
  std::string message;                  ///< One sentence without a full stop, lower case start.
  std::vector<Label> labels;            ///< The first is the main place.
  std::vector<std::string> candidates;  ///< Names that were probably meant, best first, at most 3.
  std::string help;                     ///< What to do about it; may be empty.
  /// Its main place is a request or a flag. Model and request share the expression language and its
  /// codes (E001, ...); here it is not the model that is wrong.
  bool in_request = false;
};

/// The row of the error's code; where a code of the model tells a place of a request, with the
/// fault and the exit code of requests.
ErrorInfo InfoOf(const Error& error);

template <typename T>
using Result = tl::expected<T, Error>;

/// All problems of one load or one request, in the order of their places.
using Errors = std::vector<Error>;
template <typename T>
using ResultAll = tl::expected<T, Errors>;

/// Text for people, several lines, ends with a line feed:
///     tables/orders.yaml:14:12: error[M012]: join "customer" names an unknown table "custmers"
///        14 |     semantic_table: custmers
///           |                     ^^^^^^^^
///     help: did you mean "customers"?
/// Then a block like the first for every further label, and a line for `help`. `severity` is
/// "error" or "warning". With `color`, ANSI colours are used. Control characters of files and
/// requests never reach the terminal: they are shown as escapes. Line feeds in `help` are kept.
std::string FormatError(const Error& error, bool color = false,
                        std::string_view severity = "error");
std::string FormatErrors(const Errors& errors, bool color = false,
                         std::string_view severity = "error");

/// `{"errors": [{"code", "message", "file", "line", "column", "candidates", "help"}]}`; absent
/// places are null. One line, no line feed at the end.
std::string ErrorsToJson(const Errors& errors);

/// For errors of the host's own: at most 3 of `names` that a person who wrote `wanted` probably
/// meant, best first. No candidate is better than a bad one. Linear in the number of names.
std::vector<std::string> ClosestNames(std::string_view wanted,
                                      std::span<const std::string_view> names);

}  // namespace semaflow
