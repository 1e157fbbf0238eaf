#include "tests/golden/typed_csv.h"

#include <stdexcept>

#include "base/types.h"
#include "tests/servers.h"

namespace semaflow::golden {
namespace {

[[noreturn]] void Fail(const std::string& file, std::size_t line, const std::string& why) {
  throw std::runtime_error(file + ":" + std::to_string(line) + ": " + why);
}

std::string Quoted(std::string_view text, char quote) {
  std::string out(1, quote);
  for (char c : text) {
    if (c == quote) out += quote;
    out += c;
  }
  return out + quote;
}

}  // namespace

CsvTable ParseCsv(std::string_view text, const std::string& file) {
  CsvTable table;
  std::vector<std::optional<std::string>> row;
  std::string cell;
  bool quoted = false;  // The cell had quotes, so it is not NULL.
  bool in_quotes = false;
  std::size_t line = 1;
  auto end_cell = [&] {
    row.push_back(cell.empty() && !quoted ? std::nullopt : std::optional(cell));
    cell.clear();
    quoted = false;
  };
  auto end_row = [&] {
    end_cell();
    if (table.header.empty()) {
      for (auto& name : row) table.header.push_back(name.value_or(""));
    } else {
      if (row.size() != table.header.size()) {
        Fail(file, line,
             "the row has " + std::to_string(row.size()) + " cells, the header " +
                 std::to_string(table.header.size()));
      }
      table.rows.push_back(row);
    }
    row.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_quotes) {
      if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
        cell += text[++i];
      } else if (c == '"') {
        in_quotes = false;
      } else {
        cell += c;
      }
    } else if (c == '"') {
      in_quotes = quoted = true;
    } else if (c == ',') {
      end_cell();
    } else if (c == '\n') {
      end_row();
      ++line;
    } else if (c != '\r') {
      cell += c;
    }
  }
  if (in_quotes) Fail(file, line, "a quote is not closed");
  if (!cell.empty() || quoted || !row.empty()) end_row();
  if (table.header.empty()) Fail(file, 1, "the file has no header");
  return table;
}

std::vector<std::string> LoadStatements(const std::string& name, const CsvTable& table,
                                        const std::string& file) {
  std::string create = "CREATE TABLE " + Quoted(name, '"') + " (";
  std::vector<std::string> types;
  for (const std::string& column : table.header) {
    const std::size_t colon = column.rfind(':');
    if (colon == std::string::npos) Fail(file, 1, "column \"" + column + "\" has no type");
    std::string word = column.substr(colon + 1);
    const bool not_null = word.ends_with('!');
    if (not_null) word.pop_back();
    const std::optional<DataType> type = ParseDataType(word);
    if (!type) Fail(file, 1, "\"" + word + "\" is not a type");
    types.push_back(SqlTypeName(*type));
    create += (types.size() > 1 ? ", " : "") + Quoted(column.substr(0, colon), '"') + " " +
              types.back() + (not_null ? " NOT NULL" : "");
  }
  std::vector<std::string> statements{create + ")"};
  if (table.rows.empty()) return statements;
  std::string insert = "INSERT INTO " + Quoted(name, '"') + " VALUES ";
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    insert += r ? ", (" : "(";
    for (std::size_t c = 0; c < types.size(); ++c) {
      const auto& cell = table.rows[r][c];
      if (c) insert += ", ";
      insert += cell ? "CAST(" + Quoted(*cell, '\'') + " AS " + types[c] + ")" : "NULL";
    }
    insert += ")";
  }
  statements.push_back(std::move(insert));
  return statements;
}

}  // namespace semaflow::golden
