// Plans for tests: a request as people write it, through the rooms below.
// For tests only; any room's tests may use it.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "model/model.h"
#include "plan/plan.h"
#include "request/request.h"

namespace semaflow::plan {

/// The resolved request; its problems are thrown as text.
inline request::ResolvedQuery ResolveText(std::shared_ptr<const model::Model> model,
                                          std::string_view json) {
  auto resolved = request::Resolve(std::move(model), json, {});
  if (!resolved) throw std::runtime_error(FormatErrors(resolved.error()));
  return std::move(*resolved);
}

inline ResultAll<LogicalPlan> TryPlan(const std::shared_ptr<const model::Model>& model,
                                      std::string_view json) {
  return MakePlan(ResolveText(model, json));
}

inline LogicalPlan PlanOf(const std::shared_ptr<const model::Model>& model, std::string_view json) {
  ResultAll<LogicalPlan> plan = TryPlan(model, json);
  if (!plan) throw std::runtime_error(FormatErrors(plan.error()));
  return std::move(*plan);
}

/// The joins in a line: "left c; inner r within c; left o back from i".
inline std::string JoinsOf(const LogicalPlan& plan) {
  std::string text;
  for (const PlannedJoin& join : plan.blocks.front().joins) {
    if (!text.empty()) text += "; ";
    text += join.inner ? "inner " : "left ";
    text += plan.flow->aliases[join.alias].name;
    if (join.within != expr::kSelf) text += " within " + plan.flow->aliases[join.within].name;
    if (join.reversed) text += " back from " + plan.flow->aliases[join.from].name;
    if (join.multiplies) text += " (multiplies)";
    if (join.inner && join.within == expr::kSelf && join.nullable) text += " (nullable)";
  }
  return text;
}

}  // namespace semaflow::plan
