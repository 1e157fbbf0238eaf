// Answers as JSON, and rows as one JSON object a line. The shape is promised in semaflow/result.h.
#pragma once

#include <string>
#include <vector>

#include "arrow/cells.h"
#include "arrow/row_writer.h"
#include "semaflow/arrow.h"
#include "semaflow/column.h"

namespace semaflow::arrow {

/// What a JSON answer tells beside its rows. Must outlive the writer.
struct AnswerNotes {
  const std::string& time_zone;
  const std::vector<RangeInfo>& ranges;
  const std::vector<std::string>& warnings;
  const std::vector<std::vector<std::string>>& totals;  ///< As CompiledQuery::totals.
};

/// {"columns":[...],"rows":[...],"truncated":false} and a line feed; with totals, whose rows come
/// after the others and have a last column that tells of which they are, "totals":[{"by":[...],
/// "rows":[...]}] after the rows.
class JsonRows : public RowWriter {
 public:
  /// `columns` must outlive the writer.
  JsonRows(const std::vector<ColumnInfo>& columns, const ArrowSchema& schema,
           const AnswerNotes& notes, const CellStyle& style);

  Result<void> Begin(std::string& out) override;
  Result<void> Append(std::string& out, const RecordBatch& batch) override;
  Result<void> End(std::string& out, const WriteSummary& summary) override;

 private:
  void BeginTotals(std::string& out, std::int64_t grouping);

  const std::vector<ColumnInfo>& columns_;
  std::vector<SchemaColumn> formats_;
  AnswerNotes notes_;
  CellStyle style_;
  bool has_rows_ = false;      // In the list of rows that is open:
  std::int64_t grouping_ = 0;  // 0: the groups, n: the n-th total.
};

/// {"f.day":"2024-02-29","revenue":12.50} and a line feed, for each row.
class NdjsonRows : public RowWriter {
 public:
  NdjsonRows(const std::vector<ColumnInfo>& columns, const ArrowSchema& schema,
             const CellStyle& style);

  Result<void> Begin(std::string&) override { return {}; }
  Result<void> Append(std::string& out, const RecordBatch& batch) override;
  Result<void> End(std::string&, const WriteSummary&) override { return {}; }
  /// One row without its line feed.
  void AppendObject(std::string& out, const RecordBatch& batch, std::int64_t row) const;

 private:
  std::vector<SchemaColumn> formats_;
  std::vector<std::string> keys_;  ///< `{"f.day":`, `,"revenue":`
  CellStyle style_;
};

/// {"rows":[{...}],"cursor":null,"has_more":false,"total_rows":null,"truncated":false} and a line
/// feed. `columns` and `warnings` must outlive the writer.
class RecordRows : public RowWriter {
 public:
  RecordRows(const std::vector<ColumnInfo>& columns, const ArrowSchema& schema,
             const std::vector<std::string>& warnings, const CellStyle& style)
      : rows_(columns, schema, style), warnings_(warnings) {}

  Result<void> Begin(std::string& out) override;
  Result<void> Append(std::string& out, const RecordBatch& batch) override;
  Result<void> End(std::string& out, const WriteSummary& summary) override;

 private:
  NdjsonRows rows_;
  const std::vector<std::string>& warnings_;
  bool has_rows_ = false;
};

}  // namespace semaflow::arrow
