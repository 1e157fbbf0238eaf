#include "tests/conformance/backend_under_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "backends/fake.h"
#include "engine/stream_source.h"

namespace semaflow::conformance {
namespace {

Result<std::shared_ptr<Backend>> OpenDuckDbInMemory() { return OpenDuckDb({}); }
Result<std::shared_ptr<Backend>> OpenFake() { return std::make_shared<FakeBackend>(); }

// tools/with_postgres tells where its servers are.
template <char const* variable, bool pooler = false>
Result<std::shared_ptr<Backend>> OpenServer() {
  const char* const connection = std::getenv(variable);
  if (connection == nullptr) {
    return tl::unexpected(Error{.code = ErrorCode::kBackendUnavailable,
                                .message = fmt::format("{} is not set", variable),
                                .help = "run the tests by tools/run_tests or tools/with_postgres"});
  }
  return OpenPostgres({.connection = connection, .transaction_pooler = pooler});
}
constexpr char kPgbouncer[] = "SEMAFLOW_PGBOUNCER";
constexpr char kPostgres15[] = "SEMAFLOW_POSTGRES_15";
constexpr char kPostgres18[] = "SEMAFLOW_POSTGRES_18";

#if defined(__SANITIZE_THREAD__)
// Wide rows: a stop has to read what the sockets hold, and every row is watched.
constexpr std::string_view kEndlessRows =
    "SELECT n, repeat('x', 10000) AS t FROM (SELECT generate_series(0::bigint, 1000000000000) AS "
    "n) g";
#else
constexpr std::string_view kEndlessRows = "SELECT generate_series(0::bigint, 1000000000000) AS n";
#endif

BackendUnderTest Postgres(std::string name, Result<std::shared_ptr<Backend>> (*open)()) {
  return {.name = std::move(name),
          .open = open,
          .numbers = "SELECT generate_series(0::bigint, {}::bigint - 1) AS n",
          .endless =
              "SELECT count(*) FROM generate_series(1, 1000000) a, "
              "generate_series(1, 1000000) b WHERE sin(a + b) > 2",
          .endless_rows = kEndlessRows,
          .few_rows_then_endless =
              "SELECT n FROM (SELECT generate_series(0::bigint, 1000000000000) AS n) t "
              "WHERE n < 1000000 OR sin(n) > 2",
          .fails_late =
              "SELECT CASE WHEN n < {} THEN n ELSE n / (n - n) END AS n "
              "FROM (SELECT generate_series(0::bigint, 9999999) AS n) t",
          .sum_overflows = "SELECT sum(n) AS s FROM (VALUES (9223372036854775807), (1)) t(n)",
          .narrow_integer = "SMALLINT"};
}

bool HasQuirk(std::string_view dialect, Quirk quirk) {
  return std::any_of(std::begin(kQuirks), std::end(kQuirks), [&](const QuirkOfBackend& known) {
    return known.dialect == dialect && known.quirk == quirk;
  });
}

// A stream of a connection, without an engine around it.
class DirectSource : public StreamSource {
 public:
  DirectSource(std::unique_ptr<BatchStream> rows, std::string time_zone) : rows_(std::move(rows)) {
    query_.time_zone = std::move(time_zone);
  }
  const std::vector<ColumnInfo>& columns() const override { return rows_->columns(); }
  const SharedArrowSchema& schema() const override { return rows_->schema(); }
  const CompiledQuery& query() const override { return query_; }
  Result<std::optional<RecordBatch>> Next() override { return rows_->Next(); }
  bool truncated() const override { return false; }
  PageEnd page() const override { return {}; }
  void Cancel() override {}
  void Drop() override { rows_.reset(); }

 private:
  std::unique_ptr<BatchStream> rows_;
  CompiledQuery query_;
};

}  // namespace

const std::vector<BackendUnderTest>& AllBackends() {
  static const std::vector<BackendUnderTest> backends = {
      {.name = "duckdb",
       .open = OpenDuckDbInMemory,
       .numbers = "SELECT i AS n FROM range({}) t(i)",
       .endless = "SELECT count(*) FROM range(1000000000000) t(i) WHERE sin(i) > 2",
       .endless_rows = "SELECT i AS n FROM range(1000000000000) t(i)",
       .few_rows_then_endless =
           "SELECT i AS n FROM range(1000000000000) t(i) WHERE i < 1000000 OR sin(i) > 2",
       .fails_late = "SELECT CASE WHEN i < {} THEN i ELSE error('on purpose') END AS n "
                     "FROM range(10000000) t(i)",
       .sum_overflows = "SELECT sum(n) AS s FROM (VALUES (9223372036854775807), (1)) t(n)",
       .narrow_integer = "TINYINT"},
      Postgres("postgres_15", OpenServer<kPostgres15>),
      Postgres("postgres_18", OpenServer<kPostgres18>),
      Postgres("pgbouncer", OpenServer<kPgbouncer, true>),
      {.name = "fake",
       .open = OpenFake,
       .numbers = "rows={} batch=1000",
       .endless = "block",
       .endless_rows = "rows=1000000000001 batch=1000",
       .few_rows_then_endless = "rows=1000000000001 batch=1000 block_at=1000000",
       .fails_late = "rows=10000000 batch=1000 fail_at={}"},
  };
  return backends;
}

std::vector<BackendUnderTest> BackendsOfSql() {
  std::vector<BackendUnderTest> backends = AllBackends();
  std::erase_if(backends, [](const BackendUnderTest& backend) {
    return HasQuirk(backend.name, Quirk::kSpeaksNoSql);
  });
  return backends;
}

bool ConformanceTest::Has(Quirk quirk) const { return HasQuirk(backend_->dialect_name(), quirk); }

void ConformanceTest::SetUp() {
  auto backend = database().open();
  ASSERT_TRUE(backend) << FormatError(backend.error());
  backend_ = *backend;
  auto connection = backend_->Connect();
  ASSERT_TRUE(connection) << FormatError(connection.error());
  connection_ = std::move(*connection);
}

std::string ConformanceTest::With(std::string_view words, std::int64_t number) {
  return fmt::format(fmt::runtime(words), number);
}

std::string ConformanceTest::Rows(std::string sql, std::vector<Value> parameters,
                                  std::string time_zone, std::vector<ColumnInfo> columns) {
  auto rows = connection_->Execute({.sql = std::move(sql),
                                    .parameters = std::move(parameters),
                                    .columns = std::move(columns),
                                    .time_zone = time_zone});
  if (!rows) return CodeOf(rows.error()) + ": " + rows.error().message;
  ResultStream stream(std::make_shared<DirectSource>(std::move(*rows), std::move(time_zone)));
  std::string json;
  const auto written = WriteResult(
      stream, RowFormat::kJson, [&](std::string_view piece) { return json.append(piece), true; });
  if (!written) return CodeOf(written.error()) + ": " + written.error().message;
  const std::size_t begin = json.find("\"rows\":") + 7;
  return json.substr(begin, json.rfind(",\"truncated\"") - begin);
}

std::string ConformanceTest::Types(std::string sql, std::vector<Value> parameters) {
  const auto rows =
      connection_->Execute({.sql = std::move(sql), .parameters = std::move(parameters)});
  if (!rows) return CodeOf(rows.error()) + ": " + rows.error().message;
  std::string types;
  for (const ColumnInfo& column : (*rows)->columns()) {
    types += (types.empty() ? "" : ", ") + ToString(column.type);
  }
  return types;
}

std::string CodeOf(const Error& error) { return std::string(InfoOf(error.code).code); }

}  // namespace semaflow::conformance
