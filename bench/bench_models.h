// Models and requests that the benchmarks measure, written as files so that loading is measured
// too.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace semaflow::bench {

/// A folder of its own below the system's temporary folder, removed with its last owner.
class ModelFolder {
 public:
  ModelFolder();
  ~ModelFolder();
  ModelFolder(const ModelFolder&) = delete;
  ModelFolder& operator=(const ModelFolder&) = delete;

  void Write(const std::string& file, const std::string& text) const;
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

/// `tables` tables with 15 members each (10 dimensions, 5 measures) and one flow for each 10.
void WriteMany(const ModelFolder& folder, int tables);

/// A model and a request that are compiled together.
struct CompileCase {
  void (*write_model)(const ModelFolder& folder, int size);
  std::string (*make_request)(int size);
  int size = 0;
};

/// The case of that name; one that grows ends in its size: "joins_100". nullopt: there is none.
///   one_table    2 dimensions, 2 measures, 1 filter of a star whose joins are not used
///   star_of_4    4 dimensions, 4 measures, 3 filters, order and limit over 4 tables
///   star_of_10   10 dimensions, 4 measures, 3 filters, order and limit over 10 tables
///   chasm        a dimension of a table that two facts share, 2 measures of each
///   graph_N      the same in a graph of N facts
///   formulas_N   N formulas over the sums of one table
///   wide         70 measures by 100 dimensions of 5 tables
///   tables_N     one_table in a model of N more tables
///   measures_N   N sums of one table
///   joins_N      the sizes of N tables that are joined to the fact
///   chain_N      a dimension at the end of a chain of N tables
///   fan_chain_N  the same, where each join of the chain multiplies
///   back_chain_N  from its end, by a dimension of each table on the way to its base
///   facts_N      3 measures of each of N facts, by a dimension of a table that they share
///   filters_N    N conditions over the columns of 4 tables
std::optional<CompileCase> FindCompileCase(std::string_view name);

}  // namespace semaflow::bench
