#include "tests/property/expressions.h"

#include <algorithm>
#include <stdexcept>

#include "expr/visit.h"
#include "model/per_row.h"
#include "tests/property/wall_clock.h"

namespace semaflow::property {
namespace {

using expr::As;
using expr::BinaryOp;
using expr::Expr;
using expr::Ref;
using expr::RefKind;
using time::TimeField;

using Truth = std::optional<bool>;  // nullopt: unknown

Cell ToCell(Truth truth) { return truth ? Cell{*truth} : Cell{Null{}}; }

Truth ToTruth(const Cell& cell) {
  if (IsNull(cell)) return std::nullopt;
  return std::get<bool>(cell);
}

Truth Not(Truth truth) { return truth ? Truth(!*truth) : truth; }

// `all`: AND, else OR.
Truth Logic(bool all, Truth a, Truth b) {
  if (a == Truth(!all) || b == Truth(!all)) return !all;
  if (!a || !b) return std::nullopt;
  return all;
}

bool IsNullLiteral(const Expr& node) {
  const auto* literal = As<expr::Literal>(node);
  return literal != nullptr && std::holds_alternative<Null>(literal->value);
}

bool IsComparison(BinaryOp op) { return op >= BinaryOp::kEq && op <= BinaryOp::kGe; }

bool Satisfies(BinaryOp op, std::strong_ordering order) {
  switch (op) {
    case BinaryOp::kEq:
      return order == 0;
    case BinaryOp::kNe:
      return order != 0;
    case BinaryOp::kLt:
      return order < 0;
    case BinaryOp::kLe:
      return order <= 0;
    case BinaryOp::kGt:
      return order > 0;
    default:
      return order >= 0;
  }
}

const Ref* GrainedRef(const Expr& node) {
  const Ref* ref = As<Ref>(node);
  return ref != nullptr && ref->field.kind == TimeField::Kind::kGrain ? ref : nullptr;
}

class Evaluation {
 public:
  Evaluation(AliasIndex self, const Leaves& leaves) : self_(self), leaves_(leaves) {}

  Cell Value(const Expr& node) const {
    if (auto known = leaves_.Known(node, self_)) return *known;
    return std::visit([this](const auto& n) { return Node(n); }, node.node);
  }

  bool Condition(const Expr& node) const {
    if (leaves_.Known(node, self_)) return ToTruth(Value(node)) == Truth(true);
    if (const auto* unary = As<expr::Unary>(node)) {
      if (unary->op == expr::UnaryOp::kNot) return !Condition(*unary->operand);
    }
    if (const auto* binary = As<expr::Binary>(node)) return ConditionOf(*binary);
    if (const auto* in = As<expr::InList>(node)) return ConditionOf(*in);
    // The negated forms are exact complements.
    if (const auto* between = As<expr::Between>(node)) {
      return (Inside(*between) == Truth(true)) != between->negated;
    }
    if (const auto* like = As<expr::Like>(node)) {
      return (IsLike(*like) == Truth(true)) != like->negated;
    }
    return ToTruth(Value(node)) == Truth(true);
  }

 private:
  bool ConditionOf(const expr::Binary& binary) const {
    const auto& [op, left, right] = binary;
    if (op == BinaryOp::kAnd) return Condition(*left) && Condition(*right);
    if (op == BinaryOp::kOr) return Condition(*left) || Condition(*right);
    if (!IsComparison(op)) return ToTruth(Node(binary)) == Truth(true);
    const bool equality = op == BinaryOp::kEq || op == BinaryOp::kNe;
    if (equality && (IsNullLiteral(*left) || IsNullLiteral(*right))) {
      const bool null = IsNull(Value(IsNullLiteral(*right) ? *left : *right));
      return null == (op == BinaryOp::kEq);
    }
    if (op == BinaryOp::kNe) return CompareOf(BinaryOp::kEq, *left, *right) != Truth(true);
    return CompareOf(op, *left, *right) == Truth(true);
  }

  // NULL in the list means IS NULL.
  bool ConditionOf(const expr::InList& in) const {
    const bool found = std::any_of(in.items.begin(), in.items.end(), [&](const Expr& item) {
      if (IsNullLiteral(item)) return IsNull(Value(*in.operand));
      return CompareOf(BinaryOp::kEq, *in.operand, item) == Truth(true);
    });
    return found != in.negated;
  }

  // Buckets are compared with buckets.
  Truth CompareOf(BinaryOp op, const Expr& left, const Expr& right) const {
    Cell a = Value(left);
    Cell b = Value(right);
    if (IsNull(a) || IsNull(b)) return std::nullopt;
    const Ref* of_left = GrainedRef(left);
    const Ref* of_right = GrainedRef(right);
    if (of_left != nullptr && As<expr::Literal>(right) != nullptr) {
      b = Truncate(b, of_left->field.grain, leaves_.clock());
    }
    if (of_right != nullptr && As<expr::Literal>(left) != nullptr) {
      a = Truncate(a, of_right->field.grain, leaves_.clock());
    }
    return Satisfies(op, Compare(OnCalendar(a, b), OnCalendar(b, a)));
  }

