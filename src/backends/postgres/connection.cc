#include "backends/postgres/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <utility>

#include "backends/postgres/errors.h"
#include "backends/texts.h"
#include "base/cancelled.h"
#include "base/quotes.h"

namespace semaflow::postgres {
namespace {

constexpr std::size_t kPreparedKept = 32;

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
  if (!server.schema.empty()) add("search_path", InQuotes(server.schema, '"'));
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

// A schema that is not there is no error of the server's: it finds no table in it.
Error Refused(const Server& server, const PGresult* result, const std::string& sql) {
  Error error = MakeError(server.api, result, sql, {});
  const char* const sqlstate = server.api.PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const bool undefined_table = sqlstate != nullptr && std::string_view(sqlstate) == "42P01";
  if (undefined_table && !server.schema.empty()) {
    error.message += fmt::format(
        " (a table without a schema is looked for in \"{}\", the `schema` of the data source)",
        server.schema);
  }
  return error;
}

}  // namespace

Result<void> PostgresConnection::Begin(std::int64_t timeout_ms, const std::stop_token& stop) {
  EndStatement();  // That took its time; and it may be in vain.
  if (stop.stop_requested()) return tl::unexpected(Cancelled());
  if (session_->is_lost()) {
    return tl::unexpected(Unavailable("the server did not end the statement before in time"));
  }
  const std::int64_t limit = TimeoutFor(*server_, timeout_ms);
  std::string settings;
  if (server_->transaction_pooler) {
    settings = "BEGIN READ ONLY; " + SettingsOf(*server_, "SET LOCAL ", limit);
  } else if (limit != timeout_ms_) {
    settings = "SET statement_timeout = " + (limit > 0 ? std::to_string(limit) : "DEFAULT");
  }
  if (settings.empty()) return {};
  timeout_ms_ = std::nullopt;  // A stop may come when the server has heard it already.
  auto begun = session_->Run(settings, stop);
  if (!begun) {
    return tl::unexpected(std::move(begun).error());
  }
  timeout_ms_ = limit;
  return {};
}

void PostgresConnection::EndStatement() {
  session_->Abandon();
  if (server_->transaction_pooler) session_->RollBack();
}

// A server that computes does not see that nobody is there any more.
PostgresConnection::~PostgresConnection() {
  try {
    EndStatement();
  } catch (const std::exception&) {  // No memory to ask for it.
  }
}

bool PostgresConnection::IsAlive() {
  EndStatement();
  return session_->IsAlive();
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

Result<int> PostgresConnection::ConnectionsMax(const std::stop_token& stop) {
  // least() passes over NULL. The server has reserved_connections since 16.
  session_->set_until(Session::Clock::now() + server_->connect_timeout);
  const auto rows =
      Ask("SELECT CASE WHEN rolsuper THEN current_setting('max_connections')::int ELSE"
          " least(current_setting('max_connections')::int"
          " - current_setting('superuser_reserved_connections')::int"
          " - coalesce(current_setting('reserved_connections', true)::int, 0),"
          " CASE WHEN rolconnlimit >= 0 THEN rolconnlimit END,"
          " (SELECT datconnlimit FROM pg_catalog.pg_database"
          " WHERE datname = current_database() AND datconnlimit >= 0)) END"
          " FROM pg_catalog.pg_roles WHERE rolname = current_user",
          stop);
  session_->set_until(std::nullopt);
  if (!rows) return tl::unexpected(rows.error());
  if (rows->empty()) {
    return tl::unexpected(Error{.code = ErrorCode::kBackendUnavailable,
                                .message = "the server does not tell who asks"});
  }
  return std::max(1, std::stoi(rows->front().at(0)));
}

Result<PreparedStatement*> PostgresConnection::Prepare(const std::string& sql, bool comes_once,
                                                       const Parameters& parameters,
                                                       const std::stop_token& stop) {
  // Behind a pooler another server session would have none of it.
  const bool is_kept = !server_->transaction_pooler && !comes_once;
  // One without a name is over with the next question.
  prepared_.remove_if([](const PreparedStatement& statement) { return statement.name.empty(); });
  const auto known =
      std::find_if(prepared_.begin(), prepared_.end(), [&](const PreparedStatement& statement) {
        return statement.sql == sql && statement.parameter_types == parameters.types();
      });
  if (known != prepared_.end()) {
    prepared_.splice(prepared_.end(), prepared_, known);
  } else {
    if (is_kept && prepared_.size() >= kPreparedKept) {
      const std::string oldest = prepared_.front().sql;
      if (auto forgotten = Forget(oldest, stop); !forgotten) {
        return tl::unexpected(std::move(forgotten).error());
      }
    }
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
  if (*learned && !is_kept) {
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
    return tl::unexpected(std::move(parsed).error());
  }
  // Nothing is bound yet, so what the server says holds no value.
  if (api.PQresultStatus(parsed->get()) != PGRES_COMMAND_OK) {
    return tl::unexpected(Refused(*server_, parsed->get(), statement.sql));
  }
  if (api.PQsendDescribePrepared(connection, statement.name.c_str()) == 0) {
    return tl::unexpected(session_->Lost());
  }
  auto described = session_->Only(stop);
  if (!described) {
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
    if (name.empty()) continue;
    if (auto gone = session_->Run("DEALLOCATE " + name, stop); !gone) {
      return tl::unexpected(std::move(gone).error());
    }
  }
  return {};
}

Result<std::vector<std::vector<std::string>>> PostgresConnection::Ask(const std::string& sql,
                                                                      const std::stop_token& stop) {
  auto result = session_->Run(sql, stop);
  if (!result) {
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
