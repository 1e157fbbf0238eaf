#include "engine/query_stream.h"

#include <utility>

#include "base/cancelled.h"
#include "engine/engine_thread.h"

namespace semaflow::engine {

QueryStream::QueryStream(std::shared_ptr<Source> source, QueryId id, CompiledQuery query,
                         bool is_miss, std::vector<ColumnInfo> columns, SharedArrowSchema schema)
    : source_(std::move(source)),
      id_(id),
      query_(std::move(query)),
      is_miss_(is_miss),
      columns_(std::move(columns)),
      schema_(std::move(schema)) {}

Result<std::optional<RecordBatch>> QueryStream::Next() {
  if (source_->IsForked()) return tl::unexpected(Forked());
  if (OnEngineThread()) return tl::unexpected(ReadInCompletion());
  Source::Outside outside;
  Source::Lock lock(source_->mutex_);
  readable_.wait(lock, [this] { return error_ || ended_ || !batches_.empty(); });
  if (error_) return tl::unexpected(*error_);
  if (batches_.empty()) return std::nullopt;
  RecordBatch batch = std::move(batches_.front());
  batches_.pop_front();
  source_->queue_bytes_ -= static_cast<std::int64_t>(batch.byte_size());
  source_->rows_ += batch.num_rows();
  source_->bytes_ += static_cast<std::int64_t>(batch.byte_size());
  Effects effects;
  source_->machine_.Took(id_, batch.byte_size(), Now(), effects);
  source_->Note(effects, outside);
  lock.unlock();
  source_->Perform(std::move(outside), Source::On::kCaller);
  return std::optional<RecordBatch>(std::move(batch));
}

bool QueryStream::truncated() const {
  if (source_->IsForked()) return false;
  const Source::Lock lock(source_->mutex_);
  return truncated_;
}

PageEnd QueryStream::page() const {
  if (source_->IsForked()) return {};
  const Source::Lock lock(source_->mutex_);
  return page_;
}

void QueryStream::Cancel() {
  if (source_->IsForked()) return;
  Source::Outside outside;
  {
    const Source::Lock lock(source_->mutex_);
    Effects effects;
    source_->machine_.Cancel(id_, effects);
    source_->Note(effects, outside);
    // The database may have given all its rows already; the reader has not.
    if (!error_ && !(ended_ && batches_.empty())) {
      const Error error = Cancelled();
      source_->FailReader(*this, error, outside);
    }
  }
  source_->Perform(std::move(outside), Source::On::kCaller);
}

void QueryStream::Drop() {
  if (source_->IsForked()) return;
  Source::Outside outside;
  {
    const Source::Lock lock(source_->mutex_);
    Effects effects;
    source_->machine_.Drop(id_, effects);
    source_->Note(effects, outside);
    source_->TakeBatches(*this, outside);
  }
  source_->Perform(std::move(outside), Source::On::kCaller);
}

}  // namespace semaflow::engine
