// soak SECONDS SERVER: mixed load on DuckDB and PostgreSQL at once, in one engine: small answers,
// large ones, failing and endless statements, cancels at random moments, streams that are dropped,
// deadlines, slow readers, three tenants. SERVER is a libpq connection string. A line each few
// seconds tells what was done, the resident memory and the connections. Ends with 1 where
//   - a query ended in a way that its kind does not allow,
//   - memory grew: the median of the last tenth of the time is above that of the second tenth (of
//     ten minutes: the last and the second minute) by more than 5 % and more than 8 MB, beyond what
//     DuckDB itself keeps of its small queries until its database is closed: that is measured
//     first, with its raw client,
//   - a connection was lost: the server's sessions after the second tenth are those at the end, and
//     each source has one for each of its permits,
//   - a statement still ran in the server after the last query had ended.
#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <future>
#include <memory>
#include <mutex>
#include <random>
#include <set>
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
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int kClients = 12;  ///< For each database.
constexpr int kPermits = 4;
constexpr std::string_view kApplication = "semaflow-soak";
constexpr double kMegabyte = 1024.0 * 1024.0;

constexpr std::string_view kFailing =
    "SELECT sum(1 / (id - 999999)) AS x, count(*) AS n FROM events WHERE name <> $1 "
    "AND CAST(name AS integer) > 0";
// Hours on any machine, and at work in every moment.
constexpr std::string_view kEndless =
    "SELECT count(*) AS n FROM events AS a CROSS JOIN events AS b WHERE a.score + b.score < 0 "
    "AND a.name <> $1";

/// What a client does with one query.
enum class Kind : std::uint8_t {
  kSmall,
  kLarge,
  kFailing,
  kCancelled,
  kDropped,
  kDeadline,
  kSlow,
};
constexpr std::size_t kKinds = 7;
constexpr std::array<std::string_view, kKinds> kKindNames = {
    "small", "large", "failing", "cancelled", "dropped", "deadline", "slow"};
/// How often each is asked.
constexpr std::array<double, kKinds> kWeights = {60, 6, 10, 12, 6, 3, 3};

struct Counts {
  std::array<std::atomic<std::int64_t>, kKinds> queries{};
  std::array<std::atomic<std::int64_t>, kKinds> stopped{};  ///< Ended by their cancel, ...
  std::atomic<std::int64_t> rows = 0;
  std::atomic<std::int64_t> unexpected = 0;
  std::atomic<std::int64_t> small_of_duckdb = 0;
};

class Client {
 public:
  Client(Engine& engine, std::string dialect, unsigned seed, Counts& counts)
      : engine_(engine), dialect_(std::move(dialect)), random_(seed), counts_(counts) {
    tenant_ = fmt::format("tenant {}", seed % 3);
  }

  void Run(Kind kind) {
    const std::string end = Ask(kind);
    ++counts_.queries[static_cast<std::size_t>(kind)];
    if (kind == Kind::kSmall && dialect_ == "duckdb") ++counts_.small_of_duckdb;
    if (end != "rows") ++counts_.stopped[static_cast<std::size_t>(kind)];
    if (Expected(kind).contains(end)) return;
    ++counts_.unexpected;
    fmt::print("UNEXPECTED: {} on {} ended with {} {}\n",
               kKindNames[static_cast<std::size_t>(kind)], dialect_, end, message_);
  }

  Kind Pick() {
    return static_cast<Kind>(
        std::discrete_distribution<int>(kWeights.begin(), kWeights.end())(random_));
  }

 private:
  static std::set<std::string> Expected(Kind kind) {
    switch (kind) {
      case Kind::kSmall:
      case Kind::kLarge:
      case Kind::kSlow:
        return {"rows"};
      case Kind::kFailing:
        return {"B003"};
      case Kind::kCancelled:
        return {"rows", "Q005"};
      case Kind::kDropped:
        return {"dropped", "rows"};
      case Kind::kDeadline:
        return {"Q004"};
    }
    return {};
  }

