// CheckReport as text for people.
#include <cstdio>

#include "api/text_columns.h"
#include "semaflow/check.h"

namespace semaflow {
namespace {

/// "1 row", "1,234 rows".
std::string Counted(std::int64_t count, const std::string& what) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits + " " + what + (count == 1 ? "" : "s");
}

std::string Share(std::int64_t part, std::int64_t whole) {
  char text[32];
  std::snprintf(text, sizeof text, " (%.1f %%)",
                100.0 * static_cast<double>(part) / static_cast<double>(whole));
  return text;
}

std::string Joined(const std::vector<std::string>& items, const char* between) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : between) + item;
  return text;
}

std::string TableWords(const TableReport& table) {
  if (table.not_checked.empty()) return "";
  return "not_null not checked: " + Joined(table.not_checked, ", ");
}

std::string KeyWords(const KeyReport& key) {
  if (!key.not_checked.empty()) return "not checked: " + key.not_checked;
  std::string words;
  if (key.null_rows > 0) words = "NULL in " + Counted(key.null_rows, "row");
  if (key.duplicate_keys > 0) {
    words += (words.empty() ? "" : ", ") + Counted(key.duplicate_keys, "key") +
             " in several rows: " + Joined(key.examples, "; ");
  }
  return words.empty() ? "holds" : words;
}

std::string JoinWords(const JoinReport& join) {
  if (!join.not_checked.empty()) return "not checked: " + join.not_checked;
  std::string words;
  if (join.null_rows > 0) {
    words = Counted(join.null_rows, "row") + Share(join.null_rows, join.rows) + " without a key";
  }
  if (join.orphans > 0) {
    words += (words.empty() ? "" : ", ") + Counted(join.orphans, "orphan") +
             Share(join.orphans, join.rows) + ": " + Joined(join.orphan_examples, "; ");
  }
  return words.empty() ? "every row has a partner" : words;
}

void AppendSection(std::string& out, const char* title, const api::TextColumns& columns,
                   int width) {
  if (columns.empty()) return;
  out += (out.empty() ? "" : "\n") + std::string(title) + "\n";
  columns.AppendTo(out, 2, width);
}

}  // namespace

std::string FormatCheckReport(const CheckReport& report, int width) {
  std::string out;
  api::TextColumns tables;
  for (const TableReport& table : report.tables) {
    tables.Add(
        {table.table, table.rows < 0 ? "not counted" : Counted(table.rows, "row"),
         table.columns == 0 ? "" : Counted(static_cast<std::int64_t>(table.columns), "column"),
         TableWords(table)});
  }
  AppendSection(out, "tables", tables, width);
  api::TextColumns keys;
  for (const KeyReport& key : report.keys) {
    keys.Add({key.table,
              (key.is_primary ? "primary (" : "unique (") + Joined(key.columns, ", ") + ")",
              KeyWords(key)});
  }
  AppendSection(out, "keys", keys, width);
  api::TextColumns joins;
  for (const JoinReport& join : report.joins) {
    joins.Add({join.flow + "." + join.join, join.from_alias + " to " + join.to_alias,
               join.cardinality, JoinWords(join)});
  }
  AppendSection(out, "joins", joins, width);
  return out;
}

}  // namespace semaflow
