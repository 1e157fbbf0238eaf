#include "expr/parse.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.h"
#include "expr/parser.h"
#include "expr/visit.h"

namespace semaflow::expr {
namespace {

constexpr std::size_t kTextBytesMax = 64 * 1024;
// Up to here a chain of `and` leans to the left, as one reads it; longer ones are halved, so that a
// thousand conditions make a tree of 25 levels.
constexpr std::size_t kLeaningChainMax = 16;

Level Above(Level level) { return static_cast<Level>(static_cast<int>(level) + 1); }

bool IsTestStart(TokenKind kind) {
  switch (kind) {
    case TokenKind::kIn:
    case TokenKind::kNot:
    case TokenKind::kIs:
    case TokenKind::kBetween:
    case TokenKind::kLike:
    case TokenKind::kIlike:
      return true;
    default:
      return false;
  }
}

// `-5` is one number. False when it is none that has a negative.
bool NegateNumber(Value& value) {
  if (auto* integer = std::get_if<std::int64_t>(&value)) {
    if (*integer == INT64_MIN) {
      value = Decimal{"9223372036854775808"};
    } else {
      *integer = -*integer;
    }
    return true;
  }
  if (auto* number = std::get_if<double>(&value)) {
    *number = -*number;
    return true;
  }
  auto* decimal = std::get_if<Decimal>(&value);
  if (decimal == nullptr) return false;
  std::string& digits = decimal->text;
  if (digits.front() == '-') {
    digits.erase(0, 1);
  } else if (digits == "9223372036854775808") {
    value = std::int64_t{INT64_MIN};
  } else if (digits.find_first_not_of("0.") != std::string::npos) {
    digits.insert(0, 1, '-');
  }
  return true;
}

int HeightOf(const Expr& expr) {
  int height = 0;
  ForEachChild(expr, [&](const Expr& child) { height = std::max(height, HeightOf(child)); });
  return height + 1;
}

bool IsSameChain(BinaryOp op, const Expr& expr) {
  const auto* binary = As<Binary>(expr);
  return binary != nullptr && binary->op == op;
}

// Takes the leaves of a chain out of a tree that is one.
void Flatten(BinaryOp op, Parsed item, std::vector<Parsed>& items) {
  if (!IsSameChain(op, item.expr)) {
    items.push_back(std::move(item));
    return;
  }
  auto& [same, left, right] = std::get<Binary>(item.expr.node);
  for (Expr* part : {&*left, &*right}) {
    const int height = IsSameChain(op, *part) ? 0 : HeightOf(*part);
    Flatten(op, {std::move(*part), height}, items);
  }
}

}  // namespace

std::optional<InfixOperator> InfixOf(TokenKind kind) {
  switch (kind) {
    case TokenKind::kOr:
      return InfixOperator{Level::kOr, BinaryOp::kOr};
    case TokenKind::kAnd:
      return InfixOperator{Level::kAnd, BinaryOp::kAnd};
    case TokenKind::kEq:
      return InfixOperator{Level::kComparison, BinaryOp::kEq};
    case TokenKind::kNe:
      return InfixOperator{Level::kComparison, BinaryOp::kNe};
    case TokenKind::kLt:
      return InfixOperator{Level::kComparison, BinaryOp::kLt};
    case TokenKind::kLe:
      return InfixOperator{Level::kComparison, BinaryOp::kLe};
    case TokenKind::kGt:
      return InfixOperator{Level::kComparison, BinaryOp::kGt};
    case TokenKind::kGe:
      return InfixOperator{Level::kComparison, BinaryOp::kGe};
    case TokenKind::kConcat:
      return InfixOperator{Level::kConcat, BinaryOp::kConcat};
    case TokenKind::kPlus:
      return InfixOperator{Level::kSum, BinaryOp::kAdd};
    case TokenKind::kMinus:
      return InfixOperator{Level::kSum, BinaryOp::kSubtract};
    case TokenKind::kStar:
      return InfixOperator{Level::kProduct, BinaryOp::kMultiply};
    case TokenKind::kSlash:
      return InfixOperator{Level::kProduct, BinaryOp::kDivide};
    case TokenKind::kPercent:
      return InfixOperator{Level::kProduct, BinaryOp::kModulo};
    default:
      return std::nullopt;
  }
}

bool IsChain(BinaryOp op) {
  return op == BinaryOp::kAnd || op == BinaryOp::kOr || op == BinaryOp::kConcat;
}

Result<Expr> Parser::ParseAll() {
  Parsed out;
  const bool good = ParseExpr(Level::kOr, out) && (Is(TokenKind::kEnd) || FailRest());
  if (!good) return tl::unexpected(std::move(*error_));
  return std::move(out.expr);
}

bool Parser::ParseExpr(Level lowest, Parsed& out) {
  if (!ParsePrefixed(lowest, out)) return false;
  while (true) {
    const std::optional<InfixOperator> infix = InfixOf(token_.kind);
    if (infix) {
      if (infix->level < lowest) return true;
      if (!ParseInfix(*infix, out)) return false;
    } else if (IsTestStart(token_.kind)) {
      if (Level::kComparison < lowest) return true;
      if (!ParseTest(out) || !EndsComparison()) return false;
    } else {
      return true;
    }
  }
}

bool Parser::ParsePrefixed(Level lowest, Parsed& out) {
  if (Is(TokenKind::kNot)) return ParseNot(lowest, out);
  if (Is(TokenKind::kMinus)) return ParseNegated(out);
  return ParsePostfixed(out);
}

bool Parser::ParseNot(Level lowest, Parsed& out) {
  const Token start = token_;
  if (lowest > Level::kNot) {
    return Fail(ErrorCode::kExprSyntax, start.span,
                "`not` stands behind an operator that binds more strongly",
                "put it into parentheses: a == (not b)");
  }
  Advance();
  Parsed operand;
  if (!Enter() || !ParseExpr(Level::kNot, operand)) return false;
  Leave();
  return Finish(Unary{UnaryOp::kNot, std::move(operand.expr)}, operand.height, From(start.span),
                out);
}

// Any number of signs: they nest in the tree alone, so that brackets around each count once.
bool Parser::ParseNegated(Parsed& out) {
  std::array<Span, kDepthMax> signs;
  std::size_t count = 0;
  while (Is(TokenKind::kMinus)) {
    if (count == signs.size()) return FailDepth(token_.span);
    signs[count++] = token_.span;
    Advance();
  }
  if (!ParsePostfixed(out)) return false;
  while (count > 0) {
    const Span span = From(signs[--count]);
    if (auto* literal = As<Literal>(out.expr); literal && NegateNumber(literal->value)) {
      out.expr.span = span;
      continue;
    }
    Expr operand = std::move(out.expr);
    if (!Finish(Unary{UnaryOp::kNegate, std::move(operand)}, out.height, span, out)) return false;
  }
  return true;
}

// Comparisons do not chain: `a < b < c` and `a == b is null` mean different things in different
// languages, so what is meant has to be said.
bool Parser::EndsComparison() {
  const std::optional<InfixOperator> next = InfixOf(token_.kind);
  if (IsTestStart(token_.kind) || (next && next->level == Level::kComparison)) {
    return Fail(ErrorCode::kExprSyntax, token_.span, "comparisons do not chain",
                "write `a < b and b < c`, or put one of them into parentheses");
  }
  if (next && next->level > Level::kComparison) {
    return Fail(
        ErrorCode::kExprSyntax, token_.span,
        Described(token_) + " stands behind a condition that is complete",
        "put the condition into parentheses: (a is null) " + std::string(TextOf(token_)) + " b");
  }
  return true;
}

bool Parser::ParseInfix(InfixOperator infix, Parsed& left) {
  if (IsChain(infix.op)) return ParseChain(infix, left);
  Advance();
  Parsed right;
  if (!ParseExpr(Above(infix.level), right)) return false;
  if (infix.level == Level::kComparison && !EndsComparison()) return false;
  const Span span{left.expr.span.begin, right.expr.span.end};
  const int height = std::max(left.height, right.height);
  return Finish(Binary{infix.op, std::move(left.expr), std::move(right.expr)}, height, span, left);
}

bool Parser::ParseChain(InfixOperator infix, Parsed& left) {
  const TokenKind sign = token_.kind;
  Advance();
  Parsed right;
  if (!ParseExpr(Above(infix.level), right)) return false;
  if (!Is(sign) && !IsSameChain(infix.op, left.expr) && !IsSameChain(infix.op, right.expr)) {
    const Span span{left.expr.span.begin, right.expr.span.end};
    const int height = std::max(left.height, right.height);
    return Finish(Binary{infix.op, std::move(left.expr), std::move(right.expr)}, height, span,
                  left);
  }
  std::vector<Parsed> items;
  Flatten(infix.op, std::move(left), items);
  Flatten(infix.op, std::move(right), items);
  while (Take(sign)) {
    Parsed item;
    if (!ParseExpr(Above(infix.level), item)) return false;
    Flatten(infix.op, std::move(item), items);
  }
  return JoinChain(infix.op, items, 0, items.size(), left);
}

bool Parser::JoinChain(BinaryOp op, std::vector<Parsed>& items, std::size_t begin, std::size_t end,
                       Parsed& out) {
  const auto join = [&](Parsed left, Parsed right) {
    const Span span{left.expr.span.begin, right.expr.span.end};
    const int height = std::max(left.height, right.height);
    return Finish(Binary{op, std::move(left.expr), std::move(right.expr)}, height, span, out);
  };
  if (end - begin > kLeaningChainMax) {
    const std::size_t middle = begin + (end - begin + 1) / 2;
    Parsed left;
    Parsed right;
    return JoinChain(op, items, begin, middle, left) && JoinChain(op, items, middle, end, right) &&
           join(std::move(left), std::move(right));
  }
  out = std::move(items[begin]);
  for (std::size_t i = begin + 1; i < end; ++i) {
    Parsed left = std::move(out);
    if (!join(std::move(left), std::move(items[i]))) return false;
  }
  return true;
}

bool Parser::ParseTest(Parsed& left) {
  if (Is(TokenKind::kIs)) return ParseIs(left);
  const bool negated = Take(TokenKind::kNot);
  switch (token_.kind) {
    case TokenKind::kIn:
      return ParseInList(left, negated);
    case TokenKind::kBetween:
      return ParseBetween(left, negated);
    case TokenKind::kLike:
      return ParseLike(left, negated, false);
    case TokenKind::kIlike:
      return ParseLike(left, negated, true);
    default:
      return Unexpected("`in`, `between`, `like` or `ilike` behind `not`",
                        "`not` for a whole condition stands in front of it");
  }
}

bool Parser::ParseIs(Parsed& left) {
  Advance();
  const bool negated = Take(TokenKind::kNot);
  if (!Is(TokenKind::kNull)) {
    std::string help = "compare by == and !=";
    if (Is(TokenKind::kTrue) || Is(TokenKind::kFalse)) {
      help = "a condition is true or not: write `x` or `not x`; for NULL too: coalesce(x, false)";
    } else if (IsWord("distinct")) {
      help = "write `a == b or (a is null and b is null)`";
    }
    return Unexpected("`null` or `not null` behind `is`", std::move(help));
  }
  Advance();
  const Span span = From(left.expr.span);
  return Finish(IsNull{std::move(left.expr), negated}, left.height, span, left);
}

bool Parser::ParseInList(Parsed& left, bool negated) {
  Advance();
  const Token open = token_;
  const bool bracket = Is(TokenKind::kOpenBracket);
  if (!bracket && !Is(TokenKind::kOpen)) {
    return Unexpected("a list behind `in`", "write in ('a', 'b') or in ['a', 'b']");
  }
  const TokenKind close = bracket ? TokenKind::kCloseBracket : TokenKind::kClose;
  Advance();
  if (!Enter()) return false;
  Exprs items;
  int height = left.height;
  while (!Is(close)) {
    Parsed item;
    if (!ParseExpr(Level::kOr, item)) return false;
    height = std::max(height, item.height);
    items.push_back(std::move(item.expr));
    if (!Take(TokenKind::kComma)) break;
    if (Is(close)) return MissingValue();
  }
  if (!ExpectClose(close, open, bracket ? "`,` or `]`" : "`,` or `)`")) return false;
  Leave();
  const Span span = From(left.expr.span);
  return Finish(InList{std::move(left.expr), std::move(items), negated}, height, span, left);
}

bool Parser::ParseBetween(Parsed& left, bool negated) {
  Advance();
  Parsed low;
  Parsed high;
  if (!ParseExpr(Above(Level::kComparison), low)) return false;
  if (!Is(TokenKind::kAnd)) {
    return Unexpected("`and` between the two bounds", "write between 1 and 10; both are included");
  }
  Advance();
  if (!ParseExpr(Above(Level::kComparison), high)) return false;
  const Span span = From(left.expr.span);
  const int height = std::max({left.height, low.height, high.height});
  return Finish(Between{std::move(left.expr), std::move(low.expr), std::move(high.expr), negated},
                height, span, left);
}

bool Parser::ParseLike(Parsed& left, bool negated, bool ignore_case) {
  Advance();
  Parsed pattern;
  if (!ParseExpr(Above(Level::kComparison), pattern)) return false;
  if (IsWord("escape")) {
    return Fail(ErrorCode::kExprSyntax, token_.span, "`like` has no `escape` here",
                "to find a part as it is, % and _ included: contains(text, part)");
  }
  const Span span = From(left.expr.span);
  const int height = std::max(left.height, pattern.height);
  return Finish(Like{std::move(left.expr), std::move(pattern.expr), ignore_case, negated}, height,
                span, left);
}

Result<Expr> Parse(std::string_view text) { return Parse(text, "expression"); }

Result<Expr> Parse(std::string_view text, std::string_view file) {
  const auto fail = [&](ErrorCode code, Span span, std::string message, std::string help) {
    Error error{code, std::move(message), {}, {}, std::move(help)};
    error.labels.push_back(MakeLabel(file, text, span));
    return tl::unexpected(std::move(error));
  };
  if (text.size() > kTextBytesMax) {
    return fail(ErrorCode::kExprTooLarge, {},
                "an expression has " + std::to_string(text.size()) + " bytes, at most " +
                    std::to_string(kTextBytesMax) + " are read",
                "split it into several members that use each other");
  }
  const std::size_t bad = std::min(FindInvalidUtf8(text), text.find('\0'));
  if (bad != std::string_view::npos) {
    const auto at = static_cast<std::uint32_t>(bad);
    return fail(ErrorCode::kExprSyntax, {at, at + 1},
                text[bad] == '\0' ? "an expression holds a NUL byte" : "an expression is not UTF-8",
                "");
  }
  return Parser(text, file).ParseAll();
}

}  // namespace semaflow::expr
