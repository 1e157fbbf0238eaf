// Models and requests that the benchmarks measure, written as files so that loading is measured
// too.
#pragma once

#include <filesystem>
#include <string>

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

/// A star: fact `f` and `dimension_tables` tables d1, d2, ... joined by key, each with 4
/// dimensions.
void WriteStar(const ModelFolder& folder, int dimension_tables);

/// `tables` tables with 15 members each (10 dimensions, 5 measures) and one flow for each 10.
void WriteMany(const ModelFolder& folder, int tables);

/// Of the star without joins used: 2 dimensions, 2 measures, 1 filter.
std::string OneTableRequest();
/// 4 dimensions, 4 measures, 3 filters, order and limit over f and 3 dimension tables.
std::string StarOfFourRequest();
/// 10 dimensions over f and 9 dimension tables, 4 measures, 3 filters, order and limit.
std::string StarOfTenRequest();

}  // namespace semaflow::bench
