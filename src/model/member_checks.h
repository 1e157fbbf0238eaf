// What is checked of a member once its names are bound: types, conditions, fills.
#pragma once

#include "expr/typing.h"
#include "model/build_state.h"
#include "model/member_parser.h"

namespace semaflow::model {

/// Checks the types of a bound member part by part, and against the type that was told. `type` is
/// the told one on entry, what is known on return. False with the problem told.
bool CheckMemberTypes(BuildState& state, const ExprParts& parts, const expr::Expr& tree,
                      const expr::TypeScope& types, const Text& told_type, DataType& type);

/// A formula must compute something from measures or aggregates.
bool CheckFormula(BuildState& state, const ExprParts& parts, const expr::Expr& tree);

/// Gives `fill` the type of its measure; false with the problem told.
bool CheckFill(BuildState& state, const Place& place, const DataType& type, Value& fill);

/// Whether the groups of a bound measure may be added up: counts, sums and their sums.
/// `is_additive(Ref)` tells it of the measures that it is made of.
template <typename F>
bool IsAdditive(const expr::Expr& expr, F&& is_additive);

/// True when a value of type `a` can stand where one of type `b` was told: the same kind, both
/// numbers, both text, or one of them unknown.
bool SameClass(const DataType& a, const DataType& b);

// --- implementation

template <typename F>
bool IsAdditive(const expr::Expr& expr, F&& is_additive) {
  using expr::AggregateFunction;
  if (const auto* aggregate = std::get_if<expr::Aggregate>(&expr.node)) {
    return aggregate->function == AggregateFunction::kCount ||
           aggregate->function == AggregateFunction::kSum;
  }
  if (const auto* ref = std::get_if<expr::Ref>(&expr.node)) return is_additive(*ref);
  if (const auto* filtered = std::get_if<expr::Filtered>(&expr.node)) {
    return IsAdditive(*filtered->measure, is_additive);
  }
  if (const auto* unary = std::get_if<expr::Unary>(&expr.node)) {
    return unary->op == expr::UnaryOp::kNegate && IsAdditive(*unary->operand, is_additive);
  }
  const auto* binary = std::get_if<expr::Binary>(&expr.node);
  if (binary == nullptr) return false;
  const bool sum = binary->op == expr::BinaryOp::kAdd || binary->op == expr::BinaryOp::kSubtract;
  return sum && IsAdditive(*binary->left, is_additive) && IsAdditive(*binary->right, is_additive);
}

}  // namespace semaflow::model