  int Random(int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random_);
  }

  CompiledQuery QueryFor(Kind kind) {
    CompiledQuery query = QueryOf(random_() % 2 == 0 ? kLookup : kSmall, dialect_);
    if (kind == Kind::kLarge || kind == Kind::kDropped || kind == Kind::kSlow) {
      query.sql = kStream.sql;
    } else if (kind == Kind::kFailing) {
      query.sql = kFailing;
    } else if (kind == Kind::kDeadline) {
      query.sql = kEndless;
    } else if (kind == Kind::kCancelled) {
      query.sql = std::array{kLookup.sql, kStream.sql, kGroup.sql, kEndless}[Random(0, 3)];
    }
    return query;
  }

  /// How it ended: "rows", "dropped" or the code of its error.
  std::string Ask(Kind kind) {
    CompiledQuery query = QueryFor(kind);
    QueryOptions options{.tenant = tenant_};
    if (kind == Kind::kDeadline) options.timeout_ms = Random(20, 400);
    auto promise = std::make_shared<std::promise<Result<ResultStream>>>();
    auto result = promise->get_future();
    const QueryHandle handle = engine_.Submit(
        std::move(query), std::move(options),
        [promise](Result<ResultStream> stream) { promise->set_value(std::move(stream)); });
    std::thread canceller;
    if (kind == Kind::kCancelled) {
      canceller = std::thread([handle, after = milliseconds(Random(0, 60))] {
        std::this_thread::sleep_for(after);
        handle.Cancel();
      });
    }
    Result<ResultStream> stream = result.get();
    const std::string end = stream ? Read(kind, *stream) : CodeOf(stream.error());
    if (canceller.joinable()) canceller.join();
    return end;
  }

  std::string CodeOf(const Error& error) {
    message_ = error.message;
    return std::string(InfoOf(error.code).code);
  }

  std::string Read(Kind kind, ResultStream& stream) {
    for (int batches = 0; true; ++batches) {
      if (kind == Kind::kDropped && batches == 2) return "dropped";
      if (kind == Kind::kSlow && batches < 20) std::this_thread::sleep_for(milliseconds(20));
      auto batch = stream.Next();
      if (!batch) return CodeOf(batch.error());
      if (!*batch) return "rows";
      counts_.rows += (*batch)->num_rows();
    }
  }

  Engine& engine_;
  const std::string dialect_;
  std::mt19937 random_;
  Counts& counts_;
  std::string tenant_;
  std::string message_;  ///< Of the last error.
};

/// Of this process.
double ResidentMegabytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t size = 0;
  std::int64_t resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident * ::sysconf(_SC_PAGESIZE)) / kMegabyte;
}

void Add(Engine& engine, const std::string& dialect, std::shared_ptr<Backend> backend) {
  // Little may wait for slow readers: it comes and goes, and would hide what only grows.
  const DataSourceOptions options{.permits = kPermits,
                                  .queue_timeout_ms = 120'000,
                                  .idle_timeout_ms = 0,
                                  .queue_bytes_max = std::size_t{2} << 20};
  Need(engine.AddDataSource(dialect, std::move(backend), options));
}

std::shared_ptr<Backend> OpenDuckDbEvents() {
  auto backend = Need(OpenDuckDb({.memory_limit = "1GB"}));
  MakeEvents(*backend);
  return backend;
}

void PrintProgress(double seconds, double memory, const Counts& counts,
                   const EngineMetrics& metrics) {
  std::int64_t queries = 0;
  for (const auto& one : counts.queries) queries += one;
  std::string sources;
  for (const DataSourceMetrics& source : metrics.data_sources) {
    sources += fmt::format(", {}: {} run, {} wait, {} connections", source.name, source.running,
                           source.waiting, source.connections);
  }
  fmt::print("{:5.0f} s: {} queries, {} rows, {} cancelled, {:.1f} MB{}\n", seconds, queries,
             counts.rows.load(), counts.stopped[static_cast<std::size_t>(Kind::kCancelled)].load(),
             memory, sources);
  std::fflush(stdout);
}

/// Bytes that the raw client's process has more after each query of Kind::kSmall.
double BytesKeptByDuckDb() {
  RawDuckDb raw("");
  MakeEvents(raw);
  const duckdb_prepared_statement statements[] = {raw.Keep(QueryOf(kLookup, "duckdb")),
                                                  raw.Keep(QueryOf(kSmall, "duckdb"))};
  const auto run = [&](int times) {
    for (int i = 0; i < times; ++i) raw.Run(statements[i % 2], RawDuckDb::With::kArrow);
    const struct mallinfo2 memory = ::mallinfo2();
    return static_cast<double>(memory.uordblks + memory.hblkhd);
  };
  constexpr int kRuns = 500;
  const double before = run(kRuns);
  return std::max(0.0, (run(kRuns) - before) / kRuns);
}

/// The median of a tenth of the samples, which came at even times.
double MedianOfTenth(const std::vector<double>& samples, int tenth) {
  const auto at = [&](std::size_t i) {
    return samples.begin() + static_cast<std::ptrdiff_t>(i * samples.size() / 10);
  };
  const auto begin = static_cast<std::size_t>(tenth - 1);
  return Median({at(begin), at(begin + 1)});
}

