#include "expr/typing.h"

#include <algorithm>

#include "base/types.h"
#include "expr/type_checker.h"
#include "expr/visit.h"
#include "time/literal.h"
#include "time/range.h"

namespace semaflow::expr {
namespace {

constexpr int kPrecisionMax = 38;
// Digits of a 64-bit integer.
constexpr int kIntegerDigits = 19;

bool IsUnknown(const DataType& type) { return type.kind == TypeKind::kUnknown; }
bool IsNumber(const DataType& type) { return IsNumeric(type.kind) || IsUnknown(type); }
bool IsText(const DataType& type) {
  return type.kind == TypeKind::kText || type.kind == TypeKind::kJson;
}

DataType MakeDecimal(int precision, int scale) {
  if (scale > kPrecisionMax) return {TypeKind::kDecimal};
  return {TypeKind::kDecimal, static_cast<std::uint8_t>(std::min(precision, kPrecisionMax)),
          static_cast<std::uint8_t>(scale)};
}

// An integer as the decimal that holds all of its kind.
DataType AsDecimal(const DataType& type) {
  return type.kind == TypeKind::kInteger ? MakeDecimal(kIntegerDigits, 0) : type;
}

DataType TypeOfDecimal(const std::string& text) {
  const std::size_t point = text.find('.');
  const std::size_t scale = point == std::string::npos ? 0 : text.size() - point - 1;
  const auto digits = static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }));
  return MakeDecimal(static_cast<int>(std::min<std::size_t>(digits, kPrecisionMax)),
                     static_cast<int>(std::min<std::size_t>(scale, kPrecisionMax)));
}

}  // namespace

std::string WithArticle(const DataType& type) {
  const std::string word = ToString(type);
  const bool vowel = word.front() == 'i';  // integer, interval: no other begins so
  return (vowel ? "an " : "a ") + word;
}

const std::string* TextLiteral(const Expr& expr) {
  const auto* literal = As<Literal>(expr);
  return literal == nullptr ? nullptr : std::get_if<std::string>(&literal->value);
}

bool TakesTextLiteral(TypeKind kind) { return IsTime(kind) || kind == TypeKind::kTime; }

std::optional<Value> TimeValueOf(std::string_view text, TypeKind kind) {
  if (kind == TypeKind::kTime) {
    const std::optional<TimeOfDay> at = time::ParseTimeOfDay(text);
    return at ? std::optional<Value>(*at) : std::nullopt;
  }
  const std::optional<time::ParsedTime> at = time::ParseTime(text);
  if (!at) return std::nullopt;
  constexpr std::int64_t kMicrosPerDay = 86'400'000'000;
  const bool is_day = !at->has_time;
  switch (kind) {
    case TypeKind::kDate:
      // A time of day has no place in a date; programs write days as midnights, too.
      if (at->has_offset || at->wall.micros % kMicrosPerDay != 0) return std::nullopt;
      return Value{Date{static_cast<std::int32_t>(at->wall.micros / kMicrosPerDay)}};
    case TypeKind::kTimestamp:
      if (at->has_offset) return std::nullopt;
      if (is_day) return Value{Date{static_cast<std::int32_t>(at->wall.micros / kMicrosPerDay)}};
      return Value{at->wall};
    case TypeKind::kTimestamptz:
      // Without its offset nobody knows which instant is meant.
      return at->has_offset ? std::optional<Value>(at->instant) : std::nullopt;
    default:
      return std::nullopt;
  }
}

