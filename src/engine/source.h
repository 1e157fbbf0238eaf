// One data source at work: the thin shell around its Machine. It blocks in two places only, in the
// Backend and where a full queue waits for its reader.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/fork.h"
#include "engine/dispatcher.h"
#include "engine/machine.h"
#include "engine/page_stream.h"
#include "engine/result_cache.h"
#include "engine/schema_cache.h"
#include "engine/trace.h"
#include "semaflow/backend.h"
#include "semaflow/engine.h"

namespace semaflow::engine {

class QueryStream;

/// The rows of a query on their way from the database.
struct Rows {
  std::unique_ptr<BatchStream> stream;
  PageStream* page = nullptr;    ///< That is `stream`, when a page was asked.
  std::int64_t given = 0;        ///< Rows that were taken of it.
  std::deque<RecordBatch> read;  ///< Taken, and not yet handed on.
  bool has_more = false;         ///< Maybe: the reader has the first of them.
};

/// A query, or a question about a table, from Submit to the end of the work on it.
struct Job {
  QueryId id = 0;
  CompiledQuery query;
  QueryOptions options;
  Completion completion;
  std::optional<TableSource> table = {};  ///< It asks what this is, and nothing of `query`.
  Described described = {};               ///< Then instead of `completion`.
  std::stop_source stop = {};
  std::shared_ptr<QueryStream> stream = {};     ///< Once there are rows,
  SharedAnswer answer = {};                     ///< or the whole answer of this query or another,
  SharedTableSchema schema = {};                ///< or what the table is.
  std::unique_ptr<Connection> connection = {};  ///< While it runs.
  bool started = false;
  bool is_blocking = false;  ///< Its completion only wakes who waits: any thread may call it.
  bool by_caller = false;    ///< Who submits it works on it, if it is started at once.
  std::optional<Error> failed = {};  ///< While its caller worked on it: a worker ends it.

  // With a result cache.
  enum class Role : std::uint8_t {
    kAlone,    ///< Nobody waits for its answer.
    kLeads,    ///< Of those that ask the same.
    kFollows,  ///< It waits for the answer of who leads.
  };
  Role role = Role::kAlone;
  std::string cache_key = {};  ///< "": no cache is asked.
  bool is_kept = false;        ///< The answer is to be kept.
  bool is_hit = false;         ///< It is that of another query.

  // Of who works on it alone, until the query ends.
  Rows rows = {};
  bool truncated = false;
  PageEnd page = {};
  std::shared_ptr<KeptAnswer> whole = {};  ///< What is to be kept, when all of it was given.
  Micros asked = 0;                        ///< When the database was.
  Trace trace = {};
};

/// All members may be called from several threads at once; it is held by its engine, its streams
/// and its handles. Worker threads are made when they are first needed. Connections are shared: who
/// works on a query takes the one that was used last, or opens one.
class Source : public std::enable_shared_from_this<Source> {
 public:
  Source(std::string name, std::shared_ptr<Backend> backend, const DataSourceOptions& options,
         std::shared_ptr<Dispatcher> dispatcher, SpanHook on_span);
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  /// `caller`: what the calling thread does. One that waits may be put to work on its own query
  /// meanwhile, up to its first rows, and call the completion itself: see Backend::in_process.
  enum class Caller : std::uint8_t { kGoesOn, kWaits };
  void Submit(QueryId id, CompiledQuery query, QueryOptions options, Completion completion,
              Caller caller);
  /// As Engine::DescribeTable. `id`: of the query that asks, if the database has to be asked.
  Result<SharedTableSchema> DescribeTable(QueryId id, const TableSource& table,
                                          const DescribeOptions& options);
  void Cancel(QueryId id);
  std::optional<double> Progress(QueryId id) const;

  /// Applies the limits of time; gives the next time to look.
  Micros Tick(Micros now);
  /// Refuses and stops everything; returns at once.
  void BeginClose();
  /// Waits for the workers, and for callers that work. Not on an engine thread.
  void Join();

  DataSourceMetrics Metrics() const;
  /// This process has none of its threads; its lock may be held for ever.
  bool IsForked() const { return made_.IsForked(); }

 private:
  friend class QueryStream;
  using Lock = std::unique_lock<std::mutex>;
  using JobPtr = std::shared_ptr<Job>;

  /// What effects ask for that must not happen under the lock.
  struct Outside {
    /// Who waits for the lock's data wakes when it can have the lock.
    std::vector<std::shared_ptr<std::condition_variable>> wakes;
    int workers_to_wake = 0;
    std::vector<JobPtr> stops;
    std::vector<std::pair<JobPtr, std::optional<Error>>> completions;
    std::vector<std::deque<RecordBatch>> dropped;
    std::vector<TraceSpan> spans;
  };

