// Rows as an Arrow IPC stream, which pyarrow, polars, DuckDB and the rest of the field read.
#pragma once

#include <memory>
#include <string>

#include "arrow/row_writer.h"
#include "semaflow/arrow.h"
#include "semaflow/error.h"

namespace semaflow::arrow {

/// Fails with kInternal when nanoarrow refuses what we made.
class IpcWriter : public RowWriter {
 public:
  explicit IpcWriter(SharedArrowSchema schema);
  ~IpcWriter() override;
  IpcWriter(const IpcWriter&) = delete;
  IpcWriter& operator=(const IpcWriter&) = delete;

  Result<void> Begin(std::string& out) override;
  Result<void> Append(std::string& out, const RecordBatch& batch) override;
  Result<void> End(std::string& out, const WriteSummary& summary) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace semaflow::arrow
