// Rows as an Arrow IPC stream, which pyarrow, polars, DuckDB and the rest of the field read.
#pragma once

#include <memory>
#include <string>

#include "semaflow/arrow.h"
#include "semaflow/error.h"

namespace semaflow::arrow {

/// Each call appends bytes to `out`. Fails with kInternal when nanoarrow refuses what we made.
class IpcWriter {
 public:
  explicit IpcWriter(SharedArrowSchema schema);
  ~IpcWriter();
  IpcWriter(const IpcWriter&) = delete;
  IpcWriter& operator=(const IpcWriter&) = delete;

  Result<void> Begin(std::string& out);
  Result<void> Append(std::string& out, const RecordBatch& batch);
  Result<void> End(std::string& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace semaflow::arrow
