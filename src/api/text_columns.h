// Columns of text for people: listings and reports, not rows of an answer (those: src/arrow).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace semaflow::api {

/// Lines of cells, each column as wide as its widest cell. Whatever is printed cannot control the
/// terminal.
class TextColumns {
 public:
  void Add(std::vector<std::string> cells) { lines_.push_back(std::move(cells)); }
  bool empty() const { return lines_.empty(); }

  /// Appends the lines, each indented and ended by a line feed. The last column is wrapped between
  /// words to fit `width` cells; 0: it is not wrapped.
  void AppendTo(std::string& out, std::size_t indent, int width) const;

 private:
  std::vector<std::vector<std::string>> lines_;
};

/// Appends `text` broken between words so that no line passes `width` cells (0: one line; a longer
/// word stays whole). The first line continues at `column`; further ones are indented to `indent`.
void AppendWrapped(std::string& out, std::string_view text, std::size_t column, std::size_t indent,
                   int width);

}  // namespace semaflow::api
