// One thread of an engine for what no worker does: completions of queries that never ran, and the
// ticking of deadlines.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "engine/machine.h"

namespace semaflow::engine {

/// Microseconds of the clock that all of the engine reads.
Micros Now();

/// The thread starts with the first task. All members: any thread, except that Close is not
/// for the dispatcher's own.
class Dispatcher {
 public:
  /// `tick` is called when a time given to TickBy has come; it gives the next such time.
  explicit Dispatcher(std::function<Micros(Micros now)> tick) : tick_(std::move(tick)) {}
  ~Dispatcher() { Close(); }
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  /// Starts the thread, unless it runs. Throws std::system_error when it cannot: whoever will need
  /// ticks calls this before anything is done that would have to be undone.
  void Start();
  /// Runs a task soon, in the order of the calls.
  void Post(std::function<void()> task);
  /// Ticks at this time, or before; nothing without Start.
  void TickBy(Micros when);
  /// Returns when all tasks ran and the thread ended. A later Post starts it again; `tick` is never
  /// called again, nor kept: what it is bound to may end now, while streams and handles still hold
  /// this.
  void Close();

 private:
  void EnsureThread();
  void Loop();

  std::function<Micros(Micros now)> tick_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  Micros next_tick_ = kNever;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace semaflow::engine
