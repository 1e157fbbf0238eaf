// A running statement: its rows as they come, in batches.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "arrow/schema.h"
#include "backends/postgres/connection.h"
#include "backends/postgres/errors.h"
#include "backends/postgres/rows.h"
#include "base/cancelled.h"
#include "base/check.h"

namespace semaflow::postgres {
namespace {

constexpr std::int64_t kBatchRows = 32'768;
constexpr std::size_t kBatchBytes = std::size_t{1} << 20;
constexpr std::chrono::milliseconds kBatchTime{5};
/// So many rows are looked at before a numeric without a scale gets one.
constexpr int kRowsSampled = 256;

// Rows that were looked at before they are read, without their results: each has 2 KB of libpq's.
class SampledRows {
 public:
  bool empty() const { return next_ == sizes_.size(); }

  void Add(const std::vector<WireValue>& row) {
    for (const WireValue& value : row) {
      sizes_.push_back(value ? static_cast<std::int64_t>(value->size()) : kNull);
      if (value) bytes_.append(*value);
    }
  }

  /// The first of them; the values live until the next Add.
  void First(std::size_t columns, std::vector<WireValue>& row) const {
    std::size_t offset = offset_;
    for (std::size_t i = 0; i < columns; ++i) {
      const std::int64_t size = sizes_[next_ + i];
      row.push_back(size == kNull
                        ? WireValue()
                        : std::string_view(bytes_).substr(offset, static_cast<std::size_t>(size)));
      if (size > 0) offset += static_cast<std::size_t>(size);
    }
  }

  void RemoveFirst(std::size_t columns) {
    for (const std::size_t end = next_ + columns; next_ < end; ++next_) {
      if (sizes_[next_] > 0) offset_ += static_cast<std::size_t>(sizes_[next_]);
    }
    if (empty()) *this = {};
  }

 private:
  static constexpr std::int64_t kNull = -1;
  std::string bytes_;
  std::vector<std::int64_t> sizes_;
  std::size_t next_ = 0;    // Of sizes_,
  std::size_t offset_ = 0;  // and of bytes_.
};

}  // namespace

class PostgresStream : public BatchStream {
 public:
  PostgresStream(PostgresConnection& connection, Statement statement, std::stop_token stop)
      : api_(connection.session_->api()),
        connection_(connection),
        session_(*connection.session_),
        statement_(std::move(statement)),
        stop_(std::move(stop)) {
    connection_.has_stream_ = true;
  }

  ~PostgresStream() override {
    row_.reset();
    if (!is_left_) connection_.EndStatement();
    connection_.has_stream_ = false;
  }

  Result<void> Start() {
    auto started = Begin();
    is_left_ = !started;
    return started;
  }

  const std::vector<ColumnInfo>& columns() const override { return infos_; }
  const SharedArrowSchema& schema() const override { return schema_; }

  Result<std::optional<RecordBatch>> Next() override {
    if (error_) return tl::unexpected(*error_);
    auto next = ReadNext();
    if (!next) {
      error_ = FailedWith(std::move(next).error());
      return tl::unexpected(*error_);
    }
    return next;
  }

  // Behind a pooler its transaction has still to be ended.
  bool AtEnd() const override {
    return !error_ && !connection_.server_->transaction_pooler && is_done_ && row_ == nullptr &&
           sampled_.empty() && batch_->rows() == 0;
  }

 private:
  Result<void> Begin() {
    if (stop_.stop_requested()) return tl::unexpected(Cancelled());
    if (statement_.sql.find('\0') != std::string::npos) {
      return tl::unexpected(
          Error{.code = ErrorCode::kBackendRefused, .message = "the statement holds a NUL byte"});
    }
    auto parameters = Parameters::Of(statement_.parameters);
    if (!parameters) return tl::unexpected(std::move(parameters).error());
    auto started = connection_.Begin(statement_.timeout_ms, stop_);
    if (started) started = Send(*parameters);
    if (!started && is_stale_) {
      // A table was changed since: the server parses the statement anew.
      if (auto forgotten = connection_.Forget(statement_.sql, stop_); !forgotten) {
        return Failed(std::move(forgotten).error());
      }
      started = Send(*parameters);
    }
    return started ? ReadColumns() : Failed(std::move(started).error());
  }

