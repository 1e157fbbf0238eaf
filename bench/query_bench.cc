// query MODEL DATABASE RUNS REQUEST: one question through SemaFlow (request JSON to the last Arrow
// batch) beside DuckDB's C API doing the same prepared statement twice: once only counting the rows
// of its chunks, once making Arrow arrays of them as SemaFlow must. All in turns in one process.
// Prints the medians in microseconds: "ours counted arrow".
#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "bench/raw_duckdb.h"
#include "semaflow/backend.h"
#include "semaflow/compile.h"
#include "semaflow/engine.h"
#include "semaflow/model.h"

using namespace semaflow;         // NOLINT: one short program
using namespace semaflow::bench;  // NOLINT

int main(int argc, char** argv) {
  if (argc != 5) return fmt::print(stderr, "usage: query MODEL DATABASE RUNS REQUEST\n"), 2;
  const std::string request = argv[4];

  const LoadedModel loaded = Need(LoadModel(argv[1]));
  CompiledQuery compiled = Need(Compile(loaded.model, request));
  Engine engine;
  const auto backend = Need(OpenDuckDb({.path = argv[2]}));
  if (auto added = engine.AddDataSource(compiled.data_source, backend); !added) {
    Fail(FormatError(added.error()));
  }
  RawDuckDb raw(argv[2]);

  std::int64_t our_rows = 0;
  std::int64_t counted_rows = 0;
  std::int64_t arrow_rows = 0;
  std::vector<double> ours;
  std::vector<double> counted;
  std::vector<double> arrow;
  for (int i = 0; i < std::atoi(argv[3]) + 3; ++i) {
    const double us = Microseconds([&] {
      ResultStream stream = Need(engine.Execute(Need(Compile(loaded.model, request))));
      our_rows = 0;
      while (auto batch = Need(stream.Next())) our_rows += batch->num_rows();
    });
    const double count =
        Microseconds([&] { counted_rows = raw.Run(compiled, RawDuckDb::With::kChunks); });
    const double convert =
        Microseconds([&] { arrow_rows = raw.Run(compiled, RawDuckDb::With::kArrow); });
    if (i < 3) continue;  // All warm.
    ours.push_back(us);
    counted.push_back(count);
    arrow.push_back(convert);
  }
  if (our_rows != counted_rows || our_rows != arrow_rows) {
    Fail(fmt::format("{} rows, DuckDB {} and {}", our_rows, counted_rows, arrow_rows));
  }
  fmt::print("{:.0f} {:.0f} {:.0f}\n", Median(ours), Median(counted), Median(arrow));
}
