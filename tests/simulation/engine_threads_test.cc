// The engine with its real threads, on the fake backend. `make tsan` runs it under
// ThreadSanitizer.
#include "semaflow/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <thread>

#include "backends/fake.h"
#include "engine/engine_thread.h"
#include "tests/simulation/engine_under_test.h"

namespace semaflow {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

using EngineTest = EngineOnBoth;
INSTANTIATE_TEST_SUITE_P(On, EngineTest, testing::Bool(), PlaceName);

TEST_P(EngineTest, GivesAllRows) {
  Add();
  auto stream = engine_.Execute(Query("rows=1000 batch=7"));
  ASSERT_TRUE(stream) << stream.error().message;
  EXPECT_EQ(stream->columns()[0].name, "n");
  EXPECT_EQ(stream->columns()[0].type.kind, TypeKind::kInteger);
  EXPECT_EQ(Read(*stream), "1000 rows");
  EXPECT_EQ(Read(*stream), "0 rows") << "the end stays the end";
  EXPECT_FALSE(stream->truncated());
  WaitForIdle();
  EXPECT_EQ(Metrics().succeeded, 1);
  EXPECT_EQ(Metrics().rows, 1000);
  EXPECT_EQ(Metrics().queue_bytes, 0);
  EXPECT_EQ(Metrics().connections, 1);
}

TEST_P(EngineTest, GivesAnAnswerWithoutRows) {
  Add();
  auto stream = engine_.Execute(Query("rows=0"));
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->schema()->n_children, 1);
  EXPECT_EQ(Read(*stream), "0 rows");
}

TEST_P(EngineTest, AShortAnswerComesWithItsEnd) {
  Add();
  for (const char* rows : {"0", "3", "10"}) {
    auto stream = engine_.Execute(Query(std::string("knows_end rows=") + rows));
    ASSERT_TRUE(stream) << rows;
    EXPECT_EQ(Metrics().running, 0) << rows << ": the permit is free before anyone reads";
    EXPECT_EQ(Read(*stream), std::string(rows) + " rows");
  }
  auto long_one = engine_.Execute(Query("rows=11 knows_end"));
  EXPECT_EQ(Read(*long_one), "11 rows");
  auto cut = engine_.Execute(Query("rows=10 knows_end"), {.rows_max = 4});
  EXPECT_EQ(Read(*cut), "4 rows");
  EXPECT_TRUE(cut->truncated());
}

TEST_P(EngineTest, CutsAtItsBound) {
  Add();
  const auto rows = [this](std::int64_t rows_max) {
    auto stream = engine_.Execute(Query("rows=25 batch=10"), {.rows_max = rows_max});
    const std::string read = Read(*stream);
    return read + (stream->truncated() ? ", truncated" : "");
  };
  EXPECT_EQ(rows(24), "24 rows, truncated");
  EXPECT_EQ(rows(20), "20 rows, truncated");
  EXPECT_EQ(rows(1), "1 rows, truncated");
  EXPECT_EQ(rows(25), "25 rows");
  EXPECT_EQ(rows(0), "25 rows");
}

TEST_P(EngineTest, ErrorsBeforeTheFirstRowsGoToTheCompletion) {
  Add();
  EXPECT_EQ(CodeOf(engine_.Execute(Query("fail")).error()), "B002");
  EXPECT_EQ(CodeOf(engine_.Execute(Query("fail_at=0")).error()), "B003");
  EXPECT_EQ(CodeOf(engine_.Execute(Query("bug")).error()), "I001");
  auto stream = engine_.Execute(Query("rows=30 fail_at=20"));
  ASSERT_TRUE(stream);
  EXPECT_THAT(Read(*stream), HasSubstr(", B003"));
  EXPECT_THAT(Read(*stream), HasSubstr("0 rows, B003")) << "an error stays";
}

TEST_P(EngineTest, RefusesWhatItCannotRun) {
  Add();
  CompiledQuery query = Query("rows=1");
  query.data_source = "shpo";
  const auto unknown = engine_.Execute(query);
  EXPECT_EQ(CodeOf(unknown.error()), "M028");
  EXPECT_EQ(unknown.error().candidates, std::vector<std::string>{"shop"});
  query = Query("rows=1");
  query.dialect = "duckdb";
  EXPECT_EQ(CodeOf(engine_.Execute(query).error()), "B002");
  EXPECT_EQ(Metrics().refused, 1);
  EXPECT_EQ(Metrics().submitted, 1);
}

