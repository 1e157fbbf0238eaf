// Expression text to tokens, one at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/source.h"

namespace semaflow::expr {

enum class TokenKind : std::uint8_t {
  kEnd,
  kBad,     // See Lexer::problem().
  kWord,    // A name without quotes, or a keyword that means something only in its place.
  kQuoted,  // "..."
  kNumber,
  kText,  // '...'
  // Reserved words: names only between quotes or behind a dot.
  kAnd,
  kOr,
  kNot,
  kIn,
  kIs,
  kNull,
  kTrue,
  kFalse,
  kBetween,
  kLike,
  kIlike,
  kCase,
  kWhen,
  kThen,
  kElse,
  kEnding,  // The word `end`.
  // Signs.
  kPlus,
  kMinus,
  kStar,
  kSlash,
  kPercent,
  kConcat,
  kEq,
  kNe,
  kLt,
  kLe,
  kGt,
  kGe,
  kOpen,
  kClose,
  kOpenBracket,
  kCloseBracket,
  kComma,
  kDot,
  kCast,  // ::
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  Span span{};
};

/// Why a text has no next token.
struct LexProblem {
  std::string message;
  std::string help;
};

/// Reads tokens of a text that is known to be UTF-8 without NUL. A copy of a Lexer remembers a
/// place to go back to.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token Next();
  /// What was wrong with the bytes of a kBad token. Slow; made again at each call.
  static LexProblem ProblemOf(std::string_view text, const Token& token);

 private:
  Token Make(TokenKind kind, std::uint32_t begin, std::uint32_t length);
  Token Word(std::uint32_t begin);
  Token Number(std::uint32_t begin);
  Token Quoted(std::uint32_t begin, char quote, TokenKind kind);
  Token Sign(std::uint32_t begin);
  char At(std::uint32_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  std::string_view text_;
  std::uint32_t at_ = 0;
};

/// True for a word of the language that a name must not be confused with, in any case.
bool IsReservedWord(std::string_view word);
/// True when `word` is one kWord token or a reserved word: it needs no quotes behind a dot.
bool IsWord(std::string_view word);
/// `word` equals `lower` but for the case of ASCII letters.
bool EqualsIgnoringCase(std::string_view word, std::string_view lower);

}  // namespace semaflow::expr