  // Beside a day an instant is compared with its day, on the clock of the query.
  Cell OnCalendar(const Cell& time, const Cell& other) const {
    const auto* instant = std::get_if<Instant>(&time);
    if (instant == nullptr || !std::holds_alternative<Date>(other)) return time;
    return Timestamp{WallAt(leaves_.clock().zone, instant->micros)};
  }

  Truth Inside(const expr::Between& between) const {
    return Logic(true, CompareOf(BinaryOp::kGe, *between.operand, *between.low),
                 CompareOf(BinaryOp::kLe, *between.operand, *between.high));
  }

  // `%` and `_` are wildcards and nothing escapes them.
  static bool MatchesPattern(std::string_view text, std::string_view pattern) {
    if (pattern.empty()) return text.empty();
    if (pattern.front() == '%') {
      for (std::size_t i = 0; i <= text.size(); ++i) {
        if (MatchesPattern(text.substr(i), pattern.substr(1))) return true;
      }
      return false;
    }
    if (text.empty() || (pattern.front() != '_' && pattern.front() != text.front())) return false;
    return MatchesPattern(text.substr(1), pattern.substr(1));
  }

  static std::string Folded(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
  }

  Truth IsLike(const expr::Like& like) const {
    const Cell text = Value(*like.operand);
    const Cell pattern = Value(*like.pattern);
    if (IsNull(text) || IsNull(pattern)) return std::nullopt;
    std::string a = std::get<std::string>(text);
    std::string b = std::get<std::string>(pattern);
    if (like.ignore_case) {
      a = Folded(std::move(a));
      b = Folded(std::move(b));
    }
    return MatchesPattern(a, b);
  }

  Cell Node(const expr::Literal& literal) const { return CellOf(literal.value); }

  Cell Node(const expr::Unary& unary) const {
    const Cell value = Value(*unary.operand);
    if (unary.op == expr::UnaryOp::kNot) return ToCell(Not(ToTruth(value)));
    return Combine(Arithmetic::kSubtract, Integer(0), value);
  }

  Cell Node(const expr::Binary& binary) const {
    const auto& [op, left, right] = binary;
    if (IsComparison(op)) return ToCell(CompareOf(op, *left, *right));
    const Cell a = Value(*left);
    const Cell b = Value(*right);
    switch (op) {
      case BinaryOp::kAdd:
        return Combine(Arithmetic::kAdd, a, b);
      case BinaryOp::kSubtract:
        return Combine(Arithmetic::kSubtract, a, b);
      case BinaryOp::kMultiply:
        return Combine(Arithmetic::kMultiply, a, b);
      case BinaryOp::kDivide:
        return Divide(a, b);
      case BinaryOp::kModulo:
        return Modulo(a, b);
      case BinaryOp::kConcat:
        if (IsNull(a) || IsNull(b)) return Null{};
        return ToText(a) + ToText(b);
      default:
        return ToCell(Logic(op == BinaryOp::kAnd, ToTruth(a), ToTruth(b)));
    }
  }

  Cell Node(const expr::InList& in) const {
    Truth found = false;
    for (const Expr& item : in.items) {
      found = Logic(false, found, CompareOf(BinaryOp::kEq, *in.operand, item));
    }
    return ToCell(in.negated ? Not(found) : found);
  }

  Cell Node(const expr::Between& between) const {
    return ToCell(between.negated ? Not(Inside(between)) : Inside(between));
  }

  Cell Node(const expr::IsNull& is_null) const {
    return IsNull(Value(*is_null.operand)) != is_null.negated;
  }

  Cell Node(const expr::Like& like) const {
    return ToCell(like.negated ? Not(IsLike(like)) : IsLike(like));
  }

  Cell Node(const expr::Case& node) const {
    for (const auto& [when, then] : node.branches) {
      if (ToTruth(Value(when)) == Truth(true)) return Value(then);
    }
    return node.otherwise ? Value(*node.otherwise) : Cell{Null{}};
  }

  Cell Node(const expr::Call& call) const {
    const auto& [function, args, field] = call;
    switch (function) {
      case expr::Function::kCoalesce:
        for (const Expr& arg : args) {
          Cell value = Value(arg);
          if (!IsNull(value)) return value;
        }
        return Null{};
      case expr::Function::kIf:
        if (ToTruth(Value(args[0])) == Truth(true)) return Value(args[1]);
        return args.size() > 2 ? Value(args[2]) : Cell{Null{}};
      case expr::Function::kSafeDivide:
        return Divide(Value(args[0]), Value(args[1]));
      case expr::Function::kDateTrunc:
        return Truncate(Value(args[0]), field.grain, leaves_.clock());
      case expr::Function::kStartsWith:
      case expr::Function::kEndsWith:
      case expr::Function::kContains:
        return TextTest(function, Value(args[0]), Value(args[1]));
      default:
        throw std::runtime_error("the reference evaluator does not know this function");
    }
  }

