// One session with a PostgreSQL database, its prepared statements and its running one.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backends/postgres/bind.h"
#include "backends/postgres/session.h"
#include "backends/postgres/types.h"
#include "semaflow/backend.h"

namespace semaflow::postgres {

/// What all sessions with one database share.
struct Server {
  const Api& api;
  std::shared_ptr<Canceller> canceller;
  ConnectionParameters parameters;
  std::chrono::milliseconds connect_timeout{0};
  bool transaction_pooler = false;  ///< See PostgresOptions.
  std::int64_t statement_timeout_ms = 0;
  std::string schema;  ///< Where names without one are looked for; empty: as the server does.
};

/// A column of a statement, as the server describes it.
struct DescribedColumn {
  std::string name;
  Oid type = 0;
  int modifier = -1;
};

/// A statement that the server has parsed.
struct PreparedStatement {
  std::string name;  ///< At the server.
  std::string sql;
  std::vector<Oid> parameter_types;
  int placeholders = 0;
  std::vector<DescribedColumn> columns = {};
  int uses = 0;
};

class PostgresConnection : public Connection {
 public:
  ~PostgresConnection() override;
  static Result<std::unique_ptr<PostgresConnection>> Open(std::shared_ptr<const Server> server,
                                                          const std::stop_token& stop);

  Result<std::unique_ptr<BatchStream>> Execute(Statement statement, std::stop_token stop) override;
  Result<TableSchema> DescribeTable(const TableSource& source, std::stop_token stop) override;
  bool IsAlive() override;

  /// Of the server: "15.18".
  std::string version() const;
  /// How many connections the server would give to this user and database, if nobody else had any.
  Result<int> ConnectionsMax(const std::stop_token& stop);

 private:
  friend class PostgresStream;
  PostgresConnection(std::shared_ptr<const Server> server, std::unique_ptr<Session> session)
      : server_(std::move(server)), session_(std::move(session)) {}

  /// A statement that went well before is known; the one used longest ago is given up for it.
  Result<PreparedStatement*> Prepare(const std::string& sql, bool comes_once,
                                     const Parameters& parameters, const std::stop_token& stop);
  Result<void> Forget(const std::string& sql, const std::stop_token& stop);
  /// Before each statement: the server is told until when it may run and, behind a pooler, begins a
  /// transaction with settings of its own.
  Result<void> Begin(std::int64_t timeout_ms, const std::stop_token& stop);
  /// After each statement, or before the next: whatever still runs is ended, and so is the
  /// transaction.
  void EndStatement();
  Result<TableSchema> DescribeInTransaction(const TableSource& source, const std::stop_token& stop);
  Result<void> Parse(PreparedStatement& statement, const std::stop_token& stop);
  /// Looks up the types of the columns that are not of every server. False: all are known.
  Result<bool> LearnTypes(const std::vector<DescribedColumn>& columns, const std::stop_token& stop);
  /// The rows of a small question of ours, as texts; NULL is empty.
  Result<std::vector<std::vector<std::string>>> Ask(const std::string& sql,
                                                    const std::stop_token& stop);

  std::shared_ptr<const Server> server_;
  std::unique_ptr<Session> session_;
  std::list<PreparedStatement> prepared_;  ///< The one used last is at the end.
  std::uint64_t names_ = 0;
  Catalog catalog_;
  /// statement_timeout of the session; 0: as it was found, nullopt: not known.
  std::optional<std::int64_t> timeout_ms_ = 0;
  bool has_stream_ = false;
};

}  // namespace semaflow::postgres
