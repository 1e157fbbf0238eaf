// What all ways to write rows down have in common.
#pragma once

#include <string>

#include "semaflow/arrow.h"
#include "semaflow/error.h"
#include "semaflow/result.h"

namespace semaflow::arrow {

/// Begin, Append for each batch, End: each appends the next piece of the output to `out`, which may
/// be emptied in between. Used by one thread.
class RowWriter {
 public:
  virtual ~RowWriter() = default;
  virtual Result<void> Begin(std::string& out) = 0;
  virtual Result<void> Append(std::string& out, const RecordBatch& batch) = 0;
  /// `summary`: what is known now that all rows are there.
  virtual Result<void> End(std::string& out, const WriteSummary& summary) = 0;
};

}  // namespace semaflow::arrow
