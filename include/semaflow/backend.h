// A database behind SemaFlow: how to reach it, ask it and stop it. Implement Backend to add one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "semaflow/arrow.h"
#include "semaflow/column.h"
#include "semaflow/error.h"
#include "semaflow/types.h"

namespace semaflow {

/// One statement with its values.
struct Statement {
  std::string sql;  ///< Exactly one statement; values are placeholders of the dialect.
  std::vector<Value> parameters;  ///< In the order of the placeholders; always bound, never pasted.
  /// What the answer should look like: names for the columns, checked in number. Empty: the
  /// database's own names. Types come from the database.
  std::vector<ColumnInfo> columns;
  std::string time_zone = "UTC";  ///< Written into the Arrow type of instants; changes no value.
  /// The database itself may end it some time after so many milliseconds: a net for when nobody is
  /// there to stop it. 0: never.
  std::int64_t timeout_ms = 0;
  /// Its text will not come again, so nothing of it is kept for a next time.
  bool comes_once = false;
};

/// Where the rows of a table are; see the keys `table`, `sql` and `file` of a table's YAML.
struct TableSource {
  enum class Kind : std::uint8_t { kTable, kSql, kFile };
  Kind kind = Kind::kTable;
  std::vector<std::string> table_name;  ///< kTable: {"table"}, {"schema", "table"}, ...
  std::string sql;                      ///< kSql: one SELECT.
  std::string file;                     ///< kFile: absolute path or glob.
};

/// The rows of one running statement. Used by one thread at a time; outlived by its Connection.
/// Destroying it ends the statement, finished or not.
class BatchStream {
 public:
  virtual ~BatchStream() = default;
  /// The columns with the names that were asked and the types that the database gave.
  virtual const std::vector<ColumnInfo>& columns() const = 0;
  virtual const SharedArrowSchema& schema() const = 0;
  /// The next rows, never an empty batch; nullopt at the end. Blocks in the database. After an
  /// error every further call gives that error.
  /// Fails with kCancelled when the stop token was asked to stop, otherwise with B codes.
  virtual Result<std::optional<RecordBatch>> Next() = 0;
  /// The rows are over: known without the database, so false tells nothing.
  virtual bool AtEnd() const { return false; }
};

/// One session with a database. Used by one thread at a time, except for Progress.
class Connection {
 public:
  virtual ~Connection() = default;

  /// Runs a statement; blocks until the database has planned it and begins to give rows. At most
  /// one stream of a connection lives at a time.
  /// `stop` may be asked to stop from any thread, before, during and after this call, until the
  /// stream is destroyed: whatever blocks in the database returns soon with kCancelled. Until the
  /// database has ended it too takes longer: that is waited for where the stream is destroyed or,
  /// when there was none, in IsAlive, the next call or the destructor, whichever comes first. A
  /// request to stop never reaches a later statement of the connection.
  /// Fails with kBackendRefused (the text of the statement), kBackendFailed (while it ran),
  /// kBackendOverflow, kBackendUnsupportedType, kBackendUnavailable, kCancelled. The database's
  /// own words are in the message, values of parameters never.
  virtual Result<std::unique_ptr<BatchStream>> Execute(Statement statement,
                                                       std::stop_token stop = {}) = 0;

  /// Columns in order, and the keys that the database enforces.
  /// Fails with kBackendRefused when there is no such table, file or column. It returns when the
  /// database has ended what was stopped.
  virtual Result<TableSchema> DescribeTable(const TableSource& source,
                                            std::stop_token stop = {}) = 0;

  /// Whether the session still has its database, as far as can be seen without asking it; false:
  /// open another one. After a call that failed it ends first what that has left, and may block
  /// for some seconds. Between statements.
  virtual bool IsAlive() { return true; }