  // Whatever fails after a request to stop failed because of it.
  Error FailedWith(Error error) const { return stop_.stop_requested() ? Cancelled() : error; }
  tl::unexpected<Error> Failed(Error error) const {
    return tl::unexpected(FailedWith(std::move(error)));
  }
  Error ErrorOf(const PGresult* result) const {
    return MakeError(api_, result, statement_.sql, statement_.parameters);
  }

  Result<void> Send(const Parameters& parameters) {
    is_done_ = false;
    is_stale_ = false;
    const auto prepared =
        connection_.Prepare(statement_.sql, statement_.comes_once, parameters, stop_);
    if (!prepared) return tl::unexpected(prepared.error());
    is_old_ = (*prepared)->uses++ > 0;
    if ((*prepared)->placeholders != parameters.count()) {
      return tl::unexpected(
          Error{.code = ErrorCode::kBackendRefused,
                .message = fmt::format("the statement has {} placeholders for {} values",
                                       (*prepared)->placeholders, parameters.count())});
    }
    described_ = (*prepared)->columns;
    if (described_.empty()) {
      return tl::unexpected(Error{.code = ErrorCode::kBackendRefused,
                                  .message = "the statement is no query: it gives no rows"});
    }
    const std::vector<const char*> values = parameters.values();
    constexpr int kBinary = 1;
    if (api_.PQsendQueryPrepared(session_.get(), (*prepared)->name.c_str(), parameters.count(),
                                 values.data(), nullptr, nullptr, kBinary) == 0 ||
        api_.PQsetSingleRowMode(session_.get()) == 0) {
      return tl::unexpected(session_.Lost());
    }
    if (auto flushed = session_.Flush(stop_); !flushed) return flushed;
    // The first row, or that there is none: until then the statement may fail as a whole.
    auto fetched = Fetch();
    if (!fetched) return tl::unexpected(std::move(fetched).error());
    return {};
  }

  // The next row, into row_; at the end of the rows row_ is empty.
  Result<void> Fetch() {
    row_.reset();
    if (is_done_) return {};
    auto next = session_.Next(stop_);
    if (!next) return tl::unexpected(std::move(next).error());
    SEMA_CHECK(*next != nullptr, "a statement that ends without saying so");
    switch (api_.PQresultStatus(next->get())) {
      case PGRES_SINGLE_TUPLE:
        row_ = std::move(*next);
        return {};
      case PGRES_TUPLES_OK:
      case PGRES_COMMAND_OK:
        is_done_ = true;
        return Drain();
      default: {
        is_stale_ = is_old_ && IsStale(next->get());
        Error error = ErrorOf(next->get());
        next->reset();
        is_done_ = true;
        if (auto drained = Drain(); !drained) return drained;
        return tl::unexpected(std::move(error));
      }
    }
  }

  Result<void> Drain() {
    while (true) {
      auto next = session_.Next(stop_);
      if (!next) return tl::unexpected(std::move(next).error());
      if (*next == nullptr) return {};
    }
  }

  // Whether a statement that was parsed before may fail for what was changed since: its result has
  // another type (0A000), a name or an operator is no longer there (42...), or it is itself gone.
  bool IsStale(const PGresult* result) const {
    const char* const text = api_.PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string_view sqlstate = text == nullptr ? "" : text;
    return sqlstate == "0A000" || sqlstate == "26000" || sqlstate.starts_with("42");
  }

