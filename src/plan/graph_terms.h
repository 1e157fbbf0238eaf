// What the names of a query over a graph are to the rows of one block: the paths from its table.
#pragma once

#include "plan/plan.h"
#include "request/resolved.h"

namespace semaflow::plan {

/// The dimensions of `query` and the conditions `where`, as they are from the rows of `root`.
BlockTerms TermsAt(const request::ResolvedQuery& query, const expr::Exprs& where,
                   expr::AliasIndex root);

/// Puts what the names of `query` are from the rows of `root`, the only ones that it takes, in
/// their place.
void BindPaths(expr::AliasIndex root, request::ResolvedQuery& query);

/// Whether an alias is a path that is another one for each block, and is joined in none.
bool StandsForOthers(const model::Flow& flow, expr::AliasIndex alias);

}  // namespace semaflow::plan
