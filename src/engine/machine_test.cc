// The rules of a data source, one event at a time. tests/simulation drives them at random.
#include "engine/machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/overloaded.h"

namespace semaflow::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Micros kMillisecond = 1000;

// Events by short names; effects as words: "start 1", "complete 1 Q004".
class MachineTest : public testing::Test {
 protected:
  void Make(const DataSourceOptions& options) { machine_.emplace("shop", options); }

  std::vector<std::string> Submit(QueryId id, std::int64_t timeout_ms = 0,
                                  std::string_view tenant = {}) {
    machine_->Submit(id, timeout_ms, now_, effects_, tenant);
    return Take();
  }
  bool Park(QueryId id, std::int64_t timeout_ms = 0) {
    return machine_->Park(id, timeout_ms, now_, {});
  }
  std::vector<std::string> Unpark(QueryId id, Machine::Since since = Machine::Since::kNow) {
    return machine_->Unpark(id, since, now_, effects_), Take();
  }
  std::vector<std::string> Answered(QueryId id) {
    return machine_->Answered(id, now_, effects_), Take();
  }
  std::vector<std::string> Cancel(QueryId id) { return machine_->Cancel(id, effects_), Take(); }
  std::vector<std::string> Drop(QueryId id) { return machine_->Drop(id, effects_), Take(); }
  std::vector<std::string> Ready(QueryId id) { return machine_->Ready(id, effects_), Take(); }
  Verdict Offer(QueryId id, std::size_t bytes) { return machine_->Offer(id, bytes, now_); }
  std::vector<std::string> Took(QueryId id, std::size_t bytes) {
    return machine_->Took(id, bytes, now_, effects_), Take();
  }
  std::vector<std::string> Finished(QueryId id, std::optional<ErrorCode> code = {}) {
    std::optional<Error> error;
    if (code) error = Error{.code = *code};
    return machine_->Finished(id, error, now_, effects_), Take();
  }
  std::vector<std::string> TickAt(Micros now) {
    now_ = now;
    return machine_->Tick(now, effects_), Take();
  }
  std::vector<std::string> Close() { return machine_->Close(effects_), Take(); }
  const DataSourceMetrics& metrics() const { return machine_->metrics(); }

  std::optional<Machine> machine_;
  Micros now_ = 0;
  std::string last_message_;
  ErrorCode last_code_ = {};

 private:
  std::vector<std::string> Take() {
    std::vector<std::string> words;
    for (const Effect& effect : effects_) {
      words.push_back(std::visit(
          Overloaded{[](const Start& e) { return "start " + std::to_string(e.id); },
                     [this](const Complete& e) {
                       if (e.error) last_message_ = e.error->message;
                       return "complete " + std::to_string(e.id) +
                              (e.error ? " " + std::string(InfoOf(e.error->code).code) : "");
                     },
                     [](const Stop& e) { return "stop " + std::to_string(e.id); },
                     [](const WakeProducer& e) { return "wake " + std::to_string(e.id); },
                     [](const EndStream& e) { return "end " + std::to_string(e.id); },
                     [this](const FailStream& e) {
                       last_message_ = e.error.message;
                       last_code_ = e.error.code;
                       return "fail " + std::to_string(e.id) + " " +
                              std::string(InfoOf(e.error.code).code);
                     }},
          effect));
    }
    effects_.clear();
    return words;
  }
  Effects effects_;
};

TEST_F(MachineTest, AFullQueueHasRoomForWhoWaitsWithLess) {
  Make({.permits = 1, .queue_max = 2});
  Submit(1, 0, "busy");
  Submit(2, 0, "busy");
  Submit(3, 0, "busy");
  EXPECT_THAT(Submit(4, 0, "busy"), ElementsAre("complete 4 Q001"));
  EXPECT_THAT(Submit(5, 0, "calm"), ElementsAre("complete 3 Q001"));
  EXPECT_THAT(Submit(6, 0, "calm"), ElementsAre("complete 6 Q001"));
  EXPECT_EQ(metrics().waiting, 2);
  EXPECT_EQ(metrics().queue_full, 3);
}