  static Cell TextTest(expr::Function function, const Cell& text, const Cell& part) {
    if (IsNull(text) || IsNull(part)) return Null{};
    const std::string& a = std::get<std::string>(text);
    const std::string& b = std::get<std::string>(part);
    if (function == expr::Function::kStartsWith) return a.starts_with(b);
    if (function == expr::Function::kEndsWith) return a.ends_with(b);
    return a.find(b) != std::string::npos;
  }

  template <typename Other>
  Cell Node(const Other&) const {
    throw std::runtime_error("the reference evaluator met a node that has no meaning here");
  }

  AliasIndex self_;
  const Leaves& leaves_;
};

AliasIndex Alias(AliasIndex alias, AliasIndex self) { return alias == expr::kSelf ? self : alias; }

}  // namespace

Cell ValueOf(const Expr& node, AliasIndex self, const Leaves& leaves) {
  return Evaluation(self, leaves).Value(node);
}

bool Holds(const Expr& condition, AliasIndex self, const Leaves& leaves) {
  return Evaluation(self, leaves).Condition(condition);
}

std::optional<Cell> RowLeaves::Known(const Expr& node, AliasIndex self) const {
  const Ref* ref = As<Ref>(node);
  if (ref == nullptr) return std::nullopt;
  Cell cell = WithoutField(*ref, Alias(ref->alias, self));
  switch (ref->field.kind) {
    case TimeField::Kind::kNone:
      return cell;
    case TimeField::Kind::kGrain:
      return Truncate(cell, ref->field.grain, clock());
    case TimeField::Kind::kPart:
      return PartOf(cell, ref->field.part, clock());
  }
  return cell;
}

// "the measure over the rows in the flow that reach this row"
Cell RowLeaves::PerRowOf(const Ref& per_row) const {
  int row = 0;
  if (per_row.alias != expr::kAllRows) row = combination_.rows[per_row.alias];
  if (row == Combination::kAway) throw std::runtime_error("an alias that was not walked to");
  if (row == Combination::kMissing) return Null{};
  return rows_.row_measures()->ValueOf(per_row, row);
}

Cell RowLeaves::WithoutField(const Ref& ref, AliasIndex alias) const {
  if (ref.kind == RefKind::kColumn) return rows_.CellAt(combination_, alias, ref.index);
  if (ref.kind == RefKind::kPerRow) return PerRowOf(ref);
  if (ref.kind != RefKind::kDimension && ref.kind != RefKind::kFlowDimension) {
    throw std::runtime_error("a measure stands where one row is looked at");
  }
  Ref bound = ref;
  bound.alias = alias;
  bound.field = {};
  const model::FieldView view = model::ViewOf(rows_.model(), rows_.flow(), bound);
  // "Where there is none it reaches NULL, whatever the dimension's expression makes of NULL."
  const int row = combination_.rows[view.home];
  if (row == Combination::kAway) throw std::runtime_error("an alias that was not walked to");
  if (row == Combination::kMissing) return Null{};
  if (view.dimension->per) return PerRowOf(model::PerRowOf(rows_.flow(), view));
  return ValueOf(*view.expr, view.home, *this);
}

void AddAliases(const model::Model& model, const model::Flow& flow, const Expr& node,
                AliasIndex self, std::set<AliasIndex>& aliases) {
  const Ref* ref = As<Ref>(node);
  if (ref == nullptr) {
    expr::ForEachChild(node,
                       [&](const Expr& child) { AddAliases(model, flow, child, self, aliases); });
    return;
  }
  const AliasIndex alias = Alias(ref->alias, self);
  if (ref->kind == RefKind::kPerRow) {  // What the measure reads is its own.
    if (alias != expr::kAllRows) aliases.insert(alias);
    return;
  }
  if (ref->kind == RefKind::kColumn || ref->kind == RefKind::kRows) {
    aliases.insert(alias);
    return;
  }
  if (ref->kind == RefKind::kShared) return;  // Of the measure's own rows, or reached to-one.
  Ref bound = *ref;
  bound.alias = alias;
  const model::FieldView view = model::ViewOf(model, flow, bound);
  aliases.insert(view.home);
  if (view.dimension != nullptr && view.dimension->per) return;
  AddAliases(model, flow, *view.expr, view.home, aliases);
}

}  // namespace semaflow::property
