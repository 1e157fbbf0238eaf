// What only PostgreSQL can do to its clients: tables and types that change under a session, servers
// that end one, values of types that others do not have.
#include <gmock/gmock.h>

#include <chrono>
#include <random>
#include <string>
#include <thread>

#include "semaflow/engine.h"
#include "tests/conformance/backend_under_test.h"
#include "tests/loopback.h"
#include "tests/servers.h"

namespace semaflow::conformance {
namespace {

using std::chrono::microseconds;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class PostgresTest : public ConformanceTest {
 protected:
  void SetUp() override {
    ConformanceTest::SetUp();
    Change("DROP SCHEMA IF EXISTS " + schema_ + " CASCADE; CREATE SCHEMA " + schema_ + ";");
  }
  void TearDown() override { Change("DROP SCHEMA IF EXISTS " + schema_ + " CASCADE;"); }

  /// By another client: the pooler leads to the server 18.
  void Change(const std::string& script) const {
    RunPsql(ServerAt(database().name == "postgres_15" ? "SEMAFLOW_POSTGRES_15"
                                                      : "SEMAFLOW_POSTGRES_18"),
            script);
  }
  std::string In(std::string sql) const {
    for (std::size_t at = 0; (at = sql.find('~', at)) != std::string::npos;) {
      sql.replace(at, 1, schema_);
    }
    return sql;
  }
  const std::string schema_ = "conformance_" + std::to_string(::getpid());
};
INSTANTIATE_TEST_SUITE_P(Servers, PostgresTest,
                         testing::Values(AllBackends()[1], AllBackends()[2], AllBackends()[3]),
                         [](const auto& backend) { return backend.param.name; });

TEST_P(PostgresTest, TakesNoMoreConnectionsThanTheServerHas) {
  const int all = backend_->limits().connections_max;
  if (database().name == "pgbouncer") {
    EXPECT_EQ(all, BackendLimits{}.connections_max) << "it has more clients than connections";
    return;
  }
  EXPECT_EQ(Rows("SELECT current_setting('max_connections')::int"),
            "[[" + std::to_string(all) + "]]")
      << "a superuser has no limit of his own";
  Change(In("CREATE ROLE ~ LOGIN CONNECTION LIMIT 3;"));
  const auto limited = OpenPostgres(
      {.connection = ServerAt(database().name == "postgres_15" ? "SEMAFLOW_POSTGRES_15"
                                                               : "SEMAFLOW_POSTGRES_18"),
       .user = schema_});
  ASSERT_TRUE(limited) << limited.error().message;
  EXPECT_EQ((*limited)->limits().connections_max, 3);
  Engine engine;
  const auto added = engine.AddDataSource("shop", *limited, {.permits = 4});
  ASSERT_FALSE(added);
  EXPECT_THAT(added.error().message, HasSubstr("permits is 4, it must be 1 to 3"));
  Change(In("DROP ROLE ~;"));
}

TEST_P(PostgresTest, AStatementThatComesOnceIsNotKept) {
  const auto run = [this](const std::string& sql, bool comes_once) {
    auto rows = connection_->Execute({.sql = sql, .comes_once = comes_once});
    ASSERT_TRUE(rows) << rows.error().message;
    while (true) {
      auto next = (*rows)->Next();
      ASSERT_TRUE(next) << next.error().message;
      if (!*next) return;
    }
  };
  const std::string kept =
      "SELECT string_agg(statement, ',') FROM pg_prepared_statements WHERE statement LIKE '%once%'";
  run("SELECT 1 AS a /*once 1*/", true);
  run("SELECT 1 AS a /*once 2*/", false);
  run("SELECT 1 AS a /*once 3*/", true);
  run("SELECT ARRAY['x'::name] AS a /*once 4*/", true);
  if (database().name == "pgbouncer") return;  // Nothing is kept there.
  EXPECT_THAT(Rows(kept), HasSubstr("once 2"));
  EXPECT_THAT(Rows(kept), Not(HasSubstr("once 1")));
  EXPECT_THAT(Rows(kept), Not(HasSubstr("once 3")));
}

TEST_P(PostgresTest, ATableMayChangeUnderAPreparedStatement) {
  Change(In("CREATE TABLE ~.t AS SELECT 1 AS a; CREATE TABLE ~.u AS SELECT 'x'::text AS c;"));
  EXPECT_EQ(Rows(In("SELECT * FROM ~.t")), "[[1]]");
  EXPECT_EQ(Rows(In("SELECT * FROM ~.t")), "[[1]]");
  Change(In("ALTER TABLE ~.t ADD COLUMN b text DEFAULT 'new';"));
  EXPECT_EQ(Rows(In("SELECT * FROM ~.t")), "[[1,\"new\"]]");
  EXPECT_EQ(Rows(In("SELECT c = $1 FROM ~.u"), {std::string("x")}), "[[true]]");
  Change(In("ALTER TABLE ~.u ALTER c TYPE integer USING 7;"));
  EXPECT_EQ(Rows(In("SELECT c = $1 FROM ~.u"), {std::string("7")}), "[[true]]");
  Change(In("DROP TABLE ~.t;"));
  EXPECT_THAT(Rows(In("SELECT * FROM ~.t")), StartsWith("B002: "));
}

// The server says with the code of a stale plan that a cast cannot be.
TEST_P(PostgresTest, WhatFailsTwiceFails) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(Rows("SELECT CAST('NaN'::numeric AS bigint)"),
                testing::AllOf(StartsWith("B002: "), HasSubstr("NaN")));
  }
  EXPECT_EQ(Rows("SELECT 1"), "[[1]]");
}

