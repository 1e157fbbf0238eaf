// Conditions. A condition is true or not true, never unknown: where NULL takes part a comparison is
// not true, and each negated form is the exact complement. WHERE, HAVING and FILTER take unknown
// for not true, so a condition that is not negated needs no care, and a negated one says what it
// means for NULL. (Inside of values, as behind `case when`, logic is SQL's own: see
// lower_value.cc.)
#include <algorithm>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/planted.h"
#include "expr/visit.h"
#include "model/per_row.h"
#include "plan/reads.h"
#include "sql/lowering.h"

namespace semaflow::sql {

using expr::As;
using expr::BinaryOp;

namespace {

Operator Meaning(BinaryOp op) {
  switch (op) {
    case BinaryOp::kEq:
      return Operator::kEq;
    case BinaryOp::kNe:
      return Operator::kNe;
    case BinaryOp::kLt:
      return Operator::kLt;
    case BinaryOp::kLe:
      return Operator::kLe;
    case BinaryOp::kGt:
      return Operator::kGt;
    case BinaryOp::kGe:
      return Operator::kGe;
    default:
      SEMA_CHECK(false, "an operator that compares nothing");
  }
}

bool IsComparison(BinaryOp op) { return op >= BinaryOp::kEq && op <= BinaryOp::kGe; }

bool IsOrder(BinaryOp op) { return IsComparison(op) && op != BinaryOp::kEq && op != BinaryOp::kNe; }

// The operator that holds where `op` does not, for operands that are not NULL.
BinaryOp Complement(BinaryOp op) {
  switch (op) {
    case BinaryOp::kEq:
      return BinaryOp::kNe;
    case BinaryOp::kNe:
      return BinaryOp::kEq;
    case BinaryOp::kLt:
      return Planted(Bug::kComplementTooNarrow) ? BinaryOp::kGt : BinaryOp::kGe;
    case BinaryOp::kLe:
      return BinaryOp::kGt;
    case BinaryOp::kGt:
      return BinaryOp::kLe;
    case BinaryOp::kGe:
      return BinaryOp::kLt;
    default:
      SEMA_CHECK(false, "an operator that compares nothing");
  }
}

bool IsNullLiteral(const expr::Expr& expr) {
  const auto* literal = As<expr::Literal>(expr);
  return literal != nullptr && std::holds_alternative<Null>(literal->value);
}

}  // namespace

Expr Lowering::Condition(const expr::Expr& expr, bool negated) {
  if (!Enter()) return Nothing();
  const bool is_key = on_groups_ && GroupKeyOf(expr).has_value();
  if (const auto* unary = is_key ? nullptr : As<expr::Unary>(expr)) {
    if (unary->op == expr::UnaryOp::kNot) return Condition(*unary->operand, !negated);
  }
  if (const auto* binary = is_key ? nullptr : As<expr::Binary>(expr)) {
    if (binary->op == BinaryOp::kAnd || binary->op == BinaryOp::kOr) {
      return ConditionOfLogic(*binary, negated);
    }
    if (IsComparison(binary->op)) return ConditionOfComparison(*binary, negated);
  }
  if (!is_key) {
    if (const auto* in = As<expr::InList>(expr)) return ConditionOfIn(*in, in->negated != negated);
    if (const auto* between = As<expr::Between>(expr)) {
      return ConditionOfBetween(*between, between->negated != negated);
    }
    if (const auto* like = As<expr::Like>(expr)) {
      return ConditionOfLike(*like, like->negated != negated);
    }
    if (const auto* is_null = As<expr::IsNull>(expr)) {
      return IsNullTest(*is_null->operand, is_null->negated != negated);
    }
  }
  if (IsNullLiteral(expr)) return Own(negated);
  Expr value = Value(expr);
  if (!negated) return value;
  const bool nullable = Nullable(expr) && !Planted(Bug::kNotIsUnknown);
  return nullable ? IsNotTrue(std::move(value)) : Not(std::move(value));
}

Expr Lowering::ConditionOfLogic(const expr::Binary& binary, bool negated) {
  const bool all = binary.op == BinaryOp::kAnd;
  const bool nullable = Nullable(*binary.left) || Nullable(*binary.right);
  const bool turned = negated && !nullable;
  Exprs terms;
  terms.reserve(2);
  terms.push_back(Condition(*binary.left, turned));
  terms.push_back(Condition(*binary.right, turned));
  Expr logic = LogicOf(all != turned, std::move(terms));
  return negated && nullable ? IsNotTrue(std::move(logic)) : std::move(logic);
}

Expr Lowering::ConditionOfComparison(const expr::Binary& binary, bool negated) {
  const expr::Expr& left = *binary.left;
  const expr::Expr& right = *binary.right;
  BinaryOp op = binary.op;
  if (op == BinaryOp::kNe) {
    op = BinaryOp::kEq;
    negated = !negated;
  }
  if (op == BinaryOp::kEq && (IsNullLiteral(left) || IsNullLiteral(right))) {
    Expr operand = Value(IsNullLiteral(right) ? left : right);
    return negated ? IsNotNullOf(std::move(operand)) : IsNullOf(std::move(operand));
  }
  if (!negated) return Compare(op, left, right);
  if (Planted(Bug::kNotEqualIsUnknown)) return Compare(Complement(op), left, right);
  const bool left_nullable = Nullable(left);
  const bool right_nullable = Nullable(right);
  if (!left_nullable && !right_nullable) return Compare(Complement(op), left, right);
  if (op != BinaryOp::kEq || (left_nullable && right_nullable)) {
    return IsNotTrue(Compare(op, left, right));
  }
  if (auto times = CompareTimes(op, left, right)) return IsNotTrue(std::move(*times));
  return Expr{Binary{Operator::kIsDistinct, Value(left), Value(right)}};
}

// `left op right` in SQL's three-valued logic, with what times and collations mean.
Expr Lowering::Compare(BinaryOp op, const expr::Expr& left, const expr::Expr& right) {
  if (auto times = CompareTimes(op, left, right)) return std::move(*times);
  if (IsOrder(op)) {
    const std::string_view of_left = CollationOf(left);
    const std::string_view collation = of_left.empty() ? CollationOf(right) : of_left;
    const bool is_text = KindOf(left) == TypeKind::kText || KindOf(right) == TypeKind::kText;
    if (!collation.empty() || is_text) {
      Expr collated{Collate{Value(left), collation}};
      return Expr{Binary{Meaning(op), std::move(collated), Value(right)}};
    }
  }
  return Expr{Binary{Meaning(op), Value(left), Value(right)}};
}

std::string_view Lowering::CollationOf(const expr::Expr& operand) const {
  const auto* ref = As<expr::Ref>(operand);
  if (ref == nullptr) return {};
  if (ref->kind == expr::RefKind::kDimension) {
    return TableOf(plan::AliasOf(ref->alias, self_)).dimensions[ref->index].collation;
  }
  if (ref->kind == expr::RefKind::kFlowDimension) return flow_.dimensions[ref->index].collation;
  return {};
}

// A value in the order of its dimension's collation.
Expr Lowering::Collated(const expr::Expr& operand) {
  const std::string_view collation = CollationOf(operand);
  Expr value = Value(operand);
  return collation.empty() ? std::move(value) : Expr{Collate{std::move(value), collation}};
}

Expr Lowering::ConditionOfIn(const expr::InList& in, bool negated) {
  NodeVector<const expr::Expr*> items;
  items.reserve(in.items.size());
  bool or_null = false;
  for (const expr::Expr& item : in.items) {
    if (IsNullLiteral(item)) {
      or_null = !Planted(Bug::kNullInListLost);
    } else {
      items.push_back(&item);
    }
  }
  if (items.empty() && !or_null) return Own(negated);
  if (items.empty()) {
    Expr operand = Value(*in.operand);
    return negated ? IsNotNullOf(std::move(operand)) : IsNullOf(std::move(operand));
  }
  const bool items_nullable = std::any_of(
      items.begin(), items.end(), [this](const expr::Expr* item) { return Nullable(*item); });
  const bool nullable = Nullable(*in.operand) || items_nullable;
  if (!negated) {
    Expr found = InOf(in, items, false);
    if (!or_null) return found;
    Exprs terms;
    terms.push_back(std::move(found));
    terms.push_back(IsNullOf(Value(*in.operand)));
    return LogicOf(false, std::move(terms));
  }
  if (!nullable || Planted(Bug::kNotInIsUnknown)) return InOf(in, items, true);
  if (!or_null) return IsNotTrue(InOf(in, items, false));
  // NULL is in the list: what is left is not NULL and none of the others.
  if (!items_nullable) return InOf(in, items, true);
  return Both(IsNotNullOf(Value(*in.operand)), IsNotTrue(InOf(in, items, false)));
}

// `operand in (items)` in three-valued logic; one item is a comparison.
Expr Lowering::InOf(const expr::InList& in, const NodeVector<const expr::Expr*>& items,
                    bool negated) {
  if (items.size() == 1) {
    return Compare(negated ? BinaryOp::kNe : BinaryOp::kEq, *in.operand, *items.front());
  }
  if (auto times = CompareIn(in, items))
    return negated ? Not(std::move(*times)) : std::move(*times);
  InList list{Value(*in.operand), {}, negated};
  list.items.reserve(items.size());
  for (const expr::Expr* item : items) list.items.push_back(Value(*item));
  return Expr{std::move(list)};
}

// Days and buckets are ranges, so a list of them is an OR; nullopt when no item is one.
std::optional<Expr> Lowering::CompareIn(const expr::InList& in,
                                        const NodeVector<const expr::Expr*>& items) {
  Exprs terms;
  NodeVector<const expr::Expr*> plain;
  plain.reserve(items.size());
  for (const expr::Expr* item : items) {
    if (auto times = CompareTimes(BinaryOp::kEq, *in.operand, *item)) {
      terms.push_back(std::move(*times));
    } else {
      plain.push_back(item);
    }
  }
  if (terms.empty()) return std::nullopt;
  for (const expr::Expr* item : plain) {
    terms.push_back(Expr{Binary{Operator::kEq, Value(*in.operand), Value(*item)}});
  }
  return LogicOf(false, std::move(terms));
}

Expr Lowering::ConditionOfBetween(const expr::Between& between, bool negated) {
  const auto& [operand, low, high, unused] = between;
  const bool nullable = Nullable(*operand) || Nullable(*low) || Nullable(*high);
  if (!negated || !nullable || Planted(Bug::kNotBetweenIsUnknown)) {
    return CompareBetween(between, negated);
  }
  return IsNotTrue(CompareBetween(between, false));
}

Expr Lowering::CompareBetween(const expr::Between& between, bool negated) {
  const auto& [operand, low, high, unused] = between;
  auto from = CompareTimes(BinaryOp::kGe, *operand, *low);
  auto to = CompareTimes(BinaryOp::kLe, *operand, *high);
  if (from || to) {
    if (!from) from = Expr{Binary{Operator::kGe, Value(*operand), Value(*low)}};
    if (!to) to = Expr{Binary{Operator::kLe, Value(*operand), Value(*high)}};
    Expr inside = Both(std::move(*from), std::move(*to));
    return negated ? Not(std::move(inside)) : std::move(inside);
  }
  const bool is_text = CollationOf(*operand).empty() && KindOf(*operand) == TypeKind::kText;
  Expr value = Collated(*operand);
  if (is_text) value = Expr{Collate{std::move(value), {}}};
  return Expr{Between{std::move(value), Value(*low), Value(*high), negated}};
}

Expr Lowering::ConditionOfLike(const expr::Like& like, bool negated) {
  const bool nullable = Nullable(*like.operand) || Nullable(*like.pattern);
  Expr matches = LikeOf(like, negated && !nullable);
  return negated && nullable ? IsNotTrue(std::move(matches)) : std::move(matches);
}

// --- What can be NULL. True is always safe.

bool Lowering::Nullable(const expr::Expr& expr) {
  if (on_groups_ && IsSideBySide()) {
    // Another block may reach a NULL there.
    if (const auto column = GroupKeyOf(expr)) {
      on_groups_ = false;
      const bool nullable = KeyIsNullable(*column);
      on_groups_ = true;
      return nullable;
    }
  }
  if (const auto* literal = As<expr::Literal>(expr)) {
    return std::holds_alternative<Null>(literal->value);
  }
  if (const auto* ref = As<expr::Ref>(expr)) return NullableRef(*ref);
  if (const auto* unary = As<expr::Unary>(expr)) return Nullable(*unary->operand);
  if (As<expr::IsNull>(expr) != nullptr) return false;
  if (const auto* aggregate = As<expr::Aggregate>(expr)) {
    return !CountsRows(aggregate->function);
  }
  if (const auto* filtered = As<expr::Filtered>(expr)) return Nullable(*filtered->measure);
  if (const auto* like = As<expr::Like>(expr)) {
    return Nullable(*like->operand) || Nullable(*like->pattern);
  }
  if (const auto* between = As<expr::Between>(expr)) {
    return Nullable(*between->operand) || Nullable(*between->low) || Nullable(*between->high);
  }
  if (const auto* in = As<expr::InList>(expr)) {
    return Nullable(*in->operand) ||
           std::any_of(in->items.begin(), in->items.end(),
                       [this](const expr::Expr& item) { return Nullable(item); });
  }
  if (const auto* call = As<expr::Call>(expr)) return NullableCall(*call);
  const auto* binary = As<expr::Binary>(expr);
  if (binary == nullptr || binary->op == BinaryOp::kDivide || binary->op == BinaryOp::kModulo) {
    return true;
  }
  return Nullable(*binary->left) || Nullable(*binary->right);
}

bool Lowering::NullableRef(const expr::Ref& ref) {
  const AliasIndex alias = plan::AliasOf(ref.alias, self_);
  if (ref.kind == expr::RefKind::kPerRow) {
    const bool is_missing = alias != expr::kAllRows && PlaceOf(alias).nullable;
    return is_missing || NullableRef(model::MeasurePerRow(ref));
  }
  SEMA_CHECK(alias < flow_.aliases.size() || ref.kind == expr::RefKind::kFlowDimension ||
                 ref.kind == expr::RefKind::kFlowMeasure || ref.kind == expr::RefKind::kShared,
             "a reference without an alias");
  switch (ref.kind) {
    case expr::RefKind::kColumn:
      return PlaceOf(alias).nullable || !TableOf(alias).columns[ref.index].not_null;
    case expr::RefKind::kDimension: {
      const model::Dimension& dimension = TableOf(alias).dimensions[ref.index];
      if (PlaceOf(alias).nullable && !Planted(Bug::kMissingIsNotNull)) return true;
      if (dimension.not_null) return false;
      const auto* column = dimension.is_column ? As<expr::Ref>(dimension.expr) : nullptr;
      return column == nullptr || !TableOf(alias).columns[column->index].not_null;
    }
    case expr::RefKind::kFlowDimension: {
      const AliasIndex home = model::ViewOfAny(model_, flow_, ref).home;
      return PlaceOf(home).nullable || !flow_.dimensions[ref.index].not_null;
    }
    case expr::RefKind::kMeasure:
    case expr::RefKind::kFlowMeasure: {
      expr::Ref bound = ref;
      bound.alias = alias;
      const model::FieldView view = model::ViewOf(model_, flow_, bound);
      if (view.measure->fill) return std::holds_alternative<Null>(*view.measure->fill);
      const SelfIs self(*this, view.home);
      return Nullable(*view.expr);
    }
    case expr::RefKind::kShared:  // Of a group: NULL where a time is.
      return true;
    case expr::RefKind::kRows:
    case expr::RefKind::kPerRow:
      return false;
  }
  SEMA_CHECK(false, "a reference without a case");
}

bool Lowering::NullableCall(const expr::Call& call) {
  switch (call.function) {
    case expr::Function::kCoalesce:
      return std::all_of(call.args.begin(), call.args.end(),
                         [this](const expr::Expr& arg) { return Nullable(arg); });
    case expr::Function::kStartsWith:
    case expr::Function::kEndsWith:
    case expr::Function::kContains:
    case expr::Function::kLower:
    case expr::Function::kUpper:
      return std::any_of(call.args.begin(), call.args.end(),
                         [this](const expr::Expr& arg) { return Nullable(arg); });
    default:
      return true;
  }
}

}  // namespace semaflow::sql
