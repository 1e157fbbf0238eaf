// Databases of tests with rows in them: DuckDB, and the servers that tools/with_postgres starts.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "semaflow/backend.h"
#include "semaflow/error.h"

namespace semaflow {

/// The name of a type that DuckDB and PostgreSQL share. Throws std::runtime_error for kUnknown.
inline std::string SqlTypeName(const DataType& type) {
  switch (type.kind) {
    case TypeKind::kBoolean:
      return "BOOLEAN";
    case TypeKind::kInteger:
      return "BIGINT";
    case TypeKind::kDecimal:
      return ToString(type);
    case TypeKind::kFloat:
      return "DOUBLE PRECISION";
    case TypeKind::kText:
      return "VARCHAR";
    case TypeKind::kDate:
      return "DATE";
    case TypeKind::kTimestamp:
      return "TIMESTAMP";
    case TypeKind::kTimestamptz:
      return "TIMESTAMPTZ";
    case TypeKind::kTime:
      return "TIME";
    case TypeKind::kInterval:
      return "INTERVAL";
    case TypeKind::kBinary:
      return "BYTEA";
    case TypeKind::kJson:
      return "JSON";
    case TypeKind::kList:
      return SqlTypeName({.kind = type.element}) + "[]";
    case TypeKind::kUnknown:
      break;
  }
  throw std::runtime_error("a column of unknown type");
}

/// Runs a statement to its end. Throws std::runtime_error.
inline void RunToEnd(Connection& connection, const std::string& sql) {
  auto stream = connection.Execute(Statement{.sql = sql});
  if (!stream) throw std::runtime_error(FormatError(stream.error()) + sql);
  while (true) {
    auto batch = (*stream)->Next();
    if (!batch) throw std::runtime_error(FormatError(batch.error()) + sql);
    if (!*batch) return;
  }
}

/// The connection string in an environment variable: SEMAFLOW_POSTGRES_15, SEMAFLOW_POSTGRES_18.
/// Throws std::runtime_error when it is not set.
inline std::string ServerAt(const std::string& variable) {
  const char* const connection = std::getenv(variable.c_str());
  if (connection != nullptr) return connection;
  throw std::runtime_error(variable +
                           " is not set: run the tests by tools/run_tests or tools/with_postgres");
}

/// Our own sessions change nothing, so rows are written by psql. Throws std::runtime_error.
inline void RunPsql(const std::string& connection, const std::string& script) {
  const std::string command = "PGOPTIONS='-c client_min_messages=warning' psql '" + connection +
                              "' --no-psqlrc --quiet --set ON_ERROR_STOP=1 --file - >/dev/null";
  std::FILE* const psql = ::popen(command.c_str(), "w");
  if (psql == nullptr) throw std::runtime_error("no shell");
  std::fwrite(script.data(), 1, script.size(), psql);
  if (::pclose(psql) != 0) throw std::runtime_error("psql fails on\n" + script);
}

/// The server of a variable, where names mean a schema that these statements have filled. Throws
/// std::runtime_error.
inline std::shared_ptr<Backend> OpenSchema(const std::string& variable, const std::string& schema,
                                           const std::vector<std::string>& statements) {
  const std::string connection = ServerAt(variable);
  std::string script = "DROP SCHEMA IF EXISTS " + schema + " CASCADE;\nCREATE SCHEMA " + schema +
                       ";\nSET search_path = " + schema + ";\nSET TimeZone = 'UTC';\n";
  for (const std::string& sql : statements) script += sql + ";\n";
  RunPsql(connection, script);
  auto backend = OpenPostgres({.connection = connection, .schema = schema});
  if (!backend) throw std::runtime_error(FormatError(backend.error()));
  return *backend;
}

}  // namespace semaflow
