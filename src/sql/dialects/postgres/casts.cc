// Casts of PostgreSQL. It has no cast that gives NULL where a value does not fit: the shape of a
// text is looked at before it is cast.
#include <string>
#include <utility>

#include "sql/dialects/postgres/rules.h"

namespace semaflow::sql::postgres {
namespace {

// Spelled out: `\d` and `\s` follow the collation. More digits are no number that a float holds.
constexpr const char* kNumber =
    R"(^[ \t\n\r\f\v]*[+-]?([0-9]{1,200}\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?[ \t\n\r\f\v]*$)";
constexpr const char* kDate =
    R"(^[ \t\n\r\f\v]*[0-9]{1,4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])[ \t\n\r\f\v]*$)";
constexpr const char* kBoolean =
    R"(^[ \t\n\r\f\v]*([tT]|[fF]|true|false|yes|no|1|0)[ \t\n\r\f\v]*$)";

bool IsNumber(TypeKind kind) {
  return kind == TypeKind::kInteger || kind == TypeKind::kDecimal || kind == TypeKind::kFloat;
}

Expr Plain(Expr operand, const DataType& to) {
  return Expr{Cast{.operand = std::move(operand), .to = to}};
}
// Any number of digits.
Expr AsNumeric(Expr operand) {
  return Expr{Cast{.operand = std::move(operand), .to = {}, .type_name = "NUMERIC"}};
}

Expr When(Expr when, Expr then) {
  Case node;
  node.branches.push_back(CaseBranch{std::move(when), std::move(then)});
  return Expr{std::move(node)};
}

// Conditions one inside of the other are asked in this order.
Expr WhenShaped(const Expr& text, const char* shape, Expr then, Rewriter& rewriter) {
  return When(CallOf("regexp_like", rewriter.Copy(text), rewriter.Make(std::string(shape))),
              std::move(then));
}

Expr TextToNumber(Expr text, const DataType& to, Rewriter& rewriter) {
  if (to.kind == TypeKind::kFloat) {
    return WhenShaped(text, kNumber, Plain(rewriter.Copy(text), to), rewriter);
  }
  const bool is_integer = to.kind == TypeKind::kInteger;
  const std::string digits(is_integer ? 0 : to.precision - to.scale, '9');
  const std::string fraction(is_integer ? 0 : to.scale, '9');
  const Decimal most{is_integer ? "9223372036854775807"
                                : (digits.empty() ? "0" : digits) +
                                      (fraction.empty() ? "" : "." + fraction)};
  const Decimal least{is_integer ? "-9223372036854775808" : "-" + most.text};
  Expr number = AsNumeric(rewriter.Copy(text));
  Expr rounded = CallOf("round", rewriter.Copy(number),
                        rewriter.Make(std::int64_t{is_integer ? 0 : to.scale}));
  Expr fits{Between{std::move(rounded), rewriter.Make(least), rewriter.Make(most)}};
  return WhenShaped(text, kNumber, When(std::move(fits), Plain(std::move(number), to)), rewriter);
}

// The month has the day.
Expr TextToDate(Expr text, const DataType& to, Rewriter& rewriter) {
  const auto number = [&](std::int64_t place) {
    Expr part = CallOf("split_part", CallOf("trim", rewriter.Copy(text)),
                       rewriter.Make(std::string("-")), rewriter.Make(place));
    return CountsAsInt4(std::move(part));
  };
  const auto interval = [&](Interval length) { return rewriter.Make(length); };
  const Expr one = rewriter.Make(std::int64_t{1});
  Expr first = CallOf("make_date", number(1), number(2), rewriter.Copy(one));
  Expr last = OperationOf(Operator::kSubtract,
                          OperationOf(Operator::kAdd, std::move(first),
                                      interval({.months = 1, .days = 0, .micros = 0})),
                          interval({.months = 0, .days = 1, .micros = 0}));
  Expr days = CallOf("date_part", rewriter.Make(std::string("day")), std::move(last));
  Expr date = CallOf("make_date", number(1), number(2), number(3));
  Expr fits = OperationOf(Operator::kLe, number(3), std::move(days));
  Expr in_month = When(std::move(fits), Plain(std::move(date), to));
  // There is no year 0.
  Expr has_year = OperationOf(Operator::kGt, number(1), rewriter.Make(std::int64_t{0}));
  return WhenShaped(text, kDate, When(std::move(has_year), std::move(in_month)), rewriter);
}

Expr TryCast(Cast cast, Rewriter& rewriter) {
  const TypeKind to = cast.to.kind;
  const bool always_fits = to == TypeKind::kText || cast.from == to ||
                           (IsNumber(cast.from) && to == TypeKind::kFloat) ||
                           (cast.from == TypeKind::kBoolean && to == TypeKind::kInteger);
  cast.or_null = false;
  if (always_fits && to != TypeKind::kDecimal) return RewriteCast(std::move(cast), rewriter);
  const bool is_text = cast.from == TypeKind::kText;
  const bool has_digits = to != TypeKind::kDecimal || cast.to.precision > 0;
  Expr text = std::move(*cast.operand);
  if (is_text && IsNumber(to) && has_digits) {
    return TextToNumber(std::move(text), cast.to, rewriter);
  }
  if (is_text && to == TypeKind::kDate) return TextToDate(std::move(text), cast.to, rewriter);
  if (is_text && to == TypeKind::kBoolean) {
    return WhenShaped(text, kBoolean, Plain(rewriter.Copy(text), cast.to), rewriter);
  }
  rewriter.Fail(Error{.code = ErrorCode::kUnsupportedByDialect,
                      .message = "try_cast cannot be said in postgres: it has no cast that gives "
                                 "NULL, and only of texts to numbers, dates and booleans it is "
                                 "known which fit",
                      .labels = {},
                      .candidates = {},
                      .help = "use cast where a condition says that the value fits"});
  return rewriter.Make(Null{});
}

}  // namespace

Expr RewriteCast(Cast cast, Rewriter& rewriter) {
  if (cast.or_null) return TryCast(std::move(cast), rewriter);
  const TypeKind to = cast.to.kind;
  // Integers of 32 bits alone are cast to booleans and back.
  if (cast.from == TypeKind::kBoolean && IsNumber(to)) {
    *cast.operand = CountsAsInt4(std::move(*cast.operand));
  } else if (IsNumber(cast.from) && to == TypeKind::kBoolean) {
    return OperationOf(Operator::kNe, std::move(*cast.operand), rewriter.Make(std::int64_t{0}));
  } else if (cast.from == TypeKind::kText && to == TypeKind::kInteger) {
    *cast.operand = AsNumeric(std::move(*cast.operand));  // '5.5' is 6
  }
  return Expr{std::move(cast)};
}

}  // namespace semaflow::sql::postgres
