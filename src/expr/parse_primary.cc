// What operators stand between: literals, names, parentheses, case, casts.
#include <algorithm>
#include <charconv>
#include <utility>

#include "base/closest.h"
#include "base/types.h"
#include "expr/interval.h"
#include "expr/parser.h"
#include "expr/typing.h"
#include "time/literal.h"

namespace semaflow::expr {
namespace {

constexpr std::size_t kDecimalDigitsMax = 38;
// A simple case copies its operand for each branch.
constexpr std::size_t kCopiedNodesMax = 10'000;

// Digits as the shortest text of a decimal: "007.50" is "7.50".
std::string DecimalText(std::string_view digits) {
  const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size());
  digits.remove_prefix(first);
  std::string text;
  if (digits.empty() || digits.front() == '.') text += '0';
  text += digits;
  if (text.back() == '.') text += '0';
  return text;
}

}  // namespace

bool Parser::ParsePostfixed(Parsed& out) {
  if (!ParsePrimary(out)) return false;
  while (true) {
    if (Is(TokenKind::kCast)) {
      if (!ParseCastSuffix(out)) return false;
    } else if (IsWord("filter")) {
      if (!ParseFilterSuffix(out)) return false;
    } else {
      return true;
    }
  }
}

bool Parser::ParsePrimary(Parsed& out) {
  const Token token = token_;
  const auto literal = [&](Value value) {
    Advance();
    return Finish(Literal{std::move(value)}, 0, token.span, out);
  };
  switch (token.kind) {
    case TokenKind::kWord:
      return ParseWord(out);
    case TokenKind::kQuoted:
      Advance();
      return ParseName(token, out);
    case TokenKind::kNumber:
      return ParseNumber(out);
    case TokenKind::kText:
      return literal(Unquoted(token));
    case TokenKind::kNull:
      return literal(Null{});
    case TokenKind::kTrue:
      return literal(true);
    case TokenKind::kFalse:
      return literal(false);
    case TokenKind::kCase:
      return ParseCase(out);
    case TokenKind::kOpen:
      return ParseParentheses(out);
    default:
      return MissingValue();
  }
}

// `(select ...`: the word is followed by something that cannot follow a name.
bool Parser::BeginsQuery() {
  if (!IsWord("select") && !IsWord("with")) return false;
  const Token word = token_;
  Lexer ahead = lexer_;
  switch (ahead.Next().kind) {
    case TokenKind::kWord:
    case TokenKind::kQuoted:
    case TokenKind::kNumber:
    case TokenKind::kText:
      Fail(ErrorCode::kExprSyntax, word.span, "a query cannot stand in an expression",
           "make it a table of the model with `sql:` and join it");
      return true;
    default:
      return false;
  }
}

bool Parser::ParseParentheses(Parsed& out) {
  const Token open = token_;
  Advance();
  if (!Enter()) return false;
  if (BeginsQuery()) return false;
  if (!ParseExpr(Level::kOr, out)) return false;
  if (Is(TokenKind::kComma)) {
    return Unexpected("`)`", "a list stands behind `in` only");
  }
  if (!ExpectClose(TokenKind::kClose, open, "an operator or `)`")) return false;
  Leave();
  out.expr.span = From(open.span);
  return true;
}

bool Parser::ParseNumber(Parsed& out) {
  const Token token = token_;
  const std::string_view text = TextOf(token);
  const char* end = text.data() + text.size();
  Advance();
  const auto fail = [&](std::string message) {
    return Fail(ErrorCode::kBadLiteral, token.span, std::move(message));
  };
  if (text.find_first_of("eE") != std::string_view::npos) {
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end) return fail("a number is beyond the range of a float");
    return Finish(Literal{value}, 0, token.span, out);
  }
  if (text.find('.') == std::string_view::npos) {
    std::int64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error == std::errc()) return Finish(Literal{value}, 0, token.span, out);
  }
  std::string decimal = DecimalText(text);
  const auto is_digit = [](char c) { return c != '.'; };
  const auto digits =
      static_cast<std::size_t>(std::count_if(decimal.begin(), decimal.end(), is_digit));
  if (digits > kDecimalDigitsMax) {
    return fail("a number has " + std::to_string(digits) + " digits, at most 38 are exact");
  }
  return Finish(Literal{Decimal{std::move(decimal)}}, 0, token.span, out);
}

