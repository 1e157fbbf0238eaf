#include "plan/conditions.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/planted.h"
#include "expr/visit.h"
#include "plan/names.h"

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
      binary->op = Planted(Bug::kNotEqualLost) ? BinaryOp::kEq : BinaryOp::kNe;
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
  if (!Planted(Bug::kNegatedLost)) *negated = !*negated;
  return true;
}

// `condition`, or its complement, in conjuncts.
void Split(Expr condition, bool negate, Exprs& conjuncts) {
  if (auto* unary = As<expr::Unary>(condition); unary && unary->op == UnaryOp::kNot) {
    Expr inner = std::move(*unary->operand);
    return Split(std::move(inner), !negate, conjuncts);
  }
  auto* binary = As<expr::Binary>(condition);
  if (binary != nullptr &&
      binary->op == (negate && !Planted(Bug::kNotAndSplit) ? BinaryOp::kOr : BinaryOp::kAnd)) {
    Split(std::move(*binary->left), negate, conjuncts);
    Split(std::move(*binary->right), negate, conjuncts);
    return;
  }
  if (negate && !TurnLeaf(condition) && !Planted(Bug::kNotOfOthersLost)) {
    const Span span = condition.span;
    condition = Expr{expr::Unary{UnaryOp::kNot, std::move(condition)}, span};
  }
  conjuncts.push_back(std::move(condition));
}

}  // namespace

void SplitConjuncts(Expr condition, Exprs& conjuncts) {
  Split(std::move(condition), false, conjuncts);
}

namespace {

bool IsNullLiteral(const Expr& expr) {
  const auto* literal = As<expr::Literal>(expr);
  return literal != nullptr && std::holds_alternative<Null>(literal->value);
}

bool IsValue(const Expr& expr) {
  return As<expr::Literal>(expr) != nullptr && !IsNullLiteral(expr);
}

}  // namespace

const expr::Ref* FirstUngrouped(const expr::Expr& condition,
                                const NodeVector<request::ResolvedColumn>& dimensions) {
  if (As<expr::Aggregate>(condition) != nullptr || As<expr::Filtered>(condition) != nullptr ||
      As<expr::Share>(condition) != nullptr) {
    return nullptr;
  }
  for (const request::ResolvedColumn& dimension : dimensions) {
    if (dimension.value == condition) return nullptr;
  }
  if (const auto* ref = As<expr::Ref>(condition)) {
    const bool measure =
        ref->kind == expr::RefKind::kMeasure || ref->kind == expr::RefKind::kFlowMeasure;
    return measure ? nullptr : ref;
  }
  const expr::Ref* found = nullptr;
  expr::ForEachChild(condition, [&](const Expr& child) {
    if (found == nullptr) found = FirstUngrouped(child, dimensions);
  });
  return found;
}

// What a condition on groups reads of rows has to be a group key, as asked.
std::optional<Error> CheckMixed(const model::Model& model, const model::Flow& flow,
                                const Expr& condition,
                                const NodeVector<request::ResolvedColumn>& dimensions) {
  const expr::Ref* missing = FirstUngrouped(condition, dimensions);
  if (missing == nullptr) return std::nullopt;
  const std::string name = Quoted(FieldName(model, flow, *missing));
  return Error{
      .code = ErrorCode::kMixedOr,
      .message = "a condition mixes " + FirstMeasure(model, flow, condition) + " with " + name +
                 ", so it is asked of groups, but " + name + " is no dimension of the query",
      .labels = {},
      .candidates = {},
      .help = "add " + name + " to the dimensions at that grain, or ask the two conditions apart"};
}

bool RejectsNulls(const Expr& condition, const std::function<bool(const expr::Ref&)>& is_null) {
  const auto is_null_there = [&](const Expr& operand) {
    const auto* ref = As<expr::Ref>(operand);
    return ref != nullptr && is_null(*ref);
  };
  if (is_null_there(condition)) return true;
  if (const auto* binary = As<expr::Binary>(condition)) {
    const auto& [op, left, right] = *binary;
    if (op == BinaryOp::kAnd) return RejectsNulls(*left, is_null) || RejectsNulls(*right, is_null);
    if (op == BinaryOp::kOr) return RejectsNulls(*left, is_null) && RejectsNulls(*right, is_null);
    if ((op == BinaryOp::kNe && !Planted(Bug::kNotEqualRejectsNull)) || op < BinaryOp::kEq ||
        op > BinaryOp::kGe)
      return false;
    if (IsNullLiteral(*left) || IsNullLiteral(*right)) return false;  // a test for it
    return is_null_there(*left) || is_null_there(*right);
  }
  if (const auto* between = As<expr::Between>(condition)) {
    return !between->negated && is_null_there(*between->operand);
  }
  if (const auto* like = As<expr::Like>(condition)) {
    return !like->negated && is_null_there(*like->operand);
  }
  if (const auto* in = As<expr::InList>(condition)) {
    return !in->negated && std::all_of(in->items.begin(), in->items.end(), IsValue) &&
           is_null_there(*in->operand);
  }
  const auto* test = As<expr::IsNull>(condition);
  return test != nullptr && test->negated && is_null_there(*test->operand);
}

}  // namespace semaflow::plan
