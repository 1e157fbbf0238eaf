// How messages and explanations name what the plan holds.
#pragma once

#include <string>

#include "expr/expr.h"
#include "model/model.h"
#include "plan/plan.h"

namespace semaflow::plan {

/// "o.revenue", "o.order_date.month", "revenue_per_item" (a member of the flow). `self` is what
/// kSelf means.
std::string FieldName(const model::Model& model, const model::Flow& flow, const expr::Ref& ref,
                      expr::AliasIndex self = expr::kSelf);

/// A bound expression as a person would write it.
std::string NamedText(const model::Model& model, const model::Flow& flow, expr::Expr expr,
                      expr::AliasIndex self = expr::kSelf);

/// The keys of the join that brings `child`: "o.id = l.order_id and o.shop = l.shop".
std::string KeysText(const model::Model& model, const model::Flow& flow, expr::AliasIndex child);

/// `join "lines" (o.id = l.order_id, one_to_many)`.
std::string JoinText(const model::Model& model, const model::Flow& flow, expr::AliasIndex child);

/// "order_id" or "order_id, line": the columns of `alias` that its join with its parent reads;
/// `alias` is the child of that join or, with `of_parent`, its parent.
std::string KeyColumns(const model::Model& model, const model::Flow& flow, expr::AliasIndex child,
                       bool of_parent);

/// `"o.revenue"`: the first measure in a condition or order key, or "an aggregate".
std::string FirstMeasure(const model::Model& model, const model::Flow& flow,
                         const expr::Expr& expr);

/// "flat", "semi-join", "dedup"
std::string_view StrategyName(Strategy strategy);

/// In double quotes.
std::string Quoted(std::string_view name);

}  // namespace semaflow::plan
