// A real server that is stopped, killed, restarted and frozen, and sessions that are terminated,
// while clients ask: each query ends in its rows or in one clear error, within its deadline, and
// the pool is whole again soon after the server.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "semaflow/engine.h"
#include "tests/chaos/private_server.h"

namespace semaflow::chaos {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr int kClients = 64;
constexpr std::int64_t kTimeoutMs = 1500;
constexpr std::int64_t kSlackMs = 5000;  // Of a machine that does other things as well.
constexpr int kRows = 2000;

class PostgresChaos : public testing::Test {
 protected:
  // Each test leaves the server as it found it.
  static void SetUpTestSuite() { server_ptr_ = std::make_unique<PrivateServer>(); }
  static void TearDownTestSuite() { server_ptr_.reset(); }

  void SetUp() override {
    auto backend = OpenPostgres({.connection = server_.connection(), .connect_timeout_ms = 1000});
    ASSERT_TRUE(backend) << FormatError(backend.error());
    ASSERT_TRUE(engine_.AddDataSource("shop", *backend, {.permits = 8, .queue_max = kClients}));
  }

  Result<ResultStream> Ask(const std::string& sql) {
    return engine_.Execute({.sql = sql, .dialect = "postgres", .data_source = "shop"},
                           {.timeout_ms = kTimeoutMs});
  }

  // "2000 rows", or the code of the error.
  std::string Outcome(const std::string& sql) {
    auto stream = Ask(sql);
    if (!stream) return std::string(InfoOf(stream.error().code).code);
    std::int64_t rows = 0;
    while (true) {
      auto batch = stream->Next();
      if (!batch) return std::string(InfoOf(batch.error().code).code);
      if (!*batch) return std::to_string(rows) + " rows";
      rows += (*batch)->num_rows();
    }
  }

  // Clients ask one query after the other until `trouble` is over and a little longer.
  template <typename Trouble>
  std::map<std::string, int> AskDuring(Trouble trouble) {
    std::atomic<bool> is_over = false;
    std::mutex mutex;
    std::map<std::string, int> outcomes;
    std::vector<std::jthread> clients;
    for (int i = 0; i < kClients; ++i) {
      clients.emplace_back([&, i] {
        // Short and long ones, so that the trouble meets them everywhere.
        const std::string sql =
            fmt::format("SELECT n, pg_sleep({}) IS NULL AS slept FROM generate_series(1, {}) t(n)",
                        i % 4 == 0 ? 0.0005 : 0.0, i % 4 == 0 ? 40 : kRows);
        while (!is_over) {
          const auto begin = Clock::now();
          const std::string outcome = Outcome(sql);
          const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - begin);
          EXPECT_LT(took.count(), kTimeoutMs + kSlackMs) << outcome;
          const std::lock_guard lock(mutex);
          ++outcomes[outcome == "40 rows" ? "rows" : outcome == "2000 rows" ? "rows" : outcome];
        }
      });
    }
    std::this_thread::sleep_for(milliseconds(300));
    trouble();
    std::this_thread::sleep_for(milliseconds(500));
    is_over = true;
    clients.clear();
    return outcomes;
  }

  // Rows, or: the server is not there, or the query was too late, in the queue or at work.
  static void ExpectClear(const std::map<std::string, int>& outcomes) {
    const std::set<std::string> clear = {"rows", "B001", "Q002", "Q004"};
    for (const auto& [outcome, count] : outcomes) {
      EXPECT_TRUE(clear.contains(outcome)) << count << " times " << outcome;
    }
    EXPECT_GT(outcomes.at("rows"), 0);
  }

