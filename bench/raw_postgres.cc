#include "bench/raw_postgres.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "bench/events.h"
#include "bench/raw_duckdb.h"

namespace semaflow::bench {
namespace {

constexpr Oid kInt4 = 23;
constexpr Oid kInt8 = 20;
constexpr Oid kFloat8 = 701;
constexpr Oid kTimestamp = 1114;
constexpr Oid kNumeric = 1700;
constexpr std::size_t kBatchRows = 32'768;
constexpr int kScale = 10;

template <typename T>
T Read(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  if constexpr (sizeof value == 2) return static_cast<T>(__builtin_bswap16(value));
  if constexpr (sizeof value == 4) return static_cast<T>(__builtin_bswap32(value));
  if constexpr (sizeof value == 8) return static_cast<T>(__builtin_bswap64(value));
}

// Finite values with no more digits than the scale has.
__int128 ReadNumeric(const char* bytes, int scale) {
  const int count = Read<std::uint16_t>(bytes);
  const int weight = static_cast<std::int16_t>(Read<std::uint16_t>(bytes + 2));
  __int128 value = 0;
  int place = 4 * (weight + 1) + scale;
  for (int i = 0; i < count; ++i) {
    int digit = Read<std::uint16_t>(bytes + 8 + 2 * i);
    place -= 4;
    int width = 4;
    for (; place < 0 && width > 0; ++place, --width) digit /= 10;
    for (int power = 0; power < width; ++power) value *= 10;
    value += digit;
  }
  for (; place > 0; --place) value *= 10;
  return Read<std::uint16_t>(bytes + 4) == 0 ? value : -value;
}

}  // namespace

RawPostgres::RawPostgres(const std::string& connection)
    : connection_(PQconnectdb(connection.c_str())) {
  if (PQstatus(connection_) != CONNECTION_OK) FailWith("connect");
}

RawPostgres::~RawPostgres() { PQfinish(connection_); }

void RawPostgres::FailWith(const char* what) const {
  Fail(fmt::format("{}: {}", what, PQerrorMessage(connection_)));
}

void RawPostgres::Execute(const std::string& sql) {
  PGresult* const result = PQexec(connection_, sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) FailWith("execute");
  PQclear(result);
}

std::vector<std::string> RawPostgres::Texts(const std::string& sql) {
  PGresult* const result = PQexec(connection_, sql.c_str());
  if (PQresultStatus(result) != PGRES_TUPLES_OK) FailWith("ask");
  std::vector<std::string> texts;
  for (int row = 0; row < PQntuples(result); ++row) texts.emplace_back(PQgetvalue(result, row, 0));
  PQclear(result);
  return texts;
}

void RawPostgres::Prepare(const CompiledQuery& query) {
  std::string& name = prepared_[query.sql];
  if (!name.empty()) return;
  name = fmt::format("raw_{}", prepared_.size());
  PGresult* const result = PQprepare(connection_, name.c_str(), query.sql.c_str(), 0, nullptr);
  if (PQresultStatus(result) != PGRES_COMMAND_OK) FailWith("prepare");
  PQclear(result);
}

void RawPostgres::Append(Column& column, const char* bytes, int size) {
  switch (column.type) {
    case kInt4:
      column.whole.push_back(static_cast<std::int32_t>(Read<std::uint32_t>(bytes)));
      return;
    case kInt8:
    case kTimestamp:
      column.whole.push_back(static_cast<std::int64_t>(Read<std::uint64_t>(bytes)));
      return;
    case kFloat8:
      column.floats.push_back(std::bit_cast<double>(Read<std::uint64_t>(bytes)));
      return;
    case kNumeric:
      column.decimals.push_back(ReadNumeric(bytes, column.scale));
      return;
    default:
      column.texts.append(bytes, static_cast<std::size_t>(size));
      column.ends.push_back(static_cast<std::int32_t>(column.texts.size()));
  }
}

std::int64_t RawPostgres::Run(const CompiledQuery& query, With with) {
  Prepare(query);
  std::vector<const char*> values;
  for (const Value& value : query.parameters) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) Fail("this benchmark binds texts alone");
    values.push_back(text->c_str());
  }
  if (PQsendQueryPrepared(connection_, prepared_[query.sql].c_str(),
                          static_cast<int>(values.size()), values.data(), nullptr, nullptr,
                          1) == 0 ||
      PQsetSingleRowMode(connection_) == 0) {
    FailWith("send");
  }
  std::int64_t rows = 0;
  std::vector<Column> columns;
  while (PGresult* const result = PQgetResult(connection_)) {
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK) FailWith("run");
    if (status == PGRES_SINGLE_TUPLE && with == With::kColumns) {
      const int count = PQnfields(result);
      if (rows % kBatchRows == 0) {
        columns.assign(static_cast<std::size_t>(count), Column{});
        for (int i = 0; i < count; ++i) {
          columns[i].type = PQftype(result, i);
          // A numeric(p, s) tells s; a sum does not, and gets room for more.
          const int modifier = PQfmod(result, i);
          columns[i].scale = modifier < 0 ? kScale : (modifier - 4) & 0xFFFF;
        }
      }
      for (int i = 0; i < count; ++i) {
        Append(columns[i], PQgetvalue(result, 0, i), PQgetlength(result, 0, i));
      }
    }
    rows += PQntuples(result);
    PQclear(result);
  }
  return rows;
}

void MakePostgresEvents(const std::string& connection) {
  RawPostgres server(connection);
  server.Execute("SET client_min_messages = warning");
  const auto make = [&](const char* name, std::string_view sql) {
    server.Execute(
        fmt::format("DO $do$ BEGIN IF to_regclass('{}') IS NULL THEN {}; ANALYZE {}; "
                    "END IF; END $do$",
                    name, sql, name));
  };
  make("events", kMakeEvents);
  make("kinds", kMakeKinds);
  server.Execute("CREATE UNIQUE INDEX IF NOT EXISTS events_id ON events (id)");
}

}  // namespace semaflow::bench