DataType ArithmeticType(BinaryOp op, const DataType& a, const DataType& b) {
  if (a.kind == TypeKind::kFloat || b.kind == TypeKind::kFloat) return {TypeKind::kFloat};
  if (IsUnknown(a) || IsUnknown(b)) return {};
  if (a.kind == TypeKind::kInteger && b.kind == TypeKind::kInteger) return {TypeKind::kInteger};
  const auto [a_kind, a_precision, a_scale, a_element] = AsDecimal(a);
  const auto [b_kind, b_precision, b_scale, b_element] = AsDecimal(b);
  if (a_precision == 0 || b_precision == 0) return {TypeKind::kDecimal};
  const int scale = std::max(a_scale, b_scale);
  switch (op) {
    case BinaryOp::kMultiply:
      return MakeDecimal(a_precision + b_precision, a_scale + b_scale);
    case BinaryOp::kModulo:
      return MakeDecimal(std::max(a_precision - a_scale, b_precision - b_scale) + scale, scale);
    default:
      return MakeDecimal(std::max(a_precision - a_scale, b_precision - b_scale) + scale + 1, scale);
  }
}

std::optional<DataType> CommonType(const DataType& a, const DataType& b) {
  if (IsUnknown(a) || a == b) return b;
  if (IsUnknown(b)) return a;
  if (IsNumeric(a.kind) && IsNumeric(b.kind)) {
    if (a.kind == TypeKind::kFloat || b.kind == TypeKind::kFloat) return DataType{TypeKind::kFloat};
    const auto [a_kind, a_precision, a_scale, a_element] = AsDecimal(a);
    const auto [b_kind, b_precision, b_scale, b_element] = AsDecimal(b);
    if (a_precision == 0 || b_precision == 0) return DataType{TypeKind::kDecimal};
    const int scale = std::max(a_scale, b_scale);
    return MakeDecimal(std::max(a_precision - a_scale, b_precision - b_scale) + scale, scale);
  }
  if (IsText(a) && IsText(b)) return DataType{TypeKind::kText};
  const auto is_wall = [](TypeKind kind) {
    return kind == TypeKind::kDate || kind == TypeKind::kTimestamp;
  };
  if (is_wall(a.kind) && is_wall(b.kind)) return DataType{TypeKind::kTimestamp};
  if (a.kind == TypeKind::kList && b.kind == TypeKind::kList) {
    if (a.element == TypeKind::kUnknown) return b;
    if (b.element == TypeKind::kUnknown) return a;
  }
  return std::nullopt;
}

DataType TypeChecker::Fail(Span span, std::string message, std::string help, ErrorCode code) {
  if (!problem_) problem_ = TypeProblem{code, span, std::move(message), std::move(help)};
  return {};
}

bool IsLocalTime(const Expr& expr) {
  const auto* literal = As<Literal>(expr);
  if (literal == nullptr) return false;
  if (const auto* text = std::get_if<std::string>(&literal->value)) {
    return TimeValueOf(*text, TypeKind::kTimestamp).has_value();
  }
  return std::holds_alternative<Date>(literal->value) ||
         std::holds_alternative<Timestamp>(literal->value);
}

DataType TypeChecker::Of(const Expr& expr) {
  return std::visit([&](const auto& node) { return Of(node, expr); }, expr.node);
}

DataType TypeChecker::Of(const Literal& literal, const Expr&) {
  const auto& [value, bound] = literal;
  if (const auto* decimal = std::get_if<Decimal>(&value)) return TypeOfDecimal(decimal->text);
  return {KindOf(value)};
}

DataType TypeChecker::Of(const Name&, const Expr&) { return {}; }

DataType TypeChecker::Of(const Ref& ref, const Expr&) { return scope_.TypeOf(ref); }

DataType TypeChecker::Of(const SqlEscape&, const Expr&) { return {}; }

DataType TypeChecker::Of(const Unary& unary, const Expr&) {
  const auto& [op, operand] = unary;
  if (op == UnaryOp::kNot) {
    Condition(*operand);
    return {TypeKind::kBoolean};
  }
  const DataType type = Of(*operand);
  if (IsNumber(type) || type.kind == TypeKind::kInterval) return type;
  return Fail(operand->span, "a minus needs a number, and this is " + WithArticle(type));
}

void TypeChecker::Condition(const Expr& expr) {
  const DataType type = Of(expr);
  if (IsUnknown(type) || type.kind == TypeKind::kBoolean) return;
  Fail(expr.span, "a condition is needed, and this is " + WithArticle(type),
       "compare it: amount > 0");
}

