#include "request/comparisons.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/types.h"
#include "request/conditions.h"
#include "request/object_reader.h"

namespace semaflow::request {

namespace {

using expr::BinaryOp;
using expr::Expr;
using expr::Exprs;
using expr::Function;

constexpr auto kParamKeys = std::to_array<KeySpec>({{"param", kText, true}});
static_assert(AreRequiredFirst(kParamKeys));

Expr Not(Expr condition) { return Expr{expr::Unary{expr::UnaryOp::kNot, std::move(condition)}}; }

Expr NotIf(bool negated, Expr condition) {
  return negated ? Not(std::move(condition)) : std::move(condition);
}

Expr Binary(BinaryOp op, Expr left, Expr right) {
  return Expr{expr::Binary{op, std::move(left), std::move(right)}};
}

bool IsOrdered(const DataType& type) {
  switch (type.kind) {
    case TypeKind::kBoolean:
    case TypeKind::kInterval:
    case TypeKind::kBinary:
    case TypeKind::kJson:
    case TypeKind::kList:
      return false;
    case TypeKind::kUnknown:
    case TypeKind::kInteger:
    case TypeKind::kDecimal:
    case TypeKind::kFloat:
    case TypeKind::kText:
    case TypeKind::kDate:
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
    case TypeKind::kTime:
      return true;
  }
  return true;
}

std::optional<BinaryOp> OrderOf(OperatorKind kind) {
  switch (kind) {
    case OperatorKind::kGreater:
      return BinaryOp::kGt;
    case OperatorKind::kGreaterOrEqual:
      return BinaryOp::kGe;
    case OperatorKind::kLess:
      return BinaryOp::kLt;
    case OperatorKind::kLessOrEqual:
      return BinaryOp::kLe;
    default:
      return std::nullopt;
  }
}

class Comparison {
 public:
  Comparison(ResolveState& state, const Operand& operand, const Operator& op, Wanted wanted,
             bool keep_grain)
      : state_(state), operand_(operand), op_(op), wanted_(wanted), keep_grain_(keep_grain) {}

  std::optional<Expr> Build(const JsonNode* value, Span at) {
    if (op_.kind == OperatorKind::kIsNull) return NullTest(value);
    if (value == nullptr) {
      state_.problems.Add(
          ErrorCode::kRequestShape, at,
          "the condition needs the key \"value\": " + Quoted(op_.name) + " compares with one");
      return std::nullopt;
    }
    value = Open(*value);
    if (value == nullptr) return std::nullopt;
    switch (op_.kind) {
      case OperatorKind::kEqual:
        return Equal(*value);
      case OperatorKind::kGreater:
      case OperatorKind::kGreaterOrEqual:
      case OperatorKind::kLess:
      case OperatorKind::kLessOrEqual:
        return Ordered(*value);
      case OperatorKind::kIn:
        return In(*value);
      case OperatorKind::kBetween:
        return Between(*value);
      case OperatorKind::kInRange:
        return InRange(*value);
      case OperatorKind::kLike:
      case OperatorKind::kIlike:
        return Like(*value);
      case OperatorKind::kContains:
      case OperatorKind::kStartsWith:
      case OperatorKind::kEndsWith:
      case OperatorKind::kIcontains:
      case OperatorKind::kIstartsWith:
      case OperatorKind::kIendsWith:
        return TextTest(*value);
      case OperatorKind::kIsNull:
        break;
    }
    return std::nullopt;
  }

 private:
  std::nullopt_t Bad(Span at, std::string message, std::string help = {}) {
    state_.problems.AddValue(ErrorCode::kBadValue, at, std::move(message), std::move(help));
    return std::nullopt;
  }

  /// `{"param": name}` is the value of that name, anything else itself.
  const JsonNode* Open(const JsonNode& node) {
    if (node.kind != JsonKind::kObject || node.first == JsonNode::kNone ||
        state_.tree.At(node.first).key != "param") {
      return &node;
    }
    std::array<const JsonNode*, kParamKeys.size()> found{};
    if (!ReadKeys(state_.tree, node, "a parameter", kParamKeys, found, state_.problems)) {
      return nullptr;
    }
    return state_.params.Find(found[0]->text, found[0]->span, state_.problems);
  }

