// An answer as bytes, piece by piece, for a server.
#pragma once

#include <nanobind/nanobind.h>

#include <memory>
#include <utility>

#include "readers.h"
#include "semaflow/result.h"

namespace semaflow::python {

/// Used by one coroutine at a time, but for Cancel. What the reader has not asked for is not made:
/// a slow one holds back the database.
class Output {
 public:
  Output(std::shared_ptr<ResultWriter> writer, std::shared_ptr<Readers> readers)
      : writer_(std::move(writer)), readers_(std::move(readers)) {}
  ~Output();

  /// Calls `done(bytes or None at the end, error or None)` on another thread.
  void NextAsync(nanobind::object done);
  void Cancel();

 private:
  const std::shared_ptr<ResultWriter> writer_;
  const std::shared_ptr<Readers> readers_;
};

}  // namespace semaflow::python
