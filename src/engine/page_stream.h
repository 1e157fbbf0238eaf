// The rows of a statement as the page that was asked: what the statement gives beside it (a row of
// the next page, columns that nobody asked for) is taken away, and read.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arrow/schema.h"
#include "semaflow/backend.h"
#include "semaflow/compile.h"
#include "semaflow/result.h"

namespace semaflow::engine {

class PageStream : public BatchStream {
 public:
  /// `rows` gives the columns of the answer and, behind them, those that `page` hides. With
  /// `rows_max` above 0 a page has no more rows than that, and the cursor goes on from there.
  PageStream(std::unique_ptr<BatchStream> rows, std::shared_ptr<const PageInfo> page,
             std::string_view time_zone, std::int64_t rows_max);

  const std::vector<ColumnInfo>& columns() const override { return columns_; }
  const SharedArrowSchema& schema() const override { return schema_; }
  /// Fails also with kPages and kTypeNeeded when no cursor can hold the keys that the rows have.
  Result<std::optional<RecordBatch>> Next() override;
  bool AtEnd() const override { return ended_ || rows_->AtEnd(); }
  /// A page may be full while its statement has more rows.
  bool StatementAtEnd() const { return rows_->AtEnd(); }

  /// Certain once Next has given nullopt.
  const PageEnd& end() const { return end_; }

 private:
  std::optional<Error> WrongKey() const;
  void ReadTotal(const RecordBatch& batch);
  bool IsMarkAlone(const RecordBatch& batch) const;
  std::vector<Value> KeysOf(const RecordBatch& batch, std::int64_t row) const;
  Result<void> MakeCursor(const std::vector<Value>& next);

  const std::unique_ptr<BatchStream> rows_;
  const std::shared_ptr<const PageInfo> page_;
  const std::vector<arrow::SchemaColumn> all_;  ///< Of the statement.
  std::vector<ColumnInfo> columns_;
  SharedArrowSchema schema_;
  std::int64_t room_;        ///< Rows that the page may still take; below 0: any number.
  std::vector<Value> keys_;  ///< Of the last row that was given, in this page or before it.
  PageEnd end_;
  bool ended_ = false;
};

}  // namespace semaflow::engine
