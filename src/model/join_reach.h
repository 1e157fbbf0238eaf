// Which aliases of a tree of joins are reached from which without multiplying rows.
#pragma once

#include <vector>

#include "model/model.h"

namespace semaflow::model {

/// True when each row of `from` has at most one partner in `to` along the joins of the tree.
bool ReachesToOne(const Flow& flow, AliasIndex from, AliasIndex to);

/// What the aliases named in one expression have in common.
struct Home {
  enum class Kind : std::uint8_t { kFound, kNone, kSeveral };
  Kind kind = Kind::kNone;
  AliasIndex alias = kSelf;  ///< kFound: the nearest alias that reaches all named ones to-one.
  AliasIndex other = kSelf;  ///< kSeveral: another one, as near as `alias`.
};
/// `named` may repeat aliases; kNone when it is empty.
Home FindHome(const Flow& flow, const std::vector<AliasIndex>& named);

}  // namespace semaflow::model
