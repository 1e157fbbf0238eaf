// Builds batches value by value, for databases that give rows one by one.
#pragma once

#include <string_view>
#include <vector>

#include "arrow/schema.h"
#include "semaflow/arrow.h"
#include "semaflow/types.h"

namespace semaflow::arrow {

/// Used by one thread. Append the cells of a row from left to right, then FinishRow.
class BatchBuilder {
 public:
  explicit BatchBuilder(SharedArrowSchema schema);
  BatchBuilder(const BatchBuilder&) = delete;
  BatchBuilder& operator=(const BatchBuilder&) = delete;
  ~BatchBuilder();

  /// False: the value does not fit the column (another kind, or a decimal with more digits than its
  /// precision and scale keep); nothing is appended then.
  bool Append(const Value& value);
  /// The next cell is a list of these items.
  bool AppendList(const std::vector<Value>& items);
  void FinishRow();

  std::int64_t num_rows() const { return array_.length; }
  /// The rows so far; the builder is empty afterwards and may be used again.
  RecordBatch Finish();

 private:
  void Start();

  SharedArrowSchema schema_;
  std::vector<SchemaColumn> columns_;
  ArrowArray array_;
  std::size_t next_ = 0;  ///< The column of the next cell.
};

}  // namespace semaflow::arrow
