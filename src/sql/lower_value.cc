#include <algorithm>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/planted.h"
#include "base/types.h"
#include "expr/typing.h"
#include "expr/visit.h"
#include "model/per_row.h"
#include "plan/names.h"
#include "plan/reads.h"
#include "sql/folded.h"
#include "sql/lowering.h"

namespace semaflow::sql {

using expr::kSelf;
using expr::RefKind;
using time::TimeField;

Expr Lowering::Value(const expr::Expr& expr) {
  if (!Enter()) return Nothing();
  if (on_groups_) {
    if (const auto column = GroupKeyOf(expr)) return GroupKey(*column);
  }
  if (const auto* ref = expr::As<expr::Ref>(expr)) return Node(*ref);  // Most are.
  return std::visit([this](const auto& node) { return Node(node); }, expr.node);
}

// The dimension of the query that a part of a condition on groups is.
std::optional<std::uint32_t> Lowering::GroupKeyOf(const expr::Expr& expr) const {
  if (std::holds_alternative<expr::Literal>(expr.node)) return std::nullopt;
  for (std::uint32_t i = 0; i < plan_.dimension_count; ++i) {
    if (plan_.columns[i].value == expr) return i;
  }
  return std::nullopt;
}

Expr Lowering::Node(const expr::Literal& literal) {
  const auto& [value, bound] = literal;
  return Expr{Constant{&value, bound}};
}

Expr Lowering::Node(const expr::Name&) { SEMA_CHECK(false, "a name that was not bound"); }

Expr Lowering::Node(const expr::Ref& ref) {
  switch (ref.kind) {
    case RefKind::kColumn: {
      const AliasIndex alias = plan::AliasOf(ref.alias, self_);
      if (ref.field.kind == TimeField::Kind::kNone) return ColumnOf(alias, ref.index);
      return WithField(ColumnOf(alias, ref.index), TableOf(alias).columns[ref.index].type.kind,
                       ref);
    }
    case RefKind::kDimension:
    case RefKind::kFlowDimension:
      return DimensionOf(ref);
    case RefKind::kMeasure:
    case RefKind::kFlowMeasure:
      return MeasureOf(ref);
    case RefKind::kPerRow:
      return PerRowOf(ref);
    case RefKind::kRows:
    case RefKind::kShared:
      break;
  }
  SEMA_CHECK(false, "rows, or what blocks share, stand for a value");
}

Expr Lowering::ColumnOf(AliasIndex alias, std::uint32_t index) {
  SEMA_CHECK(alias < flow_.aliases.size() && PlaceOf(alias).joined,
             "a column of a table that is not joined");
  const model::Column& column = TableOf(alias).columns[index];
  if (PlaceOf(alias).missing) return MissingOf(column.type);
  const Column named{flow_.aliases[alias].name, column.name};
  if (column.cast_to_text) return CastTo(Expr{named}, TypeKind::kText);
  return Expr{named};
}

Expr Lowering::DimensionOf(const expr::Ref& ref) {
  expr::Ref bound = ref;
  bound.alias = plan::AliasOf(ref.alias, self_);
  if (ref.kind == RefKind::kDimension && ref.field.kind == TimeField::Kind::kNone) {
    // Most are a column as it stands.
    const model::Dimension& plain = TableOf(bound.alias).dimensions[ref.index];
    if (plain.is_column && plain.stored_in.empty()) {
      return ColumnOf(bound.alias, expr::As<expr::Ref>(plain.expr)->index);
    }
  }
  const model::FieldView view = model::ViewOf(model_, flow_, bound);
  const model::Dimension& dimension = *view.dimension;
  if (view.home != kSelf && PlaceOf(view.home).missing) {
    return MissingOf(TypeOf(expr::Expr{bound, {}}));
  }
  Expr value;
  if (dimension.per) {
    value = PerRowOf(model::PerRowOf(flow_, view));
  } else {
    const SelfIs self(*this, view.home);
    value = Value(*view.expr);
  }
  TypeKind kind = view.type.kind;
  if (!dimension.stored_in.empty()) {
    value = Expr{AtZone{std::move(value), dimension.stored_in}};
    kind = TypeKind::kTimestamptz;
  }
  if (NeedsGuard(view)) value = Guarded(std::move(value), view.home);
  if (ref.field.kind == TimeField::Kind::kNone) return value;
  return WithField(std::move(value), kind, bound);
}

// A field of a row that is not there.
Expr Lowering::MissingOf(const DataType& type) {
  if (type.kind == TypeKind::kUnknown) return Nothing();
  return Expr{Cast{Nothing(), type, false}};
}

// A time with the grain or part that `ref` asks for.
Expr Lowering::WithField(Expr time, TypeKind kind, const expr::Ref& ref) {
  if (!IsTime(kind)) {
    expr::Ref whole = ref;
    whole.field = {};
    kind = NeedTimeKind(expr::Expr{whole, {}}, "a grain or part of it is asked");
    if (error_) return Nothing();
  }
  if (Planted(Bug::kGrainLost)) return time;
  return ref.field.kind == TimeField::Kind::kGrain
             ? Truncated(std::move(time), kind, ref.field.grain)
             : PartOf(std::move(time), kind, ref.field.part);
}

// Where a row has no partner its dimensions are NULL, whatever their expression makes of NULLs.
bool Lowering::NeedsGuard(const model::FieldView& view) const {
  if (Planted(Bug::kPresenceGuardDropped)) return false;
  if (view.home == kSelf || !PlaceOf(view.home).nullable) return false;
  if (view.dimension->is_column) return false;
  // A measure per row finds no row by a key that is not there; one over all rows is always there.
  if (view.dimension->per) return view.dimension->per->all;
  // An expression over several tables may find columns of those that are there.
  const bool one_table = !view.dimension->needs_flow && view.home < flow_.aliases.size() &&
                         !expr::AnyNode(*view.expr, [&](const expr::Expr& node) {
                           const auto* ref = expr::As<expr::Ref>(node);
                           return ref != nullptr && ref->alias != kSelf && ref->alias != view.home;
                         });
  return !one_table || !view.dimension->null_on_null;
}

Expr Lowering::Guarded(Expr value, AliasIndex alias) {
  std::optional<Expr> present = PresenceOf(alias);
  if (!present) return value;
  return CaseOf(std::move(*present), std::move(value));
}

// True exactly where a row has a partner in `alias`: a join key of a partner is never NULL.
std::optional<Expr> Lowering::PresenceOf(AliasIndex alias) {
  const plan::PlannedJoin& join = *PlaceOf(alias).join;
  const AliasIndex child = join.reversed ? join.from : join.alias;
  const model::FlowTypeScope scope(model_, flow_, alias);
  for (const model::JoinKey& key : flow_.aliases[child].keys) {
    const expr::Expr& own = join.reversed ? key.left : key.right;
    const bool of_alias = !expr::AnyNode(own, [&](const expr::Expr& node) {
      const auto* ref = expr::As<expr::Ref>(node);
      return ref != nullptr && ref->alias != kSelf && ref->alias != alias;
    });
    if (!of_alias || !expr::IsNullOnNull(own, scope)) continue;
    const SelfIs self(*this, alias);
    return IsNotNullOf(Value(own));
  }
  const model::Table& table = TableOf(alias);
  for (std::uint32_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].not_null) return IsNotNullOf(ColumnOf(alias, i));
  }
  Fail(Error{.code = ErrorCode::kKeyNeeded,
             .message = "rows without a partner in " + plan::Quoted(flow_.aliases[alias].text()) +
                        " cannot be told from others, because the keys of " +
                        plan::JoinText(model_, flow_, child) + " can be non-NULL without one",
             .labels = {},
             .candidates = {},
             .help = "declare the primary_key of table " + plan::Quoted(table.name) + " in " +
                     table.file});
  return std::nullopt;
}

