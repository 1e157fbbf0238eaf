// The engine's rules under everything that can happen, in any order: one thread, a clock that the
// test moves, and a scheduler that a seed drives. What runs is the Machine of the product over the
// fake backend; the worker and the reader are played here, step by step.
//
// A failure prints its seed; SEMAFLOW_SIMULATION_SEED=n runs that one alone.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <vector>

#include "backends/fake.h"
#include "base/overloaded.h"
#include "engine/machine.h"

namespace semaflow::engine {
namespace {

constexpr Micros kMilli = 1000;

/// What the outside sees of one query, and the worker and reader that serve it.
struct SimulatedQuery {
  // Told to the outside.
  int completions = 0;
  bool has_stream = false;
  int stream_ends = 0;
  std::optional<ErrorCode> outcome;  ///< Of the completion or the stream; none: rows to the end.
  bool dropped = false;

  // The worker's side.
  bool started = false;
  bool finished = false;
  std::stop_source stop;
  std::unique_ptr<Connection> connection;
  std::unique_ptr<BatchStream> rows;
  std::optional<RecordBatch> held;  ///< Offered, and told to wait.
  bool is_ready = false;
  bool may_offer = true;

  // Between them.
  std::vector<std::size_t> queue;
  std::size_t queued_bytes = 0;
  std::int64_t rows_read = 0;
  std::int64_t rows_asked = 0;
  Micros submitted = 0;
  Micros in_line_since = 0;
  bool comes_whole = false;  ///< The worker has no rows to offer, but an answer at its end.
  bool answered = false;     ///< By another query.
  Micros deadline = kNever;
  std::string tenant;
};

class Simulation {
 public:
  explicit Simulation(std::uint32_t seed) : random_(seed) {
    options_ = {.permits = Pick(1, 4),
                .queue_max = Pick(0, 5),
                .queue_timeout_ms = OneIn(3) ? 0 : Pick(1, 50),
                .stream_idle_ms = OneIn(3) ? 0 : Pick(1, 50),
                .queue_bytes_max = static_cast<std::size_t>(Pick(1, 400))};
    machine_.emplace("sim", options_);
    fault_every_ = OneIn(2) ? Pick(2, 30) : 0;
    tenants_ = Pick(1, 4);
  }

  void Run() {
    const int steps = Pick(50, 600);
    for (int step = 0; step < steps && !testing::Test::HasFailure(); ++step) {
      Step();
      CheckBounds();
    }
    if (OneIn(2)) Close();
    Settle();
    CheckEnd();
  }

 private:
  int Pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool OneIn(int n) { return Pick(1, n) == 1; }

  // --- What may happen next.

  void Step() {
    switch (Pick(0, 12)) {
      case 0:
      case 1:
        return Submit();
      case 2:
        now_ += Pick(0, 20) * kMilli;
        return;
      case 3:
        return Tick();
      case 4:
        if (auto* const query = AnyQuery()) CancelQuery(*query);
        return;
      case 5:
        if (auto* const query = AnyQuery(); query != nullptr && OneIn(3)) DropStream(*query);
        return;
      case 6:
        if (OneIn(200)) Close();
        return;
      case 7:
      case 8:
        if (auto* const query = AnyQuery()) Read(*query);
        return;
      case 9:
        return EndParking();
      default:
        if (auto* const query = AnyRunning()) Work(*query);
    }
  }

  using Entry = std::pair<const QueryId, SimulatedQuery>;

  Entry* AnyQuery() {
    if (queries_.empty()) return nullptr;
    return &*std::next(queries_.begin(), Pick(0, static_cast<int>(queries_.size()) - 1));
  }

  Entry* AnyRunning() {
    std::vector<Entry*> running;
    for (auto& entry : queries_) {
      if (entry.second.started && !entry.second.finished) running.push_back(&entry);
    }
    return running.empty()
               ? nullptr
               : running[static_cast<std::size_t>(Pick(0, static_cast<int>(running.size()) - 1))];
  }

  // --- The outside.

