#include "engine/source.h"

#include <exception>
#include <system_error>
#include <utility>

#include "base/check.h"
#include "base/overloaded.h"
#include "engine/engine_thread.h"
#include "engine/page_stream.h"
#include "engine/query_stream.h"

namespace semaflow::engine {
namespace {

void CallCompletion(Job& job, std::optional<Error> error) noexcept {
  const Completion completion = std::exchange(job.completion, nullptr);
  if (error) {
    completion(tl::unexpected(std::move(*error)));
  } else {
    completion(ResultStream(job.stream));
  }
}

}  // namespace

Source::Source(std::string name, std::shared_ptr<Backend> backend, const DataSourceOptions& options,
               std::shared_ptr<Dispatcher> dispatcher)
    : name_(std::move(name)),
      backend_(std::move(backend)),
      options_(options),
      dispatcher_(std::move(dispatcher)),
      machine_(name_, options) {}

// --- Events from outside.

void Source::Submit(QueryId id, CompiledQuery query, QueryOptions options, Completion completion) {
  const std::int64_t timeout_ms = options.timeout_ms.value_or(options_.timeout_ms);
  auto job = std::make_shared<Job>(Job{.id = id,
                                       .query = std::move(query),
                                       .options = std::move(options),
                                       .completion = std::move(completion)});
  Outside outside;
  {
    const Lock lock(mutex_);
    Effects effects;
    jobs_.emplace(id, job);
    if (job->query.dialect == backend_->dialect_name()) {
      machine_.Submit(id, timeout_ms, Now(), effects, job->options.tenant);
    } else {
      ++refused_;
      effects.push_back(
          Complete{id, Error{.code = ErrorCode::kBackendRefused,
                             .message = "the query was compiled for dialect \"" +
                                        job->query.dialect + "\", data source \"" + name_ +
                                        "\" speaks " + std::string(backend_->dialect_name())}});
    }
    Note(effects, outside);
  }
  Perform(std::move(outside), On::kCaller);
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
    next = machine_.NextTick();
  }
  Perform(std::move(outside), On::kEngine);
  return next;
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
    const Lock lock(mutex_);
    workers.swap(workers_);
  }
  for (std::thread& worker : workers) worker.join();
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
  return metrics;
}

// --- Effects.

void Source::Note(Effects& effects, Outside& outside) {
  for (Effect& effect : effects) {
    std::visit(Overloaded{[&](const Start& start) { NoteStart(jobs_.at(start.id), outside); },
                          [&](Complete& complete) {
                            const auto job = jobs_.find(complete.id);
                            outside.completions.emplace_back(job->second,
                                                             std::move(complete.error));
                            if (!job->second->started) jobs_.erase(job);
                          },
                          [&](const Stop& stop) { outside.stops.push_back(jobs_.at(stop.id)); },
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
                            FailReader(*jobs_.at(fail.id)->stream, std::move(fail.error), outside);
                          }},
               effect);
  }
  dispatcher_->TickBy(machine_.NextTick());
}

void Source::NoteStart(const JobPtr& job, Outside& outside) {
  job->started = true;
  ready_.push_back(job);
  // With a worker for each permit one is free.
  if (idle_workers_ >= static_cast<int>(ready_.size()) ||
      static_cast<int>(workers_.size()) == options_.permits) {
    ++outside.workers_to_wake;
    return;
  }
  try {
    workers_.emplace_back([self = shared_from_this()] { self->Work(); });
  } catch (const std::system_error& failure) {
    if (!workers_.empty()) return;  // a worker takes it when it is done
    ready_.pop_back();
    Effects effects;
    machine_.Finished(job->id,
                      Error{.code = ErrorCode::kInternal,
                            .message = std::string("no thread can be started: ") + failure.what()},
                      Now(), effects);
    Note(effects, outside);
    jobs_.erase(job->id);
  }
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
    if (thread == On::kEngine) {
      CallCompletion(*job, std::move(error));
    } else {
      dispatcher_->Post([job = job, error = std::move(error)] { CallCompletion(*job, error); });
    }
  }
}

// --- Workers.

void Source::Work() {
  const EngineThreadMark mark("sf-worker");
  std::unique_ptr<Connection> connection;
  Lock lock(mutex_);
  ++idle_workers_;
  const auto is_wanted = [this] { return closing_ || !ready_.empty(); };
  while (true) {
    if (connection == nullptr || options_.idle_timeout_ms == 0) {
      work_.wait(lock, is_wanted);
    } else if (!work_.wait_for(lock, std::chrono::milliseconds(options_.idle_timeout_ms),
                               is_wanted)) {
      --connections_;
      lock.unlock();
      connection.reset();
      lock.lock();
      continue;
    }
    if (ready_.empty()) break;
    --idle_workers_;
    const JobPtr job = std::move(ready_.front());
    ready_.pop_front();
    lock.unlock();
    RunJob(job, connection);
    lock.lock();
  }
  if (connection != nullptr) --connections_;
  lock.unlock();
}

