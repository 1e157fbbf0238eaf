#include "base/fork.h"

#include <pthread.h>

#include <atomic>

namespace semaflow {
namespace {

std::atomic<std::uint64_t> forks{0};

}  // namespace

std::uint64_t ForkCount() {
  static const int registered =
      pthread_atfork(nullptr, nullptr, [] { forks.fetch_add(1, std::memory_order_relaxed); });
  static_cast<void>(registered);
  return forks.load(std::memory_order_relaxed);
}

Error Forked() {
  return {.code = ErrorCode::kForked,
          .message =
              "the engine was made before this process was forked, and its threads and "
              "connections stayed with the parent",
          .help = "open data sources and make engines after the fork, in each process"};
}

}  // namespace semaflow
