// What the benchmarks of execution ask: the same table and statements on DuckDB and PostgreSQL.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "semaflow/backend.h"
#include "semaflow/compile.h"

namespace semaflow::bench {

/// A million rows of five kinds; every value follows from the number of its row.
inline constexpr std::string_view kMakeEvents =
    "CREATE TABLE events AS SELECT i::integer AS id, (i % 1000000 / 100.0)::decimal(12, 2) AS "
    "amount, 'name ' || i % 1000 AS name, TIMESTAMP '2024-01-01' + i * INTERVAL '1 second' AS "
    "moment, "
    "i / 7.0::double precision AS score FROM (SELECT a.n * 1000 + b.n AS i FROM "
    "generate_series(0, 999) AS a(n) CROSS JOIN generate_series(0, 999) AS b(n)) AS numbers";
inline constexpr std::string_view kMakeKinds =
    "CREATE TABLE kinds AS SELECT n::integer AS id, 'kind ' || n AS name "
    "FROM generate_series(0, 15) AS k(n)";

class RawDuckDb;
/// Makes both in DuckDB. MakePostgresEvents is their twin.
void MakeEvents(RawDuckDb& duckdb);
void MakeEvents(Backend& duckdb);

struct NamedStatement {
  std::string_view name;
  std::string_view sql;  ///< One value: kValue.
  int runs = 0;          ///< In one turn of a benchmark.
};
inline constexpr std::string_view kValue = "kind 3";

/// One row found by a value: nearly nothing to do for the database.
inline constexpr NamedStatement kLookup{
    "lookup", "SELECT DISTINCT k.name AS name, k.id AS id FROM kinds AS k WHERE k.name = $1", 300};
/// Groups of a few rows.
inline constexpr NamedStatement kSmall{
    "small",
    "SELECT e.name AS name, count(*) AS events, sum(e.amount) AS amount FROM events AS e "
    "WHERE e.id < 10000 AND e.name <> $1 GROUP BY e.name",
    10};
/// Groups of all rows.
inline constexpr NamedStatement kGroup{
    "group",
    "SELECT e.name AS name, count(*) AS events, sum(e.amount) AS amount, avg(e.score) AS score "
    "FROM events AS e WHERE e.name <> $1 GROUP BY e.name",
    1};
/// All rows.
inline constexpr NamedStatement kStream{
    "stream", "SELECT id, amount, name, moment, score FROM events WHERE name <> $1", 1};

/// For a data source that has the name of its dialect.
inline CompiledQuery QueryOf(const NamedStatement& statement, std::string_view dialect) {
  CompiledQuery query;
  query.sql = statement.sql;
  query.parameters = {std::string(kValue)};
  query.dialect = dialect;
  query.data_source = dialect;
  query.time_zone = "UTC";
  return query;
}

}  // namespace semaflow::bench
