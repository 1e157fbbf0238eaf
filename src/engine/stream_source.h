// What stands behind a ResultStream.
#pragma once

#include <optional>
#include <vector>

#include "semaflow/arrow.h"
#include "semaflow/compile.h"
#include "semaflow/error.h"
#include "semaflow/result.h"

namespace semaflow {

/// Of a Next on a thread of the engine, which would wait for itself.
Error ReadInCompletion();

/// The members mean what those of ResultStream of the same name promise.
class StreamSource {
 public:
  virtual ~StreamSource() = default;
  virtual const std::vector<ColumnInfo>& columns() const = 0;
  virtual const SharedArrowSchema& schema() const = 0;
  virtual const CompiledQuery& query() const = 0;
  virtual Result<std::optional<RecordBatch>> Next() = 0;
  virtual bool truncated() const = 0;
  virtual PageEnd page() const = 0;
  virtual CacheInfo cache() const { return {}; }
  virtual void Cancel() = 0;
  /// The ResultStream is gone; nobody will call Next again.
  virtual void Drop() = 0;
};

}  // namespace semaflow
