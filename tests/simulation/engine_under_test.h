// An engine with its real threads on the fake backend, and short words for what tests do with it.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "arrow/cells.h"
#include "backends/fake.h"
#include "engine/engine_thread.h"
#include "semaflow/engine.h"

namespace semaflow {

class EngineUnderTest : public testing::Test {
 protected:
  explicit EngineUnderTest(bool in_process = false)
      : backend_(std::make_shared<FakeBackend>(in_process)) {}

  void Add(const DataSourceOptions& options = {}) {
    const auto added = engine_.AddDataSource("shop", backend_, options);
    ASSERT_TRUE(added) << added.error().message;
  }

  static CompiledQuery Query(std::string words) {
    return {.sql = std::move(words), .dialect = "fake", .data_source = "shop"};
  }

  /// A query whose completion is waited for.
  struct Submitted {
    QueryHandle handle;
    std::future<Result<ResultStream>> result;
  };
  Submitted Submit(std::string words, QueryOptions options = {}) {
    auto promise = std::make_shared<std::promise<Result<ResultStream>>>();
    Submitted submitted{.handle = {}, .result = promise->get_future()};
    submitted.handle = engine_.Submit(Query(std::move(words)), std::move(options),
                                      [promise](Result<ResultStream> result) {
                                        EXPECT_TRUE(engine::OnEngineThread());
                                        promise->set_value(std::move(result));
                                      });
    return submitted;
  }

  static std::string CodeOf(const Error& error) { return std::string(InfoOf(error.code).code); }
  static std::string CodeOf(std::future<Result<ResultStream>>& result) {
    auto done = result.get();
    return done ? "rows" : CodeOf(done.error());
  }

  /// All numbers of column "n", then the code of the error if there is one.
  static std::string Read(ResultStream& stream) {
    std::int64_t rows = 0;
    while (true) {
      auto batch = stream.Next();
      if (!batch) return std::to_string(rows) + " rows, " + CodeOf(batch.error());
      if (!*batch) return std::to_string(rows) + " rows";
      for (std::int64_t i = 0; i < (*batch)->num_rows(); ++i, ++rows) {
        EXPECT_EQ(arrow::IntegerAt((*batch)->column(0), i), rows);
      }
    }
  }

  static std::string Read(ResultStream&& stream) { return Read(stream); }

  DataSourceMetrics Metrics() const { return engine_.Metrics().data_sources.at(0); }
  /// Waits until no query runs: a worker ends a little after its last row.
  void WaitForIdle() const {
    for (int i = 0; i < 5000 && Metrics().running > 0; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    EXPECT_EQ(Metrics().running, 0);
  }

  const std::shared_ptr<FakeBackend> backend_;
  Engine engine_;
};

/// The same on a database elsewhere, which workers ask, and on one in this process, which callers
/// that wait ask themselves.
class EngineOnBoth : public EngineUnderTest, public testing::WithParamInterface<bool> {
 protected:
  EngineOnBoth() : EngineUnderTest(GetParam()) {}
};

inline std::string PlaceName(const testing::TestParamInfo<bool>& in_process) {
  return in_process.param ? "InProcess" : "Elsewhere";
}

}  // namespace semaflow