TEST_F(MachineTest, TenantsTakeTurns) {
  Make({.permits = 1});
  EXPECT_THAT(Submit(1, 0, "busy"), ElementsAre("start 1"));
  Submit(2, 0, "busy");
  Submit(3, 0, "busy");
  Submit(4, 0, "calm");
  Ready(1);
  EXPECT_THAT(Finished(1), ElementsAre("end 1", "start 2"));
  Ready(2);
  EXPECT_THAT(Finished(2), ElementsAre("end 2", "start 4"));
  Ready(4);
  EXPECT_THAT(Cancel(3), ElementsAre("complete 3 Q005"));
  EXPECT_THAT(Finished(4), ElementsAre("end 4"));
}

TEST_F(MachineTest, RunsAQueryToItsEnd) {
  Make({});
  EXPECT_THAT(Submit(1), ElementsAre("start 1"));
  EXPECT_THAT(Ready(1), ElementsAre("complete 1"));
  EXPECT_EQ(Offer(1, 10), Verdict::kAccepted);
  EXPECT_THAT(Finished(1), ElementsAre("end 1"));
  EXPECT_THAT(Took(1, 10), IsEmpty()) << "the reader may be later than the worker";
  EXPECT_EQ(metrics().succeeded, 1);
  EXPECT_EQ(metrics().running, 0);
}

TEST_F(MachineTest, WaitsInLineAndRefusesBeyondIt) {
  Make({.permits = 1, .queue_max = 2});
  EXPECT_THAT(Submit(1), ElementsAre("start 1"));
  EXPECT_THAT(Submit(2), IsEmpty());
  EXPECT_THAT(Submit(3), IsEmpty());
  EXPECT_THAT(Submit(4), ElementsAre("complete 4 Q001"));
  EXPECT_THAT(last_message_, HasSubstr("\"shop\" is busy: 1 queries run and 2 wait"));
  EXPECT_EQ(metrics().waiting, 2);
  EXPECT_THAT(Finished(1, ErrorCode::kBackendFailed), ElementsAre("complete 1 B003", "start 2"));
  EXPECT_THAT(Submit(5), IsEmpty());
  EXPECT_THAT(Cancel(3), ElementsAre("complete 3 Q005")) << "it leaves the line";
  EXPECT_THAT(Finished(2, ErrorCode::kBackendFailed), ElementsAre("complete 2 B003", "start 5"));
  EXPECT_EQ(metrics().queue_full, 1);
  EXPECT_EQ(metrics().failed, 2);
  EXPECT_EQ(metrics().cancelled, 1);
}

TEST_F(MachineTest, AQueueOfNothingStillLetsPermitsRun) {
  Make({.permits = 1, .queue_max = 0});
  EXPECT_THAT(Submit(1), ElementsAre("start 1"));
  EXPECT_THAT(Submit(2), ElementsAre("complete 2 Q001"));
}

TEST_F(MachineTest, WaitingTooLongIsAnError) {
  Make({.permits = 1, .queue_timeout_ms = 1500});
  Submit(1);
  now_ = 100;
  Submit(2);
  EXPECT_EQ(machine_->NextTick(), 100 + 1500 * kMillisecond);
  EXPECT_THAT(TickAt(100 + 1500 * kMillisecond - 1), IsEmpty());
  EXPECT_THAT(TickAt(100 + 1500 * kMillisecond), ElementsAre("complete 2 Q002"));
  EXPECT_EQ(last_message_, "the query waited 1500 ms for its turn on data source \"shop\"");
  EXPECT_EQ(machine_->NextTick(), kNever);
}

