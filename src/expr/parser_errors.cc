// Tokens that were expected, and what is said when others come.
#include <utility>

#include "base/utf8.h"
#include "expr/parser.h"

namespace semaflow::expr {
namespace {

constexpr std::size_t kShownBytesMax = 60;

// A message stays readable whatever stands in the text.
std::string Shortened(std::string_view text) {
  if (text.size() <= kShownBytesMax) return std::string(text);
  std::size_t end = 0;
  while (end + 4 <= kShownBytesMax) end += DecodeUtf8(text, end).bytes;
  return std::string(text.substr(0, end)) + "...";
}

}  // namespace

std::string Quoted(std::string_view text) { return '"' + Shortened(text) + '"'; }

bool Parser::Fail(ErrorCode code, Span span, std::string message, std::string help,
                  std::vector<std::string> candidates) {
  if (!error_) {
    error_ = Error{code, std::move(message), {}, std::move(candidates), std::move(help)};
    error_->labels.push_back(MakeLabel(file_, text_, span));
  }
  return false;
}

bool Parser::FailDepth(Span span) {
  return Fail(ErrorCode::kExprTooDeep, span,
              "an expression is nested deeper than " + std::to_string(kDepthMax) + " levels",
              "put parts of it into members of their own, or group a long sum by parentheses");
}

bool Parser::Enter() { return ++nesting_ <= kDepthMax || FailDepth(token_.span); }

std::string Parser::Described(const Token& token) const {
  if (token.kind == TokenKind::kEnd) return "the end";
  if (token.kind == TokenKind::kText) return "a text";
  if (token.kind == TokenKind::kQuoted) return Shortened(TextOf(token));
  return Quoted(TextOf(token));
}

bool Parser::Unexpected(std::string_view wanted, std::string help) {
  if (Is(TokenKind::kBad)) {
    auto [message, hint] = Lexer::ProblemOf(text_, token_);
    // An open quote takes all the rest of the text with it; the quote itself is the place.
    const bool quote = text_[token_.span.begin] == '\'' || text_[token_.span.begin] == '"';
    const Span span = quote ? Span{token_.span.begin, token_.span.begin + 1} : token_.span;
    return Fail(ErrorCode::kExprSyntax, span, std::move(message), std::move(hint));
  }
  // Behind the end there is nothing to point at.
  const Span span = Is(TokenKind::kEnd) ? previous_.span : token_.span;
  return Fail(ErrorCode::kExprSyntax, span,
              "expected " + std::string(wanted) + ", found " + Described(token_), std::move(help));
}

bool Parser::MissingValue() {
  if (Is(TokenKind::kBad)) return Unexpected("a value");
  if (Is(TokenKind::kOpenBracket)) {
    return Fail(ErrorCode::kExprSyntax, token_.span, "a list stands behind `in` only",
                "a quoted name stands between \"\"");
  }
  const bool at_start = previous_.span.end == 0;
  if (Is(TokenKind::kEnd)) {
    if (at_start) return Fail(ErrorCode::kExprSyntax, token_.span, "an expression is empty");
    return Fail(ErrorCode::kExprSyntax, previous_.span,
                "a value is missing behind " + Described(previous_));
  }
  std::string help;
  if (Is(TokenKind::kPlus)) help = "a number needs no plus sign";
  if (Is(TokenKind::kStar) && previous_.kind == TokenKind::kOpen) {
    help = "rows are counted by count(*)";
  }
  const bool is_word = expr::IsWord(TextOf(token_));
  if (is_word) {
    help = "as a name it stands between quotes: \"" + std::string(TextOf(token_)) + "\"";
  }
  return Fail(ErrorCode::kExprSyntax, token_.span,
              "expected a value" + (at_start ? "" : " behind " + Described(previous_)) +
                  ", found " + Described(token_),
              std::move(help));
}

bool Parser::FailRest() {
  if (Is(TokenKind::kClose) || Is(TokenKind::kCloseBracket)) {
    return Fail(ErrorCode::kExprSyntax, token_.span,
                Described(token_) + " closes nothing that is open");
  }
  const bool escaped = previous_.kind == TokenKind::kText && TextOf(previous_).ends_with("\\'");
  std::string help;
  if (escaped) {
    help = "a quote inside of a text is doubled: 'it''s'; a backslash is a letter";
  } else if (IsWord("over")) {
    help = "windows are measures of the model: rolling, to_date, offset, share_of";
  } else if (IsWord("at")) {
    help = "zones belong to the request (`time_zone`) and to dimensions (`stored_in`)";
  } else if (IsWord("within")) {
    help = "`within group` goes with percentile_cont, percentile_disc and string_agg";
  } else if (IsWord("collate")) {
    help = "a collation is a key of a dimension";
  } else if (IsWord("rlike") || IsWord("regexp") || IsWord("similar")) {
    help = "write regexp_matches(text, pattern)";
  } else if (IsWord("div")) {
    help = "write div(a, b)";
  } else if (IsWord("mod")) {
    help = "write a % b or mod(a, b)";
  } else if (IsWord("contains") || IsWord("starts_with") || IsWord("ends_with")) {
    help = "write " + std::string(TextOf(token_)) + "(text, part)";
  } else if (IsWord("isnull")) {
    help = "write `is null`";
  } else if (IsWord("notnull")) {
    help = "write `is not null`";
  } else if (IsWord("xor")) {
    help = "write a != b";
  } else if (IsWord("as")) {
    help = "an expression gives a value; its name is the key of the member, or `as` of the request";
  } else if (Is(TokenKind::kNumber) && text_[token_.span.begin] == '.') {
    help = "a name that begins with a digit stands between \"\"";
  } else if (Is(TokenKind::kOpenBracket)) {
    help = "elements of lists cannot be read here";
  } else if (Is(TokenKind::kWord) && previous_.kind == TokenKind::kWord) {
    help = "a name with a blank stands between quotes: \"order date\"";
  }
  return Unexpected("an operator or the end", std::move(help));
}

bool Parser::ExpectWord(std::string_view lower) {
  return TakeWord(lower) || Unexpected("`" + std::string(lower) + "`");
}

bool Parser::ExpectOpen(Token& open) {
  open = token_;
  return Take(TokenKind::kOpen) || Unexpected("`(`");
}

bool Parser::ExpectClose(TokenKind kind, const Token& open, std::string_view wanted) {
  if (Take(kind)) return true;
  if (Is(TokenKind::kEnd)) {
    return Fail(ErrorCode::kExprSyntax, open.span, Described(open) + " is never closed");
  }
  return Unexpected(wanted);
}

std::string Parser::Unquoted(const Token& token) const {
  const std::string_view raw = TextOf(token);
  const char quote = raw.front();
  const std::string_view inside = raw.substr(1, raw.size() - 2);
  if (inside.find(quote) == std::string_view::npos) return std::string(inside);
  std::string text;
  text.reserve(inside.size());
  for (std::size_t i = 0; i < inside.size(); ++i) {
    text += inside[i];
    if (inside[i] == quote) ++i;  // The lexer saw to it that another one follows.
  }
  return text;
}

}  // namespace semaflow::expr
