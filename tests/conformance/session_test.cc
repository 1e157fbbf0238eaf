// OpenDuckDbSession: a session of the host's behind our interface. Here the host is an engine of
// our own, asked through the Arrow stream that it hands out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "arrow/cells.h"
#include "semaflow/engine.h"
#include "semaflow/result.h"

namespace semaflow {
namespace {

using testing::HasSubstr;

class HostSession {
 public:
  HostSession() {
    auto added = engine_.AddDataSource("host", *OpenDuckDb({}));
    EXPECT_TRUE(added);
  }

  DuckDbSession session() {
    return {.ask = [this](const std::string& sql, const std::vector<Value>& parameters,
                          ArrowArrayStream* answer) { return Ask(sql, parameters, answer); },
            .interrupt =
                [this] {
                  ++interrupts;
                  const std::lock_guard lock(mutex_);
                  running_.Cancel();
                }};
  }

  std::atomic<int> asked = 0;
  std::atomic<int> at_once = 0;
  std::atomic<int> at_once_max = 0;
  std::atomic<int> interrupts = 0;

 private:
  Result<std::vector<DuckDbSession::Column>> Ask(const std::string& sql,
                                                 const std::vector<Value>& parameters,
                                                 ArrowArrayStream* answer) {
    ++asked;
    at_once_max = std::max<int>(at_once_max, ++at_once);
    auto done = std::make_shared<std::promise<Result<ResultStream>>>();
    {
      const std::lock_guard lock(mutex_);
      running_ = engine_.Submit(
          {.sql = sql, .parameters = parameters, .dialect = "duckdb", .data_source = "host"}, {},
          [done](Result<ResultStream> result) { done->set_value(std::move(result)); });
    }
    Result<ResultStream> result = done->get_future().get();
    --at_once;
    if (!result) {
      std::string words = result.error().message;
      words.erase(0, words.starts_with("DuckDB: ") ? 8 : 0);
      return tl::unexpected(Error{.code = ErrorCode::kBackendFailed, .message = words});
    }
    // Ours says of a column what the tests need of it.
    std::vector<DuckDbSession::Column> columns;
    for (const ColumnInfo& column : result->columns()) {
      columns.push_back({.name = column.name,
                         .type = column.name == "mood"    ? "ENUM('sad', 'ok')"
                                 : column.name == "moods" ? "ENUM('sad', 'ok')[]"
                                 : column.name == "id"    ? "UUID"
                                                          : "VARCHAR"});
    }
    ExportArrowStream(*std::move(result), answer);
    return columns;
  }

  Engine engine_;
  std::mutex mutex_;
  QueryHandle running_;
};

class SessionTest : public testing::Test {
 protected:
  SessionTest() {
    auto opened = OpenDuckDbSession(host_.session());
    EXPECT_TRUE(opened) << (opened ? "" : FormatError(opened.error()));
    backend_ = *opened;
    connection_ = *backend_->Connect();
  }

  /// The integers of the first column, or the error.
  static std::string Rows(Connection& connection, Statement statement, std::stop_token stop = {}) {
    auto stream = connection.Execute(std::move(statement), std::move(stop));
    if (!stream) return FormatError(stream.error());
    std::string text;
    while (true) {
      auto batch = (*stream)->Next();
      if (!batch) return FormatError(batch.error());
      if (!*batch) return text;
      for (std::int64_t row = 0; row < (*batch)->num_rows(); ++row) {
        text +=
            (text.empty() ? "" : " ") + std::to_string(arrow::IntegerAt((*batch)->column(0), row));
      }
    }
  }
  std::string Rows(Statement statement, std::stop_token stop = {}) {
    return Rows(*connection_, std::move(statement), std::move(stop));
  }

