#include "backends/duckdb/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <utility>

#include "arrow/schema.h"
#include "backends/duckdb/bind.h"
#include "backends/duckdb/errors.h"
#include "backends/duckdb/vectors.h"
#include "base/cancelled.h"
#include "base/check.h"
#include "base/quotes.h"

namespace semaflow::duckdb {
namespace {

constexpr std::size_t kPreparedKept = 32;
constexpr std::uint64_t kChunkRows = 2048;  // STANDARD_VECTOR_SIZE of DuckDB
constexpr std::uint64_t kBatchRows = 32'768;
constexpr std::size_t kBatchBytes = std::size_t{1} << 20;
constexpr std::chrono::milliseconds kBatchTime{5};

/// Owns a statement that is about to run, whether or not that goes well.
class Pending {
 public:
  Pending(const Api& api, duckdb_prepared_statement prepared)
      : api_(api), ok_(api.pending_prepared_streaming(prepared, &pending_) == DuckDBSuccess) {}
  ~Pending() { api_.destroy_pending(&pending_); }
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;

  bool ok() const { return ok_; }
  const char* error() const { return api_.pending_error(pending_); }
  bool Execute(duckdb_result& result) {
    return api_.execute_pending(pending_, &result) == DuckDBSuccess;
  }

 private:
  const Api& api_;
  duckdb_pending_result pending_ = nullptr;
  const bool ok_;
};

}  // namespace

/// A running statement. It watches its stop token from its first to its last moment, so a request
/// to stop can neither be lost nor reach the next statement.
class DuckDbStream : public BatchStream {
 public:
  DuckDbStream(DuckDbConnection& connection, Statement statement, std::stop_token stop)
      : api_(connection.database_->api),
        connection_(connection),
        statement_(std::move(statement)),
        stop_(std::move(stop)),
        on_stop_(stop_, Interrupter{api_, connection.handle_}) {
    connection_.has_stream_ = true;
  }

  ~DuckDbStream() override {
    Release();
    connection_.has_stream_ = false;
  }

  Result<void> Start() {
    if (stop_.stop_requested()) return tl::unexpected(Cancelled());
    if (statement_.sql.find('\0') != std::string::npos) {  // DuckDB would run what is before it
      return tl::unexpected(
          Error{.code = ErrorCode::kBackendRefused, .message = "the statement holds a NUL byte"});
    }
    const auto prepared = connection_.Prepare(statement_.sql);
    // Nothing is bound yet, so the text holds no value.
    if (!prepared->ok()) return tl::unexpected(Failed(MakeRefusal(WordsOf(prepared->error()))));
    if (auto allowed = CheckKind(prepared->get()); !allowed) return allowed;
    auto started = BindAll(api_, prepared->get(), statement_.parameters);
    if (started) started = Run(prepared->get());
    api_.clear_bindings(prepared->get());
    if (!started) connection_.Forget(statement_.sql);
    return started ? ReadColumns() : started;
  }

  const std::vector<ColumnInfo>& columns() const override { return infos_; }
  const SharedArrowSchema& schema() const override { return schema_; }
  bool AtEnd() const override { return !has_result_ && !error_; }

  Result<std::optional<RecordBatch>> Next() override {
    if (error_) return tl::unexpected(*error_);
    auto next = ReadNext();
    if (!next) {
      error_ = next.error();
      Release();
    }
    return next;
  }

 private:
  struct Interrupter {
    const Api& api;
    duckdb_connection connection;
    void operator()() const { api.interrupt(connection); }
  };

  // Whatever fails after a request to stop failed because of it.
  Error Failed(Error error) const { return stop_.stop_requested() ? Cancelled() : error; }
  Error FailedWith(const char* text) const {
    return Failed(MakeError(WordsOf(text), statement_.sql, statement_.parameters));
  }

  Result<void> Run(duckdb_prepared_statement prepared) {
    Pending pending(api_, prepared);
    if (!pending.ok()) return tl::unexpected(FailedWith(pending.error()));
    // DuckDB forgets an interrupt that came before this point, and keeps one that comes after.
    // Its threads are at work already, so it must be executed to be ended.
    if (stop_.stop_requested()) api_.interrupt(connection_.handle_);
    has_result_ = true;
    if (pending.Execute(result_)) return {};
    return tl::unexpected(FailedWith(api_.result_error(&result_)));
  }