// A word begins a literal (`date '...'`), a call, or a name.
bool Parser::ParseWord(Parsed& out) {
  const Token word = token_;
  Advance();
  if (Is(TokenKind::kOpen)) return ParseCall(word, out);
  if (Is(TokenKind::kText)) return ParseTypedLiteral(word, out);
  const std::string_view text = TextOf(word);
  if (Is(TokenKind::kNumber) && EqualsIgnoringCase(text, "interval")) {
    return ParseIntervalLiteral(word, out);
  }
  if (!Is(TokenKind::kDot)) {
    // As in SQL these need no brackets; a column of that name is written with quotes.
    const bool today = EqualsIgnoringCase(text, "current_date");
    if (today || EqualsIgnoringCase(text, "current_timestamp")) {
      Call call{today ? Function::kCurrentDate : Function::kNow, {}, {}};
      return Finish(std::move(call), 0, word.span, out);
    }
  }
  return ParseName(word, out);
}

bool Parser::ParseTypedLiteral(const Token& word, Parsed& out) {
  const std::string_view type = TextOf(word);
  const Token token = token_;
  const Span span{word.span.begin, token.span.end};
  const auto finish = [&](Value value) {
    Advance();
    return Finish(Literal{std::move(value)}, 0, span, out);
  };
  const auto fail = [&](std::string_view what, std::string help) {
    const std::string problem = time::TimeProblem(Unquoted(token));
    return Fail(ErrorCode::kBadLiteral, token.span,
                "this is not " + std::string(what) + (problem.empty() ? "" : ": " + problem),
                std::move(help));
  };
  if (EqualsIgnoringCase(type, "interval")) return ParseIntervalLiteral(word, out);
  const std::string text = Unquoted(token);
  if (EqualsIgnoringCase(type, "time")) {
    const std::optional<TimeOfDay> at = time::ParseTimeOfDay(text);
    return at ? finish(*at) : fail("a time of day", "write time '12:34:56'");
  }
  const bool is_date = EqualsIgnoringCase(type, "date");
  const bool is_instant = EqualsIgnoringCase(type, "timestamptz");
  if (is_date || is_instant || EqualsIgnoringCase(type, "timestamp") ||
      EqualsIgnoringCase(type, "datetime")) {
    const std::optional<time::ParsedTime> at = time::ParseTime(text);
    if (is_date) {
      constexpr std::int64_t kMicrosPerDay = 86'400'000'000;
      if (!at || at->has_time) return fail("a date", "write date '2024-02-29'");
      // A midnight is a whole number of days, before 1970 too.
      return finish(Date{static_cast<std::int32_t>(at->wall.micros / kMicrosPerDay)});
    }
    if (is_instant && !(at && at->has_offset)) {
      return fail("an instant", "write timestamptz '2024-02-29T12:34:56+01:00', with its offset");
    }
    if (!at) return fail("a timestamp", "write timestamp '2024-02-29 12:34:56'");
    return at->has_offset ? finish(at->instant) : finish(at->wall);
  }
  return Fail(ErrorCode::kExprSyntax, token.span,
              "expected an operator between " + Described(word) + " and a text",
              type.size() == 1 ? "a text stands between plain '...', without a letter in front"
                               : "literals are date '...', timestamp '...', timestamptz '...', "
                                 "time '...' and interval '...'");
}

// `interval '1 day'`, `interval '1' day`, `interval 1 day`.
bool Parser::ParseIntervalLiteral(const Token& word, Parsed& out) {
  const Token token = token_;
  std::string text = token.kind == TokenKind::kText ? Unquoted(token) : std::string(TextOf(token));
  Advance();
  const bool bare = text.find_first_not_of("+-0123456789.") == std::string::npos;
  if (bare && Is(TokenKind::kWord)) {
    text += ' ';
    text += TextOf(token_);
    Advance();
  }
  const Span span = From(word.span);
  const std::optional<Interval> interval = ParseInterval(text);
  if (!interval) {
    return Fail(ErrorCode::kBadLiteral, span, "this is not an interval",
                "write interval '1 day' or interval '1 year 6 months', with units from "
                "microsecond to year");
  }
  return Finish(Literal{*interval}, 0, span, out);
}

