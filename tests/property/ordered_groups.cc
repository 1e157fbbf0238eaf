#include "tests/property/ordered_groups.h"

#include <algorithm>

namespace semaflow::property {

bool SortGroups(std::vector<OrderedGroup>& groups, const std::vector<OrderWay>& ways,
                std::size_t first) {
  const auto compare = [&](const OrderedGroup& a, const OrderedGroup& b) {
    for (std::size_t i = 0; i < ways.size(); ++i) {
      const Cell& x = a.order[i];
      const Cell& y = b.order[i];
      if (IsNull(x) != IsNull(y)) {
        return IsNull(x) == ways[i].nulls_first ? std::strong_ordering::less
                                                : std::strong_ordering::greater;
      }
      const auto by_value = CompareKeys(x, y);
      if (by_value != 0) return ways[i].descending ? 0 <=> by_value : by_value;
    }
    for (std::size_t i = first; i < a.key.size(); ++i) {
      const auto by_key = CompareKeys(a.key[i], b.key[i]);
      if (by_key != 0) return by_key;
    }
    if (KeyLess{}(a.primary_key, b.primary_key)) return std::strong_ordering::less;
    if (KeyLess{}(b.primary_key, a.primary_key)) return std::strong_ordering::greater;
    return std::strong_ordering::equal;
  };
  std::stable_sort(groups.begin(), groups.end(),
                   [&](const OrderedGroup& a, const OrderedGroup& b) { return compare(a, b) < 0; });
  for (std::size_t i = 1; i < groups.size(); ++i) {
    if (compare(groups[i - 1], groups[i]) == 0) return false;
  }
  return true;
}

}  // namespace semaflow::property
