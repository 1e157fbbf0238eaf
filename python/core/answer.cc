#include "answer.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <utility>

namespace semaflow::python {
namespace {

namespace nb = nanobind;

/// Rows made without letting others have the GIL: well below the 5 ms after which it is asked for.
constexpr std::int64_t kSliceRows = 2'000;

template <typename Append>
nb::list RowsOf(const AnswerInfo& info, const Answer::Batches& batches, const Append& append) {
  const auto columns = PythonColumnsOf(info.columns, *info.schema, info.time_zone);
  nb::list rows;
  for (const auto& batch : batches) {
    for (std::int64_t begin = 0; begin < batch->num_rows(); begin += kSliceRows) {
      if (rows.size() >= kSliceRows) nb::gil_scoped_release others_may_run;
      append(columns, *batch, begin, std::min(begin + kSliceRows, batch->num_rows()), rows);
    }
  }
  return rows;
}

struct StreamOfBatches {
  SharedArrowSchema schema;
  Answer::Batches batches;
  std::size_t next = 0;
};

StreamOfBatches& StreamOf(ArrowArrayStream* stream) {
  return *static_cast<StreamOfBatches*>(stream->private_data);
}

int GetSchema(ArrowArrayStream* stream, ArrowSchema* out) {
  CopyArrowSchema(*StreamOf(stream).schema, out);
  return 0;
}

int GetNext(ArrowArrayStream* stream, ArrowArray* out) {
  StreamOfBatches& batches = StreamOf(stream);
  out->release = nullptr;  // the mark of the end
  if (batches.next == batches.batches.size()) return 0;
  ShareBatch(batches.batches[batches.next++]).MoveTo(out);
  return 0;
}

const char* GetLastError(ArrowArrayStream* /*stream*/) { return nullptr; }

void ReleaseStream(ArrowArrayStream* stream) {
  delete &StreamOf(stream);
  stream->release = nullptr;
}

nb::dict PlainRange(const RangeInfo& range) {
  nb::dict plain;
  plain["field"] = range.field;
  plain["words"] = range.words;
  plain["start"] = range.start;
  plain["end"] = range.end;
  return plain;
}

nb::dict PlainColumn(const ColumnInfo& column) {
  nb::dict plain;
  plain["name"] = column.name;
  plain["type"] = ToString(column.type);
  plain["is_measure"] = column.is_measure;
  plain["additive"] = column.additive;
  plain["label"] = column.label;
  plain["unit"] = column.unit;
  plain["format"] = column.format;
  return plain;
}

}  // namespace

nb::object StreamCapsule(std::unique_ptr<ArrowArrayStream> stream) {
  PyObject* const capsule = PyCapsule_New(stream.get(), "arrow_array_stream", [](PyObject* object) {
    auto* const held =
        static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(object, "arrow_array_stream"));
    if (held->release != nullptr) held->release(held);
    delete held;
  });
  if (capsule == nullptr) nb::raise_python_error();
  static_cast<void>(stream.release());
  return nb::steal(capsule);
}

nb::dict PythonInfoOf(const AnswerInfo& info) {
  nb::dict plain;
  nb::list columns;
  for (const ColumnInfo& column : info.columns) columns.append(PlainColumn(column));
  plain["columns"] = columns;
  plain["sql"] = info.sql;
  nb::list parameters;
  for (const Value& value : info.parameters) parameters.append(PythonValueOf(value));
  plain["params"] = parameters;
  plain["time_zone"] = info.time_zone;
  nb::list ranges;
  for (const RangeInfo& range : info.ranges) ranges.append(PlainRange(range));
  plain["ranges"] = ranges;
  plain["warnings"] = info.warnings;
  plain["totals"] = info.totals;
  plain["truncated"] = info.truncated;
  plain["paged"] = info.page.paged;
  plain["has_more"] = info.page.has_more;
  plain["cursor"] = info.page.cursor.empty() ? nb::none() : nb::cast(info.page.cursor);
  plain["total_rows"] =
      info.page.total_rows ? nb::cast(*info.page.total_rows) : nb::object(nb::none());
  constexpr const char* kStates[] = {"off", "miss", "hit"};
  plain["cache"] = kStates[static_cast<int>(info.cache.state)];
  plain["age_ms"] = info.cache.age_ms;
  return plain;
}

std::int64_t Answer::num_rows() const {
  std::int64_t rows = 0;
  for (const auto& batch : batches_) rows += batch->num_rows();
  return rows;
}

nb::list Answer::Dicts() const { return RowsOf(info_, batches_, AppendDicts); }
nb::list Answer::Tuples() const { return RowsOf(info_, batches_, AppendTuples); }

nb::object Answer::ArrowStream() const {
  auto stream = std::make_unique<ArrowArrayStream>();
  *stream = {.get_schema = GetSchema,
             .get_next = GetNext,
             .get_last_error = GetLastError,
             .release = ReleaseStream,
             .private_data = new StreamOfBatches{info_.schema, batches_, 0}};
  return StreamCapsule(std::move(stream));
}

}  // namespace semaflow::python
