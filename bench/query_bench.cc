// query MODEL DATABASE RUNS REQUEST: one question through SemaFlow (request JSON to the last Arrow
// batch) beside DuckDB's C API doing the same statement, which it keeps prepared, twice: once only
// counting the rows of its chunks, once making Arrow arrays of them as SemaFlow must. In turns of a
// few runs in one process, so that each side finds its caches warm.
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
  Need(engine.AddDataSource(compiled.data_source, backend));
  RawDuckDb raw(argv[2]);

  const duckdb_prepared_statement kept = raw.Keep(compiled);
  constexpr int kTurn = 20;
  constexpr int kWarm = 5;  // Runs of each turn that do not count.

  std::int64_t rows[3] = {};
  std::vector<double> times[3];
  const auto turn = [&](int side, auto&& run) {
    for (int i = 0; i < kWarm + kTurn; ++i) {
      const double us = Microseconds([&] { rows[side] = run(); });
      if (i >= kWarm) times[side].push_back(us);
    }
  };
  for (int i = 0; i < std::atoi(argv[3]); i += kTurn) {
    turn(0, [&] {
      ResultStream stream = Need(engine.Execute(Need(Compile(loaded.model, request))));
      std::int64_t count = 0;
      while (auto batch = Need(stream.Next())) count += batch->num_rows();
      return count;
    });
    turn(1, [&] { return raw.Run(kept, RawDuckDb::With::kChunks); });
    turn(2, [&] { return raw.Run(kept, RawDuckDb::With::kArrow); });
  }
  if (rows[0] != rows[1] || rows[0] != rows[2]) {
    Fail(fmt::format("{} rows, DuckDB {} and {}", rows[0], rows[1], rows[2]));
  }
  fmt::print("{:.0f} {:.0f} {:.0f}\n", Median(times[0]), Median(times[1]), Median(times[2]));
}
