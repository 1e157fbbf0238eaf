// What a data source has said of its tables.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "engine/lru.h"
#include "engine/machine.h"
#include "semaflow/backend.h"
#include "semaflow/engine.h"
#include "semaflow/error.h"

namespace semaflow::engine {

/// Asks the database; calls what it is given once, on any thread, with the answer. Gives what ends
/// the question when nobody waits for it any more.
using Described = std::function<void(Result<SharedTableSchema>)>;
using AskForSchema = std::function<std::function<void()>(Described)>;

/// Keeps tables by how long ago they were asked, and at most so many: least recently used ones go.
/// All who ask for a table that is not kept wait for one question. All members: any thread.
class SchemaCache {
 public:
  /// `ttl_ms` 0 or `tables_max` 0: keeps nothing.
  SchemaCache(std::int64_t ttl_ms, std::size_t tables_max)
      : ttl_ms_(ttl_ms), tables_max_(tables_max) {}

  /// Waits at most `options.timeout_ms` (0, or none: for ever). Fails with kDeadline, kCancelled
  /// and what `ask` answers; failures are not kept, and one that the database gives
  /// (kBackendRefused) ends what was kept. Whoever stops waiting leaves the question to the others,
  /// the last one ends it. A refresh asks anew even while somebody else waits: that answer may be
  /// older than what made it necessary.
  Result<SharedTableSchema> Get(const TableSource& table, const DescribeOptions& options,
                                const AskForSchema& ask);

  std::int64_t hits() const;
  std::int64_t misses() const;

 private:
  struct Question;
  struct Known {
    SharedTableSchema schema;
    Micros asked = 0;
  };

  SharedTableSchema Find(const std::string& key);
  void Keep(const std::string& key, SharedTableSchema schema, Micros asked);
  void Answer(const std::string& key, const std::shared_ptr<Question>& question,
              Result<SharedTableSchema> answer);
  void Close(const std::string& key, const std::shared_ptr<Question>& question);
  /// Under the lock, which it leaves while it asks.
  void Ask(const std::string& key, const std::shared_ptr<Question>& question,
           const AskForSchema& ask, std::unique_lock<std::mutex>& lock);

  const std::int64_t ttl_ms_;
  const std::size_t tables_max_;
  mutable std::mutex mutex_;
  std::condition_variable_any answered_;
  Lru<Known> known_;
  std::unordered_map<std::string, std::shared_ptr<Question>> open_;
  std::int64_t hits_ = 0;
  std::int64_t misses_ = 0;
};

}  // namespace semaflow::engine