TEST_P(PostgresTest, EnumsAreTexts) {
  Change(In("CREATE TYPE ~.mood AS ENUM ('sad', 'ok'); CREATE DOMAIN ~.small AS integer;"));
  EXPECT_EQ(Rows(In("SELECT 'ok'::~.mood, ARRAY['sad', NULL]::~.mood[], 5::~.small")),
            "[[\"ok\",[\"sad\",null],5]]");
  EXPECT_EQ(Rows(In("SELECT 'ok'::~.mood = $1"), {std::string("ok")}), "[[true]]");
}

TEST_P(PostgresTest, TheTypeCharIsOneByte) {
  EXPECT_EQ(Rows("SELECT 'x'::\"char\", ''::\"char\", (-56)::int::\"char\""),
            "[[\"x\",\"\",\"\\\\310\"]]");
}

TEST_P(PostgresTest, ListsOfDecimalsKeepTheirDigits) {
  EXPECT_EQ(Rows("SELECT array_agg(x ORDER BY x) FROM (VALUES (1.50), (2.255)) t(x)"),
            "[[[1.500,2.255]]]");
}

TEST_P(PostgresTest, ASessionThatTheServerEndedIsSeen) {
  EXPECT_EQ(Rows("SELECT 1"), "[[1]]");
  EXPECT_TRUE(connection_->IsAlive());
  const std::string pid = Rows("SELECT pg_backend_pid()");
  Change("SELECT pg_terminate_backend(" + pid.substr(2, pid.size() - 4) + ");");
  if (database().name == "pgbouncer") {  // Its own sessions live on, over another of the server.
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_EQ(Rows("SELECT 1"), "[[1]]");
    return;
  }
  for (int i = 0; i < 500 && connection_->IsAlive(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  EXPECT_FALSE(connection_->IsAlive());
}

// The net behind a deadline: nobody is there to ask for a stop.
TEST_P(PostgresTest, TheServerEndsAStatementByItself) {
  const auto begin = std::chrono::steady_clock::now();
  const auto rows = connection_->Execute({.sql = std::string(database().endless), .timeout_ms = 1});
  ASSERT_FALSE(rows);
  EXPECT_EQ(CodeOf(rows.error()), "B003");
  EXPECT_THAT(rows.error().message, HasSubstr("statement timeout"));
  const auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_GT(took, std::chrono::milliseconds(1500)) << "a while after its time";
  EXPECT_EQ(Rows("SELECT current_setting('statement_timeout')"), "[[\"0\"]]");
}

// Wherever a stop comes, while a statement is parsed, described, looked up, given up or run: what
// is asked next is answered. More statements than a session keeps, with a type to look up.
TEST_P(PostgresTest, AStopAtAnyMomentLeavesAWholeSession) {
  Change(In("CREATE TYPE ~.mood AS ENUM ('sad', 'ok');"));
  std::mt19937 random(20240229);
  for (int i = 0; i < 120; ++i) {
    std::stop_source stop;
    std::jthread stopper([&, delay = random() % 3000] {
      std::this_thread::sleep_for(microseconds(delay));
      stop.request_stop();
    });
    const std::string number = std::to_string(i % 50);
    auto rows = connection_->Execute(
        {.sql = In("SELECT 'ok'::~.mood, " + number + " FROM generate_series(1, 20000)")},
        stop.get_token());
    while (rows) {
      auto batch = (*rows)->Next();
      if (!batch || !*batch) break;
    }
    if (rows) rows->reset();
    ASSERT_EQ(Rows(In("SELECT 'sad'::~.mood, " + number)), "[[\"sad\"," + number + "]]") << i;
  }
}

TEST_P(PostgresTest, AStoppedStatementEndsWithItsConnection) {
  auto connection = backend_->Connect();
  ASSERT_TRUE(connection);
  std::stop_source stop;
  std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop.request_stop();
  });
  const auto begin = std::chrono::steady_clock::now();
  const auto rows =
      (*connection)->Execute({.sql = "SELECT pg_sleep(30), 'with it'"}, stop.get_token());
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().code, ErrorCode::kCancelled);
  connection->reset();
  EXPECT_EQ(Rows("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND "
                 "query LIKE '%pg_sleep(30), ''with it''%' AND pid <> pg_backend_pid()"),
            "[[0]]");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

