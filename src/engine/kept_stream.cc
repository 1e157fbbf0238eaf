#include "engine/kept_stream.h"

#include <utility>

#include "base/cancelled.h"
#include "engine/dispatcher.h"
#include "engine/engine_thread.h"

namespace semaflow::engine {
namespace {

CacheInfo InfoOf(const KeptAnswer& answer, bool is_hit) {
  if (!is_hit) return {.state = CacheInfo::State::kMiss};
  return {.state = CacheInfo::State::kHit, .age_ms = (Now() - answer.made) / 1000};
}

CompiledQuery WithoutStatement(CompiledQuery query) {
  query.sql.clear();
  query.parameters.clear();
  query.columns.clear();
  return query;
}

}  // namespace

KeptStream::KeptStream(SharedAnswer answer, CompiledQuery query, bool is_hit)
    : answer_(std::move(answer)),
      query_(WithoutStatement(std::move(query))),
      cache_(InfoOf(*answer_, is_hit)) {}

Result<std::optional<RecordBatch>> KeptStream::Next() {
  if (made_.IsForked()) return tl::unexpected(Forked());
  if (OnEngineThread()) return tl::unexpected(ReadInCompletion());
  if (cancelled_) return tl::unexpected(Cancelled());
  if (next_ == answer_->batches.size()) return std::nullopt;
  return std::optional(ShareBatch(answer_->batches[next_++]));
}

}  // namespace semaflow::engine