void TypeChecker::Compare(const Expr& a, const DataType& a_type, const Expr& b,
                          const DataType& b_type) {
  // A day or a wall clock beside an instant is read in the zone of the request.
  if (a_type.kind == TypeKind::kTimestamptz && IsLocalTime(b)) return;
  if (b_type.kind == TypeKind::kTimestamptz && IsLocalTime(a)) return;
  Join(a, a_type, b, b_type, "be compared");
}

// A text beside a time that is none of its kind.
DataType TypeChecker::FailTimeText(const Expr& literal, const DataType& type, bool compares) {
  const std::string& text = *TextLiteral(literal);
  if (type.kind == TypeKind::kDate && TimeValueOf(text, TypeKind::kTimestamp)) {
    return Fail(literal.span, "a date has no time of day", "write the day alone: '2024-02-29'",
                ErrorCode::kBadLiteral);
  }
  const bool is_instant = type.kind == TypeKind::kTimestamptz;
  std::string problem = type.kind == TypeKind::kTime ? "" : time::TimeProblem(text);
  if (const auto parsed = time::ParseTime(text); parsed && parsed->has_offset && !is_instant) {
    problem = "it has an offset";
  }
  std::string help = "dates and times are '2024-02-29' and '2024-02-29 12:34:56'";
  if (type.kind == TypeKind::kTime) {
    help = "times of day are '12:34' and '12:34:56'";
  } else if (is_instant && !compares) {
    help = "write it with its offset: '2024-02-29T12:34:56+01:00'";
  } else if (is_instant) {
    help += ", in the zone of the query, or '2024-02-29T12:34:56+01:00'";
  }
  // Words have a meaning in requests alone.
  if (compares && time::ParseRange(text, Timestamp{}, {})) {
    help +=
        "; words for ranges are values of in_range in a request: {\"field\": ..., \"op\": "
        "\"in_range\", \"value\": \"last 7 days\"}";
  }
  return Fail(literal.span,
              "this is not " + WithArticle(type) + (problem.empty() ? "" : ": " + problem),
              std::move(help), ErrorCode::kBadLiteral);
}

DataType TypeChecker::Join(const Expr& a, const DataType& a_type, const Expr& b,
                           const DataType& b_type, std::string_view what) {
  for (const auto& [literal, type] : {std::pair{&a, &b_type}, std::pair{&b, &a_type}}) {
    const std::string* text = TextLiteral(*literal);
    if (text == nullptr || !TakesTextLiteral(type->kind)) continue;
    if (TimeValueOf(*text, type->kind)) return *type;
    return FailTimeText(*literal, *type, /*compares=*/what == "be compared");
  }
  if (const std::optional<DataType> common = CommonType(a_type, b_type)) return *common;
  const TypeKind kinds[] = {a_type.kind, b_type.kind};
  const auto has = [&](TypeKind kind) { return kinds[0] == kind || kinds[1] == kind; };
  std::string help = "change one of them: cast(x as " + ToString(a_type) + ")";
  if (has(TypeKind::kTimestamptz)) {
    help =
        "an instant has a day and a clock only in a zone: cast it to date or timestamp, which "
        "reads "
        "the zone of the query";
  } else if (has(TypeKind::kBoolean)) {
    help = "a condition is true or not: write `x` or `not x`";
  } else if ((has(TypeKind::kDate) || has(TypeKind::kTimestamp)) && has(TypeKind::kInteger) &&
             what == "be compared") {
    help = "a date stands in quotes: '2024-01-31'";
  }
  return Fail({a.span.begin, std::max(a.span.end, b.span.end)},
              ToString(a_type) + " and " + ToString(b_type) + " cannot " + std::string(what),
              std::move(help));
}

