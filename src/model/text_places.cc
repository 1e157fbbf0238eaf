#include "model/text_places.h"

#include <algorithm>

#include "base/utf8.h"

namespace semaflow::model {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// Walks a text and its spelling side by side. Blanks are not compared: folding joins lines and
/// indentation is dropped, so only what is not blank comes in the same order on both sides.
class Walker {
 public:
  Walker(std::string_view written, std::string_view text, Spelling spelling)
      : written_(written), text_(text), spelling_(spelling) {}

  /// The byte of the spelling where the text's byte `to` begins.
  std::size_t Begin(std::size_t to) {
    Walk(to);
    SkipBlanks();
    return std::min(at_, written_.size());
  }
  /// The byte of the spelling behind the text's bytes before `to`.
  std::size_t End(std::size_t to) {
    Walk(to);
    return std::min(at_, written_.size());
  }

 private:
  void Walk(std::size_t to) {
    while (in_text_ < std::min(to, text_.size())) {
      if (IsBlank(text_[in_text_])) {
        ++in_text_;
        SkipEscapedBlank();
        continue;
      }
      SkipBlanks();
      if (at_ >= written_.size()) return;
      Step();
    }
  }

  void SkipBlanks() {
    while (at_ < written_.size()) {
      const bool escaped_line_end = spelling_ == Spelling::kDoubleQuoted && written_[at_] == '\\' &&
                                    at_ + 1 < written_.size() &&
                                    (written_[at_ + 1] == '\n' || written_[at_ + 1] == '\r');
      if (!IsBlank(written_[at_]) && !escaped_line_end) return;
      ++at_;
    }
  }

  /// A blank of the text that is written as an escape.
  void SkipEscapedBlank() {
    if (spelling_ != Spelling::kDoubleQuoted || at_ + 1 >= written_.size()) return;
    constexpr std::string_view kBlankEscapes = "nrt \t";
    if (written_[at_] == '\\' && kBlankEscapes.find(written_[at_ + 1]) != std::string_view::npos) {
      at_ += 2;
    }
  }

  /// One character that is not blank.
  void Step() {
    const std::size_t length = DecodeUtf8(text_, in_text_).bytes;
    if (spelling_ == Spelling::kSingleQuoted && written_[at_] == '\'') {
      at_ += 2;
    } else if (spelling_ == Spelling::kDoubleQuoted && written_[at_] == '\\') {
      const char kind = at_ + 1 < written_.size() ? written_[at_ + 1] : ' ';
      at_ += kind == 'x' ? 4 : kind == 'u' ? 6 : kind == 'U' ? 10 : 2;
    } else {
      at_ += length;
    }
    in_text_ += length;
  }

  std::string_view written_;
  std::string_view text_;
  Spelling spelling_;
  std::size_t at_ = 0;
  std::size_t in_text_ = 0;
};

}  // namespace

Span SpanInFile(std::string_view written, std::string_view text, Spelling spelling, Span span) {
  std::size_t begin = std::min<std::size_t>(span.begin, written.size());
  std::size_t end = std::min<std::size_t>(span.end, written.size());
  if (spelling != Spelling::kVerbatim) {
    Walker walker(written, text, spelling);
    begin = walker.Begin(span.begin);
    end = walker.End(span.end);
  }
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(std::max(begin, end))};
}

}  // namespace semaflow::model