// The server may have heard of a query's time when a stop ends the query that it was told for.
TEST_P(PostgresTest, AStopLeavesNoTimeForTheNextStatement) {
  std::mt19937 random(20240301);
  for (int i = 0; i < 400; ++i) {
    std::stop_source stop;
    std::jthread stopper([&, delay = microseconds(random() % 100)] {
      const auto until = std::chrono::steady_clock::now() + delay;
      while (std::chrono::steady_clock::now() < until) continue;
      stop.request_stop();
    });
    auto rows = connection_->Execute({.sql = "SELECT 1", .timeout_ms = 60'000}, stop.get_token());
    while (rows) {
      auto batch = (*rows)->Next();
      if (!batch || !*batch) break;
    }
    if (rows) rows->reset();
    ASSERT_EQ(Rows("SELECT current_setting('statement_timeout')"), "[[\"0\"]]") << i;
  }
}

TEST_P(PostgresTest, KeysAreThoseThatHoldForEveryRow) {
  Change(In(R"(
    CREATE TABLE ~.t (id int PRIMARY KEY, code text NOT NULL UNIQUE, a int, b int, UNIQUE (a, b));
    CREATE UNIQUE INDEX ON ~.t (a) WHERE b > 0;
    CREATE UNIQUE INDEX ON ~.t (lower(code));
    CREATE TABLE ~.parent (id int PRIMARY KEY);
    CREATE TABLE ~.child () INHERITS (~.parent);
    CREATE TABLE ~.parts (id int PRIMARY KEY) PARTITION BY RANGE (id);
    CREATE TABLE ~.part PARTITION OF ~.parts DEFAULT;)"));
  const auto keys = [this](const std::string& table) {
    const auto schema = connection_->DescribeTable({.table_name = {schema_, table}});
    return schema ? schema->unique_keys : std::vector<std::vector<std::string>>{};
  };
  EXPECT_THAT(keys("t"),
              testing::ElementsAre(testing::ElementsAre("id"), testing::ElementsAre("code"),
                                   testing::ElementsAre("a", "b")));
  EXPECT_THAT(keys("parent"), testing::IsEmpty()) << "a child may have the same id";
  EXPECT_THAT(keys("parts"), testing::ElementsAre(testing::ElementsAre("id")));
  const auto t = connection_->DescribeTable({.table_name = {schema_, "t"}});
  ASSERT_TRUE(t);
  EXPECT_TRUE(t->has_primary_key);
  EXPECT_TRUE(t->columns[0].not_null);
  EXPECT_FALSE(t->columns[2].not_null);
}

TEST_P(PostgresTest, ATableThatIsNotThereIsToldWithItsSchema) {
  const std::string server =
      ServerAt(database().name == "postgres_15" ? "SEMAFLOW_POSTGRES_15" : "SEMAFLOW_POSTGRES_18");
  const auto backend = OpenPostgres({.connection = server, .schema = "nowhere"});
  ASSERT_TRUE(backend) << backend.error().message;
  const auto connection = (*backend)->Connect();
  ASSERT_TRUE(connection);
  const auto rows = (*connection)->Execute({.sql = "SELECT 1 FROM ords"});
  ASSERT_FALSE(rows);
  EXPECT_EQ(
      rows.error().message,
      "PostgreSQL: relation \"ords\" does not exist (a table without a schema is looked for in "
      "\"nowhere\", the `schema` of the data source)");
  EXPECT_THAT(rows.error().help, HasSubstr("semaflow check --data"));
}

std::string OpeningOf(const PostgresOptions& options) {
  const auto opened = OpenPostgres(options);
  if (opened) return "opened";
  const Error& error = opened.error();
  return std::string(InfoOf(error.code).code) + ": " + error.message + " | " + error.help;
}

// Trying again is no use, so a program must not.
TEST_P(PostgresTest, WhoMayNotComeInIsToldWhatToCorrect) {
  const std::string server =
      ServerAt(database().name == "postgres_15" ? "SEMAFLOW_POSTGRES_15" : "SEMAFLOW_POSTGRES_18");
  EXPECT_THAT(
      OpeningOf({.connection = server, .user = "nobody_here"}),
      testing::AllOf(StartsWith("C002: "),
                     HasSubstr("FATAL:  role \"nobody_here\" does not exist | check `user`")));
  EXPECT_THAT(
      OpeningOf({.connection = server, .database = "nothing_here"}),
      testing::AllOf(
          StartsWith("C002: "),
          HasSubstr("FATAL:  database \"nothing_here\" does not exist | check `database`")));
}

/// Answers one client with bytes of a server.
class OneAnswer {
 public:
  explicit OneAnswer(std::string bytes) {
    thread_ = std::thread([this, bytes = std::move(bytes)] {
      const int client = ::accept(listener_.socket(), nullptr, nullptr);
      char request[1024];
      EXPECT_GT(::recv(client, request, sizeof request, 0), 0);
      EXPECT_GT(::send(client, bytes.data(), bytes.size(), 0), 0);
      while (::recv(client, request, sizeof request, 0) > 0) {
      }
      ::close(client);
    });
  }
  ~OneAnswer() { thread_.join(); }
  OneAnswer(const OneAnswer&) = delete;
  OneAnswer& operator=(const OneAnswer&) = delete;

  PostgresOptions options() const {
    return {.host = "127.0.0.1", .port = listener_.port(), .user = "bi", .ssl_mode = "disable"};
  }

 private:
  LoopbackListener listener_;
  std::thread thread_;
};

std::string MessageOf(char type, const std::string& body) {
  const auto size = static_cast<std::uint32_t>(body.size() + 4);
  std::string bytes(1, type);
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift & 0xff);
  return bytes + body;
}

std::string RefusalWith(const std::string& sqlstate, const std::string& words) {
  const std::string end(1, '\0');
  return MessageOf('E', "SFATAL" + end + "VFATAL" + end + "C" + sqlstate + end + "M" + words + end +
                            "Fauth.c" + end + "L1" + end + "Rauth_failed" + end + end);
}

TEST(PostgresLogin, AWrongPasswordIsAMistakeOfTheConfiguration) {
  const OneAnswer server(RefusalWith("28P01", "password authentication failed for user \"bi\""));
  PostgresOptions options = server.options();
  options.password = "S3cret";
  const std::string told = OpeningOf(options);
  EXPECT_THAT(told, testing::AllOf(StartsWith("C002: PostgreSQL: connection to server at "),
                                   HasSubstr("FATAL:  password authentication failed for user "
                                             "\"bi\" | check `user` and `password`")));
  EXPECT_THAT(told, Not(HasSubstr("S3cret")));
  EXPECT_THAT(told, Not(HasSubstr("auth_failed")));
}

TEST(PostgresLogin, APasswordThatIsMissingIs) {
  const OneAnswer server(MessageOf('R', std::string("\0\0\0\3", 4)));
  EXPECT_THAT(OpeningOf(server.options()),
              testing::AllOf(StartsWith("C002: "), HasSubstr("write `password`")));
}

TEST(PostgresLogin, AServerThatIsFullOrStartsIsNot) {
  {
    const OneAnswer server(RefusalWith("53300", "sorry, too many clients already"));
    EXPECT_THAT(OpeningOf(server.options()),
                testing::AllOf(StartsWith("B001: "), HasSubstr("| lower permits")));
  }
  const OneAnswer server(RefusalWith("57P03", "the database system is starting up"));
  EXPECT_THAT(OpeningOf(server.options()),
              testing::AllOf(StartsWith("B001: "), HasSubstr("starting up | check that")));
}

TEST(PostgresConnectionString, WhatCannotBeIsTold) {
  const auto told = [](const std::string& uri) {
    return OpeningOf({.connection = uri, .connect_timeout_ms = 500});
  };
  EXPECT_EQ(told("postgresql://bi@db/shop?prot=5432"),
            "C002: the `uri` cannot be read: it has the unknown key \"prot\" | did you mean "
            "\"port\"?");
  EXPECT_THAT(told("host=db colour=blue"), HasSubstr("it has the unknown key \"colour\" | write"));
  EXPECT_EQ(told("password=my S3cret=5"),
            "C002: the `uri` cannot be read: it has an unknown key | write "
            "postgresql://user@host:5432/database, or host=... dbname=...");
  EXPECT_THAT(told("host=127.0.0.1 port=99999"),
              StartsWith("C002: a port of the `uri` or of `port` is not 1 to 65535"));
  EXPECT_THAT(told("host=127.0.0.1 sslmode=bogus"),
              StartsWith("C002: `ssl_mode`, or sslmode in the `uri`, is none that there is | "));
}

TEST(PostgresConnectionString, APasswordIsNeverShown) {
  for (const char* uri :
       {"postgresql://bi:S3cret/x@db/shop", "postgresql://bi:pa@S3cret@db/shop",
        "postgresql://bi:S3cret@[bad", "host=127.0.0.1 port=S3cret", "password=S3cret host",
        "password=two S3cret=1", "postgresql://bi:S3cret@127.0.0.1:1/shop"}) {
    const auto opened = OpenPostgres({.connection = uri, .connect_timeout_ms = 500});
    ASSERT_FALSE(opened) << uri;
    EXPECT_THAT(FormatError(opened.error()), Not(HasSubstr("S3cret"))) << uri;
  }
}

}  // namespace
}  // namespace semaflow::conformance
