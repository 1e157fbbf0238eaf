// Random tables: columns, keys that their rows keep, dimensions and measures; and keys that join
// two of them.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/property/property_case.h"
#include "tests/property/random_source.h"

namespace semaflow::property {

/// Of a join: an expression of the parent's columns, one of the child's.
using KeyPairs = std::vector<std::pair<std::string, std::string>>;

/// A table with rows and dimensions; its measures come later, as their filters may read others.
TableSpec RandomTable(RandomSource& random, int number);
KeyPairs RandomKeys(RandomSource& random, const TableSpec& parent, const TableSpec& child);
/// Changes rows so that many find a partner; claimed keys stay true.
void AlignRows(RandomSource& random, TableSpec& parent, TableSpec& child, const KeyPairs& keys);
/// A cardinality from the parent to the child that is true of the rows: "many_to_one".
std::string TrueCardinality(RandomSource& random, const TableSpec& parent, const TableSpec& child,
                            const KeyPairs& keys);
/// `filter` makes a condition for a measure of this table.
void AddRandomMeasures(RandomSource& random, TableSpec& table,
                       const std::function<std::string()>& filter);

}  // namespace semaflow::property
