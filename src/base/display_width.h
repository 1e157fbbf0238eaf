// How text looks on a terminal: how many cells it takes, and what of it is safe to print.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace semaflow {

/// Cells of one code point: 2 for wide ones (CJK, most emoji), 0 for combining marks, format and
/// control characters, else 1.
int DisplayWidth(char32_t code_point);

/// Cells of a text on one line; each broken UTF-8 sequence counts as one U+FFFD.
std::size_t DisplayWidth(std::string_view text);

/// Appends `text` so that it cannot move the cursor, change colours or reorder its surroundings:
/// control characters as `\n`, `\t`, `\x1b`; line separators and direction marks as `\u{202e}`;
/// broken UTF-8 as U+FFFD. All else as it is.
void AppendPrintable(std::string& out, std::string_view text);

}  // namespace semaflow
