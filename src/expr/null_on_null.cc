// Whether a value is NULL where a LEFT JOIN found no partner.
#include <algorithm>

#include "expr/typing.h"
#include "expr/visit.h"

namespace semaflow::expr {
namespace {

bool IsNullLiteral(const Expr& expr) {
  const auto* literal = As<Literal>(expr);
  return literal != nullptr && std::holds_alternative<Null>(literal->value);
}

struct NullWalk {
  const TypeScope& scope;

  bool At(const Expr& expr) const { return std::visit(*this, expr.node); }
  bool All(const Exprs& exprs) const {
    return std::all_of(exprs.begin(), exprs.end(), [this](const Expr& e) { return At(e); });
  }
  bool Any(const Exprs& exprs) const {
    return std::any_of(exprs.begin(), exprs.end(), [this](const Expr& e) { return At(e); });
  }

  bool operator()(const Literal& literal) const {
    return std::holds_alternative<Null>(literal.value);
  }
  bool operator()(const Name&) const { return false; }
  bool operator()(const Ref& ref) const {
    switch (ref.kind) {
      case RefKind::kColumn:
      case RefKind::kDimension:
      case RefKind::kFlowDimension:
      case RefKind::kShared:
      case RefKind::kPerRow:
        return scope.IsNullOnNull(ref);
      case RefKind::kMeasure:  // A count is 0.
      case RefKind::kFlowMeasure:
      case RefKind::kRows:
        return false;
    }
    return false;
  }
  bool operator()(const Unary& unary) const {
    const auto& [op, operand] = unary;
    return At(*operand);
  }
  bool operator()(const Binary& binary) const {
    const auto& [op, left, right] = binary;
    // NULL and false is false.
    if (op == BinaryOp::kAnd || op == BinaryOp::kOr) return At(*left) && At(*right);
    // As a condition `x == null` is a test for NULL.
    if (IsNullLiteral(*left) || IsNullLiteral(*right)) return false;
    return At(*left) || At(*right);
  }
  bool operator()(const InList& in_list) const {
    const auto& [operand, items, negated] = in_list;
    if (items.empty() || std::any_of(items.begin(), items.end(), IsNullLiteral)) return false;
    return At(*operand);
  }
  bool operator()(const Between& between) const {
    const auto& [operand, low, high, negated] = between;
    return At(*operand);
  }
  bool operator()(const IsNull&) const { return false; }
  bool operator()(const Like& like) const {
    const auto& [operand, pattern, ignore_case, negated] = like;
    return At(*operand) || At(*pattern);
  }
  bool operator()(const Case& node) const {
    const auto& [branches, otherwise] = node;
    const bool results = std::all_of(branches.begin(), branches.end(),
                                     [this](const auto& branch) { return At(branch.then); });
    return results && (!otherwise || At(*otherwise));
  }
  bool operator()(const Cast& cast) const {
    const auto& [operand, to, or_null] = cast;
    return At(*operand);
  }
  bool operator()(const Call& call) const {
    const auto& [function, args, field] = call;
    switch (function) {
      case Function::kNow:
      case Function::kCurrentDate:
      case Function::kConcat:  // Take NULL for nothing.
      case Function::kConcatWs:
        return false;
      case Function::kCoalesce:
      case Function::kGreatest:
      case Function::kLeast:
        return All(args);
      case Function::kIf:
        return args.size() == 3 && At(args[1]) && At(args[2]);
      case Function::kNullIf:
        return !args.empty() && At(args[0]);
      default:
        return Any(args);
    }
  }
  bool operator()(const Aggregate&) const { return false; }
  bool operator()(const Filtered&) const { return false; }
  bool operator()(const SqlEscape&) const { return false; }
  bool operator()(const Share&) const { return false; }
};

}  // namespace

bool IsNullOnNull(const Expr& expr, const TypeScope& scope) { return NullWalk{scope}.At(expr); }

}  // namespace semaflow::expr
