// What a request asks of pages: `page_size`, `cursor` and `total_rows`.
#pragma once

#include "request/json_tree.h"
#include "request/problems.h"
#include "request/query_request.h"
#include "request/resolved.h"

namespace semaflow::request {

/// Sets `query.page`. All else of the query is resolved, and `tree` is what it was resolved from.
/// Tells kBadCursor, and kStaleCursor where the cursor is of another answer.
void ReadPage(const JsonTree& tree, const QueryRequest& request, Problems& problems,
              ResolvedQuery& query);

}  // namespace semaflow::request
