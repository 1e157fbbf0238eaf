// decode SERVER: reads kStream of PostgreSQL through the engine into Arrow batches, all of which
// are kept, once for each line of its input, and prints "seconds rows". bench/decode.py runs it in
// turns with other clients.
#include <fmt/format.h>

#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "bench/events.h"
#include "bench/raw_duckdb.h"
#include "bench/raw_postgres.h"
#include "semaflow/backend.h"
#include "semaflow/engine.h"

using namespace semaflow;         // NOLINT: one short program
using namespace semaflow::bench;  // NOLINT

int main(int argc, char** argv) {
  if (argc != 2) return fmt::print(stderr, "usage: decode SERVER\n"), 2;
  MakePostgresEvents(argv[1]);
  Engine engine;
  const auto backend = Need(OpenPostgres({.connection = argv[1]}));
  Need(engine.AddDataSource("postgres", backend));
  for (std::string line; std::getline(std::cin, line);) {
    std::int64_t rows = 0;
    std::vector<RecordBatch> batches;
    const double us = Microseconds([&] {
      ResultStream stream = Need(engine.Execute(QueryOf(kStream, "postgres")));
      while (auto batch = Need(stream.Next())) {
        rows += batch->num_rows();
        batches.push_back(std::move(*batch));
      }
    });
    fmt::print("{:.6f} {}\n", us / 1e6, rows);
    std::fflush(stdout);
  }
}
