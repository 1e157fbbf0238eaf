#include "expr/lexer.h"

#include <array>

#include "base/utf8.h"

namespace semaflow::expr {
namespace {

enum class CharClass : std::uint8_t { kOther, kBlank, kLetter, kDigit, kHigh };

constexpr std::array<CharClass, 256> kCharClasses = [] {
  std::array<CharClass, 256> classes{};
  for (const char c : {' ', '\t', '\n', '\r'})
    classes[static_cast<unsigned char>(c)] = CharClass::kBlank;
  for (int c = 'a'; c <= 'z'; ++c) classes[static_cast<std::size_t>(c)] = CharClass::kLetter;
  for (int c = 'A'; c <= 'Z'; ++c) classes[static_cast<std::size_t>(c)] = CharClass::kLetter;
  classes['_'] = CharClass::kLetter;
  for (int c = '0'; c <= '9'; ++c) classes[static_cast<std::size_t>(c)] = CharClass::kDigit;
  for (std::size_t c = 0x80; c < 0x100; ++c) classes[c] = CharClass::kHigh;
  return classes;
}();

CharClass ClassOf(char c) { return kCharClasses[static_cast<unsigned char>(c)]; }

// Signs, blanks and quotes beyond ASCII that are no letters. Everything else beyond ASCII may be
// part of a name: names of columns come in every script.
bool IsHighLetter(char32_t c) {
  if (c < 0xc0) return c == 0xaa || c == 0xb5 || c == 0xba;
  if (c == 0xd7 || c == 0xf7) return false;      // times, divided by
  if (c >= 0x2000 && c <= 0x206f) return false;  // general punctuation
  if (c >= 0x2190 && c <= 0x2bff) return false;  // arrows, mathematics, boxes
  if (c >= 0x3000 && c <= 0x3003) return false;  // CJK blanks and stops
  if (c >= 0xff00 && c <= 0xff0f) return false;  // full width signs
  return c != 0x1680 && c != 0xfeff && c != 0xfffd;
}

// The length of the letter at text[at], 0 when it is none.
std::uint32_t LetterLength(std::string_view text, std::size_t at) {
  const CodePoint point = DecodeUtf8(text, at);
  return point.valid && IsHighLetter(point.value) ? point.bytes : 0;
}

std::uint32_t SkipWord(std::string_view text, std::uint32_t at) {
  while (at < text.size()) {
    const char c = text[at];
    const CharClass kind = ClassOf(c);
    if (kind == CharClass::kLetter || kind == CharClass::kDigit || c == '$') {
      ++at;
    } else if (kind == CharClass::kHigh) {
      const std::uint32_t length = LetterLength(text, at);
      if (length == 0) break;
      at += length;
    } else {
      break;
    }
  }
  return at;
}

// A word of up to 8 letters as one number, for a switch.
constexpr std::uint64_t Packed(std::string_view word) {
  std::uint64_t packed = 0;
  for (const char c : word) {
    packed = packed << 8 | (static_cast<unsigned char>(c) | 0x20u);
  }
  return packed;
}

TokenKind KindOfWord(std::string_view word) {
  if (word.size() < 2 || word.size() > 7) return TokenKind::kWord;
  switch (Packed(word)) {
    case Packed("and"):
      return TokenKind::kAnd;
    case Packed("or"):
      return TokenKind::kOr;
    case Packed("not"):
      return TokenKind::kNot;
    case Packed("in"):
      return TokenKind::kIn;
    case Packed("is"):
      return TokenKind::kIs;
    case Packed("null"):
      return TokenKind::kNull;
    case Packed("true"):
      return TokenKind::kTrue;
    case Packed("false"):
      return TokenKind::kFalse;
    case Packed("between"):
      return TokenKind::kBetween;
    case Packed("like"):
      return TokenKind::kLike;
    case Packed("ilike"):
      return TokenKind::kIlike;
    case Packed("case"):
      return TokenKind::kCase;
    case Packed("when"):
      return TokenKind::kWhen;
    case Packed("then"):
      return TokenKind::kThen;
    case Packed("else"):
      return TokenKind::kElse;
    case Packed("end"):
      return TokenKind::kEnding;
  }
  return TokenKind::kWord;
}

struct SignProblem {
  std::string_view sign;
  std::string_view message;
  std::string_view help;
};
// Signs of other languages, longest first where one begins another.
constexpr SignProblem kSignProblems[] = {
    {"&&", "\"&&\" is not an operator here", "write `and`"},
    {"**", "\"**\" is not an operator here", "write power(x, y)"},
    {"//", "\"//\" is not an operator here",
     "integer division is div(a, b), real division is a / b"},
    {"--", "comments are not part of expressions",
     "for a minus of a negative value write `a - -1`"},
    {"/*", "comments are not part of expressions", "write them as YAML comments, behind #"},
    {"!", "\"!\" is not an operator here", "write `not`"},
    {"=<", "\"=<\" is not an operator here", "write `<=`"},
    {"=>", "\"=>\" is not an operator here", "write `>=`"},
    {"<=>", "\"<=>\" is not an operator here", "write `a == b or (a is null and b is null)`"},
    {"&", "\"&\" is not an operator here", "write `and`"},
    {"|", "\"|\" is not an operator here", "write `or`, or `||` to join texts"},
    {"^", "\"^\" is not an operator here", "write power(x, y)"},
    {"~", "\"~\" is not an operator here", "write regexp_matches(text, pattern)"},
    {"?", "\"?\" is not an operator here", "write if(condition, then, else)"},
    {":", "a single \":\" has no meaning here", "a cast is `x::type`; a value is written as it is"},
    {";", "an expression has no \";\"", "remove it: one expression is one value"},
    {"`", "names are not quoted by backticks here", "write \"...\", or nothing for a plain name"},
    {"{", "\"{\" has no meaning in an expression", "templates are not filled in here"},
    {"}", "\"}\" has no meaning in an expression", ""},
    {"#", "comments are not part of expressions", "write them outside of the expression"},
    {"@", "\"@\" has no meaning in an expression", ""},
    {"$", "\"$\" has no meaning in an expression", "put a name that begins with it between \"\""},
    {"\\", "\"\\\" has no meaning in an expression",
     "a quote inside of a text is doubled: 'it''s'"},
    {"\u2018", "a text stands between straight quotes", "write '...'"},
    {"\u2019", "a text stands between straight quotes", "write '...'"},
    {"\u201c", "a name stands between straight quotes",
     "write \"...\" for a name, '...' for a text"},
    {"\u201d", "a name stands between straight quotes",
     "write \"...\" for a name, '...' for a text"},
    {"\u00a0", "this blank is a no-break space", "write an ordinary space"},
    {"\u2212", "this is not an ordinary minus", "write -"},
    {"\u2013", "this is not an ordinary minus", "write -"},
    {"\u2014", "this is not an ordinary minus", "write -"},
    {"\u00d7", "\"\u00d7\" is not an operator here", "write *"},
    {"\u00f7", "\"\u00f7\" is not an operator here", "write /"},
    {"\u2260", "\"\u2260\" is not an operator here", "write !="},
    {"\u2264", "\"\u2264\" is not an operator here", "write <="},
    {"\u2265", "\"\u2265\" is not an operator here", "write >="},
};

}  // namespace

Token Lexer::Make(TokenKind kind, std::uint32_t begin, std::uint32_t length) {
  at_ = begin + length;
  return {kind, {begin, at_}};
}

Token Lexer::Next() {
  while (at_ < text_.size() && ClassOf(text_[at_]) == CharClass::kBlank) ++at_;
  const std::uint32_t begin = at_;
  if (begin >= text_.size()) return {TokenKind::kEnd, {begin, begin}};
  const char c = text_[begin];
  switch (ClassOf(c)) {
    case CharClass::kLetter:
      return Word(begin);
    case CharClass::kDigit:
      return Number(begin);
    case CharClass::kHigh: {
      if (LetterLength(text_, begin) > 0) return Word(begin);
      return Make(TokenKind::kBad, begin, DecodeUtf8(text_, begin).bytes);
    }
    case CharClass::kBlank:
    case CharClass::kOther:
      break;
  }
  if (c == '\'') return Quoted(begin, '\'', TokenKind::kText);
  if (c == '"') return Quoted(begin, '"', TokenKind::kQuoted);
  if (c == '.' && ClassOf(At(begin + 1)) == CharClass::kDigit) return Number(begin);
  return Sign(begin);
}

Token Lexer::Word(std::uint32_t begin) {
  at_ = SkipWord(text_, begin);
  return {KindOfWord(text_.substr(begin, at_ - begin)), {begin, at_}};
}

Token Lexer::Number(std::uint32_t begin) {
  std::uint32_t at = begin;
  const auto skip_digits = [&] {
    while (ClassOf(At(at)) == CharClass::kDigit) ++at;
  };
  skip_digits();
  if (At(at) == '.') {
    ++at;
    skip_digits();
  }
  if (At(at) == 'e' || At(at) == 'E') {
    const bool has_sign = At(at + 1) == '+' || At(at + 1) == '-';
    if (ClassOf(At(at + (has_sign ? 2 : 1))) == CharClass::kDigit) {
      at += has_sign ? 2 : 1;
      skip_digits();
    }
  }
  const std::uint32_t end = SkipWord(text_, at);
  const bool bad = end > at || At(at) == '.';
  return Make(bad ? TokenKind::kBad : TokenKind::kNumber, begin, end - begin);
}

Token Lexer::Quoted(std::uint32_t begin, char quote, TokenKind kind) {
  std::size_t at = begin + 1;
  while (true) {
    at = text_.find(quote, at);
    if (at == std::string_view::npos) {
      return Make(TokenKind::kBad, begin, static_cast<std::uint32_t>(text_.size()) - begin);
    }
    if (at + 1 >= text_.size() || text_[at + 1] != quote) break;
    at += 2;
  }
  return Make(kind, begin, static_cast<std::uint32_t>(at + 1) - begin);
}

Token Lexer::Sign(std::uint32_t begin) {
  const char next = At(begin + 1);
  switch (text_[begin]) {
    case '+':
      return Make(TokenKind::kPlus, begin, 1);
    case '-':
      if (next == '-') break;
      return Make(TokenKind::kMinus, begin, 1);
    case '*':
      if (next == '*') break;
      return Make(TokenKind::kStar, begin, 1);
    case '/':
      if (next == '/' || next == '*') break;
      return Make(TokenKind::kSlash, begin, 1);
    case '%':
      return Make(TokenKind::kPercent, begin, 1);
    case '|':
      if (next != '|') break;
      return Make(TokenKind::kConcat, begin, 2);
    case '=':
      if (next == '<' || next == '>') break;
      return Make(TokenKind::kEq, begin, next == '=' ? 2 : 1);
    case '!':
      if (next != '=') break;
      return Make(TokenKind::kNe, begin, 2);
    case '<':
      if (next == '>') return Make(TokenKind::kNe, begin, 2);
      if (next != '=') return Make(TokenKind::kLt, begin, 1);
      if (At(begin + 2) == '>') break;
      return Make(TokenKind::kLe, begin, 2);
    case '>':
      return next == '=' ? Make(TokenKind::kGe, begin, 2) : Make(TokenKind::kGt, begin, 1);
    case '(':
      return Make(TokenKind::kOpen, begin, 1);
    case ')':
      return Make(TokenKind::kClose, begin, 1);
    case '[':
      return Make(TokenKind::kOpenBracket, begin, 1);
    case ']':
      return Make(TokenKind::kCloseBracket, begin, 1);
    case ',':
      return Make(TokenKind::kComma, begin, 1);
    case '.':
      return Make(TokenKind::kDot, begin, 1);
    case ':':
      if (next != ':') break;
      return Make(TokenKind::kCast, begin, 2);
  }
  for (const auto& [sign, message, help] : kSignProblems) {
    if (text_.substr(begin).starts_with(sign)) {
      return Make(TokenKind::kBad, begin, static_cast<std::uint32_t>(sign.size()));
    }
  }
  return Make(TokenKind::kBad, begin, 1);
}

LexProblem Lexer::ProblemOf(std::string_view text, const Token& token) {
  const std::string_view bytes = text.substr(token.span.begin, token.span.end - token.span.begin);
  if (bytes.front() == '\'') {
    const bool escaped = bytes.find("\\'") != std::string_view::npos;
    return {"a text is not closed: its second ' is missing",
            escaped ? "a quote inside of a text is doubled: 'it''s'; a backslash is a letter" : ""};
  }
  if (bytes.front() == '"') {
    return {"a quoted name is not closed: its second \" is missing",
            "\"...\" is a name, '...' is a text"};
  }
  if (ClassOf(bytes.front()) == CharClass::kDigit || bytes.front() == '.') {
    return {"\"" + std::string(bytes) + "\" is not a number",
            "a name that begins with a digit stands between \"\""};
  }
  for (const auto& [sign, message, help] : kSignProblems) {
    if (bytes == sign) return {std::string(message), std::string(help)};
  }
  return {"a sign that has no meaning in an expression", ""};
}

bool IsReservedWord(std::string_view word) { return KindOfWord(word) != TokenKind::kWord; }

bool IsWord(std::string_view word) {
  if (word.empty()) return false;
  const CharClass first = ClassOf(word.front());
  if (first != CharClass::kLetter && first != CharClass::kHigh) return false;
  return SkipWord(word, 0) == word.size();
}

bool EqualsIgnoringCase(std::string_view word, std::string_view lower) {
  if (word.size() != lower.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != lower[i]) return false;
  }
  return true;
}

}  // namespace semaflow::expr