  /// How much of the running statement is done, 0 to 1; nullopt: not known. Any thread.
  virtual std::optional<double> Progress() const { return std::nullopt; }
};

/// What a database can take at once.
struct BackendLimits {
  int connections_max = 1024;  ///< Open at a time.
};

/// One database. All members may be called from several threads at once.
class Backend {
 public:
  virtual ~Backend() = default;
  /// A new session. Fails with kBackendUnavailable, kBadConfig (the database does not let in who
  /// asks so: trying again is no use), kBackendLocked, kForked (it was opened before
  /// this process was forked) and, when `stop` was asked to stop while the database kept it
  /// waiting, kCancelled.
  virtual Result<std::unique_ptr<Connection>> Connect(std::stop_token stop = {}) = 0;
  virtual std::string_view name() const = 0;          ///< For messages: "duckdb".
  virtual std::string_view dialect_name() const = 0;  ///< "duckdb": how SQL must be spelled.
  virtual std::string version() const = 0;            ///< Of the engine: "v1.5.6".
  virtual BackendLimits limits() const = 0;
  /// A new session waits for nobody, and statements end at once when they are stopped.
  /// Engine::Execute works on its caller's thread where a session is open, for two threads that
  /// wake each other cost more than a small statement. Elsewhere a worker does what cannot be
  /// stopped: it opens sessions, and ends statements that were cut.
  virtual bool in_process() const { return false; }
};

struct DuckDbOptions {
  /// A database file, or ":memory:" (one database of its own per call of OpenDuckDb).
  std::string path = ":memory:";
  /// libduckdb.so. "": $SEMAFLOW_DUCKDB_LIBRARY, else beside the program, in ../lib of it, in the
  /// system's library path.
  std::string library_path;
  /// A file is opened for reading alone and never made; ":memory:" is always writable. With false
  /// a missing file is made, and a second writer of it in this process is refused.
  bool read_only = true;
  /// Absolute folders whose files `file:` tables may read. None: no file but the database itself.
  std::vector<std::string> file_roots;
  std::string memory_limit;    ///< "4GB"; "": DuckDB's default, 80 % of the machine.
  int threads = 0;             ///< 0: one per core.
  std::string temp_directory;  ///< Where large sorts go; "": DuckDB's default, beside the file.
};

/// Loads the engine on first use (once per library path and process) and opens the database; the
/// Backend closes it after its last connection.
/// Fails with kBackendUnavailable (no library, wrong version, no or broken file: the places that
/// were tried and what to do), kBackendLocked (another process or backend writes to the file),
/// kBadConfig (an option that DuckDB refuses).
Result<std::shared_ptr<Backend>> OpenDuckDb(const DuckDbOptions& options);

/// Makes a table of a writable DuckDB database and fills it with the rows of `stream`, which is
/// read to its end and released by the caller. Blocks; any thread. Fails with kBackendRefused (no
/// DuckDB, opened for reading alone, the name is taken, a type that DuckDB has not) and what the
/// stream fails with (kBackendFailed).
Result<void> RegisterArrow(Backend& backend, std::string_view table, ArrowArrayStream* stream);

/// A session with DuckDB that the host has opened itself, and asks in its own way.
struct DuckDbSession {
  struct Column {
    std::string name;
    std::string type;  ///< As DuckDB spells it: "HUGEINT".
  };
  /// Runs one statement ($1, $2, ... for `parameters`), reads its whole answer into `answer`, which
  /// the caller releases, and tells its columns.
  /// Meanwhile the session has TimeZone = 'UTC', and common_subplan is one of disabled_optimizers
  /// (docs/adr/0015-duckdb-common-subplan.md). Blocks; one thread at a time. Fails with DuckDB's
  /// own words as the message: they are hidden from values, and get their code, behind it. Throws
  /// nothing.
  std::function<Result<std::vector<Column>>(
      const std::string& sql, const std::vector<Value>& parameters, ArrowArrayStream* answer)>
      ask;
  /// Ends the statement that runs, if one does. Any thread; it may be called again and again.
  std::function<void()> interrupt;
};

/// A backend over such a session: what it alone can see (temporary tables, views over frames) can
/// be asked. One statement at a time; each answer is read whole before its first row is given.
/// Answers pass through a database in memory of the library that `library_path` names, as
/// DuckDbOptions::library_path does. Fails as OpenDuckDb.
Result<std::shared_ptr<Backend>> OpenDuckDbSession(DuckDbSession session,
                                                   const std::string& library_path = {});

struct PostgresOptions {
  /// "postgresql://user@host:5432/database?sslmode=require" or libpq's "host=... dbname=...". What
  /// it does not say comes from the fields below, then from libpq's environment (PGHOST, ...),
  /// service file and password file.
  std::string connection;
  std::string host;  ///< Each field wins over `connection`.
  std::string port;
  std::string database;
  std::string user;
  std::string password;              ///< Never in a message.
  std::string service;               ///< A section of the service file.
  std::string ssl_mode;              ///< "disable", "require", "verify-full", ...; "": prefer.
  std::string ssl_root_certificate;  ///< A file of certificates that are trusted.
  std::string schema;                ///< Where tables without one are looked for.
  /// A pooler that gives each transaction another server session (pgbouncer's pool_mode =
  /// transaction) stands between: nothing is kept in the session.
  bool transaction_pooler = false;
  std::int64_t connect_timeout_ms = 10'000;
  /// The server itself ends a statement after so long, whatever becomes of us; 0: never.
  std::int64_t statement_timeout_ms = 0;
};

/// Loads libpq on first use and connects once, to see that it can be done. Sessions are read-only,
/// in UTC, and keep the statements that they have prepared.
/// Fails with kBackendUnavailable (no library, no server: what was said and what to do), with
/// kBadConfig (a connection string that cannot be read, a user, password or database that the
/// server does not know: trying again is no use), and with kCancelled soon after `stop` was
/// asked to stop.
Result<std::shared_ptr<Backend>> OpenPostgres(const PostgresOptions& options,
                                              std::stop_token stop = {});

}  // namespace semaflow