TEST_P(EngineTest, ChecksItsOptions) {
  const auto code = [this](const DataSourceOptions& options) {
    return CodeOf(engine_.AddDataSource("x", backend_, options).error());
  };
  EXPECT_EQ(code({.permits = 0}), "C002");
  EXPECT_EQ(code({.permits = 65}), "C002") << "more than the backend takes";
  EXPECT_EQ(code({.queue_max = -1}), "C002");
  EXPECT_EQ(code({.stream_idle_ms = -1}), "C002");
  EXPECT_EQ(code({.queue_bytes_max = 0}), "C002");
  Add();
  EXPECT_EQ(CodeOf(engine_.AddDataSource("shop", backend_).error()), "C002");
  EXPECT_TRUE(engine_.HasDataSource("shop"));
  EXPECT_FALSE(engine_.HasDataSource("x"));
}

TEST_P(EngineTest, NeverCompletesInsideSubmit) {
  Add({.permits = 1, .queue_max = 0});
  auto blocked = Submit("block");
  for (int i = 0; i < 100; ++i) {
    auto refused = Submit("rows=1");  // checks the thread of its completion
    EXPECT_EQ(CodeOf(refused.result), "Q001");
  }
  blocked.handle.Cancel();
  EXPECT_EQ(CodeOf(blocked.result), "Q005");
}

TEST_P(EngineTest, ACompletionMaySubmitAgain) {
  Add({.permits = 1, .queue_max = 0});
  auto blocked = Submit("block");
  std::promise<int> depth_reached;
  // Each refusal asks again: were completions called inside Submit, this would be a recursion.
  std::function<void(int)> ask = [&](int round) {
    engine_.Submit(Query("rows=1"), {}, [&, round](Result<ResultStream> result) {
      EXPECT_EQ(CodeOf(result.error()), "Q001");
      if (round == 10'000) {
        depth_reached.set_value(round);
      } else {
        ask(round + 1);
      }
    });
  };
  ask(1);
  EXPECT_EQ(depth_reached.get_future().get(), 10'000);
  blocked.handle.Cancel();
}

TEST_P(EngineTest, BlockingCallsInsideACompletionAreRefused) {
  Add();
  std::promise<void> done;
  engine_.Submit(Query("rows=100 batch=1"), {}, [&](Result<ResultStream> stream) {
    EXPECT_EQ(CodeOf(stream->Next().error()), "I001");
    EXPECT_EQ(CodeOf(engine_.Execute(Query("rows=1")).error()), "I001");
    EXPECT_ANY_THROW(engine_.Close());
    done.set_value();
  });
  done.get_future().wait();
}

TEST_P(EngineTest, CancelReachesTheDatabase) {
  Add();
  for (const char* words : {"block", "rows=100 block_at=0"}) {
    auto query = Submit(words);
    std::this_thread::sleep_for(milliseconds(5));
    query.handle.Cancel();
    query.handle.Cancel();
    EXPECT_EQ(CodeOf(query.result), "Q005") << words;
    WaitForIdle();
  }
  auto query = Submit("rows=100 block_at=50");
  auto stream = query.result.get();
  ASSERT_TRUE(stream);
  stream->Cancel();
  EXPECT_THAT(Read(*stream), HasSubstr("Q005"));
  WaitForIdle();
  EXPECT_EQ(backend_->streams(), 0);
  EXPECT_EQ(Metrics().cancelled, 3);
}

TEST_P(EngineTest, CancelAtAnyMomentCompletesOnce) {
  Add({.permits = 2});
  for (int i = 0; i < 300; ++i) {
    auto query = Submit("rows=100 batch=10");
    if (i % 3 == 0) std::this_thread::sleep_for(std::chrono::microseconds(i));
    query.handle.Cancel();
    auto result = query.result.get();  // a second completion would throw
    if (result) Read(*result);
  }
  WaitForIdle();
  const DataSourceMetrics metrics = Metrics();
  EXPECT_EQ(metrics.submitted, 300);
  EXPECT_EQ(metrics.succeeded + metrics.cancelled, 300);
}

TEST_P(EngineTest, ADroppedStreamFreesItsPermit) {
  Add({.permits = 1, .queue_bytes_max = 100});
  for (int i = 0; i < 20; ++i) {
    auto stream = engine_.Execute(Query("rows=1000 batch=10"));
    ASSERT_TRUE(stream);
  }
  EXPECT_EQ(Read(*engine_.Execute(Query("rows=3"))), "3 rows");
  WaitForIdle();
  EXPECT_EQ(Metrics().queue_bytes, 0);
}

TEST_P(EngineTest, AFullQueueHoldsTheWorker) {
  Add({.queue_bytes_max = 1000});
  auto stream = engine_.Execute(Query("rows=100000 batch=10"));
  ASSERT_TRUE(stream);
  std::this_thread::sleep_for(milliseconds(20));
  EXPECT_LE(Metrics().queue_bytes, 1000);
  EXPECT_LT(backend_->calls(), 100) << "the cursor stands still";
  EXPECT_EQ(Read(*stream), "100000 rows");
}

TEST_P(EngineTest, DeadlinesReachTheDatabase) {
  Add({.timeout_ms = 20});
  const auto begin = std::chrono::steady_clock::now();
  const auto result = engine_.Execute(Query("block"));
  EXPECT_EQ(CodeOf(result.error()), "Q004");
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(20));
  EXPECT_EQ(Read(*engine_.Execute(Query("rows=5"), {.timeout_ms = 0})), "5 rows");
  auto stream = engine_.Execute(Query("rows=100 block_at=50"), {.timeout_ms = 50});
  ASSERT_TRUE(stream);
  EXPECT_THAT(Read(*stream), HasSubstr("Q004"));
  WaitForIdle();
}

