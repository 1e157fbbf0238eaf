// The rows between a worker and the reader of its query.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "engine/source.h"
#include "engine/stream_source.h"

namespace semaflow::engine {

class QueryStream : public StreamSource {
 public:
  /// `is_miss`: a cache was asked.
  QueryStream(std::shared_ptr<Source> source, QueryId id, CompiledQuery query, bool is_miss,
              std::vector<ColumnInfo> columns, SharedArrowSchema schema);

  const std::vector<ColumnInfo>& columns() const override { return columns_; }
  const SharedArrowSchema& schema() const override { return schema_; }
  const CompiledQuery& query() const override { return query_; }
  Result<std::optional<RecordBatch>> Next() override;
  bool truncated() const override;
  PageEnd page() const override;
  CacheInfo cache() const override {
    return {.state = is_miss_ ? CacheInfo::State::kMiss : CacheInfo::State::kOff};
  }
  void Cancel() override;
  void Drop() override;

 private:
  friend class Source;

  const std::shared_ptr<Source> source_;
  const QueryId id_;
  const CompiledQuery query_;
  const bool is_miss_;
  const std::vector<ColumnInfo> columns_;
  const SharedArrowSchema schema_;

  // Guarded by the source's mutex.
  std::condition_variable readable_;
  std::condition_variable writable_;
  std::deque<RecordBatch> batches_;
  std::optional<Error> error_;
  bool ended_ = false;
  bool truncated_ = false;
  PageEnd page_;
};

}  // namespace semaflow::engine