/// The processes of our sessions at the server.
std::vector<std::string> Sessions(RawPostgres& server, std::string_view condition) {
  return server.Texts(fmt::format(
      "SELECT pid FROM pg_stat_activity WHERE application_name = '{}' AND {} ORDER BY pid",
      kApplication, condition));
}

/// Says what is wrong, and that something is.
bool Complain(bool wrong, const std::string& what) {
  if (wrong) fmt::print("NOT KEPT: {}\n", what);
  return wrong;
}

/// What is left when all clients have ended.
bool IsAllWell(Engine& engine, RawPostgres& server, const std::vector<std::string>& sessions,
               const std::vector<double>& memory, double kept_by_duckdb, const Counts& counts) {
  std::int64_t lost = 0;
  for (int tries = 0; tries < 500; ++tries) {
    lost = 0;
    std::int64_t running = 0;
    for (const DataSourceMetrics& source : engine.Metrics().data_sources) {
      running += source.running;
      lost += kPermits - source.connections;
    }
    if (running == 0) break;
    std::this_thread::sleep_for(milliseconds(10));
  }
  const double before = MedianOfTenth(memory, 2);
  const double after = MedianOfTenth(memory, 10);
  fmt::print(
      "memory: {:.1f} MB in the second tenth, {:.1f} MB in the last, {:.1f} MB at most; "
      "DuckDB itself kept {:.1f} MB of the small queries between\n",
      before, after, *std::max_element(memory.begin(), memory.end()), kept_by_duckdb);
  const std::vector<std::string> last = Sessions(server, "true");
  const std::vector<std::string> active = Sessions(server, "state = 'active'");
  fmt::print("sessions of the server: {} then, {} now, {} at work\n", sessions.size(), last.size(),
             active.size());
  bool wrong = Complain(counts.unexpected > 0, "queries ended otherwise than they may");
  wrong |= Complain(after > before + kept_by_duckdb + std::max(before * 0.05, 8.0), "memory grew");
  wrong |= Complain(lost != 0 || last != sessions, "connections were lost");
  wrong |= Complain(!active.empty(), "statements still run in the server");
  return !wrong;
}

void PrintKinds(const Counts& counts) {
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    fmt::print("{:10} {:8} queries, {:8} of them ended before their last row\n", kKindNames[kind],
               counts.queries[kind].load(), counts.stopped[kind].load());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return fmt::print(stderr, "usage: soak SECONDS SERVER\n"), 2;
  const double seconds = std::atof(argv[1]);
  MakePostgresEvents(argv[2]);
  RawPostgres server(argv[2]);
  const double bytes_kept = BytesKeptByDuckDb();
  fmt::print("DuckDB itself keeps {:.0f} bytes of a small query\n", bytes_kept);
  Counts counts;
  Engine engine;
  Add(engine, "duckdb", OpenDuckDbEvents());
  Add(engine, "postgres",
      Need(OpenPostgres(
          {.connection = fmt::format("{} application_name={}", argv[2], kApplication)})));
  std::atomic<bool> is_over = false;
  std::vector<std::thread> clients;
  for (unsigned i = 0; i < 2 * kClients; ++i) {
    clients.emplace_back([&, i] {
      Client client(engine, i % 2 == 0 ? "duckdb" : "postgres", i, counts);
      while (!is_over) client.Run(client.Pick());
    });
  }
  const auto begin = Clock::now();
  const auto passed = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  std::vector<double> memory;
  std::vector<std::string> sessions;
  std::int64_t first_queries = 0;  ///< Small ones of DuckDB, in the middle of the second tenth.
  std::int64_t last_queries = 0;
  constexpr int kSamples = 1000;
  for (int sample = 1; sample <= kSamples; ++sample) {
    std::this_thread::sleep_until(begin +
                                  std::chrono::duration_cast<Clock::duration>(
                                      std::chrono::duration<double>(seconds * sample / kSamples)));
    memory.push_back(ResidentMegabytes());
    const std::int64_t queries = counts.small_of_duckdb;
    if (sample == kSamples * 15 / 100) first_queries = queries;
    if (sample == kSamples * 95 / 100) last_queries = queries;
    if (sample == kSamples / 5) sessions = Sessions(server, "true");
    if (sample % 10 == 0) PrintProgress(passed(), memory.back(), counts, engine.Metrics());
  }
  is_over = true;
  for (std::thread& client : clients) client.join();
  PrintKinds(counts);
  const double kept = bytes_kept * static_cast<double>(last_queries - first_queries) / kMegabyte;
  const bool is_well = IsAllWell(engine, server, sessions, memory, kept, counts);
  fmt::print("soak: {}\n", is_well ? "all well" : "FAILED");
  return is_well ? 0 : 1;
}
