#include "backends/texts.h"

#include "base/quotes.h"

namespace semaflow {

std::string QuotedTable(const std::vector<std::string>& parts) {
  std::string name;
  for (const std::string& part : parts) {
    if (!name.empty()) name += '.';
    name += InQuotes(part, '"');
  }
  return name;
}

std::string OneLine(std::string_view text) {
  constexpr std::size_t kTextMax = 2000;  // Databases quote values of any length.
  if (text.size() > kTextMax) {
    std::size_t end = kTextMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // Of UTF-8.
    text = text.substr(0, end);
  }
  std::string line;
  for (const char c : text) {
    const bool is_break = c == '\n' || c == '\r' || c == '\t';
    if (!is_break) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

}  // namespace semaflow