DataType TypeChecker::Of(const Binary& binary, const Expr& expr) {
  const auto& [op, left, right] = binary;
  switch (op) {
    case BinaryOp::kAnd:
    case BinaryOp::kOr:
      Condition(*left);
      Condition(*right);
      return {TypeKind::kBoolean};
    case BinaryOp::kEq:
    case BinaryOp::kNe:
    case BinaryOp::kLt:
    case BinaryOp::kLe:
    case BinaryOp::kGt:
    case BinaryOp::kGe: {
      const DataType a = Of(*left);
      const DataType b = Of(*right);
      Compare(*left, a, *right, b);
      return {TypeKind::kBoolean};
    }
    case BinaryOp::kConcat:
      for (const Expr* side : {&*left, &*right}) {
        if (Of(*side).kind == TypeKind::kBoolean) {
          return Fail(side->span, "`||` joins texts, and this is a boolean", "write `or`");
        }
      }
      return {TypeKind::kText};
    case BinaryOp::kAdd:
    case BinaryOp::kSubtract:
    case BinaryOp::kMultiply:
    case BinaryOp::kDivide:
    case BinaryOp::kModulo:
      return Arithmetic(binary, expr);
  }
  return {};
}

DataType TypeChecker::Arithmetic(const Binary& binary, const Expr& expr) {
  const auto& [op, left, right] = binary;
  const DataType a = Of(*left);
  const DataType b = Of(*right);
  const auto is_time = [](const DataType& type) {
    return IsTime(type.kind) || type.kind == TypeKind::kTime || type.kind == TypeKind::kInterval;
  };
  if (is_time(a) || is_time(b)) return SumOfTimes(op, a, b, expr);
  for (const auto& [side, type] : {std::pair{&*left, &a}, std::pair{&*right, &b}}) {
    if (IsNumber(*type)) continue;
    const bool joins = op == BinaryOp::kAdd && type->kind == TypeKind::kText;
    return Fail(side->span, "a number is needed, and this is " + WithArticle(*type),
                joins ? "texts are joined by `||`" : "change it: cast(x as integer)");
  }
  if (op == BinaryOp::kDivide) return {TypeKind::kFloat};
  return ArithmeticType(op, a, b);
}

DataType TypeChecker::SumOfTimes(BinaryOp op, const DataType& a, const DataType& b,
                                 const Expr& expr) {
  const auto pair = [&](TypeKind x, TypeKind y) { return a.kind == x && b.kind == y; };
  const auto shifted = [](TypeKind kind) {
    return DataType{kind == TypeKind::kDate ? TypeKind::kTimestamp : kind};
  };
  const bool add = op == BinaryOp::kAdd;
  const bool subtract = op == BinaryOp::kSubtract;
  const auto is_point = [](TypeKind kind) { return IsTime(kind) || kind == TypeKind::kTime; };
  if (add || subtract) {
    if (IsUnknown(a) || IsUnknown(b)) return {};
    if (pair(TypeKind::kInterval, TypeKind::kInterval)) return a;
    if (is_point(a.kind) && b.kind == TypeKind::kInterval) return shifted(a.kind);
    if (add && a.kind == TypeKind::kInterval && is_point(b.kind)) return shifted(b.kind);
    if (pair(TypeKind::kDate, TypeKind::kInteger)) return a;
    if (add && pair(TypeKind::kInteger, TypeKind::kDate)) return b;
  }
  if (subtract) {
    if (pair(TypeKind::kDate, TypeKind::kDate)) return {TypeKind::kInteger};
    if (is_point(a.kind) && is_point(b.kind) && CommonType(a, b)) return {TypeKind::kInterval};
  }
  if (op == BinaryOp::kMultiply) {
    if (a.kind == TypeKind::kInterval && (b.kind == TypeKind::kInteger || IsUnknown(b))) return a;
    if (b.kind == TypeKind::kInterval && (a.kind == TypeKind::kInteger || IsUnknown(a))) return b;
  }
  return Fail(expr.span,
              "this cannot be computed with " + WithArticle(a) + " and " + WithArticle(b),
              "times take intervals: x + interval '1 day'; their distance is "
              "date_diff('day', start, end)");
}

