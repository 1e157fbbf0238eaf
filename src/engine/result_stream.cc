// ResultStream, and its face as an Arrow C stream.
#include <cerrno>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/border.h"
#include "engine/stream_source.h"
#include "semaflow/result.h"

namespace semaflow {

Error ReadInCompletion() {
  return {.code = ErrorCode::kInternal,
          .message = "ResultStream::Next was called inside a completion",
          .help = "hand the stream to a thread of your own and read it there"};
}

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
Result<std::optional<RecordBatch>> ResultStream::Next() {
  return AtBorder([&] { return source_->Next(); });
}
bool ResultStream::truncated() const { return source_->truncated(); }
PageEnd ResultStream::page() const { return source_->page(); }
CacheInfo ResultStream::cache() const { return source_->cache(); }
void ResultStream::Cancel() { source_->Cancel(); }

namespace {

struct ExportedStream {
  ResultStream stream;
  std::string last_error;
};

ExportedStream& Exported(ArrowArrayStream* stream) {
  return *static_cast<ExportedStream*>(stream->private_data);
}

/// Calls `work`, which gives a Result<void>: an errno for the consumer, whose frames are C and must
/// not see an exception.
template <typename Work>
int AtCBorder(ExportedStream& exported, Work&& work) noexcept {
  try {
    const Result<void> done = AtBorder(std::forward<Work>(work));
    if (done) return 0;
    const Error& error = done.error();
    exported.last_error = std::string(InfoOf(error.code).code) + ": " + error.message;
    return error.code == ErrorCode::kCancelled ? ECANCELED : EIO;
  } catch (const std::exception&) {  // no memory even for the words of an error
    exported.last_error.clear();
    return EIO;
  }
}

int GetSchema(ArrowArrayStream* stream, ArrowSchema* out) {
  ExportedStream& exported = Exported(stream);
  return AtCBorder(exported, [&]() -> Result<void> {
    CopyArrowSchema(*exported.stream.schema(), out);
    return {};
  });
}

int GetNext(ArrowArrayStream* stream, ArrowArray* out) {
  ExportedStream& exported = Exported(stream);
  return AtCBorder(exported, [&]() -> Result<void> {
    auto batch = exported.stream.Next();
    if (!batch) return tl::unexpected(std::move(batch.error()));
    out->release = nullptr;  // the mark of the end
    if (*batch) (*batch)->MoveTo(out);
    return {};
  });
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
