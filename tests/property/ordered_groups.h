// The order of an answer's rows (DESIGN.md 2.3).
#pragma once

#include <vector>

#include "tests/property/cells.h"

namespace semaflow::property {

struct OrderWay {
  bool descending = false;
  bool nulls_first = false;
};

struct OrderedGroup {
  Row key;          ///< The values of the dimensions.
  Row order;        ///< Of what the request orders by.
  Row primary_key;  ///< Ungrouped: it "decides among equal rows".
};

/// Sorts "as asked, then by the dimensions as asked, ascending; NULLs last both ways unless first".
/// The dimensions begin at `first` of a key. False: some rows are equal in all that decides.
bool SortGroups(std::vector<OrderedGroup>& groups, const std::vector<OrderWay>& ways,
                std::size_t first);

}  // namespace semaflow::property
