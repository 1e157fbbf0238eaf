// Rows as CSV (RFC 4180): CRLF, a header, fields quoted where they must be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "arrow/cells.h"
#include "arrow/row_writer.h"
#include "semaflow/arrow.h"
#include "semaflow/column.h"

namespace semaflow::arrow {

/// NULL is an empty field and the empty text is "", as DuckDB and PostgreSQL read them back. Where
/// a row has one column only, NULL is "" too: many readers skip an empty line, and would lose the
/// row.
class CsvRows : public RowWriter {
 public:
  CsvRows(const std::vector<ColumnInfo>& columns, const ArrowSchema& schema,
          const CellStyle& style);

  Result<void> Begin(std::string& out) override;
  Result<void> Append(std::string& out, const RecordBatch& batch) override;
  Result<void> End(std::string&, const WriteSummary&) override { return {}; }

 private:
  const std::vector<ColumnInfo>& columns_;
  std::vector<SchemaColumn> formats_;
  CellStyle style_;
};

}  // namespace semaflow::arrow
