// Answers that are compared with each other, column by column.
#pragma once

#include <string>
#include <vector>

#include "tests/property/cells.h"

namespace semaflow::property {

/// An answer: its columns by name, dimensions first.
struct NamedRows {
  std::vector<std::string> columns;
  std::size_t dimensions = 0;
  std::vector<Row> rows;
};

// What two or three answers have to do with each other. Each gives what is wrong, for people;
// empty: nothing is.

/// The same rows; columns may stand in another order. `ordered`: the rows may not.
std::string DifferenceOf(const NamedRows& a, const NamedRows& b, bool ordered);
/// Every group of `part` is one of `whole`.
std::string GroupsBeyond(const NamedRows& part, const NamedRows& whole);
/// Every group of `part` is one of `whole`, and what both measure has the same value there.
std::string ValuesChanged(const NamedRows& part, const NamedRows& whole);
/// The values of a measure, added up over all groups, are those of the one row of `total`. NULL
/// adds nothing.
std::string TotalMissed(const NamedRows& groups, const NamedRows& total,
                        const std::string& measure);
/// In each group of `all` the values of `some` and `others` add up to its own.
std::string PartsMissed(const NamedRows& some, const NamedRows& others, const NamedRows& all,
                        const std::string& measure);

}  // namespace semaflow::property
