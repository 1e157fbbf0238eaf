// What a trace tells of a query, and what a forked process may not do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <mutex>
#include <vector>

#include "tests/simulation/engine_under_test.h"

namespace semaflow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

constexpr char kTraceId[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kSampled[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr char kOtherTraceId[] = "0af7651916cd43dd8448eb211c80319c";
constexpr char kOtherSampled[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr char kNotSampled[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

class TraceTest : public testing::TestWithParam<bool> {
 protected:
  void Ask(const std::string& words, QueryOptions options = {}) {
    auto stream = engine_.Execute({.sql = words, .dialect = "fake", .data_source = "shop"},
                                  std::move(options));
    while (stream) {
      const auto batch = stream->Next();
      if (!batch || !*batch) break;
    }
    engine_.Close();  // All spans were told.
  }
  void SetUp() override {
    ASSERT_TRUE(
        engine_.AddDataSource("shop", backend_, {.result_cache_bytes_max = std::size_t{8} << 20}));
  }

  // "semaflow.wait", ... in the order they were told.
  static std::vector<std::string> Names(const std::vector<TraceSpan>& spans) {
    std::vector<std::string> names;
    for (const TraceSpan& span : spans) names.emplace_back(span.name);
    return names;
  }

  std::vector<TraceSpan> SpansOf(std::string_view trace_id) const {
    std::vector<TraceSpan> spans;
    for (const TraceSpan& span : spans_) {
      if (span.trace_id == trace_id) spans.push_back(span);
    }
    return spans;
  }

  const std::shared_ptr<FakeBackend> backend_ = std::make_shared<FakeBackend>(GetParam());
  std::mutex mutex_;
  std::vector<TraceSpan> spans_;
  Engine engine_{{.on_span = [this](const TraceSpan& span) {
    const std::lock_guard lock(mutex_);
    spans_.push_back(span);
  }}};
};

INSTANTIATE_TEST_SUITE_P(On, TraceTest, testing::Bool(), PlaceName);

TEST_P(TraceTest, AQueryHasItsSpans) {
  Ask("rows=30", {.tenant = "a", .traceparent = kSampled});
  ASSERT_THAT(Names(spans_), ElementsAre("semaflow.wait", "semaflow.execute", "semaflow.deliver",
                                         "semaflow.query"));
  const TraceSpan& query = spans_.back();
  EXPECT_EQ(query.parent_span_id, "00f067aa0ba902b7");
  EXPECT_EQ(query.rows, 30);
  for (const TraceSpan& span : spans_) {
    EXPECT_EQ(span.trace_id, kTraceId);
    EXPECT_THAT(span.span_id, MatchesRegex("[0-9a-f]{16}"));
    EXPECT_EQ(span.data_source, "shop");
    EXPECT_EQ(span.tenant, "a");
    EXPECT_EQ(span.code, "");
    EXPECT_LE(span.start_us, span.end_us);
    if (&span == &query) continue;
    EXPECT_EQ(span.parent_span_id, query.span_id);
  }
  EXPECT_EQ(spans_[0].end_us, spans_[1].start_us);
  EXPECT_EQ(spans_[1].end_us, spans_[2].start_us);
}

// A query's last span is told when its reader may long be asking for more: spans of two queries
// come in any order, those of one in theirs.
TEST_P(TraceTest, AnAnswerThatIsKeptWaitsForNothing) {
  for (const char* const traceparent : {kSampled, kOtherSampled}) {
    auto stream = engine_.Execute({.sql = "rows=30", .dialect = "fake", .data_source = "shop"},
                                  {.traceparent = traceparent});
    ASSERT_TRUE(stream) << stream.error().message;
    while (true) {
      const auto batch = stream->Next();
      ASSERT_TRUE(batch) << batch.error().message;
      if (!*batch) break;
    }
  }
  engine_.Close();
  const std::vector<TraceSpan> asked = SpansOf(kTraceId);
  const std::vector<TraceSpan> kept = SpansOf(kOtherTraceId);
  ASSERT_THAT(Names(asked), ElementsAre("semaflow.wait", "semaflow.execute", "semaflow.deliver",
                                        "semaflow.query"));
  ASSERT_THAT(Names(kept), ElementsAre("semaflow.wait", "semaflow.query"));
  EXPECT_EQ(asked[3].cache, "miss");
  EXPECT_EQ(asked[3].rows, 30);
  EXPECT_EQ(kept[1].cache, "hit");
  for (const int inner : {0, 1, 2}) EXPECT_EQ(asked[inner].cache, "");
  EXPECT_EQ(kept[0].cache, "");
}

TEST_P(TraceTest, TheStatementCarriesItOn) {
  Ask("rows=3", {.traceparent = kSampled});
  EXPECT_EQ(backend_->comment(),
            std::string(" /*traceparent='00-") + kTraceId + "-" + spans_.at(1).span_id + "-01'*/");
}

TEST_P(TraceTest, WhatIsNotSampledIsNotCarriedOn) {
  Ask("rows=3", {.traceparent = kNotSampled});
  EXPECT_EQ(backend_->comment(), "");
  EXPECT_EQ(spans_.back().trace_id, kTraceId);
}

TEST_P(TraceTest, WithoutOneATraceBeginsHere) {
  Ask("rows=3");
  EXPECT_THAT(spans_.back().trace_id, MatchesRegex("[0-9a-f]{32}"));
  EXPECT_EQ(spans_.back().parent_span_id, "");
  EXPECT_EQ(backend_->comment(), "");
}

TEST_P(TraceTest, WhatIsNoTraceparentBeginsOne) {
  const std::string good = kSampled;
  std::vector<std::string> bad = {"x", good.substr(0, 54), good + "-more", good + "x"};
  for (const std::size_t at : {0, 5, 40, 54}) {
    std::string one = good;
    one[at] = 'G';
    bad.push_back(one);
  }
  bad.push_back("ff" + good.substr(2));
  bad.push_back("00-00000000000000000000000000000000-00f067aa0ba902b7-01");
  bad.push_back("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01");
  bad.push_back("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'*/; drop table x --");
  for (const std::string& one : bad) {
    auto stream = engine_.Execute({.sql = "rows=1", .dialect = "fake", .data_source = "shop"},
                                  {.traceparent = one});
    ASSERT_TRUE(stream) << one;
    EXPECT_EQ(backend_->comment(), "") << one;
  }
  engine_.Close();
  for (const TraceSpan& span : spans_) EXPECT_NE(span.trace_id, kTraceId);
}

TEST_P(TraceTest, ALaterVersionIsReadAsFarAsItIsKnown) {
  Ask("rows=1", {.traceparent = "cc" + std::string(kSampled).substr(2) + "-what-will-be"});
  EXPECT_EQ(spans_.back().trace_id, kTraceId);
}

TEST_P(TraceTest, AFailureHasItsCodeWhereItWas) {
  Ask("fail");
  EXPECT_THAT(Names(spans_), ElementsAre("semaflow.wait", "semaflow.execute", "semaflow.query"));
  EXPECT_EQ(spans_[0].code, "");
  EXPECT_EQ(spans_[1].code, "B002");
  EXPECT_EQ(spans_[2].code, "B002");
}

TEST_P(TraceTest, AQueryThatNeverRanWaited) {
  auto stream = engine_.Execute({.sql = "rows=1", .dialect = "duckdb", .data_source = "shop"});
  ASSERT_FALSE(stream);
  engine_.Close();
  EXPECT_THAT(Names(spans_), ElementsAre("semaflow.wait", "semaflow.query"));
  EXPECT_EQ(spans_[1].code, "B002");
}

class ForkTest : public EngineUnderTest {
 protected:
  /// Runs `work` in a forked process: its answer.
  template <typename Work>
  static std::string InChild(const Work& work) {
    int ends[2];
    if (pipe(ends) != 0) return "no pipe";
    const pid_t child = fork();
    if (child == 0) {
      const std::string said = work();
      const ssize_t written = write(ends[1], said.data(), said.size());
      _exit(written == static_cast<ssize_t>(said.size()) ? 0 : 1);
    }
    close(ends[1]);
    std::string said(4096, '\0');
    const ssize_t count = read(ends[0], said.data(), said.size());
    close(ends[0]);
    said.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    int status = 0;
    waitpid(child, &status, 0);
    return status == 0 ? said : said + " and ended with " + std::to_string(status);
  }
};

TEST_F(ForkTest, AnEngineOfTheParentRefuses) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "ThreadSanitizer ends a process that was forked from one with threads";
#endif
  Add();
  auto stream = engine_.Execute(Query("rows=1000 batch=1"));
  ASSERT_TRUE(stream);
  auto inherited = std::make_unique<Engine>();
  QueryHandle handle = Submit("rows=1").handle;
  const std::string said = InChild([&] {
    std::string all = CodeOf(engine_.Execute(Query("rows=1")).error());
    all += " " + CodeOf(engine_.DescribeTable("shop", {}).error());
    all += " " + CodeOf(engine_.AddDataSource("more", backend_).error());
    all += " " + CodeOf(stream->Next().error());
    all += engine_.HasDataSource("shop") ? " has" : " has not";
    handle.Cancel();
    try {
      engine_.Submit(Query("rows=1"), {}, [](const Result<ResultStream>&) {});
      all += " submitted";
    } catch (const std::logic_error& refusal) {
      all += std::string(" ") + refusal.what();
    }
    inherited.reset();
    { const ResultStream dropped = std::move(*stream); }
    Engine own;  // What is made here works here.
    const auto added = own.AddDataSource("shop", std::make_shared<FakeBackend>());
    auto rows = own.Execute(Query("rows=5"));
    return all + (added && rows ? " " + Read(*rows) : " own engine failed");
  });
  EXPECT_THAT(said, MatchesRegex("Q007 Q007 Q007 Q007 has not .*forked.* 5 rows"));
  EXPECT_EQ(Read(*stream), "1000 rows") << "the parent goes on";
}

}  // namespace
}  // namespace semaflow