  std::optional<Expr> NullTest(const JsonNode* value) {
    if (value != nullptr && value->kind != JsonKind::kNull) {
      return Bad(value->span, Quoted(op_.name) + " takes no value", "leave out \"value\"");
    }
    return Expr{expr::IsNull{operand_.value, op_.negated}};
  }

  /// Null where a value is needed.
  bool IsNullHere(const JsonNode& value) {
    if (value.kind != JsonKind::kNull) return false;
    Bad(value.span, Quoted(op_.name) + " needs a value, and null is none",
        "null goes with \"==\", \"!=\", \"in\" and \"not in\"");
    return true;
  }

  bool CheckOrdered(Span at) {
    if (IsOrdered(operand_.type)) return true;
    Bad(at,
        Quoted(op_.name) + " needs values with an order, and " + TextOf(operand_) + " has none");
    return false;
  }

  /// The other field of `{"field": ...}`.
  std::optional<Expr> OtherField(const JsonNode& node) {
    const auto other = FindOperand(state_, node, wanted_);
    if (!other) return std::nullopt;
    if (!AreComparable(operand_.type, other->type)) {
      const bool instant = operand_.type.kind == TypeKind::kTimestamptz ||
                           other->type.kind == TypeKind::kTimestamptz;
      return Bad(node.span, TextOf(operand_) + " cannot be compared with " + TextOf(*other),
                 instant && IsTime(operand_.type.kind) && IsTime(other->type.kind)
                     ? "an instant has a day and a clock only in a zone: write the condition as "
                       "text, with a cast to date or timestamp, which reads the zone of the request"
                     : "");
    }
    return other->value;
  }

  /// One value that is no time, or a field.
  std::optional<Expr> One(const JsonNode& node, bool exact) {
    if (node.kind == JsonKind::kObject) return OtherField(node);
    if (node.kind == JsonKind::kList) {
      return Bad(node.span, Quoted(op_.name) + " takes one value, not a list",
                 exact ? "use \"in\" or \"not in\"" : "");
    }
    if (operand_.type.kind == TypeKind::kText && node.kind == JsonKind::kText) {
      return BoundLiteral(std::string(node.text));  // as most are
    }
    auto value = ReadScalar(state_, operand_, node, exact);
    if (!value) return std::nullopt;
    return BoundLiteral(*std::move(value));
  }

  bool IsTimeValue(const JsonNode& node) const {
    return operand_.time.has_value() && node.kind != JsonKind::kObject;
  }

  /// What the bounds of times are compared with.
  const Expr& TimeSide() const {
    return operand_.bare && !keep_grain_ ? *operand_.bare : operand_.value;
  }
  Expr Bound(std::int64_t at) const { return BoundLiteral(time::ToValue(*operand_.time, at)); }
  Expr TimeTest(BinaryOp op, std::int64_t at) const { return Binary(op, TimeSide(), Bound(at)); }

  std::optional<TimeBounds> Bounds(const JsonNode& node) {
    if (node.kind == JsonKind::kList) {
      return Bad(node.span, Quoted(op_.name) + " takes one value, not a list",
                 "use \"in\" for several values, \"in_range\" for a range");
    }
    if (node.kind != JsonKind::kText) {
      return Bad(node.span, "a value for " + TextOf(operand_) + " must be " +
                                std::string(FitText(operand_.type)));
    }
    const auto bounds = BoundsOfText(*operand_.time, node.text);
    if (bounds) return *bounds;
    return Bad(node.span, "a value for " + TextOf(operand_) + " must be " + bounds.error(),
               "ranges in words, as \"last 7 days\" or \"2024-02\", go with \"in_range\"");
  }

  Expr Within(const TimeBounds& bounds) const {
    if (bounds.point) return TimeTest(BinaryOp::kEq, bounds.start);
    if (!bounds.HasHole()) return Inside(bounds.start, bounds.end);
    return Binary(BinaryOp::kOr, Inside(bounds.start, bounds.hole_start),
                  Inside(bounds.hole_end, bounds.end));
  }
  Expr Inside(std::int64_t start, std::int64_t end) const {
    return Binary(BinaryOp::kAnd, TimeTest(BinaryOp::kGe, start), TimeTest(BinaryOp::kLt, end));
  }

