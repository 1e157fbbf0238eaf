// Answers that are kept, and who waits for the answer of another: real threads on the fake backend.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "tests/simulation/engine_under_test.h"

namespace semaflow {
namespace {

using State = CacheInfo::State;
constexpr std::size_t kMegabyte = std::size_t{1} << 20;

class ResultCacheTest : public EngineOnBoth {
 protected:
  void AddWithCache(DataSourceOptions options = {}) {
    if (options.result_cache_bytes_max == 0) options.result_cache_bytes_max = 8 * kMegabyte;
    Add(options);
  }

  // "30 rows, hit"
  std::string Ask(CompiledQuery query, QueryOptions options = {}) {
    auto stream = engine_.Execute(std::move(query), std::move(options));
    if (!stream) return CodeOf(stream.error());
    const std::string rows = Read(*stream);
    const State state = stream->cache().state;
    return rows + (state == State::kHit ? ", hit" : state == State::kMiss ? ", miss" : "");
  }
  std::string Ask(const std::string& words, QueryOptions options = {}) {
    return Ask(Query(words), std::move(options));
  }

  static std::string ReadOf(Submitted& submitted) {
    auto done = submitted.result.get();
    return done ? Read(*done) : CodeOf(done.error());
  }

  /// Waits until so many queries wait: for a permit, or for the answer of another.
  void WaitForWaiting(std::int64_t count) const {
    for (int i = 0; i < 5000 && Metrics().waiting != count; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ASSERT_EQ(Metrics().waiting, count);
  }
};

INSTANTIATE_TEST_SUITE_P(On, ResultCacheTest, testing::Bool(), PlaceName);

TEST_P(ResultCacheTest, IsOffByDefault) {
  Add();
  EXPECT_EQ(Ask("rows=30"), "30 rows");
  EXPECT_EQ(Ask("rows=30"), "30 rows");
  EXPECT_EQ(Metrics().result_cache_hits + Metrics().result_cache_misses, 0);
}

TEST_P(ResultCacheTest, KeepsAWholeAnswer) {
  AddWithCache();
  EXPECT_EQ(Ask("rows=30 batch=7"), "30 rows, miss");
  const std::int64_t calls = backend_->calls();
  EXPECT_EQ(Ask("rows=30 batch=7"), "30 rows, hit");
  EXPECT_EQ(Ask("rows=30 batch=7"), "30 rows, hit");
  EXPECT_EQ(backend_->calls(), calls);
  EXPECT_EQ(Metrics().result_cache_hits, 2);
  EXPECT_EQ(Metrics().result_cache_misses, 1);
  EXPECT_GT(Metrics().result_cache_bytes, 30 * 8);
  EXPECT_EQ(Metrics().submitted, 1) << "a hit is no query of the database";
  EXPECT_EQ(Metrics().rows, 90) << "but its rows are handed out";
}

TEST_P(ResultCacheTest, AnAnswerWithoutRowsIsOne) {
  AddWithCache();
  EXPECT_EQ(Ask("rows=0"), "0 rows, miss");
  EXPECT_EQ(Ask("rows=0"), "0 rows, hit");
}

TEST_P(ResultCacheTest, WhatAnAnswerDependsOnIsItsKey) {
  AddWithCache();
  const auto ask = [this](const auto& change) {
    CompiledQuery query = Query("rows=3");
    query.columns = {{.name = "n"}};
    query.parameters = {std::int64_t{1}};
    QueryOptions options;
    change(query, options);
    return Ask(std::move(query), options);
  };
  const auto same = [](CompiledQuery&, QueryOptions&) {};
  EXPECT_EQ(ask(same), "3 rows, miss");
  const std::vector<std::function<void(CompiledQuery&, QueryOptions&)>> changes = {
      [](CompiledQuery& query, QueryOptions&) { query.model_hash = 7; },
      [](CompiledQuery& query, QueryOptions&) { query.parameters = {std::int64_t{2}}; },
      [](CompiledQuery& query, QueryOptions&) { query.parameters = {1.0}; },
      [](CompiledQuery& query, QueryOptions&) { query.parameters = {std::string("1")}; },
      [](CompiledQuery& query, QueryOptions&) { query.parameters = {Decimal{"1"}}; },
      [](CompiledQuery& query, QueryOptions&) { query.parameters = {true}; },
      [](CompiledQuery& query, QueryOptions&) { query.time_zone = "Europe/Amsterdam"; },
      [](CompiledQuery& query, QueryOptions&) { query.columns[0].name = "m"; },
      [](CompiledQuery& query, QueryOptions&) { query.columns[0].format = "$,.2f"; },
      [](CompiledQuery&, QueryOptions& options) { options.tenant = "a"; },
      [](CompiledQuery&, QueryOptions& options) { options.rows_max = 100; },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    EXPECT_EQ(ask(changes[i]), "3 rows, miss") << "change " << i;
    EXPECT_EQ(ask(changes[i]), "3 rows, hit") << "change " << i;
  }
  EXPECT_EQ(ask(same), "3 rows, hit");
}

TEST_P(ResultCacheTest, IsPassedByOnRequest) {
  AddWithCache();
  EXPECT_EQ(Ask("rows=3"), "3 rows, miss");
  EXPECT_EQ(Ask("rows=3", {.no_cache = true}), "3 rows, miss");
  EXPECT_EQ(Ask("rows=3"), "3 rows, hit");
}

TEST_P(ResultCacheTest, WhatWasAskedLaterStays) {
  AddWithCache();
  Submitted slow = Submit("hold rows=30");
  for (int i = 0; i < 5000 && Metrics().running < 1; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(5));  // The slow one has asked by now.
  Submitted fresh = Submit("hold rows=30", {.no_cache = true});
  backend_->Release();
  EXPECT_EQ(ReadOf(fresh), "30 rows");
  EXPECT_EQ(ReadOf(slow), "30 rows");
  EXPECT_EQ(Ask("hold rows=30"), "30 rows, hit");
}

TEST_P(ResultCacheTest, APageIsKeptWithItsEnd) {
  AddWithCache();
  const auto page = [](std::uint64_t size, std::int64_t after) {
    CompiledQuery query = Query("rows=10 batch=10");
    query.columns = {{.name = "n"}};
    PageInfo info{.size = size, .keys = {{.column = 0}}};
    if (after > 0) info.after = {after};
    query.page = std::make_shared<const PageInfo>(info);
    return query;
  };
  const auto ask = [&](std::uint64_t size, std::int64_t after) {
    auto stream = engine_.Execute(page(size, after));
    if (!stream) return CodeOf(stream.error());
    const std::string rows = Read(*stream);
    return rows + (stream->page().has_more ? ", more" : "") +
           (stream->page().cursor.empty() ? "" : ", cursor") +
           (stream->cache().state == State::kHit ? ", hit" : "");
  };
  EXPECT_EQ(ask(3, 0), "3 rows, more, cursor");
  EXPECT_EQ(ask(3, 0), "3 rows, more, cursor, hit");
  EXPECT_EQ(ask(4, 0), "4 rows, more, cursor");
  EXPECT_EQ(ask(3, 7), "3 rows, more, cursor");
  EXPECT_EQ(ask(3, 7), "3 rows, more, cursor, hit");
}

TEST_P(ResultCacheTest, WithoutAQueueNobodyFollows) {
  AddWithCache({.permits = 2, .queue_max = 0});
  Submitted first = Submit("hold rows=30");
  Submitted second = Submit("hold rows=30");
  backend_->Release();
  EXPECT_EQ(ReadOf(first), "30 rows");
  EXPECT_EQ(ReadOf(second), "30 rows");
}

TEST_P(ResultCacheTest, WhoFollowsOneThatNeverHadATurnWaitsNoLonger) {
  AddWithCache({.permits = 1, .queue_timeout_ms = 50});
  Submitted busy = Submit("block");
  std::vector<Submitted> all;
  for (int i = 0; i < 20; ++i) all.push_back(Submit("rows=30"));
  for (Submitted& one : all) EXPECT_EQ(ReadOf(one), "Q002");
  busy.handle.Cancel();
}

TEST_P(ResultCacheTest, WhoComesAfterACancelLeadsAnew) {
  AddWithCache({.permits = 2});
  Submitted first = Submit("hold rows=30");
  first.handle.Cancel();
  Submitted second = Submit("rows=30");
  EXPECT_EQ(ReadOf(second), "30 rows");
  EXPECT_EQ(ReadOf(first), "Q005");
}

TEST_P(ResultCacheTest, AnAnswerGrowsOld) {
  AddWithCache({.result_cache_ttl_ms = 1});
  EXPECT_EQ(Ask("rows=3"), "3 rows, miss");
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(Ask("rows=3"), "3 rows, miss");
}

TEST_P(ResultCacheTest, ALargeAnswerStreams) {
  AddWithCache({.result_cache_bytes_max = 200'000});  // 50,000 bytes an answer
  EXPECT_EQ(Ask("rows=1000 batch=10"), "1000 rows, miss");
  EXPECT_EQ(Ask("rows=1000 batch=10"), "1000 rows, miss");
  EXPECT_EQ(Metrics().result_cache_bytes, 0);
}

TEST_P(ResultCacheTest, StaysWithinItsBytes) {
  AddWithCache({.result_cache_bytes_max = 400'000});
  const auto ask = [this](int rows) { return Ask("batch=100 rows=" + std::to_string(rows)); };
  for (int rows = 10; rows < 60; ++rows) EXPECT_EQ(ask(rows), std::to_string(rows) + " rows, miss");
  EXPECT_LE(Metrics().result_cache_bytes, 400'000);
  EXPECT_GE(Metrics().result_cache_bytes, 300'000);
  EXPECT_EQ(ask(59), "59 rows, hit") << "the last one";
  EXPECT_EQ(ask(10), "10 rows, miss") << "the first one";
}

TEST_P(ResultCacheTest, KeepsNoErrorAndNothingThatWasCut) {
  AddWithCache();
  EXPECT_EQ(Ask("fail"), "B002");
  EXPECT_EQ(Ask("fail"), "B002");
  EXPECT_EQ(Ask("rows=30 fail_at=20"), "B003") << "read whole before anyone has a row";
  EXPECT_EQ(Ask("rows=30", {.rows_max = 10}), "10 rows, miss");
  EXPECT_EQ(Ask("rows=30", {.rows_max = 10}), "10 rows, miss");
  EXPECT_EQ(Metrics().result_cache_bytes, 0);
}

TEST_P(ResultCacheTest, OneAsksForAllWhoAskTheSame) {
  AddWithCache({.permits = 4});
  std::vector<Submitted> all;
  for (int i = 0; i < 20; ++i) all.push_back(Submit("hold rows=30"));
  WaitForWaiting(19);
  backend_->Release();
  int hits = 0;
  for (Submitted& one : all) {
    auto stream = one.result.get();
    ASSERT_TRUE(stream) << stream.error().message;
    EXPECT_EQ(Read(*stream), "30 rows");
    hits += stream->cache().state == State::kHit ? 1 : 0;
  }
  EXPECT_EQ(hits, 19);
  EXPECT_EQ(backend_->streams_max(), 1);
  EXPECT_EQ(Metrics().succeeded, 20);
}

TEST_P(ResultCacheTest, WhoFollowsOneThatIsCancelledAsksInItsPlace) {
  AddWithCache();
  Submitted first = Submit("hold rows=30");
  std::vector<Submitted> others;
  for (int i = 0; i < 3; ++i) others.push_back(Submit("hold rows=30"));
  WaitForWaiting(3);
  first.handle.Cancel();
  EXPECT_EQ(ReadOf(first), "Q005");
  WaitForWaiting(2);
  backend_->Release();
  for (Submitted& other : others) EXPECT_EQ(ReadOf(other), "30 rows");
  EXPECT_EQ(Metrics().result_cache_misses, 2);
}

TEST_P(ResultCacheTest, WhoWaitsInLineMayBeFollowedToo) {
  AddWithCache({.permits = 1});
  Submitted busy = Submit("block");
  Submitted first = Submit("rows=30");
  Submitted second = Submit("rows=30");
  WaitForWaiting(2);
  first.handle.Cancel();
  EXPECT_EQ(ReadOf(first), "Q005");
  busy.handle.Cancel();
  EXPECT_EQ(ReadOf(second), "30 rows");
}

TEST_P(ResultCacheTest, WhoFollowsHasItsOwnEnd) {
  AddWithCache({.queue_max = 2});
  Submitted first = Submit("hold rows=30");
  Submitted second = Submit("hold rows=30");
  WaitForWaiting(1);
  second.handle.Cancel();
  EXPECT_EQ(ReadOf(second), "Q005");
  Submitted hasty = Submit("hold rows=30", {.timeout_ms = 5});
  EXPECT_EQ(ReadOf(hasty), "Q004");
  Submitted third = Submit("hold rows=30");
  Submitted fourth = Submit("hold rows=30");
  Submitted fifth = Submit("hold rows=30");  // Asks for itself: no more may follow.
  backend_->Release();
  for (Submitted* one : {&first, &third, &fourth, &fifth}) EXPECT_EQ(ReadOf(*one), "30 rows");
  EXPECT_EQ(Metrics().result_cache_misses, 2);
}

TEST_P(ResultCacheTest, WhoFollowsOneThatFailsAsksForItself) {
  AddWithCache({.permits = 1});
  Submitted first = Submit("hold rows=30");
  Submitted second = Submit("hold rows=30");
  Submitted third = Submit("hold rows=30");
  WaitForWaiting(2);
  backend_->FailCall(1, {.code = ErrorCode::kBackendFailed, .message = "a fault"});
  backend_->Release();
  EXPECT_EQ(ReadOf(first), "B003");
  EXPECT_EQ(ReadOf(second), "30 rows");
  EXPECT_EQ(ReadOf(third), "30 rows");
}

TEST_P(ResultCacheTest, WhoFollowsALargeAnswerAsksForItself) {
  AddWithCache({.permits = 1, .result_cache_bytes_max = 200'000});
  Submitted first = Submit("hold rows=1000");
  Submitted second = Submit("hold rows=1000");
  WaitForWaiting(1);
  backend_->Release();
  EXPECT_EQ(ReadOf(first), "1000 rows");
  EXPECT_EQ(ReadOf(second), "1000 rows");
}

TEST_P(ResultCacheTest, ACloseEndsAllWhoWait) {
  AddWithCache({.permits = 1});
  std::vector<Submitted> all;
  for (int i = 0; i < 5; ++i) all.push_back(Submit("hold rows=30"));
  all.push_back(Submit("rows=7"));
  all.push_back(Submit("rows=7"));
  engine_.Close();
  for (Submitted& one : all) EXPECT_EQ(ReadOf(one), "Q006");
}

TEST_P(ResultCacheTest, ReadersOfOneAnswerDisturbNobody) {
  AddWithCache();
  EXPECT_EQ(Ask("rows=30 batch=10"), "30 rows, miss");
  auto one = engine_.Execute(Query("rows=30 batch=10"));
  auto other = engine_.Execute(Query("rows=30 batch=10"));
  auto batch = one->Next();
  ASSERT_TRUE(batch && *batch);
  (*batch)->Truncate(1);
  ArrowArray taken;
  (*batch)->MoveTo(&taken);
  ArrowArray column = *taken.children[0];  // A consumer may take a column and drop the rest.
  taken.children[0]->release = nullptr;
  taken.release(&taken);
  one->Cancel();
  EXPECT_EQ(Read(*one), "0 rows, Q005");
  EXPECT_EQ(Read(*other), "30 rows");
  EXPECT_EQ(arrow::IntegerAt(column, 0), 0);
  column.release(&column);
}

// --- What a data source says of its tables.

class SchemaCacheTest : public EngineUnderTest {
 protected:
  static TableSource Table(const std::string& name) {
    return {.kind = TableSource::Kind::kTable, .table_name = {name}, .sql = {}, .file = {}};
  }
  static TableSource HeldTable() {
    return {.kind = TableSource::Kind::kSql, .table_name = {}, .sql = "hold", .file = {}};
  }
  std::string Describe(const TableSource& table, const DescribeOptions& options = {}) {
    const auto described = engine_.DescribeTable("shop", table, options);
    return described ? (*described)->columns.at(0).name : CodeOf(described.error());
  }
};

TEST_F(SchemaCacheTest, AsksOnceForATable) {
  Add();
  EXPECT_EQ(Describe(Table("a")), "n");
  const std::int64_t calls = backend_->calls();
  EXPECT_EQ(Describe(Table("a")), "n");
  EXPECT_EQ(backend_->calls(), calls);
  EXPECT_EQ(Describe(Table("b")), "n");
  EXPECT_EQ(backend_->calls(), calls + 1);
  EXPECT_EQ(Describe(Table("a"), {.refresh = true}), "n");
  EXPECT_EQ(backend_->calls(), calls + 2);
  EXPECT_EQ(Metrics().schema_cache_hits, 1);
  EXPECT_EQ(Metrics().schema_cache_misses, 3);
}

TEST_F(SchemaCacheTest, KeepsSoManyTablesSoLong) {
  Add({.schema_tables_max = 2});
  for (const char* table : {"a", "b", "a", "c"}) Describe(Table(table));
  const std::int64_t calls = backend_->calls();
  Describe(Table("a"));
  EXPECT_EQ(backend_->calls(), calls) << "used after b";
  Describe(Table("b"));
  EXPECT_EQ(backend_->calls(), calls + 1);
}

TEST_F(SchemaCacheTest, KeepsNothingWhereItIsOff) {
  Add({.schema_ttl_ms = 0});
  Describe(Table("a"));
  const std::int64_t calls = backend_->calls();
  Describe(Table("a"));
  EXPECT_EQ(backend_->calls(), calls + 1);
}

TEST_F(SchemaCacheTest, KeepsNoFailure) {
  Add();
  Describe(Table("b"));  // the connection is there
  backend_->FailCall(1, {.code = ErrorCode::kBackendRefused, .message = "no such table"});
  EXPECT_EQ(Describe(Table("a")), "B002");
  EXPECT_EQ(Describe(Table("a")), "n");
  const auto elsewhere = engine_.DescribeTable("elsewhere", Table("a"));
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error().code, ErrorCode::kUnknownDataSource);
}

TEST_F(SchemaCacheTest, OneAsksForAllWhoAskForATable) {
  Add({.permits = 2});
  std::vector<std::future<std::string>> all;
  for (int i = 0; i < 10; ++i) {
    all.push_back(std::async(std::launch::async, [this] { return Describe(HeldTable()); }));
  }
  for (int i = 0; i < 5000 && Metrics().schema_cache_hits < 9; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  backend_->Release();
  for (auto& one : all) EXPECT_EQ(one.get(), "n");
  EXPECT_EQ(Metrics().schema_cache_misses, 1);
}

TEST_F(SchemaCacheTest, WaitsAsLongAsItIsTold) {
  Add();
  EXPECT_EQ(Describe(HeldTable(), {.timeout_ms = 5}), "Q004");
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(Describe(HeldTable(), {.stop = stop.get_token()}), "Q005");
  WaitForIdle();  // Nobody waits for the question any more: it was ended.
  EXPECT_EQ(Metrics().cancelled, 2);
  backend_->Release();
  EXPECT_EQ(Describe(HeldTable()), "n");
}

TEST_F(SchemaCacheTest, AFailedRefreshEndsWhatWasKept) {
  Add();
  EXPECT_EQ(Describe(Table("a")), "n");
  backend_->FailCall(1, {.code = ErrorCode::kBackendRefused, .message = "no such table"});
  EXPECT_EQ(Describe(Table("a"), {.refresh = true}), "B002");
  const std::int64_t calls = backend_->calls();
  EXPECT_EQ(Describe(Table("a")), "n");
  EXPECT_EQ(backend_->calls(), calls + 1);
}

TEST_F(SchemaCacheTest, TheAskersTimeHoldsAndNotTheSources) {
  Add({.timeout_ms = 5});
  auto patient = std::async(std::launch::async,
                            [this] { return Describe(HeldTable(), {.timeout_ms = 60'000}); });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  backend_->Release();
  EXPECT_EQ(patient.get(), "n");
}

TEST_F(SchemaCacheTest, WaitsForAPermitAsQueriesDo) {
  Add({.permits = 1, .queue_max = 0});
  Submitted busy = Submit("block");
  EXPECT_EQ(Describe(Table("a")), "Q001");
  busy.handle.Cancel();
  WaitForIdle();
  EXPECT_EQ(Describe(Table("a")), "n");
  engine_.Close();
  EXPECT_EQ(Describe(Table("b")), "Q006");
}

}  // namespace
}  // namespace semaflow
