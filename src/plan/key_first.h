// Rows that are aggregated by the key of a join before they are joined.
#pragma once

#include <cstdint>

#include "model/model.h"
#include "plan/plan.h"
#include "plan/reads.h"
#include "request/resolved.h"

namespace semaflow::plan {

/// So many rows for each row of the table that is joined make it quicker: measured in
/// docs/adr/0020.
inline constexpr std::int64_t kRowsOfKeyMin = 100;
inline constexpr std::int64_t kRowsOfKeyByTextMin = 10;  ///< Where a dimension is a text.

/// What Block::key_first is for a flat block; kNone: it may not be, or is not known to be quicker.
/// The rest is as in UseRowCounts.
std::uint32_t KeyFirst(const request::ResolvedQuery& query, const expr::Exprs& having,
                       const Block& block, const Reads& reads, std::uint64_t home_bit);

/// What LogicalPlan::parts_meet is once all blocks are known.
bool DoPartsMeet(const LogicalPlan& plan, const model::Flow& flow);

}  // namespace semaflow::plan
