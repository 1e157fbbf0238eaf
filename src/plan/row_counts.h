// What is quicker where schema.json tells how many rows the tables have (docs/adr/0020).
#pragma once

#include <cstdint>

#include "plan/plan.h"
#include "plan/reads.h"
#include "request/resolved.h"

namespace semaflow::plan {

/// Sets Block::key_first or Block::distinct_partners where that is known to be quicker, in a block
/// of groups without conditions on rows whose joins are known. `home_bit`: of its aggregates, in
/// AliasUse::homes. `having`: the conditions on groups.
void UseRowCounts(const request::ResolvedQuery& query, const expr::Exprs& having,
                  const Reads& reads, std::uint64_t home_bit, Block& block);

}  // namespace semaflow::plan
