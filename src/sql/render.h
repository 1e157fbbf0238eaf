// A legalized tree to text. The renderer prints and never decides; precedence decides parentheses.
#pragma once

#include <string>

#include "semaflow/error.h"
#include "sql/compile.h"
#include "sql/dialect.h"
#include "sql/tree.h"

namespace semaflow::sql {

/// One statement, a clause a line, and the values of its placeholders. Fails with
/// kTooManyParameters and kUnsupportedByDialect (a file that the dialect cannot read).
Result<Rendered> Render(const Query& query, const Dialect& dialect, ValueStyle style);

}  // namespace semaflow::sql
