// clients DATABASE SECONDS [SERVER]: 64 clients ask one data source at once, beside the raw client
// with 1, 2, 4 and 8 connections, a thread each. DATABASE is "duckdb" (in memory) or "postgres"
// (SERVER: a libpq connection string). The engine gets as many permits as the raw client had
// connections at its best. That number, and the engine, then run in rounds in turns: the engine for
// SECONDS and until what waits is answered, and the raw client for as long. Both have new sessions
// in each round, for two sessions of one server may differ by 8 % with the same statement. Prints
// for each statement "name ours raw connections": queries a second, the best of the rounds.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/events.h"
#include "bench/raw_duckdb.h"
#include "bench/raw_postgres.h"
#include "semaflow/backend.h"
#include "semaflow/engine.h"

using namespace semaflow;         // NOLINT: one short program
using namespace semaflow::bench;  // NOLINT

namespace {

constexpr int kClients = 64;
constexpr int kRounds = 4;
constexpr int kConnections[] = {1, 2, 4, 8};

using Ask = std::function<void()>;

struct Throughput {
  double queries_a_second = 0;
  double seconds = 0;
};

/// `clients` threads ask for so long, and end what they began; `make` gives each its own way to.
Throughput Measure(int clients, double seconds, const std::function<Ask(int)>& make) {
  std::atomic<bool> is_over = false;
  std::atomic<std::int64_t> asked = 0;
  std::vector<std::thread> threads;
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&, ask = make(i)] {
      while (!is_over) {
        ask();
        ++asked;
      }
    });
  }
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  is_over = true;
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
  return {static_cast<double>(asked) / spent.count(), spent.count()};
}

struct Subject {
  std::string dialect;
  std::shared_ptr<Backend> backend;
  std::function<Ask(int connection, const CompiledQuery& query)> raw;
  std::function<void()> close_raw;  ///< All connections.
};

Subject OpenSubject(const std::string& database, const std::string& server) {
  if (database == "postgres") {
    MakePostgresEvents(server);
    auto connections = std::make_shared<std::map<int, std::unique_ptr<RawPostgres>>>();
    return {"postgres", Need(OpenPostgres({.connection = server})),
            [=](int i, const CompiledQuery& query) -> Ask {
              auto& connection = (*connections)[i];
              if (connection == nullptr) connection = std::make_unique<RawPostgres>(server);
              return [&raw = *connection, &query] { raw.Run(query, RawPostgres::With::kColumns); };
            },
            [=] { connections->clear(); }};
  }
  auto first = std::make_shared<RawDuckDb>("");
  MakeEvents(*first);
  const auto backend = Need(OpenDuckDb({}));
  MakeEvents(*backend);
  auto connections = std::make_shared<std::map<int, std::unique_ptr<RawDuckDb>>>();
  return {"duckdb", backend,
          [=](int i, const CompiledQuery& query) -> Ask {
            auto& raw = (*connections)[i];
            if (raw == nullptr) raw = std::make_unique<RawDuckDb>(*first);
            return [&raw = *raw, statement = raw->Keep(query)] {
              raw.Run(statement, RawDuckDb::With::kArrow);
            };
          },
          [=] { connections->clear(); }};
}

void RunStatement(const Subject& subject, const NamedStatement& statement, double seconds) {
  const CompiledQuery query = QueryOf(statement, subject.dialect);
  std::map<int, double> trials;
  const auto ask_raw = [&](int i) { return subject.raw(i, query); };
  for (const int connections : kConnections) {
    trials[connections] = Measure(connections, seconds, ask_raw).queries_a_second;
  }
  const auto better = [](const auto& a, const auto& b) { return a.second < b.second; };
  const int best = std::max_element(trials.begin(), trials.end(), better)->first;
  double ours = 0;
  double raw = 0;
  for (int round = 0; round < kRounds; ++round) {
    Engine engine;
    const DataSourceOptions options{.permits = best};
    Need(engine.AddDataSource(subject.dialect, subject.backend, options));
    const auto ask_ours = [&](int) -> Ask {
      return [&] {
        ResultStream stream = Need(engine.Execute(query));
        while (Need(stream.Next())) continue;
      };
    };
    Measure(kClients, seconds / 4, ask_ours);  // Its connections are open.
    const Throughput measured = Measure(kClients, seconds, ask_ours);
    ours = std::max(ours, measured.queries_a_second);
    subject.close_raw();
    Measure(best, seconds / 4, ask_raw);
    raw = std::max(raw, Measure(best, measured.seconds, ask_raw).queries_a_second);
  }
  fmt::print("{} {:.1f} {:.1f} {}\n", statement.name, ours, raw, best);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return fmt::print(stderr, "usage: clients DATABASE SECONDS [SERVER]\n"), 2;
  const Subject subject = OpenSubject(argv[1], argc > 3 ? argv[3] : "");
  for (const NamedStatement& statement : {kLookup, kSmall, kGroup}) {
    RunStatement(subject, statement, std::atof(argv[2]));
  }
}
