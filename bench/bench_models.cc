#include "bench/bench_models.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace semaflow::bench {
namespace fs = std::filesystem;

ModelFolder::ModelFolder() {
  std::string pattern = (fs::temp_directory_path() / "semaflow-bench-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
  fs::create_directories(path_ / "tables");
  fs::create_directories(path_ / "flows");
}

ModelFolder::~ModelFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void ModelFolder::Write(const std::string& file, const std::string& text) const {
  std::ofstream out(path_ / file, std::ios::binary);
  out << text;
  if (!out) throw std::runtime_error("cannot write " + file);
}

void WriteMany(const ModelFolder& folder, int tables) {
  for (int i = 0; i < tables; ++i) {
    std::string text = fmt::format(
        "name: table{0}\ndata_source: warehouse\ntable: table{0}\nprimary_key: id\ndimensions:\n",
        i);
    for (int d = 0; d < 10; ++d) {
      text += d % 2 ? fmt::format("  text{0}: column{0}\n", d)
                    : fmt::format(
                          "  dim{0}: {{expr: \"upper(column{0})\", type: text, "
                          "description: Dimension {0} of the table}}\n",
                          d);
    }
    text += "measures:\n";
    for (int m = 0; m < 4; ++m) {
      text += fmt::format("  sum{0}: {{expr: amount{0}, agg: sum, filter: \"text1 != 'x'\"}}\n", m);
    }
    text += "  ratio: {formula: \"sum0 / sum1\"}\n";
    folder.Write(fmt::format("tables/table{}.yaml", i), text);
  }
  for (int first = 0; first < tables; first += 10) {
    std::string text = fmt::format(
        "name: flow{0}\nbase_table: {{semantic_table: table{0}, alias: base}}\njoins:\n", first);
    for (int i = first + 1; i < first + 10 && i < tables; ++i) {
      text += fmt::format(
          "  join{0}: {{semantic_table: table{0}, alias: t{0}, to_table: base, "
          "join_keys: [{{left: table{0}_id, right: id}}]}}\n",
          i);
    }
    folder.Write(fmt::format("flows/flow{}.yaml", first), text);
  }
}

}  // namespace semaflow::bench
