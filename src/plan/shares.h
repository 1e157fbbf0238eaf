// Shares: a measure divided by itself over the groups that are equal in some dimensions. What it is
// divided by, its whole, is a plan of its own by those dimensions.
#pragma once

#include <cstdint>
#include <vector>

#include "base/node_pool.h"
#include "expr/expr.h"
#include "model/own_time.h"
#include "request/resolved.h"
#include "semaflow/error.h"

namespace semaflow::plan {

struct LogicalPlan;

/// How many wholes one query may look up, and how often a whole may look up wholes itself (shares
/// of shares). Beyond: kPlanTooLarge.
inline constexpr std::uint32_t kWholesMax = 32;
inline constexpr std::uint8_t kShareDepthMax = 2;

/// A share where it stands: two are the same when they are equal.
struct ShareTerm {
  expr::Expr measure;  ///< With all filters around it; no part depends on what kSelf is.
  expr::Exprs of;      ///< As expr::Share, likewise.
  model::GivenTime given_time;
  friend bool operator==(const ShareTerm&, const ShareTerm&) = default;
};
ShareTerm TermOf(const expr::Share& share, expr::AliasIndex self, const model::GivenTime& given);
/// Puts one more `filter (where ...)` around the measure.
void AddFilter(ShareTerm& term, const expr::Expr& condition, expr::AliasIndex self);

/// A copy in which no reference depends on whose expression it stood in.
expr::Expr Anchored(expr::Expr expr, expr::AliasIndex self);

struct PlannedShare {
  static constexpr std::uint32_t kItself = 0xffffffff;
  ShareTerm term;
  /// Which of PlannedShares::wholes it is divided by; kItself: its dimensions are all of the
  /// query's, so it is divided by itself.
  std::uint32_t whole = kItself;
  std::uint32_t column = 0;  ///< Of that plan.
};

struct PlannedShares {
  std::vector<PlannedShare> shares;
  /// The measures by fewer dimensions (LogicalPlan::total_of), under the same conditions on rows.
  std::vector<LogicalPlan> wholes;
};

/// Plans the shares `terms` of `query`, whose conditions on rows are `plan.where`, into
/// `plan.shares`, unless there are `errors`. Refuses one that is of no dimension of the query.
void PlanShares(const request::ResolvedQuery& query, const std::vector<ShareTerm>& terms,
                LogicalPlan& plan, Errors& errors);

/// Whether every whole is the same query by fewer dimensions: no condition on rows is lost, none on
/// groups, no order and limit is there.
bool AreWholes(const LogicalPlan& plan);

}  // namespace semaflow::plan
