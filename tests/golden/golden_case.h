// A golden case: a folder with a request (or a model that must not load) and what must come of it.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/golden/golden_databases.h"

namespace semaflow::golden {

struct GoldenCase {
  std::string name;  ///< Its path below tests/golden/cases, '/' between.
  std::filesystem::path folder;
  std::filesystem::path model;  ///< The nearest model/ at or above the folder.
  std::filesystem::path data;   ///< The nearest data/; empty: none.
  bool load_only = false;       ///< No request: the model must not load.
  int page = 1;                 ///< page.txt: which page of the request is looked at.
};

/// All cases below `root`, sorted by name. A folder is a case when it holds request.json, or a
/// model/ of its own with no request.json below. Throws std::runtime_error on a folder or file
/// that belongs to no case.
std::vector<GoldenCase> FindCases(const std::filesystem::path& root);

/// What the case gives now. Absent texts must be absent files.
struct Outcome {
  std::optional<std::string> error;  ///< error.txt
  std::optional<std::string> plan;   ///< plan.txt
  /// Of each dialect, DIALECT.sql: its text, or in a comment why it cannot say it. Empty: an error.
  std::map<std::string, std::string> sql;
  std::optional<std::string> rows;  ///< rows.csv
};

/// Loads, resolves, plans, compiles and runs the case on DuckDB in memory, twice: with parameters
/// and with values printed as literals, which must give the same rows.
/// Throws std::runtime_error when the engine fails where SemaFlow had accepted.
Outcome RunCase(const GoldenCase& golden);

/// The rows that it gives on another database, asked the same two ways. Throws std::runtime_error
/// where there are none.
std::string RowsOfCase(const GoldenCase& golden, const GoldenDatabase& database);

std::string ReadFile(const std::filesystem::path& path);

}  // namespace semaflow::golden
