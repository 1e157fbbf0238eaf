// Asks databases the questions of a check, one connection a data source.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/model.h"
#include "semaflow/check.h"
#include "semaflow/error.h"
#include "sql/dialect.h"

namespace semaflow::api {

using Cells = std::vector<std::string>;  ///< One row, each cell as JSON.

/// Used by one thread. Every call fails with the codes of Connection::Execute.
class Asker {
 public:
  /// Both must outlive it.
  Asker(const std::vector<DataSource>& sources, const CheckOptions& options)
      : sources_(sources), options_(options) {}

  /// How SQL for a data source is spelled.
  Result<const sql::Dialect*> DialectOf(const std::string& data_source);
  Result<TableSchema> Describe(const std::string& data_source, const model::Source& table);
  Result<std::vector<Cells>> AskRows(const std::string& data_source, std::string sql);
  /// The whole numbers of the one row that `sql` gives.
  Result<std::vector<std::int64_t>> AskNumbers(const std::string& data_source, std::string sql);

 private:
  const DataSource* Find(const std::string& name) const;
  Result<Connection*> ConnectionOf(const std::string& name);

  const std::vector<DataSource>& sources_;
  const CheckOptions& options_;
  std::map<std::string, std::unique_ptr<Connection>> open_;
};

}  // namespace semaflow::api
