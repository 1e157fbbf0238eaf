// The table of all keys of a configuration: one row a key.
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "api/settings.h"

namespace semaflow::api {
namespace {

constexpr std::int64_t kMillisecondsMax = std::int64_t{366} * 24 * 3600 * 1000;
constexpr std::int64_t kPostgresMillisecondsMax = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t kWholeMax = std::numeric_limits<std::int64_t>::max();

constexpr ValueType Whole(std::int64_t min, std::int64_t max) {
  return {
      .kind = ValueType::Kind::kWhole, .min = min, .max = max, .words = {}, .wrong = {}, .fix = {}};
}
constexpr ValueType Of(ValueType::Kind kind, std::span<const std::string_view> words = {}) {
  return {.kind = kind, .min = 0, .max = 0, .words = words, .wrong = {}, .fix = {}};
}
constexpr ValueType kTruth = Of(ValueType::Kind::kTruth);
constexpr ValueType kPath = Of(ValueType::Kind::kPath);
constexpr std::string_view kInMemory[] = {":memory:"};
constexpr ValueType kDatabasePath = Of(ValueType::Kind::kPath, kInMemory);
constexpr std::string_view kSystem[] = {"system"};
constexpr ValueType kCertificatePath = Of(ValueType::Kind::kPath, kSystem);
constexpr ValueType kMemory = {.kind = ValueType::Kind::kMemory,
                               .words = {},
                               .wrong = "no amount of memory",
                               .fix = "write a number and its unit: \"4GB\", \"512MiB\""};
constexpr std::string_view kPoolers[] = {"session", "transaction"};
constexpr ValueType kPooler = {.kind = ValueType::Kind::kChoice,
                               .words = kPoolers,
                               .wrong = "no way to share sessions",
                               .fix =
                                   "write \"transaction\" for pgbouncer with pool_mode = "
                                   "transaction, else leave it out"};

constexpr std::string_view kDuckDb = "duckdb";
constexpr std::string_view kPostgres = "postgres";
constexpr std::string_view kBigQuery = "bigquery";
constexpr std::string_view kNoEffect = "has no effect in this version";

template <auto Member>
Field Own(DataSourceConfig& config) {
  return &(config.*Member);
}
template <auto Member>
Field DuckDb(DataSourceConfig& config) {
  return &(config.duckdb.*Member);
}
template <auto Member>
Field Postgres(DataSourceConfig& config) {
  return &(config.postgres.*Member);
}
template <auto Member>
Field Limit(DataSourceConfig& config) {
  return &(config.options.*Member);
}
template <auto Member>
Field Rows(DataSourceConfig& config) {
  return &(config.row_limits.*Member);
}

constexpr Setting kSettings[] = {
    {.key = "type",
     .otherwise = "none",
     .why = "the kind of database: \"duckdb\", \"postgres\"",
     .field = Own<&DataSourceConfig::type>},

    {.key = "path",
     .database = kDuckDb,
     .type = kDatabasePath,
     .otherwise = "none",
     .why = "a DuckDB file, or \":memory:\"",
     .field = DuckDb<&DuckDbOptions::path>},
    {.key = "read_only",
     .database = kDuckDb,
     .type = kTruth,
     .why = "the file is opened for reading alone",
     .field = DuckDb<&DuckDbOptions::read_only>},
    {.key = "library",
     .database = kDuckDb,
     .type = kPath,
     .otherwise = "$SEMAFLOW_DUCKDB_LIBRARY, beside the program, the system's",
     .why = "libduckdb.so",
     .field = DuckDb<&DuckDbOptions::library_path>},
    {.key = "memory_limit",
     .database = kDuckDb,
     .type = kMemory,
     .otherwise = "80 % of the machine",
     .why = "what DuckDB may take: \"4GB\", \"512MiB\"",
     .field = DuckDb<&DuckDbOptions::memory_limit>},
    {.key = "threads",
     .database = kDuckDb,
     .type = Whole(0, 1024),
     .unit = "threads",
     .why = "that DuckDB may use; 0 is one a core",
     .field = DuckDb<&DuckDbOptions::threads>},
    {.key = "temp_directory",
     .database = kDuckDb,
     .type = kPath,
     .otherwise = "beside the file",
     .why = "where large sorts go",
     .field = DuckDb<&DuckDbOptions::temp_directory>},

    {.key = "uri",
     .database = kPostgres,
     .otherwise = "libpq's environment: PGHOST, PGPASSFILE, ...",
     .why = "where: \"postgresql://reader@db.example/shop\", or \"host=... dbname=...\"",
     .field = Postgres<&PostgresOptions::connection>,
     .secrecy = Secrecy::kWithPassword},
    {.key = "host",
     .database = kPostgres,
     .otherwise = "what the uri says",
     .why = "the server",
     .field = Postgres<&PostgresOptions::host>},
    {.key = "port",
     .database = kPostgres,
     .type = Whole(1, 65'535),
     .otherwise = "what the uri says",
     .why = "where the server listens",
     .field = Postgres<&PostgresOptions::port>},
    {.key = "database",
     .database = kPostgres,
     .otherwise = "what the uri says",
     .why = "the database of the server",
     .field = Postgres<&PostgresOptions::database>},
    {.key = "user",
     .database = kPostgres,
     .otherwise = "what the uri says",
     .why = "who asks",
     .field = Postgres<&PostgresOptions::user>},
    {.key = "password",
     .database = kPostgres,
     .otherwise = "what the uri says",
     .why = "of the user: \"env:NAME\" or \"file:PATH\"",
     .field = Postgres<&PostgresOptions::password>,
     .secrecy = Secrecy::kAlways},
    {.key = "service",
     .database = kPostgres,
     .otherwise = "what the uri says",
     .why = "a section of the service file (PGSERVICEFILE)",
     .field = Postgres<&PostgresOptions::service>},
    {.key = "ssl_mode",
     .database = kPostgres,
     .otherwise = "what the uri says, else \"prefer\"",
     .why = "of TLS: \"disable\", \"require\", \"verify-ca\", \"verify-full\", ...",
     .field = Postgres<&PostgresOptions::ssl_mode>},
    {.key = "ssl_root_certificate",
     .database = kPostgres,
     .type = kCertificatePath,
     .otherwise = "what the uri says",
     .why = "a file of certificates that are trusted, or \"system\"",
     .field = Postgres<&PostgresOptions::ssl_root_certificate>},
    {.key = "schema",
     .database = kPostgres,
     .otherwise = "as the server does",
     .why = "where tables that are named without one are looked for",
     .field = Postgres<&PostgresOptions::schema>},
    {.key = "pooler",
     .database = kPostgres,
     .type = kPooler,
     .why = "\"transaction\" behind pgbouncer with pool_mode = transaction: nothing is kept in a "
            "session, which costs two more round trips a query",
     .field = Postgres<&PostgresOptions::transaction_pooler>},
    {.key = "connect_timeout_ms",
     .database = kPostgres,
     .type = Whole(1, kMillisecondsMax),
     .unit = "ms",
     .why = "how long a new connection may take",
     .field = Postgres<&PostgresOptions::connect_timeout_ms>},

    {.key = "query.timeout_ms",
     .scope = Scope::kBoth,
     .type = Whole(0, kMillisecondsMax),
     .unit = "ms",
     .why = "a query that runs longer is stopped; 0 is never",
     .field = Limit<&DataSourceOptions::timeout_ms>},
    {.key = "query.max_row_limit",
     .scope = Scope::kBoth,
     .type = Whole(0, kWholeMax),
     .unit = "rows",
     .why = "longer answers are cut, and say so; 0 is never",
     .field = Rows<&RowLimits::rows_max>},
    {.key = "query.default_row_limit",
     .scope = Scope::kBoth,
     .type = Whole(0, kWholeMax),
     .unit = "rows",
     .why = "the same for requests without a limit",
     .field = Rows<&RowLimits::default_rows>},
    {.key = "query.stream_idle_ms",
     .scope = Scope::kBoth,
     .type = Whole(0, kMillisecondsMax),
     .unit = "ms",
     .why = "a result that nobody reads for so long is stopped; 0 is never",
     .field = Limit<&DataSourceOptions::stream_idle_ms>},
    {.key = "query.queue_bytes_max",
     .scope = Scope::kBoth,
     .type = Whole(1, kWholeMax),
     .unit = "bytes",
     .why = "rows that wait for their reader, at most",
     .field = Limit<&DataSourceOptions::queue_bytes_max>},

    {.key = "pool.size",
     .scope = Scope::kBoth,
     .type = Whole(1, 1024),
     .unit = "queries",
     .why = "that run at once, each on a connection",
     .field = Limit<&DataSourceOptions::permits>},
    {.key = "pool.queue_max",
     .scope = Scope::kBoth,
     .type = Whole(0, 1'000'000),
     .unit = "queries",
     .why = "that wait; one more is refused",
     .field = Limit<&DataSourceOptions::queue_max>},
    {.key = "pool.queue_timeout_ms",
     .scope = Scope::kBoth,
     .type = Whole(0, kMillisecondsMax),
     .unit = "ms",
     .why = "a query that waits longer is refused; 0 is never",
     .field = Limit<&DataSourceOptions::queue_timeout_ms>},
    {.key = "pool.idle_timeout_secs",
     .scope = Scope::kBoth,
     .type = Whole(0, kMillisecondsMax / 1000),
     .unit = "s",
     .why = "a connection that nobody used for so long is closed; 0 is never",
     .field = Limit<&DataSourceOptions::idle_timeout_ms>,
     .scale = 1000},

    {.key = "schema_cache.ttl_secs",
     .scope = Scope::kBoth,
     .type = Whole(0, kMillisecondsMax / 1000),
     .unit = "s",
     .why = "the columns of a table are asked again after so long; 0 is each time",
     .field = Limit<&DataSourceOptions::schema_ttl_ms>,
     .scale = 1000},
    {.key = "schema_cache.max_size",
     .scope = Scope::kBoth,
     .type = Whole(0, 1'000'000),
     .unit = "tables",
     .why = "whose columns are kept, at most",
     .field = Limit<&DataSourceOptions::schema_tables_max>},
    {.key = "result_cache.bytes_max",
     .scope = Scope::kBoth,
     .type = Whole(0, kWholeMax),
     .unit = "bytes",
     .why = "of answers that are kept for who asks the same again; 0 is none",
     .field = Limit<&DataSourceOptions::result_cache_bytes_max>},
    {.key = "result_cache.ttl_secs",
     .scope = Scope::kBoth,
     .type = Whole(0, kMillisecondsMax / 1000),
     .unit = "s",
     .why = "a kept answer is at most so old; 0 keeps none",
     .field = Limit<&DataSourceOptions::result_cache_ttl_ms>,
     .scale = 1000},
    {.key = "validation.warn_only",
     .scope = Scope::kDefaults,
     .type = kTruth,
     .why = "of 0.1",
     .no_effect = "has no effect: a model with errors is never loaded"},

    {.key = "duckdb.max_concurrency",
     .database = kDuckDb,
     .type = Whole(1, 1024),
     .unit = "queries",
     .why = "pool.size, as 0.1 named it",
     .field = Limit<&DataSourceOptions::permits>,
     .stands_for = "pool.size"},
    {.key = "postgres.pool_size",
     .database = kPostgres,
     .type = Whole(1, 1024),
     .unit = "queries",
     .why = "pool.size, as 0.1 named it",
     .field = Limit<&DataSourceOptions::permits>,
     .stands_for = "pool.size"},
    {.key = "postgres.statement_timeout_ms",
     .database = kPostgres,
     .type = Whole(0, kPostgresMillisecondsMax),
     .unit = "ms",
     .why = "the server itself stops a query after so long, for a program that is gone; 0 is never",
     .field = Postgres<&PostgresOptions::statement_timeout_ms>},
    {.key = "bigquery.use_query_cache",
     .database = kBigQuery,
     .type = kTruth,
     .why = "of 0.1",
     .no_effect = kNoEffect},
    {.key = "bigquery.maximum_bytes_billed",
     .database = kBigQuery,
     .type = Whole(0, kWholeMax),
     .unit = "bytes",
     .why = "of 0.1",
     .no_effect = kNoEffect},
    {.key = "bigquery.query_timeout_ms",
     .database = kBigQuery,
     .type = Whole(0, kMillisecondsMax),
     .unit = "ms",
     .why = "of 0.1",
     .no_effect = kNoEffect},
    {.key = "bigquery.max_concurrent_queries",
     .database = kBigQuery,
     .type = Whole(1, 1024),
     .unit = "queries",
     .why = "of 0.1",
     .no_effect = kNoEffect},
    {.key = "bigquery.queue_timeout_ms",
     .database = kBigQuery,
     .type = Whole(0, kMillisecondsMax),
     .unit = "ms",
     .why = "of 0.1",
     .no_effect = kNoEffect},
};

}  // namespace

std::span<const Setting> Settings() { return kSettings; }

}  // namespace semaflow::api
