#include "plan/row_counts.h"

#include "plan/distinct_partners.h"
#include "plan/key_first.h"

namespace semaflow::plan {

void UseRowCounts(const request::ResolvedQuery& query, const expr::Exprs& having,
                  const Reads& reads, std::uint64_t home_bit, Block& block) {
  if (query.model->tables[query.flow->aliases[block.root].table].rows == 0) return;
  // A measure per row is looked up by its key, in parts of its rows.
  if (query.per_row_depth > 0 || !block.sparse.empty() || !reads.per_rows().empty()) return;
  if (block.strategy == Strategy::kDedup) {
    block.distinct_partners = ArePartnersDistinct(query, block, reads, home_bit);
  } else if (block.strategy == Strategy::kFlat) {
    block.key_first = KeyFirst(query, having, block, reads, home_bit);
  }
}

}  // namespace semaflow::plan