DataType TypeChecker::Of(const InList& in_list, const Expr&) {
  const auto& [operand, items, negated] = in_list;
  const DataType type = Of(*operand);
  for (const Expr& item : items) Compare(*operand, type, item, Of(item));
  return {TypeKind::kBoolean};
}

DataType TypeChecker::Of(const Between& between, const Expr&) {
  const auto& [operand, low, high, negated] = between;
  const DataType type = Of(*operand);
  Compare(*operand, type, *low, Of(*low));
  Compare(*operand, type, *high, Of(*high));
  return {TypeKind::kBoolean};
}

DataType TypeChecker::Of(const IsNull& is_null, const Expr&) {
  const auto& [operand, negated] = is_null;
  Of(*operand);
  return {TypeKind::kBoolean};
}

DataType TypeChecker::Of(const Like& like, const Expr&) {
  const auto& [operand, pattern, ignore_case, negated] = like;
  for (const Expr* side : {&*operand, &*pattern}) {
    const DataType type = Of(*side);
    if (IsUnknown(type) || IsText(type)) continue;
    return Fail(side->span, "`like` needs a text, and this is " + WithArticle(type),
                "change it: cast(x as text)");
  }
  return {TypeKind::kBoolean};
}

DataType TypeChecker::Of(const Case& node, const Expr&) {
  const auto& [branches, otherwise] = node;
  // Results are compared with the first one whose type is known.
  const Expr* first = nullptr;
  DataType type;
  const auto add = [&](const Expr& value) {
    const DataType next = Of(value);
    if (IsUnknown(next)) return;
    type = first == nullptr ? next : Join(*first, type, value, next, "be results of one case");
    if (first == nullptr) first = &value;
  };
  for (const auto& [when, then] : branches) {
    Condition(when);
    add(then);
  }
  if (otherwise) add(*otherwise);
  return type;
}

DataType TypeChecker::Of(const Cast& cast, const Expr&) {
  const auto& [operand, to, or_null] = cast;
  Of(*operand);
  return to;
}

DataType TypeChecker::Of(const Filtered& filtered, const Expr&) {
  const auto& [measure, filter] = filtered;
  Condition(*filter);
  return Of(*measure);
}

DataType TypeChecker::Of(const Share& share, const Expr&) {
  const auto& [measure, of] = share;
  const DataType type = Of(*measure);
  if (IsNumber(type)) return {TypeKind::kFloat};
  return Fail(measure->span, "a share is of a number, and this is " + WithArticle(type),
              "share a sum or a count");
}

DataType TypeOf(const Expr& expr, const TypeScope& scope) { return TypeChecker(scope).Of(expr); }

Result<DataType> CheckTypes(const Expr& expr, const TypeScope& scope, std::string_view text) {
  TypeChecker checker(scope);
  const DataType type = checker.Of(expr);
  if (!checker.problem()) return type;
  const auto& [code, span, message, help] = *checker.problem();
  Error error{code, message, {}, {}, help};
  error.labels.push_back(MakeLabel("expression", text, span));
  return tl::unexpected(std::move(error));
}

std::size_t NodeCount(const Expr& expr) {
  std::size_t count = 1;
  ForEachChild(expr, [&](const Expr& child) { count += NodeCount(child); });
  return count;
}

bool FitsDigits(const Value& value, const DataType& type) {
  const auto* decimal = std::get_if<Decimal>(&value);
  if (decimal == nullptr || type.kind == TypeKind::kFloat) return true;
  const std::size_t point = decimal->text.find('.');
  if (point == std::string::npos) return true;
  const std::size_t last = decimal->text.find_last_not_of('0');
  const std::size_t digits = last > point ? last - point : 0;
  return digits <= (type.kind == TypeKind::kDecimal && type.precision > 0 ? type.scale : 0U);
}

}  // namespace semaflow::expr
