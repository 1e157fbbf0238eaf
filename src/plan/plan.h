// The logical plan: which rows, joined how, grouped by what. Not a word of SQL.
// A plan is a block for each table whose rows are aggregated, and what is done with their groups.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/box.h"
#include "base/node_pool.h"
#include "expr/expr.h"
#include "model/model.h"
#include "model/own_time.h"
#include "plan/shares.h"
#include "request/resolved.h"
#include "semaflow/error.h"

namespace semaflow::plan {

/// How the rows of a block are brought to their groups; cheapest first (DESIGN.md section 3).
enum class Strategy : std::uint8_t {
  kFlat,      ///< Every row reaches one partner at most.
  kSemiJoin,  ///< Rows with several partners are only filtered by them: EXISTS.
  kDedup,     ///< A row meets its groups once for each partner: made distinct, then aggregated.
};

/// One step from an alias that is known to the next one.
struct PlannedJoin {
  expr::AliasIndex alias = 0;
  expr::AliasIndex from = 0;  ///< Where the step starts: the alias's parent, or its child.
  bool reversed = false;  ///< Walked from the child to its parent: the keys are those of `from`.
  bool inner = false;     ///< Else left: rows without a partner reach NULL.
  /// kSelf, or the alias of an earlier left join of which this (inner) join is a part: a row is no
  /// partner there unless it has a partner here.
  expr::AliasIndex within = expr::kSelf;
  bool nullable = false;    ///< A row of the root may have no partner here.
  bool multiplies = false;  ///< A row of `from` may have several.
};

/// Rows that have partners of which all `conditions` hold: EXISTS over `head` and its own partners.
struct SemiJoin {
  PlannedJoin head;
  NodeVector<PlannedJoin> joins;         ///< From the rows of `head`.
  NodeVector<std::uint32_t> conditions;  ///< Positions in LogicalPlan::where. May be none.
  bool keeps_missing = false;  ///< A row without a partner passes too, if NULLs pass `conditions`.
  bool negated = false;        ///< Only rows without a partner.
};

/// What the terms of a query are to the rows of one block, where a name that the measures share is
/// another field for each of them: their time, or a path of roles in a graph.
struct BlockTerms {
  expr::Exprs dimensions;  ///< As LogicalPlan::columns.
  expr::Exprs where;       ///< As LogicalPlan::where.
};

/// One SELECT over one table and its partners. Aliases of the flow that are not named are left
/// joins that the query does not need.
struct Block {
  Strategy strategy = Strategy::kFlat;
  expr::AliasIndex root = 0;      ///< Whose rows are aggregated, each once.
  expr::Ref time;                 ///< With a shared time: the own time of its measures.
  Box<BlockTerms> terms;          ///< Empty: those of the plan.
  NodeVector<PlannedJoin> joins;  ///< In an order in which all that a join reads is known.
  NodeVector<SemiJoin> semi_joins;
  /// Not kNone: all that is joined is joined by this column of the root, and nothing else reads the
  /// root but aggregates. They are made of its rows by this column first, and then put together.
  std::uint32_t key_first = model::kNone;
  NodeVector<std::uint32_t> distinct_by;  ///< kDedup: columns of the root that tell its rows apart.
  bool numbers_rows = false;  ///< kDedup: there are none, so each row is given a number.
  /// kDedup: the partners behind the one join that multiplies are made distinct, by the key of the
  /// join and the dimensions there, and then no row meets a group twice.
  bool distinct_partners = false;
  /// Not empty: its measures are all sparse, and a group is shown when one of these holds there.
  expr::Exprs sparse;
  /// Aliases that no row here reaches. Not empty: only rows of a right or full join's table that
  /// have no partner on the other side.
  NodeVector<expr::AliasIndex> missing;
  bool lists_groups = false;  ///< It brings groups, and aggregates nothing.
  bool brings_groups = true;  ///< Else its values are looked up for the groups of the others.
  bool keyed = false;         ///< The dimensions hold a key of the root: a group is one row.
};

/// A column of the answer: a group key or a value computed from aggregates of the blocks.
struct PlannedColumn {
  std::string name;
  expr::Expr value;  ///< Bound in the flow; measures are Refs, the SQL stage opens them.
  DataType type;
  bool is_measure = false;
  bool additive = true;  ///< Its groups add up to its total.
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
  const model::Flow* flow = nullptr;          ///< Of the model, or
  std::shared_ptr<const model::Flow> forest;  ///< what a request has made of a graph flow.
  const time::Zone* zone = nullptr;
  /// One for each table whose rows are aggregated or listed. Several are put side by side on the
  /// dimensions, NULL beside NULL; those that bring groups come first. At least one.
  NodeVector<Block> blocks;
  bool shares_time = false;  ///< Blocks of one table are told apart by their time.
  bool own_terms = false;    ///< Every block has its own: names differ from block to block.
  bool parts_meet = false;   ///< Two blocks with Block::key_first that bring groups: what they make
                             ///< by their keys is put together before it is joined, once.
  expr::Exprs where;         ///< Conjuncts over rows, of every block.
  bool aggregated = true;    ///< False: the rows themselves (ungrouped); one block.
  bool grouped = false;      ///< There are dimensions to group by.
  NodeVector<PlannedColumn> columns;  ///< Dimensions, then measures, in the order asked.
  std::uint32_t dimension_count = 0;  ///< How many of `columns` are dimensions.
  expr::Exprs having;                 ///< Conjuncts over groups.
  NodeVector<PlannedOrder> order;     ///< As asked, then what makes the order total.
  std::uint32_t order_asked = 0;      ///< How many of `order` were asked for.
  std::optional<std::uint64_t> limit;
  std::optional<std::uint64_t> offset;
  /// The same measures by fewer dimensions, under the same conditions on rows. They come after the
  /// groups, in a statement with them.
  std::vector<LogicalPlan> totals;
  bool totals_of_groups = false;       ///< Aggregating the groups again gives every total exactly.
  NodeVector<std::uint32_t> total_of;  ///< Of a total, and of a whole: which dimensions it keeps.
  Box<request::ResolvedPage> page;     ///< What is given of the rows that all the above makes.
  /// The measures per row that it names, each once: by the key of the alias per whose rows they
  /// are, under no conditions but the access filters.
  std::vector<LogicalPlan> per_rows;
  expr::Ref per_row;                 ///< Of one of those: which it is.
  Box<PlannedShares> shares;         ///< Empty: no measure is a share.
  model::GivenTime given_time;       ///< Of a whole: what is told of its measures.
  std::uint32_t access_filters = 0;  ///< How many conditions those are.
  bool wide_numbers_as_text = false;
  std::vector<request::ResolvedRange> ranges;
  std::vector<std::string> warnings;
};

/// What dimension `i` and the conditions on rows are in `block`.
inline const expr::Expr& DimensionIn(const LogicalPlan& plan, const Block& block, std::uint32_t i) {
  return block.terms ? block.terms->dimensions[i] : plan.columns[i].value;
}
inline const expr::Exprs& WhereIn(const LogicalPlan& plan, const Block& block) {
  return block.terms ? block.terms->where : plan.where;
}

/// Proves the grain of each measure, splits the filters, prunes joins, and checks that every
/// member, filter, grain, order key and value asked is in the plan (a lost one is a bug: I001).
/// Refuses with P codes, naming the join; all reasons in one answer. Pure; thread-safe.
ResultAll<LogicalPlan> MakePlan(request::ResolvedQuery&& query);

/// For people: the strategy per measure and why, the joins kept and dropped, filters, order.
/// Values of the request are shown; not for logs.
std::string Explain(const LogicalPlan& plan);

}  // namespace semaflow::plan
