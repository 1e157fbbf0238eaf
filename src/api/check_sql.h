// The questions of `check --data` as SQL. What depends on the model (sources, names, expressions of
// join keys) is written by the sql room; around it stands plain SQL over the columns k1, k2, ...
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "model/model.h"
#include "semaflow/error.h"
#include "sql/dialect.h"

namespace semaflow::api {

/// The values of some expressions, one row for each row of a table: `SELECT ... AS k1, ... FROM t`.
struct KeyRows {
  std::string sql;
  std::size_t columns = 0;
  const sql::Dialect* dialect = nullptr;
};

/// `values` name aliases of `flow`; the rows are those of `root`, left joined with what they need.
Result<KeyRows> SelectKeyRows(const std::shared_ptr<const model::Model>& model,
                              const model::Flow& flow, expr::AliasIndex root,
                              const std::vector<const expr::Expr*>& values,
                              const sql::Dialect& dialect);

/// A flow of one alias over one table, for tables by themselves.
model::Flow FlowOfTable(const model::Model& model, model::TableIndex table);

/// One row: the rows, and those in which some value is NULL.
std::string CountRows(const KeyRows& rows);
/// One row: for each value the rows in which it is NULL.
std::string CountNulls(const KeyRows& rows);
/// One row: the keys without NULL that stand in several rows.
std::string CountRepeated(const KeyRows& rows);
/// Rows of the key and how often it stands there, most often first.
std::string ListRepeated(const KeyRows& rows, std::size_t rows_max);
/// One row: the rows of `left` without NULL for which `right` has no row.
std::string CountOrphans(const KeyRows& left, const KeyRows& right);
/// Rows of the key and how many rows have it, most first.
std::string ListOrphans(const KeyRows& left, const KeyRows& right, std::size_t rows_max);

}  // namespace semaflow::api
