// Rows of an answer that are all there, shared with whoever asks for them as Arrow.
#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cells.h"
#include "semaflow/result.h"

namespace semaflow::python {

/// What an answer tells beside its rows; plain, so that it can be had without the GIL.
struct AnswerInfo {
  std::vector<ColumnInfo> columns;
  SharedArrowSchema schema;
  std::string sql;
  std::vector<Value> parameters;
  std::string time_zone;
  std::vector<RangeInfo> ranges;
  std::vector<std::string> warnings;
  std::vector<std::vector<std::string>> totals;
  bool truncated = false;
  PageEnd page;
  CacheInfo cache;
};

/// A dict of it, but for the schema.
nanobind::dict PythonInfoOf(const AnswerInfo& info);

/// Immutable; any thread.
class Answer {
 public:
  using Batches = std::vector<std::shared_ptr<const RecordBatch>>;
  Answer(AnswerInfo info, Batches batches) : info_(std::move(info)), batches_(std::move(batches)) {}

  std::int64_t num_rows() const;
  /// The GIL is held for all below, and is let go between slices of rows.
  nanobind::list Dicts() const;
  nanobind::list Tuples() const;
  /// A capsule "arrow_array_stream" over the same memory.
  nanobind::object ArrowStream() const;
  nanobind::dict Info() const { return PythonInfoOf(info_); }

 private:
  AnswerInfo info_;
  Batches batches_;
};

/// A capsule "arrow_array_stream" that releases the stream when nobody has taken it over.
/// https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html
nanobind::object StreamCapsule(std::unique_ptr<ArrowArrayStream> stream);

}  // namespace semaflow::python
