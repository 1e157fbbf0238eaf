// Statements as they run: streams, stopping, failing, and how much memory they take.
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <random>
#include <thread>

#include "tests/conformance/backend_under_test.h"

namespace semaflow::conformance {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

class RunningTest : public ConformanceTest {
 protected:
  // Reads to the end: rows, and the code of the error if there is one.
  static std::string Drain(Result<std::unique_ptr<BatchStream>> rows) {
    if (!rows) return CodeOf(rows.error());
    std::int64_t count = 0;
    while (true) {
      const auto batch = (*rows)->Next();
      if (!batch) return std::to_string(count) + " rows, " + CodeOf(batch.error());
      if (!*batch) return std::to_string(count) + " rows";
      EXPECT_GT((*batch)->num_rows(), 0);
      count += (*batch)->num_rows();
    }
  }
  std::string Drain(std::string sql, std::stop_token stop = {}) {
    return Drain(connection_->Execute({.sql = std::move(sql)}, std::move(stop)));
  }
};
SEMAFLOW_CONFORMANCE(RunningTest, AllBackends());

class SqlTest : public RunningTest {};
SEMAFLOW_CONFORMANCE(SqlTest, BackendsOfSql());

std::int64_t ResidentBytes() {
  std::ifstream status("/proc/self/statm");
  std::int64_t pages = 0;
  std::int64_t resident = 0;
  status >> pages >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

TEST_P(RunningTest, GivesAllRows) {
  EXPECT_EQ(Drain(With(database().numbers, 1)), "1 rows");
  EXPECT_EQ(Drain(With(database().numbers, 2049)), "2049 rows") << "one more than a chunk";
  EXPECT_EQ(Drain(With(database().numbers, kManyRows / 5)),
            std::to_string(kManyRows / 5) + " rows");
}

TEST_P(RunningTest, AnAnswerWithoutRowsHasItsColumns) {
  const auto rows = connection_->Execute({.sql = With(database().numbers, 0)});
  ASSERT_TRUE(rows);
  EXPECT_EQ((*rows)->columns().size(), 1U);
  EXPECT_EQ((*rows)->columns()[0].name, "n");
  EXPECT_EQ((*rows)->columns()[0].type.kind, TypeKind::kInteger);
  EXPECT_EQ((*rows)->schema()->n_children, 1);
  EXPECT_FALSE((*rows)->Next()->has_value());
  EXPECT_FALSE((*rows)->Next()->has_value());
}

TEST_P(RunningTest, ColumnsHaveTheNamesThatWereAsked) {
  std::vector<ColumnInfo> asked = {{.name = "o.\"odd\" name", .is_measure = true, .format = ",d"}};
  const auto rows =
      connection_->Execute({.sql = With(database().numbers, 1), .columns = std::move(asked)});
  ASSERT_TRUE(rows);
  const ColumnInfo& column = (*rows)->columns()[0];
  EXPECT_EQ(column.name, "o.\"odd\" name");
  EXPECT_EQ(column.format, ",d");
  EXPECT_TRUE(column.is_measure);
  EXPECT_EQ(column.type.kind, TypeKind::kInteger);
  EXPECT_STREQ((*rows)->schema()->children[0]->name, "o.\"odd\" name");
}

TEST_P(RunningTest, RowsComeWhileTheStatementRuns) {
  auto rows = connection_->Execute({.sql = std::string(database().endless_rows)});
  ASSERT_TRUE(rows);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE((*rows)->Next()->has_value());
  rows->reset();
  EXPECT_EQ(Drain(With(database().numbers, 5)), "5 rows") << "the connection is free again";
}

TEST_P(RunningTest, AStreamThatIsDroppedWhileItWorksEndsSoon) {
  const auto begin = Clock::now();
  auto rows = connection_->Execute({.sql = std::string(database().few_rows_then_endless)});
  ASSERT_TRUE(rows);
  ASSERT_TRUE((*rows)->Next()->has_value());
  rows->reset();
  EXPECT_EQ(Drain(With(database().numbers, 5)), "5 rows");
  EXPECT_LT(Clock::now() - begin, milliseconds(2000));
}

TEST_P(RunningTest, AMillionRowsTakeTheMemoryOfAFew) {
  Drain(With(database().numbers, 100'000));  // whatever is made once
  const std::int64_t before = ResidentBytes();
  // 40 MB of numbers.
  EXPECT_EQ(Drain(With(database().numbers, kManyRows)), std::to_string(kManyRows) + " rows");
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // They keep what was freed.
  EXPECT_LT(ResidentBytes() - before, 24 << 20);
#else
  static_cast<void>(before);
#endif
}

// Its engine then frees the permit before anybody has read.
TEST_P(SqlTest, AnAnswerOfAFewRowsIsKnownToEnd) {
  auto few = connection_->Execute({.sql = With(database().numbers, 5)});
  ASSERT_TRUE(few);
  EXPECT_FALSE((*few)->AtEnd());
  EXPECT_EQ((*(*few)->Next())->num_rows(), 5);
  EXPECT_EQ((*few)->AtEnd(), database().name != "pgbouncer") << "there its transaction is open";
  few->reset();
  auto many = connection_->Execute({.sql = With(database().numbers, 100'000)});
  ASSERT_TRUE((*many)->Next()->has_value());
  EXPECT_FALSE((*many)->AtEnd());
}

TEST_P(SqlTest, OneStatementAtATimeAndNotTwo) {
  for (const char* sql : {"SELECT 1; SELECT 2", "", "-- nothing", "SELECT 1 SELECT 2"}) {
    EXPECT_EQ(Drain(std::string(sql)), "B002") << sql;
  }
  EXPECT_EQ(Drain(std::string("SELECT 1;\0 garbage", 18)), "B002");
  EXPECT_EQ(Drain(std::string("SELECT 1;")), "1 rows");
}

TEST_P(RunningTest, MistakesInTheTextAreRefusals) {
  for (const char* sql : {"SELEC 1", "SELECT * FROM no_such_table", "SELECT no_such_function(1)",
                          "SELECT no_such_column FROM (VALUES (1)) t(n)"}) {
    const auto rows = connection_->Execute({.sql = sql});
    ASSERT_FALSE(rows) << sql;
    EXPECT_EQ(CodeOf(rows.error()), "B002") << sql;
    EXPECT_THAT(rows.error().message, testing::Not(testing::HasSubstr("\n")));
  }
  EXPECT_EQ(Drain(With(database().numbers, 5)), "5 rows") << "a refusal leaves nothing behind";
}

TEST_P(RunningTest, FailuresWhileItRunsComeAfterTheRows) {
  EXPECT_THAT(Drain(With(database().fails_late, kManyRows)), testing::EndsWith("rows, B003"));
  auto rows = connection_->Execute({.sql = With(database().fails_late, 500'000)});
  ASSERT_TRUE(rows);
  Result<std::optional<RecordBatch>> next = std::nullopt;
  do {
    next = (*rows)->Next();
  } while (next && *next);
  ASSERT_FALSE(next) << "an end would hide the failure";
  EXPECT_EQ(CodeOf((*rows)->Next().error()), "B003") << "an error stays";
  rows->reset();
  EXPECT_EQ(Drain(With(database().numbers, 5)), "5 rows");
}

TEST_P(RunningTest, StopsSoonWhileItWorks) {
  for (const auto& sql : {database().endless, database().endless_rows}) {
    std::stop_source stop;
    std::jthread stopper([&] {
      std::this_thread::sleep_for(milliseconds(50));
      stop.request_stop();
    });
    const auto begin = Clock::now();
    EXPECT_THAT(Drain(std::string(sql), stop.get_token()), testing::EndsWith("Q005"));
    EXPECT_LT(Clock::now() - begin, milliseconds(2000));
    EXPECT_EQ(Drain(With(database().numbers, 5)), "5 rows") << "it reaches no later statement";
  }
}

TEST_P(RunningTest, StopsBeforeItBegins) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(Drain(std::string(database().endless), stop.get_token()), "Q005");
  EXPECT_EQ(Drain(With(database().numbers, 5)), "5 rows");
}

TEST_P(RunningTest, AStopAtAnyMomentIsNeverLost) {
  std::mt19937 random(20240229);
  for (int i = 0; i < 150; ++i) {
    std::stop_source stop;
    std::jthread stopper([&, delay = random() % 2000] {
      std::this_thread::sleep_for(std::chrono::microseconds(delay));
      stop.request_stop();
    });
    const auto begin = Clock::now();
    EXPECT_THAT(Drain(std::string(database().endless), stop.get_token()),
                testing::EndsWith("Q005"));
    ASSERT_LT(Clock::now() - begin, milliseconds(5000)) << "lost in round " << i;
  }
}

TEST_P(RunningTest, AStopAfterTheEndIsHarmless) {
  std::stop_source stop;
  auto rows = connection_->Execute({.sql = With(database().numbers, 5)}, stop.get_token());
  ASSERT_TRUE(rows);
  while (*(*rows)->Next()) {
  }
  stop.request_stop();
  const auto end = (*rows)->Next();
  ASSERT_TRUE(end) << "the answer was complete";
  EXPECT_FALSE(end->has_value());
  rows->reset();
  EXPECT_EQ(Drain(With(database().numbers, 5)), "5 rows");
}

TEST_P(RunningTest, ConnectionsRunBesideEachOther) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      auto connection = backend_->Connect();
      ASSERT_TRUE(connection);
      for (int round = 0; round < 20; ++round) {
        EXPECT_EQ(Drain((*connection)->Execute({.sql = With(database().numbers, 3000)})),
                  "3000 rows");
      }
    });
  }
}

TEST_P(RunningTest, ProgressIsAShareOrNotKnown) {
  std::stop_source stop;
  std::jthread watcher([&] {
    for (int i = 0; i < 20; ++i) {
      std::this_thread::sleep_for(milliseconds(5));
      const auto progress = connection_->Progress();
      EXPECT_GE(progress.value_or(0), 0);
      EXPECT_LE(progress.value_or(0), 1);
    }
    stop.request_stop();
  });
  EXPECT_EQ(Drain(std::string(database().endless), stop.get_token()), "Q005");
}

TEST_P(RunningTest, AnEngineStopsItAtItsDeadline) {
  Engine engine;
  ASSERT_TRUE(engine.AddDataSource("x", backend_));
  const auto query = [this](std::string_view sql) {
    return CompiledQuery{.sql = std::string(sql),
                         .dialect = std::string(backend_->dialect_name()),
                         .data_source = "x"};
  };
  const auto begin = Clock::now();
  const auto late = engine.Execute(query(database().endless), {.timeout_ms = 50});
  ASSERT_FALSE(late);
  EXPECT_EQ(CodeOf(late.error()), "Q004");
  auto stream = engine.Execute(query(With(database().numbers, 100'000)));
  ASSERT_TRUE(stream);
  std::int64_t rows = 0;
  while (auto batch = *stream->Next()) rows += batch->num_rows();
  EXPECT_EQ(rows, 100'000);
  auto endless = engine.Execute(query(database().endless_rows));
  ASSERT_TRUE(endless);
  engine.Close();
  EXPECT_LT(Clock::now() - begin, milliseconds(5000)) << "closing stops what runs";
}

#if !defined(__SANITIZE_THREAD__)  // It ends a process that was forked from one with threads.
TEST_P(SqlTest, AForkedProcessHasNoSessions) {
  const pid_t child = fork();
  if (child == 0) {
    const auto connection = backend_->Connect();
    _exit(!connection && connection.error().code == ErrorCode::kForked ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(Rows("SELECT 1"), "[[1]]") << "the parent goes on";
}
#endif

}  // namespace
}  // namespace semaflow::conformance