  void Submit() {
    const QueryId id = next_id_++;
    SimulatedQuery& query = queries_[id];
    query.comes_whole = OneIn(5);
    query.rows_asked = Pick(0, 60);
    query.submitted = query.in_line_since = now_;
    const std::int64_t timeout_ms = OneIn(3) ? Pick(1, 60) : 0;
    if (timeout_ms > 0) query.deadline = now_ + timeout_ms * kMilli;
    query.tenant = tenants_ > 1 ? std::string(1, static_cast<char>('a' + Pick(1, tenants_))) : "";
    if (OneIn(4)) {
      const std::size_t room = static_cast<std::size_t>(options_.queue_max);
      const bool may_park =
          !closed_ && parked_.size() < room && parked_.size() + line_.size() < 2 * room;
      const bool is_parked = machine_->Park(id, timeout_ms, now_, query.tenant);
      EXPECT_EQ(is_parked, may_park);
      if (is_parked) {
        parked_.insert(id);
        return;
      }
    }
    machine_->Submit(id, timeout_ms, now_, effects_, query.tenant);
    const bool waits = std::none_of(effects_.begin(), effects_.end(), [id](const Effect& effect) {
      const auto* start = std::get_if<Start>(&effect);
      const auto* complete = std::get_if<Complete>(&effect);  // Perhaps of one that made room.
      return (start != nullptr && start->id == id) || (complete != nullptr && complete->id == id);
    });
    Perform();
    if (waits) line_.push_back(id);
  }

  // The answer that a parked query waits for came, or will not come.
  void EndParking() {
    if (parked_.empty()) return;
    const QueryId id = *std::next(parked_.begin(), Pick(0, static_cast<int>(parked_.size()) - 1));
    if (OneIn(2)) {
      queries_.at(id).answered = true;
      EXPECT_TRUE(machine_->Answered(id, now_, effects_));
      EXPECT_FALSE(machine_->Answered(id, now_, effects_)) << "it is gone";
      return Perform();
    }
    parked_.erase(id);
    const bool is_new = OneIn(2);
    if (is_new) queries_.at(id).in_line_since = now_;
    const auto since = is_new ? Machine::Since::kNow : Machine::Since::kSubmitted;
    EXPECT_TRUE(machine_->Unpark(id, since, now_, effects_));
    const bool starts = !effects_.empty();
    if (!starts) line_.push_back(id);
    Perform();
  }

  void CancelQuery(Entry& entry) {
    machine_->Cancel(entry.first, effects_);
    Perform();
  }

  void DropStream(Entry& entry) {
    auto& [id, query] = entry;
    if (!query.has_stream || query.dropped) return;
    query.dropped = true;
    query.queue.clear();
    query.queued_bytes = 0;
    machine_->Drop(id, effects_);
    Perform();
  }

  void Read(Entry& entry) {
    auto& [id, query] = entry;
    if (query.dropped || query.queue.empty()) return;
    const std::size_t bytes = query.queue.front();
    query.queue.erase(query.queue.begin());
    query.queued_bytes -= bytes;
    machine_->Took(id, bytes, now_, effects_);
    Perform();
  }

  void Tick() {
    machine_->Tick(now_, effects_);
    Perform();
    EXPECT_GT(machine_->NextTick(), now_) << "a tick leaves nothing overdue";
  }

  void Close() {
    machine_->Close(effects_);
    closed_ = true;
    Perform();
  }

  // --- The worker of a query: one call of the backend, or one offer, at a time.

  void Work(Entry& entry) {
    auto& [id, query] = entry;
    if (query.held) {
      if (query.may_offer) Offer(entry);
      return;
    }
    if (fault_every_ > 0 && OneIn(fault_every_)) {
      backend_->FailCall(1, {.code = ErrorCode::kBackendFailed, .message = "a fault"});
    }
    if (query.connection == nullptr) {
      auto connection = backend_->Connect();
      if (!connection) return Finish(entry, connection.error());
      query.connection = std::move(*connection);
    } else if (query.rows == nullptr) {
      auto rows = query.connection->Execute(
          {.sql = fmt::format("rows={} batch={}", query.rows_asked, Pick(1, 20))},
          query.stop.get_token());
      if (!rows) return Finish(entry, rows.error());
      query.rows = std::move(*rows);
    } else {
      auto next = query.rows->Next();
      if (!next) return Finish(entry, next.error());
      if (query.comes_whole) {
        if (!*next) Finish(entry, std::nullopt);
        return;
      }
      if (!query.is_ready) {
        query.is_ready = true;
        const bool goes_on = machine_->Ready(id, effects_);
        Perform();
        if (!goes_on) return Finish(entry, std::nullopt);
      }
      if (!*next) return Finish(entry, std::nullopt);
      query.held = std::move(**next);
      query.may_offer = true;
    }
  }

