#include "arrow/ipc_writer.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "base/check.h"
#include "nanoarrow/nanoarrow_ipc.h"

namespace semaflow::arrow {

// The writer outlives each call, so it writes to a pointer that the call sets.
struct IpcWriter::State {
  SharedArrowSchema schema;
  ArrowArrayView view;
  ArrowIpcWriter writer;
  std::string* out = nullptr;
};

namespace {

ArrowErrorCode WriteToString(ArrowIpcOutputStream* stream, const void* bytes, int64_t size,
                             int64_t* written, ArrowError*) {
  std::string& out = **static_cast<std::string**>(stream->private_data);
  out.append(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  *written = size;
  return NANOARROW_OK;
}

Result<void> Checked(ArrowErrorCode code, ArrowError& error) {
  if (code == NANOARROW_OK) return {};
  return tl::unexpected(Error{.code = ErrorCode::kInternal,
                              .message = fmt::format("an Arrow IPC message cannot be written: {}",
                                                     ArrowErrorMessage(&error))});
}

}  // namespace

IpcWriter::IpcWriter(SharedArrowSchema schema) : state_(std::make_unique<State>()) {
  state_->schema = std::move(schema);
  ArrowIpcOutputStream stream{.write = WriteToString,
                              .release = [](ArrowIpcOutputStream* s) { s->release = nullptr; },
                              .private_data = &state_->out};
  SEMA_CHECK(ArrowIpcWriterInit(&state_->writer, &stream) == NANOARROW_OK);
  SEMA_CHECK(ArrowArrayViewInitFromSchema(&state_->view, state_->schema.get(), nullptr) ==
             NANOARROW_OK);
}

IpcWriter::~IpcWriter() {
  ArrowArrayViewReset(&state_->view);
  ArrowIpcWriterReset(&state_->writer);
}

Result<void> IpcWriter::Begin(std::string& out) {
  state_->out = &out;
  ArrowError error{};
  return Checked(ArrowIpcWriterWriteSchema(&state_->writer, state_->schema.get(), &error), error);
}

Result<void> IpcWriter::Append(std::string& out, const RecordBatch& batch) {
  state_->out = &out;
  ArrowError error{};
  const ArrowErrorCode code = ArrowArrayViewSetArray(&state_->view, &batch.array(), &error);
  if (code != NANOARROW_OK) return Checked(code, error);
  return Checked(ArrowIpcWriterWriteArrayView(&state_->writer, &state_->view, &error), error);
}

Result<void> IpcWriter::End(std::string& out, const WriteSummary&) {
  state_->out = &out;
  ArrowError error{};
  return Checked(ArrowIpcWriterWriteArrayView(&state_->writer, nullptr, &error), error);
}

}  // namespace semaflow::arrow
