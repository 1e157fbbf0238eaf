#include "engine/schema_cache.h"

#include <chrono>
#include <optional>
#include <utility>

#include "base/border.h"
#include "base/cancelled.h"
#include "engine/cache_key.h"
#include "engine/dispatcher.h"

namespace semaflow::engine {
namespace {

Error WaitedTooLong(std::int64_t timeout_ms) {
  return {.code = ErrorCode::kDeadline,
          .message = "the database did not describe the table within " +
                     std::to_string(timeout_ms) + " ms",
          .help = "try again later, or raise timeout_ms"};
}

}  // namespace

// Guarded by the cache's mutex.
struct SchemaCache::Question {
  Micros asked = 0;
  int waiting = 0;
  std::function<void()> cancel = {};
  std::optional<Result<SharedTableSchema>> answer = {};
};

std::int64_t SchemaCache::hits() const {
  const std::lock_guard lock(mutex_);
  return hits_;
}

std::int64_t SchemaCache::misses() const {
  const std::lock_guard lock(mutex_);
  return misses_;
}

SharedTableSchema SchemaCache::Find(const std::string& key) {
  const Known* const known = known_.Use(key);
  if (known == nullptr) return nullptr;
  if ((Now() - known->asked) / 1000 < ttl_ms_) return known->schema;
  known_.Erase(key);
  return nullptr;
}

void SchemaCache::Keep(const std::string& key, SharedTableSchema schema, Micros asked) {
  // An answer that took long must not replace one that was asked later.
  const Known* const known = known_.Use(key);
  if (known != nullptr && known->asked > asked) return;
  known_.Erase(key);
  if (ttl_ms_ <= 0 || tables_max_ == 0) return;
  while (known_.size() >= tables_max_) known_.Erase(known_.Oldest());
  known_.Add(key, {std::move(schema), asked});
}

void SchemaCache::Close(const std::string& key, const std::shared_ptr<Question>& question) {
  const auto open = open_.find(key);
  if (open != open_.end() && open->second == question) open_.erase(open);
}

void SchemaCache::Answer(const std::string& key, const std::shared_ptr<Question>& question,
                         Result<SharedTableSchema> answer) {
  {
    const std::lock_guard lock(mutex_);
    if (answer) {
      Keep(key, *answer, question->asked);
    } else if (answer.error().code == ErrorCode::kBackendRefused) {
      known_.Erase(key);
    }
    question->answer = std::move(answer);
    Close(key, question);
  }
  answered_.notify_all();
}

Result<SharedTableSchema> SchemaCache::Get(const TableSource& table, const DescribeOptions& options,
                                           const AskForSchema& ask) {
  const std::string key = KeyOf(table);
  std::unique_lock lock(mutex_);
  std::shared_ptr<Question> question;
  if (!options.refresh) {
    if (SharedTableSchema kept = Find(key)) {
      ++hits_;
      return kept;
    }
    if (const auto open = open_.find(key); open != open_.end()) question = open->second;
  }
  if (question != nullptr) {
    ++hits_;
    ++question->waiting;
  } else {
    ++misses_;
    question = std::make_shared<Question>(Question{.asked = Now(), .waiting = 1});
    open_[key] = question;
    Ask(key, question, ask, lock);
  }
  const auto is_answered = [&] { return question->answer.has_value(); };
  const std::int64_t timeout_ms = options.timeout_ms.value_or(0);
  if (timeout_ms <= 0) {
    answered_.wait(lock, options.stop, is_answered);
  } else {
    answered_.wait_for(lock, options.stop, std::chrono::milliseconds(timeout_ms), is_answered);
  }
  --question->waiting;
  if (question->answer) return *question->answer;
  if (question->waiting == 0) {
    Close(key, question);
    const std::function<void()> cancel = question->cancel;
    lock.unlock();
    if (cancel != nullptr) cancel();
  }
  return tl::unexpected(options.stop.stop_requested() ? Cancelled() : WaitedTooLong(timeout_ms));
}

void SchemaCache::Ask(const std::string& key, const std::shared_ptr<Question>& question,
                      const AskForSchema& ask, std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  auto asked = AtBorder([&]() -> Result<std::function<void()>> {
    return ask([this, key, question](Result<SharedTableSchema> answer) {
      Answer(key, question, std::move(answer));
    });
  });
  if (!asked) Answer(key, question, tl::unexpected(asked.error()));
  lock.lock();
  if (asked) question->cancel = std::move(*asked);
}

}  // namespace semaflow::engine
