// The parser: operators by precedence, everything else by descent. Inside of the room only.
//
// Every function that reads something returns false when the text is wrong; the first error is kept
// and nothing is read afterwards. A tree knows its height while it grows, so that no tree deeper
// than kDepthMax is ever made: chains like `a + b + c` are deep though nothing is nested in them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/callables.h"
#include "expr/expr.h"
#include "expr/lexer.h"
#include "semaflow/error.h"
#include "time/grain.h"

namespace semaflow::expr {

/// How strongly operators bind; each level holds those below it in parentheses.
enum class Level : std::uint8_t {
  kOr = 1,
  kAnd,
  kNot,
  kComparison,  ///< Also in, between, like, is null. They do not chain.
  kConcat,
  kSum,
  kProduct,
  kUnary,
  kPrimary,
};

/// The level and operator of an infix sign; nullopt for tokens that are none.
struct InfixOperator {
  Level level;
  BinaryOp op;
};
std::optional<InfixOperator> InfixOf(TokenKind kind);
/// The operators of one level that may be regrouped freely: and, or, ||. A chain of them has one
/// shape, whatever its parentheses were (see JoinChain).
bool IsChain(BinaryOp op);

/// A tree under construction.
struct Parsed {
  Expr expr;
  int height = 1;  ///< Nodes on the longest way to a leaf.
};

/// What stood between the brackets of a call.
struct Arguments {
  Exprs values;
  int height = 0;
  bool star = false;      ///< `*` alone.
  bool distinct = false;  ///< `distinct` in front.
  Box<Expr> order_by;
};

/// A part of the text as messages show it, between quotes, cut when it is long.
std::string Quoted(std::string_view text);

class Parser {
 public:
  Parser(std::string_view text, std::string_view file)
      : text_(text), file_(file), lexer_(text), token_(lexer_.Next()) {}

  Result<Expr> ParseAll();

 private:
  // parse.cc: operators.
  bool ParseExpr(Level lowest, Parsed& out);
  bool ParsePrefixed(Level lowest, Parsed& out);
  bool ParseNot(Level lowest, Parsed& out);
  bool ParseNegated(Parsed& out);
  bool ParseInfix(InfixOperator infix, Parsed& left);
  bool EndsComparison();
  bool ParseChain(InfixOperator infix, Parsed& left);
  bool ParseTest(Parsed& left);
  bool ParseIs(Parsed& left);
  bool ParseInList(Parsed& left, bool negated);
  bool ParseBetween(Parsed& left, bool negated);
  bool ParseLike(Parsed& left, bool negated, bool ignore_case);

  // parse_primary.cc: what operators stand between.
  bool ParsePostfixed(Parsed& out);
  bool ParsePrimary(Parsed& out);
  bool BeginsQuery();
  bool ParseParentheses(Parsed& out);
  bool ParseNumber(Parsed& out);
  bool ParseTypedLiteral(const Token& word, Parsed& out);
  bool ParseIntervalLiteral(const Token& word, Parsed& out);
  bool ParseWord(Parsed& out);
  bool ParseName(const Token& first, Parsed& out);
  bool ParseCase(Parsed& out);
  bool ParseType(DataType& type);
  bool ParseCastSuffix(Parsed& out);
  bool ParseFilterSuffix(Parsed& out);

  // parse_call.cc, parse_aggregate.cc: name(...).
  bool ParseCall(const Token& name, Parsed& out);
  bool ParseFunction(const Token& name, const Callable& callable, Parsed& out);
  bool ParseUnitFunction(const Token& name, const Callable& callable, Parsed& out);
  bool ParsePartFunction(const Token& name, const Callable& callable, Parsed& out);
  bool ParseExtract(const Token& name, Parsed& out);
  bool ParseSubstring(const Token& name, const Callable& callable, Parsed& out);
  bool ParseTrim(const Token& name, const Callable& callable, Parsed& out);
  bool ParsePosition(const Token& name, Parsed& out);
  bool ParseNullTest(const Token& name, bool negated, Parsed& out);
  bool ParseCastCall(const Token& name, bool or_null, Parsed& out);
  bool ParseDateOf(const Token& name, Parsed& out);
  bool ParseGrain(std::string_view function, time::Grain& grain);
  bool ParsePart(std::string_view function, time::Part& part);
  /// Arguments up to and with the closing bracket.
  bool ParseArguments(const Token& open, Arguments& out);
  bool ParseMoreArguments(const Token& open, Arguments& out);
  bool FinishCall(const Token& name, Function function, Arguments args, time::TimeField field,
                  Parsed& out);
  bool FailArity(const Token& name, std::string_view signature, std::size_t min, std::size_t max,
                 std::size_t given);
  bool FailUnknownFunction(const Token& name);

