#include "base/json_document.h"

#include "base/utf8.h"

namespace semaflow {
namespace {

constexpr int kDepthMax = 512;

bool IsDigit(char byte) { return byte >= '0' && byte <= '9'; }
bool IsHexDigit(char byte) {
  return IsDigit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

/// Reads one document and copies its tokens.
class DocumentCopier {
 public:
  DocumentCopier(std::string& out, std::string_view text) : out_(out), text_(text) {}

  bool Copy() {
    if (!Value(0)) return false;
    SkipBlanks();
    return at_ == text_.size();
  }

 private:
  /// NUL at the end: no token has one.
  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void SkipBlanks() {
    while (Peek() == ' ' || Peek() == '\n' || Peek() == '\r' || Peek() == '\t') ++at_;
  }
  bool Take(std::size_t bytes) {
    out_ += text_.substr(at_, bytes);
    at_ += bytes;
    return true;
  }
  bool Punctuation(char wanted) {
    SkipBlanks();
    return Peek() == wanted && Take(1);
  }
  bool Word(std::string_view word) {
    return text_.substr(at_, word.size()) == word && Take(word.size());
  }

  bool Value(int depth) {
    if (depth > kDepthMax) return false;
    SkipBlanks();
    switch (Peek()) {
      case '{':
        return Members('}', [&] { return String() && Punctuation(':') && Value(depth + 1); });
      case '[':
        return Members(']', [&] { return Value(depth + 1); });
      case '"':
        return String();
      case 't':
        return Word("true");
      case 'f':
        return Word("false");
      case 'n':
        return Word("null");
      default:
        return Number();
    }
  }

  template <typename Member>
  bool Members(char close, Member&& member) {
    Take(1);
    if (Punctuation(close)) return true;
    do {
      SkipBlanks();
      if (!member()) return false;
    } while (Punctuation(','));
    return Punctuation(close);
  }

  bool String() {
    if (Peek() != '"') return false;
    std::size_t end = 1;
    while (Peek(end) != '"') {
      const char byte = Peek(end);
      if (static_cast<unsigned char>(byte) < 0x20) return false;  // also at the end of the text
      if (byte != '\\') {
        ++end;
      } else if (Peek(end + 1) == 'u') {
        for (std::size_t i = 2; i < 6; ++i) {
          if (!IsHexDigit(Peek(end + i))) return false;
        }
        end += 6;
      } else {
        constexpr std::string_view kEscaped = "\"\\/bfnrt";
        if (kEscaped.find(Peek(end + 1)) == std::string_view::npos) return false;
        end += 2;
      }
    }
    return IsValidUtf8(text_.substr(at_, end)) && Take(end + 1);
  }

  bool Number() {
    std::size_t end = Peek() == '-' ? 1 : 0;
    const auto digits = [&] {
      const std::size_t begin = end;
      while (IsDigit(Peek(end))) ++end;
      return end > begin;
    };
    const bool leads_with_zero = Peek(end) == '0';
    if (!digits() || (leads_with_zero && IsDigit(Peek(Peek() == '-' ? 2 : 1)))) return false;
    if (Peek(end) == '.') {
      ++end;
      if (!digits()) return false;
    }
    if (Peek(end) == 'e' || Peek(end) == 'E') {
      ++end;
      if (Peek(end) == '+' || Peek(end) == '-') ++end;
      if (!digits()) return false;
    }
    return Take(end);
  }

  std::string& out_;
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

bool AppendJsonDocument(std::string& out, std::string_view text) {
  const std::size_t before = out.size();
  if (DocumentCopier(out, text).Copy()) return true;
  out.resize(before);
  return false;
}

}  // namespace semaflow
