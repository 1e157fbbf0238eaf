// rows DATABASE SQL [SERVER]: all rows of a statement through the engine, to nobody. DATABASE is
// "duckdb" (in memory) or "postgres" (SERVER: a libpq connection string). Prints the rows. Whoever
// starts it measures its time and memory.
#include <fmt/format.h>

#include <memory>
#include <string>

#include "bench/raw_duckdb.h"
#include "semaflow/backend.h"
#include "semaflow/engine.h"

using namespace semaflow;         // NOLINT: one short program
using namespace semaflow::bench;  // NOLINT

int main(int argc, char** argv) {
  if (argc < 3) return fmt::print(stderr, "usage: rows DATABASE SQL [SERVER]\n"), 2;
  CompiledQuery query;
  query.sql = argv[2];
  query.dialect = query.data_source = argv[1];
  query.time_zone = "UTC";
  Engine engine;
  const auto backend =
      argc > 3 ? Need(OpenPostgres({.connection = argv[3]})) : Need(OpenDuckDb({}));
  Need(engine.AddDataSource(query.data_source, backend));
  ResultStream stream = Need(engine.Execute(query));
  std::int64_t rows = 0;
  while (auto batch = Need(stream.Next())) rows += batch->num_rows();
  fmt::print("{}\n", rows);
}