void Source::RunJob(const JobPtr& job, std::unique_ptr<Connection>& connection) {
  std::optional<Error> error;
  Outside outside;
  try {
    error = Produce(job, connection, outside);
  } catch (const std::exception& bug) {  // SEMA_CHECK, no memory: the process lives on
    error = Error{.code = ErrorCode::kInternal, .message = bug.what()};
  }
  const bool is_told_broken = error && (error->code == ErrorCode::kInternal ||
                                        error->code == ErrorCode::kBackendUnavailable);
  // A statement that ended by itself leaves its session as it was.
  const bool was_cut = error || job->stop.stop_requested();
  const bool is_broken =
      connection != nullptr && (is_told_broken || (was_cut && !connection->IsAlive()));
  {
    const Lock lock(mutex_);
    job->connection = nullptr;
    if (is_broken) --connections_;
    if (job->stream != nullptr) {
      job->stream->truncated_ = job->truncated;
      job->stream->page_ = std::move(job->page);
    }
    Effects effects;
    // Free from here on: who reads the last row may ask the next query before this worker waits,
    // and a second worker would open a second connection for it.
    ++idle_workers_;
    machine_.Finished(job->id, std::move(error), Now(), effects);
    Note(effects, outside);
    jobs_.erase(job->id);
  }
  if (is_broken) connection.reset();
  Perform(std::move(outside), On::kEngine);
}

std::optional<Error> Source::Produce(const JobPtr& job, std::unique_ptr<Connection>& connection,
                                     Outside& outside) {
  if (connection != nullptr && !connection->IsAlive()) {
    connection.reset();
    const Lock lock(mutex_);
    --connections_;
  }
  if (connection == nullptr) {
    auto opened = backend_->Connect(job->stop.get_token());
    if (!opened) return std::move(opened).error();
    connection = std::move(*opened);
    const Lock lock(mutex_);
    ++connections_;
  }
  {
    const Lock lock(mutex_);
    job->connection = connection.get();
  }
  CompiledQuery& query = job->query;
  if (query.page != nullptr) query.columns.resize(query.columns.size() + query.page->hidden);
  auto rows =
      connection->Execute({.sql = std::move(query.sql),
                           .parameters = std::move(query.parameters),
                           .columns = std::move(query.columns),
                           .time_zone = query.time_zone,
                           .timeout_ms = job->options.timeout_ms.value_or(options_.timeout_ms)},
                          job->stop.get_token());
  if (!rows) return std::move(rows).error();
  if (query.page == nullptr) return Deliver(job, **rows, outside);
  PageStream page(std::move(*rows), query.page, query.time_zone, job->options.rows_max);
  auto error = Deliver(job, page, outside);
  job->page = page.end();
  return error;
}

namespace {

// The next rows within rows_max, of which `given` were given before.
Result<std::optional<RecordBatch>> NextWithin(Job& job, BatchStream& rows, std::int64_t& given) {
  if (job.truncated) return std::nullopt;
  auto next = rows.Next();
  if (!next || !*next || job.options.rows_max <= 0) return next;
  RecordBatch& batch = **next;
  const std::int64_t room = job.options.rows_max - given;
  if (batch.num_rows() > room) {
    job.truncated = true;
    if (room == 0) return std::nullopt;
    batch.Truncate(room);
  }
  given += batch.num_rows();
  return next;
}

}  // namespace

std::optional<Error> Source::Deliver(const JobPtr& job, BatchStream& rows, Outside& outside) {
  std::int64_t given = 0;
  auto next = NextWithin(*job, rows, given);
  if (!next) return std::move(next).error();
  bool has_rows = next->has_value() && !rows.AtEnd();
  if (!HandOver(job, rows, std::move(*next), outside)) return std::nullopt;
  if (has_rows) Perform(std::exchange(outside, {}), On::kEngine);
  while (has_rows) {
    next = NextWithin(*job, rows, given);
    if (!next) return std::move(next).error();
    has_rows = next->has_value();
    if (!has_rows) break;
    Lock lock(mutex_);
    if (!Push(job, std::move(**next), lock)) break;
    lock.unlock();
    job->stream->readable_.notify_all();  // it would wake under the lock only to wait for it
  }
  return std::nullopt;
}

bool Source::HandOver(const JobPtr& job, const BatchStream& rows, std::optional<RecordBatch> first,
                      Outside& outside) {
  auto stream = std::make_shared<QueryStream>(shared_from_this(), job->id, std::move(job->query),
                                              rows.columns(), rows.schema());
  Lock lock(mutex_);
  Effects effects;
  if (!machine_.Ready(job->id, effects)) return false;
  job->stream = std::move(stream);
  if (first) Push(job, std::move(*first), lock);
  Note(effects, outside);
  return true;
}

bool Source::Push(const JobPtr& job, RecordBatch batch, Lock& lock) {
  QueryStream& stream = *job->stream;
  while (true) {
    switch (machine_.Offer(job->id, batch.byte_size(), Now())) {
      case Verdict::kStop:
        return false;
      case Verdict::kWait:
        stream.writable_.wait(lock);
        continue;
      case Verdict::kAccepted:
        break;
    }
    queue_bytes_ += static_cast<std::int64_t>(batch.byte_size());
    stream.batches_.push_back(std::move(batch));
    dispatcher_->TickBy(machine_.NextTick());
    return true;
  }
}

}  // namespace semaflow::engine
