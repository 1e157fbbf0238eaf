// LogicalPlan to the text of one dialect and its parameters.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plan/plan.h"
#include "semaflow/compile.h"
#include "semaflow/error.h"

namespace semaflow::sql {

struct Dialect;  // sql/dialect.h

/// Names of the dialects that are complete: {"duckdb", "postgres"}.
std::vector<std::string_view> DialectNames();
/// nullptr: no such dialect.
const Dialect* FindDialect(std::string_view name);

struct Rendered {
  std::string text;               ///< One statement, no semicolon; parameters as the dialect says.
  std::vector<Value> parameters;  ///< In the order of their placeholders.
};

/// What the statement of a plan with a page gives beside the answer.
std::shared_ptr<const PageInfo> PageOf(const plan::LogicalPlan& plan);

enum class ValueStyle : std::uint8_t {
  kParameters,  ///< For execution: request values are placeholders.
  kLiterals,    ///< For people: values printed as literals, so the text runs where it is pasted.
};

/// Lowers, legalizes and renders. Pure; thread-safe. D codes where the dialect cannot say it,
/// kTypeNeeded where the SQL depends on a type nobody told.
Result<Rendered> CompilePlan(const plan::LogicalPlan& plan, const Dialect& dialect,
                             ValueStyle style);

/// The tree before rendering, as text, for `explain`.
std::string ExplainSql(const plan::LogicalPlan& plan, const Dialect& dialect);

}  // namespace semaflow::sql
