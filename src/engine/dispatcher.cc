#include "engine/dispatcher.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/engine_thread.h"

namespace semaflow::engine {

using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::microseconds>;

Micros Now() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::steady_clock::now())
      .time_since_epoch()
      .count();
}

void Dispatcher::Start() {
  const std::lock_guard lock(mutex_);
  EnsureThread();
}

void Dispatcher::Post(std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  tasks_.push_back(std::move(task));
  EnsureThread();
  changed_.notify_one();
}

void Dispatcher::TickBy(Micros when) {
  const std::lock_guard lock(mutex_);
  if (when >= next_tick_ || closing_ || tick_ == nullptr) return;
  next_tick_ = when;
  changed_.notify_one();
}

void Dispatcher::EnsureThread() {
  if (!thread_.joinable() && !closing_) thread_ = std::thread([this] { Loop(); });
}

void Dispatcher::Close() {
  std::thread ending;
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    ending = std::move(thread_);
    changed_.notify_one();
  }
  if (ending.joinable()) ending.join();
  const std::lock_guard lock(mutex_);
  closing_ = false;
  next_tick_ = kNever;
  tick_ = nullptr;
  if (!tasks_.empty()) EnsureThread();  // posted after the last look of the old thread
}

void Dispatcher::Loop() {
  const EngineThreadMark mark("sf-dispatcher");
  std::unique_lock lock(mutex_);
  while (true) {
    // However many tasks there are, deadlines come first.
    const bool is_done = tasks_.empty() && closing_;
    if (is_done) return;
    if (const Micros now = Now(); next_tick_ <= now && tick_ != nullptr) {
      next_tick_ = kNever;
      lock.unlock();
      const Micros next = tick_(now);
      lock.lock();
      next_tick_ = std::min(next_tick_, next);
    } else if (!tasks_.empty()) {
      const auto task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      lock.lock();
    } else if (next_tick_ == kNever) {
      changed_.wait(lock);
    } else {
      changed_.wait_until(lock, SteadyTime(std::chrono::microseconds(next_tick_)));
    }
  }
}

}  // namespace semaflow::engine