  Result<void> CheckKind(duckdb_prepared_statement prepared) const {
    if (!connection_.database_->queries_only) return {};
    const duckdb_statement_type kind = api_.prepared_statement_type(prepared);
    if (kind == DUCKDB_STATEMENT_TYPE_SELECT || kind == DUCKDB_STATEMENT_TYPE_EXPLAIN) return {};
    return tl::unexpected(Error{.code = ErrorCode::kBackendRefused,
                                .message = "the database is open for reading alone, and the "
                                           "statement is not a query",
                                .help = "open it with read_only = false to change it"});
  }

  Result<void> ReadColumns() {
    const idx_t count = api_.column_count(&result_);
    const bool is_named = !statement_.columns.empty();
    SEMA_CHECK(!is_named || statement_.columns.size() == count,
               fmt::format("the statement gives {} columns for {} that were asked", count,
                           statement_.columns.size()));
    infos_ = std::move(statement_.columns);
    infos_.resize(count);
    std::vector<arrow::SchemaColumn> formats;
    std::vector<Column> columns;
    for (idx_t i = 0; i < count; ++i) {
      if (!is_named) {
        const char* const name = api_.column_name(&result_, i);
        if (name == nullptr) return tl::unexpected(NameIsMissing(i));
        infos_[i].name = name;
      }
      const LogicalType logical(api_, api_.column_logical_type(&result_, i));
      auto type = ReadType(api_, logical.get(), infos_[i].name);
      if (!type) return tl::unexpected(std::move(type).error());
      infos_[i].type = type->type;
      formats.push_back({infos_[i].name, type->type, type->item ? type->item->type : DataType{}});
      columns.push_back({infos_[i].name, std::move(*type)});
    }
    schema_ = arrow::MakeSchema(formats, statement_.time_zone);
    batch_.emplace(api_, std::move(columns), schema_);
    return {};
  }

  // Chunks that come quickly share a batch, for each batch costs its reader a wake-up. The first
  // one travels alone; then each batch may have twice the rows of the one before.
  Result<std::optional<RecordBatch>> ReadNext() {
    const auto begin = std::chrono::steady_clock::now();
    do {
      if (position_ == size_) {
        auto fetched = Fetch();
        if (!fetched) return tl::unexpected(std::move(fetched).error());
        if (!*fetched) break;
      }
      const auto appended = batch_->Append(chunk_, position_, size_ - position_);
      if (!appended) return tl::unexpected(appended.error());
      position_ += *appended;
      if (position_ < size_) break;
    } while (batch_->rows() < rows_wanted_ && batch_->bytes() < kBatchBytes &&
             std::chrono::steady_clock::now() - begin < kBatchTime);
    if (batch_->rows() == 0) return std::nullopt;
    if (rows_wanted_ == 1) LookAhead();
    rows_wanted_ = std::min(batch_->rows() * 2, kBatchRows);
    return batch_->Take(rows_wanted_);
  }

  // Behind a first chunk that is not full mostly comes the end, and whoever knows it can let go of
  // what a statement needs. DuckDB gives that chunk when it has computed a buffer of them or all,
  // so the next one is there.
  void LookAhead() {
    if (position_ < size_ || size_ == kChunkRows || !has_result_) return;
    auto fetched = Fetch();
    if (fetched) return;
    error_ = std::move(fetched).error();  // For the next call.
    Release();
  }

  // The next chunk with rows; false: there is none.
  Result<bool> Fetch() {
    position_ = size_ = 0;
    while (has_result_ && size_ == 0) {
      if (chunk_ != nullptr) api_.destroy_data_chunk(&chunk_);
      if (stop_.stop_requested()) return tl::unexpected(Cancelled());
      chunk_ = api_.fetch_chunk(result_);
      if (chunk_ == nullptr) {
        const char* const error = api_.result_error(&result_);
        if (error != nullptr && *error != '\0') return tl::unexpected(FailedWith(error));
        Release();
        return false;
      }
      size_ = api_.data_chunk_get_size(chunk_);
    }
    return size_ > 0;
  }

  // Ends the statement: its memory, its snapshot of the data and its threads are free again.
  void Release() {
    if (chunk_ != nullptr) api_.destroy_data_chunk(&chunk_);
    if (has_result_) {
      // Destroying a result waits for the threads that work on it, however long they would.
      api_.interrupt(connection_.handle_);
      api_.destroy_result(&result_);
    }
    chunk_ = nullptr;
    has_result_ = false;
    position_ = size_ = 0;
  }