  bool ParseAggregate(const Token& name, const Callable& callable, Parsed& out);
  bool ParseAggregateArguments(const Token& open, Arguments& out);
  bool ParseOrderBy(Arguments& out);
  bool ParseWithinGroup(Arguments& out);
  bool FillAggregate(const Token& name, const Callable& callable, Arguments args, Aggregate& out);
  bool FillCount(const Token& name, Arguments& args, Aggregate& out);
  bool FillPercentile(const Token& name, const Callable& callable, Arguments& args,
                      AggregateDetails& details);
  bool FillStringAgg(const Token& name, Arguments& args, AggregateDetails& details);
  bool FillFirstOrLast(const Token& name, Arguments& args, AggregateDetails& details);
  bool RefuseStddev(const Token& name, CallForm form);

  // Tokens.
  void Advance() {
    previous_ = token_;
    token_ = lexer_.Next();
  }
  bool Is(TokenKind kind) const { return token_.kind == kind; }
  bool IsWord(std::string_view lower) const {
    return token_.kind == TokenKind::kWord && EqualsIgnoringCase(TextOf(token_), lower);
  }
  bool Take(TokenKind kind) {
    if (token_.kind != kind) return false;
    Advance();
    return true;
  }
  bool TakeWord(std::string_view lower) {
    if (!IsWord(lower)) return false;
    Advance();
    return true;
  }
  bool ExpectWord(std::string_view lower);
  bool ExpectOpen(Token& open);
  /// The end of what began at `open`; `wanted` says what may stand here.
  bool ExpectClose(TokenKind kind, const Token& open,
                   std::string_view wanted = "an operator, `,` or `)`");
  std::string_view TextOf(const Token& token) const { return TextOf(token.span); }
  std::string_view TextOf(Span span) const {
    return text_.substr(span.begin, span.end - span.begin);
  }
  /// What a 'text' or "name" token means: without its quotes.
  std::string Unquoted(const Token& token) const;

  // Trees.
  /// One more level of brackets or of a prefix. `depth` is counted back by Leave.
  bool Enter();
  void Leave() { --nesting_; }
  /// Makes `node` the tree in `out`; fails when it is too deep.
  template <typename Node>
  bool Finish(Node&& node, int children_height, Span span, Parsed& out) {
    if (children_height >= kDepthMax) return FailDepth(span);
    out.expr.node = std::forward<Node>(node);
    out.expr.span = span;
    out.height = children_height + 1;
    return true;
  }
  bool JoinChain(BinaryOp op, std::vector<Parsed>& items, std::size_t begin, std::size_t end,
                 Parsed& out);
  Span From(Span begin) const { return {begin.begin, previous_.span.end}; }

  // Errors. Always false.
  bool Fail(ErrorCode code, Span span, std::string message, std::string help = {},
            std::vector<std::string> candidates = {});
  bool FailDepth(Span span);
  /// The current token stands where `wanted` was expected.
  bool Unexpected(std::string_view wanted, std::string help = {});
  bool MissingValue();
  bool FailRest();
  /// The token as messages name it: "\"foo\"" or "the end".
  std::string Described(const Token& token) const;

  std::string_view text_;
  std::string_view file_;
  Lexer lexer_;
  Token token_;
  Token previous_;
  int nesting_ = 0;
  bool in_aggregate_ = false;
  std::size_t copied_nodes_ = 0;  // By simple cases.
  std::optional<Error> error_;
};

}  // namespace semaflow::expr
