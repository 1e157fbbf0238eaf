// Runs compiled queries on data sources: who may run now, until when, and where the rows go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "semaflow/backend.h"
#include "semaflow/compile.h"
#include "semaflow/error.h"
#include "semaflow/metrics.h"
#include "semaflow/result.h"
#include "semaflow/trace.h"
#include "semaflow/types.h"

namespace semaflow {

/// Limits of one data source. Times are milliseconds, 0 = no limit.
struct DataSourceOptions {
  int permits = 4;                         ///< Queries that run at once, each on a connection.
  int queue_max = 256;                     ///< Queries that wait; one more is refused (kQueueFull).
  std::int64_t queue_timeout_ms = 30'000;  ///< Waiting longer gives kQueueTimeout.
  std::int64_t timeout_ms = 0;             ///< From Submit to the last row (kDeadline).
  std::int64_t stream_idle_ms = 60'000;    ///< Nobody reads while a permit is held (kStreamIdle).
  std::int64_t idle_timeout_ms = 300'000;  ///< A connection that nobody used so long is closed.
  std::size_t queue_bytes_max = std::size_t{16} << 20;  ///< Of a query's batches not yet read; a
                                                        ///< single batch may be larger.
  /// Columns of tables are kept so long; 0: not at all. See Engine::DescribeTable.
  std::int64_t schema_ttl_ms = 3'600'000;
  std::size_t schema_tables_max = 1000;  ///< Of so many tables.
  /// Answers are kept for who asks the same again: so many bytes of memory; 0: none, and each
  /// query asks the database. An answer of more than a quarter of it is not kept, nor one that was
  /// cut off. Beside it each query that runs may hold a quarter while its answer is read.
  std::size_t result_cache_bytes_max = 0;
  std::int64_t result_cache_ttl_ms = 60'000;  ///< And so long; 0: none is kept.
};

struct QueryOptions {
  std::optional<std::int64_t> timeout_ms;  ///< Instead of the data source's; 0 = none.
  std::int64_t rows_max = 0;               ///< Rows beyond are cut off and `truncated` says so;
                                           ///< 0 = all.
  std::string tenant;     ///< For whom: where queries wait, tenants take turns, and
                          ///< who waits with most makes room. They share no kept answers.
  bool no_cache = false;  ///< The database is asked, whatever is kept; its answer is kept instead.
  /// W3C Trace Context: "00-TRACE-SPAN-FLAGS". Of a sampled trace the SQL carries it on as a
  /// comment at its end, under the span of the statement; such a statement is not kept prepared.
  /// What is no traceparent starts a trace of its own, as the standard wants it.
  std::string traceparent;
};

struct DescribeOptions {
  bool refresh = false;                    ///< The database is asked, whatever is kept.
  std::optional<std::int64_t> timeout_ms;  ///< Instead of the data source's; 0 = none.
  std::stop_token stop;                    ///< Ends the waiting with kCancelled.
};

struct EngineOptions {
  SpanHook on_span;  ///< Empty: nothing is traced but what a `traceparent` asks.
};

using SharedTableSchema = std::shared_ptr<const TableSchema>;

/// Called exactly once per Submit, on a thread of the engine, never inside Submit. The result comes
/// when the first rows are there, so an error of the database is nearly always here and not in the
/// stream. It must return soon, must not throw, and must not call ResultStream::Next,
/// Engine::Execute or Engine::Close.
using Completion = std::function<void(Result<ResultStream>)>;

/// A submitted query. Copies mean the same query; may outlive the engine.
class QueryHandle {
 public:
  QueryHandle() = default;
  /// Asks to stop, from any thread, any number of times; after the end it does nothing. The
  /// completion still comes: kCancelled, or the result that won.
  void Cancel() const;
  /// How much the database has done, 0 to 1; nullopt: not known, or not running.
  std::optional<double> Progress() const;

 private:
  friend class Engine;
  struct Target;
  std::shared_ptr<Target> target_;
};

/// All members may be called from several threads at once. A process that was forked from the one
/// that made it has none of its threads: there every call fails with kForked (Submit throws
/// InternalError), streams give kForked, and the destructor leaves alone what is not the child's.
class Engine {
 public:
  explicit Engine(EngineOptions options = {});
  ~Engine();  ///< Close().
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Fails with kBadConfig: the name is taken, or an option is out of its range. kClosed.
  Result<void> AddDataSource(std::string name, std::shared_ptr<Backend> backend,
                             DataSourceOptions options = {});
  bool HasDataSource(std::string_view name) const;

  /// Takes a query and returns at once; everything else comes through `completion`:
  /// kUnknownDataSource, kBackendRefused (compiled for another dialect), kQueueFull, kQueueTimeout,
  /// kDeadline, kCancelled, kClosed, and the codes of Connection::Execute.
  /// May throw std::bad_alloc, and std::system_error when no thread can be started. Then it is not
  /// known whether the query was taken: the completion may come, or not.
  QueryHandle Submit(CompiledQuery query, QueryOptions options, Completion completion);

  /// Submit, and wait for the completion. Not inside a Completion (kInternal). An exception of
  /// Submit is kInternal. On a database in this process the calling thread itself asks, if a permit
  /// is free; it needs the stack of an ordinary thread (8 MiB).
  Result<ResultStream> Execute(CompiledQuery query, QueryOptions options = {});

  /// The columns of a table and the keys that its database enforces: kept for schema_ttl_ms, and
  /// asked once by all who ask at the same time. It waits for a permit as a query does. Blocks; not
  /// inside a Completion (kInternal). Fails with kUnknownDataSource, the codes of
  /// Connection::DescribeTable and those of Submit; a failure is not kept.
  Result<SharedTableSchema> DescribeTable(std::string_view data_source, const TableSource& table,
                                          const DescribeOptions& options = {});

  /// Refuses what comes, stops what runs (kClosed), and returns when all completions came and all
  /// threads ended. Inside a Completion it throws InternalError, a std::logic_error: it would wait
  /// for itself. May be called again.
  void Close();

  EngineMetrics Metrics() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace semaflow