  std::optional<Expr> Equal(const JsonNode& value) {
    if (value.kind == JsonKind::kNull) return Expr{expr::IsNull{operand_.value, op_.negated}};
    if (IsTimeValue(value)) {
      const auto bounds = Bounds(value);
      if (!bounds) return std::nullopt;
      if (!bounds->point) return NotIf(op_.negated, Within(*bounds));
      return TimeTest(op_.negated ? BinaryOp::kNe : BinaryOp::kEq, bounds->start);
    }
    auto one = One(value, /*exact=*/true);
    if (!one) return std::nullopt;
    return Binary(op_.negated ? BinaryOp::kNe : BinaryOp::kEq, operand_.value, *std::move(one));
  }

  std::optional<Expr> Ordered(const JsonNode& value) {
    if (IsNullHere(value) || !CheckOrdered(value.span)) return std::nullopt;
    const BinaryOp op = *OrderOf(op_.kind);
    if (!IsTimeValue(value)) {
      auto one = One(value, /*exact=*/false);
      if (!one) return std::nullopt;
      return Binary(op, operand_.value, *std::move(one));
    }
    const auto bounds = Bounds(value);
    if (!bounds) return std::nullopt;
    if (bounds->point) return TimeTest(op, bounds->start);
    // A day or a bucket is one value: what is greater begins behind its end.
    switch (op) {
      case BinaryOp::kGt:
        return TimeTest(BinaryOp::kGe, bounds->end);
      case BinaryOp::kLe:
        return TimeTest(BinaryOp::kLt, bounds->end);
      default:
        return TimeTest(op, bounds->start);
    }
  }

  std::optional<Expr> In(const JsonNode& value) {
    Exprs items;
    Exprs others;  // ranges of times, and the test for null
    bool has_null = false;
    bool good = true;
    const auto add = [&](const JsonNode& written) {
      const JsonNode* item = Open(written);
      if (item == nullptr) {
        good = false;
      } else if (item->kind == JsonKind::kNull) {
        has_null = true;
      } else if (IsTimeValue(*item)) {
        const auto bounds = Bounds(*item);
        good &= bounds.has_value();
        if (bounds && bounds->point) items.push_back(Bound(bounds->start));
        if (bounds && !bounds->point) others.push_back(Within(*bounds));
      } else if (item->kind == JsonKind::kList) {
        Bad(item->span, "a list of values cannot hold a list");
        good = false;
      } else {
        auto one = One(*item, /*exact=*/true);
        good &= one.has_value();
        if (one) items.push_back(*std::move(one));
      }
    };
    if (value.kind == JsonKind::kList) {
      items.reserve(value.count);
      for (const JsonNode& item : state_.tree.Children(value)) add(item);
    } else {
      add(value);
    }
    if (!good) return std::nullopt;
    if (has_null) others.push_back(Expr{expr::IsNull{operand_.value, false}});
    if (others.empty()) {
      return Expr{expr::InList{TimeSideOr(operand_.value), std::move(items), op_.negated}};
    }
    if (others.size() == 1 && items.empty() && has_null) {
      return Expr{expr::IsNull{operand_.value, op_.negated}};
    }
    if (!items.empty()) {
      others.insert(others.begin(),
                    Expr{expr::InList{TimeSideOr(operand_.value), std::move(items), false}});
    }
    return NotIf(op_.negated, Join(std::move(others), BinaryOp::kOr));
  }

  /// Bounds are compared with the bare column, fields with the value as asked.
  const Expr& TimeSideOr(const Expr& value) const {
    return operand_.time && !operand_.time->grain ? TimeSide() : value;
  }

  /// Low and high of a list of two.
  std::optional<std::pair<const JsonNode*, const JsonNode*>> Two(const JsonNode& value,
                                                                 std::string help = {}) {
    if (value.kind != JsonKind::kList || value.count != 2) {
      Bad(value.span, Quoted(op_.name) + " takes a list of two values, [low, high]",
          std::move(help));
      return std::nullopt;
    }
    const JsonNode& first = state_.tree.At(value.first);
    const JsonNode* low = Open(first);
    const JsonNode* high = Open(state_.tree.At(first.next));
    if (low == nullptr || high == nullptr) return std::nullopt;
    const bool null_low = IsNullHere(*low);
    if (IsNullHere(*high) || null_low) return std::nullopt;
    return std::pair(low, high);
  }

