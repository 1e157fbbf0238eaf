#include "backends/hidden_values.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/ascii.h"

namespace semaflow {
namespace {

constexpr std::size_t kValuesMax = std::size_t{4} << 20;  // searched for pieces of them
constexpr std::size_t kPieceMin = 4;
constexpr std::string_view kHidden = "...";

bool IsWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The bytes of values that a text could hold pieces of.
std::optional<std::string_view> BytesOf(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* binary = std::get_if<Binary>(&value)) return binary->bytes;
  return std::nullopt;
}

// Marks bytes of one text, and writes it with the marked ones left out.
class Blackener {
 public:
  Blackener(std::string_view text, std::string_view sql)
      : text_(text), lower_(AsciiLower(text)), sql_(AsciiLower(sql)), hidden_(text.size(), false) {}

  void HideQuoted() {
    for (std::size_t open = 0; open < text_.size(); ++open) {
      if (!IsQuote(open)) continue;
      std::size_t close = open + 1;
      while (close < text_.size() && !(text_[close] == text_[open] && IsQuote(close))) ++close;
      if (!StandsInSql(open + 1, close)) Hide(open + 1, close);
      open = close;
    }
  }

  // Numbers that stand alone: not INT64, not DECIMAL(18,2).
  void HideNumbers() {
    for (std::size_t begin = 0; begin < text_.size(); ++begin) {
      if (lower_.compare(begin, 8, "decimal(") == 0) {
        begin = std::min(text_.find(')', begin), text_.size());
        continue;
      }
      if (!IsDigit(text_[begin]) || (begin > 0 && IsWord(text_[begin - 1]))) continue;
      std::size_t end = begin;
      while (end < text_.size() && (IsWord(text_[end]) || IsInsideNumber(end))) ++end;
      Hide(begin, end);
      begin = end;
    }
  }

  void HidePiecesOf(std::string_view value) {
    const std::string lower = AsciiLower(value);
    HideWhole(lower);
    for (std::size_t begin = 0; begin + kPieceMin <= text_.size(); ++begin) {
      std::size_t length = kPieceMin;
      std::size_t at = lower.find(lower_.substr(begin, length));
      if (at == std::string::npos) continue;
      while (begin + length < text_.size() && at != std::string::npos) {
        at = lower.find(lower_.substr(begin, length + 1), at);
        if (at != std::string::npos) ++length;
      }
      Hide(begin, begin + length);
      begin += length - 1;
    }
  }

  std::string Write() const {
    std::string out;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (!hidden_[i]) out += text_[i];
      if (hidden_[i] && (i == 0 || !hidden_[i - 1])) out += kHidden;
    }
    return out;
  }

 private:
  // An apostrophe inside a word ("can't") quotes nothing.
  bool IsQuote(std::size_t at) const {
    if (text_[at] == '"') return true;
    return text_[at] == '\'' &&
           !(at > 0 && IsWord(text_[at - 1]) && at + 1 < text_.size() && IsWord(text_[at + 1]));
  }
  bool IsInsideNumber(std::size_t at) const {
    return std::string_view(".:-+").find(text_[at]) != std::string_view::npos &&
           at + 1 < text_.size() && IsDigit(text_[at + 1]);
  }
  static bool StandsAlone(std::string_view text, std::size_t begin, std::size_t end) {
    return (begin == 0 || !IsWord(text[begin - 1])) && (end == text.size() || !IsWord(text[end]));
  }
  // As a name or word of the statement, not as a part of one.
  bool StandsInSql(std::size_t begin, std::size_t end) const {
    const std::string_view piece = std::string_view(lower_).substr(begin, end - begin);
    for (std::size_t at = sql_.find(piece); at != std::string::npos;
         at = sql_.find(piece, at + 1)) {
      if (StandsAlone(sql_, at, at + piece.size())) return true;
    }
    return false;
  }
  // A value as it is, also one that is shorter than a piece.
  void HideWhole(std::string_view lower) {
    if (lower.empty()) return;
    for (std::size_t at = lower_.find(lower); at != std::string::npos;
         at = lower_.find(lower, at + 1)) {
      if (StandsAlone(lower_, at, at + lower.size())) Hide(at, at + lower.size());
    }
  }
  void Hide(std::size_t begin, std::size_t end) {
    if (begin >= end) return;
    std::fill(hidden_.begin() + static_cast<std::ptrdiff_t>(begin),
              hidden_.begin() + static_cast<std::ptrdiff_t>(end), true);
  }

  std::string_view text_;
  std::string lower_;
  std::string sql_;
  std::vector<bool> hidden_;
};

}  // namespace

std::string HideValues(std::string_view text, std::string_view sql,
                       const std::vector<Value>& parameters) {
  if (parameters.empty()) return std::string(text);
  std::size_t bytes = 0;
  for (const Value& value : parameters) bytes += BytesOf(value).value_or("").size();
  if (bytes > kValuesMax) return std::string(text.substr(0, text.find(':')));

  Blackener blackener(text, sql);
  blackener.HideQuoted();
  blackener.HideNumbers();
  for (const Value& value : parameters) {
    if (const auto value_bytes = BytesOf(value)) blackener.HidePiecesOf(*value_bytes);
  }
  return blackener.Write();
}

}  // namespace semaflow