  void Offer(Entry& entry) {
    auto& [id, query] = entry;
    const std::size_t bytes = query.held->byte_size();
    switch (machine_->Offer(id, bytes, now_)) {
      case Verdict::kAccepted:
        EXPECT_FALSE(query.outcome) << "rows after the end";
        query.queue.push_back(bytes);
        query.queued_bytes += bytes;
        query.rows_read += query.held->num_rows();
        query.held.reset();
        return;
      case Verdict::kWait:
        EXPECT_FALSE(query.queue.empty()) << "an empty queue has room";
        query.may_offer = false;
        return;
      case Verdict::kStop:
        query.held.reset();
        return Finish(entry, std::nullopt);
    }
  }

  void Finish(Entry& entry, std::optional<Error> error) {
    auto& [id, query] = entry;
    query.finished = true;
    query.held.reset();
    query.rows.reset();
    query.connection.reset();
    machine_->Finished(id, std::move(error), now_, effects_);
    Perform();
  }

  // --- Effects.

  void Perform() {
    const Effects effects = std::exchange(effects_, {});
    for (const Effect& effect : effects) {
      std::visit(
          Overloaded{[&](const Start& start) {
                       SimulatedQuery& query = queries_.at(start.id);
                       EXPECT_FALSE(query.started);
                       EXPECT_FALSE(closed_) << "a start after Close";
                       EXPECT_EQ(query.completions, 0);
                       query.started = true;
                       CheckTurn(start.id);
                     },
                     [&](const Complete& complete) {
                       SimulatedQuery& query = queries_.at(complete.id);
                       EXPECT_EQ(++query.completions, 1) << "a second completion";
                       Leave(complete.id);
                       parked_.erase(complete.id);
                       query.has_stream = !complete.error && !query.answered && !query.comes_whole;
                       if (complete.error) query.outcome = complete.error->code;
                       CheckReason(query, complete.error);
                     },
                     [&](const Stop& stop) { queries_.at(stop.id).stop.request_stop(); },
                     [&](const WakeProducer& wake) { queries_.at(wake.id).may_offer = true; },
                     [&](const EndStream& end) {
                       SimulatedQuery& query = queries_.at(end.id);
                       EXPECT_TRUE(query.has_stream);
                       EXPECT_EQ(++query.stream_ends, 1);
                       EXPECT_EQ(query.rows_read, query.rows_asked) << "an end before all rows";
                     },
                     [&](const FailStream& fail) {
                       SimulatedQuery& query = queries_.at(fail.id);
                       EXPECT_TRUE(query.has_stream);
                       EXPECT_EQ(++query.stream_ends, 1);
                       query.outcome = fail.error.code;
                       query.queue.clear();
                       query.queued_bytes = 0;
                       CheckReason(query, fail.error);
                     }},
          effect);
    }
  }

  // The first of its tenant, which has had no other turn while another tenant waited for one.
  void CheckTurn(QueryId id) {
    const std::string& tenant = queries_.at(id).tenant;
    std::set<std::string> waiting;
    bool is_first = true;
    for (const QueryId other : line_) {
      if (queries_.at(other).tenant == tenant) {
        EXPECT_TRUE(other == id || !is_first) << "not the first in its line";
        is_first = false;
      } else {
        waiting.insert(queries_.at(other).tenant);
      }
    }
    overtaken_.erase(tenant);
    Leave(id);
    for (const std::string& other : waiting) {
      EXPECT_TRUE(overtaken_[other].insert(tenant).second) << "it has waited for two of one tenant";
    }
  }

  void Leave(QueryId id) {
    std::erase(line_, id);
    std::erase_if(overtaken_, [&](const auto& by) {
      return std::none_of(line_.begin(), line_.end(),
                          [&](QueryId other) { return queries_.at(other).tenant == by.first; });
    });
  }