  std::optional<Expr> Between(const JsonNode& value) {
    if (!CheckOrdered(value.span)) return std::nullopt;
    const auto two = Two(value);
    if (!two) return std::nullopt;
    const auto& [low, high] = *two;
    if (!IsTimeValue(*low) && !IsTimeValue(*high)) return BetweenValues(*low, *high);
    if (IsTimeValue(*low) && IsTimeValue(*high)) return BetweenTimes(*low, *high);
    auto lower = AtLeast(*low);
    auto upper = AtMost(*high);
    if (!lower || !upper) return std::nullopt;
    return NotIf(op_.negated, Binary(BinaryOp::kAnd, *std::move(lower), *std::move(upper)));
  }

  std::optional<Expr> BetweenTimes(const JsonNode& low, const JsonNode& high) {
    const auto first = Bounds(low);
    const auto last = Bounds(high);
    if (!first || !last) return std::nullopt;
    if (first->point && last->point) {
      return Expr{expr::Between{TimeSide(), Bound(first->start), Bound(last->start), op_.negated}};
    }
    Expr upper =
        last->point ? TimeTest(BinaryOp::kLe, last->start) : TimeTest(BinaryOp::kLt, last->end);
    return NotIf(op_.negated,
                 Binary(BinaryOp::kAnd, TimeTest(BinaryOp::kGe, first->start), std::move(upper)));
  }

  std::optional<Expr> BetweenValues(const JsonNode& low, const JsonNode& high) {
    auto first = One(low, /*exact=*/false);
    auto last = One(high, /*exact=*/false);
    if (!first || !last) return std::nullopt;
    return Expr{expr::Between{operand_.value, *std::move(first), *std::move(last), op_.negated}};
  }

  std::optional<Expr> AtLeast(const JsonNode& low) {
    if (IsTimeValue(low)) {
      const auto bounds = Bounds(low);
      if (!bounds) return std::nullopt;
      return TimeTest(BinaryOp::kGe, bounds->start);
    }
    auto field = One(low, /*exact=*/false);
    if (!field) return std::nullopt;
    return Binary(BinaryOp::kGe, operand_.value, *std::move(field));
  }

  std::optional<Expr> AtMost(const JsonNode& high) {
    if (IsTimeValue(high)) {
      const auto bounds = Bounds(high);
      if (!bounds) return std::nullopt;
      return bounds->point ? TimeTest(BinaryOp::kLe, bounds->start)
                           : TimeTest(BinaryOp::kLt, bounds->end);
    }
    auto field = One(high, /*exact=*/false);
    if (!field) return std::nullopt;
    return Binary(BinaryOp::kLe, operand_.value, *std::move(field));
  }

  std::optional<Expr> InRange(const JsonNode& value) {
    if (IsNullHere(value) || !CheckOrdered(value.span)) return std::nullopt;
    if (value.kind == JsonKind::kText) return InWords(value);
    const auto two = Two(value, operand_.time ? "or say it in words: \"last 7 days\"" : "");
    if (!two) return std::nullopt;
    const auto& [low, high] = *two;
    if (operand_.time) return InTimeRange(*low, *high);
    auto first = One(*low, /*exact=*/false);
    auto last = One(*high, /*exact=*/false);
    if (!first || !last) return std::nullopt;
    return NotIf(op_.negated,
                 Binary(BinaryOp::kAnd, Binary(BinaryOp::kGe, operand_.value, *std::move(first)),
                        Binary(BinaryOp::kLt, operand_.value, *std::move(last))));
  }

  std::optional<Expr> InTimeRange(const JsonNode& low, const JsonNode& high) {
    for (const JsonNode* bound : {&low, &high}) {
      if (bound->kind == JsonKind::kText) continue;
      return Bad(bound->span, "a bound for " + TextOf(operand_) + " must be " +
                                  std::string(FitText(operand_.type)));
    }
    const auto bounds = BoundsBetween(*operand_.time, low.text, high.text);
    if (!bounds) {
      return Bad(low.span, "both bounds for " + TextOf(operand_) + " must be " + bounds.error());
    }
    return RangeTest(*bounds);
  }