TEST_F(MachineTest, ADeadlineCountsFromSubmit) {
  Make({.permits = 1, .queue_timeout_ms = 0});
  Submit(1, 10'000);
  Submit(2, 20'000);
  EXPECT_THAT(TickAt(10'000 * kMillisecond), ElementsAre("complete 1 Q004", "stop 1"));
  EXPECT_EQ(last_message_, "the query took longer than its 10 s");
  EXPECT_EQ(metrics().running, 1) << "the database is still at it";
  EXPECT_THAT(TickAt(20'000 * kMillisecond), ElementsAre("complete 2 Q004")) << "in the line";
  EXPECT_THAT(Finished(1, ErrorCode::kCancelled), IsEmpty()) << "told already";
  EXPECT_EQ(metrics().deadlines, 2);
  EXPECT_EQ(metrics().failed, 0);
}

TEST_F(MachineTest, ADeadlineReachesTheReader) {
  Make({});
  Submit(1, 1000);
  Ready(1);
  EXPECT_EQ(Offer(1, 10), Verdict::kAccepted);
  EXPECT_THAT(TickAt(1000 * kMillisecond), ElementsAre("fail 1 Q004", "stop 1"));
  EXPECT_EQ(Offer(1, 10), Verdict::kStop);
  EXPECT_THAT(Took(1, 10), IsEmpty());
  EXPECT_THAT(Finished(1, ErrorCode::kCancelled), IsEmpty());
}

TEST_F(MachineTest, CancelEndsWhatRuns) {
  Make({});
  Submit(1);
  EXPECT_THAT(Cancel(1), ElementsAre("complete 1 Q005", "stop 1"));
  EXPECT_THAT(Cancel(1), IsEmpty()) << "once is enough";
  EXPECT_THAT(Ready(1), IsEmpty()) << "rows that come too late";
  EXPECT_THAT(Finished(1), IsEmpty());
  EXPECT_THAT(Cancel(1), IsEmpty());
  EXPECT_THAT(Cancel(99), IsEmpty());
}

TEST_F(MachineTest, AFullQueueHoldsItsProducer) {
  Make({.queue_bytes_max = 100});
  Submit(1);
  Ready(1);
  EXPECT_EQ(Offer(1, 250), Verdict::kAccepted) << "one batch fits, whatever its size";
  EXPECT_EQ(Offer(1, 1), Verdict::kWait);
  EXPECT_THAT(Took(1, 250), ElementsAre("wake 1"));
  EXPECT_EQ(Offer(1, 60), Verdict::kAccepted);
  EXPECT_EQ(Offer(1, 40), Verdict::kAccepted);
  EXPECT_EQ(Offer(1, 1), Verdict::kWait);
  EXPECT_THAT(Drop(1), ElementsAre("stop 1", "wake 1"));
  EXPECT_EQ(Offer(1, 1), Verdict::kStop);
  EXPECT_EQ(metrics().cancelled, 1);
}

TEST_F(MachineTest, NobodyReads) {
  Make({.stream_idle_ms = 1000, .queue_bytes_max = 10});
  Submit(1);
  Ready(1);
  EXPECT_EQ(machine_->NextTick(), kNever) << "there is nothing to read yet";
  now_ = 500 * kMillisecond;
  Offer(1, 10);
  EXPECT_EQ(machine_->NextTick(), 1500 * kMillisecond);
  now_ = 1400 * kMillisecond;
  Took(1, 10);
  EXPECT_EQ(machine_->NextTick(), kNever);
  Offer(1, 10);
  EXPECT_EQ(Offer(1, 10), Verdict::kWait);
  EXPECT_THAT(TickAt(2399 * kMillisecond), IsEmpty());
  EXPECT_THAT(TickAt(2400 * kMillisecond), ElementsAre("fail 1 Q003", "stop 1", "wake 1"));
  EXPECT_EQ(last_code_, ErrorCode::kStreamIdle);
  EXPECT_EQ(last_message_, "nobody read the result for 1 s");
}

TEST_F(MachineTest, CloseEndsEverything) {
  Make({.permits = 2});
  Submit(1);
  Submit(2);
  Ready(2);
  Submit(3);
  EXPECT_THAT(Close(),
              ElementsAre("complete 1 Q006", "stop 1", "fail 2 Q006", "stop 2", "complete 3 Q006"));
  EXPECT_THAT(Submit(4), ElementsAre("complete 4 Q006"));
  EXPECT_THAT(Finished(1), IsEmpty());
  EXPECT_THAT(Finished(2), IsEmpty());
  EXPECT_THAT(Close(), IsEmpty());
  EXPECT_EQ(metrics().closed, 4);
}

TEST_F(MachineTest, ALimitBeyondAllTimeIsNone) {
  Make({.queue_timeout_ms = std::numeric_limits<std::int64_t>::max()});
  Submit(1, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(machine_->NextTick(), kNever);
}

TEST_F(MachineTest, MeasuresWaitingAndRunning) {
  Make({.permits = 1});
  Submit(1);
  now_ = 30;
  Submit(2);
  now_ = 100;
  Finished(1, ErrorCode::kBackendFailed);
  now_ = 150;
  Finished(2, ErrorCode::kBackendFailed);
  EXPECT_EQ(metrics().waited.sum_us, 70);
  EXPECT_EQ(metrics().ran.sum_us, 100 + 50);
}

// --- Queries that wait for the answer of another.

TEST_F(MachineTest, AParkedQueryHasTheAnswerOfAnother) {
  Make({.permits = 1, .queue_max = 2});
  Submit(1);
  EXPECT_TRUE(Park(2));
  EXPECT_EQ(metrics().waiting, 1);
  EXPECT_THAT(Finished(1), ElementsAre("complete 1")) << "an answer that comes whole";
  EXPECT_THAT(Answered(2), ElementsAre("complete 2"));
  EXPECT_EQ(metrics().succeeded, 2);
  EXPECT_EQ(metrics().waiting, 0);
  EXPECT_THAT(Answered(2), IsEmpty());
}

TEST_F(MachineTest, AParkedQueryMayHaveToWaitForItsTurn) {
  Make({.permits = 1, .queue_timeout_ms = 10});
  Submit(1);
  Park(2);
  EXPECT_THAT(TickAt(50 * kMillisecond), IsEmpty()) << "it is not in the line";
  EXPECT_THAT(Unpark(2), IsEmpty());
  EXPECT_THAT(TickAt(59 * kMillisecond), IsEmpty());
  EXPECT_THAT(TickAt(60 * kMillisecond), ElementsAre("complete 2 Q002"));
  EXPECT_THAT(Unpark(2), IsEmpty());
  Park(3);
  Finished(1);
  EXPECT_THAT(Unpark(3), ElementsAre("start 3"));
}

TEST_F(MachineTest, WhoFollowedOneWithoutATurnHasWaitedAsLong) {
  Make({.permits = 1, .queue_timeout_ms = 10});
  Submit(1);
  Park(2);
  TickAt(9 * kMillisecond);
  Unpark(2, Machine::Since::kSubmitted);
  EXPECT_THAT(TickAt(10 * kMillisecond), ElementsAre("complete 2 Q002"));
}

TEST_F(MachineTest, AParkedQueryHasItsLimits) {
  Make({.permits = 1, .queue_max = 2});
  Submit(1);
  EXPECT_TRUE(Park(2, 20));
  EXPECT_TRUE(Park(3));
  EXPECT_FALSE(Park(4)) << "no more than may wait in the line";
  EXPECT_THAT(Submit(4), IsEmpty()) << "they take nobody's place there";
  EXPECT_THAT(Submit(5), IsEmpty());
  EXPECT_THAT(Submit(6), ElementsAre("complete 6 Q001"));
  EXPECT_EQ(machine_->NextTick(), 20 * kMillisecond);
  EXPECT_THAT(TickAt(20 * kMillisecond), ElementsAre("complete 2 Q004"));
  EXPECT_THAT(Unpark(3), IsEmpty());
  EXPECT_TRUE(Park(7));
  EXPECT_FALSE(Park(8)) << "twice as many wait in all";
  EXPECT_THAT(Cancel(7), ElementsAre("complete 7 Q005"));
  EXPECT_TRUE(Park(9));
  EXPECT_THAT(Close(), ElementsAre("complete 1 Q006", "stop 1", "complete 3 Q006",
                                   "complete 4 Q006", "complete 5 Q006", "complete 9 Q006"));
  EXPECT_FALSE(Park(10));
}

}  // namespace
}  // namespace semaflow::engine
