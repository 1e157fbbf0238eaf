#include "watch.h"

#include <cstdio>
#include <utility>

namespace semaflow::cli {
namespace {

// How soon Ctrl-C is seen, and how often the line changes.
constexpr std::chrono::milliseconds kLookEvery{20};
constexpr std::chrono::milliseconds kShowAfter{1000};

}  // namespace

Watch::Watch(Streams& streams, std::function<std::string()> progress)
    : streams_(streams), progress_(std::move(progress)) {
  streams_.interrupts.Arm();
  thread_ = std::thread([this] { Run(); });
}

Watch::~Watch() {
  Quiet();
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Watch::Begin(std::function<void()> cancel, std::optional<Clock::time_point> until) {
  {
    const std::lock_guard lock(mutex_);
    cancel_ = std::move(cancel);
    began_ = Clock::now();
    until_ = until;
    quiet_ = false;
  }
  changed_.notify_one();
}

void Watch::Quiet() {
  const std::lock_guard lock(mutex_);
  quiet_ = true;
  ClearLine();
}

void Watch::Run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    if (!cancel_) {
      changed_.wait(lock, [this] { return ending_ || cancel_; });
      continue;
    }
    if (streams_.interrupts.pending() || (until_ && Clock::now() >= *until_)) {
      const auto cancel = std::exchange(cancel_, nullptr);
      lock.unlock();
      cancel();
      lock.lock();
      continue;
    }
    if (!quiet_) ShowLine();
    changed_.wait_for(lock, kLookEvery);
  }
}

void Watch::ShowLine() {
  const auto elapsed = Clock::now() - began_;
  if (!streams_.err_is_terminal || elapsed < kShowAfter) return;
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.1f s", std::chrono::duration<double>(elapsed).count());
  const std::string progress = progress_();
  std::string line = std::string(seconds) + (progress.empty() ? "" : "  ") + progress;
  if (line == line_) return;
  streams_.err.Write("\r\x1b[K" + line);
  streams_.err.Flush();
  line_ = std::move(line);
}

void Watch::ClearLine() {
  if (line_.empty()) return;
  streams_.err.Write("\r\x1b[K");
  streams_.err.Flush();
  line_.clear();
}

}  // namespace semaflow::cli
