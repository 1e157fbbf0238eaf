// The servers that tools/with_postgres starts for the tests.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace semaflow {

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

}  // namespace semaflow