  Expr RangeTest(const TimeBounds& bounds) const {
    return NotIf(op_.negated, Inside(bounds.start, bounds.end));
  }

  std::optional<Expr> InWords(const JsonNode& value) {
    if (operand_.type.kind == TypeKind::kUnknown) {
      if (const auto* ref = std::get_if<expr::Ref>(&operand_.value.node)) {
        state_.names.AddTypeNeeded(*ref, value.span, "a range in words depends on it");
        return std::nullopt;
      }
    }
    if (!operand_.time) {
      return Bad(value.span,
                 "\"in_range\" in words is for times, and " + TextOf(operand_) + " is none",
                 "give a list of two values, [low, high]");
    }
    auto bounds = BoundsOfWords(*operand_.time, value.text, state_.now);
    if (!bounds) {
      state_.problems.AddValue(ErrorCode::kBadValue, value.span, std::move(bounds.error().message),
                               std::move(bounds.error().help));
      return std::nullopt;
    }
    state_.ranges.push_back(ResolvedRange{.field = std::string(operand_.written),
                                          .words = std::string(value.text),
                                          .start = ToText(*operand_.time, bounds->start),
                                          .end = ToText(*operand_.time, bounds->end)});
    return RangeTest(*bounds);
  }

  bool CheckText(Span at) {
    if (operand_.type.kind == TypeKind::kText || operand_.type.kind == TypeKind::kUnknown) {
      return true;
    }
    Bad(at, Quoted(op_.name) + " is for texts, and " + TextOf(operand_) + " is none");
    return false;
  }

  /// A text, or a field of texts.
  std::optional<Expr> Text(const JsonNode& value) {
    if (IsNullHere(value)) return std::nullopt;
    if (value.kind == JsonKind::kObject) return OtherField(value);
    if (value.kind != JsonKind::kText) {
      return Bad(value.span, Quoted(op_.name) + " takes a text");
    }
    return BoundLiteral(std::string(value.text));
  }

  std::optional<Expr> Like(const JsonNode& value) {
    if (!CheckText(value.span)) return std::nullopt;
    auto pattern = Text(value);
    if (!pattern) return std::nullopt;
    return Expr{expr::Like{operand_.value, *std::move(pattern), op_.kind == OperatorKind::kIlike,
                           op_.negated}};
  }

  std::optional<Expr> TextTest(const JsonNode& value) {
    if (!CheckText(value.span)) return std::nullopt;
    auto part = Text(value);
    if (!part) return std::nullopt;
    Function function = Function::kContains;
    bool ignore_case = false;
    switch (op_.kind) {
      case OperatorKind::kIcontains:
        ignore_case = true;
        break;
      case OperatorKind::kStartsWith:
        function = Function::kStartsWith;
        break;
      case OperatorKind::kIstartsWith:
        function = Function::kStartsWith;
        ignore_case = true;
        break;
      case OperatorKind::kEndsWith:
        function = Function::kEndsWith;
        break;
      case OperatorKind::kIendsWith:
        function = Function::kEndsWith;
        ignore_case = true;
        break;
      default:
        break;
    }
    Exprs args;
    args.reserve(2);
    args.push_back(ignore_case ? Lower(operand_.value) : operand_.value);
    args.push_back(ignore_case ? Lower(*std::move(part)) : *std::move(part));
    return NotIf(op_.negated, Expr{expr::Call{function, std::move(args), {}}});
  }

  static Expr Lower(Expr text) {
    Exprs args;
    args.push_back(std::move(text));
    return Expr{expr::Call{Function::kLower, std::move(args), {}}};
  }

  ResolveState& state_;
  const Operand& operand_;
  const Operator& op_;
  Wanted wanted_;
  bool keep_grain_;
};

}  // namespace

std::optional<Expr> Compare(ResolveState& state, const Operand& operand, const Operator& op,
                            const JsonNode* value, Span at, Wanted wanted, bool keep_grain) {
  return Comparison(state, operand, op, wanted, keep_grain).Build(value, at);
}

}  // namespace semaflow::request
