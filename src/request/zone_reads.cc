#include "request/zone_reads.h"

#include "base/types.h"
#include "expr/typing.h"
#include "expr/visit.h"
#include "request/deep_nodes.h"
#include "time/grain.h"

namespace semaflow::request {
namespace {

using expr::As;
using expr::BinaryOp;
using expr::Expr;
using expr::Ref;
using model::FlowTypeScope;

struct Kinds {
  bool instants = false;
  bool others = false;
};

Kinds KindsOfChildren(const Expr& node, const FlowTypeScope& scope) {
  Kinds kinds;
  expr::ForEachChild(node, [&](const Expr& child) {
    const bool instant = expr::TypeOf(child, scope).kind == TypeKind::kTimestamptz;
    (instant ? kinds.instants : kinds.others) = true;
  });
  return kinds;
}

bool IsComparison(const Expr& node) {
  if (const auto* binary = As<expr::Binary>(node)) {
    const BinaryOp op = binary->op;
    return op == BinaryOp::kEq || op == BinaryOp::kNe || op == BinaryOp::kLt ||
           op == BinaryOp::kLe || op == BinaryOp::kGt || op == BinaryOp::kGe;
  }
  return As<expr::InList>(node) != nullptr || As<expr::Between>(node) != nullptr;
}

// A part of a time, or its bucket, of a type that may be an instant.
bool RefReads(Ref ref, const FlowTypeScope& scope) {
  if (ref.field.kind == time::TimeField::Kind::kNone) return false;
  ref.field = {};
  const TypeKind kind = scope.TypeOf(ref).kind;
  return kind == TypeKind::kTimestamptz || kind == TypeKind::kUnknown;
}

bool NodeReads(const Expr& node, const FlowTypeScope& scope) {
  if (const Ref* ref = As<Ref>(node)) return RefReads(*ref, scope);
  if (As<expr::IsNull>(node) != nullptr) return false;
  const auto* cast = As<expr::Cast>(node);
  if (cast != nullptr && IsTime(cast->to.kind)) return true;
  const auto* call = As<expr::Call>(node);
  if (call != nullptr && call->function == expr::Function::kCurrentDate) return true;
  const Kinds kinds = KindsOfChildren(node, scope);
  // Instants are compared with instants; whatever else stands there becomes one in some zone.
  return kinds.instants && (kinds.others || !IsComparison(node));
}

}  // namespace

bool ReadZone(const model::Model& model, const model::Flow& flow,
              const std::vector<const Expr*>& conditions) {
  bool reads = false;
  ForEachDeepNode(model, flow, conditions, [&](const Expr& node, expr::AliasIndex self) {
    reads = reads || NodeReads(node, FlowTypeScope(model, flow, self));
  });
  return reads;
}

}  // namespace semaflow::request
