#include "model/join_reach.h"

#include <algorithm>

namespace semaflow::model {
namespace {

bool ToOneDown(const Alias& alias) {
  return alias.cardinality == Cardinality::kManyToOne ||
         alias.cardinality == Cardinality::kOneToOne;
}
bool ToOneUp(const Alias& alias) {
  return alias.cardinality == Cardinality::kOneToMany ||
         alias.cardinality == Cardinality::kOneToOne;
}

/// From an alias up to the base, both included.
std::vector<AliasIndex> PathUp(const Flow& flow, AliasIndex alias) {
  std::vector<AliasIndex> path;
  for (; alias != kSelf; alias = flow.aliases[alias].parent) path.push_back(alias);
  return path;
}

/// The aliases on the paths between `named`, in order of position.
std::vector<AliasIndex> SpanOf(const Flow& flow, const std::vector<AliasIndex>& named) {
  std::vector<AliasIndex> span = {named.front()};
  AliasIndex top = named.front();
  for (const AliasIndex alias : named) {
    std::vector<AliasIndex> up = PathUp(flow, alias);
    std::vector<AliasIndex> top_up = PathUp(flow, top);
    // Both end at the base; what they share at their ends lies above the branching.
    while (up.size() > 1 && top_up.size() > 1 && up[up.size() - 2] == top_up[top_up.size() - 2]) {
      up.pop_back();
      top_up.pop_back();
    }
    span.insert(span.end(), up.begin(), up.end());
    span.insert(span.end(), top_up.begin(), top_up.end());
    top = up.back();
  }
  std::sort(span.begin(), span.end());
  span.erase(std::unique(span.begin(), span.end()), span.end());
  return span;
}

}  // namespace

bool ReachesToOne(const Flow& flow, AliasIndex from, AliasIndex to) {
  const std::vector<AliasIndex> down = PathUp(flow, to);
  AliasIndex at = from;
  while (std::find(down.begin(), down.end(), at) == down.end()) {
    if (!ToOneUp(flow.aliases[at])) return false;
    at = flow.aliases[at].parent;
    if (at == kSelf) return false;  // Another tree of a graph's forest.
  }
  for (const AliasIndex step : down) {
    if (step == at) return true;
    if (!ToOneDown(flow.aliases[step])) return false;
  }
  return true;
}

Home FindHome(const Flow& flow, const std::vector<AliasIndex>& named) {
  if (named.empty()) return {};
  std::vector<AliasIndex> candidates;
  for (const AliasIndex alias : SpanOf(flow, named)) {
    if (std::all_of(named.begin(), named.end(),
                    [&](AliasIndex to) { return ReachesToOne(flow, alias, to); })) {
      candidates.push_back(alias);
    }
  }
  // The nearest is the one that every other candidate reaches.
  std::vector<AliasIndex> nearest;
  for (const AliasIndex alias : candidates) {
    if (std::all_of(candidates.begin(), candidates.end(),
                    [&](AliasIndex from) { return ReachesToOne(flow, from, alias); })) {
      nearest.push_back(alias);
    }
  }
  if (nearest.empty()) return {};
  if (nearest.size() == 1) return {.kind = Home::Kind::kFound, .alias = nearest[0]};
  return {.kind = Home::Kind::kSeveral, .alias = nearest[0], .other = nearest[1]};
}

}  // namespace semaflow::model
