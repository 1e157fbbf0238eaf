#include "engine/dispatcher.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

namespace semaflow::engine {
namespace {

TEST(Dispatcher, TicksWhenTheTimeHasCome) {
  std::promise<void> ticked;
  Dispatcher dispatcher([&](Micros) {
    ticked.set_value();
    return kNever;
  });
  dispatcher.Start();
  dispatcher.TickBy(Now());
  ticked.get_future().wait();
}

// Streams and handles hold it longer than their engine lives, and its tick is bound to the engine.
TEST(Dispatcher, KeepsNothingOfItsTickBehindClose) {
  const auto bound = std::make_shared<std::atomic<int>>(0);
  Dispatcher dispatcher([bound](Micros) {
    ++*bound;
    return kNever;
  });
  dispatcher.Close();
  EXPECT_EQ(bound.use_count(), 1);
  dispatcher.TickBy(Now());
  std::promise<void> ran;
  dispatcher.Post([&] { ran.set_value(); });
  ran.get_future().wait();
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(*bound, 0);
}

}  // namespace
}  // namespace semaflow::engine
