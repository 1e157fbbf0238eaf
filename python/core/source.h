// A data source as Python code names it: what to open, and what was opened.
#pragma once

#include <nanobind/nanobind.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "semaflow/config.h"

namespace semaflow::python {

/// A connection with DuckDB that Python code has, behind one backend: whoever asks it takes turns.
struct UserSession {
  std::shared_ptr<Backend> backend;
  /// `python` has the methods `ask` and `interrupt` (semaflow._session). Throws Failure. With the
  /// GIL, which is let go.
  explicit UserSession(nanobind::object python);
};

/// Any thread. All handles that are given the same one share its database.
class Source {
 public:
  /// `config` holds what opens it: name, type, duckdb or postgres. `permits`: instead of those of
  /// the configuration.
  Source(DataSourceConfig config, std::optional<int> permits)
      : config_(std::move(config)), permits_(permits) {}
  /// Asks a connection with DuckDB that Python code has.
  Source(std::string name, const UserSession& session);

  const std::string& name() const { return config_.name; }
  /// Its row of `config`: limits from there, the database from here.
  DataSourceConfig ConfigIn(const Config& config) const;

  /// The database: that of before, or the one that is opened now for `model`.
  DataSource Open(const Config& config, const Model& model);

  /// Fills a new table of a DuckDB database. Throws Failure. The GIL is held, and let go.
  void Register(const std::string& table, nanobind::object arrow_stream);

 private:
  const DataSourceConfig config_;
  const std::optional<int> permits_;
  std::mutex mutex_;
  std::shared_ptr<Backend> backend_;
};

}  // namespace semaflow::python
