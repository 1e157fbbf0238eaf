// Answers that are kept for who asks the same again: one data source's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/machine.h"
#include "semaflow/arrow.h"
#include "semaflow/compile.h"
#include "semaflow/engine.h"
#include "semaflow/result.h"

namespace semaflow::engine {

/// A whole answer. Immutable, shared by its readers.
struct KeptAnswer {
  std::vector<std::shared_ptr<const RecordBatch>> batches;
  std::vector<ColumnInfo> columns;
  SharedArrowSchema schema;
  PageEnd page;
  std::int64_t rows = 0;
  std::size_t bytes = 0;  ///< Of the batches, as they are read.
  std::size_t held = 0;   ///< Of the memory that they take, at most.
  Micros asked = 0;       ///< When the database was asked: what it tells is at least so new.
  Micros made = 0;        ///< When it had given all of it.
};
using SharedAnswer = std::shared_ptr<const KeptAnswer>;

/// Everything that an answer depends on: model, SQL, typed parameters, zone, page, how columns are
/// shown, limit of rows and tenant. The data source is the cache's own.
std::string CacheKey(const CompiledQuery& query, const QueryOptions& options);

/// What a batch takes of memory, at most: its buffers are blocks of 4 KiB or more, which double.
std::size_t HeldBytes(const RecordBatch& batch);

/// Least recently asked answers go first. Not thread-safe; without a clock.
class ResultCache {
 public:
  /// 0 bytes: keeps nothing.
  ResultCache(std::size_t bytes_max, std::int64_t ttl_ms)
      : bytes_max_(bytes_max), ttl_ms_(ttl_ms) {}

  bool is_on() const { return bytes_max_ > 0 && ttl_ms_ > 0; }
  /// A larger answer is not kept: a few of them would push out all others.
  std::size_t answer_bytes_max() const { return bytes_max_ / 4; }

  /// nullptr: there is none, or it is too old.
  SharedAnswer Find(std::string_view key, Micros now);
  /// Not where one is kept that was asked later.
  void Put(const std::string& key, SharedAnswer answer);

  /// Of answers and keys, as KeptAnswer::held.
  std::size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    std::string key;
    SharedAnswer answer;
  };
  using Entries = std::list<Entry>;
  static std::size_t BytesOf(const Entry& entry);
  void Remove(Entries::iterator entry);

  const std::size_t bytes_max_;
  const std::int64_t ttl_ms_;
  Entries entries_;  // The one that was asked last first.
  std::unordered_map<std::string_view, Entries::iterator> by_key_;
  std::size_t bytes_ = 0;
};

/// Queries that ask the same at the same time: the first one asks the database, the others wait for
/// its answer. Not thread-safe.
class Flights {
 public:
  /// True: the query leads, nobody asks this now. Else it follows who does.
  bool Join(const std::string& key, QueryId id);
  /// It does not wait any more.
  void Leave(const std::string& key, QueryId follower);
  /// Ends the flight; who followed, first come first.
  std::vector<QueryId> End(const std::string& key);
  /// The first of those that follow leads from now on; kNobody: there is none, and the flight ends.
  static constexpr QueryId kNobody = 0;
  QueryId PassOn(const std::string& key);

 private:
  std::unordered_map<std::string, std::vector<QueryId>> followers_;
};

}  // namespace semaflow::engine
