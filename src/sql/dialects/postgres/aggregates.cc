// Aggregates that PostgreSQL has no name for, or has for other types.
#include <utility>

#include "base/check.h"
#include "sql/dialects/postgres/rules.h"

namespace semaflow::sql::postgres {
namespace {

Expr Named(AggregateCall call, std::string_view name) {
  call.name = name;
  return Expr{Aggregate{std::move(call)}};
}

AggregateCall CopyOf(const AggregateCall& call, Rewriter& rewriter) {
  return *std::get<Aggregate>(rewriter.Copy(Expr{Aggregate{AggregateCall(call)}}).node).call;
}

void OrderTexts(AggregateCall& call) {
  for (OrderKey& key : call.order_by) {
    if (key.is_text) key.value = ByCodePoint(std::move(key.value));
  }
}

// Of lists of lists PostgreSQL makes one table of values.
bool CannotList(const AggregateCall& call, Rewriter& rewriter) {
  if (call.kind != TypeKind::kList) return false;
  rewriter.Fail(Error{.code = ErrorCode::kUnsupportedByDialect,
                      .message = std::string(expr::InfoOf(call.function).name) +
                                 " of lists cannot be said in postgres: it has no lists of lists",
                      .labels = {},
                      .candidates = {},
                      .help = "aggregate an item of the list"});
  return true;
}

// The first item of the list of all values, in the order that the call says.
Expr First(AggregateCall call, Rewriter& rewriter) {
  if (CannotList(call, rewriter)) return rewriter.Make(Null{});
  OrderTexts(call);
  call.distinct = false;
  return Expr{FirstItem{Named(std::move(call), "array_agg")}};
}

// The least or the greatest value.
Expr Extreme(AggregateCall call, std::string_view name, bool is_greatest, Rewriter& rewriter) {
  switch (call.kind) {
    case TypeKind::kBoolean:
      return Named(std::move(call), is_greatest ? "bool_or" : "bool_and");
    case TypeKind::kText:
      call.args[0] = ByCodePoint(std::move(call.args[0]));
      break;
    case TypeKind::kBinary:
      call.order_by.push_back(OrderKey{.value = rewriter.Copy(call.args[0]),
                                       .descending = is_greatest,
                                       .nulls = NullsPlace::kLast});
      return First(std::move(call), rewriter);
    default:
      break;
  }
  return Named(std::move(call), name);
}

// `percentile_cont(0.5) WITHIN GROUP (ORDER BY x)`
Expr Within(AggregateCall call, std::string_view name, double fraction, Rewriter& rewriter) {
  Expr value = std::move(call.args[0]);
  if (call.kind != TypeKind::kFloat) value = CastTo(std::move(value), TypeKind::kFloat);
  call.args.clear();
  call.args.push_back(rewriter.Make(fraction));
  call.order_by.push_back(OrderKey{.value = std::move(value), .nulls = NullsPlace::kNone});
  call.within_group = true;
  return Named(std::move(call), name);
}

}  // namespace

// A sum of large integers is a decimal, of which an answer makes an integer again.
Expr Sum(AggregateCall call, Rewriter&) {
  if (call.kind == TypeKind::kBoolean) {
    call.args[0] = CountsAsInt4(std::move(call.args[0]));
    return Named(std::move(call), "sum");
  }
  const bool is_integer = call.kind == TypeKind::kInteger;
  Expr sum = Named(std::move(call), "sum");
  return is_integer ? CastTo(std::move(sum), TypeKind::kInteger) : std::move(sum);
}

// The mean of numbers that are exact is the quotient of two that are: a mean as a decimal is
// rounded before it is a float.
Expr Avg(AggregateCall call, Rewriter& rewriter) {
  if (call.kind == TypeKind::kFloat) return Named(std::move(call), "avg");
  if (call.kind != TypeKind::kInteger && call.kind != TypeKind::kDecimal) {
    return CastTo(Named(std::move(call), "avg"), TypeKind::kFloat);
  }
  Expr count = Named(CopyOf(call, rewriter), "count");
  Expr sum = CastTo(Named(std::move(call), "sum"), TypeKind::kFloat);
  // The sum of no values is NULL, and so is what is made of it.
  return OperationOf(Operator::kDivideAsIs, std::move(sum), std::move(count));
}

Expr Min(AggregateCall call, Rewriter& rewriter) {
  return Extreme(std::move(call), "min", false, rewriter);
}
Expr Max(AggregateCall call, Rewriter& rewriter) {
  return Extreme(std::move(call), "max", true, rewriter);
}

Expr Median(AggregateCall call, Rewriter& rewriter) {
  return Within(std::move(call), "percentile_cont", 0.5, rewriter);
}

// An approximate one is the exact one, too.
Expr Percentile(AggregateCall call, Rewriter& rewriter) {
  const double fraction = call.fraction;
  const bool is_discrete = call.percentile == expr::PercentileKind::kDiscrete;
  return Within(std::move(call), is_discrete ? "percentile_disc" : "percentile_cont", fraction,
                rewriter);
}

Expr CountDistinct(AggregateCall call, Rewriter&) {
  call.distinct = true;
  return Named(std::move(call), "count");
}

Expr StringAgg(AggregateCall call, Rewriter&) {
  OrderTexts(call);
  return Named(std::move(call), "string_agg");
}

Expr ArrayAgg(AggregateCall call, Rewriter& rewriter) {
  if (CannotList(call, rewriter)) return rewriter.Make(Null{});
  OrderTexts(call);
  return Named(std::move(call), "array_agg");
}

Expr FirstByOrder(AggregateCall call, Rewriter& rewriter) {
  return First(std::move(call), rewriter);
}

}  // namespace semaflow::sql::postgres
