// Texts with a NUL byte, where no text of the database has one: comparisons with them are decided
// before it is asked.
#pragma once

#include "sql/legalize.h"
#include "sql/tree.h"

namespace semaflow::sql {

/// Says a comparison with a constant text that holds a NUL byte without it: equal to it is nothing,
/// and what comes before it comes no later than its part before the NUL. Any other use of such a
/// text fails: a dialect cannot say it.
void FoldNulTexts(Expr& expr, Rewriter& rewriter);

}  // namespace semaflow::sql
