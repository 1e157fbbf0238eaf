#include "api/text_columns.h"

#include <algorithm>

#include "base/display_width.h"

namespace semaflow::api {
namespace {

std::string Printable(std::string_view text) {
  std::string shown;
  AppendPrintable(shown, text);
  return shown;
}

}  // namespace

void AppendWrapped(std::string& out, std::string_view text, std::size_t column, std::size_t indent,
                   int width) {
  const auto width_max = static_cast<std::size_t>(std::max(width, 0));
  bool line_begins = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string word = Printable(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t cells = DisplayWidth(word);
    if (!line_begins && width_max > 0 && column + 1 + cells > width_max) {
      out += '\n';
      out.append(indent, ' ');
      column = indent;
      line_begins = true;
    }
    if (!line_begins) {
      out += ' ';
      ++column;
    }
    out += word;
    column += cells;
    line_begins = false;
  }
}

void TextColumns::AppendTo(std::string& out, std::size_t indent, int width) const {
  std::vector<std::size_t> widths;
  for (const std::vector<std::string>& cells : lines_) {
    widths.resize(std::max(widths.size(), cells.size()));
    for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(Printable(cells[i])));
    }
  }
  for (const std::vector<std::string>& cells : lines_) {
    std::string line(indent, ' ');
    std::size_t column = indent;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i + 1 == cells.size()) {
        AppendWrapped(line, cells[i], column, column, width);
        break;
      }
      const std::string shown = Printable(cells[i]);
      line += shown;
      line.append(widths[i] - DisplayWidth(shown) + 2, ' ');
      column += widths[i] + 2;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
}

}  // namespace semaflow::api
