// The planner's last step: nothing that was asked is missing from the plan.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/node_pool.h"
#include "plan/plan.h"
#include "request/resolved.h"
#include "semaflow/error.h"

namespace semaflow::plan {

/// Sums over everything that a query names: members, grains, values, functions. Equal sums mean
/// equal parts, in any order and however conditions were split and `not` was pushed.
struct Asked {
  NodeVector<std::uint64_t> columns;  ///< Dimensions, then measures.
  std::uint64_t filters = 0;
  NodeVector<std::uint64_t> order;
  std::optional<std::uint64_t> limit;
  std::optional<std::uint64_t> offset;
  const request::ResolvedPage* page = nullptr;  ///< Handed from the query to the plan as it is.
  const time::Zone* zone = nullptr;
  bool ungrouped = false;
};
Asked Remember(const request::ResolvedQuery& query);

/// nullopt, or I001 that says what was lost: a bug of the planner.
std::optional<Error> CheckPlan(const Asked& asked, const LogicalPlan& plan);

}  // namespace semaflow::plan
