// The rows of an answer that is whole already.
#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/fork.h"
#include "engine/result_cache.h"
#include "engine/stream_source.h"

namespace semaflow::engine {

class KeptStream : public StreamSource {
 public:
  /// `query` is what its reader has asked. `is_hit`: another query brought the answer.
  KeptStream(SharedAnswer answer, CompiledQuery query, bool is_hit);

  const std::vector<ColumnInfo>& columns() const override { return answer_->columns; }
  const SharedArrowSchema& schema() const override { return answer_->schema; }
  const CompiledQuery& query() const override { return query_; }
  Result<std::optional<RecordBatch>> Next() override;
  bool truncated() const override { return false; }
  PageEnd page() const override { return answer_->page; }
  CacheInfo cache() const override { return cache_; }
  void Cancel() override { cancelled_ = true; }
  void Drop() override {}

 private:
  const SharedAnswer answer_;
  const CompiledQuery query_;
  const CacheInfo cache_;
  const MadeHere made_;
  std::size_t next_ = 0;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace semaflow::engine