Expr Lowering::MeasureOf(const expr::Ref& ref) {
  expr::Ref bound = ref;
  bound.alias = plan::AliasOf(ref.alias, self_);
  const model::FieldView view = model::ViewOf(model_, flow_, bound);
  const MeasureIs measure(*this, view);
  Expr value;
  {
    const SelfIs self(*this, view.home);
    value = Value(*view.expr);
  }
  const std::optional<semaflow::Value>& fill = view.measure->fill;
  if (!fill || Planted(Bug::kFillLost)) return value;
  if (!std::holds_alternative<Null>(*fill)) {
    if (!expr::FitsDigits(*fill, view.type)) {
      Fail(Error{.code = ErrorCode::kTypeNeeded,
                 .message = "the type of " +
                            plan::Quoted(plan::FieldName(model_, flow_, ref, self_)) +
                            " is not known, and its `fill` could be rounded to it",
                 .labels = {},
                 .candidates = {},
                 .help = "add `type: float`, or `decimal(p, s)`, to the measure, or let `semaflow "
                         "check --data` write schema.json"});
    }
    Exprs args;
    args.reserve(2);
    args.push_back(std::move(value));
    args.push_back(Expr{Constant{&*fill, false}});
    return Expr{Function{expr::Function::kCoalesce, std::move(args), TypeKind::kUnknown}};
  }
  // `fill: null` matters where there are no rows at all.
  if (no_rows_) return Nothing();
  const bool has_rows = plan_.grouped && (!IsSideBySide() || Planted(Bug::kFillNullLost));
  if (has_rows || !plan_.aggregated) return value;
  return CaseOf(HasRows(*view.expr, view.home), std::move(value));
}

