// Random rows that keep the keys their table claims.
#pragma once

#include "tests/property/property_case.h"
#include "tests/property/random_source.h"

namespace semaflow::property {

/// Fills `table.rows`; its columns and keys are there.
void MakeRows(RandomSource& random, TableSpec& table);
/// No two rows are equal in these columns; rows with a NULL there are equal to none.
bool AreDistinct(const TableSpec& table, const std::vector<std::string>& columns);

}  // namespace semaflow::property
