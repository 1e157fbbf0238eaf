// ResultStream, and its face as an Arrow C stream.
#include <cerrno>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "engine/stream_source.h"
#include "semaflow/result.h"

namespace semaflow {

ResultStream::ResultStream(std::shared_ptr<StreamSource> source) : source_(std::move(source)) {}
ResultStream::ResultStream(ResultStream&& other) noexcept = default;

ResultStream& ResultStream::operator=(ResultStream&& other) noexcept {
  std::swap(source_, other.source_);
  return *this;
}

ResultStream::~ResultStream() {
  if (source_ != nullptr) source_->Drop();
}

const std::vector<ColumnInfo>& ResultStream::columns() const { return source_->columns(); }
const SharedArrowSchema& ResultStream::schema() const { return source_->schema(); }
const CompiledQuery& ResultStream::query() const { return source_->query(); }
Result<std::optional<RecordBatch>> ResultStream::Next() { return source_->Next(); }
bool ResultStream::truncated() const { return source_->truncated(); }
void ResultStream::Cancel() { source_->Cancel(); }

namespace {

struct ExportedStream {
  ResultStream stream;
  std::string last_error;
};

ExportedStream& Exported(ArrowArrayStream* stream) {
  return *static_cast<ExportedStream*>(stream->private_data);
}

int GetSchema(ArrowArrayStream* stream, ArrowSchema* out) {
  CopyArrowSchema(*Exported(stream).stream.schema(), out);
  return 0;
}

int GetNext(ArrowArrayStream* stream, ArrowArray* out) {
  ExportedStream& exported = Exported(stream);
  auto batch = exported.stream.Next();
  if (!batch) {
    const Error& error = batch.error();
    exported.last_error = std::string(InfoOf(error.code).code) + ": " + error.message;
    return error.code == ErrorCode::kCancelled ? ECANCELED : EIO;
  }
  out->release = nullptr;  // the mark of the end
  if (*batch) (*batch)->MoveTo(out);
  return 0;
}

const char* GetLastError(ArrowArrayStream* stream) {
  const std::string& error = Exported(stream).last_error;
  return error.empty() ? nullptr : error.c_str();
}

void Release(ArrowArrayStream* stream) {
  delete &Exported(stream);
  stream->release = nullptr;
}

}  // namespace

void ExportArrowStream(ResultStream stream, ArrowArrayStream* out) {
  *out = {.get_schema = GetSchema,
          .get_next = GetNext,
          .get_last_error = GetLastError,
          .release = Release,
          .private_data = new ExportedStream{std::move(stream), {}}};
}

}  // namespace semaflow
