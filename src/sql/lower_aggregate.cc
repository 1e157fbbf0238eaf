#include <utility>
#include <variant>

#include "base/check.h"
#include "base/planted.h"
#include "expr/visit.h"
#include "plan/reads.h"
#include "sql/lowering.h"

namespace semaflow::sql {

using expr::AggregateFunction;

namespace {

bool IsCountOfRows(const expr::Aggregate& aggregate) {
  if (aggregate.function != AggregateFunction::kCount) return false;
  const expr::Exprs& args = aggregate.details->args;
  if (args.empty()) return true;
  const auto* ref = expr::As<expr::Ref>(args.front());
  return ref != nullptr && ref->kind == expr::RefKind::kRows;
}

bool IsFirstOrLast(AggregateFunction function) {
  return function == AggregateFunction::kFirst || function == AggregateFunction::kLast;
}

}  // namespace

// The conditions of the aggregate and of all `filter (where ...)` around it.
std::optional<Expr> Lowering::FilterOf(const expr::AggregateDetails& details) {
  Exprs terms;
  if (details.filter && !Planted(Bug::kOwnFilterLost)) {
    terms.push_back(Condition(*details.filter));
  }
  for (auto frame = filters_.rbegin(); frame != filters_.rend(); ++frame) {
    const SelfIs self(*this, frame->self);
    terms.push_back(Condition(*frame->condition));
  }
  if (terms.empty()) return std::nullopt;
  return LogicOf(true, std::move(terms));
}

// What the SQL of an aggregate depends on.
TypeKind Lowering::KindIn(AggregateFunction function, const expr::Expr& arg) const {
  switch (function) {
    case AggregateFunction::kMedian:
    case AggregateFunction::kPercentile:
    case AggregateFunction::kStringAgg:
      return ProvenKindOf(arg);
    case AggregateFunction::kSum: {
      const TypeKind kind = KindOf(arg);
      return kind == TypeKind::kInteger ? ProvenKindOf(arg) : kind;
    }
    case AggregateFunction::kMin:
    case AggregateFunction::kMax:
    case AggregateFunction::kAnyValue:
    case AggregateFunction::kAvg:
    case AggregateFunction::kFirst:
    case AggregateFunction::kLast:
    case AggregateFunction::kArrayAgg:
      return KindOf(arg);
    default:
      return TypeKind::kUnknown;
  }
}

// The text of a value, for string_agg.
Expr Lowering::TextOf(const expr::Expr& expr, TypeKind kind) {
  Expr value = OnWallClock(Value(expr), kind);
  if (kind == TypeKind::kText) return value;
  const DataType text{.kind = TypeKind::kText};
  return Expr{Cast{.operand = std::move(value), .to = text, .from = kind}};
}

bool Lowering::CountsRows(AggregateFunction function) {
  return function == AggregateFunction::kCount || function == AggregateFunction::kCountDistinct ||
         function == AggregateFunction::kApproxCountDistinct;
}

Expr Lowering::AggregateOver(const expr::Aggregate& aggregate) {
  const expr::AggregateDetails& details = *aggregate.details;
  if (no_rows_) return CountsRows(aggregate.function) ? Own(std::int64_t{0}) : Nothing();
  const AliasIndex home = plan::AliasOf(details.home, self_);
  if (IsSideBySide() && in_slots_) {
    const BlockIs block(*this, BlockOf(TakenAt(home)));
    const Slot* known = KnownSlot(details, self_);
    if (known == nullptr) {
      const std::string_view name =
          NameOfSlot(*at_, CallOver(aggregate), wanted_.empty() ? "value" : wanted_);
      known = &at_->derived->known.emplace_back(Slot{&details, self_, filters_, name});
    }
    return SlotColumn(*at_, known->name, aggregate.function);
  }
  SEMA_CHECK(home == at_->block->root, "an aggregate of rows that are not the block's");
  return Expr{Aggregate{CallOver(aggregate)}};
}

AggregateCall Lowering::CallOver(const expr::Aggregate& aggregate) {
  const expr::AggregateDetails& details = *aggregate.details;
  const bool on_groups = std::exchange(on_groups_, false);
  AggregateCall call{.function = aggregate.function,
                     .args = {},
                     .kind = TypeKind::kUnknown,
                     .distinct = aggregate.function == AggregateFunction::kCountDistinct &&
                                 !Planted(Bug::kCountDistinctRepeats),
                     .name = {},
                     .order_by = {},
                     .filter = {},
                     .fraction = details.fraction,
                     .percentile = details.percentile};
  std::optional<Expr> filter = FilterOf(details);
  if (!IsCountOfRows(aggregate)) {
    const expr::Expr& arg = details.args.front();
    call.kind = KindIn(aggregate.function, arg);
    if (aggregate.function == AggregateFunction::kStringAgg) {
      call.args.push_back(TextOf(arg, KindOf(arg)));
    } else {
      call.args.push_back(Collated(arg));
    }
    if (aggregate.function == AggregateFunction::kStringAgg) {
      call.args.push_back(Own(details.separator));
    }
    OrderRows(aggregate, call);
    if (IsFirstOrLast(aggregate.function) && !Planted(Bug::kFirstWithoutTime)) {
      Expr has_time = IsNotNullOf(Value(*details.order_by));
      filter = filter ? Both(std::move(*filter), std::move(has_time)) : std::move(has_time);
    }
  }
  if (filter) call.filter = std::move(*filter);
  on_groups_ = on_groups;
  if (!IsDistinct(*at_)) return call;
  for (Expr& arg : call.args) arg = ValueOfRow(std::move(arg));
  for (OrderKey& key : call.order_by) key.value = ValueOfRow(std::move(key.value));
  if (Planted(Bug::kFlagLost)) call.filter = {};
  if (call.filter) call.filter = FlagOfRow(std::move(*call.filter));
  return call;
}

// Rows in an order that leaves no choice: as asked, then by the value.
void Lowering::OrderRows(const expr::Aggregate& aggregate, AggregateCall& call) {
  const expr::AggregateDetails& details = *aggregate.details;
  const bool takes_list = aggregate.function == AggregateFunction::kStringAgg ||
                          aggregate.function == AggregateFunction::kArrayAgg;
  if (!takes_list && !IsFirstOrLast(aggregate.function)) return;
  const expr::Expr& arg = details.args.front();
  // What is the same in each row orders nothing, and DuckDB refuses it.
  const auto is_literal = [](const expr::Expr& expr) {
    return expr::As<expr::Literal>(expr) != nullptr;
  };
  if (details.order_by && !is_literal(*details.order_by)) {
    // Rows without a time are filtered out.
    const bool nullable = takes_list && Nullable(*details.order_by);
    call.order_by.push_back(OrderKey{
        .value = Collated(*details.order_by),
        .descending = aggregate.function == AggregateFunction::kLast && !Planted(Bug::kLastIsFirst),
        .nulls = nullable ? NullsPlace::kLast : NullsPlace::kNone,
        .is_text = KindOf(*details.order_by) == TypeKind::kText});
    if (details.order_by->node == arg.node) return;
  } else {
    SEMA_CHECK(takes_list || details.order_by, "first or last without a time");
  }
  if (is_literal(arg)) return;
  // string_agg passes over NULLs, array_agg and first do not.
  const bool keeps_nulls = aggregate.function != AggregateFunction::kStringAgg && Nullable(arg);
  // What string_agg takes is the text of its value, and its order that of the value itself.
  call.order_by.push_back(OrderKey{.value = Collated(arg),
                                   .nulls = keeps_nulls ? NullsPlace::kLast : NullsPlace::kNone,
                                   .is_text = KindOf(arg) == TypeKind::kText});
}

// --- Ungrouped: the aggregate over one row.

Expr Lowering::AggregateOfRow(const expr::Aggregate& aggregate) {
  SEMA_CHECK(plan::AliasOf(aggregate.details->home, self_) == at_->block->root,
             "an aggregate of rows that are not the block's");
  return RowValue(aggregate, FilterOf(*aggregate.details));
}

Expr Lowering::RowValue(const expr::Aggregate& aggregate, std::optional<Expr> filter) {
  const expr::AggregateDetails& details = *aggregate.details;
  const auto counted = [&](std::optional<Expr> condition) {
    if (!condition) return Own(std::int64_t{1});
    Expr one = CaseOf(std::move(*condition), Own(std::int64_t{1}));
    std::get<Case>(one.node).otherwise = Own(std::int64_t{0});
    return one;
  };
  const auto filtered = [&](Expr value) {
    return filter ? CaseOf(std::move(*filter), std::move(value)) : std::move(value);
  };
  const auto as = [](Expr value, TypeKind kind, TypeKind from = TypeKind::kUnknown) {
    return Expr{Cast{.operand = std::move(value), .to = DataType{.kind = kind}, .from = from}};
  };
  if (IsCountOfRows(aggregate)) return counted(std::move(filter));
  const expr::Expr& arg = details.args.front();
  const auto known = [&](Expr present) {
    if (!filter) return present;
    return Both(std::move(*filter), std::move(present));
  };
  switch (aggregate.function) {
    case AggregateFunction::kCount:
    case AggregateFunction::kCountDistinct:
    case AggregateFunction::kApproxCountDistinct:
      return counted(known(IsNotNullOf(Value(arg))));
    case AggregateFunction::kSum: {
      // A sum of a boolean counts the true one.
      Expr value = Value(arg);
      if (KindOf(arg) == TypeKind::kBoolean) {
        value = as(std::move(value), TypeKind::kInteger, TypeKind::kBoolean);
      }
      return filtered(std::move(value));
    }
    case AggregateFunction::kMin:
    case AggregateFunction::kMax:
    case AggregateFunction::kAnyValue:
    case AggregateFunction::kBoolAnd:
    case AggregateFunction::kBoolOr:
      return filtered(Value(arg));
    case AggregateFunction::kAvg:
    case AggregateFunction::kMedian:
    case AggregateFunction::kPercentile:
      return filtered(as(Value(arg), TypeKind::kFloat));
    case AggregateFunction::kStddevSamp:
    case AggregateFunction::kVarSamp:
      return as(Own(Null{}), TypeKind::kFloat);
    case AggregateFunction::kStddevPop:
    case AggregateFunction::kVarPop:
      return CaseOf(known(IsNotNullOf(Value(arg))), Own(0.0));
    case AggregateFunction::kStringAgg: {
      return filtered(TextOf(arg, KindOf(arg)));
    }
    case AggregateFunction::kArrayAgg: {
      List list;
      list.items.push_back(Value(arg));
      return filtered(Expr{std::move(list)});
    }
    case AggregateFunction::kFirst:
    case AggregateFunction::kLast: {
      Expr value = Value(arg);
      return CaseOf(known(IsNotNullOf(Value(*details.order_by))), std::move(value));
    }
  }
  SEMA_CHECK(false, "an aggregate without a case");
}

}  // namespace semaflow::sql
