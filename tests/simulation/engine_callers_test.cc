// Callers that wait and work on their own queries, on the fake backend. `make tsan` runs this under
// ThreadSanitizer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "backends/fake.h"
#include "semaflow/engine.h"
#include "tests/simulation/engine_under_test.h"

namespace semaflow {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

class Callers : public EngineUnderTest {
 protected:
  using EngineUnderTest::EngineUnderTest;
  // With a session that is open: elsewhere a worker would open it.
  void AddOpen(const DataSourceOptions& options = {}) {
    Add(options);
    EXPECT_EQ(Read(*Submit("rows=1").result.get()), "1 rows");
    WaitForIdle();
  }
  // Executes on a thread of its own.
  std::future<std::string> Ask(const std::string& words, QueryOptions options = {}) {
    return std::async(std::launch::async, [this, words, options] {
      auto stream = engine_.Execute(Query(words), options);
      return stream ? Read(*stream) : CodeOf(stream.error());
    });
  }
  bool AskedHere() const { return backend_->thread() == std::this_thread::get_id(); }
};

class WorkingCaller : public Callers, public testing::WithParamInterface<bool> {
 protected:
  WorkingCaller() : Callers(GetParam()) {}
};

TEST_P(WorkingCaller, AsksOnItsOwnThread) {
  AddOpen();
  EXPECT_EQ(Read(*engine_.Execute(Query("rows=10 knows_end"))), "10 rows");
  EXPECT_TRUE(AskedHere());
  EXPECT_EQ(CodeOf(engine_.Execute(Query("fail")).error()), "B002");
  EXPECT_TRUE(AskedHere());
  EXPECT_EQ(Read(*Submit("rows=10 knows_end").result.get()), "10 rows");
  EXPECT_FALSE(AskedHere()) << "Submit returns at once";
  EXPECT_EQ(Metrics().connections, 1) << "all three shared it";
}

TEST_P(WorkingCaller, OpensNoSessionElsewhere) {
  Add();
  EXPECT_EQ(Read(*engine_.Execute(Query("rows=10 knows_end"))), "10 rows");
  EXPECT_EQ(AskedHere(), GetParam());
  WaitForIdle();
  backend_->LoseConnections();
  EXPECT_EQ(Read(*engine_.Execute(Query("rows=10 knows_end"))), "10 rows");
  EXPECT_EQ(AskedHere(), GetParam());
  WaitForIdle();
  EXPECT_EQ(Read(*engine_.Execute(Query("rows=10 knows_end"))), "10 rows");
  EXPECT_TRUE(AskedHere());
  EXPECT_EQ(backend_->connections(), 1);
}

TEST_P(WorkingCaller, LeavesToAWorkerWhatHasToWait) {
  AddOpen({.permits = 1});
  auto holder = Submit("hold");
  while (!holder.handle.Progress()) std::this_thread::sleep_for(milliseconds(1));
  auto asked = Ask("rows=10");
  while (Metrics().waiting == 0) std::this_thread::sleep_for(milliseconds(1));
  backend_->Release();
  EXPECT_EQ(CodeOf(holder.result), "rows");
  EXPECT_EQ(asked.get(), "10 rows");
}

// The first rows are there when Execute returns; a worker waits with the others for their reader.
TEST_P(WorkingCaller, LeavesALongAnswerToAWorker) {
  AddOpen({.permits = 1, .queue_bytes_max = 1000});
  auto stream = engine_.Execute(Query("rows=100000 batch=10"));
  ASSERT_TRUE(stream);
  EXPECT_TRUE(AskedHere());
  EXPECT_EQ(Metrics().running, 1);
  EXPECT_EQ(Read(*stream), "100000 rows");
  EXPECT_EQ(Read(*engine_.Execute(Query("rows=3"))), "3 rows");
  EXPECT_EQ(Metrics().connections, 1);
}

TEST_P(WorkingCaller, IsStoppedAsAWorkerIs) {
  AddOpen({.permits = 2});
  EXPECT_EQ(Ask("block", {.timeout_ms = 20}).get(), "Q004");
  auto first = Ask("block");
  auto second = Ask("rows=100 block_at=0");
  while (Metrics().running < 2) std::this_thread::sleep_for(milliseconds(1));
  auto third = Ask("rows=1");
  while (Metrics().waiting == 0) std::this_thread::sleep_for(milliseconds(1));
  engine_.Close();
  EXPECT_EQ(backend_->streams(), 0) << "Close has waited for them";
  EXPECT_EQ(backend_->connections(), 0);
  for (auto* asked : {&first, &second, &third}) EXPECT_EQ(asked->get(), "Q006");
}

// Closing at any moment of a hand-over: the worker that would take it may have left.
TEST_P(WorkingCaller, LeavesNothingBehindACloseAtAnyMoment) {
  for (int round = 0; round < 300; ++round) {
    const auto backend = std::make_shared<FakeBackend>(GetParam());
    Engine engine;
    ASSERT_TRUE(engine.AddDataSource("shop", backend, {.permits = 2, .queue_bytes_max = 100}));
    EXPECT_EQ(Read(*engine.Execute(Query("rows=40"))), "40 rows") << "a worker waits from now on";
    auto asked = std::async(std::launch::async, [&engine] {
      auto stream = engine.Execute(Query("rows=1000"));
      return stream ? Read(*stream) : CodeOf(stream.error());
    });
    std::this_thread::sleep_for(std::chrono::microseconds(round));
    engine.Close();
    EXPECT_THAT(asked.get(), testing::AnyOf("1000 rows", HasSubstr("Q006")));
    EXPECT_EQ(backend->streams(), 0);
    EXPECT_EQ(backend->connections(), 0);
    EXPECT_EQ(engine.Metrics().data_sources.at(0).running, 0);
  }
}

TEST_P(WorkingCaller, OfManyAllHaveTheirRows) {
  AddOpen({.permits = 3, .queue_max = 100});
  std::vector<std::future<std::string>> asked;
  for (int i = 0; i < 8; ++i) {
    asked.push_back(std::async(std::launch::async, [this] {
      std::string last;
      for (int k = 0; k < 100; ++k) {
        const bool is_short = k % 2 == 0;
        auto stream = engine_.Execute(Query(is_short ? "rows=7 knows_end" : "rows=40 batch=3"));
        last = stream ? Read(*stream) : CodeOf(stream.error());
        if (last != (is_short ? "7 rows" : "40 rows")) break;
      }
      return last;
    }));
  }
  for (auto& one : asked) EXPECT_EQ(one.get(), "40 rows");
  WaitForIdle();
  EXPECT_LE(backend_->streams_max(), 3);
  EXPECT_EQ(Metrics().connections, backend_->connections());
  EXPECT_LE(backend_->connections(), 3);
}

// A server may take long to end what was cut. Its caller does not wait for that, but a worker.
class CallerOfAServer : public Callers {
 protected:
  void ExpectEndIsLeft(std::string statement) {
    AddOpen();
    EXPECT_EQ(CodeOf(engine_.Execute(Query(std::move(statement)), {.timeout_ms = 20}).error()),
              "Q004");
    ExpectItEnds();
  }
  void ExpectItEnds() {
    EXPECT_TRUE(AskedHere());
    EXPECT_EQ(Metrics().running, 1) << "its session is not free";
    backend_->Release();
    WaitForIdle();
    EXPECT_EQ(Read(*engine_.Execute(Query("rows=3"))), "3 rows");
    EXPECT_EQ(backend_->connections(), 1);
  }
};

TEST_F(CallerOfAServer, LeavesTheEndOfAStoppedStatement) { ExpectEndIsLeft("block lingers"); }

TEST_F(CallerOfAServer, LeavesTheEndOfStoppedRows) {
  ExpectEndIsLeft("rows=100 block_at=0 lingers");
}

TEST_F(CallerOfAServer, LeavesTheEndOfRowsThatComeWhenItIsStopped) {
  ExpectEndIsLeft("rows=100 late lingers");
}

TEST_F(CallerOfAServer, LeavesTheEndOfRowsThatFail) {
  ExpectEndIsLeft("rows=100 fail_at=0 lingers");
}

TEST_F(CallerOfAServer, LeavesTheEndOfAnAnswerThatIsCut) {
  AddOpen();
  auto stream = engine_.Execute(Query("rows=100 batch=10 lingers"), {.rows_max = 10});
  ASSERT_TRUE(stream);
  const auto first = stream->Next();
  ASSERT_TRUE(first);
  EXPECT_EQ((*first)->num_rows(), 10);
  ExpectItEnds();
  EXPECT_EQ(Read(*stream), "0 rows");
  EXPECT_TRUE(stream->truncated());
}

INSTANTIATE_TEST_SUITE_P(Places, WorkingCaller, testing::Bool(), PlaceName);

}  // namespace
}  // namespace semaflow