TEST_P(EngineTest, WaitingHasALimit) {
  Add({.permits = 1, .queue_timeout_ms = 20});
  auto blocked = Submit("block");
  EXPECT_EQ(CodeOf(engine_.Execute(Query("rows=1")).error()), "Q002");
  blocked.handle.Cancel();
}

TEST_P(EngineTest, AStreamThatNobodyReadsIsCutOff) {
  Add({.permits = 1, .stream_idle_ms = 20, .queue_bytes_max = 100});
  auto stream = engine_.Execute(Query("rows=1000 batch=10"));
  ASSERT_TRUE(stream);
  EXPECT_EQ(Read(*engine_.Execute(Query("rows=2"))), "2 rows") << "its permit is free again";
  EXPECT_EQ(Read(*stream), "0 rows, Q003");
  auto small = engine_.Execute(Query("rows=5"));
  std::this_thread::sleep_for(milliseconds(40));
  EXPECT_EQ(Read(*small), "5 rows") << "an answer that is all there holds nothing back";
}

TEST_P(EngineTest, PermitsBoundWhatRuns) {
  Add({.permits = 3, .queue_max = 100});
  std::vector<Submitted> queries;
  for (int i = 0; i < 40; ++i) queries.push_back(Submit("rows=50 batch=1"));
  for (Submitted& query : queries) {
    auto stream = query.result.get();
    ASSERT_TRUE(stream);
    EXPECT_EQ(Read(*stream), "50 rows");
  }
  EXPECT_LE(backend_->streams_max(), 3);
  EXPECT_LE(backend_->connections(), 3);
}

// Whoever has an answer may ask on while the worker is still on its way back to waiting: a second
// worker, with a connection of its own, would serve nobody.
TEST_P(EngineTest, QueriesOneAfterTheOtherShareOneConnection) {
  Add({.permits = 4});
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(Read(*engine_.Execute(Query("rows=30"))), "30 rows");
  }
  // A completion is called by the worker itself: nothing is more in between.
  std::promise<Result<ResultStream>> next;
  engine_.Submit(Query("fail"), {}, [&](const Result<ResultStream>& failed) {
    EXPECT_EQ(CodeOf(failed.error()), "B002");
    engine_.Submit(Query("rows=3"), {},
                   [&](Result<ResultStream> stream) { next.set_value(std::move(stream)); });
    std::this_thread::sleep_for(milliseconds(30));  // time for a second one to take it
  });
  EXPECT_EQ(Read(*next.get_future().get()), "3 rows");
  EXPECT_EQ(Metrics().connections, 1);
  EXPECT_EQ(backend_->connections(), 1);
}

TEST_P(EngineTest, IdleConnectionsAreClosedAndOpenedAgain) {
  Add({.permits = 1, .idle_timeout_ms = 20});
  EXPECT_EQ(Read(*Submit("rows=3").result.get()), "3 rows");
  for (int i = 0; i < 5000 && Metrics().connections > 0; ++i) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_EQ(Metrics().connections, 0);
  EXPECT_EQ(backend_->connections(), 0);
  EXPECT_EQ(Read(*Submit("rows=3").result.get()), "3 rows");
}

TEST_P(EngineTest, ALostConnectionIsReplacedBeforeItIsUsed) {
  Add({.permits = 1});
  EXPECT_EQ(Read(*Submit("rows=3").result.get()), "3 rows");
  backend_->LoseConnections();
  EXPECT_EQ(Read(*Submit("rows=3").result.get()), "3 rows");
  WaitForIdle();
  EXPECT_EQ(Metrics().connections, 1);
  EXPECT_EQ(backend_->connections(), 1) << "the lost one is gone";
}

