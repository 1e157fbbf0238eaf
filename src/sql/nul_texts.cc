#include "sql/nul_texts.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace semaflow::sql {
namespace {

const Value kTrue = true;
const Value kFalse = false;
const Value kNull = Null{};

Expr Fixed(const Value& value) { return Expr{Constant{&value, false}}; }

const Constant* NulTextOf(const Expr& expr) {
  if (const auto* collate = std::get_if<Collate>(&expr.node)) return NulTextOf(*collate->operand);
  const auto* constant = std::get_if<Constant>(&expr.node);
  if (constant == nullptr) return nullptr;
  const auto* text = std::get_if<std::string>(constant->value);
  return text != nullptr && text->find('\0') != std::string::npos ? constant : nullptr;
}

Expr PartBefore(const Constant& constant, Rewriter& rewriter) {
  const auto& text = std::get<std::string>(*constant.value);
  Expr part = rewriter.Make(text.substr(0, text.find('\0')));
  std::get<Constant>(part.node).bound = constant.bound;
  return part;
}

// False, or NULL where `operand` is; true for `negated`.
Expr EqualsNothing(Expr operand, bool negated) {
  const UnaryOp is_null = negated ? UnaryOp::kIsNotNull : UnaryOp::kIsNull;
  Exprs terms;
  terms.push_back(Expr{Unary{is_null, std::move(operand)}});
  terms.push_back(Fixed(kNull));
  return Expr{Logic{!negated, std::move(terms)}};
}

// A text is before "a\0..." when it is not behind "a", and never equal to it.
Expr NotBehind(Expr operand, const Constant& text, Rewriter& rewriter) {
  return OperationOf(Operator::kLe, std::move(operand), PartBefore(text, rewriter));
}
Expr Behind(Expr operand, const Constant& text, Rewriter& rewriter) {
  return OperationOf(Operator::kGt, std::move(operand), PartBefore(text, rewriter));
}

Operator Turned(Operator op) {
  switch (op) {
    case Operator::kLt:
      return Operator::kGt;
    case Operator::kLe:
      return Operator::kGe;
    case Operator::kGt:
      return Operator::kLt;
    case Operator::kGe:
      return Operator::kLe;
    default:
      return op;
  }
}

bool IsOrder(Operator op) { return op != Turned(op); }

// The operation as it is says what it meant, or nothing was to be done.
Expr Folded(Binary binary, Rewriter& rewriter) {
  auto& [op, left, right] = binary;
  const bool is_left = NulTextOf(*left) != nullptr;
  if (is_left && (IsOrder(op) || op == Operator::kEq || op == Operator::kNe ||
                  op == Operator::kIsDistinct || op == Operator::kIsNotDistinct)) {
    std::swap(left, right);
    op = Turned(op);
  }
  const Constant* const text = NulTextOf(*right);
  // Two such texts are left to fail.
  if (text == nullptr || NulTextOf(*left) != nullptr) return Expr{std::move(binary)};
  switch (op) {
    case Operator::kEq:
    case Operator::kLike:
    case Operator::kILike:
      return EqualsNothing(std::move(*left), false);
    case Operator::kNe:
    case Operator::kNotLike:
    case Operator::kNotILike:
      return EqualsNothing(std::move(*left), true);
    case Operator::kIsDistinct:
      return Fixed(kTrue);
    case Operator::kIsNotDistinct:
      return Fixed(kFalse);
    case Operator::kLt:
    case Operator::kLe:
      return NotBehind(std::move(*left), *text, rewriter);
    case Operator::kGt:
    case Operator::kGe:
      return Behind(std::move(*left), *text, rewriter);
    default:
      return Expr{std::move(binary)};
  }
}

Expr Folded(InList list) {
  const auto has_nul = [](const Expr& item) { return NulTextOf(item) != nullptr; };
  list.items.erase(std::remove_if(list.items.begin(), list.items.end(), has_nul), list.items.end());
  if (list.items.empty()) return EqualsNothing(std::move(*list.operand), list.negated);
  return Expr{std::move(list)};
}

Expr Folded(Between between, Rewriter& rewriter) {
  auto& [operand, low, high, negated] = between;
  const Constant* const from = NulTextOf(*low);
  const Constant* const to = NulTextOf(*high);
  if (from == nullptr && to == nullptr) return Expr{std::move(between)};
  Expr value = std::move(*operand);
  const auto with = [&rewriter](Operator op, Expr left, Box<Expr>& right) {
    Expr comparison = OperationOf(op, std::move(left), std::move(*right));
    return Folded(std::get<Binary>(std::move(comparison.node)), rewriter);
  };
  Exprs sides;
  sides.push_back(with(negated ? Operator::kLt : Operator::kGe, rewriter.Copy(value), low));
  sides.push_back(with(negated ? Operator::kGt : Operator::kLe, std::move(value), high));
  return Expr{Logic{!negated, std::move(sides)}};
}

bool LooksFor(expr::Function function) {
  return function == expr::Function::kContains || function == expr::Function::kStartsWith ||
         function == expr::Function::kEndsWith;
}

}  // namespace

void FoldNulTexts(Expr& expr, Rewriter& rewriter) {
  if (auto* binary = std::get_if<Binary>(&expr.node)) {
    expr = Folded(std::move(*binary), rewriter);
  } else if (auto* list = std::get_if<InList>(&expr.node)) {
    expr = Folded(std::move(*list));
  } else if (auto* between = std::get_if<Between>(&expr.node)) {
    expr = Folded(std::move(*between), rewriter);
  } else if (auto* function = std::get_if<Function>(&expr.node);
             function != nullptr && LooksFor(function->function) &&
             NulTextOf(function->args[1]) != nullptr) {
    expr = EqualsNothing(std::move(function->args[0]), false);
  } else if (NulTextOf(expr) != nullptr) {
    rewriter.Fail(Error{.code = ErrorCode::kUnsupportedByDialect,
                        .message = "a text with a NUL byte cannot be said in " +
                                   std::string(rewriter.dialect().name) +
                                   ": none of its texts has one",
                        .labels = {},
                        .candidates = {},
                        .help = "leave the NUL byte out"});
  }
}

}  // namespace semaflow::sql
