// Rows of PostgreSQL's binary protocol as Arrow arrays (the send functions of
// src/backend/utils/adt). What the bytes say is never trusted: a value that is not in the form of
// its type is an error, and tests/fuzz feeds it any bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/postgres/types.h"
#include "semaflow/arrow.h"
#include "semaflow/error.h"

namespace semaflow::postgres {

struct Column {
  std::string name;  ///< As asked, for messages.
  ColumnType type;
};

/// One value as the server sent it; nullopt: NULL.
using WireValue = std::optional<std::string_view>;

/// Digits behind the point of a numeric, or the most of the items of a list of them; 0 for bytes
/// that are neither.
int ScaleOf(const ColumnType& type, std::string_view value);

/// Collects rows into batches.
class BatchWriter {
 public:
  BatchWriter(std::vector<Column> columns, SharedArrowSchema schema);
  ~BatchWriter();
  BatchWriter(const BatchWriter&) = delete;
  BatchWriter& operator=(const BatchWriter&) = delete;

  /// Appends a row, of as many values as there are columns. False: its texts do not fit into the
  /// 2 GiB of an Arrow array beside those of the other rows; take the batch first.
  /// Fails with kBackendOverflow (a number, time or interval beyond its range in an answer) and
  /// kBackendFailed (bytes that are no value of their type).
  Result<bool> Append(const std::vector<WireValue>& row);

  std::int64_t rows() const { return array_.length; }
  std::size_t bytes() const { return bytes_; }
  /// What was appended, at least one row.
  RecordBatch Take();

 private:
  void Drop();

  const std::vector<Column> columns_;
  const SharedArrowSchema schema_;
  ArrowArray array_{};
  std::size_t bytes_ = 0;
  std::int64_t expected_ = 0;  // Rows of the next batch, a guess.
};

}  // namespace semaflow::postgres