TEST_P(EngineTest, ProgressIsKnownWhileItRuns) {
  Add();
  auto query = Submit("block");
  while (!query.handle.Progress()) std::this_thread::sleep_for(milliseconds(1));
  EXPECT_EQ(query.handle.Progress(), 0.5);
  query.handle.Cancel();
  WaitForIdle();
  EXPECT_EQ(query.handle.Progress(), std::nullopt);
  EXPECT_EQ(QueryHandle().Progress(), std::nullopt);
  QueryHandle().Cancel();
}

TEST_P(EngineTest, CloseEndsEverything) {
  Add({.permits = 2});
  auto running = Submit("block");
  auto reading = Submit("rows=100 block_at=50");
  auto stream = reading.result.get();
  ASSERT_TRUE(stream);
  auto waiting = Submit("rows=1");
  engine_.Close();
  EXPECT_EQ(CodeOf(running.result), "Q006");
  EXPECT_EQ(CodeOf(waiting.result), "Q006");
  EXPECT_THAT(Read(*stream), HasSubstr("Q006"));
  EXPECT_EQ(backend_->connections(), 0);
  auto late = Submit("rows=1");
  EXPECT_EQ(CodeOf(late.result), "Q006");
  EXPECT_EQ(CodeOf(engine_.AddDataSource("y", backend_).error()), "Q006");
  engine_.Close();
  reading.handle.Cancel();
}

TEST_P(EngineTest, StreamsOutliveTheirEngine) {
  auto engine = std::make_unique<Engine>();
  ASSERT_TRUE(engine->AddDataSource("shop", backend_));
  auto done = engine->Execute(Query("rows=3"));
  auto cut = engine->Execute(Query("rows=100 block_at=50"));
  for (int i = 0; engine->Metrics().data_sources[0].succeeded == 0 && i < 5000; ++i) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  engine.reset();
  EXPECT_EQ(Read(*done), "3 rows") << "its rows were all there";
  EXPECT_THAT(Read(*cut), HasSubstr("Q006"));
}

TEST_P(EngineTest, EveryCallThatFailsIsToldOnce) {
  for (int n = 1;; ++n) {
    const auto backend = std::make_shared<FakeBackend>(GetParam());
    Engine engine;
    ASSERT_TRUE(engine.AddDataSource("shop", backend));
    backend->FailCall(n, {.code = ErrorCode::kBackendUnavailable, .message = "gone"});
    auto stream = engine.Execute(Query("rows=40 batch=10"));
    const std::string outcome = stream ? Read(*stream) : CodeOf(stream.error());
    if (outcome == "40 rows") {
      EXPECT_EQ(n, 8) << "connect, execute, four batches and the end had failed before";
      break;
    }
    EXPECT_THAT(outcome, HasSubstr("B001")) << n;
    EXPECT_EQ(Read(*engine.Execute(Query("rows=40"))), "40 rows") << "the next one has no fault";
  }
}

TEST_P(EngineTest, ExportsAnArrowStream) {
  Add();
  ArrowArrayStream arrow;
  ExportArrowStream(std::move(*engine_.Execute(Query("rows=25 batch=10"))), &arrow);
  ArrowSchema schema;
  ASSERT_EQ(arrow.get_schema(&arrow, &schema), 0);
  EXPECT_STREQ(schema.children[0]->format, "l");
  schema.release(&schema);
  std::int64_t rows = 0;
  while (true) {
    ArrowArray array;
    ASSERT_EQ(arrow.get_next(&arrow, &array), 0);
    if (array.release == nullptr) break;
    rows += array.length;
    array.release(&array);
  }
  EXPECT_EQ(rows, 25);
  EXPECT_EQ(arrow.get_last_error(&arrow), nullptr);
  arrow.release(&arrow);

  ExportArrowStream(std::move(*engine_.Execute(Query("rows=25 fail_at=10"))), &arrow);
  ArrowArray array;
  int code = 0;
  do {
    code = arrow.get_next(&arrow, &array);
    if (code == 0) array.release(&array);
  } while (code == 0);
  EXPECT_EQ(code, EIO);
  EXPECT_STREQ(arrow.get_last_error(&arrow), "B003: the statement failed");
  arrow.release(&arrow);
  EXPECT_EQ(arrow.release, nullptr);
}

}  // namespace
}  // namespace semaflow
