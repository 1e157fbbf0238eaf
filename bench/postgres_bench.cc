// postgres SERVER ROUNDS: statements through SemaFlow (statement to the last Arrow batch) beside
// libpq doing the same prepared statement twice: once only counting its rows, once writing their
// values into columns. In turns in one process, each side warm; each of the ROUNDS has new
// sessions, for two sessions of one server may differ by 8 % with the same statement. SERVER is a
// libpq connection string. Prints for each statement "name ours counted columns", the medians in
// microseconds.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/events.h"
#include "bench/raw_duckdb.h"
#include "bench/raw_postgres.h"
#include "semaflow/backend.h"
#include "semaflow/engine.h"

using namespace semaflow;         // NOLINT: one short program
using namespace semaflow::bench;  // NOLINT

namespace {

void RunStatement(const std::string& server, const NamedStatement& statement, int rounds) {
  const CompiledQuery query = QueryOf(statement, "postgres");
  std::int64_t rows[3] = {};
  std::vector<double> times[3];
  const auto turn = [&](int side, auto&& run) {
    const int warm =
        statement.runs < 10 ? 1 : std::max(6, statement.runs / 10);  // It plans anew 5 times.
    for (int i = -warm; i < statement.runs; ++i) {
      const double us = Microseconds([&] { rows[side] = run(); });
      if (i >= 0) times[side].push_back(us);
    }
  };
  for (int round = 0; round < rounds; ++round) {
    Engine engine;
    const auto backend = Need(OpenPostgres({.connection = server}));
    Need(engine.AddDataSource("postgres", backend));
    RawPostgres raw(server);
    turn(0, [&] {
      ResultStream stream = Need(engine.Execute(query));
      std::int64_t count = 0;
      while (auto batch = Need(stream.Next())) count += batch->num_rows();
      return count;
    });
    turn(1, [&] { return raw.Run(query, RawPostgres::With::kRows); });
    turn(2, [&] { return raw.Run(query, RawPostgres::With::kColumns); });
  }
  if (rows[0] != rows[1] || rows[0] != rows[2]) {
    Fail(fmt::format("{}: {} rows, libpq {} and {}", statement.name, rows[0], rows[1], rows[2]));
  }
  fmt::print("{} {:.0f} {:.0f} {:.0f}\n", statement.name, Median(times[0]), Median(times[1]),
             Median(times[2]));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return fmt::print(stderr, "usage: postgres SERVER ROUNDS\n"), 2;
  MakePostgresEvents(argv[1]);
  for (const NamedStatement& statement : {kLookup, kSmall, kGroup, kStream}) {
    RunStatement(argv[1], statement, std::atoi(argv[2]));
  }
}
