// Threads that read answers for coroutines: ResultStream::Next blocks, and an event loop must not.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace semaflow::python {

/// At most as many threads as queries that run at once; made when they are needed. All members:
/// any thread, without the GIL.
class Readers {
 public:
  explicit Readers(std::size_t threads_max) : threads_max_(threads_max) {}
  ~Readers() { Close(); }
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  /// Runs a task soon. It must not throw. After Close, and where no thread can be started, it runs
  /// at once, where it is called.
  void Post(std::function<void()> task);
  /// Returns when all tasks ran. Not on a thread of its own.
  void Close();
  /// The calling thread is one of any readers.
  static bool IsReader();

 private:
  void Work();
  /// One that will take another task; started if need be.
  bool HasThread();

  const std::size_t threads_max_;
  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool closed_ = false;
};

}  // namespace semaflow::python
