// Who may run, until when, and how much may wait for its reader: the rules of one data source.
//
// A state machine without threads, clocks and I/O: events go in, with the time where it matters,
// effects come out for the shell (engine/source.h) to perform in order. A query's life:
//
//     Submit ──> waiting ──Start──> running ──Ready──> streaming ──Finished──> gone
//       Park ──> parked ──Unpark──> waiting      └──Finished──> gone (an answer that comes whole)
//                       └──Answered──> gone (with the answer of another query)
//
// Invariants, which tests/simulation drives at random:
//   - each query gets exactly one Complete, and one that was Ready exactly one EndStream or
//     FailStream after it, unless its reader drops the stream first;
//   - at most `permits` queries are between Start and Finished, at most `queue_max` wait in the
//   line
//     and as many are parked: first come first served within a tenant, and tenants take turns;
//     where the queue is full, the tenant that waits with most makes room;
//   - accepted bytes of a query are at most queue_bytes_max, or one batch;
//   - after Close nothing starts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/waiting_line.h"
#include "semaflow/engine.h"
#include "semaflow/error.h"
#include "semaflow/metrics.h"

namespace semaflow::engine {

using QueryId = std::uint64_t;
/// Microseconds of a clock that never goes back.
using Micros = std::int64_t;
inline constexpr Micros kNever = std::numeric_limits<Micros>::max();
/// When a limit in milliseconds has passed, 0 = none: kNever, as where no clock would show it.
Micros After(Micros since, std::int64_t limit_ms);

// Effects.
struct Start {  ///< Work on the query begins: there is a permit. Finished must follow.
  QueryId id;
};
struct Complete {  ///< Call the completion: with the error, or with the stream or whole answer.
  QueryId id;
  std::optional<Error> error;
};
struct Stop {  ///< Ask the database to stop; the worker's Finished follows in its own time.
  QueryId id;
};
struct WakeProducer {  ///< An Offer that gave kWait should be made again.
  QueryId id;
};
struct EndStream {  ///< The reader gets the end after the batches that wait.
  QueryId id;
};
struct FailStream {  ///< The reader gets the error now; batches that wait are dropped.
  QueryId id;
  Error error;
};
using Effect = std::variant<Start, Complete, Stop, WakeProducer, EndStream, FailStream>;
using Effects = std::vector<Effect>;

enum class Verdict : std::uint8_t {
  kAccepted,  ///< The batch is counted; hand it to the reader.
  kWait,      ///< No room. Wait for WakeProducer, then offer it again.
  kStop,      ///< The query is over. Drop the batch and report Finished.
};

/// Effects are appended to `out`. Ids are never used twice; unknown ones (their query is gone)
/// are ignored by Cancel, Drop and Took. Not thread-safe.
class Machine {
 public:
  /// `name` is the data source's, for messages.
  Machine(std::string name, const DataSourceOptions& options);

  /// `timeout_ms`: until when the last row must be there; 0 = any time.
  void Submit(QueryId id, std::int64_t timeout_ms, Micros now, Effects& out,
              std::string_view tenant = {});
  void Cancel(QueryId id, Effects& out);

  // Of a query that waits for the answer of another one, without a place in the line. It counts as
  // waiting, and its deadline holds.
  /// Instead of Submit. False: as many are parked as may wait in the line, twice as many wait in
  /// all, or the engine is closed; nothing was done.
  bool Park(QueryId id, std::int64_t timeout_ms, Micros now, std::string_view tenant);
  /// There will be no such answer: it waits for its own turn, `since` then.
  enum class Since : std::uint8_t { kNow, kSubmitted };
  /// Both: false when it is gone.
  bool Unpark(QueryId id, Since since, Micros now, Effects& out);
  bool Answered(QueryId id, Micros now, Effects& out);

  // From the worker of a started query.
  /// The first rows are there (not yet offered), or the answer has none. False: the query is over.
  bool Ready(QueryId id, Effects& out);
  Verdict Offer(QueryId id, std::size_t bytes, Micros now);
  /// The worker is free again. `error`: why the query ended; ignored when it was stopped before.
  /// Without an error and without Ready before it: the answer came whole.
  void Finished(QueryId id, std::optional<Error> error, Micros now, Effects& out);

  // From the reader of a stream.
  void Took(QueryId id, std::size_t bytes, Micros now, Effects& out);
  /// The stream was destroyed before its end.
  void Drop(QueryId id, Effects& out);

  /// Applies every limit of time that has passed.
  void Tick(Micros now, Effects& out);
  /// When Tick has something to do next; kNever.
  Micros NextTick() const;

  /// Ends everything. What runs still reports Finished.
  void Close(Effects& out);
  bool closed() const { return closed_; }

  /// Counters and the gauges `running` and `waiting`; the shell knows the others.
  const DataSourceMetrics& metrics() const { return metrics_; }

 private:
  enum class Phase : std::uint8_t {
    kParked,     ///< Waits for another query's answer.
    kWaiting,    ///< In the line.
    kRunning,    ///< Holds a permit; nobody was told anything.
    kStreaming,  ///< Holds a permit; the completion has the stream.
    kStopped,    ///< Holds a permit until Finished; everybody was told.
  };
  struct Query {
    Phase phase = Phase::kWaiting;
    std::string tenant;
    std::int64_t timeout_ms = 0;
    Micros submitted = 0;
    Micros in_line_since = 0;
    Micros started = 0;
    Micros unread_since = 0;  ///< Of the batches that wait; only while there are some.
    std::size_t queued_bytes = 0;
    std::int64_t queued_batches = 0;
    bool producer_waits = false;
  };
  using Queries = std::map<QueryId, Query>;

  Micros DeadlineOf(const Query& query) const;
  Micros IdleEndOf(const Query& query) const;
  Micros QueueEndOf(const Query& query) const;
  int WaitingInLine() const { return static_cast<int>(metrics_.waiting) - parked_; }
  void GetInLine(QueryId id, Query& query, Micros since, Micros now, Effects& out);
  void StartWaiting(Micros now, Effects& out);
  /// Ends a query that waits or runs, from outside of its worker.
  void End(Queries::iterator query, std::optional<Error> error, std::int64_t& counter,
           Effects& out);
  Error TimedOut(const Query& query) const;
  Error WaitedTooLong() const;
  Error QueueFull() const;
  Error NobodyRead() const;

  std::string name_;
  DataSourceOptions options_;
  Queries queries_;
  WaitingLine waiting_;
  int parked_ = 0;
  DataSourceMetrics metrics_;
  bool closed_ = false;
};

}  // namespace semaflow::engine
