// Types of function calls and aggregates.
#include <array>

#include "base/types.h"
#include "expr/functions.h"
#include "expr/type_checker.h"
#include "expr/visit.h"

namespace semaflow::expr {
namespace {

// What an argument must be.
enum class Want : std::uint8_t { kAny, kNumber, kInteger, kText, kTime, kCondition };
// What a function gives.
enum class Gives : std::uint8_t {
  kBoolean,
  kInteger,
  kFloat,
  kText,
  kDate,
  kInstant,
  kFirst,   // The type of the first argument.
  kCommon,  // The common type of all arguments.
  kChoice,  // The common type of the second and third.
  kWhole,   // A number cut to whole ones, or to as many digits as the second argument says.
  kRest,    // As `%`.
};

struct Shape {
  Function function;
  Gives gives;
  std::array<Want, 3> args{Want::kAny, Want::kAny, Want::kAny};  // The last one for all behind it.
};

using enum Want;
constexpr std::array<Shape, kFunctionCount> kShapes = {{
    {Function::kDateTrunc, Gives::kFirst, {kTime}},
    {Function::kDatePart, Gives::kInteger, {kTime}},
    {Function::kDateAdd, Gives::kFirst, {kTime, kInteger}},
    {Function::kDateDiff, Gives::kInteger, {kTime, kTime}},
    {Function::kNow, Gives::kInstant},
    {Function::kCurrentDate, Gives::kDate},
    {Function::kMakeDate, Gives::kDate, {kInteger, kInteger, kInteger}},
    {Function::kLower, Gives::kText, {kText}},
    {Function::kUpper, Gives::kText, {kText}},
    {Function::kConcat, Gives::kText},
    {Function::kConcatWs, Gives::kText, {kText}},
    {Function::kSubstring, Gives::kText, {kText, kInteger, kInteger}},
    {Function::kLength, Gives::kInteger, {kText}},
    {Function::kTrim, Gives::kText, {kText, kText}},
    {Function::kLtrim, Gives::kText, {kText, kText}},
    {Function::kRtrim, Gives::kText, {kText, kText}},
    {Function::kLeft, Gives::kText, {kText, kInteger}},
    {Function::kRight, Gives::kText, {kText, kInteger}},
    {Function::kReplace, Gives::kText, {kText, kText, kText}},
    {Function::kPosition, Gives::kInteger, {kText, kText}},
    {Function::kReverse, Gives::kText, {kText}},
    {Function::kRepeat, Gives::kText, {kText, kInteger}},
    {Function::kStartsWith, Gives::kBoolean, {kText, kText}},
    {Function::kEndsWith, Gives::kBoolean, {kText, kText}},
    {Function::kContains, Gives::kBoolean, {kText, kText}},
    {Function::kLpad, Gives::kText, {kText, kInteger, kText}},
    {Function::kRpad, Gives::kText, {kText, kInteger, kText}},
    {Function::kSplitPart, Gives::kText, {kText, kText, kInteger}},
    {Function::kRegexpMatches, Gives::kBoolean, {kText, kText}},
    {Function::kCoalesce, Gives::kCommon},
    {Function::kNullIf, Gives::kFirst},
    {Function::kGreatest, Gives::kCommon},
    {Function::kLeast, Gives::kCommon},
    {Function::kAbs, Gives::kFirst, {kNumber}},
    {Function::kCeil, Gives::kWhole, {kNumber}},
    {Function::kFloor, Gives::kWhole, {kNumber}},
    {Function::kRound, Gives::kWhole, {kNumber, kInteger}},
    {Function::kTrunc, Gives::kWhole, {kNumber, kInteger}},
    {Function::kPower, Gives::kFloat, {kNumber, kNumber}},
    {Function::kSqrt, Gives::kFloat, {kNumber}},
    {Function::kLn, Gives::kFloat, {kNumber}},
    {Function::kLog10, Gives::kFloat, {kNumber}},
    {Function::kLog, Gives::kFloat, {kNumber, kNumber}},
    {Function::kExp, Gives::kFloat, {kNumber}},
    {Function::kSign, Gives::kInteger, {kNumber}},
    {Function::kMod, Gives::kRest, {kNumber, kNumber}},
    {Function::kSafeDivide, Gives::kFloat, {kNumber, kNumber}},
    {Function::kIntegerDivide, Gives::kInteger, {kNumber, kNumber}},
    {Function::kIf, Gives::kChoice, {kCondition}},
}};
constexpr bool InOrder() {
  for (std::size_t i = 0; i < kShapes.size(); ++i) {
    if (static_cast<std::size_t>(kShapes[i].function) != i) return false;
  }
  return true;
}
static_assert(InOrder());

bool Fits(Want want, TypeKind kind) {
  if (kind == TypeKind::kUnknown) return true;
  switch (want) {
    case kAny:
      return true;
    case kNumber:
      return IsNumeric(kind);
    case kInteger:
      return kind == TypeKind::kInteger;
    case kText:
      return kind == TypeKind::kText || kind == TypeKind::kJson;
    case kTime:
      return IsTime(kind);
    case kCondition:
      return kind == TypeKind::kBoolean;
  }
  return false;
}

std::string_view WordOf(Want want) {
  switch (want) {
    case kAny:
      return "a value";
    case kNumber:
      return "a number";
    case kInteger:
      return "an integer";
    case kText:
      return "a text";
    case kTime:
      return "a date or timestamp";
    case kCondition:
      return "a condition";
  }
  return {};
}

std::string_view HelpFor(Want want) {
  switch (want) {
    case kAny:
      return "";
    case kNumber:
      return "change it: cast(x as decimal(18, 2))";
    case kInteger:
      return "change it: cast(x as integer)";
    case kText:
      return "change it: cast(x as text)";
    case kTime:
      return "change it: cast(x as date); a literal is date '2024-02-29'";
    case kCondition:
      return "compare it: amount > 0";
  }
  return {};
}

// How to make a number of what is to be summed.
std::string_view HelpForSum(TypeKind kind) {
  if (kind == TypeKind::kText) return HelpFor(kNumber);
  if (kind == TypeKind::kInterval) return "count it in a unit: date_diff('second', start, end)";
  return "count(x) counts values";
}

// How to make a number of what has to have a middle.
std::string_view HelpForMiddle(TypeKind kind) {
  if (kind == TypeKind::kBoolean)
    return "a share of rows is count(*) filter (where ...) / count(*)";
  if (IsTime(kind)) return "count its days from some day: date_diff('day', date '2000-01-01', x)";
  if (kind == TypeKind::kInterval) return HelpForSum(kind);
  return HelpFor(kNumber);
}

// Digits behind the point that round(x, n) keeps; all of them when n is not a literal.
int DigitsOf(const Call& call, int scale) {
  if (call.args.size() < 2) return 0;
  const auto* literal = As<Literal>(call.args[1]);
  const auto* digits = literal ? std::get_if<std::int64_t>(&literal->value) : nullptr;
  if (digits == nullptr || *digits >= scale) return scale;
  return *digits < 0 ? 0 : static_cast<int>(*digits);
}

}  // namespace

DataType TypeChecker::Of(const Call& call, const Expr& expr) {
  const auto& [function, args, field] = call;
  const auto& [same, gives, wants] = kShapes[static_cast<std::size_t>(function)];
  std::vector<DataType> types;
  types.reserve(args.size());
  for (std::size_t i = 0; i < args.size(); ++i) {
    types.push_back(Of(args[i]));
    const Want want = wants[std::min(i, wants.size() - 1)];
    if (Fits(want, types[i].kind)) continue;
    return Fail(args[i].span,
                std::string(InfoOf(function).name) + " needs " + std::string(WordOf(want)) +
                    " here, and this is " + WithArticle(types[i]),
                std::string(HelpFor(want)));
  }
  return TypeOfCall(call, types, expr);
}

DataType TypeChecker::TypeOfCall(const Call& call, const std::vector<DataType>& types,
                                 const Expr& expr) {
  const auto& [function, args, field] = call;
  // Trees that no parser made may lack arguments.
  const DataType first = types.empty() ? DataType{} : types[0];
  if (field.kind != time::TimeField::Kind::kNone) {
    CheckTimeUnit(call, first, expr);
    if (types.size() == 2 && function == Function::kDateDiff) {
      Compare(args[0], types[0], args[1], types[1]);
    }
  }
  const auto join_from = [&](std::size_t begin) {
    DataType type;
    for (std::size_t i = begin; i < args.size(); ++i) {
      type = i == begin ? types[i]
                        : Join(args[begin], type, args[i], types[i], "stand for each other");
    }
    return type;
  };
  switch (kShapes[static_cast<std::size_t>(function)].gives) {
    case Gives::kBoolean:
      return {TypeKind::kBoolean};
    case Gives::kInteger:
      return {TypeKind::kInteger};
    case Gives::kFloat:
      return {TypeKind::kFloat};
    case Gives::kText:
      return {TypeKind::kText};
    case Gives::kDate:
      return {TypeKind::kDate};
    case Gives::kInstant:
      return {TypeKind::kTimestamptz};
    case Gives::kFirst:
      if (function == Function::kNullIf && types.size() == 2) {
        Compare(args[0], types[0], args[1], types[1]);
      }
      return first;
    case Gives::kCommon:
      return join_from(0);
    case Gives::kChoice:
      return join_from(1);
    case Gives::kWhole:
      if (first.kind != TypeKind::kDecimal) return first;
      return {TypeKind::kDecimal, first.precision,
              static_cast<std::uint8_t>(DigitsOf(call, first.scale))};
    case Gives::kRest:
      return types.size() == 2 ? ArithmeticType(BinaryOp::kModulo, types[0], types[1]) : DataType{};
  }
  return {};
}

void TypeChecker::CheckTimeUnit(const Call& call, const DataType& type, const Expr& expr) {
  const time::TimeField& field = call.field;
  if (type.kind != TypeKind::kDate) return;
  const bool grain = field.kind == time::TimeField::Kind::kGrain;
  const bool within_day =
      grain ? field.grain < time::Grain::kDay : field.part == time::Part::kHourOfDay;
  if (!within_day) return;
  const std::string_view word = grain ? time::GrainName(field.grain) : "hour";
  Fail(expr.span, "a date has no " + std::string(word) + "s",
       "units of a date are day, week, month, quarter and year");
}

DataType TypeChecker::Of(const Aggregate& aggregate, const Expr&) {
  const auto& [function, boxed] = aggregate;
  const auto& [args, filter, order_by, separator, fraction, percentile, home] = *boxed;
  if (filter) Condition(*filter);
  if (order_by) Of(*order_by);
  DataType type;
  for (const Expr& arg : args) type = Of(arg);
  const auto need = [&](bool fits, std::string_view what, std::string_view help) {
    if (fits || type.kind == TypeKind::kUnknown || args.empty()) return;
    Fail(args[0].span,
         std::string(InfoOf(function).name) + " needs " + std::string(what) + ", and this is " +
             WithArticle(type),
         std::string(help));
  };
  const TypeKind kind = type.kind;
  switch (function) {
    case AggregateFunction::kCount:
    case AggregateFunction::kCountDistinct:
    case AggregateFunction::kApproxCountDistinct:
      return {TypeKind::kInteger};
    case AggregateFunction::kSum:
      need(IsNumeric(kind) || kind == TypeKind::kBoolean, "a number", HelpForSum(kind));
      if (kind == TypeKind::kBoolean) return {TypeKind::kInteger};
      // Where nobody told the digits of a decimal, nobody knows those of its sum.
      if (kind == TypeKind::kDecimal && type.precision > 0) return {kind, 38, type.scale};
      return type;
    case AggregateFunction::kMin:
    case AggregateFunction::kMax:
    case AggregateFunction::kAnyValue:
    case AggregateFunction::kFirst:
    case AggregateFunction::kLast:
      return type;
    case AggregateFunction::kAvg:
    case AggregateFunction::kMedian:
    case AggregateFunction::kPercentile:
    case AggregateFunction::kStddevSamp:
    case AggregateFunction::kStddevPop:
    case AggregateFunction::kVarSamp:
    case AggregateFunction::kVarPop:
      need(IsNumeric(kind), "a number", HelpForMiddle(kind));
      return {TypeKind::kFloat};
    case AggregateFunction::kStringAgg:
      need(kind != TypeKind::kList && kind != TypeKind::kBinary, "a text", "");
      return {TypeKind::kText};
    case AggregateFunction::kArrayAgg:
      return {.kind = TypeKind::kList, .element = kind};
    case AggregateFunction::kBoolAnd:
    case AggregateFunction::kBoolOr:
      need(kind == TypeKind::kBoolean, "a condition", "compare it: amount > 0");
      return {TypeKind::kBoolean};
  }
  return {};
}

}  // namespace semaflow::expr