  const Api& api_;
  DuckDbConnection& connection_;
  Statement statement_;
  std::stop_token stop_;
  std::stop_callback<Interrupter> on_stop_;
  duckdb_result result_{};
  bool has_result_ = false;
  std::vector<ColumnInfo> infos_;
  SharedArrowSchema schema_;
  std::optional<BatchWriter> batch_;
  std::uint64_t rows_wanted_ = 1;
  duckdb_data_chunk chunk_ = nullptr;
  std::uint64_t position_ = 0;  ///< The next row of the chunk.
  std::uint64_t size_ = 0;
  std::optional<Error> error_;
};

Result<std::unique_ptr<DuckDbConnection>> DuckDbConnection::Open(
    std::shared_ptr<Database> database) {
  auto connection = std::unique_ptr<DuckDbConnection>(new DuckDbConnection(std::move(database)));
  const Api& api = connection->database_->api;
  if (api.connect(connection->database_->handle, &connection->handle_) != DuckDBSuccess) {
    return tl::unexpected(Error{.code = ErrorCode::kBackendUnavailable,
                                .message = "DuckDB does not give a connection"});
  }
  // Counts progress and prints nothing. The order matters: DuckDB prints by default.
  for (const char* setting :
       {"SET enable_progress_bar_print = false", "SET enable_progress_bar = true"}) {
    if (auto set = connection->Run(setting); !set) return tl::unexpected(std::move(set).error());
  }
  return connection;
}

DuckDbConnection::~DuckDbConnection() {
  prepared_.clear();
  if (handle_ != nullptr) database_->api.disconnect(&handle_);
}

std::shared_ptr<const Prepared> DuckDbConnection::Prepare(const std::string& sql) {
  const auto known = std::find_if(prepared_.begin(), prepared_.end(),
                                  [&](const auto& prepared) { return prepared->sql() == sql; });
  if (known != prepared_.end()) {
    std::rotate(known, known + 1, prepared_.end());
    return prepared_.back();
  }
  auto prepared = std::make_shared<const Prepared>(database_->api, handle_, sql);
  if (!prepared->ok()) return prepared;
  if (prepared_.size() == kPreparedKept) prepared_.erase(prepared_.begin());
  prepared_.push_back(prepared);
  return prepared;
}

void DuckDbConnection::Forget(const std::string& sql) {
  std::erase_if(prepared_, [&](const auto& prepared) { return prepared->sql() == sql; });
}

Result<std::unique_ptr<BatchStream>> DuckDbConnection::Execute(Statement statement,
                                                               std::stop_token stop) {
  SEMA_CHECK(!has_stream_, "a second statement beside one that still runs");
  auto stream = std::make_unique<DuckDbStream>(*this, std::move(statement), std::move(stop));
  if (auto started = stream->Start(); !started) return tl::unexpected(std::move(started).error());
  return stream;
}

Result<void> DuckDbConnection::Run(const std::string& sql) {
  const Api& api = database_->api;
  const Prepared prepared(api, handle_, sql);
  if (!prepared.ok()) return tl::unexpected(MakeRefusal(WordsOf(prepared.error())));
  Pending pending(api, prepared.get());
  if (!pending.ok()) return tl::unexpected(MakeError(WordsOf(pending.error()), "", {}));
  duckdb_result result{};
  Result<void> done;
  if (!pending.Execute(result)) {
    done = tl::unexpected(MakeError(WordsOf(api.result_error(&result)), "", {}));
  }
  api.destroy_result(&result);
  return done;
}

Result<void> DuckDbConnection::MakeTable(std::string_view table, ArrowArrayStream* stream) {
  constexpr const char* kView = "semaflow_rows_to_register";
  const Api& api = database_->api;
  // A temporary view of this session, which ends with it.
  if (api.arrow_scan(handle_, kView, reinterpret_cast<duckdb_arrow_stream>(stream)) !=
      DuckDBSuccess) {
    return tl::unexpected(Error{.code = ErrorCode::kBackendRefused,
                                .message = "DuckDB cannot read the columns of the rows",
                                .help = "it knows no table for one of their Arrow types"});
  }
  return Run("CREATE TABLE " + InQuotes(table, '"') + " AS SELECT * FROM " + kView);
}

std::optional<double> DuckDbConnection::Progress() const {
  const double percentage = database_->api.query_progress(handle_).percentage;
  if (percentage < 0) return std::nullopt;
  return percentage / 100;
}

}  // namespace semaflow::duckdb
