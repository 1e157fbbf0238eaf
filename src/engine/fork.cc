#include "engine/fork.h"

#include <pthread.h>

#include <atomic>

namespace semaflow::engine {
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
          .help = "make engines after the fork, one in each process"};
}

}  // namespace semaflow::engine
