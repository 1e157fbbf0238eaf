// What PostgreSQL says otherwise than by a name: the rules of its table, by what they are about.
#pragma once

#include "sql/legalize.h"
#include "sql/tree.h"

namespace semaflow::sql::postgres {

// --- Times (times.cc).
Expr RewriteTruncate(Truncate truncate, Rewriter& rewriter);
Expr RewriteReadPart(ReadPart read, Rewriter& rewriter);
Expr RewriteShift(Shift shift, Rewriter& rewriter);
Expr RewriteCountPeriods(CountPeriods count, Rewriter& rewriter);

// --- Casts (casts.cc).
Expr RewriteCast(Cast cast, Rewriter& rewriter);

// --- Functions (functions.cc): texts, then numbers.
Expr CountsAsInt4(Expr count);
Expr MakeDate(Function function, Rewriter& rewriter);
Expr Substring(Function function, Rewriter& rewriter);
Expr EndsWith(Function function, Rewriter& rewriter);
Expr Contains(Function function, Rewriter& rewriter);
Expr Greatest(Function function, Rewriter& rewriter);
Expr Least(Function function, Rewriter& rewriter);
Expr Ceil(Function function, Rewriter& rewriter);
Expr Floor(Function function, Rewriter& rewriter);
Expr Round(Function function, Rewriter& rewriter);
Expr Trunc(Function function, Rewriter& rewriter);
Expr Sign(Function function, Rewriter& rewriter);
Expr Log(Function function, Rewriter& rewriter);
Expr IntegerDivide(Function function, Rewriter& rewriter);
Expr Remainder(Function function, Rewriter& rewriter);

// --- Aggregates (aggregates.cc).
Expr Sum(AggregateCall call, Rewriter& rewriter);
Expr Avg(AggregateCall call, Rewriter& rewriter);
Expr Min(AggregateCall call, Rewriter& rewriter);
Expr Max(AggregateCall call, Rewriter& rewriter);
Expr Median(AggregateCall call, Rewriter& rewriter);
Expr Percentile(AggregateCall call, Rewriter& rewriter);
Expr CountDistinct(AggregateCall call, Rewriter& rewriter);
Expr StringAgg(AggregateCall call, Rewriter& rewriter);
Expr ArrayAgg(AggregateCall call, Rewriter& rewriter);
Expr FirstByOrder(AggregateCall call, Rewriter& rewriter);

}  // namespace semaflow::sql::postgres
