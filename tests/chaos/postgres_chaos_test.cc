// A real server that is stopped, killed, restarted and frozen, and sessions that are terminated,
// while clients ask.
#include "tests/chaos/chaos_test.h"

namespace semaflow::chaos {
namespace {

class PostgresChaos : public ChaosTest {
 protected:
  void SetUp() override { AddSource(); }
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
  const auto count = [] { return CountRunning("%pg_sleep(30)%"); };
  std::vector<QueryHandle> handles;
  const auto completions = std::make_shared<std::atomic<int>>(0);
  for (int i = 0; i < kPermits; ++i) {
    handles.push_back(engine_.Submit(Query("SELECT pg_sleep(30) IS NULL AS slept"), {},
                                     [completions](const auto&) { ++*completions; }));
  }
  for (int i = 0; i < 500 && count() < kPermits; ++i) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_EQ(count(), kPermits) << "they run";
  for (const QueryHandle& handle : handles) handle.Cancel();
  for (int i = 0; i < 200 && engine_.Metrics().data_sources[0].running > 0; ++i) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  for (int i = 0; i < 500 && *completions < kPermits; ++i) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_EQ(*completions, kPermits);
  EXPECT_EQ(count(), 0);
}

}  // namespace
}  // namespace semaflow::chaos
