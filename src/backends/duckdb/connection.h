// One session with a DuckDB database, and its running statement.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/duckdb/library.h"
#include "semaflow/backend.h"

namespace semaflow::duckdb {

/// An open database; closed when the last connection and the backend are gone.
struct Database {
  const Api& api;
  duckdb_database handle = nullptr;
  /// Only SELECT and EXPLAIN may run. A file opened for reading alone refuses changes by itself,
  /// yet would still let COPY write into the file roots.
  bool queries_only = true;
  /// Gives the file back to the other openers of this process; runs after the file is closed.
  std::shared_ptr<void> claim;

  explicit Database(const Api& functions) : api(functions) {}
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() {
    if (handle != nullptr) api.close(&handle);
  }
};

/// Owns a statement that was prepared, whether or not that went well.
class Prepared {
 public:
  Prepared(const Api& api, duckdb_connection connection, std::string sql)
      : api_(api),
        sql_(std::move(sql)),
        ok_(api.prepare(connection, sql_.c_str(), &statement_) == DuckDBSuccess) {}
  ~Prepared() { api_.destroy_prepare(&statement_); }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  bool ok() const { return ok_; }
  const char* error() const { return api_.prepare_error(statement_); }
  duckdb_prepared_statement get() const { return statement_; }
  const std::string& sql() const { return sql_; }

 private:
  const Api& api_;
  const std::string sql_;
  duckdb_prepared_statement statement_ = nullptr;
  bool ok_;
};

class DuckDbConnection : public Connection {
 public:
  /// Opens a session and gives it the settings that every session has.
  static Result<std::unique_ptr<DuckDbConnection>> Open(std::shared_ptr<Database> database);
  ~DuckDbConnection() override;

  Result<std::unique_ptr<BatchStream>> Execute(Statement statement, std::stop_token stop) override;
  Result<TableSchema> DescribeTable(const TableSource& source, std::stop_token stop) override;
  std::optional<double> Progress() const override;

  /// Runs a statement of ours that gives no rows: settings.
  Result<void> Run(const std::string& sql);
  /// See RegisterArrow in semaflow/backend.h.
  Result<void> MakeTable(std::string_view table, ArrowArrayStream* stream);

 private:
  friend class DuckDbStream;
  explicit DuckDbConnection(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  /// A statement that went well before is prepared already; DuckDB itself prepares it anew when its
  /// catalog has changed.
  std::shared_ptr<const Prepared> Prepare(const std::string& sql);
  void Forget(const std::string& sql);

  std::shared_ptr<Database> database_;
  duckdb_connection handle_ = nullptr;
  std::vector<std::shared_ptr<const Prepared>> prepared_;  ///< The one used last is at the end.
  bool has_stream_ = false;
};

}  // namespace semaflow::duckdb
