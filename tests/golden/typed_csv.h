// Data files of golden cases: CSV whose header carries types, `id:integer,name:text`. An empty
// cell is NULL, a quoted empty cell ("") the empty text. A type may end in `!`: NOT NULL.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace semaflow::golden {

struct CsvTable {
  std::vector<std::string> header;
  std::vector<std::vector<std::optional<std::string>>> rows;
};

/// RFC 4180 text, LF or CRLF; throws std::runtime_error naming `file` and the line on bad input.
CsvTable ParseCsv(std::string_view text, const std::string& file);

/// Statements that create table `name` and fill it with the rows of a typed CSV, in words that
/// DuckDB and PostgreSQL share.
std::vector<std::string> LoadStatements(const std::string& name, const CsvTable& table,
                                        const std::string& file);

}  // namespace semaflow::golden