  Result<void> ReadColumns() {
    const std::size_t count = described_.size();
    const bool is_named = !statement_.columns.empty();
    SEMA_CHECK(!is_named || statement_.columns.size() == count,
               fmt::format("the statement gives {} columns for {} that were asked", count,
                           statement_.columns.size()));
    infos_ = std::move(statement_.columns);
    infos_.resize(count);
    std::vector<Column> columns;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_named) infos_[i].name = described_[i].name;
      auto type = ReadType(described_[i].type, described_[i].modifier, connection_.catalog_,
                           infos_[i].type, infos_[i].name);
      if (!type) return Failed(std::move(type).error());
      columns.push_back({infos_[i].name, std::move(*type)});
    }
    if (auto settled = SettleScales(columns); !settled) return settled;
    std::vector<arrow::SchemaColumn> formats;
    for (std::size_t i = 0; i < count; ++i) {
      const ColumnType& type = columns[i].type;
      infos_[i].type = type.type;
      formats.push_back({infos_[i].name, type.type, type.item ? type.item->type : DataType{}});
    }
    schema_ = arrow::MakeSchema(formats, statement_.time_zone);
    batch_.emplace(std::move(columns), schema_);
    return {};
  }

  // A numeric that has no scale, and of which nobody said one, gets that of the first rows.
  Result<void> SettleScales(std::vector<Column>& columns) {
    const auto type_of = [](Column& column) -> ColumnType& {
      return column.type.item ? *column.type.item : column.type;
    };
    std::vector<std::size_t> loose;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (type_of(columns[i]).is_loose) loose.push_back(i);
    }
    if (loose.empty()) return {};
    std::vector<int> scales(columns.size());
    for (int rows = 0; row_ != nullptr && rows < kRowsSampled; ++rows) {
      ReadRow();
      for (const std::size_t i : loose) {
        if (values_[i]) scales[i] = std::max(scales[i], ScaleOf(columns[i].type, *values_[i]));
      }
      sampled_.Add(values_);
      if (auto fetched = Fetch(); !fetched) return Failed(std::move(fetched).error());
    }
    constexpr int kDigitsMax = 38;
    for (const std::size_t i : loose) {
      ColumnType& type = type_of(columns[i]);
      const int scale = scales[i];
      if (type.type.kind == TypeKind::kInteger && scale == 0) continue;
      type.type = {.kind = TypeKind::kDecimal,
                   .precision = kDigitsMax,
                   .scale = static_cast<std::uint8_t>(std::min(scale, kDigitsMax))};
    }
    return {};
  }

  WireValue ValueAt(const PGresult* row, int column) const {
    const int length = api_.PQgetlength(row, 0, column);
    if (length == 0 && api_.PQgetisnull(row, 0, column) != 0) return std::nullopt;
    return std::string_view(api_.PQgetvalue(row, 0, column), static_cast<std::size_t>(length));
  }

  // The row that is next, into values_.
  void ReadRow() {
    values_.clear();
    for (std::size_t i = 0; i < infos_.size(); ++i) {
      values_.push_back(ValueAt(row_.get(), static_cast<int>(i)));
    }
  }

  // Rows that come quickly share a batch, for each batch costs its reader a wake-up. The first one
  // has as many as most answers; then each may have twice the rows of the one before.
  Result<std::optional<RecordBatch>> ReadNext() {
    const auto begin = Session::Clock::now();
    std::int64_t looked = 0;
    while (true) {
      const bool is_sampled = !sampled_.empty();
      if (is_sampled) {
        values_.clear();
        sampled_.First(infos_.size(), values_);
      } else if (row_ != nullptr) {
        ReadRow();
      } else {
        break;
      }
      auto appended = batch_->Append(values_);
      if (!appended) return tl::unexpected(std::move(appended).error());
      if (!*appended) break;
      if (is_sampled) {
        sampled_.RemoveFirst(infos_.size());
      } else if (auto fetched = Fetch(); !fetched) {
        return tl::unexpected(std::move(fetched).error());
      }
      if (batch_->rows() >= rows_wanted_ || batch_->bytes() >= kBatchBytes) break;
      constexpr std::int64_t kRowsBetweenLooks = 64;
      if (++looked % kRowsBetweenLooks == 0 && Session::Clock::now() - begin > kBatchTime) break;
    }
    if (batch_->rows() == 0) return std::nullopt;
    rows_wanted_ = std::min(batch_->rows() * 2, kBatchRows);
    return batch_->Take();
  }

  const Api& api_;
  PostgresConnection& connection_;
  Session& session_;
  Statement statement_;
  std::stop_token stop_;
  std::vector<DescribedColumn> described_;
  ResultPtr row_{nullptr, FreeResult{nullptr}};
  bool is_left_ = false;  // It did not begin: its end is left to the connection.
  bool is_done_ = false;
  bool is_old_ = false;    // It was prepared for an earlier query,
  bool is_stale_ = false;  // and that may be why it failed.
  SampledRows sampled_;
  std::vector<ColumnInfo> infos_;
  SharedArrowSchema schema_;
  std::optional<BatchWriter> batch_;
  std::int64_t rows_wanted_ = 1024;
  std::vector<WireValue> values_;
  std::optional<Error> error_;
};

Result<std::unique_ptr<BatchStream>> PostgresConnection::Execute(Statement statement,
                                                                 std::stop_token stop) {
  SEMA_CHECK(!has_stream_, "a second statement beside one that still runs");
  auto stream = std::make_unique<PostgresStream>(*this, std::move(statement), std::move(stop));
  if (auto started = stream->Start(); !started) return tl::unexpected(std::move(started).error());
  return stream;
}

}  // namespace semaflow::postgres
