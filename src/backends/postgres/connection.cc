#include "backends/postgres/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "arrow/schema.h"
#include "backends/postgres/errors.h"
#include "backends/postgres/numeric.h"
#include "backends/postgres/rows.h"
#include "base/check.h"

namespace semaflow::postgres {
namespace {

constexpr std::size_t kPreparedKept = 32;
constexpr std::int64_t kBatchRows = 32'768;
constexpr std::size_t kBatchBytes = std::size_t{1} << 20;
constexpr std::chrono::milliseconds kBatchTime{5};
/// So many rows are looked at before a numeric without a scale gets one.
constexpr std::size_t kRowsSampled = 256;

Error Cancelled() { return {.code = ErrorCode::kCancelled, .message = "the query was cancelled"}; }

}  // namespace

/// A running statement.
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
    sampled_.clear();
    session_.Abandon();
    connection_.EndTransaction();
    connection_.has_stream_ = false;
  }

  Result<void> Start() {
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

  const std::vector<ColumnInfo>& columns() const override { return infos_; }
  const SharedArrowSchema& schema() const override { return schema_; }

  Result<std::optional<RecordBatch>> Next() override {
    if (error_) return tl::unexpected(*error_);
    auto next = ReadNext();
    if (!next) {
      error_ = FailedWith(std::move(next).error());
      sampled_.clear();
      session_.Abandon();
      return tl::unexpected(*error_);
    }
    return next;
  }

 private:
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
    const auto prepared = connection_.Prepare(statement_.sql, parameters, stop_);
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
    while (row_ != nullptr && sampled_.size() < kRowsSampled) {
      sampled_.push_back(std::move(row_));
      if (auto fetched = Fetch(); !fetched) return Failed(std::move(fetched).error());
    }
    constexpr int kDigitsMax = 38;
    for (const std::size_t i : loose) {
      ColumnType& type = type_of(columns[i]);
      int scale = 0;
      for (const ResultPtr& row : sampled_) {
        const WireValue value = ValueAt(row.get(), static_cast<int>(i));
        if (value) scale = std::max(scale, ScaleOf(columns[i].type, *value));
      }
      if (type.type.kind == TypeKind::kInteger && scale == 0) continue;
      type.type = {.kind = TypeKind::kDecimal,
                   .precision = kDigitsMax,
                   .scale = static_cast<std::uint8_t>(std::min(scale, kDigitsMax))};
    }
    return {};
  }

  WireValue ValueAt(const PGresult* row, int column) const {
    if (api_.PQgetisnull(row, 0, column) != 0) return std::nullopt;
    return std::string_view(api_.PQgetvalue(row, 0, column),
                            static_cast<std::size_t>(api_.PQgetlength(row, 0, column)));
  }

  // Appends the row that is next. False: the batch has to be taken first.
  Result<bool> AppendRow(const PGresult* row) {
    values_.clear();
    for (std::size_t i = 0; i < infos_.size(); ++i) {
      values_.push_back(ValueAt(row, static_cast<int>(i)));
    }
    return batch_->Append(values_);
  }

  // Rows that come quickly share a batch, for each batch costs its reader a wake-up. The first one
  // is small; then each batch may have twice the rows of the one before.
  Result<std::optional<RecordBatch>> ReadNext() {
    const auto begin = Session::Clock::now();
    std::int64_t looked = 0;
    while (true) {
      const bool is_sampled = next_sampled_ < sampled_.size();
      const PGresult* const row = is_sampled ? sampled_[next_sampled_].get() : row_.get();
      if (row == nullptr) break;
      auto appended = AppendRow(row);
      if (!appended) return tl::unexpected(std::move(appended).error());
      if (!*appended) break;
      if (is_sampled) {
        sampled_[next_sampled_++].reset();
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
  bool is_done_ = false;
  bool is_old_ = false;    // It was prepared for an earlier query,
  bool is_stale_ = false;  // and that may be why it failed.
  std::vector<ResultPtr> sampled_;
  std::size_t next_sampled_ = 0;
  std::vector<ColumnInfo> infos_;
  SharedArrowSchema schema_;
  std::optional<BatchWriter> batch_;
  std::int64_t rows_wanted_ = 64;
  std::vector<WireValue> values_;
  std::optional<Error> error_;
};

namespace {

std::string QuotedName(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted += '"';
}

}  // namespace

namespace {

// Nothing is changed, and no setting of the server or the user decides what an answer means.
std::string SettingsOf(const Server& server, std::string_view set, std::int64_t timeout_ms) {
  std::string settings;
  const auto add = [&](std::string_view name, std::string_view value) {
    settings += fmt::format("{}{}{} = {}", settings.empty() ? "" : "; ", set, name, value);
  };
  if (!server.transaction_pooler) add("default_transaction_read_only", "on");
  add("TimeZone", "'UTC'");
  add("client_encoding", "'UTF8'");
  add("DateStyle", "'ISO, MDY'");
  add("IntervalStyle", "'postgres'");
  add("standard_conforming_strings", "on");
  add("transform_null_equals", "off");
  add("extra_float_digits", "1");  // Floats as texts are the shortest that read back.
  add("bytea_output", "'hex'");
  if (timeout_ms > 0) add("statement_timeout", std::to_string(timeout_ms));
  if (!server.schema.empty()) add("search_path", QuotedName(server.schema));
  return settings;
}

// The limit of the source, or a while after that of the query: in whole seconds, so that queries
// with one limit share a setting.
std::int64_t TimeoutFor(const Server& server, std::int64_t timeout_ms) {
  constexpr std::int64_t kSecond = 1000;
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();  // PostgreSQL's.
  const std::int64_t source = server.statement_timeout_ms;
  if (timeout_ms <= 0 || timeout_ms > kMost - 2 * kSecond) return source;
  const std::int64_t query = (timeout_ms + kSecond - 1) / kSecond * kSecond + kSecond;
  return source > 0 ? std::min(source, query) : query;
}

}  // namespace

Result<void> PostgresConnection::Begin(std::int64_t timeout_ms, const std::stop_token& stop) {
  const std::int64_t limit = TimeoutFor(*server_, timeout_ms);
  std::string settings;
  if (server_->transaction_pooler) {
    settings = "BEGIN READ ONLY; " + SettingsOf(*server_, "SET LOCAL ", limit);
  } else if (limit != timeout_ms_) {
    settings = "SET statement_timeout = " + (limit > 0 ? std::to_string(limit) : "DEFAULT");
  }
  if (settings.empty()) return {};
  auto begun = session_->Run(settings, stop);
  if (!begun) {
    session_->Abandon();
    return tl::unexpected(std::move(begun).error());
  }
  timeout_ms_ = limit;
  return {};
}

void PostgresConnection::EndTransaction() {
  if (server_->transaction_pooler) session_->RollBack();
}

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::Open(
    std::shared_ptr<const Server> server, const std::stop_token& stop) {
  auto session = Session::Open(server->api, server->canceller, server->parameters,
                               server->connect_timeout, stop);
  if (!session) return tl::unexpected(std::move(session).error());
  if (!server->transaction_pooler) {
    (*session)->set_until(Session::Clock::now() + server->connect_timeout);
    if (auto set = (*session)->Run(SettingsOf(*server, "SET ", server->statement_timeout_ms), stop);
        !set) {
      return tl::unexpected(std::move(set).error());
    }
    (*session)->set_until(std::nullopt);
  }
  auto connection = std::unique_ptr<PostgresConnection>(
      new PostgresConnection(std::move(server), std::move(*session)));
  connection->timeout_ms_ = connection->server_->statement_timeout_ms;
  return connection;
}

std::string PostgresConnection::version() const {
  const int number = session_->api().PQserverVersion(session_->get());
  return fmt::format("{}.{}", number / 10'000, number % 10'000);
}

Result<std::unique_ptr<BatchStream>> PostgresConnection::Execute(Statement statement,
                                                                 std::stop_token stop) {
  SEMA_CHECK(!has_stream_, "a second statement beside one that still runs");
  auto stream = std::make_unique<PostgresStream>(*this, std::move(statement), std::move(stop));
  if (auto started = stream->Start(); !started) return tl::unexpected(std::move(started).error());
  return stream;
}

Result<PreparedStatement*> PostgresConnection::Prepare(const std::string& sql,
                                                       const Parameters& parameters,
                                                       const std::stop_token& stop) {
  const auto known =
      std::find_if(prepared_.begin(), prepared_.end(), [&](const PreparedStatement& statement) {
        return statement.sql == sql && statement.parameter_types == parameters.types();
      });
  if (known != prepared_.end() && !server_->transaction_pooler) {
    prepared_.splice(prepared_.end(), prepared_, known);
  } else {
    if (server_->transaction_pooler) {
      prepared_.clear();  // Another server session has none of it.
    } else if (prepared_.size() >= kPreparedKept) {
      const std::string oldest = prepared_.front().sql;
      if (auto forgotten = Forget(oldest, stop); !forgotten) {
        return tl::unexpected(std::move(forgotten).error());
      }
    }
    const bool is_kept = !server_->transaction_pooler;
    PreparedStatement statement{.name = is_kept ? "semaflow_" + std::to_string(++names_) : "",
                                .sql = sql,
                                .parameter_types = parameters.types()};
    if (auto parsed = Parse(statement, stop); !parsed) {
      return tl::unexpected(std::move(parsed).error());
    }
    prepared_.push_back(std::move(statement));
  }
  PreparedStatement& statement = prepared_.back();
  const auto learned = LearnTypes(statement.columns, stop);
  if (!learned) return tl::unexpected(learned.error());
  // Any other question ends a statement without a name.
  if (*learned && statement.name.empty()) {
    if (auto parsed = Parse(statement, stop); !parsed) {
      return tl::unexpected(std::move(parsed).error());
    }
  }
  return &statement;
}

Result<void> PostgresConnection::Parse(PreparedStatement& statement, const std::stop_token& stop) {
  const Api& api = session_->api();
  PGconn* const connection = session_->get();
  if (api.PQsendPrepare(connection, statement.name.c_str(), statement.sql.c_str(),
                        static_cast<int>(statement.parameter_types.size()),
                        statement.parameter_types.data()) == 0) {
    return tl::unexpected(session_->Lost());
  }
  auto parsed = session_->Only(stop);
  if (!parsed) {
    session_->Abandon();
    return tl::unexpected(std::move(parsed).error());
  }
  // Nothing is bound yet, so what the server says holds no value.
  if (api.PQresultStatus(parsed->get()) != PGRES_COMMAND_OK) {
    return tl::unexpected(MakeError(api, parsed->get(), statement.sql, {}));
  }
  if (api.PQsendDescribePrepared(connection, statement.name.c_str()) == 0) {
    return tl::unexpected(session_->Lost());
  }
  auto described = session_->Only(stop);
  if (!described) {
    session_->Abandon();
    return tl::unexpected(std::move(described).error());
  }
  const PGresult* const result = described->get();
  if (api.PQresultStatus(result) != PGRES_COMMAND_OK) {
    return tl::unexpected(MakeError(api, result, statement.sql, {}));
  }
  statement.placeholders = api.PQnparams(result);
  statement.columns.clear();
  for (int i = 0; i < api.PQnfields(result); ++i) {
    statement.columns.push_back({.name = api.PQfname(result, i),
                                 .type = api.PQftype(result, i),
                                 .modifier = api.PQfmod(result, i)});
  }
  return {};
}

Result<void> PostgresConnection::Forget(const std::string& sql, const std::stop_token& stop) {
  for (auto at = prepared_.begin(); at != prepared_.end();) {
    if (at->sql != sql) {
      ++at;
      continue;
    }
    const std::string name = at->name;
    at = prepared_.erase(at);  // Whatever becomes of what follows.
    if (auto gone = session_->Run("DEALLOCATE " + name, stop); !gone) {
      session_->Abandon();
      return tl::unexpected(std::move(gone).error());
    }
  }
  return {};
}

Result<std::vector<std::vector<std::string>>> PostgresConnection::Ask(const std::string& sql,
                                                                      const std::stop_token& stop) {
  auto result = session_->Run(sql, stop);
  if (!result) {
    session_->Abandon();
    return tl::unexpected(std::move(result).error());
  }
  const Api& api = session_->api();
  std::vector<std::vector<std::string>> rows;
  for (int row = 0; row < api.PQntuples(result->get()); ++row) {
    auto& cells = rows.emplace_back();
    for (int column = 0; column < api.PQnfields(result->get()); ++column) {
      cells.emplace_back(api.PQgetvalue(result->get(), row, column));
    }
  }
  return rows;
}

Result<bool> PostgresConnection::LearnTypes(const std::vector<DescribedColumn>& columns,
                                            const std::stop_token& stop) {
  std::string wanted;
  for (const DescribedColumn& column : columns) {
    if (IsKnown(column.type) || catalog_.contains(column.type)) continue;
    wanted += (wanted.empty() ? "" : ", ") + std::to_string(column.type);
  }
  if (wanted.empty()) return {};
  auto rows =
      Ask("SELECT t.oid, pg_catalog.format_type(t.oid, NULL), t.typtype, "
          "CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE 0 END, coalesce(e.typtype, 'b') "
          "FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem "
          "WHERE t.oid IN (" +
              wanted + ")",
          stop);
  if (!rows) return tl::unexpected(std::move(rows).error());
  const auto number = [](const std::string& text) { return static_cast<Oid>(std::stoul(text)); };
  for (const auto& row : *rows) {
    catalog_[number(row[0])] = {.name = row[1],
                                .kind = row[2].front(),
                                .element = number(row[3]),
                                .element_kind = row[4].front()};
  }
  return true;
}

}  // namespace semaflow::postgres
