// Texts and names between quotes, as SQL and our expressions write them.
#pragma once

#include <string>
#include <string_view>

namespace semaflow {

/// `text` between `quote`s, with each inside doubled.
inline std::string InQuotes(std::string_view text, char quote) {
  std::string quoted(1, quote);
  for (const char c : text) {
    if (c == quote) quoted += quote;
    quoted += c;
  }
  return quoted += quote;
}

}  // namespace semaflow
