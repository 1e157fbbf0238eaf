#include "tests/property/random_rows.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace semaflow::property {
namespace {

// The first words are the likely ones: with few `kinds` rows meet in groups and keys.
std::string Some(RandomSource& random, std::vector<std::string> words, int kinds) {
  words.resize(std::min(words.size(), static_cast<std::size_t>(kinds)));
  return random.Pick(words);
}

std::string RandomText(RandomSource& random, const ColumnSpec& column, int kinds) {
  switch (column.type.kind) {
    case TypeKind::kBoolean:
      return random.Word({"true", "false"});
    case TypeKind::kDecimal:
      return Some(random, {"1.50", "0.01", "2.00", "0.00", "-0.75", "10.01"}, kinds);
    case TypeKind::kFloat:
      return Some(random, {"0.5", "1.5", "0", "-2.25", "3"}, kinds);
    case TypeKind::kText:
      return Some(random, {"x", "zz", "", "y", "A", "x%"}, kinds);
    case TypeKind::kDate:
      return Some(random, {"2024-01-31", "2024-02-29", "2024-03-01", "2024-01-01", "2023-12-31"},
                  kinds);
    case TypeKind::kTimestamp:
      return Some(random,
                  {"2024-01-31T23:59:59", "2024-01-01T00:00:00", "2024-02-29T12:30:00",
                   "2024-03-01T00:00:01"},
                  kinds);
    case TypeKind::kTimestamptz:
      // Around midnight and the changes of the clocks in some of the known zones.
      return Some(random,
                  {"2024-03-31T00:30:00Z", "2024-01-31T23:30:00Z", "2024-03-30T23:15:00Z",
                   "2018-11-04T03:30:00Z", "2024-10-27T00:30:00Z", "2024-10-27T01:30:00Z",
                   "2018-11-04T02:30:00Z", "2024-03-01T04:59:59Z"},
                  kinds < 6 ? kinds : 8);
    default:
      return Some(random, {"1", "2", "0", "3", "-1", "4"},
                  column.name == "n" ? kinds : std::min(kinds, 4));
  }
}

TextRow RandomRow(RandomSource& random, const TableSpec& table, int nulls_percent, int kinds) {
  TextRow row;
  for (const ColumnSpec& column : table.columns) {
    if (!column.not_null && random.Chance(nulls_percent)) {
      row.push_back(std::nullopt);
    } else if (table.primary_key == std::vector<std::string>{column.name}) {
      const int next = static_cast<int>(table.rows.size());
      row.push_back(std::to_string(random.Chance(75) ? next : random.Between(0, 7)));
    } else {
      row.push_back(RandomText(random, column, kinds));
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
  const int kinds = random.Chance(50) ? random.Between(1, 3) : 6;
  for (int i = 0; i < count; ++i) {
    table.rows.push_back(RandomRow(random, table, nulls_percent, kinds));
    const bool keeps = (table.primary_key.empty() || AreDistinct(table, table.primary_key)) &&
                       (table.unique_key.empty() || AreDistinct(table, table.unique_key));
    if (!keeps) table.rows.pop_back();
  }
}

}  // namespace semaflow::property
