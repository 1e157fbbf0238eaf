// The way from the rows of one alias to all others that a query reads.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "plan/plan.h"
#include "plan/reads.h"
#include "semaflow/error.h"

namespace semaflow::plan {

/// Whose rows are counted, and what is asked of them.
struct Counted {
  expr::AliasIndex root = 0;
  std::uint64_t home_bit = 0;           ///< Which aggregates are theirs, in AliasUse::homes.
  std::string_view measure;             ///< "o.revenue"; empty: the rows of the root themselves.
  bool one_by_one = false;              ///< Ungrouped: no row may be met twice.
  expr::AliasIndex away = expr::kSelf;  ///< Only rows without a partner there; kSelf: all.
};

/// The partners that every alias asked of the rows of a root brings.
struct Reached {
  NodeVector<PlannedJoin> joins;
  NodeVector<SemiJoin> semi_joins;
  NodeVector<expr::AliasIndex> missing;  ///< What lies at and beyond `Counted::away`.
  bool multiplies = false;               ///< A join of `joins` does.
  bool dimension_multiplies = false;     ///< A group key lies beyond one that does.
};

/// The joins that bring what `reads.uses()` asks of the rows of `counted.root`, and the inner joins
/// that decide which rows are in the flow. What only `where` reads beyond a join that multiplies is
/// a semi-join. Refusals go to `errors`: an argument beyond a join that multiplies, a join that
/// holds for a time.
Reached Reach(const model::Model& model, const model::Flow& flow, const Counted& counted,
              const expr::Exprs& where, Reads& reads, Errors& errors);

/// The tables of right and full joins that a dimension reads and the way from `root` enters by that
/// join: their rows without a partner bring groups of their own (DESIGN.md 2.2).
NodeVector<expr::AliasIndex> TablesThatBringGroups(const model::Flow& flow, expr::AliasIndex root,
                                                   const Reads& reads);

/// The alias whose values a dimension lists; kSelf for a constant. nullopt: no single one.
std::optional<expr::AliasIndex> OwnerOf(const model::Model& model, const model::Flow& flow,
                                        const expr::Expr& dimension);

/// True when every step from `from` to `to` leads to at most one row.
bool ReachesToOne(const model::Flow& flow, expr::AliasIndex from, expr::AliasIndex to);

}  // namespace semaflow::plan
