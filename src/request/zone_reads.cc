#include "request/zone_reads.h"

#include <algorithm>
#include <vector>

#include "base/types.h"
#include "expr/typing.h"
#include "expr/visit.h"
#include "time/grain.h"

namespace semaflow::request {
namespace {

using expr::AliasIndex;
using expr::As;
using expr::BinaryOp;
using expr::Expr;
using expr::kSelf;
using expr::Ref;
using expr::RefKind;

class Walk {
 public:
  Walk(const model::Model& model, const model::Flow& flow) : model_(model), flow_(flow) {}

  bool Reads(const Expr& condition) {
    open_.push_back({&condition, kSelf});
    while (!open_.empty()) {
      const auto [expression, self] = open_.back();
      open_.pop_back();
      const bool reads = expr::AnyNode(*expression, [&, self = self](const Expr& node) {
        return NodeReads(node, model::FlowTypeScope(model_, flow_, self), self);
      });
      if (reads) return true;
    }
    return false;
  }

 private:
  static bool IsInstant(const Expr& expr, const model::FlowTypeScope& scope) {
    return expr::TypeOf(expr, scope).kind == TypeKind::kTimestamptz;
  }

  // Instants are compared with instants; whatever else stands there becomes one in some zone.
  static bool Mixes(const Expr& node, const model::FlowTypeScope& scope) {
    bool instant = false;
    bool other = false;
    expr::ForEachChild(
        node, [&](const Expr& child) { (IsInstant(child, scope) ? instant : other) = true; });
    return instant && other;
  }

  static bool HasInstant(const Expr& node, const model::FlowTypeScope& scope) {
    bool has = false;
    expr::ForEachChild(node, [&](const Expr& child) { has = has || IsInstant(child, scope); });
    return has;
  }

  static bool IsComparison(BinaryOp op) {
    return op == BinaryOp::kEq || op == BinaryOp::kNe || op == BinaryOp::kLt ||
           op == BinaryOp::kLe || op == BinaryOp::kGt || op == BinaryOp::kGe;
  }

  bool NodeReads(const Expr& node, const model::FlowTypeScope& scope, AliasIndex self) {
    if (const Ref* ref = As<Ref>(node)) return RefReads(*ref, scope, self);
    if (const auto* binary = As<expr::Binary>(node)) {
      return IsComparison(binary->op) ? Mixes(node, scope) : HasInstant(node, scope);
    }
    if (As<expr::InList>(node) != nullptr || As<expr::Between>(node) != nullptr) {
      return Mixes(node, scope);
    }
    if (As<expr::IsNull>(node) != nullptr) return false;
    if (const auto* cast = As<expr::Cast>(node)) {
      return IsTime(cast->to.kind) || HasInstant(node, scope);
    }
    if (const auto* call = As<expr::Call>(node)) {
      return call->function == expr::Function::kCurrentDate || HasInstant(node, scope);
    }
    return HasInstant(node, scope);
  }

  // A part of a time, or its bucket, of a type that may be an instant.
  bool RefReads(Ref ref, const model::FlowTypeScope& scope, AliasIndex self) {
    if (ref.alias == kSelf) ref.alias = self;
    const bool has_part = ref.field.kind != time::TimeField::Kind::kNone;
    ref.field = {};
    if (has_part) {
      const TypeKind kind = scope.TypeOf(ref).kind;
      if (kind == TypeKind::kTimestamptz || kind == TypeKind::kUnknown) return true;
    }
    const bool is_member = ref.kind == RefKind::kDimension || ref.kind == RefKind::kFlowDimension;
    if (!is_member || std::find(opened_.begin(), opened_.end(), ref) != opened_.end()) return false;
    opened_.push_back(ref);
    const model::FieldView view = model::ViewOf(model_, flow_, ref);
    const model::Dimension& dimension = *view.dimension;
    if (!dimension.refusal && !dimension.is_column && !dimension.per) {
      open_.push_back({view.expr, view.home});
    }
    return false;
  }

  struct Opened {
    const Expr* expression;
    AliasIndex self;
  };

  const model::Model& model_;
  const model::Flow& flow_;
  std::vector<Opened> open_;
  std::vector<Ref> opened_;
};

}  // namespace

bool ReadsZone(const model::Model& model, const model::Flow& flow, const expr::Expr& condition) {
  return Walk(model, flow).Reads(condition);
}

}  // namespace semaflow::request