  void ExpectHealed() {
    const auto begin = Clock::now();
    while (Outcome("SELECT 1") != "1 rows" && Clock::now() - begin < milliseconds(kSlackMs)) {
      std::this_thread::sleep_for(milliseconds(20));
    }
    const auto healed = std::chrono::duration_cast<milliseconds>(Clock::now() - begin).count();
    std::cout << "healed after " << healed << " ms\n";
    EXPECT_LT(healed, kSlackMs);
    for (int i = 0; i < 100 && engine_.Metrics().data_sources[0].running > 0; ++i) {
      std::this_thread::sleep_for(milliseconds(20));
    }
    EXPECT_EQ(engine_.Metrics().data_sources[0].running, 0) << "all permits came back";
    EXPECT_LE(engine_.Metrics().data_sources[0].connections, 8);
  }

  static inline std::unique_ptr<PrivateServer> server_ptr_;
  PrivateServer& server_ = *server_ptr_;
  Engine engine_;
};

TEST_F(PostgresChaos, TheServerIsRestarted) {
  const auto outcomes = AskDuring([this] {
    server_.Stop();
    std::this_thread::sleep_for(milliseconds(200));
    server_.Start();
  });
  ExpectClear(outcomes);
  ExpectHealed();
}

TEST_F(PostgresChaos, TheServerIsKilled) {
  const auto outcomes = AskDuring([this] {
    server_.Kill();
    std::this_thread::sleep_for(milliseconds(100));
    server_.Start();
  });
  ExpectClear(outcomes);
  ExpectHealed();
}

TEST_F(PostgresChaos, TheServerIsFrozen) {
  const auto outcomes = AskDuring([this] {
    server_.Freeze();
    std::this_thread::sleep_for(milliseconds(4000));
    server_.Thaw();
  });
  ExpectClear(outcomes);
  EXPECT_GT(outcomes.at("Q004"), 0) << "deadlines hold without the server";
  ExpectHealed();
}

TEST_F(PostgresChaos, SessionsAreTerminated) {
  const auto outcomes = AskDuring([this] {
    for (int i = 0; i < 5; ++i) {
      auto backend = OpenPostgres({.connection = server_.connection() + " application_name=chaos"});
      ASSERT_TRUE(backend) << FormatError(backend.error());
      auto connection = (*backend)->Connect();
      ASSERT_TRUE(connection);
      auto rows = (*connection)
                      ->Execute({.sql = "SELECT count(pg_terminate_backend(pid)) FROM "
                                        "pg_stat_activity WHERE application_name = 'semaflow'"});
      ASSERT_TRUE(rows) << FormatError(rows.error());
      EXPECT_TRUE((*rows)->Next());
      std::this_thread::sleep_for(milliseconds(50));
    }
  });
  ExpectClear(outcomes);
  ExpectHealed();
}

// What was cancelled no longer runs in the database.
TEST_F(PostgresChaos, NothingRunsOnAfterACancel) {
  const std::string running =
      "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(30)%' AND "
      "pid <> pg_backend_pid()";
  auto watcher = *(*OpenPostgres({.connection = server_.connection()}))->Connect();
  const auto count = [&] {
    auto rows = watcher->Execute({.sql = running});
    std::int64_t found = 0;
    while (auto batch = *(*rows)->Next()) found += batch->num_rows();
    return found;
  };
  std::vector<QueryHandle> handles;
  const auto completions = std::make_shared<std::atomic<int>>(0);
  for (int i = 0; i < 8; ++i) {
    handles.push_back(
        engine_.Submit({.sql = "SELECT pg_sleep(30) IS NULL AS slept",
                        .dialect = "postgres",
                        .data_source = "shop"},
                       {}, [completions](const Result<ResultStream>&) { ++*completions; }));
  }
  for (int i = 0; i < 500 && count() < 8; ++i) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_EQ(count(), 8) << "they run";
  for (const QueryHandle& handle : handles) handle.Cancel();
  for (int i = 0; i < 200 && engine_.Metrics().data_sources[0].running > 0; ++i) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  for (int i = 0; i < 500 && *completions < 8; ++i) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_EQ(*completions, 8);
  EXPECT_EQ(count(), 0);
}

}  // namespace
}  // namespace semaflow::chaos
