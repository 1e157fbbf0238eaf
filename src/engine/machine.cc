#include "engine/machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/cancelled.h"
#include "base/check.h"

namespace semaflow::engine {
namespace {

// "1500 ms", "30 s"
std::string Duration(std::int64_t ms) {
  return ms % 1000 == 0 ? fmt::format("{} s", ms / 1000) : fmt::format("{} ms", ms);
}

Error Closed() { return {.code = ErrorCode::kClosed, .message = "the engine is closed"}; }

}  // namespace

Micros After(Micros since, std::int64_t limit_ms) {
  if (limit_ms <= 0) return kNever;
  Micros length = 0;
  Micros end = 0;
  if (__builtin_mul_overflow(limit_ms, Micros{1'000}, &length)) return kNever;
  return __builtin_add_overflow(since, length, &end) ? kNever : end;
}

Machine::Machine(std::string name, const DataSourceOptions& options)
    : name_(std::move(name)), options_(options) {
  metrics_.name = name_;
}

Error Machine::QueueFull() const {
  return {.code = ErrorCode::kQueueFull,
          .message = fmt::format("data source \"{}\" is busy: {} queries run and {} wait", name_,
                                 metrics_.running, metrics_.waiting),
          .help = "try again later, or raise queue_max or permits of the data source"};
}

Error Machine::WaitedTooLong() const {
  return {.code = ErrorCode::kQueueTimeout,
          .message = fmt::format("the query waited {} for its turn on data source \"{}\"",
                                 Duration(options_.queue_timeout_ms), name_),
          .help = "try again later, or raise permits or queue_timeout_ms of the data source"};
}

Error Machine::TimedOut(const Query& query) const {
  return {.code = ErrorCode::kDeadline,
          .message = fmt::format("the query took longer than its {}", Duration(query.timeout_ms)),
          .help = "ask for less, or raise timeout_ms"};
}

Error Machine::NobodyRead() const {
  return {
      .code = ErrorCode::kStreamIdle,
      .message = fmt::format("nobody read the result for {}", Duration(options_.stream_idle_ms)),
      .help = "read results to their end, or raise stream_idle_ms of the data source"};
}

Micros Machine::DeadlineOf(const Query& query) const {
  if (query.phase == Phase::kStopped) return kNever;
  return After(query.submitted, query.timeout_ms);
}

Micros Machine::QueueEndOf(const Query& query) const {
  if (query.phase != Phase::kWaiting) return kNever;
  return After(query.in_line_since, options_.queue_timeout_ms);
}

Micros Machine::IdleEndOf(const Query& query) const {
  if (query.phase != Phase::kStreaming || query.queued_batches == 0) return kNever;
  return After(query.unread_since, options_.stream_idle_ms);
}

void Machine::Submit(QueryId id, std::int64_t timeout_ms, Micros now, Effects& out,
                     std::string_view tenant) {
  ++metrics_.submitted;
  if (closed_) {
    ++metrics_.closed;
    out.push_back(Complete{id, Closed()});
    return;
  }
  const bool must_wait = metrics_.running >= options_.permits || !waiting_.empty();
  if (must_wait && WaitingInLine() >= options_.queue_max) {
    const auto other = waiting_.WhoMakesRoom(tenant);
    if (!other) {
      ++metrics_.queue_full;
      out.push_back(Complete{id, QueueFull()});
      return;
    }
    End(queries_.find(*other), QueueFull(), metrics_.queue_full, out);
  }
  const auto [query, is_new] = queries_.emplace(
      id, Query{.tenant = std::string(tenant), .timeout_ms = timeout_ms, .submitted = now});
  SEMA_CHECK(is_new, "an id was used twice");
  ++metrics_.waiting;
  GetInLine(id, query->second, now, now, out);
}

void Machine::GetInLine(QueryId id, Query& query, Micros since, Micros now, Effects& out) {
  query.phase = Phase::kWaiting;
  query.in_line_since = since;
  waiting_.Add(id, query.tenant);
  StartWaiting(now, out);
}

bool Machine::Park(QueryId id, std::int64_t timeout_ms, Micros now, std::string_view tenant) {
  const bool is_full =
      parked_ >= options_.queue_max || metrics_.waiting >= 2 * std::int64_t{options_.queue_max};
  if (closed_ || is_full) return false;
  const bool is_new = queries_
                          .emplace(id, Query{.phase = Phase::kParked,
                                             .tenant = std::string(tenant),
                                             .timeout_ms = timeout_ms,
                                             .submitted = now})
                          .second;
  SEMA_CHECK(is_new, "an id was used twice");
  ++metrics_.submitted;
  ++metrics_.waiting;
  ++parked_;
  return true;
}

// The line may be full: who came before it was full has a place there.
bool Machine::Unpark(QueryId id, Since since, Micros now, Effects& out) {
  const auto at = queries_.find(id);
  if (at == queries_.end()) return false;
  Query& query = at->second;
  SEMA_CHECK(query.phase == Phase::kParked);
  --parked_;
  GetInLine(id, query, since == Since::kNow ? now : query.submitted, now, out);
  return true;
}

bool Machine::Answered(QueryId id, Micros now, Effects& out) {
  const auto query = queries_.find(id);
  if (query == queries_.end()) return false;
  SEMA_CHECK(query->second.phase == Phase::kParked);
  ++metrics_.succeeded;
  --metrics_.waiting;
  --parked_;
  metrics_.waited.Add(now - query->second.submitted);
  out.push_back(Complete{id, std::nullopt});
  queries_.erase(query);
  return true;
}

void Machine::StartWaiting(Micros now, Effects& out) {
  while (!waiting_.empty() && metrics_.running < options_.permits) {
    const QueryId next = waiting_.TakeNext();
    Query& query = queries_.at(next);
    query.phase = Phase::kRunning;
    query.started = now;
    metrics_.waited.Add(now - query.submitted);
    --metrics_.waiting;
    ++metrics_.running;
    out.push_back(Start{next});
  }
}

void Machine::End(Queries::iterator at, std::optional<Error> error, std::int64_t& counter,
                  Effects& out) {
  auto& [id, query] = *at;
  switch (query.phase) {
    case Phase::kStopped:
      return;
    case Phase::kParked:
    case Phase::kWaiting:
      ++counter;
      if (query.phase == Phase::kWaiting) {
        waiting_.Remove(id, query.tenant);
      } else {
        --parked_;
      }
      --metrics_.waiting;
      out.push_back(Complete{id, std::move(error)});
      queries_.erase(at);
      return;
    case Phase::kRunning:
      out.push_back(Complete{id, std::move(error)});
      break;
    case Phase::kStreaming:
      if (error) out.push_back(FailStream{id, std::move(*error)});
      break;
  }
  ++counter;
  query.phase = Phase::kStopped;
  out.push_back(Stop{id});
  if (std::exchange(query.producer_waits, false)) out.push_back(WakeProducer{id});
}

void Machine::Cancel(QueryId id, Effects& out) {
  const auto query = queries_.find(id);
  if (query != queries_.end()) End(query, Cancelled(), metrics_.cancelled, out);
}

void Machine::Drop(QueryId id, Effects& out) {
  const auto query = queries_.find(id);
  if (query == queries_.end()) return;
  SEMA_CHECK(query->second.phase >= Phase::kStreaming, "a stream that nobody was given");
  End(query, std::nullopt, metrics_.cancelled, out);
}

bool Machine::Ready(QueryId id, Effects& out) {
  Query& query = queries_.at(id);
  if (query.phase == Phase::kStopped) return false;
  SEMA_CHECK(query.phase == Phase::kRunning);
  query.phase = Phase::kStreaming;
  out.push_back(Complete{id, std::nullopt});
  return true;
}

Verdict Machine::Offer(QueryId id, std::size_t bytes, Micros now) {
  Query& query = queries_.at(id);
  if (query.phase == Phase::kStopped) return Verdict::kStop;
  SEMA_CHECK(query.phase == Phase::kStreaming);
  if (query.queued_batches > 0 && query.queued_bytes + bytes > options_.queue_bytes_max) {
    query.producer_waits = true;
    return Verdict::kWait;
  }
  if (query.queued_batches == 0) query.unread_since = now;
  ++query.queued_batches;
  query.queued_bytes += bytes;
  return Verdict::kAccepted;
}

void Machine::Took(QueryId id, std::size_t bytes, Micros now, Effects& out) {
  const auto at = queries_.find(id);
  if (at == queries_.end() || at->second.phase == Phase::kStopped) return;
  Query& query = at->second;
  SEMA_CHECK(query.queued_batches > 0 && query.queued_bytes >= bytes);
  --query.queued_batches;
  query.queued_bytes -= bytes;
  query.unread_since = now;
  if (std::exchange(query.producer_waits, false)) out.push_back(WakeProducer{id});
}

void Machine::Finished(QueryId id, std::optional<Error> error, Micros now, Effects& out) {
  const auto at = queries_.find(id);
  SEMA_CHECK(at != queries_.end() && at->second.phase >= Phase::kRunning);
  const Query& query = at->second;
  if (query.phase != Phase::kStopped) {
    ++(error ? metrics_.failed : metrics_.succeeded);
    if (error) ++metrics_.failed_by_code[std::string(InfoOf(error->code).code)];
    if (query.phase == Phase::kRunning) {
      out.push_back(Complete{id, std::move(error)});
    } else if (error) {
      out.push_back(FailStream{id, std::move(*error)});
    } else {
      out.push_back(EndStream{id});
    }
  }
  metrics_.ran.Add(now - query.started);
  --metrics_.running;
  queries_.erase(at);
  StartWaiting(now, out);
}

void Machine::Tick(Micros now, Effects& out) {
  for (auto at = queries_.begin(); at != queries_.end();) {
    const auto query = at++;  // End may erase it
    if (DeadlineOf(query->second) <= now) {
      End(query, TimedOut(query->second), metrics_.deadlines, out);
    } else if (QueueEndOf(query->second) <= now) {
      End(query, WaitedTooLong(), metrics_.queue_timeouts, out);
    } else if (IdleEndOf(query->second) <= now) {
      End(query, NobodyRead(), metrics_.idle_streams, out);
    }
  }
}

Micros Machine::NextTick() const {
  Micros next = kNever;
  for (const auto& [id, query] : queries_) {
    next = std::min({next, DeadlineOf(query), QueueEndOf(query), IdleEndOf(query)});
  }
  return next;
}

void Machine::Close(Effects& out) {
  closed_ = true;
  for (auto at = queries_.begin(); at != queries_.end();) {
    const auto query = at++;
    End(query, Closed(), metrics_.closed, out);
  }
}

}  // namespace semaflow::engine
