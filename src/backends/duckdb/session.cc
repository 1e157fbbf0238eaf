// OpenDuckDbSession: a session of the host's as a backend. Its answers come as Arrow in the types
// of whatever DuckDB the host has; a database of our own reads them, and gives them as it gives its
// own.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "backends/duckdb/describe.h"
#include "backends/duckdb/errors.h"
#include "base/cancelled.h"
#include "base/quotes.h"
#include "semaflow/backend.h"

namespace semaflow {
namespace duckdb {
namespace {

/// How often a statement that should end is told so: it may not have begun.
constexpr std::chrono::milliseconds kInterruptEvery{10};

/// An answer that nobody has read yet.
class Answer {
 public:
  Answer() = default;
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  ~Answer() {
    if (stream_.release != nullptr) stream_.release(&stream_);
  }
  ArrowArrayStream* get() { return &stream_; }

 private:
  ArrowArrayStream stream_{};
};

using Columns = std::vector<DuckDbSession::Column>;

/// Whether Arrow knows values of a type as others, so that they have to be cast back.
bool IsLostInArrow(std::string_view type) {
  while (type.ends_with("[]")) type.remove_suffix(2);
  for (const std::string_view lost :
       {"HUGEINT", "UHUGEINT", "UUID", "JSON", "BIT", "BIGNUM", "TIME WITH TIME ZONE"}) {
    if (type == lost) return true;
  }
  return false;
}

/// A table of our own database that holds an answer, until it is read.
class Kept {
 public:
  Kept(Connection& connection, std::string table, Columns columns)
      : connection_(connection), table_(std::move(table)), columns_(std::move(columns)) {}
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;
  ~Kept() {
    // What cannot be dropped stays until the database goes.
    static_cast<void>(connection_.Execute({.sql = "DROP TABLE " + table_, .comes_once = true}));
  }
  const Columns& columns() const { return columns_; }

  /// Its rows, in the types that they had.
  std::string Rows() const {
    std::string list;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto& [name, type] = columns_[i];
      const std::string place = "#" + std::to_string(i + 1);
      list += i == 0 ? "" : ", ";
      list += IsLostInArrow(type) ? "CAST(" + place + " AS " + type + ")" : place;
      list += " AS " + InQuotes(name, '"');
    }
    return "SELECT " + list + " FROM " + table_;
  }

 private:
  Connection& connection_;
  const std::string table_;
  const Columns columns_;
};

class SessionStream : public BatchStream {
 public:
  SessionStream(std::unique_ptr<Kept> answer, std::unique_ptr<BatchStream> rows)
      : answer_(std::move(answer)), rows_(std::move(rows)) {}
  const std::vector<ColumnInfo>& columns() const override { return rows_->columns(); }
  const SharedArrowSchema& schema() const override { return rows_->schema(); }
  Result<std::optional<RecordBatch>> Next() override { return rows_->Next(); }
  bool AtEnd() const override { return rows_->AtEnd(); }

 private:
  std::unique_ptr<Kept> answer_;  // Goes after its rows.
  std::unique_ptr<BatchStream> rows_;
};

/// Who asks the session, of several engines that share it.
class Turns {
 public:
  class Turn {
   public:
    /// Waits; without `taken()` `stop` came first.
    Turn(Turns& turns, const std::stop_token& stop) : turns_(turns) {
      std::unique_lock lock(turns_.mutex_);
      const auto is_free = [this] { return !turns_.taken_; };
      taken_ = !stop.stop_requested() && turns_.changed_.wait(lock, stop, is_free);
      if (taken_) turns_.taken_ = true;
    }
    ~Turn() {
      if (!taken_) return;
      const std::lock_guard lock(turns_.mutex_);
      turns_.taken_ = false;
      turns_.changed_.notify_one();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    bool taken() const { return taken_; }

   private:
    Turns& turns_;
    bool taken_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool taken_ = false;
};

class SessionConnection : public Connection {
 public:
  SessionConnection(const DuckDbSession& session, Turns& turns, Backend& own,
                    std::unique_ptr<Connection> connection)
      : session_(session), turns_(turns), own_(own), connection_(std::move(connection)) {}

  Result<std::unique_ptr<BatchStream>> Execute(Statement statement, std::stop_token stop) override {
    auto answer = Keep(statement, stop);
    if (!answer) return tl::unexpected(std::move(answer).error());
    auto rows = connection_->Execute({.sql = (*answer)->Rows(),
                                      .columns = std::move(statement.columns),
                                      .time_zone = std::move(statement.time_zone),
                                      .comes_once = true},
                                     stop);
    if (!rows) return tl::unexpected(std::move(rows).error());
    return std::make_unique<SessionStream>(std::move(*answer), std::move(*rows));
  }