Expr Lowering::Node(const expr::Unary& unary) {
  const auto& [op, operand] = unary;
  switch (op) {
    case expr::UnaryOp::kNegate:
      return Expr{Unary{UnaryOp::kNegate, Value(*operand)}};
    case expr::UnaryOp::kNot:
      return Not(Value(*operand));
  }
  SEMA_CHECK(false, "an operator without a case");
}

Expr Lowering::Node(const expr::Binary& binary) {
  const auto& [op, left, right] = binary;
  using expr::BinaryOp;
  const auto operation = [&](Operator meaning) {
    return Expr{Binary{meaning, Value(*left), Value(*right)}};
  };
  switch (op) {
    case BinaryOp::kAdd:
    case BinaryOp::kSubtract: {
      if (auto times = ArithmeticOfTimes(binary)) return std::move(*times);
      return operation(op == BinaryOp::kAdd ? Operator::kAdd : Operator::kSubtract);
    }
    case BinaryOp::kMultiply:
      return operation(Operator::kMultiply);
    case BinaryOp::kDivide:
      return operation(Operator::kDivide);
    case BinaryOp::kModulo:
      return Remainder(*left, *right);
    case BinaryOp::kConcat: {
      Expr text = AsText(*left);
      return Expr{Binary{Operator::kConcat, std::move(text), AsText(*right)}};
    }
    case BinaryOp::kEq:
    case BinaryOp::kNe:
    case BinaryOp::kLt:
    case BinaryOp::kLe:
    case BinaryOp::kGt:
    case BinaryOp::kGe:
      return Compare(op, *left, *right);
    case BinaryOp::kAnd:
    case BinaryOp::kOr: {
      Exprs terms;
      terms.reserve(2);
      terms.push_back(Value(*left));
      terms.push_back(Value(*right));
      return LogicOf(op == BinaryOp::kAnd, std::move(terms));
    }
  }
  SEMA_CHECK(false, "an operator without a case");
}

Expr Lowering::Node(const expr::InList& in) {
  const auto& [operand, items, negated] = in;
  if (items.empty()) return Own(negated);
  NodeVector<const expr::Expr*> all;
  all.reserve(items.size());
  for (const expr::Expr& item : items) all.push_back(&item);
  return InOf(in, all, negated);
}

Expr Lowering::Node(const expr::Between& between) {
  return CompareBetween(between, between.negated);
}

Expr Lowering::Node(const expr::IsNull& is_null) {
  return IsNullTest(*is_null.operand, is_null.negated);
}

Expr Lowering::IsNullTest(const expr::Expr& operand, bool negated) {
  // A grain or part is NULL where its time is.
  Expr value;
  const auto* ref = expr::As<expr::Ref>(operand);
  if (ref != nullptr && ref->field.kind != TimeField::Kind::kNone && !on_groups_) {
    expr::Ref whole = *ref;
    whole.field = {};
    value = Node(whole);
  } else {
    value = Value(operand);
  }
  return negated ? IsNotNullOf(std::move(value)) : IsNullOf(std::move(value));
}

Expr Lowering::Node(const expr::Like& like) { return LikeOf(like, like.negated); }

Expr Lowering::LikeOf(const expr::Like& like, bool negated) {
  const auto& [operand, pattern, ignore_case, unused] = like;
  const Operator op = ignore_case ? (negated ? Operator::kNotILike : Operator::kILike)
                                  : (negated ? Operator::kNotLike : Operator::kLike);
  return Expr{Binary{op, Value(*operand), Value(*pattern)}};
}

// Inside of values logic is SQL's own, also behind `when`: unknown is not taken.
Expr Lowering::Node(const expr::Case& node) {
  const auto& [branches, otherwise] = node;
  Case lowered;
  lowered.branches.reserve(branches.size());
  for (const auto& [when, then] : branches) {
    Expr condition = Value(when);
    lowered.branches.push_back(CaseBranch{std::move(condition), Value(then)});
  }
  if (otherwise) lowered.otherwise = Value(*otherwise);
  return Expr{std::move(lowered)};
}

Expr Lowering::Node(const expr::Cast& cast) { return CastOf(cast); }

