// Times: grains and parts in the query's zone, and comparisons. A value without a time of day
// stands for its whole day, one beside a grain for its whole bucket; bounds are computed here, so
// that the database compares a column with two constants.
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/types.h"
#include "expr/typing.h"
#include "expr/visit.h"
#include "plan/names.h"
#include "plan/reads.h"
#include "sql/lowering.h"
#include "sql/proven_types.h"
#include "time/civil.h"
#include "time/literal.h"

namespace semaflow::sql {

using expr::As;
using expr::BinaryOp;
using time::Grain;

namespace {

BinaryOp Mirrored(BinaryOp op) {
  switch (op) {
    case BinaryOp::kLt:
      return BinaryOp::kGt;
    case BinaryOp::kLe:
      return BinaryOp::kGe;
    case BinaryOp::kGt:
      return BinaryOp::kLt;
    case BinaryOp::kGe:
      return BinaryOp::kLe;
    default:
      return op;
  }
}

bool IsTimeValue(const Value& value) {
  return std::holds_alternative<Date>(value) || std::holds_alternative<Timestamp>(value) ||
         std::holds_alternative<Instant>(value);
}

std::optional<Grain> GrainOf(const expr::Expr& expr) {
  const auto* ref = As<expr::Ref>(expr);
  if (ref == nullptr || ref->field.kind != time::TimeField::Kind::kGrain) return std::nullopt;
  return ref->field.grain;
}

// Whether SQL compares a value with a time of `kind` as it is meant.
bool IsExact(const Value& value, TypeKind kind) {
  switch (kind) {
    case TypeKind::kTimestamptz:
      return std::holds_alternative<Instant>(value);
    case TypeKind::kTimestamp:
      return std::holds_alternative<Timestamp>(value);
    default:
      return !std::holds_alternative<Instant>(value);
  }
}

}  // namespace

DataType Lowering::TypeOf(const expr::Expr& expr) const {
  return expr::TypeOf(expr, model::FlowTypeScope(model_, flow_, self_));
}

TypeKind Lowering::ProvenKindOf(const expr::Expr& expr) const {
  return expr::TypeOf(expr, ProvenTypes(model_, flow_, self_)).kind;
}

// The kind of a time that the SQL depends on; fails where nobody told it.
TypeKind Lowering::NeedTimeKind(const expr::Expr& expr, const std::string& why) {
  const TypeKind kind = KindOf(expr);
  if (IsTime(kind)) return kind;
  const expr::Ref* untyped = nullptr;
  expr::AnyNode(expr, [&](const expr::Expr& node) {
    const auto* ref = As<expr::Ref>(node);
    if (ref == nullptr || ref->kind == expr::RefKind::kRows) return false;
    if (untyped == nullptr && KindOf(node) == TypeKind::kUnknown) untyped = ref;
    return untyped != nullptr;
  });
  Error error{
      .code = ErrorCode::kTypeNeeded, .message = {}, .labels = {}, .candidates = {}, .help = {}};
  if (untyped == nullptr || kind != TypeKind::kUnknown) {
    error.message = plan::Quoted(plan::NamedText(model_, flow_, expr, self_)) + " is " +
                    std::string(KindName(kind)) + ", but " + why +
                    ", which needs a date, timestamp or timestamptz";
    error.help = "cast it to one of them";
    Fail(std::move(error));
    return kind;
  }
  const std::string name = plan::FieldName(model_, flow_, *untyped, self_);
  error.message = "the type of " + plan::Quoted(name) + " is not known, but " + why;
  error.help =
      "add its type to the model, as `type: date`, `type: timestamp`, "
      "`type: timestamptz` or `type: text`, or let `semaflow check --data` write schema.json";
  const AliasIndex alias = plan::AliasOf(untyped->alias, self_);
  if (alias < flow_.aliases.size()) {
    const std::string member = name.substr(name.find('.') + 1);
    if (untyped->kind == expr::RefKind::kDimension) {
      error.help =
          "add to " + TableOf(alias).file + ", in dimension " + plan::Quoted(member) +
          ":  type: date  (or timestamp, timestamptz, text), or let `semaflow check --data` "
          "write schema.json";
    }
    error.labels.push_back(Label{.file = TableOf(alias).file,
                                 .line = 0,
                                 .column = 0,
                                 .width = 1,
                                 .source_line = {},
                                 .note = {}});
  }
  Fail(std::move(error));
  return kind;
}

Expr Lowering::Truncated(Expr time, TypeKind kind, Grain grain) {
  const time::Zone* zone = kind == TypeKind::kTimestamptz ? plan_.zone : nullptr;
  return Expr{Truncate{grain, kind, zone, model_.settings, std::move(time)}};
}

// An instant as the wall clock of the query's zone; anything else as it is.
Expr Lowering::OnWallClock(Expr time, TypeKind kind) {
  if (kind != TypeKind::kTimestamptz) return time;
  return Expr{AtZone{std::move(time), plan_.zone->name()}};
}

Expr Lowering::PartOf(Expr time, TypeKind kind, time::Part part) {
  return Expr{ReadPart{part, OnWallClock(std::move(time), kind)}};
}

// --- Comparisons.

// nullopt: nothing about times here, SQL's comparison is meant.
std::optional<Expr> Lowering::CompareTimes(BinaryOp op, const expr::Expr& left,
                                           const expr::Expr& right) {
  const auto* of_left = As<expr::Literal>(left);
  const auto* of_right = As<expr::Literal>(right);
  if (of_right != nullptr) {
    if (of_left != nullptr) {
      if (!IsTimeValue(of_left->value) || !IsTimeValue(of_right->value)) return std::nullopt;
      return CompareFields(op, left, right);
    }
    if (IsTimeValue(of_right->value)) return CompareWithLiteral(op, left, *of_right);
    return CompareUntyped(left, *of_right);
  }
  if (of_left != nullptr) {
    if (IsTimeValue(of_left->value)) return CompareWithLiteral(Mirrored(op), right, *of_left);
    return CompareUntyped(right, *of_left);
  }
  return CompareFields(op, left, right);
}

// Where nobody knows the type a text is a text, but one that reads as a time would silently be read
// as one by the database, and mean a moment where the user means a day.
std::optional<Expr> Lowering::CompareUntyped(const expr::Expr& other, const expr::Literal& text) {
  const auto* written = std::get_if<std::string>(&text.value);
  const bool digit = written != nullptr && !written->empty() && (*written)[0] <= '9';
  if (!digit || !time::ParseTime(*written)) return std::nullopt;  // most are words
  if (KindOf(other) != TypeKind::kUnknown) return std::nullopt;
  NeedTimeKind(other, "it is compared with a text that reads as a time");
  return Nothing();
}

std::optional<Expr> Lowering::CompareWithLiteral(BinaryOp op, const expr::Expr& time,
                                                 const expr::Literal& literal) {
  const TypeKind kind = KindOf(time);
  if (kind == TypeKind::kUnknown) {
    NeedTimeKind(time, "it is compared with a time");
    return Nothing();
  }
  if (!IsTime(kind)) return std::nullopt;
  const std::optional<Grain> grain = GrainOf(time);
  if (!grain && IsExact(literal.value, kind)) return std::nullopt;
  time::TimeOperand operand{kind, grain, plan_.zone, model_.settings};
  if (const auto* ref = As<expr::Ref>(time)) {
    expr::Ref bound = *ref;
    bound.alias = plan::AliasOf(ref->alias, self_);
    operand.stored_in = model::StoredIn(model_, flow_, bound);
  }
  return CompareWithBounds(op, time, operand, time::BoundsOf(operand, literal.value),
                           literal.bound);
}

// The bounds of a bucket are bounds of its time, which needs no cutting; of a group there is only
// the bucket.
Expr Lowering::CompareWithBounds(BinaryOp op, const expr::Expr& time,
                                 const time::TimeOperand& operand, const time::TimeBounds& bounds,
                                 bool bound) {
  using Sql = Operator;
  std::optional<expr::Ref> stripped;
  if (operand.grain && !on_groups_) {
    stripped = *As<expr::Ref>(time);
    stripped->field = {};
  }
  const auto compared = [&](Operator meaning, std::int64_t at) {
    Expr value = stripped ? Node(*stripped) : Value(time);
    return Expr{Binary{meaning, std::move(value), Own(time::ToValue(operand, at), bound)}};
  };
  const auto within = [&](std::int64_t start, std::int64_t end) {
    return Both(compared(Sql::kGe, start), compared(Sql::kLt, end));
  };
  const auto either = [](Expr first, Expr second) {
    Exprs terms;
    terms.reserve(2);
    terms.push_back(std::move(first));
    terms.push_back(std::move(second));
    return LogicOf(false, std::move(terms));
  };
  const auto& [start, end, point, hole_start, hole_end] = bounds;
  switch (op) {
    case BinaryOp::kLt:
      return compared(Sql::kLt, start);
    case BinaryOp::kLe:
      return compared(point ? Sql::kLe : Sql::kLt, end);
    case BinaryOp::kGt:
      return compared(point ? Sql::kGt : Sql::kGe, end);
    case BinaryOp::kGe:
      return compared(Sql::kGe, start);
    case BinaryOp::kEq:
      if (point) return compared(Sql::kEq, start);
      if (!bounds.HasHole()) return within(start, end);
      return either(within(start, hole_start), within(hole_end, end));
    case BinaryOp::kNe: {
      if (point) return compared(Sql::kNe, start);
      Expr outside = either(compared(Sql::kLt, start), compared(Sql::kGe, end));
      if (!bounds.HasHole()) return outside;
      return either(std::move(outside), within(hole_start, hole_end));
    }
    default:
      SEMA_CHECK(false, "an operator that compares nothing");
  }
}

// Two times of different kinds: a date is its whole day, an instant its wall clock in the zone.
std::optional<Expr> Lowering::CompareFields(BinaryOp op, const expr::Expr& left,
                                            const expr::Expr& right) {
  const TypeKind of_left = KindOf(left);
  const TypeKind of_right = KindOf(right);
  const bool unknown = of_left == TypeKind::kUnknown && of_right == TypeKind::kUnknown;
  if (!unknown && (of_left == of_right || (!IsTime(of_left) && !IsTime(of_right)))) {
    return std::nullopt;
  }
  if (of_left == TypeKind::kUnknown || of_right == TypeKind::kUnknown) {
    NeedTimeKind(of_left == TypeKind::kUnknown ? left : right,
                 unknown ? "it is compared with another field, which means another thing for times"
                         : "it is compared with a time");
    return Nothing();
  }
  if (!IsTime(of_left) || !IsTime(of_right)) return std::nullopt;
  const bool by_day = of_left == TypeKind::kDate || of_right == TypeKind::kDate;
  const auto side = [&](const expr::Expr& time, TypeKind kind) {
    Expr wall = OnWallClock(Value(time), kind);
    if (!by_day || kind == TypeKind::kDate) return wall;
    return Expr{Cast{std::move(wall), DataType{.kind = TypeKind::kDate}, false}};
  };
  using Sql = Operator;
  const auto meaning = [op] {
    switch (op) {
      case BinaryOp::kEq:
        return Sql::kEq;
      case BinaryOp::kNe:
        return Sql::kNe;
      case BinaryOp::kLt:
        return Sql::kLt;
      case BinaryOp::kLe:
        return Sql::kLe;
      case BinaryOp::kGt:
        return Sql::kGt;
      case BinaryOp::kGe:
        return Sql::kGe;
      default:
        break;
    }
    SEMA_CHECK(false, "an operator that compares nothing");
  };
  return Expr{Binary{meaning(), side(left, of_left), side(right, of_right)}};
}

// --- Arithmetic and functions of times.

// A value that is about to be read as text: an instant as its wall clock.
Expr Lowering::AsText(const expr::Expr& expr) {
  const TypeKind kind = KindOf(expr);
  Expr value = OnWallClock(Value(expr), kind);
  if (kind == TypeKind::kText) return value;
  const DataType text{.kind = TypeKind::kText};
  return Expr{Cast{.operand = std::move(value), .to = text, .from = kind, .implied = true}};
}

// nullopt: no time takes part, numbers are meant.
std::optional<Expr> Lowering::ArithmeticOfTimes(const expr::Binary& binary) {
  const auto& [op, left, right] = binary;
  const TypeKind of_left = KindOf(*left);
  const TypeKind of_right = KindOf(*right);
  const bool adds = op == BinaryOp::kAdd;
  if (IsTime(of_left) && IsTime(of_right)) {
    return adds ? std::nullopt : std::optional(TimeBetween(*left, *right));
  }
  const bool left_moves = IsTime(of_left);
  if (!left_moves && !(IsTime(of_right) && adds)) return std::nullopt;
  const expr::Expr& time = left_moves ? *left : *right;
  const expr::Expr& amount = left_moves ? *right : *left;
  const TypeKind kind = left_moves ? of_left : of_right;
  const TypeKind of_amount = left_moves ? of_right : of_left;
  if (of_amount == TypeKind::kInterval) {
    if (kind != TypeKind::kTimestamptz) return std::nullopt;
    return MovedByInterval(time, amount, adds ? Operator::kAdd : Operator::kSubtract);
  }
  if (kind != TypeKind::kDate || of_amount != TypeKind::kInteger) return std::nullopt;
  Expr days = Value(amount);
  if (!adds) days = Expr{Unary{UnaryOp::kNegate, std::move(days)}};
  return Expr{Cast{Expr{Shift{Value(time), std::move(days), Grain::kDay}},
                   DataType{.kind = TypeKind::kDate}, false}};
}

// Months and days move an instant on the wall clock of the zone, the rest is elapsed time.
Expr Lowering::MovedByInterval(const expr::Expr& time, const expr::Expr& interval, Operator op) {
  const auto* literal = As<expr::Literal>(interval);
  const auto* length = literal != nullptr ? std::get_if<Interval>(&literal->value) : nullptr;
  if (length == nullptr) {
    Fail(Error{.code = ErrorCode::kUnsupportedByDialect,
               .message = "only a written interval can be added to the instant " +
                          plan::Quoted(plan::NamedText(model_, flow_, time, self_)),
               .labels = {},
               .candidates = {},
               .help = "write interval '1 day' or use date_add"});
    return Nothing();
  }
  const auto [months, days, micros] = *length;
  Expr moved = Value(time);
  if (months != 0 || days != 0) {
    Expr wall = OnWallClock(std::move(moved), TypeKind::kTimestamptz);
    moved = Expr{
        AtZone{Expr{Binary{op, std::move(wall), Own(Interval{months, days, 0}, literal->bound)}},
               plan_.zone->name()}};
  }
  if (micros == 0) return moved;
  return Expr{Binary{op, std::move(moved), Own(Interval{0, 0, micros}, literal->bound)}};
}

// Days between dates, an interval between all else; between instants the time that passed.
Expr Lowering::TimeBetween(const expr::Expr& end, const expr::Expr& start) {
  const TypeKind of_end = KindOf(end);
  const TypeKind of_start = KindOf(start);
  const bool elapsed = of_end == of_start && of_end == TypeKind::kTimestamptz;
  const auto side = [&](const expr::Expr& time, TypeKind kind) {
    if (!elapsed) return OnWallClock(Value(time), kind);
    return Expr{AtZone{Value(time), time::Utc()->name()}};
  };
  return Expr{Binary{Operator::kSubtract, side(end, of_end), side(start, of_start)}};
}

// Days and above move the wall clock, hours and below are elapsed time.
Expr Lowering::AddPeriods(const expr::Call& call) {
  const Grain unit = call.field.grain;
  const TypeKind kind = NeedTimeKind(call.args[0], "periods are added to it");
  if (error_) return Nothing();
  Expr time = Value(call.args[0]);
  Expr amount = Value(call.args[1]);
  const bool on_wall = kind == TypeKind::kTimestamptz && unit >= Grain::kDay;
  if (on_wall) time = OnWallClock(std::move(time), kind);
  Expr moved{Shift{std::move(time), std::move(amount), unit}};
  if (on_wall) return Expr{AtZone{std::move(moved), plan_.zone->name()}};
  if (kind != TypeKind::kDate) return moved;
  return Expr{Cast{std::move(moved), DataType{.kind = TypeKind::kDate}, false}};
}

// Boundaries between two times, on the wall clock; of instants, hours and below are those of UTC,
// as an hour that the wall clock skips has not passed.
Expr Lowering::CountBetween(const expr::Call& call) {
  const Grain unit = call.field.grain;
  const TypeKind from = NeedTimeKind(call.args[0], "periods are counted from it");
  const TypeKind to = NeedTimeKind(call.args[1], "periods are counted up to it");
  if (error_) return Nothing();
  const bool elapsed =
      unit < Grain::kDay && from == TypeKind::kTimestamptz && to == TypeKind::kTimestamptz;
  const auto side = [&](const expr::Expr& time, TypeKind kind) {
    if (!elapsed) return OnWallClock(Value(time), kind);
    return Expr{AtZone{Value(time), time::Utc()->name()}};
  };
  Expr start = side(call.args[0], from);
  Expr end = side(call.args[1], to);
  return Expr{CountPeriods{unit, model_.settings, std::move(start), std::move(end)}};
}

// Between instants and what has no zone lies the query's zone.
Expr Lowering::CastOf(const expr::Cast& cast) {
  const auto& [operand, to, or_null] = cast;
  const bool to_wall = to.kind == TypeKind::kDate || to.kind == TypeKind::kTimestamp ||
                       to.kind == TypeKind::kTime || to.kind == TypeKind::kText;
  const bool to_instant = to.kind == TypeKind::kTimestamptz;
  const TypeKind kind = KindOf(*operand);
  const bool depends = to_instant || to.kind == TypeKind::kDate || to.kind == TypeKind::kTimestamp;
  if (depends && kind == TypeKind::kUnknown) {
    NeedTimeKind(*operand, "a cast to " + std::string(KindName(to.kind)) + " depends on it");
    return Nothing();
  }
  Expr value = Value(*operand);
  if (to_wall && kind == TypeKind::kTimestamptz) {
    value = OnWallClock(std::move(value), kind);
    if (to.kind == TypeKind::kTimestamp) return value;
  }
  if (to_instant && (kind == TypeKind::kDate || kind == TypeKind::kTimestamp)) {
    if (kind == TypeKind::kDate) {
      value = Expr{Cast{std::move(value), DataType{.kind = TypeKind::kTimestamp}, false}};
    }
    return Expr{AtZone{std::move(value), plan_.zone->name()}};
  }
  return Expr{Cast{.operand = std::move(value), .to = to, .or_null = or_null, .from = kind}};
}

}  // namespace semaflow::sql
