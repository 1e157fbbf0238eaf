// Watches something that takes long: Ctrl-C and its like stop it, and after a second a line shows
// how far it is.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "streams.h"

namespace semaflow::cli {

/// From its constructor to its destructor Ctrl-C (any of Interrupts) is noted instead of ending the
/// process. A thread of its own looks after it; the calls below come from one other thread.
class Watch {
 public:
  /// `progress` gives what the line says of the work, "" for nothing but the time. It and the
  /// `cancel` of Begin are called on the watching thread.
  Watch(Streams& streams, std::function<std::string()> progress);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  using Clock = std::chrono::steady_clock;

  /// Work begins; `cancel` is called once if Ctrl-C comes, or has come, or at `until`.
  void Begin(std::function<void()> cancel, std::optional<Clock::time_point> until = {});
  /// Its output begins: the line goes away and does not come back before the next Begin.
  void Quiet();

 private:
  void Run();
  void ShowLine();
  void ClearLine();

  Streams& streams_;
  std::function<std::string()> progress_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> cancel_;  ///< Empty: called, or nothing runs.
  Clock::time_point began_;
  std::optional<Clock::time_point> until_;
  bool quiet_ = true;
  std::string line_;  ///< As it is shown; empty: it is not.
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace semaflow::cli
