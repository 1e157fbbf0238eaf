// Answers that are kept for who asks the same again: one data source's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/lru.h"
#include "engine/machine.h"
#include "semaflow/arrow.h"
#include "semaflow/column.h"
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
  void Remove(std::string_view key);

  const std::size_t bytes_max_;
  const std::int64_t ttl_ms_;
  Lru<SharedAnswer> answers_;
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
