// The socket between clients and server is cut, stalled and swallowed by a proxy.
#include <random>

#include "tests/chaos/chaos_test.h"
#include "tests/chaos/proxy.h"

namespace semaflow::chaos {
namespace {

using Kind = Fate::Kind;
using Direction = Fate::Direction;

constexpr auto kAny = "%generate_series%";

class ProxyChaos : public ChaosTest {
 protected:
  void SetUp() override { AddSource(std::to_string(proxy_.port())); }

  static int ServerPort() {
    const std::string& connection = server_ptr_->connection();
    return std::stoi(connection.substr(connection.find(" port=") + 6));
  }

  /// The server ends by itself what nobody could tell it to end.
  static void ExpectNothingRuns(const std::string& pattern) {
    const auto begin = Clock::now();
    while (CountRunning(pattern) > 0 && Clock::now() - begin < milliseconds(kSlackMs)) {
      std::this_thread::sleep_for(milliseconds(20));
    }
    EXPECT_EQ(CountRunning(pattern), 0);
  }

  /// Nothing comes through for longer than a query may take.
  void ExpectDeadlinesHold(Kind kind) {
    const auto outcomes = AskDuring([this, kind] {
      proxy_.SetFates([kind] { return Fate{.kind = kind}; });
      proxy_.MeetAll();
      std::this_thread::sleep_for(milliseconds(4000));
      proxy_.Heal();
    });
    ExpectClear(outcomes);
    EXPECT_GT(outcomes.at("Q004"), 0) << "deadlines hold without the server";
    ExpectHealed();
    ExpectNothingRuns(kAny);
  }

  Proxy proxy_{ServerPort()};
};

// Where a connection meets its fate: in the startup (the first 400 bytes), or anywhere in the rows.
Fate AnyFate(std::mt19937& random) {
  static constexpr Kind kKinds[] = {Kind::kForward, Kind::kForward, Kind::kForward, Kind::kCut,
                                    Kind::kCut,     Kind::kReset,   Kind::kStall,   Kind::kLose};
  const Kind kind = kKinds[random() % std::size(kKinds)];
  const auto direction = random() % 4 == 0 ? Direction::kToServer : Direction::kToClient;
  const std::size_t most = random() % 4 == 0                   ? 500
                           : direction == Direction::kToServer ? 3000
                                                               : 100'000;
  return {.kind = kind,
          .direction = direction,
          .after_bytes = random() % most,
          .is_byte_by_byte = random() % 8 == 0};
}

TEST_F(ProxyChaos, ConnectionsMeetAnyFate) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    SCOPED_TRACE(seed);
    const auto outcomes = AskDuring([this, seed] {
      proxy_.SetFates([random = std::mt19937(seed)]() mutable { return AnyFate(random); });
      for (int i = 0; i < 15; ++i) {
        proxy_.MeetAll();
        std::this_thread::sleep_for(milliseconds(200));
      }
      proxy_.Heal();
    });
    ExpectClear(outcomes);
    ExpectHealed();
    ExpectNothingRuns(kAny);
  }
}

TEST_F(ProxyChaos, ConnectionsAreRefused) {
  const auto outcomes = AskDuring([this] {
    proxy_.Refuse();
    proxy_.SetFates([] { return Fate{.kind = Kind::kCut}; });
    proxy_.MeetAll();
    std::this_thread::sleep_for(milliseconds(500));
    proxy_.Heal();
  });
  ExpectClear(outcomes);
  EXPECT_GT(outcomes.at("B001"), 0);
  ExpectHealed();
  ExpectNothingRuns(kAny);
}

TEST_F(ProxyChaos, EverythingStalls) { ExpectDeadlinesHold(Kind::kStall); }

TEST_F(ProxyChaos, EverythingIsSwallowed) { ExpectDeadlinesHold(Kind::kLose); }

TEST_F(ProxyChaos, BytesComeOneByOne) {
  proxy_.SetFates([] { return Fate{.is_byte_by_byte = true}; });
  proxy_.MeetAll();
  EXPECT_EQ(Outcome("SELECT 1"), "1 rows");
  EXPECT_EQ(Outcome("SELECT n, 'some words' FROM generate_series(1, 300) t(n)"), "300 rows");
  EXPECT_EQ(Outcome("SELECT 1 / 0"), "B003");
}