bool Parser::ParseName(const Token& first, Parsed& out) {
  Name name;
  Token part = first;
  while (true) {
    std::string text = part.kind == TokenKind::kQuoted ? Unquoted(part) : std::string(TextOf(part));
    if (part.kind == TokenKind::kQuoted && (text.empty() || text == "*")) {
      return Fail(ErrorCode::kExprSyntax, part.span,
                  text.empty() ? "a name is empty" : "a name cannot be a star",
                  text.empty() ? "an empty text is ''" : "");
    }
    name.parts.push_back(std::move(text));
    if (!Is(TokenKind::kDot)) break;
    Advance();
    part = token_;
    if (Is(TokenKind::kStar)) {
      Advance();
      name.parts.emplace_back("*");
      break;
    }
    // Behind a dot a reserved word is a name: o.end, t.case.
    const bool is_name = Is(TokenKind::kQuoted) || expr::IsWord(TextOf(token_));
    if (!is_name) return Unexpected("a name behind \".\"");
    Advance();
  }
  if (Is(TokenKind::kOpen)) {
    return Fail(ErrorCode::kExprSyntax, From(first.span), "a function has no dots and no quotes",
                "functions are those of docs/expressions.md, written as they are");
  }
  return Finish(std::move(name), 0, From(first.span), out);
}

// The simple form `case x when 1 then ...` is the same as `case when x == 1 then ...`.
bool Parser::ParseCase(Parsed& out) {
  const Token start = token_;
  Advance();
  if (!Enter()) return false;
  std::optional<Parsed> operand;
  std::size_t operand_nodes = 0;
  if (!Is(TokenKind::kWhen)) {
    operand.emplace();
    if (!ParseExpr(Level::kOr, *operand)) return false;
    operand_nodes = NodeCount(operand->expr);
  }
  Case node;
  int height = 0;
  if (!Is(TokenKind::kWhen)) return Unexpected("`when`", "write case when a > 0 then 'x' end");
  while (Take(TokenKind::kWhen)) {
    Parsed when;
    Parsed then;
    if (!ParseExpr(Level::kOr, when)) return false;
    if (operand) {
      copied_nodes_ += operand_nodes;
      if (copied_nodes_ > kCopiedNodesMax) {
        return Fail(ErrorCode::kExprTooLarge, start.span,
                    "a case of this size would be written out to more than 10,000 nodes",
                    "make what stands behind `case` a dimension of its own");
      }
      const Span span = when.expr.span;
      const int equal_height = std::max(operand->height, when.height);
      Expr right = std::move(when.expr);
      if (!Finish(Binary{BinaryOp::kEq, operand->expr, std::move(right)}, equal_height, span,
                  when)) {
        return false;
      }
    }
    if (!Is(TokenKind::kThen)) return Unexpected("`then`");
    Advance();
    if (!ParseExpr(Level::kOr, then)) return false;
    height = std::max({height, when.height, then.height});
    node.branches.push_back({std::move(when.expr), std::move(then.expr)});
  }
  if (Take(TokenKind::kElse)) {
    Parsed otherwise;
    if (!ParseExpr(Level::kOr, otherwise)) return false;
    height = std::max(height, otherwise.height);
    node.otherwise = std::move(otherwise.expr);
  }
  if (!Is(TokenKind::kEnding)) {
    if (!Is(TokenKind::kEnd)) return Unexpected("`when`, `else` or `end`");
    return Fail(ErrorCode::kExprSyntax, start.span, "a case is not closed: its `end` is missing");
  }
  Advance();
  Leave();
  return Finish(std::move(node), height, From(start.span), out);
}

