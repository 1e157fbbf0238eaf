// DuckDB's vectors as Arrow arrays.
//
// The vectors are read here, not through duckdb_data_chunk_to_arrow: one pass gives each kind its
// one Arrow type (see semaflow/arrow.h), whatever width the column has and however a DuckDB release
// spells it in Arrow. docs/adr tells more.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backends/duckdb/types.h"
#include "semaflow/arrow.h"

namespace semaflow::duckdb {

struct Column {
  std::string name;  ///< As asked, for messages.
  ColumnType type;
};

/// Copies rows of chunks into batches, several chunks into one.
class BatchWriter {
 public:
  /// `api` must outlive the writer.
  BatchWriter(const Api& api, std::vector<Column> columns, SharedArrowSchema schema);
  ~BatchWriter();
  BatchWriter(const BatchWriter&) = delete;
  BatchWriter& operator=(const BatchWriter&) = delete;

  /// Appends rows [begin, begin + count), or fewer where their texts would not fit into the 2 GiB
  /// of an Arrow array, and tells how many. 0: take the batch first. count > 0.
  /// Fails with kBackendOverflow: an integer beyond 64 bits, a time or interval beyond its range.
  Result<std::uint64_t> Append(duckdb_data_chunk chunk, std::uint64_t begin, std::uint64_t count);

  std::uint64_t rows() const { return static_cast<std::uint64_t>(array_.length); }
  std::size_t bytes();
  /// What was appended, at least one row; `expected`: rows that the next batch will have, a guess.
  RecordBatch Take(std::uint64_t expected);

 private:
  void Drop();

  const Api& api_;
  const std::vector<Column> columns_;
  const SharedArrowSchema schema_;
  ArrowArray array_{};
  std::uint64_t expected_ = 0;
};

}  // namespace semaflow::duckdb