Expr Lowering::Node(const expr::Call& call) {
  const auto& [function, args, field] = call;
  using F = expr::Function;
  const auto binary = [&](Operator op) { return Expr{Binary{op, Value(args[0]), Value(args[1])}}; };
  switch (function) {
    case F::kIf: {
      Expr condition = Value(args[0]);
      Expr chosen = CaseOf(std::move(condition), Value(args[1]));
      if (args.size() > 2) std::get<Case>(chosen.node).otherwise = Value(args[2]);
      return chosen;
    }
    case F::kMod:
      return Remainder(args[0], args[1]);
    case F::kSafeDivide:
      return binary(Operator::kDivide);
    case F::kDateTrunc: {
      const TypeKind kind = NeedTimeKind(args[0], "it is cut to a grain");
      return error_ ? Nothing() : Truncated(Value(args[0]), kind, field.grain);
    }
    case F::kDatePart: {
      const TypeKind kind = NeedTimeKind(args[0], "a part of it is read");
      return error_ ? Nothing() : PartOf(Value(args[0]), kind, field.part);
    }
    case F::kCeil:
    case F::kFloor:
      if (ProvenKindOf(args[0]) == TypeKind::kInteger) return Value(args[0]);  // whole already
      break;
    case F::kDateAdd:
      return AddPeriods(call);
    case F::kDateDiff:
      return CountBetween(call);
    case F::kCurrentDate: {
      Expr now{Function{F::kNow, {}, TypeKind::kUnknown}};
      return Expr{Cast{Expr{AtZone{std::move(now), plan_.zone->name()}},
                       DataType{.kind = TypeKind::kDate}, false}};
    }
    default:
      break;
  }
  Function lowered{function, {}, TypeKind::kUnknown};
  lowered.args.reserve(args.size());
  const bool as_text = function == F::kConcat || function == F::kConcatWs;
  for (const expr::Expr& arg : args) {
    lowered.args.push_back(as_text ? AsText(arg) : Value(arg));
  }
  if (function == F::kCeil || function == F::kFloor || function == F::kRound ||
      function == F::kTrunc || function == F::kGreatest || function == F::kLeast) {
    lowered.kind = KindOf(args[0]);  // Told at most: the dialect must be right without it.
    const bool is_whole = lowered.kind == TypeKind::kInteger;
    const bool is_cut = function == F::kRound || function == F::kTrunc;
    if (is_whole && is_cut) lowered.kind = ProvenKindOf(args[0]);
  } else if (function == F::kIntegerDivide) {
    const TypeKind kind = ProvenKindOf(args[0]);
    if (kind == ProvenKindOf(args[1])) lowered.kind = kind;
  }
  return Expr{std::move(lowered)};
}

// Some dialects have no remainder of floats, and must know them.
Expr Lowering::Remainder(const expr::Expr& number, const expr::Expr& divisor) {
  const bool is_float = KindOf(number) == TypeKind::kFloat || KindOf(divisor) == TypeKind::kFloat;
  Expr value = Value(number);
  if (!is_float) return Expr{Binary{Operator::kModulo, std::move(value), Value(divisor)}};
  Exprs args;
  args.push_back(std::move(value));
  args.push_back(Value(divisor));
  return Expr{Function{expr::Function::kMod, std::move(args), TypeKind::kFloat}};
}

Expr Lowering::Node(const expr::Aggregate& aggregate) {
  return plan_.aggregated || no_rows_ ? AggregateOver(aggregate) : AggregateOfRow(aggregate);
}

Expr Lowering::Node(const expr::Filtered& filtered) {
  const auto& [measure, filter] = filtered;
  if (Planted(Bug::kOuterFilterLost)) return Value(*measure);
  filters_.push_back(Filter{&*filter, self_});
  Expr value = Value(*measure);
  filters_.pop_back();
  return value;
}

// Whether its text could mean a column of the answer, which its table need not have.
bool Lowering::NamesAnAnswer(const expr::SqlEscape& escape) const {
  for (const auto& [dialect, text] : escape.by_dialect) {
    for (const plan::PlannedColumn& column : plan_.columns) {
      if (HoldsFolded(text, column.name)) return true;
    }
  }
  return false;
}

bool Lowering::IsAlone(const plan::Block& block) const {
  return block.joins.empty() && block.semi_joins.empty() && plan_.per_rows.empty() && !is_nested_;
}

Expr Lowering::NumberOf(AliasIndex alias) {
  static const expr::SqlEscape kNumber{
      {{"duckdb", "row_number() OVER ()"}, {"postgres", "row_number() OVER ()"}}};
  return ComputedAt(kNumber, alias);
}

Expr Lowering::Node(const expr::SqlEscape& escape) {
  if (self_ == kSelf || (IsAlone(*at_->block) && !NamesAnAnswer(escape))) {
    return Expr{Escape{&escape}};
  }
  return ComputedAt(escape, self_);
}

Expr Lowering::ComputedAt(const expr::SqlEscape& escape, AliasIndex alias) {
  const auto known = std::find_if(computed_.begin(), computed_.end(), [&](const Computed& c) {
    return c.escape == &escape && c.alias == alias;
  });
  if (known != computed_.end()) return Expr{Column{flow_.aliases[alias].name, known->name}};
  query_.owned_names.push_back(
      std::make_unique<const std::string>("semaflow_sql_" + std::to_string(computed_.size() + 1)));
  computed_.push_back(Computed{&escape, alias, *query_.owned_names.back()});
  return Expr{Column{flow_.aliases[alias].name, computed_.back().name}};
}

}  // namespace semaflow::sql