// A type is one or more words with brackets behind: varchar(20), timestamp(3) with time zone,
// double precision, text[], array<text>. What it means is ParseDataType's business.
bool Parser::ParseType(DataType& type) {
  const Token first = token_;
  if (!Is(TokenKind::kWord)) return Unexpected("a type", "for example integer, text or date");
  Advance();
  const std::string_view word = TextOf(first);
  const auto skip_brackets = [&](TokenKind open_kind, TokenKind close) {
    const Token open = token_;
    if (!Take(open_kind)) return true;
    int depth = 1;
    while (depth > 0) {
      if (Is(TokenKind::kEnd) || Is(TokenKind::kBad)) return ExpectClose(close, open);
      if (Is(open_kind)) ++depth;
      if (Is(close)) --depth;
      Advance();
    }
    return true;
  };
  const bool is_list = EqualsIgnoringCase(word, "array") || EqualsIgnoringCase(word, "list");
  if (EqualsIgnoringCase(word, "double")) TakeWord("precision");
  if (EqualsIgnoringCase(word, "char") || EqualsIgnoringCase(word, "character")) {
    TakeWord("varying");
  }
  if (is_list && !skip_brackets(TokenKind::kLt, TokenKind::kGt)) return false;
  if (!skip_brackets(TokenKind::kOpen, TokenKind::kClose)) return false;
  if (EqualsIgnoringCase(word, "timestamp") || EqualsIgnoringCase(word, "time")) {
    if (IsWord("with") || IsWord("without")) {
      Advance();
      TakeWord("local");
      if (!ExpectWord("time") || !ExpectWord("zone")) return false;
    }
  }
  while (Is(TokenKind::kOpenBracket)) {
    if (!skip_brackets(TokenKind::kOpenBracket, TokenKind::kCloseBracket)) return false;
  }
  const Span span = From(first.span);
  const std::string_view text = TextOf(span);
  const std::optional<DataType> found = ParseDataType(text);
  if (!found || found->kind == TypeKind::kUnknown) {
    std::vector<std::string_view> names;
    for (int kind = 1; kind <= static_cast<int>(TypeKind::kList); ++kind) {
      names.push_back(KindName(static_cast<TypeKind>(kind)));
    }
    return Fail(ErrorCode::kExprSyntax, span, "there is no type " + Quoted(text),
                "types are boolean, integer, decimal(p, s), float, text, date, timestamp, "
                "timestamptz, time, interval, binary, json and list(type)",
                ClosestNames(text, names));
  }
  type = *found;
  return true;
}

bool Parser::ParseCastSuffix(Parsed& out) {
  Advance();
  DataType type;
  if (!ParseType(type)) return false;
  const Span span = From(out.expr.span);
  return Finish(Cast{std::move(out.expr), type}, out.height, span, out);
}

// `sum(x) filter (where ...)`, `revenue filter (where ...)`.
bool Parser::ParseFilterSuffix(Parsed& out) {
  const Token word = token_;
  auto* aggregate = std::get_if<Aggregate>(&out.expr.node);
  const bool filtered = std::holds_alternative<Filtered>(out.expr.node);
  if (filtered || (aggregate != nullptr && aggregate->details->filter)) {
    return Fail(ErrorCode::kExprSyntax, word.span, "there are two filters",
                "join their conditions by `and`");
  }
  Advance();
  Token open;
  if (!ExpectOpen(open) || !Enter()) return false;
  if (!IsWord("where")) return Unexpected("`where`", "write filter (where status == 'paid')");
  Advance();
  Parsed condition;
  const bool outer = std::exchange(in_aggregate_, true);
  if (!ParseExpr(Level::kOr, condition)) return false;
  in_aggregate_ = outer;
  if (!ExpectClose(TokenKind::kClose, open)) return false;
  Leave();
  const Span span = From(out.expr.span);
  const int height = std::max(out.height, condition.height);
  if (aggregate == nullptr) {
    return Finish(Filtered{std::move(out.expr), std::move(condition.expr)}, height, span, out);
  }
  if (condition.height >= kDepthMax) return FailDepth(span);
  aggregate->details->filter = std::move(condition.expr);
  out.expr.span = span;
  out.height = std::max(out.height, condition.height + 1);
  return true;
}

}  // namespace semaflow::expr