  HostSession host_;
  std::shared_ptr<Backend> backend_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(SessionTest, GivesRows) {
  EXPECT_EQ(Rows({.sql = "SELECT i FROM range(4) AS t(i) WHERE i <> $1",
                  .parameters = {std::int64_t{2}}}),
            "0 1 3");
  EXPECT_EQ(Rows({.sql = "SELECT 1 WHERE false"}), "");
  auto named =
      connection_->Execute({.sql = "SELECT 1, 'x'", .columns = {{.name = "n"}, {.name = "s"}}});
  ASSERT_TRUE(named);
  EXPECT_EQ((*named)->columns()[1].name, "s");
  EXPECT_EQ((*named)->columns()[1].type.kind, TypeKind::kText);
}

TEST_F(SessionTest, AnAnswerThatIsLetGoLeavesNothing) {
  for (int i = 0; i < 3; ++i) {
    auto stream = connection_->Execute({.sql = "SELECT * FROM range(100000)"});
    ASSERT_TRUE(stream);
    ASSERT_TRUE((*stream)->Next());
  }
  EXPECT_EQ(Rows({.sql = "SELECT 42"}), "42");
}

TEST_F(SessionTest, ErrorsAreTheWordsOfDuckDbWithoutValues) {
  EXPECT_THAT(Rows({.sql = "SELEC 1"}), HasSubstr("error[B002]: DuckDB: Parser Error"));
  const std::string told = Rows({.sql = "SELECT CAST($1 AS INTEGER)", .parameters = {"secret"}});
  EXPECT_THAT(told, HasSubstr("error[B003]: DuckDB: Conversion Error"));
  EXPECT_THAT(told, testing::Not(HasSubstr("secret")));
  EXPECT_THAT(Rows({.sql = std::string("SELECT 1\0, 2", 12)}), HasSubstr("NUL byte"));
}

TEST_F(SessionTest, DescribesTables) {
  ASSERT_EQ(Rows({.sql = "CREATE TABLE t (id UUID PRIMARY KEY, mood ENUM ('sad', 'ok') NOT NULL, "
                         "price DECIMAL(9, 2), moods ENUM ('sad', 'ok')[], UNIQUE (price))"}),
            "");
  const auto schema = connection_->DescribeTable({.table_name = {"t"}});
  ASSERT_TRUE(schema) << FormatError(schema.error());
  ASSERT_EQ(schema->columns.size(), 4u);
  EXPECT_TRUE(schema->columns[0].cast_to_text) << "a UUID is cast back, and is no text";
  EXPECT_FALSE(schema->columns[3].cast_to_text) << "a list of them is no text";
  EXPECT_TRUE(schema->has_primary_key);
  EXPECT_EQ(schema->unique_keys, (std::vector<std::vector<std::string>>{{"id"}, {"price"}}));
  EXPECT_TRUE(schema->columns[1].not_null);
  EXPECT_TRUE(schema->columns[1].cast_to_text) << "an ENUM has an order of its own";
  EXPECT_EQ(ToString(schema->columns[2].type), "decimal(9, 2)");
  const auto derived =
      connection_->DescribeTable({.kind = TableSource::Kind::kSql, .sql = "SELECT 1 AS n -- one"});
  ASSERT_TRUE(derived) << FormatError(derived.error());
  EXPECT_EQ(derived->columns[0].name, "n");
  EXPECT_FALSE(connection_->DescribeTable({.table_name = {"none"}}));
}

constexpr char kSlow[] =
    "SELECT count(*) FROM range(1000000) AS a(i), range(1000000) AS b(j) WHERE i + j = 7";

TEST_F(SessionTest, AStatementIsStopped) {
  std::stop_source stop;
  std::thread stopping([&] {
    while (host_.asked == 0) std::this_thread::yield();
    stop.request_stop();
  });
  EXPECT_THAT(Rows({.sql = kSlow}, stop.get_token()), HasSubstr("cancelled"));
  stopping.join();
  EXPECT_GT(host_.interrupts, 0);
  EXPECT_THAT(Rows({.sql = "SELECT 42"}, stop.get_token()), HasSubstr("cancelled"));
  EXPECT_EQ(host_.asked, 1) << "what is stopped already is not asked";
  EXPECT_EQ(Rows({.sql = "SELECT 42"}), "42");
}

TEST_F(SessionTest, ConnectionsTakeTurns) {
  EXPECT_EQ(backend_->limits().connections_max, 1) << "of one engine; there may be several";
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      const auto connection = *backend_->Connect();
      for (int n = 0; n < 10; ++n) EXPECT_EQ(Rows(*connection, {.sql = "SELECT 42"}), "42");
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(host_.at_once_max, 1);
}

TEST_F(SessionTest, WhoWaitsForItsTurnCanBeStopped) {
  std::stop_source stop_first;
  std::thread first([&] { Rows({.sql = kSlow}, stop_first.get_token()); });
  while (host_.asked == 0) std::this_thread::yield();
  std::stop_source stop_second;
  const auto other = *backend_->Connect();
  std::thread stopping([&] { stop_second.request_stop(); });
  EXPECT_THAT(Rows(*other, {.sql = "SELECT 42"}, stop_second.get_token()), HasSubstr("cancelled"));
  stopping.join();
  EXPECT_EQ(host_.asked, 1);
  EXPECT_EQ(host_.interrupts, 0) << "what runs is another's";
  stop_first.request_stop();
  first.join();
}

}  // namespace
}  // namespace semaflow
