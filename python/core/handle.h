// A model, its databases and the engine that asks them, for Python.
#pragma once

#include <nanobind/nanobind.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "answer.h"
#include "readers.h"
#include "semaflow/engine.h"
#include "semaflow/model.h"
#include "source.h"

namespace semaflow::python {

/// How many calls of a handle and its streams are on their way without the GIL.
struct Calls {
  std::atomic<int> inside = 0;
};

/// What a call says beside its request.
struct CallOptions {
  std::string time_zone;
  std::string access_filters;  ///< CompileOptions::access_filters.
  std::optional<std::int64_t> timeout_ms;
  std::int64_t rows_max = -1;  ///< Of the configuration.
  std::string tenant;
  bool no_cache = false;
  std::string traceparent;
};

/// Rows on their way. Used by one thread or coroutine at a time, but for Cancel.
class Stream {
 public:
  Stream(ResultStream rows, AnswerInfo info, std::shared_ptr<Readers> readers,
         std::shared_ptr<Calls> calls);

  /// The next rows as an answer of their own; None at the end. The GIL is let go meanwhile.
  nanobind::object Next();
  /// Calls `done(answer or None, error or None)` on another thread.
  void NextAsync(nanobind::object done);
  /// Hands the rows over.
  nanobind::object ArrowStream();
  void Cancel();
  /// What is known before the end.
  nanobind::dict Info() const { return PythonInfoOf(state_->info); }

 private:
  // Of a reader, too, when the stream itself is gone.
  struct State {
    std::optional<ResultStream> rows;  ///< None: handed over.
    AnswerInfo info;
  };
  static Result<std::optional<RecordBatch>> NextBatch(State& state);

  const std::shared_ptr<State> state_;
  const std::shared_ptr<Readers> readers_;
  const std::shared_ptr<Calls> calls_;
};

/// All members: any thread, with the GIL, which is let go where they wait.
class Handle {
 public:
  /// `folder`: of the model, else "" and `texts`. `validates`: columns and types come from the
  /// databases. Throws Failure.
  Handle(std::string folder, std::vector<ModelText> texts,
         std::vector<std::shared_ptr<Source>> sources, Config config, bool validates);
  ~Handle();

  std::string BuildSql(const std::string& request, const std::string& time_zone,
                       const std::string& access_filters) const;
  std::string Explain(const std::string& request, const std::string& time_zone,
                      const std::string& access_filters) const;
  std::string FlowsJson() const;
  std::string FlowJson(const std::string& name) const;
  /// The key of a request that takes a name: "dimensions" or "measures".
  std::string SortOf(const std::string& flow, const std::string& name) const;
  /// `flow` of these two: "" is that of the model, if it has one alone.
  std::string CompatibleJson(const std::string& flow, const std::vector<std::string>& dimensions,
                             const std::vector<std::string>& measures,
                             const std::string& access_filters) const;
  std::string ValuesRequestOf(const std::string& flow, const std::string& dimension,
                              const std::string& prefix, std::uint64_t limit) const;
  EngineMetrics Metrics() const;

  /// Asks, and calls `done` on another thread: with an Answer (for kDicts its rows and info, for
  /// kStream a Stream) and None, or with None and the exception.
  enum class Give : std::uint8_t { kAnswer, kDicts, kStream };
  QueryHandle Submit(const std::string& request, const CallOptions& options, Give give,
                     nanobind::object done) const;
  /// The same with a tuple of bytes, the first ones, at least `begin` of them if there are so many,
  /// and an Output with those behind them, or None where that is all.
  QueryHandle SubmitOutput(const std::string& request, const CallOptions& options, RowFormat format,
                           std::size_t begin, nanobind::object done) const;
  /// Asks and waits. `checks_signals`: on the main thread Ctrl-C ends it.
  std::unique_ptr<Answer> Ask(const std::string& request, const CallOptions& options,
                              bool checks_signals) const;
  std::unique_ptr<Stream> OpenStream(const std::string& request, const CallOptions& options,
                                     bool checks_signals) const;

  /// Columns and types of the databases against the model; with `data`, keys and joins too. The
  /// report as text; throws Failure for what is wrong.
  std::string Check(bool data) const;
  /// Reads the model once more. What runs ends with the model that it began with.
  void Reload();
  /// Stops what runs and returns when all threads ended, and callers of this are back in Python: a
  /// thread that asked for the GIL of an interpreter that has ended would end the process.
  void Close();

 private:
  struct Loaded {
    Model model;
    std::vector<SourceDialect> dialects;
    CompileOptions OptionsOf(const std::string& time_zone,
                             const std::string& access_filters) const {
      return {.dialects = dialects, .time_zone = time_zone, .access_filters = access_filters};
    }
  };
  struct Prepared {
    CompiledQuery query;
    AnswerInfo info;
    QueryOptions options;
  };

  /// Throws Failure in a process that was forked from the one that made it.
  void CheckHere() const;
  bool IsForked() const { return ::getpid() != made_by_; }
  Model Load() const;
  void Adopt(const Model& model, const DescribeOptions& options);
  std::shared_ptr<const Loaded> Current() const;
  Prepared Prepare(const std::string& request, const CallOptions& options) const;
  ResultStream Execute(Prepared& prepared, bool checks_signals) const;
  /// Asks, and lets a reader call `told(result, info, callback)` without the GIL.
  template <typename Told>
  QueryHandle AskFor(const std::string& request, const CallOptions& options, nanobind::object done,
                     Told told) const;

  const std::string folder_;
  const std::vector<ModelText> texts_;
  const bool validates_;
  const pid_t made_by_ = ::getpid();
  Config config_;
  std::vector<DataSource> opened_;
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Readers> readers_;
  const std::shared_ptr<Calls> calls_ = std::make_shared<Calls>();
  mutable std::mutex mutex_;
  std::shared_ptr<const Loaded> loaded_;
};

}  // namespace semaflow::python
