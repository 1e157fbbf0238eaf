// The n-th call of the engine to its backend fails, or throws, n = 1, 2, ...
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "backends/fake.h"
#include "semaflow/engine.h"
#include "tests/faults/faulty_backend.h"

namespace semaflow::faults {
namespace {

using std::chrono::milliseconds;

using Way = FailingCalls::Way;

/// How calls fail, and whether callers that wait make them.
class EngineFaults : public testing::TestWithParam<std::tuple<Way, bool>> {
 protected:
  static Way GetWay() { return std::get<0>(GetParam()); }

  void SetUp() override {
    TheCalls().Disarm();
    const auto faulty = std::make_shared<FaultyBackend>(backend_);
    ASSERT_TRUE(engine_->AddDataSource("shop", faulty, {.permits = 2}));
  }

  static std::string Outcome(Result<ResultStream> stream) {
    if (!stream) return std::string(InfoOf(stream.error().code).code);
    std::int64_t rows = 0;
    while (true) {
      auto batch = stream->Next();
      if (!batch) return std::string(InfoOf(batch.error().code).code);
      if (!*batch) return std::to_string(rows) + " rows";
      rows += (*batch)->num_rows();
    }
  }
  std::string Ask(std::string words, const QueryOptions& options = {}) {
    return Outcome(engine_->Execute(
        {.sql = std::move(words), .dialect = "fake", .data_source = "shop"}, options));
  }

  // Its completion comes once, and within the wait.
  std::string AskAndCancel() {
    auto times = std::make_shared<std::atomic<int>>(0);
    auto promise = std::make_shared<std::promise<std::string>>();
    const QueryHandle handle =
        engine_->Submit({.sql = "block", .dialect = "fake", .data_source = "shop"}, {},
                        [times, promise](Result<ResultStream> stream) {
                          if (++*times == 1) promise->set_value(Outcome(std::move(stream)));
                        });
    std::this_thread::sleep_for(milliseconds(2));
    handle.Cancel();
    const std::string outcome = promise->get_future().get();
    WaitForIdle();
    EXPECT_EQ(*times, 1);
    return outcome;
  }

  std::vector<std::string> Talk() {
    std::vector<std::string> outcomes = {
        Ask("rows=40 batch=10"),
        Ask("rows=40 fail_at=20"),
        Ask("fail"),
        AskAndCancel(),
        Ask("rows=20 block_at=10", {.timeout_ms = 5}),
    };
    WaitForIdle();
    backend_->LoseConnections();
    outcomes.push_back(Ask("rows=30", {.rows_max = 25}));
    WaitForIdle();
    return outcomes;
  }

  void WaitForIdle() const {
    for (int i = 0; i < 5000 && Metrics().running > 0; ++i) {
      std::this_thread::sleep_for(milliseconds(1));
    }
    EXPECT_EQ(Metrics().running, 0) << "a permit was lost";
    EXPECT_EQ(Metrics().queue_bytes, 0);
    EXPECT_EQ(backend_->streams(), 0);
  }
  DataSourceMetrics Metrics() const { return engine_->Metrics().data_sources.at(0); }

  const std::shared_ptr<FakeBackend> backend_ =
      std::make_shared<FakeBackend>(std::get<1>(GetParam()));
  std::unique_ptr<Engine> engine_ = std::make_unique<Engine>();
};

TEST_P(EngineFaults, EveryFailureIsToldOnce) {
  const std::vector<std::string> right = {"40 rows", "B003", "B002", "Q005", "Q004", "25 rows"};
  ASSERT_EQ(Talk(), right);
  const std::string told = GetWay() == Way::kThrows ? "I001" : "B003";
  std::map<std::string, int> failures;
  for (int n = 1;; ++n) {
    TheCalls().Arm(n, GetWay());
    const auto outcomes = Talk();
    const char* const failed = TheCalls().failed();
    TheCalls().Disarm();
    if (failed == nullptr) {
      EXPECT_EQ(outcomes, right);
      break;
    }
    SCOPED_TRACE(testing::Message() << "call " << n << ", of " << failed);
    ++failures[failed];
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      EXPECT_THAT(outcomes[i], testing::AnyOf(right[i], told)) << "step " << i;
    }
    EXPECT_EQ(Talk(), right) << "nothing of it is left";
    // A worker counts a connection that it has opened a little before the backend does.
    EXPECT_EQ(Metrics().connections, backend_->connections());
  }
  for (const auto& [function, count] : failures)
    std::cout << count << " times " << function << "\n";
  EXPECT_EQ(failures.size(), 4);
  engine_.reset();
  EXPECT_EQ(backend_->connections(), 0);
}

INSTANTIATE_TEST_SUITE_P(Ways, EngineFaults,
                         testing::Combine(testing::Values(Way::kFails, Way::kThrows),
                                          testing::Bool()),
                         [](const auto& ways) {
                           return std::string(std::get<0>(ways.param) == Way::kFails ? "Fails"
                                                                                     : "Throws") +
                                  (std::get<1>(ways.param) ? "InProcess" : "Elsewhere");
                         });

}  // namespace
}  // namespace semaflow::faults
