// The logical plan: which rows, joined how, grouped by what. Not a word of SQL.
// A plan is one block (this version: strategy flat) and what is done with its groups.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "expr/expr.h"
#include "model/model.h"
#include "request/resolved.h"
#include "semaflow/error.h"

namespace semaflow::plan {

/// How the rows of a block are brought to their groups; cheapest first (DESIGN.md section 3).
enum class Strategy : std::uint8_t { kFlat };
std::string_view StrategyName(Strategy strategy);

struct PlannedJoin {
  expr::AliasIndex alias = 0;
  bool inner = false;     ///< Else left: rows without a partner reach NULL.
  bool reversed = false;  ///< Walked from the child to its parent.
};

/// A join of the flow that the query does not need, and why.
struct PrunedJoin {
  expr::AliasIndex alias = 0;
};

/// One SELECT over one table and its to-one partners.
struct Block {
  Strategy strategy = Strategy::kFlat;
  expr::AliasIndex root = 0;              ///< Whose rows are aggregated, each once.
  std::vector<PlannedJoin> joins;         ///< In an order in which each left side is known.
  std::vector<expr::Expr> where;          ///< Conjuncts over rows.
  bool aggregated = true;                 ///< False: the rows themselves (ungrouped).
  bool grouped = false;                   ///< There are dimensions to group by.
};

/// A column of the answer: a group key or a value computed from aggregates of the block.
struct PlannedColumn {
  std::string name;
  expr::Expr value;  ///< Bound in the flow; measures are Refs, the SQL stage opens them.
  DataType type;
  bool is_measure = false;
  bool additive = true;
  const model::Presentation* presentation = nullptr;
};

struct PlannedOrder {
  std::uint32_t column = request::ResolvedOrder::kNotSelected;
  expr::Expr value;  ///< When not selected.
  bool descending = false;
  bool nulls_first = false;
};

struct LogicalPlan {
  std::shared_ptr<const model::Model> model;
  const model::Flow* flow = nullptr;
  const time::Zone* zone = nullptr;
  Block block;
  std::vector<PlannedColumn> columns;  ///< Dimensions, then measures, in the order asked.
  std::vector<expr::Expr> having;      ///< Conjuncts over groups.
  std::vector<PlannedOrder> order;
  std::optional<std::uint64_t> limit;
  std::optional<std::uint64_t> offset;
  bool wide_numbers_as_text = false;
  std::vector<request::ResolvedRange> ranges;
  std::vector<std::string> warnings;
};

/// Proves the grain of each measure, splits the filters, prunes joins, and checks that every
/// member, filter, grain, order key and value asked is in the plan (a lost one is a bug: I001).
/// Refuses with P codes, naming the join; all reasons in one answer. Pure; thread-safe.
ResultAll<LogicalPlan> MakePlan(request::ResolvedQuery query);

/// For people: the strategy per measure and why, the joins kept and dropped, filters, order.
std::string Explain(const LogicalPlan& plan);

}  // namespace semaflow::plan
