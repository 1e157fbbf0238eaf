#include "plan/totals.h"

#include <algorithm>
#include <utility>

#include "base/types.h"
#include "expr/typing.h"
#include "expr/visit.h"
#include "plan/conditions.h"
#include "plan/reads.h"

namespace semaflow::plan {
namespace {

// The query by the dimensions at `kept`, without conditions on groups, order and limit.
request::ResolvedQuery TotalOf(const request::ResolvedQuery& query,
                               const NodeVector<std::uint32_t>& kept) {
  request::ResolvedQuery total = query;
  total.is_total = true;
  total.totals.clear();
  total.dimensions.clear();
  for (const std::uint32_t i : kept) total.dimensions.push_back(query.dimensions[i]);
  total.filters.clear();
  for (const expr::Expr& filter : query.filters) SplitConjuncts(filter, total.filters);
  std::erase_if(total.filters, ReadsMeasures);
  total.order.clear();
  total.limit.reset();
  total.offset.reset();
  return total;
}

// Whether every aggregate of a measure may be put together from those of parts of its rows. `home`:
// only those over its rows are looked at; kSelf: all.
class Parts {
 public:
  Parts(const model::Model& model, const model::Flow& flow, expr::AliasIndex home)
      : model_(model), flow_(flow), home_(home) {}

  bool Fit(const expr::Expr& expr, expr::AliasIndex self) const {
    if (const auto* aggregate = expr::As<expr::Aggregate>(expr)) return FitsOne(*aggregate, self);
    if (const auto* filtered = expr::As<expr::Filtered>(expr)) return Fit(*filtered->measure, self);
    const auto* ref = expr::As<expr::Ref>(expr);
    if (ref != nullptr) {
      const bool is_measure =
          ref->kind == expr::RefKind::kMeasure || ref->kind == expr::RefKind::kFlowMeasure;
      if (!is_measure) return true;  // A key of the group, beside measures in a condition.
      expr::Ref bound = *ref;
      bound.alias = AliasOf(ref->alias, self);
      const model::FieldView view = model::ViewOf(model_, flow_, bound);
      return Fit(*view.expr, view.home);
    }
    bool all = true;
    expr::ForEachChild(expr, [&](const expr::Expr& child) { all = all && Fit(child, self); });
    return all;
  }

 private:
  // Sums of doubles depend on the order in which they are added, and the least text on a collation
  // that the value of a group has lost.
  bool FitsOne(const expr::Aggregate& aggregate, expr::AliasIndex self) const {
    using F = expr::AggregateFunction;
    if (home_ != expr::kSelf && AliasOf(aggregate.details->home, self) != home_) return true;
    if (aggregate.function == F::kCount) return true;
    const bool is_bound = aggregate.function == F::kMin || aggregate.function == F::kMax;
    if (aggregate.function != F::kSum && !is_bound) return false;
    const model::FlowTypeScope scope(model_, flow_, self);
    const TypeKind kind = expr::TypeOf(aggregate.details->args.front(), scope).kind;
    if (is_bound) return IsNumeric(kind) || IsTime(kind);
    return kind == TypeKind::kInteger || kind == TypeKind::kDecimal || kind == TypeKind::kBoolean;
  }

  const model::Model& model_;
  const model::Flow& flow_;
  expr::AliasIndex home_;
};

}  // namespace

bool AreTotalsOfGroups(const LogicalPlan& plan) {
  if (plan.blocks.size() != 1 || !plan.grouped || plan.shares) return false;
  const Block& block = plan.blocks.front();
  const bool repeats = std::any_of(block.joins.begin(), block.joins.end(),
                                   [](const PlannedJoin& join) { return join.multiplies; });
  if (repeats || !block.sparse.empty()) return false;
  const Parts parts(*plan.model, *plan.flow, expr::kSelf);
  return std::all_of(plan.columns.begin(), plan.columns.end(), [&](const PlannedColumn& column) {
    return !column.is_measure || parts.Fit(column.value, expr::kSelf);
  });
}

bool MayBePutTogether(const model::Model& model, const model::Flow& flow, const expr::Expr& measure,
                      expr::AliasIndex home) {
  return Parts(model, flow, home).Fit(measure, expr::kSelf);
}

Errors PlanTotals(const request::ResolvedQuery& query, std::vector<LogicalPlan>& totals) {
  totals.reserve(query.totals.size());
  for (const NodeVector<std::uint32_t>& kept : query.totals) {
    ResultAll<LogicalPlan> total = MakePlan(TotalOf(query, kept));
    if (!total) return std::move(total.error());
    total->total_of = kept;
    totals.push_back(std::move(*total));
  }
  return {};
}

}  // namespace semaflow::plan
