// What the workers of a data source do: a job at a time, each with its connection.
#include <exception>
#include <utility>

#include "arrow/buffer_pool.h"
#include "base/border.h"
#include "engine/engine_thread.h"
#include "engine/page_stream.h"
#include "engine/query_stream.h"
#include "engine/source.h"

namespace semaflow::engine {
namespace {

// A session that cannot say so is as good as lost.
bool IsAlive(Connection& connection) noexcept {
  try {
    return connection.IsAlive();
  } catch (const std::exception&) {
    return false;
  }
}

std::optional<Error> Describe(Job& job, Connection& connection) {
  auto schema = connection.DescribeTable(*job.table, job.stop.get_token());
  if (!schema) return std::move(schema).error();
  job.schema = std::make_shared<const TableSchema>(std::move(*schema));
  return std::nullopt;
}

}  // namespace

void Source::Work() {
  const EngineThreadMark mark("sf-worker");
  Lock lock(mutex_);
  ++idle_workers_;
  while (true) {
    work_.wait(lock, [this] { return closing_ || !ready_.empty(); });
    if (ready_.empty()) break;
    --idle_workers_;
    const JobPtr job = std::move(ready_.front());
    ready_.pop_front();
    lock.unlock();
    RunJob(job, On::kEngine);
    lock.lock();
  }
}

void Source::RunJob(const JobPtr& job, On thread) noexcept {
  std::optional<Error> error = std::exchange(job->failed, std::nullopt);
  Outside outside;
  try {
    const bool has_begun = error || job->rows.stream != nullptr;  // By its caller.
    if (job->trace.is_on && job->trace.started == kNever) job->trace.started = Now();
    if (!has_begun) error = Begin(job, outside, thread);
    if (thread == On::kCaller) {
      if (PassOn(job, error, outside)) return Perform(std::move(outside), thread);
    } else if (!error && job->rows.has_more) {
      Perform(std::exchange(outside, {}), thread);
      error = DeliverRest(job);
    }
  } catch (const std::exception& bug) {  // SEMA_CHECK, no memory: the process lives on
    error = InternalErrorFrom(bug.what());
  }
  EndJob(job, std::move(error), std::move(outside), thread);
}

// What its caller does not wait for: a session that is opened, rows that it reads one after the
// other, the end of a statement that the database may still work on.
bool Source::NeedsWorker(const Job& job, bool has_failed) const {
  const Rows& rows = job.rows;
  if (backend_->in_process()) return !has_failed && rows.has_more;
  if (job.connection == nullptr) return !has_failed;
  if (has_failed) return true;
  return !(rows.page != nullptr ? rows.page->StatementAtEnd() : rows.stream->AtEnd());
}

bool Source::PassOn(const JobPtr& job, std::optional<Error>& error, Outside& outside) {
  if (!NeedsWorker(*job, error.has_value())) return false;
  Perform(std::exchange(outside, {}), On::kCaller);
  const Lock lock(mutex_);
  if (closing_) return false;  // Its reader was told already.
  job->failed = error;
  auto failed = GiveToWorker(job, outside);
  if (failed && !error) error = std::move(failed);
  return !failed;
}

void Source::EndJob(const JobPtr& job, std::optional<Error> error, Outside outside, On thread) {
  if (job->rows.page != nullptr && !error) job->page = job->rows.page->end();
  if (job->rows.given > 0) job->trace.rows = job->rows.given;
  job->rows = {};  // The statement ends before its session is looked at.
  const bool is_told_broken = error && (error->code == ErrorCode::kInternal ||
                                        error->code == ErrorCode::kBackendUnavailable);
  // A statement that ended by itself leaves its session as it was.
  const bool was_cut = error || job->stop.stop_requested();
  if (job->connection != nullptr && was_cut && (is_told_broken || !IsAlive(*job->connection))) {
    Lock lock(mutex_);
    std::unique_ptr<Connection> broken = std::move(job->connection);
    lock.unlock();
    DropConnection(std::move(broken));
  }
  {
    const Lock lock(mutex_);
    if (job->connection != nullptr) {
      idle_.push_back({.connection = std::move(job->connection), .since = Now()});
    }
    if (job->whole != nullptr && !error) KeepWhole(*job);
    if (job->stream != nullptr) {
      job->stream->truncated_ = job->truncated;
      job->stream->page_ = std::move(job->page);
    }
    Effects effects;
    // Free from here on: who reads the last row may ask the next query before this worker waits,
    // and a second worker would be made for it.
    if (thread == On::kEngine) ++idle_workers_;
    machine_.Finished(job->id, std::move(error), Now(), effects);
    Note(effects, outside);
    NoteSpans(*job, outside);
    // Whoever was stopped leads nobody any more. Else the database failed, as it may fail them.
    EndRole(job, job->answer != nullptr ? Following::kAnswered : Following::kAlone, outside);
    jobs_.erase(job->id);
  }
  Perform(std::move(outside), thread);
}

// The one that was used last, of those that still have their database, or a new one.
Result<std::unique_ptr<Connection>> Source::TakeConnection(const Job& job, On thread) {
  while (true) {
    std::unique_ptr<Connection> connection;
    {
      const Lock lock(mutex_);
      if (idle_.empty()) break;
      connection = std::move(idle_.back().connection);
      idle_.pop_back();
    }
    if (IsAlive(*connection)) return connection;
    DropConnection(std::move(connection));
  }
  if (thread == On::kCaller && !backend_->in_process()) return nullptr;
  auto opened = backend_->Connect(job.stop.get_token());
  if (!opened) return opened;
  const Lock lock(mutex_);
  ++connections_;
  return opened;
}

void Source::DropConnection(std::unique_ptr<Connection> connection) {
  connection.reset();
  const Lock lock(mutex_);
  --connections_;
}

std::optional<Error> Source::Begin(const JobPtr& job, Outside& outside, On thread) {
  auto taken = TakeConnection(*job, thread);
  if (!taken) return std::move(taken).error();
  if (*taken == nullptr) return std::nullopt;
  Connection& connection = **taken;
  {
    const Lock lock(mutex_);
    job->connection = std::move(*taken);
  }
  if (job->table) return Describe(*job, connection);
  CompiledQuery& query = job->query;
  job->asked = Now();
  const std::string comment = job->trace.is_on ? job->trace.Comment() : "";
  query.sql += comment;
  if (query.page != nullptr) query.columns.resize(query.columns.size() + query.page->hidden);
  auto rows =
      connection.Execute({.sql = std::move(query.sql),
                          .parameters = std::move(query.parameters),
                          .columns = std::move(query.columns),
                          .time_zone = query.time_zone,
                          .timeout_ms = job->options.timeout_ms.value_or(options_.timeout_ms),
                          .comes_once = !comment.empty()},
                         job->stop.get_token());
  if (!rows) return std::move(rows).error();
  if (query.page == nullptr) {
    job->rows.stream = std::move(*rows);
  } else {
    auto page = std::make_unique<PageStream>(std::move(*rows), query.page, query.time_zone,
                                             job->options.rows_max);
    job->rows.page = page.get();
    job->rows.stream = std::move(page);
  }
  return DeliverFirst(job, outside);
}

namespace {

// The next rows within rows_max.
Result<std::optional<RecordBatch>> NextWithin(Job& job) {
  if (job.truncated) return std::nullopt;
  auto next = job.rows.stream->Next();
  if (!next || !*next) return next;
  RecordBatch& batch = **next;
  const std::int64_t room = job.options.rows_max - job.rows.given;
  if (job.options.rows_max > 0 && batch.num_rows() > room) {
    job.truncated = true;
    if (room == 0) return std::nullopt;
    batch.Truncate(room);
  }
  job.rows.given += batch.num_rows();
  return next;
}

Result<std::optional<RecordBatch>> TakeBatch(Job& job) {
  if (job.rows.read.empty()) return NextWithin(job);
  RecordBatch batch = std::move(job.rows.read.front());
  job.rows.read.pop_front();
  return std::optional(std::move(batch));
}

}  // namespace

std::optional<Error> Source::ReadWhole(Job& job) {
  auto whole = std::make_shared<KeptAnswer>();
  while (whole->held <= results_.answer_bytes_max()) {
    auto next = NextWithin(job);
    if (!next) return std::move(next).error();
    if (job.trace.is_on && job.rows.read.empty()) job.trace.first_rows = Now();
    if (!*next) {
      if (job.truncated) return std::nullopt;
      for (RecordBatch& batch : job.rows.read) {
        whole->batches.push_back(std::make_shared<const RecordBatch>(std::move(batch)));
      }
      whole->columns = job.rows.stream->columns();
      whole->schema = job.rows.stream->schema();
      whole->rows = job.trace.rows = job.rows.given;
      whole->asked = job.asked;
      job.whole = std::move(whole);
      return std::nullopt;
    }
    whole->bytes += (*next)->byte_size();
    whole->held += arrow::HeldBytes(**next);
    job.rows.read.push_back(std::move(**next));
  }
  return std::nullopt;
}

std::optional<Error> Source::DeliverFirst(const JobPtr& job, Outside& outside) {
  Rows& rows = job->rows;
  if (job->is_kept) {
    auto error = ReadWhole(*job);
    if (error || job->whole != nullptr) return error;
    const Lock lock(mutex_);
    EndRole(job, Following::kAlone, outside);
  }
  auto next = TakeBatch(*job);
  if (!next) return std::move(next).error();
  const bool has_more =
      next->has_value() && !job->truncated && (!rows.read.empty() || !rows.stream->AtEnd());
  if (job->trace.is_on && !job->is_kept) job->trace.first_rows = Now();
  rows.has_more = HandOver(job, std::move(*next), outside) && has_more;
  return std::nullopt;
}

std::optional<Error> Source::DeliverRest(const JobPtr& job) {
  while (true) {
    auto next = TakeBatch(*job);
    if (!next) return std::move(next).error();
    if (!*next) break;
    Lock lock(mutex_);
    if (!Push(job, std::move(**next), lock)) return std::nullopt;
    lock.unlock();
    job->stream->readable_.notify_all();  // it would wake under the lock only to wait for it
  }
  return std::nullopt;
}

bool Source::HandOver(const JobPtr& job, std::optional<RecordBatch> first, Outside& outside) {
  auto stream = std::make_shared<QueryStream>(shared_from_this(), job->id, std::move(job->query),
                                              !job->cache_key.empty(), job->rows.stream->columns(),
                                              job->rows.stream->schema());
  Lock lock(mutex_);
  Effects effects;
  if (!machine_.Ready(job->id, effects)) return false;
  job->stream = std::move(stream);
  Note(effects, outside);  // The completion comes, whatever is thrown from here on.
  if (first) Push(job, std::move(*first), lock);
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
