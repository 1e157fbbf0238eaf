#include "plan/conditions.h"

#include <utility>
#include <variant>

#include "expr/visit.h"

namespace semaflow::plan {
namespace {

using expr::As;
using expr::BinaryOp;
using expr::Expr;
using expr::Exprs;
using expr::UnaryOp;

// Whether the operator of this leaf could be turned into its complement.
bool TurnLeaf(Expr& leaf) {
  if (auto* binary = As<expr::Binary>(leaf)) {
    if (binary->op == BinaryOp::kEq) {
      binary->op = BinaryOp::kNe;
    } else if (binary->op == BinaryOp::kNe) {
      binary->op = BinaryOp::kEq;
    } else {
      return false;
    }
    return true;
  }
  bool* negated = nullptr;
  if (auto* in = As<expr::InList>(leaf)) negated = &in->negated;
  if (auto* between = As<expr::Between>(leaf)) negated = &between->negated;
  if (auto* is_null = As<expr::IsNull>(leaf)) negated = &is_null->negated;
  if (auto* like = As<expr::Like>(leaf)) negated = &like->negated;
  if (negated == nullptr) return false;
  *negated = !*negated;
  return true;
}

// `condition`, or its complement, in conjuncts.
void Split(Expr condition, bool negate, Exprs& conjuncts) {
  if (auto* unary = As<expr::Unary>(condition); unary && unary->op == UnaryOp::kNot) {
    Expr inner = std::move(*unary->operand);
    return Split(std::move(inner), !negate, conjuncts);
  }
  auto* binary = As<expr::Binary>(condition);
  if (binary != nullptr && binary->op == (negate ? BinaryOp::kOr : BinaryOp::kAnd)) {
    Split(std::move(*binary->left), negate, conjuncts);
    Split(std::move(*binary->right), negate, conjuncts);
    return;
  }
  if (negate && !TurnLeaf(condition)) {
    const Span span = condition.span;
    condition = Expr{expr::Unary{UnaryOp::kNot, std::move(condition)}, span};
  }
  conjuncts.push_back(std::move(condition));
}

}  // namespace

void SplitConjuncts(Expr condition, Exprs& conjuncts) {
  Split(std::move(condition), false, conjuncts);
}

}  // namespace semaflow::plan
