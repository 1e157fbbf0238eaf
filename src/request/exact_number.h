// Numbers of JSON text, digit by digit: no value goes through a double unless its field is one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace semaflow::request {

/// Whether `text` is a number as JSON writes it: -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?
bool IsJsonNumber(std::string_view text);

inline constexpr std::size_t kDecimalDigitsMax = 38;

/// The number as plain digits ("1.5e3" is "1500"), with the digits behind the point that were
/// written. nullopt: it needs more than 38 digits. `text` is a JSON number.
std::optional<std::string> PlainDecimal(std::string_view text);

/// The number when it is whole ("20", "20.0", "2e1") and fits into 64 bits. `text` is a JSON
/// number.
std::optional<std::int64_t> WholeNumber(std::string_view text);

/// nullopt: outside of what a double holds. `text` is a JSON number.
std::optional<double> FloatNumber(std::string_view text);

}  // namespace semaflow::request