// libpq waits for ever for the answer to a cancel.
TEST_F(ProxyChaos, ACancelThatIsNotAnsweredHoldsNoOther) {
  const auto sleep = [this](int seconds) {
    return engine_.Submit(Query(fmt::format("SELECT pg_sleep({}) IS NULL AS slept", seconds)), {},
                          [](const auto&) {});
  };
  const auto running = [this](int wanted) {
    for (int i = 0; i < 300 && CountRunning("%pg_sleep(2_)%") != wanted; ++i) {
      std::this_thread::sleep_for(milliseconds(10));
    }
    return CountRunning("%pg_sleep(2_)%");
  };
  const QueryHandle first = sleep(20);
  const QueryHandle second = sleep(21);
  ASSERT_EQ(running(2), 2);
  proxy_.SetFates([] { return Fate{.kind = Kind::kLose}; });
  first.Cancel();
  std::this_thread::sleep_for(milliseconds(100));
  proxy_.SetFates([] { return Fate{}; });
  second.Cancel();
  EXPECT_EQ(running(1), 1) << "the second one was heard";
}

// A whole session of one client, cut after each of its bytes.
class CutSession : public ProxyChaos {
 protected:
  struct Outcomes {
    std::string rows;
    std::string error;
    friend bool operator==(const Outcomes&, const Outcomes&) = default;
  };

  /// Connects, asks for rows, for an error and for rows again.
  Outcomes Talk() const {
    auto backend = OpenPostgres({.connection = server_.connection(),
                                 .port = std::to_string(proxy_.port()),
                                 .connect_timeout_ms = 2000});
    if (!backend) return {CodeOf(backend.error()), CodeOf(backend.error())};
    auto connection = (*backend)->Connect();
    if (!connection) return {CodeOf(connection.error()), CodeOf(connection.error())};
    return {Read(**connection, "SELECT n, 'word ' || n FROM generate_series(1, 3) t(n)"),
            Read(**connection, "SELECT 1 / (n - 2) FROM generate_series(1, 3) t(n)")};
  }

  static std::string Read(Connection& connection, std::string sql) {
    auto rows = connection.Execute({.sql = std::move(sql)});
    if (!rows) return CodeOf(rows.error());
    std::string read;
    while (true) {
      auto batch = (*rows)->Next();
      if (!batch) return CodeOf(batch.error());
      if (!*batch) return read;
      for (std::int64_t i = 0; i < (*batch)->num_rows(); ++i) {
        read += std::to_string(arrow::IntegerAt((*batch)->column(0), i));
        if ((*rows)->columns().size() == 1) continue;
        read += fmt::format(" {}, ", arrow::BytesAt((*batch)->column(1), i));
      }
    }
  }

  static std::string CodeOf(const Error& error) {
    EXPECT_GT(error.message.size(), std::string("PostgreSQL: ").size()) << "says what happened";
    return std::string(InfoOf(error.code).code);
  }
};

TEST_F(CutSession, AtEveryByte) {
  const Outcomes good = {"1 word 1, 2 word 2, 3 word 3, ", "B003"};
  for (const Direction direction : {Direction::kToServer, Direction::kToClient}) {
    const std::size_t before = proxy_.passed(direction);
    ASSERT_EQ(Talk(), good);
    const std::size_t bytes = proxy_.passed(direction) - before;
    EXPECT_GT(bytes, 400);
    std::map<std::string, int> outcomes;
    for (std::size_t n = 0; n <= bytes; ++n) {
      proxy_.SetFates([n, direction] {
        return Fate{.kind = n % 2 == 0 ? Kind::kCut : Kind::kReset,
                    .direction = direction,
                    .after_bytes = n};
      });
      const auto begin = Clock::now();
      const Outcomes cut = Talk();
      EXPECT_LT(Clock::now() - begin, milliseconds(kSlackMs)) << n;
      EXPECT_THAT(cut.rows, testing::AnyOf(good.rows, "B001")) << n;
      EXPECT_THAT(cut.error, testing::AnyOf(good.error, "B001")) << n;
      if (cut.rows == "B001") {
        EXPECT_EQ(cut.error, "B001") << "a session that is lost stays so";
      }
      ++outcomes[cut.rows + " and " + cut.error];
    }
    std::cout << bytes << " bytes\n";
    for (const auto& [outcome, count] : outcomes)
      std::cout << count << " times " << outcome << "\n";
    proxy_.Heal();
    EXPECT_EQ(Talk(), good);
  }
}

}  // namespace
}  // namespace semaflow::chaos
