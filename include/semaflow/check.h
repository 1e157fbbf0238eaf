// Checks of the data behind a model: does it keep what the model claims?
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "semaflow/config.h"
#include "semaflow/error.h"
#include "semaflow/model.h"
#include "semaflow/types.h"

namespace semaflow {

/// A primary or unique key, counted.
struct KeyReport {
  std::string table;
  std::vector<std::string> columns;
  bool is_primary = false;
  std::int64_t rows = 0;
  std::int64_t null_rows = 0;         ///< Rows in which a column of the key is NULL.
  std::int64_t duplicate_keys = 0;    ///< Keys (without NULLs) that several rows have.
  std::vector<std::string> examples;  ///< Offending keys: "(1, 'a') in 3 rows".
  std::string not_checked;            ///< Why it was not asked: the numbers say nothing then.
};

/// A join of a flow, counted from the side it is joined to.
struct JoinReport {
  std::string flow;
  std::string join;  ///< Its key in the file.
  std::string from_alias;
  std::string to_alias;
  std::string cardinality;         ///< As claimed or inferred: "many_to_one".
  std::int64_t rows = 0;           ///< Of the table of `from_alias`.
  std::int64_t null_rows = 0;      ///< Of these: a key is NULL, so there is no partner.
  std::int64_t orphans = 0;        ///< Of these: the key is there, a partner is not.
  std::int64_t repeated_from = 0;  ///< Keys of `from_alias` in several rows.
  std::int64_t repeated_to = 0;    ///< Keys of `to_alias` in several rows.
  std::vector<std::string> orphan_examples;
  std::vector<std::string> repeated_examples;  ///< Of a side that the cardinality says is "one".
  std::string not_checked;  ///< Why it was not asked: the numbers say nothing then.
};

struct TableReport {
  std::string table;
  std::int64_t rows = -1;  ///< -1: not counted, since the table cannot be read.
  std::size_t columns = 0;
  /// Dimensions that say `not_null`, which was not asked: they read columns that are not there, or
  /// the load told what is wrong with them.
  std::vector<std::string> not_checked;
};

struct CheckReport {
  std::vector<TableReport> tables;
  std::vector<KeyReport> keys;
  std::vector<JoinReport> joins;
  /// What does not hold: tables that are not there (kBackendRefused); what the load of the model
  /// tells once it knows all columns and types (M and E codes, with their places); keys, `not_null`
  /// and cardinalities that the data does not keep (kDataBroken).
  Errors errors;
  /// schema.json: what the databases say about every table that could be read.
  std::string schema_json;
};

struct CheckOptions {
  /// Called before each step, with the steps done so far and all of them.
  std::function<void(std::string_view step, std::size_t done, std::size_t all)> progress;
  std::size_t examples_max = 5;  ///< Offending keys shown for each finding.
  std::stop_token stop;          ///< When asked to stop, CheckData fails with kCancelled.
};

/// Text for people: a line a table, key and join. The errors are not in it. `width` is that of the
/// terminal in cells; 0: lines are as long as they are.
std::string FormatCheckReport(const CheckReport& report, int width = 0);

/// Asks the databases whether tables, columns and types exist (for that the model's files are read
/// once more), primary and unique keys are unique and not NULL, joins have the cardinality they
/// claim, and how many rows find no partner. Reads every table; changes nothing. Load the model
/// without its schema file: what is checked is what the database says now. Blocks; one connection a
/// data source. Fails only where a database cannot be asked (B codes) or with kCancelled; what is
/// wrong with the data is in the report.
ResultAll<CheckReport> CheckData(const Model& model, const std::vector<DataSource>& sources,
                                 const CheckOptions& options = {});

/// The model as it is with the tables as they are now: its files read once more, with columns and
/// types from the databases in the place of schema.json. `engine` has the model's data sources;
/// what it was told of a table before is taken from its schema cache, or asked anew with
/// `options.refresh`. No row is read.
/// Fails with all that is wrong: tables that are not there (B codes, at their file), and what the
/// load tells once it knows the columns (M and E codes): a member whose column was dropped, keys
/// and times that do not exist, join keys that do not fit. With kCancelled alone
/// where it was stopped. Blocks; any thread.
ResultAll<LoadedModel> ValidateModel(const Model& model, Engine& engine,
                                     const DescribeOptions& options = {});

}  // namespace semaflow
