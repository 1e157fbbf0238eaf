// 64 clients that ask one server while it is in trouble: each query ends in its rows or in one
// clear error, within its deadline, and the pool is whole again soon after the server.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "arrow/cells.h"
#include "semaflow/engine.h"
#include "tests/chaos/private_server.h"

namespace semaflow::chaos {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

inline constexpr int kClients = 64;
inline constexpr int kPermits = 8;
inline constexpr std::int64_t kTimeoutMs = 1500;
inline constexpr std::int64_t kSlackMs = 5000;  // Of a machine that does other things as well.

class ChaosTest : public testing::Test {
 protected:
  // Each test leaves the server as it found it.
  static void SetUpTestSuite() { server_ptr_ = std::make_unique<PrivateServer>(); }
  static void TearDownTestSuite() { server_ptr_.reset(); }

  /// Adds the data source that Ask asks, at this port instead of the server's own.
  void AddSource(const std::string& port = {}) {
    auto backend = OpenPostgres(
        {.connection = server_.connection(), .port = port, .connect_timeout_ms = 1000});
    ASSERT_TRUE(backend) << FormatError(backend.error());
    ASSERT_TRUE(
        engine_.AddDataSource("shop", *backend, {.permits = kPermits, .queue_max = kClients}));
  }

  static CompiledQuery Query(std::string sql) {
    return {.sql = std::move(sql), .dialect = "postgres", .data_source = "shop"};
  }

  /// "2000 rows", when their first columns are 1, 2, 3, ...; or the code of the error.
  static std::string Outcome(Result<ResultStream> stream) {
    if (!stream) return std::string(InfoOf(stream.error().code).code);
    std::int64_t rows = 0;
    while (true) {
      auto batch = stream->Next();
      if (!batch) return std::string(InfoOf(batch.error().code).code);
      if (!*batch) return std::to_string(rows) + " rows";
      for (std::int64_t i = 0; i < (*batch)->num_rows(); ++i) {
        if (arrow::IntegerAt((*batch)->column(0), i) != ++rows) return "other rows";
      }
    }
  }
  std::string Outcome(const std::string& sql) {
    return Outcome(engine_.Execute(Query(sql), {.timeout_ms = kTimeoutMs}));
  }

  /// Clients ask one query after the other until `trouble` is over and a little longer.
  template <typename Trouble>
  std::map<std::string, int> AskDuring(Trouble trouble) {
    trouble_is_over_ = false;
    healed_ = std::nullopt;
    std::atomic<bool> is_over = false;
    std::mutex mutex;
    std::map<std::string, int> outcomes;
    std::vector<std::jthread> clients;
    for (int i = 0; i < kClients; ++i) {
      clients.emplace_back([&, i] {
        // Short and long ones, so that the trouble meets them everywhere.
        const int rows = i % 4 == 0 ? 40 : 2000;
        const std::string sql =
            fmt::format("SELECT n, pg_sleep({}) IS NULL AS slept FROM generate_series(1, {}) t(n)",
                        i % 4 == 0 ? 0.0005 : 0.0, rows);
        while (!is_over) {
          const bool is_after = trouble_is_over_;
          const auto begin = Clock::now();
          const std::string outcome = Outcome(sql);
          const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - begin);
          EXPECT_LT(took.count(), kTimeoutMs + kSlackMs) << outcome;
          const bool is_right = outcome == fmt::format("{} rows", rows);
          const std::lock_guard lock(mutex);
          ++outcomes[is_right ? "rows" : outcome];
          if (is_right && is_after && !healed_) healed_ = Clock::now();
        }
      });
    }
    std::this_thread::sleep_for(milliseconds(300));
    trouble();
    trouble_end_ = Clock::now();
    trouble_is_over_ = true;
    std::this_thread::sleep_for(milliseconds(500));
    is_over = true;
    clients.clear();
    return outcomes;
  }

  /// Rows, or: the server is not there, or the query was too late, in the queue or at work.
  static void ExpectClear(const std::map<std::string, int>& outcomes) {
    const std::set<std::string> clear = {"rows", "B001", "Q002", "Q004"};
    for (const auto& [outcome, count] : outcomes) {
      std::cout << count << " times " << outcome << "\n";
      EXPECT_TRUE(clear.contains(outcome)) << count << " times " << outcome;
    }
    EXPECT_GT(outcomes.at("rows"), 0);
  }

  void ExpectHealed() {
    while (!healed_ && Clock::now() - trouble_end_ < milliseconds(kSlackMs)) {
      if (Outcome("SELECT 1") == "1 rows") healed_ = Clock::now();
    }
    ASSERT_TRUE(healed_);
    const auto took = std::chrono::duration_cast<milliseconds>(*healed_ - trouble_end_).count();
    std::cout << "healed after " << took << " ms\n";
    EXPECT_EQ(Outcome("SELECT 1"), "1 rows");
    for (int i = 0; i < 100 && engine_.Metrics().data_sources[0].running > 0; ++i) {
      std::this_thread::sleep_for(milliseconds(20));
    }
    EXPECT_EQ(engine_.Metrics().data_sources[0].running, 0) << "all permits came back";
    EXPECT_LE(engine_.Metrics().data_sources[0].connections, kPermits);
  }

  /// How many sessions of ours run a statement like this pattern. Asks the server itself.
  static int CountRunning(const std::string& pattern) {
    auto watcher = *(*OpenPostgres({.connection = server_ptr_->connection()}))->Connect();
    auto rows = watcher->Execute(
        {.sql = "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE $1 AND "
                "application_name = 'semaflow' AND pid <> pg_backend_pid()",
         .parameters = {pattern}});
    int found = 0;
    while (auto batch = *(*rows)->Next()) found += static_cast<int>(batch->num_rows());
    return found;
  }

  static inline std::unique_ptr<PrivateServer> server_ptr_;
  PrivateServer& server_ = *server_ptr_;
  Engine engine_;

 private:
  std::atomic<bool> trouble_is_over_ = false;
  Clock::time_point trouble_end_;
  std::optional<Clock::time_point> healed_;  // When the first query since then was answered.
};

}  // namespace semaflow::chaos
