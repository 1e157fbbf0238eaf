#include "tests/property/random_rows.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace semaflow::property {
namespace {

std::string RandomText(RandomSource& random, const ColumnSpec& column) {
  switch (column.type.kind) {
    case TypeKind::kBoolean:
      return random.Word({"true", "false"});
    case TypeKind::kDecimal:
      return random.Word({"0.00", "1.50", "2.00", "-0.75", "10.01", "0.01"});
    case TypeKind::kFloat:
      return random.Word({"0", "0.5", "1.5", "-2.25", "3"});
    case TypeKind::kText:
      return random.Word({"x", "y", "zz", "A", "", "x%"});
    case TypeKind::kDate:
      return random.Word({"2024-01-01", "2024-01-31", "2024-02-29", "2024-03-01", "2023-12-31"});
    case TypeKind::kTimestamp:
      return random.Word({"2024-01-01T00:00:00", "2024-01-31T23:59:59", "2024-02-29T12:30:00",
                          "2024-03-01T00:00:01"});
    default:
      return std::to_string(column.name == "n" ? random.Between(-2, 4) : random.Between(0, 3));
  }
}

TextRow RandomRow(RandomSource& random, const TableSpec& table, int nulls_percent) {
  TextRow row;
  for (const ColumnSpec& column : table.columns) {
    if (!column.not_null && random.Chance(nulls_percent)) {
      row.push_back(std::nullopt);
    } else if (table.primary_key == std::vector<std::string>{column.name}) {
      row.push_back(std::to_string(random.Between(0, 9)));
    } else {
      row.push_back(RandomText(random, column));
    }
  }
  return row;
}

}  // namespace

bool AreDistinct(const TableSpec& table, const std::vector<std::string>& columns) {
  std::set<std::vector<std::string>> seen;
  for (const TextRow& row : table.rows) {
    std::vector<std::string> key;
    for (const std::string& name : columns) {
      const auto column = std::find_if(table.columns.begin(), table.columns.end(),
                                       [&](const ColumnSpec& c) { return c.name == name; });
      if (column == table.columns.end()) throw std::runtime_error("no column " + name);
      const auto& cell = row[static_cast<std::size_t>(column - table.columns.begin())];
      if (!cell) break;
      key.push_back(*cell);
    }
    if (key.size() == columns.size() && !seen.insert(std::move(key)).second) return false;
  }
  return true;
}

void MakeRows(RandomSource& random, TableSpec& table) {
  const int count = random.Chance(10) ? 0 : random.Between(1, 8);
  const int nulls_percent = random.Chance(20) ? 50 : random.Between(0, 25);
  for (int i = 0; i < count; ++i) {
    table.rows.push_back(RandomRow(random, table, nulls_percent));
    const bool keeps = (table.primary_key.empty() || AreDistinct(table, table.primary_key)) &&
                       (table.unique_key.empty() || AreDistinct(table, table.unique_key));
    if (!keeps) table.rows.pop_back();
  }
}

}  // namespace semaflow::property
