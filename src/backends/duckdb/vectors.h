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

/// Copies rows of a chunk, which is not larger than a vector of DuckDB (2,048 rows).
class ChunkReader {
 public:
  /// All three must outlive the reader.
  ChunkReader(const Api& api, const std::vector<Column>& columns, const SharedArrowSchema& schema)
      : api_(api), columns_(columns), schema_(schema) {}

  /// Rows [begin, begin + count) as one batch, or fewer of them where their texts would not fit
  /// into Arrow's 2 GiB; at least one. count > 0.
  /// Fails with kBackendOverflow: an integer beyond 64 bits, a time or interval beyond its range.
  Result<RecordBatch> Read(duckdb_data_chunk chunk, std::uint64_t begin, std::uint64_t count) const;

 private:
  const Api& api_;
  const std::vector<Column>& columns_;
  const SharedArrowSchema& schema_;
};

}  // namespace semaflow::duckdb
