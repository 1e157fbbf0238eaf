#include "engine/source.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/overloaded.h"
#include "engine/engine_thread.h"
#include "engine/kept_stream.h"
#include "engine/query_stream.h"

namespace semaflow::engine {
namespace {

void CallCompletion(Job& job, std::optional<Error> error) noexcept {
  if (job.table) {
    const Described described = std::exchange(job.described, nullptr);
    if (error) return described(tl::unexpected(std::move(*error)));
    return described(std::move(job.schema));
  }
  const Completion completion = std::exchange(job.completion, nullptr);
  if (error) return completion(tl::unexpected(std::move(*error)));
  if (job.answer == nullptr) return completion(ResultStream(job.stream));
  completion(ResultStream(
      std::make_shared<KeptStream>(std::move(job.answer), std::move(job.query), job.is_hit)));
}

}  // namespace

Source::Source(std::string name, std::shared_ptr<Backend> backend, const DataSourceOptions& options,
               std::shared_ptr<Dispatcher> dispatcher, SpanHook on_span)
    : name_(std::move(name)),
      backend_(std::move(backend)),
      options_(options),
      dispatcher_(std::move(dispatcher)),
      on_span_(std::move(on_span)),
      schemas_(options.schema_ttl_ms, options.schema_tables_max),
      machine_(name_, options),
      results_(options.result_cache_bytes_max, options.result_cache_ttl_ms) {
  idle_.reserve(options.permits);
}

// --- Events from outside.

void Source::Submit(QueryId id, CompiledQuery query, QueryOptions options, Completion completion,
                    Caller caller) {
  dispatcher_->Start();
  const std::int64_t timeout_ms = options.timeout_ms.value_or(options_.timeout_ms);
  auto job = std::make_shared<Job>(Job{.id = id,
                                       .query = std::move(query),
                                       .options = std::move(options),
                                       .completion = std::move(completion),
                                       .is_blocking = caller == Caller::kWaits});
  if (on_span_ != nullptr || !job->options.traceparent.empty()) {
    job->trace = BeginTrace(job->options.traceparent, on_span_ != nullptr, Now());
  }
  Outside outside;
  {
    const Lock lock(mutex_);
    Effects effects;
    jobs_.emplace(id, job);
    job->by_caller = job->is_blocking && (backend_->in_process() || !idle_.empty());
    if (job->query.dialect != backend_->dialect_name()) {
      ++refused_;
      effects.push_back(
          Complete{id, Error{.code = ErrorCode::kBackendRefused,
                             .message = "the query was compiled for dialect \"" +
                                        job->query.dialect + "\", data source \"" + name_ +
                                        "\" speaks " + std::string(backend_->dialect_name())}});
    } else if (!results_.is_on() || !AskCache(job, timeout_ms, outside)) {
      machine_.Submit(id, timeout_ms, Now(), effects, job->options.tenant);
    }
    Note(effects, outside);
    job->by_caller = job->by_caller && job->started;  // Else a worker takes it in its turn.
    if (job->by_caller) ++working_callers_;
  }
  Perform(std::move(outside), On::kCaller);
  if (!job->by_caller) return;
  RunJob(job, On::kCaller);
  const Lock lock(mutex_);
  if (--working_callers_ == 0) callers_left_.notify_all();
}

Result<SharedTableSchema> Source::DescribeTable(QueryId id, const TableSource& table,
                                                const DescribeOptions& options) {
  DescribeOptions waiting = options;
  if (!waiting.timeout_ms) waiting.timeout_ms = options_.timeout_ms;
  return schemas_.Get(table, waiting, [&](Described described) -> std::function<void()> {
    dispatcher_->Start();
    auto job = std::make_shared<Job>(Job{.id = id,
                                         .query = {},
                                         .options = {},
                                         .completion = nullptr,
                                         .table = table,
                                         .described = std::move(described)});
    Outside outside;
    {
      const Lock lock(mutex_);
      Effects effects;
      jobs_.emplace(id, job);
      machine_.Submit(id, 0, Now(), effects);  // Until the last of those who wait goes away.
      Note(effects, outside);
    }
    Perform(std::move(outside), On::kCaller);
    return [self = shared_from_this(), id] { self->Cancel(id); };
  });
}

void Source::Cancel(QueryId id) {
  Outside outside;
  {
    const Lock lock(mutex_);
    Effects effects;
    machine_.Cancel(id, effects);
    Note(effects, outside);
  }
  Perform(std::move(outside), On::kCaller);
}

std::optional<double> Source::Progress(QueryId id) const {
  const Lock lock(mutex_);
  const auto job = jobs_.find(id);
  if (job == jobs_.end() || job->second->connection == nullptr) return std::nullopt;
  return job->second->connection->Progress();
}

Micros Source::Tick(Micros now) {
  Outside outside;
  Micros next = kNever;
  {
    const Lock lock(mutex_);
    Effects effects;
    machine_.Tick(now, effects);
    Note(effects, outside);
    // Under the lock: who opens the next one finds these closed.
    while (!idle_.empty() && After(idle_.front().since, options_.idle_timeout_ms) <= now) {
      idle_.erase(idle_.begin());
      --connections_;
    }
    next = NextTick();
  }
  Perform(std::move(outside), On::kEngine);
  return next;
}

Micros Source::NextTick() const {
  const Micros next = machine_.NextTick();
  if (idle_.empty()) return next;
  return std::min(next, After(idle_.front().since, options_.idle_timeout_ms));
}

void Source::BeginClose() {
  Outside outside;
  {
    const Lock lock(mutex_);
    Effects effects;
    machine_.Close(effects);
    closing_ = true;
    Note(effects, outside);
    work_.notify_all();
  }
  Perform(std::move(outside), On::kCaller);
}

void Source::Join() {
  std::vector<std::thread> workers;
  {
    Lock lock(mutex_);
    callers_left_.wait(lock, [this] { return working_callers_ == 0; });
    workers.swap(workers_);
  }
  for (std::thread& worker : workers) worker.join();
  const Lock lock(mutex_);
  connections_ -= static_cast<std::int64_t>(idle_.size());
  idle_.clear();
}

DataSourceMetrics Source::Metrics() const {
  const Lock lock(mutex_);
  DataSourceMetrics metrics = machine_.metrics();
  metrics.submitted += refused_;
  metrics.refused = refused_;
  metrics.connections = connections_;
  metrics.queue_bytes = queue_bytes_;
  metrics.rows = rows_;
  metrics.bytes = bytes_;
  metrics.result_cache_bytes = static_cast<std::int64_t>(results_.bytes());
  metrics.result_cache_hits = result_hits_;
  metrics.result_cache_misses = result_misses_;
  metrics.schema_cache_hits = schemas_.hits();
  metrics.schema_cache_misses = schemas_.misses();
  return metrics;
}

// --- Effects.

void Source::Note(Effects& effects, Outside& outside) {
  for (Effect& effect : effects) {
    std::visit(Overloaded{[&](const Start& start) { NoteStart(jobs_.at(start.id), outside); },
                          [&](Complete& complete) {
                            NoteComplete(complete.id, std::move(complete.error), outside);
                          },
                          [&](const Stop& stop) {
                            const JobPtr job = jobs_.at(stop.id);
                            outside.stops.push_back(job);
                            EndRole(job, Following::kPassedOn, outside);
                          },
                          [&](const WakeProducer& wake) {
                            const auto& stream = jobs_.at(wake.id)->stream;
                            outside.wakes.emplace_back(stream, &stream->writable_);
                          },
                          [&](const EndStream& end) {
                            const auto& stream = jobs_.at(end.id)->stream;
                            stream->ended_ = true;
                            outside.wakes.emplace_back(stream, &stream->readable_);
                          },
                          [&](FailStream& fail) {
                            const JobPtr& job = jobs_.at(fail.id);
                            job->trace.code = InfoOf(fail.error.code).code;
                            FailReader(*job->stream, std::move(fail.error), outside);
                          }},
               effect);
  }
  dispatcher_->TickBy(NextTick());
}

void Source::NoteComplete(QueryId id, std::optional<Error> error, Outside& outside) {
  const auto known = jobs_.find(id);
  const JobPtr job = known->second;
  if (error) job->trace.code = InfoOf(error->code).code;
  outside.completions.emplace_back(job, std::move(error));
  if (job->started) return;
  jobs_.erase(known);
  NoteSpans(*job, outside);
  EndRole(job, Following::kPassedOn, outside);
}

void Source::NoteSpans(const Job& job, Outside& outside) {
  if (!job.trace.is_on || on_span_ == nullptr) return;
  TraceSpan all;
  all.data_source = name_;
  all.tenant = job.options.tenant;
  all.code = job.trace.code;
  if (!job.cache_key.empty()) all.cache = job.is_hit ? "hit" : "miss";
  for (TraceSpan& span : SpansOf(job.trace, all, Now())) outside.spans.push_back(std::move(span));
}

void Source::NoteStart(const JobPtr& job, Outside& outside) {
  job->started = true;
  if (job->by_caller) return;
  auto error = GiveToWorker(job, outside);
  if (!error) return;
  job->started = false;  // Nobody works on it: its end is noted with its completion.
  Effects effects;
  machine_.Finished(job->id, std::move(error), Now(), effects);
  Note(effects, outside);
}

std::optional<Error> Source::GiveToWorker(const JobPtr& job, Outside& outside) {
  ready_.push_back(job);
  // With a worker for each permit one is free.
  if (idle_workers_ >= static_cast<int>(ready_.size()) ||
      static_cast<int>(workers_.size()) == options_.permits) {
    ++outside.workers_to_wake;
    return std::nullopt;
  }
  try {
    workers_.emplace_back([self = shared_from_this()] { self->Work(); });
  } catch (const std::exception& failure) {      // system_error, bad_alloc
    if (!workers_.empty()) return std::nullopt;  // a worker takes it when it is done
    ready_.pop_back();
    return Error{.code = ErrorCode::kInternal,
                 .message = std::string("no thread can be started: ") + failure.what()};
  }
  return std::nullopt;
}

void Source::FailReader(QueryStream& stream, Error error, Outside& outside) {
  stream.error_ = std::move(error);
  TakeBatches(stream, outside);
  stream.readable_.notify_all();
}

void Source::TakeBatches(QueryStream& stream, Outside& outside) {
  for (const RecordBatch& batch : stream.batches_) {
    queue_bytes_ -= static_cast<std::int64_t>(batch.byte_size());
  }
  outside.dropped.push_back(std::exchange(stream.batches_, {}));
}

void Source::Perform(Outside outside, On thread) {
  for (const auto& wake : outside.wakes) wake->notify_all();
  for (; outside.workers_to_wake > 0; --outside.workers_to_wake) work_.notify_one();
  for (const JobPtr& job : outside.stops) job->stop.request_stop();
  for (auto& [job, error] : outside.completions) {
    if (thread == On::kEngine || job->is_blocking) {
      CallCompletion(*job, std::move(error));
    } else {
      dispatcher_->Post([job = job, error = std::move(error)] { CallCompletion(*job, error); });
    }
  }
  if (outside.spans.empty()) return;
  const auto tell = [hook = on_span_, spans = std::move(outside.spans)] {
    for (const TraceSpan& span : spans) hook(span);
  };
  if (thread == On::kEngine) return tell();
  dispatcher_->Post(tell);
}

}  // namespace semaflow::engine
