// Text literals beside times become values of their kind.
#include "expr/type_checker.h"
#include "expr/visit.h"

namespace semaflow::expr {
namespace {

void SetKind(Expr& expr, TypeKind kind) {
  auto* literal = As<Literal>(expr);
  auto* text = literal == nullptr ? nullptr : std::get_if<std::string>(&literal->value);
  if (text == nullptr) return;
  std::optional<Value> value = TimeValueOf(*text, kind);
  if (!value && kind == TypeKind::kTimestamptz) {
    // Without an offset: a day or a wall clock in the zone of the request.
    value = TimeValueOf(*text, TypeKind::kTimestamp);
  }
  if (value) literal->value = std::move(*value);
}

// All of them stand for, or are compared with, each other.
void Align(const std::vector<Expr*>& exprs, const TypeScope& scope) {
  bool has_text = false;
  for (const Expr* expr : exprs) has_text = has_text || TextLiteral(*expr) != nullptr;
  if (!has_text) return;
  for (const Expr* expr : exprs) {
    if (TextLiteral(*expr) != nullptr) continue;
    const TypeKind kind = TypeOf(*expr, scope).kind;
    if (!TakesTextLiteral(kind)) continue;
    for (Expr* other : exprs) SetKind(*other, kind);
    return;
  }
}

void AlignChildren(Expr& expr, const TypeScope& scope) {
  std::vector<Expr*> together;
  if (auto* binary = As<Binary>(expr)) {
    switch (binary->op) {
      case BinaryOp::kEq:
      case BinaryOp::kNe:
      case BinaryOp::kLt:
      case BinaryOp::kLe:
      case BinaryOp::kGt:
      case BinaryOp::kGe:
        together = {&*binary->left, &*binary->right};
        break;
      default:
        return;
    }
  } else if (As<InList>(expr) != nullptr || As<Between>(expr) != nullptr) {
    ForEachChild(expr, [&](Expr& child) { together.push_back(&child); });
  } else if (auto* node = As<Case>(expr)) {
    for (auto& [when, then] : node->branches) together.push_back(&then);
    if (node->otherwise) together.push_back(&*node->otherwise);
  } else if (auto* call = As<Call>(expr)) {
    switch (call->function) {
      case Function::kCoalesce:
      case Function::kNullIf:
      case Function::kGreatest:
      case Function::kLeast:
        for (Expr& arg : call->args) together.push_back(&arg);
        break;
      case Function::kIf:
        for (std::size_t i = 1; i < call->args.size(); ++i) together.push_back(&call->args[i]);
        break;
      default:
        return;
    }
  }
  Align(together, scope);
}

}  // namespace

void TypeLiterals(Expr& expr, const TypeScope& scope) {
  RewriteNodes(expr, [&](Expr& node) { AlignChildren(node, scope); });
}

}  // namespace semaflow::expr
