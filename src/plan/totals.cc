#include "plan/totals.h"

#include <utility>

#include "plan/conditions.h"
#include "plan/reads.h"

namespace semaflow::plan {
namespace {

// The query by the dimensions at `kept`, without conditions on groups, order and limit.
request::ResolvedQuery TotalOf(const request::ResolvedQuery& query,
                               const NodeVector<std::uint32_t>& kept) {
  request::ResolvedQuery total = query;
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

}  // namespace

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