  // An error is told only when its reason holds.
  void CheckReason(const SimulatedQuery& query, const std::optional<Error>& error) const {
    if (!error) return;
    if (error->code == ErrorCode::kDeadline) {
      EXPECT_LE(query.deadline, now_);
    }
    if (error->code == ErrorCode::kQueueTimeout) {
      EXPECT_FALSE(query.started);
      EXPECT_LE(query.in_line_since + options_.queue_timeout_ms * kMilli, now_);
    }
    if (error->code == ErrorCode::kClosed) {
      EXPECT_TRUE(closed_ || machine_->closed());
    }
  }

  // --- Invariants.

  void CheckBounds() {
    int running = 0;
    for (const auto& [id, query] : queries_) {
      running += query.started && !query.finished;
      if (query.queue.size() > 1) {
        EXPECT_LE(query.queued_bytes, options_.queue_bytes_max) << "query " << id;
      }
    }
    EXPECT_LE(running, options_.permits);
    const std::size_t waiting = line_.size() + parked_.size();
    EXPECT_LE(static_cast<int>(waiting), 2 * options_.queue_max);
    EXPECT_EQ(running, machine_->metrics().running);
    EXPECT_EQ(static_cast<std::int64_t>(waiting), machine_->metrics().waiting);
    if (running < options_.permits) {
      EXPECT_TRUE(line_.empty()) << "a permit lies idle";
    }
  }

  // Lets workers and readers finish; readers that have dropped their stream do nothing.
  void Settle() {
    fault_every_ = 0;
    for (int round = 0; round < 10'000; ++round) {
      bool moved = !parked_.empty();
      EndParking();
      for (auto& entry : queries_) {
        if (!entry.second.dropped && !entry.second.queue.empty()) {
          Read(entry);
          moved = true;
        }
        if (entry.second.started && !entry.second.finished) {
          Work(entry);
          moved = true;
        }
      }
      if (!moved) return;
    }
    ADD_FAILURE() << "it never comes to rest";
  }

  void CheckEnd() {
    for (const auto& [id, query] : queries_) {
      EXPECT_EQ(query.completions, 1) << "query " << id;
      EXPECT_EQ(query.started, query.finished) << "query " << id;
      if (query.has_stream && !query.dropped) {
        EXPECT_EQ(query.stream_ends, 1) << "query " << id;
      }
      EXPECT_TRUE(query.dropped || query.queue.empty());
    }
    const DataSourceMetrics& metrics = machine_->metrics();
    EXPECT_EQ(metrics.running, 0);
    EXPECT_EQ(metrics.waiting, 0);
    EXPECT_EQ(metrics.submitted, static_cast<std::int64_t>(queries_.size()));
    EXPECT_EQ(metrics.submitted, metrics.succeeded + metrics.failed + metrics.queue_full +
                                     metrics.queue_timeouts + metrics.idle_streams +
                                     metrics.deadlines + metrics.cancelled + metrics.closed);
    EXPECT_EQ(machine_->NextTick(), kNever);
    EXPECT_EQ(backend_->connections(), 0);
    EXPECT_EQ(backend_->streams(), 0);
  }

  std::mt19937 random_;
  DataSourceOptions options_;
  std::optional<Machine> machine_;
  const std::shared_ptr<FakeBackend> backend_ = std::make_shared<FakeBackend>();
  std::map<QueryId, SimulatedQuery> queries_;
  std::set<QueryId> parked_;                                // They wait for another's answer.
  std::vector<QueryId> line_;                               // They wait, as they came.
  std::map<std::string, std::set<std::string>> overtaken_;  // Tenants that wait, and by whom.
  Effects effects_;
  QueryId next_id_ = 1;
  Micros now_ = 0;
  int fault_every_ = 0;
  int tenants_ = 1;
  bool closed_ = false;
};

TEST(EngineSimulation, KeepsItsInvariants) {
  const char* const one = std::getenv("SEMAFLOW_SIMULATION_SEED");
  const std::uint32_t first = one == nullptr ? 1 : static_cast<std::uint32_t>(std::atoi(one));
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  const std::uint32_t all = 3'000;
#else
  const std::uint32_t all = 100'000;
#endif
  const std::uint32_t count = one == nullptr ? all : 1;
  for (std::uint32_t seed = first; seed < first + count; ++seed) {
    SCOPED_TRACE(fmt::format("SEMAFLOW_SIMULATION_SEED={}", seed));
    Simulation(seed).Run();
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace semaflow::engine
