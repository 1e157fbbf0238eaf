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
    if (job->trace.is_on) job->trace.started = Now();
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
    error = InternalErrorFrom(bug.what());
  }
  const bool is_told_broken = error && (error->code == ErrorCode::kInternal ||
                                        error->code == ErrorCode::kBackendUnavailable);
  // A statement that ended by itself leaves its session as it was.
  const bool was_cut = error || job->stop.stop_requested();
  const bool is_broken =
      connection != nullptr && (is_told_broken || (was_cut && !IsAlive(*connection)));
  {
    const Lock lock(mutex_);
    job->connection = nullptr;
    if (is_broken) --connections_;
    if (job->whole != nullptr && !error) KeepWhole(*job);
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
    NoteSpans(*job, outside);
    // Whoever was stopped leads nobody any more. Else the database failed, as it may fail them.
    EndRole(job, job->answer != nullptr ? Following::kAnswered : Following::kAlone, outside);
    jobs_.erase(job->id);
  }
  if (is_broken) connection.reset();
  Perform(std::move(outside), On::kEngine);
}

std::optional<Error> Source::Produce(const JobPtr& job, std::unique_ptr<Connection>& connection,
                                     Outside& outside) {
  if (connection != nullptr && !IsAlive(*connection)) {
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
  if (job->table) return Describe(*job, *connection);
  CompiledQuery& query = job->query;
  job->asked = Now();
  const std::string comment = job->trace.is_on ? job->trace.Comment() : "";
  query.sql += comment;
  if (query.page != nullptr) query.columns.resize(query.columns.size() + query.page->hidden);
  auto rows =
      connection->Execute({.sql = std::move(query.sql),
                           .parameters = std::move(query.parameters),
                           .columns = std::move(query.columns),
                           .time_zone = query.time_zone,
                           .timeout_ms = job->options.timeout_ms.value_or(options_.timeout_ms),
                           .comes_once = !comment.empty()},
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
  if (!next || !*next) return next;
  RecordBatch& batch = **next;
  const std::int64_t room = job.options.rows_max - given;
  if (job.options.rows_max > 0 && batch.num_rows() > room) {
    job.truncated = true;
    if (room == 0) return std::nullopt;
    batch.Truncate(room);
  }
  given += batch.num_rows();
  return next;
}

}  // namespace

std::optional<Error> Source::ReadWhole(const JobPtr& job, BatchStream& rows, std::int64_t& given,
                                       std::deque<RecordBatch>& read) {
  auto whole = std::make_shared<KeptAnswer>();
  while (whole->held <= results_.answer_bytes_max()) {
    auto next = NextWithin(*job, rows, given);
    if (!next) return std::move(next).error();
    if (job->trace.is_on && read.empty()) job->trace.first_rows = Now();
    if (!*next) {
      if (job->truncated) return std::nullopt;
      for (RecordBatch& batch : read) {
        whole->batches.push_back(std::make_shared<const RecordBatch>(std::move(batch)));
      }
      whole->columns = rows.columns();
      whole->schema = rows.schema();
      whole->rows = job->trace.rows = given;
      whole->asked = job->asked;
      job->whole = std::move(whole);
      return std::nullopt;
    }
    whole->bytes += (*next)->byte_size();
    whole->held += arrow::HeldBytes(**next);
    read.push_back(std::move(**next));
  }
  return std::nullopt;
}

std::optional<Error> Source::Deliver(const JobPtr& job, BatchStream& rows, Outside& outside) {
  std::int64_t given = 0;
  std::deque<RecordBatch> read;  // Not yet handed on.
  if (job->is_kept) {
    auto error = ReadWhole(job, rows, given, read);
    if (error || job->whole != nullptr) return error;
    const Lock lock(mutex_);
    EndRole(job, Following::kAlone, outside);
  }
  const auto take = [&]() -> Result<std::optional<RecordBatch>> {
    if (read.empty()) return NextWithin(*job, rows, given);
    RecordBatch batch = std::move(read.front());
    read.pop_front();
    return std::optional(std::move(batch));
  };
  auto next = take();
  if (!next) return std::move(next).error();
  bool has_rows = next->has_value() && (!read.empty() || !rows.AtEnd());
  if (job->trace.is_on && !job->is_kept) job->trace.first_rows = Now();
  if (!HandOver(job, rows, std::move(*next), outside)) return std::nullopt;
  if (has_rows) Perform(std::exchange(outside, {}), On::kEngine);
  while (has_rows) {
    next = take();
    if (!next) return std::move(next).error();
    has_rows = next->has_value();
    if (!has_rows) break;
    Lock lock(mutex_);
    if (!Push(job, std::move(**next), lock)) break;
    lock.unlock();
    job->stream->readable_.notify_all();  // it would wake under the lock only to wait for it
  }
  job->trace.rows = given;
  return std::nullopt;
}

bool Source::HandOver(const JobPtr& job, const BatchStream& rows, std::optional<RecordBatch> first,
                      Outside& outside) {
  auto stream =
      std::make_shared<QueryStream>(shared_from_this(), job->id, std::move(job->query),
                                    !job->cache_key.empty(), rows.columns(), rows.schema());
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
