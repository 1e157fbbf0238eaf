// Rows as a table for people.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "arrow/cells.h"
#include "arrow/row_writer.h"
#include "base/number_format.h"
#include "semaflow/arrow.h"
#include "semaflow/column.h"

namespace semaflow::arrow {

struct TextTableOptions {
  int width = 0;               ///< Cells of the terminal; 0: no bound.
  std::int64_t rows_max = 0;   ///< Rows to show; 0: all.
  std::int64_t sample = 1000;  ///< Rows that decide how wide the columns are.
  bool color = false;
  bool apply_formats = true;  ///< False: every digit, as in CSV.
  bool has_totals = false;    ///< The last column is "grouping": 0 for groups, else of a total.
};

/// Appends finished lines only. The first come when `sample` rows are known, so memory is bounded
/// by them.
///
///     carrier.name      flights    delay
///     ──────────────  ─────────  ───────
///     Alaska Airli…         714    -9.9%
///     NULL               58,665    15.8%
///     2 rows
///
/// Numbers stand right, with the format of their column, and are never cut: where they do not fit,
/// rows are written below each other, one line a column. Floats without a format show 10 digits.
/// Control characters are shown as escapes.
class TextTable : public RowWriter {
 public:
  TextTable(const std::vector<ColumnInfo>& columns, const ArrowSchema& schema,
            const CellStyle& style, const TextTableOptions& options);

  Result<void> Begin(std::string&) override { return {}; }
  Result<void> Append(std::string& out, const RecordBatch& batch) override;
  Result<void> End(std::string& out, const WriteSummary& summary) override;

  std::int64_t rows() const { return rows_; }

 private:
  struct Column {
    std::string name;
    SchemaColumn format;
    std::optional<NumberFormat> number;
    bool is_number = false;
    int width = 0;  ///< Cells on the screen.
  };
  struct Cell {
    std::string text;
    int width = 0;
    bool is_null = false;
  };

  Cell MakeCell(const Column& column, const ArrowArray& array, std::int64_t row) const;
  void WriteHead(std::string& out);
  void FitColumns();
  void WriteRow(std::string& out, const std::vector<Cell>& cells);
  void WriteRecord(std::string& out, const std::vector<Cell>& cells);
  void WriteCell(std::string& out, const Cell& cell, int width, bool right, bool last) const;

  TextTableOptions options_;
  CellStyle style_;
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> waiting_;  ///< Rows from before the head was written.
  bool has_head_ = false;
  bool as_records_ = false;
  int name_width_ = 0;  ///< For records.
  std::int64_t rows_ = 0;
  std::int64_t totals_ = 0;  ///< Of `rows_`: those of totals.
  std::int64_t shown_ = 0;
};

}  // namespace semaflow::arrow