  struct IdleConnection {
    std::unique_ptr<Connection> connection;
    Micros since = 0;
  };

  Micros NextTick() const;
  /// Performs effects as far as that is done under the lock; the rest is for Perform.
  void Note(Effects& effects, Outside& outside);
  void NoteStart(const JobPtr& job, Outside& outside);
  /// Fails when there is no worker and none can be made.
  std::optional<Error> GiveToWorker(const JobPtr& job, Outside& outside);
  void NoteComplete(QueryId id, std::optional<Error> error, Outside& outside);
  void NoteSpans(const Job& job, Outside& outside);

  // The result cache; under the lock.
  /// True: the query has its answer, or follows another that will have it.
  bool AskCache(const JobPtr& job, std::int64_t timeout_ms, Outside& outside);
  void KeepWhole(Job& job);
  void Count(const KeptAnswer& answer);
  /// Ends what the query is to others: those that follow it have its answer, or wait for their own,
  /// or for that of the first of them.
  enum class Following : std::uint8_t { kAnswered, kAlone, kPassedOn };
  void EndRole(const JobPtr& job, Following following, Outside& outside);
  void PassLeadOn(const Job& job, Effects& effects);
  void EndFollowing(Job& job, Following following, const SharedAnswer& answer, Effects& effects);
  void FailReader(QueryStream& stream, Error error, Outside& outside);
  void TakeBatches(QueryStream& stream, Outside& outside);
  /// Without the lock: stops, then completions. A caller's thread leaves them to the dispatcher;
  /// so does a completion that calls the engine, or it would be called inside of itself.
  enum class On : std::uint8_t { kCaller, kEngine };
  void Perform(Outside outside, On thread);

  // On a worker, or on the thread of a caller that waits.
  void Work();
  void RunJob(const JobPtr& job, On thread) noexcept;
  bool NeedsWorker(const Job& job, bool has_failed) const;
  /// False: it ends here, with `error` if there is one.
  bool PassOn(const JobPtr& job, std::optional<Error>& error, Outside& outside);
  void EndJob(const JobPtr& job, std::optional<Error> error, Outside outside, On thread);
  /// nullptr: a worker is to open one.
  Result<std::unique_ptr<Connection>> TakeConnection(const Job& job, On thread);
  void DropConnection(std::unique_ptr<Connection> connection);
  /// Up to the first rows, or to where there is no connection for this thread. What is left in
  /// `outside` comes with the end: who reads a short answer wakes once, when all of it is there and
  /// its permit is free.
  std::optional<Error> Begin(const JobPtr& job, Outside& outside, On thread);
  std::optional<Error> DeliverFirst(const JobPtr& job, Outside& outside);
  std::optional<Error> DeliverRest(const JobPtr& job);
  /// Reads an answer that is to be kept: nullopt, and it is in Job::whole, or it is too large, and
  /// its first rows are in Rows::read.
  std::optional<Error> ReadWhole(Job& job);
  /// Both: false when the query is over. Push leaves it to its caller to wake the reader.
  bool HandOver(const JobPtr& job, std::optional<RecordBatch> first, Outside& outside);
  bool Push(const JobPtr& job, RecordBatch batch, Lock& lock);

  const std::string name_;
  const std::shared_ptr<Backend> backend_;
  const DataSourceOptions options_;
  const std::shared_ptr<Dispatcher> dispatcher_;
  const SpanHook on_span_;
  const MadeHere made_;
  SchemaCache schemas_;

  mutable std::mutex mutex_;  ///< Guards everything below, and what streams hold.
  Machine machine_;
  ResultCache results_;
  Flights flights_;
  std::unordered_map<QueryId, JobPtr> jobs_;
  std::deque<JobPtr> ready_;  ///< For a worker, not yet taken by one.
  std::condition_variable work_;
  std::vector<std::thread> workers_;
  int idle_workers_ = 0;  ///< Waiting, or done with their job and about to.
  int working_callers_ = 0;
  std::condition_variable callers_left_;
  std::vector<IdleConnection> idle_;  ///< The one that was used last at the end.
  bool closing_ = false;
  std::int64_t refused_ = 0;
  std::int64_t connections_ = 0;
  std::int64_t queue_bytes_ = 0;
  std::int64_t rows_ = 0;
  std::int64_t bytes_ = 0;
  std::int64_t result_hits_ = 0;
  std::int64_t result_misses_ = 0;
};

}  // namespace semaflow::engine
