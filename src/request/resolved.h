// A request whose every name, type, value and zone is known. Conditions and made fields are bound
// expression trees (expr::Ref to the flow, Literal{bound = true} for values), so request and model
// share one meaning and one lowering.
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
#include "request/cursor.h"
#include "time/zone.h"

namespace semaflow::request {

/// One column of the answer. `value` is a Ref (a dimension with or without grain, a measure), or
/// the tree of a field made in the request (aliases are explicit; kSelf never occurs).
struct ResolvedColumn {
  std::string name;  ///< As asked, or `as`.
  expr::Expr value;
  DataType type;
  const model::Presentation* presentation = nullptr;  ///< nullptr for made fields.
};

struct ResolvedOrder {
  /// Position among dimensions, then measures; kNotSelected: `value` is a measure not selected.
  static constexpr std::uint32_t kNotSelected = 0xffffffff;
  std::uint32_t column = kNotSelected;
  expr::Expr value;
  bool descending = false;
  bool nulls_first = false;
};

/// What a relative range meant, for the answer.
struct ResolvedRange {
  std::string field;
  std::string words;
  std::string start;  ///< ISO 8601, included.
  std::string end;    ///< ISO 8601, excluded.
};

/// How the answer is cut: its pages lie side by side and hold each of its rows once.
struct ResolvedPage {
  std::uint64_t size = 0;  ///< Rows of a page; 0: all rows are one page.
  bool total_rows = false;
  CursorBinding binding;  ///< What cursors of this answer are bound to.
  /// Values of the order keys in the last row of the page before; nullopt: the first page.
  std::optional<std::vector<Value>> after;
};

/// What the names of a request are from the rows of one table of a graph.
struct NamesAt {
  struct Meant {
    expr::AliasIndex asked;  ///< What stands for it in the request,
    expr::AliasIndex meant;  ///< and where it leads to from there.
  };
  expr::AliasIndex home = 0;
  NodeVector<Meant> aliases;
};

/// Of a request over a graph flow.
struct ResolvedGraph {
  std::shared_ptr<const model::Flow> forest;  ///< ResolvedQuery::flow, a tree below each table.
  NodeVector<expr::AliasIndex> listed;        ///< Without measures: the tables that are listed.
  std::vector<NamesAt> names;  ///< For each table whose rows are taken; empty where it is one.
};

/// What whoever asks may see. It is among the filters of the query; measures per row, which those
/// do not reach, take it from here.
struct AccessFilters {
  expr::Exprs conditions;
  std::vector<NamesAt> names;  ///< Of a graph: what they name from the rows of each table.
  std::uint64_t hash = 0;      ///< Of what was given: cursors are bound to it.
};

struct ResolvedQuery {
  std::shared_ptr<const model::Model> model;
  const model::Flow* flow = nullptr;
  NodeVector<ResolvedColumn> dimensions;
  NodeVector<ResolvedColumn> measures;
  /// Conjuncts: each holds (AND). `not` stands only where the request had it; the lowering pushes
  /// it. Leaves that read measures hold Refs to measures or Aggregates.
  expr::Exprs filters;
  NodeVector<ResolvedOrder> order;
  /// Asked beside the groups: the dimensions that each keeps, by their positions, ascending.
  std::vector<NodeVector<std::uint32_t>> totals;
  std::optional<std::uint64_t> limit;
  std::optional<std::uint64_t> offset;
  bool shares_time = false;   ///< Refs of kShared occur: the time that the measures share.
  Box<AccessFilters> access;  ///< Empty: all may be seen.
  Box<ResolvedGraph> graph;   ///< Empty: the flow is a tree.
  Box<ResolvedPage> page;     ///< Empty: neither pages nor the number of rows are asked.
  /// The planner's own: a measure per row of another query, of one in that, ...; 0: it is none.
  std::uint32_t per_row_depth = 0;
  bool is_total = false;  ///< The planner's own: another query by fewer dimensions.
  /// The planner's own, not 0: what shares of another query are divided by, in which `given_time`
  /// is told of the measures.
  std::uint8_t share_depth = 0;
  model::GivenTime given_time;
  bool ungrouped = false;
  expr::AliasIndex of = expr::kSelf;  ///< ungrouped: whose rows; the base table by default.
  const time::Zone* zone = time::Utc();
  bool wide_numbers_as_text = false;
  std::vector<ResolvedRange> ranges;
  std::vector<std::string> warnings;
};

}  // namespace semaflow::request