  Result<TableSchema> DescribeTable(const TableSource& source, std::stop_token stop) override {
    const std::string rows = "SELECT * FROM " + FromClause(source);
    auto answer = Keep({.sql = rows + " LIMIT 0"}, stop);
    if (!answer) return tl::unexpected(std::move(answer).error());
    auto schema = connection_->DescribeTable(
        {.kind = TableSource::Kind::kSql, .sql = (*answer)->Rows()}, stop);
    if (!schema) return schema;
    const Columns& columns = (*answer)->columns();
    for (std::size_t i = 0; i < columns.size(); ++i) {  // Arrow knows an ENUM as a text.
      const std::string& type = columns[i].type;
      if (type.starts_with("ENUM(") && type.ends_with(')')) schema->columns[i].cast_to_text = true;
    }
    if (source.kind != TableSource::Kind::kTable) return schema;
    auto added = AddConstraints(*this, source.table_name, stop, *schema);
    if (!added) return tl::unexpected(std::move(added).error());
    return schema;
  }

 private:
  /// Asks the session, and keeps the answer.
  Result<std::unique_ptr<Kept>> Keep(const Statement& statement, const std::stop_token& stop) {
    if (statement.sql.find('\0') != std::string::npos) {
      return tl::unexpected(
          Error{.code = ErrorCode::kBackendRefused, .message = "the statement holds a NUL byte"});
    }
    const Turns::Turn turn(turns_, stop);
    if (!turn.taken()) return tl::unexpected(Cancelled());
    Answer answer;
    auto columns = AskUntil(statement, stop, answer.get());
    if (!columns) {
      return tl::unexpected(stop.stop_requested() ? Cancelled()
                                                  : MakeError(columns.error().message,
                                                              statement.sql, statement.parameters));
    }
    static std::atomic<std::uint64_t> answers = 0;
    std::string table = "answer_" + std::to_string(++answers);
    if (auto made = RegisterArrow(own_, table, answer.get()); !made) {
      return tl::unexpected(std::move(made).error());
    }
    return std::make_unique<Kept>(*connection_, std::move(table), *std::move(columns));
  }

  /// The session is asked on a thread of its own: whoever stops it may hold what it waits for.
  Result<Columns> AskUntil(const Statement& statement, const std::stop_token& stop,
                           ArrowArrayStream* answer) const {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::optional<Result<Columns>> asked;
    std::thread asking([&] {
      auto result = session_.ask(statement.sql, statement.parameters, answer);
      const std::lock_guard lock(mutex);
      asked.emplace(std::move(result));
      changed.notify_one();
    });
    std::unique_lock lock(mutex);
    const auto is_done = [&] { return asked.has_value(); };
    if (!changed.wait(lock, stop, is_done)) {
      while (!changed.wait_for(lock, kInterruptEvery, is_done)) {
        lock.unlock();
        session_.interrupt();
        lock.lock();
      }
    }
    lock.unlock();
    asking.join();
    return *std::move(asked);
  }

  const DuckDbSession& session_;
  Turns& turns_;
  Backend& own_;
  const std::unique_ptr<Connection> connection_;  // Of `own_`.
};

class SessionBackend : public Backend {
 public:
  SessionBackend(DuckDbSession session, std::shared_ptr<Backend> own)
      : session_(std::move(session)), own_(std::move(own)) {}

  Result<std::unique_ptr<Connection>> Connect(std::stop_token stop) override {
    auto connection = own_->Connect(std::move(stop));
    if (!connection) return connection;
    return std::make_unique<SessionConnection>(session_, turns_, *own_, std::move(*connection));
  }
  std::string_view name() const override { return "duckdb"; }
  std::string_view dialect_name() const override { return "duckdb"; }
  std::string version() const override { return own_->version(); }
  BackendLimits limits() const override { return {.connections_max = 1}; }

 private:
  const DuckDbSession session_;
  Turns turns_;
  const std::shared_ptr<Backend> own_;  // In memory.
};

}  // namespace
}  // namespace duckdb

Result<std::shared_ptr<Backend>> OpenDuckDbSession(DuckDbSession session,
                                                   const std::string& library_path) {
  auto own = OpenDuckDb({.library_path = library_path});
  if (!own) return tl::unexpected(std::move(own).error());
  return std::make_shared<duckdb::SessionBackend>(std::move(session), *std::move(own));
}

}  // namespace semaflow
