// name(...): aggregates.
#include <charconv>
#include <utility>

#include "expr/functions.h"
#include "expr/parser.h"
#include "expr/visit.h"

namespace semaflow::expr {
namespace {

// What can follow `distinct` when it is the keyword and not a column of that name.
bool BeginsValue(TokenKind kind) {
  switch (kind) {
    case TokenKind::kWord:
    case TokenKind::kQuoted:
    case TokenKind::kNumber:
    case TokenKind::kText:
    case TokenKind::kNot:
    case TokenKind::kNull:
    case TokenKind::kTrue:
    case TokenKind::kFalse:
    case TokenKind::kCase:
    case TokenKind::kMinus:
    case TokenKind::kStar:
    case TokenKind::kOpen:
      return true;
    default:
      return false;
  }
}

std::optional<double> NumberOf(const Expr& expr) {
  const auto* literal = As<Literal>(expr);
  if (literal == nullptr) return std::nullopt;
  if (const auto* integer = std::get_if<std::int64_t>(&literal->value)) {
    return static_cast<double>(*integer);
  }
  if (const auto* number = std::get_if<double>(&literal->value)) return *number;
  const auto* decimal = std::get_if<Decimal>(&literal->value);
  if (decimal == nullptr) return std::nullopt;
  double value = 0;
  std::from_chars(decimal->text.data(), decimal->text.data() + decimal->text.size(), value);
  return value;
}

// The word of an argument: discrete or 'discrete'.
std::string_view WordOf(const Expr& expr) {
  if (const auto* name = As<Name>(expr); name != nullptr && name->parts.size() == 1) {
    return name->parts[0];
  }
  const auto* literal = As<Literal>(expr);
  const auto* text = literal == nullptr ? nullptr : std::get_if<std::string>(&literal->value);
  return text == nullptr ? std::string_view() : *text;
}

bool TakesOrder(AggregateFunction function) {
  return function == AggregateFunction::kStringAgg || function == AggregateFunction::kArrayAgg ||
         function == AggregateFunction::kFirst || function == AggregateFunction::kLast;
}

}  // namespace

bool Parser::RefuseStddev(const Token& name, CallForm form) {
  const bool deviation = form == CallForm::kStddevOnly;
  const std::string sample = deviation ? "stddev_samp" : "var_samp";
  const std::string population = deviation ? "stddev_pop" : "var_pop";
  return Fail(ErrorCode::kAmbiguousStddev, name.span,
              Quoted(TextOf(name)) + " may mean the sample or the population",
              "in SemaFlow 0.1 it was " + population + "; in SQL it is " + sample,
              {sample, population});
}

bool Parser::ParseAggregate(const Token& name, const Callable& callable, Parsed& out) {
  if (callable.form == CallForm::kStddevOnly || callable.form == CallForm::kVarianceOnly) {
    return RefuseStddev(name, callable.form);
  }
  if (in_aggregate_) {
    return Fail(ErrorCode::kMisplacedAggregate, name.span,
                "an aggregate cannot stand inside of another",
                "make the inner one a dimension of the table whose rows it is computed for");
  }
  Token open;
  Arguments args;
  in_aggregate_ = true;
  if (!ExpectOpen(open) || !ParseAggregateArguments(open, args) || !ParseWithinGroup(args)) {
    return false;
  }
  in_aggregate_ = false;
  const int height = args.height;
  Aggregate node{AggregateFunction::kCount, AggregateDetails{}};
  if (!FillAggregate(name, callable, std::move(args), node)) return false;
  return Finish(std::move(node), height, From(name.span), out);
}

bool Parser::ParseAggregateArguments(const Token& open, Arguments& out) {
  if (Take(TokenKind::kClose)) return true;
  if (IsWord("distinct")) {
    Lexer ahead = lexer_;
    if (BeginsValue(ahead.Next().kind)) {
      out.distinct = true;
      Advance();
    }
  }
  if (Is(TokenKind::kStar)) {
    out.star = true;
    Advance();
    return ExpectClose(TokenKind::kClose, open, "`)`");
  }
  if (!ParseMoreArguments(open, out)) return false;
  if (IsWord("order") && !ParseOrderBy(out)) return false;
  return ExpectClose(TokenKind::kClose, open);
}

bool Parser::ParseOrderBy(Arguments& out) {
  Advance();
  Parsed key;
  if (!ExpectWord("by") || !ParseExpr(Level::kOr, key)) return false;
  TakeWord("asc");
  if (IsWord("desc") || IsWord("nulls")) {
    return Fail(ErrorCode::kExprSyntax, token_.span, "aggregates are ordered upwards only",
                "order by a value that grows the other way: order by -amount");
  }
  if (Is(TokenKind::kComma)) {
    return Fail(ErrorCode::kExprSyntax, token_.span, "aggregates are ordered by one key",
                "make a dimension of the keys and order by it");
  }
  out.height = std::max(out.height, key.height);
  out.order_by = std::move(key.expr);
  return true;
}

// `percentile_cont(0.9) within group (order by x)`, as the standard writes it.
bool Parser::ParseWithinGroup(Arguments& out) {
  if (!IsWord("within")) return true;
  const Token word = token_;
  Advance();
  Token open;
  if (!ExpectWord("group") || !ExpectOpen(open)) return false;
  if (out.order_by) {
    return Fail(ErrorCode::kExprSyntax, word.span, "there are two orders");
  }
  if (!IsWord("order")) return Unexpected("`order by`");
  return ParseOrderBy(out) && ExpectClose(TokenKind::kClose, open, "`)`");
}

bool Parser::FillAggregate(const Token& name, const Callable& callable, Arguments args,
                           Aggregate& out) {
  const bool percentile = callable.form == CallForm::kPercentile;
  const AggregateFunction function =
      percentile ? AggregateFunction::kPercentile : static_cast<AggregateFunction>(callable.id);
  const AggregateInfo& info = InfoOf(function);
  out.function = function;
  AggregateDetails& details = *out.details;
  if (function == AggregateFunction::kCount) return FillCount(name, args, out);
  if (args.star) {
    return Fail(ErrorCode::kWrongArity, From(name.span),
                std::string(info.name) + " needs a value, and `*` is none",
                "rows are counted by count(*)");
  }
  if (args.distinct) {
    const bool repeats_matter = info.minds_repeats;
    return Fail(ErrorCode::kExprSyntax, From(name.span), "`distinct` goes with count alone",
                repeats_matter
                    ? "a " + std::string(info.name) +
                          " of different values drops rows "
                          "that happen to be equal; model what is counted once as a table"
                    : std::string(info.name) + " gives the same without it");
  }
  if (percentile) return FillPercentile(name, callable, args, details);
  if (function == AggregateFunction::kStringAgg) return FillStringAgg(name, args, details);
  if (function == AggregateFunction::kFirst || function == AggregateFunction::kLast) {
    return FillFirstOrLast(name, args, details);
  }
  if (args.values.size() != 1) {
    const bool extreme = args.values.size() > 1 && (function == AggregateFunction::kMin ||
                                                    function == AggregateFunction::kMax);
    const std::string_view signature = !extreme ? info.signature
                                       : function == AggregateFunction::kMin
                                           ? "least(a, b) for the smaller of two values"
                                           : "greatest(a, b) for the greater of two values";
    return FailArity(name, signature, 1, 1, args.values.size());
  }
  if (args.order_by && !TakesOrder(function)) {
    return Fail(ErrorCode::kExprSyntax, args.order_by->span,
                std::string(info.name) + " does not depend on an order", "remove `order by`");
  }
  details.args = std::move(args.values);
  details.order_by = std::move(args.order_by);
  return true;
}

bool Parser::FillCount(const Token& name, Arguments& args, Aggregate& out) {
  if (args.order_by) {
    return Fail(ErrorCode::kExprSyntax, args.order_by->span, "count does not depend on an order",
                "remove `order by`");
  }
  if (args.star || args.values.empty()) {
    if (!args.distinct) return true;
    return Fail(ErrorCode::kExprSyntax, From(name.span), "`distinct` needs a value, `*` is none",
                "write count(distinct customer_id), or count(*) for the rows");
  }
  if (args.values.size() != 1) {
    return FailArity(name, InfoOf(out.function).signature, 0, 1, args.values.size());
  }
  if (args.distinct) out.function = AggregateFunction::kCountDistinct;
  out.details->args = std::move(args.values);
  return true;
}

bool Parser::FillPercentile(const Token& name, const Callable& callable, Arguments& args,
                            AggregateDetails& details) {
  const std::string signature = callable.id == kNoId
                                    ? std::string(InfoOf(AggregateFunction::kPercentile).signature)
                                    : std::string(callable.name) + "(number, fraction)";
  // percentile_cont(0.9) within group (order by x)
  if (args.order_by) args.values.insert(args.values.begin(), std::move(*args.order_by));
  const std::size_t max = callable.id == kNoId ? 3 : 2;
  if (args.values.size() < 2 || args.values.size() > max) {
    return FailArity(name, signature, 2, max, args.values.size());
  }
  const std::optional<double> fraction = NumberOf(args.values[1]);
  if (!fraction || !(*fraction >= 0 && *fraction <= 1)) {
    return Fail(ErrorCode::kBadLiteral, args.values[1].span,
                "a percentile needs a fraction between 0 and 1, written as a number",
                "0.9 is the 90th percentile: percentile(x, 0.9)");
  }
  if (callable.id != kNoId) {
    details.percentile = static_cast<PercentileKind>(callable.id);
  } else if (args.values.size() == 3) {
    const std::string_view word = WordOf(args.values[2]);
    if (EqualsIgnoringCase(word, "discrete")) {
      details.percentile = PercentileKind::kDiscrete;
    } else if (EqualsIgnoringCase(word, "approximate")) {
      details.percentile = PercentileKind::kApproximate;
    } else if (!EqualsIgnoringCase(word, "continuous")) {
      return Fail(ErrorCode::kBadLiteral, args.values[2].span, "there is no such percentile",
                  "write continuous, discrete or approximate");
    }
  }
  details.fraction = *fraction;
  args.values.resize(1);
  details.args = std::move(args.values);
  return true;
}

bool Parser::FillStringAgg(const Token& name, Arguments& args, AggregateDetails& details) {
  if (args.values.empty() || args.values.size() > 2) {
    return FailArity(name, InfoOf(AggregateFunction::kStringAgg).signature, 1, 2,
                     args.values.size());
  }
  if (args.values.size() == 2) {
    auto* literal = As<Literal>(args.values[1]);
    auto* text = literal == nullptr ? nullptr : std::get_if<std::string>(&literal->value);
    if (text == nullptr) {
      return Fail(ErrorCode::kBadLiteral, args.values[1].span, "a separator is a text",
                  "write string_agg(name, ', ')");
    }
    details.separator = std::move(*text);
    args.values.pop_back();
  }
  details.args = std::move(args.values);
  details.order_by = std::move(args.order_by);
  return true;
}

bool Parser::FillFirstOrLast(const Token& name, Arguments& args, AggregateDetails& details) {
  const bool good = args.values.size() == 1 || (args.values.size() == 2 && !args.order_by);
  if (!good) {
    const AggregateInfo& info = InfoOf(*FindAggregate(TextOf(name)));
    return FailArity(name, info.signature, 1, 2, args.values.size() + (args.order_by ? 1 : 0));
  }
  if (args.values.size() == 2) {
    details.order_by = std::move(args.values[1]);
    args.values.pop_back();
  } else {
    details.order_by = std::move(args.order_by);
  }
  details.args = std::move(args.values);
  return true;
}

}  // namespace semaflow::expr
