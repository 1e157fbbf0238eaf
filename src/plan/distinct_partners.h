// Partners that are made distinct before they are joined, in place of the joined rows.
#pragma once

#include <cstdint>

#include "plan/plan.h"
#include "plan/reads.h"
#include "request/resolved.h"

namespace semaflow::plan {

/// More partners for each row than so many are no longer taken for partners of those rows alone.
inline constexpr std::int64_t kPartnersMax = 10;

/// What Block::distinct_partners is for a block whose rows are told apart, without conditions on
/// rows. `home_bit`: of its aggregates, in AliasUse::homes.
bool ArePartnersDistinct(const request::ResolvedQuery& query, const Block& block,
                         const Reads& reads, std::uint64_t home_bit);

}  // namespace semaflow::plan
