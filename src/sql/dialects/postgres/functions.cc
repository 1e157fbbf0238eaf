// Functions that PostgreSQL has no name for, or has for other types.
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "sql/dialects/postgres/rules.h"

namespace semaflow::sql::postgres {
namespace {

const Value kZero = std::int64_t{0};
const Value kOne = std::int64_t{1};
const Value kDecimalZero = Decimal{"0.0"};
const Value kDecimalHalf = Decimal{"0.5"};

Expr Number(const Value& value) { return Expr{Constant{&value, false}}; }

Expr AsFloat(Expr number) { return CastTo(std::move(number), TypeKind::kFloat); }
Expr AsNumeric(Expr number) {
  return Expr{Cast{.operand = std::move(number), .to = {}, .type_name = "NUMERIC"}};
}

// A written number, or nullptr.
const std::int64_t* Written(const Expr& expr) {
  const auto* constant = std::get_if<Constant>(&expr.node);
  if (constant == nullptr || constant->bound) return nullptr;
  return std::get_if<std::int64_t>(constant->value);
}

Expr CaseOf(Expr when, Expr then, Expr otherwise) {
  Case node;
  node.branches.push_back(CaseBranch{std::move(when), std::move(then)});
  node.otherwise = std::move(otherwise);
  return Expr{std::move(node)};
}

// A number that may be of any type: an integer becomes a decimal here, which keeps its digits; by
// itself it would become a float. Floats and decimals stay what they are.
Expr Unrounded(Expr number, TypeKind kind) {
  if (kind == TypeKind::kFloat || kind == TypeKind::kDecimal) return number;
  return OperationOf(Operator::kAdd, std::move(number), Number(kDecimalZero));
}

// Halves away from zero; `round` of a float goes to the even one. The fraction of a float is exact.
Expr RoundWhole(Expr number, Rewriter& rewriter) {
  Expr cut = CallOf("trunc", rewriter.Copy(number));
  Expr fraction = OperationOf(Operator::kSubtract, rewriter.Copy(number), rewriter.Copy(cut));
  Expr is_half =
      OperationOf(Operator::kEq, CallOf("abs", std::move(fraction)), Number(kDecimalHalf));
  Expr away = OperationOf(Operator::kAdd, std::move(cut), CallOf("sign", rewriter.Copy(number)));
  return CaseOf(std::move(is_half), std::move(away), CallOf("round", std::move(number)));
}

Expr TruncWhole(Expr number, Rewriter&) { return CallOf("trunc", std::move(number)); }

// Moves the point, makes a whole number and moves the point back.
Expr ToDigits(Function function, Expr (*make_whole)(Expr, Rewriter&), Rewriter& rewriter) {
  Expr number = std::move(function.args[0]);
  Expr& digits = function.args[1];
  const std::int64_t* written = Written(digits);
  constexpr std::int64_t kMost = 38;
  const bool is_known = written != nullptr && *written > -kMost && *written < kMost;
  const bool is_left = is_known && *written < 0;
  Expr power;
  if (!is_known) {
    power = CallOf("power", rewriter.Make(10.0), AsFloat(std::move(digits)));
  } else if (function.kind == TypeKind::kFloat) {
    power = rewriter.Make(std::stod("1e" + std::to_string(is_left ? -*written : *written)));
  } else {
    const auto zeros = static_cast<std::size_t>(is_left ? -*written : *written);
    power = rewriter.Make(Decimal{"1" + std::string(zeros, '0') + ".0"});
  }
  const Operator there = is_left ? Operator::kDivideAsIs : Operator::kMultiply;
  const Operator back = is_left ? Operator::kMultiply : Operator::kDivideAsIs;
  Expr moved = OperationOf(there, std::move(number), rewriter.Copy(power));
  return OperationOf(back, make_whole(std::move(moved), rewriter), std::move(power));
}

// `round` and `trunc`.
Expr Shortened(Function function, std::string_view name, Expr (*make_whole)(Expr, Rewriter&),
               Rewriter& rewriter) {
  const bool has_digits = function.args.size() > 1;
  if (function.kind == TypeKind::kInteger && !has_digits) return std::move(function.args[0]);
  if (function.kind == TypeKind::kInteger || function.kind == TypeKind::kDecimal) {
    const bool is_integer = function.kind == TypeKind::kInteger;
    if (is_integer) function.args[0] = AsNumeric(std::move(function.args[0]));
    if (has_digits) function.args[1] = CountsAsInt4(std::move(function.args[1]));
    Expr cut = MakeCall(name, std::move(function.args));
    return is_integer ? CastTo(std::move(cut), TypeKind::kInteger) : std::move(cut);
  }
  if (has_digits) return ToDigits(std::move(function), make_whole, rewriter);
  return make_whole(Unrounded(std::move(function.args[0]), function.kind), rewriter);
}

Expr WholeBy(std::string_view name, Function function) {
  Expr whole = CallOf(name, Unrounded(std::move(function.args[0]), function.kind));
  if (function.kind != TypeKind::kInteger) return whole;
  return CastTo(std::move(whole), TypeKind::kInteger);
}

// Where a text is among the values all are, and one collation orders them.
Expr OneOf(std::string_view name, Function function) {
  if (function.kind == TypeKind::kText) {
    function.args[0] = ByCodePoint(std::move(function.args[0]));
  }
  return MakeCall(name, std::move(function.args));
}

}  // namespace

// Many functions take 32-bit counts alone, which no larger integer becomes by itself.
Expr CountsAsInt4(Expr count) {
  if (Written(count) != nullptr) return count;
  return Expr{Cast{.operand = std::move(count), .to = {}, .type_name = "INTEGER"}};
}

Expr MakeDate(Function function, Rewriter&) {
  for (Expr& arg : function.args) arg = CountsAsInt4(std::move(arg));
  return MakeCall("make_date", std::move(function.args));
}

// A start below zero counts from the end. PostgreSQL begins before the text then, and refuses a
// length below zero.
Expr Substring(Function function, Rewriter& rewriter) {
  Expr& start = function.args[1];
  const std::int64_t* from = Written(start);
  if (from == nullptr || *from < 0) {
    Expr count = CountsAsInt4(std::move(start));
    Expr length = CallOf("length", rewriter.Copy(function.args[0]));
    Expr skipped =
        CallOf("greatest", OperationOf(Operator::kAdd, std::move(length), rewriter.Copy(count)),
               Number(kZero));
    Expr behind = OperationOf(Operator::kAdd, std::move(skipped), Number(kOne));
    Expr is_back = OperationOf(Operator::kLt, rewriter.Copy(count), Number(kZero));
    start = from != nullptr ? std::move(behind)
                            : CaseOf(std::move(is_back), std::move(behind), std::move(count));
  }
  if (function.args.size() > 2) {
    Expr& length = function.args[2];
    const std::int64_t* written = Written(length);
    if (written == nullptr || *written < 0) {
      length = CallOf("greatest", CountsAsInt4(std::move(length)), Number(kZero));
    }
  }
  return MakeCall("substring", std::move(function.args));
}

Expr EndsWith(Function function, Rewriter& rewriter) {
  Expr part = std::move(function.args[1]);
  Expr end = CallOf("right", std::move(function.args[0]), CallOf("length", rewriter.Copy(part)));
  return OperationOf(Operator::kEq, std::move(end), std::move(part));
}

Expr Contains(Function function, Rewriter&) {
  return OperationOf(Operator::kGt, MakeCall("strpos", std::move(function.args)), Number(kZero));
}

Expr Greatest(Function function, Rewriter&) { return OneOf("greatest", std::move(function)); }
Expr Least(Function function, Rewriter&) { return OneOf("least", std::move(function)); }

Expr Ceil(Function function, Rewriter&) { return WholeBy("ceil", std::move(function)); }
Expr Floor(Function function, Rewriter&) { return WholeBy("floor", std::move(function)); }

Expr Round(Function function, Rewriter& rewriter) {
  return Shortened(std::move(function), "round", &RoundWhole, rewriter);
}
Expr Trunc(Function function, Rewriter& rewriter) {
  return Shortened(std::move(function), "trunc", &TruncWhole, rewriter);
}

Expr Sign(Function function, Rewriter&) {
  return CastTo(MakeCall("sign", std::move(function.args)), TypeKind::kInteger);
}

Expr Log(Function function, Rewriter&) {
  Expr base = CallOf("log10", AsFloat(std::move(function.args[0])));
  Expr number = CallOf("log10", AsFloat(std::move(function.args[1])));
  return OperationOf(Operator::kDivideAsIs, std::move(number), std::move(base));
}

// `/` divides integers towards zero; what else there is, is divided by its decimal digits.
Expr IntegerDivide(Function function, Rewriter&) {
  Expr dividend = std::move(function.args[0]);
  Expr divisor = CallOf("nullif", std::move(function.args[1]), Number(kZero));
  if (function.kind == TypeKind::kInteger) {
    return OperationOf(Operator::kDivideAsIs, std::move(dividend), std::move(divisor));
  }
  return CastTo(CallOf("div", AsNumeric(std::move(dividend)), AsNumeric(std::move(divisor))),
                TypeKind::kInteger);
}

// Of floats there is no remainder: it is that of their decimal digits.
Expr Remainder(Function function, Rewriter&) {
  Expr divisor = CallOf("nullif", AsNumeric(std::move(function.args[1])), Number(kZero));
  return AsFloat(OperationOf(Operator::kModuloAsIs, AsNumeric(std::move(function.args[0])),
                             std::move(divisor)));
}

}  // namespace semaflow::sql::postgres
