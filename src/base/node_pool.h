// Memory for the nodes of trees: a plan makes and drops some hundred small ones in microseconds.
// What a thread gives back it takes again without asking the allocator; what it keeps is bounded.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

namespace semaflow {

/// One of these a thread. Memory may be given back on another thread than it was taken on.
class NodePool {
 public:
  static constexpr std::size_t kBytesMax = 1024;      ///< Larger ones go to operator new.
  static constexpr std::size_t kKeptBytesMax = 4096;  ///< Of each size, 256 KB in all.

  static void* Take(std::size_t bytes) {
    Size& size = SizeOf(bytes);
    if (!kPooled || bytes > kBytesMax || size.free == nullptr) return TakeNew(bytes);
    Free* taken = size.free;
    size.free = taken->next;
    --size.kept;
    return taken;
  }
  static void Give(void* memory, std::size_t bytes) noexcept {
    Size& size = SizeOf(bytes);
    if (!kPooled || bytes > kBytesMax || size.kept >= size.kept_max) return GiveUp(memory, bytes);
    size.free = new (memory) Free{size.free};
    ++size.kept;
  }

 private:
  struct Free {
    Free* next;
  };
  struct Size {
    Free* free = nullptr;
    std::uint32_t kept = 0;
    std::uint32_t kept_max = 0;  // 0 until the thread has said how it will free them, and after.
  };
  struct Cleaner {
    ~Cleaner();
  };
  static constexpr std::size_t kStep = 16;
  static constexpr std::size_t kSizes = kBytesMax / kStep + 1;  // The first for larger ones.
#if defined(__SANITIZE_ADDRESS__)
  static constexpr bool kPooled = false;  // The sanitizer is to see each node.
#else
  static constexpr bool kPooled = true;
#endif

  static std::size_t Rounded(std::size_t bytes) { return (bytes + kStep - 1) / kStep * kStep; }
  static Size& SizeOf(std::size_t bytes) {
    return sizes_[bytes > kBytesMax ? 0 : (bytes + kStep - 1) / kStep];
  }
  static void* TakeNew(std::size_t bytes);
  static void GiveUp(void* memory, std::size_t bytes) noexcept;

  static constinit thread_local std::array<Size, kSizes> sizes_;
};

/// For std::vector.
template <typename T>
struct NodeAllocator {
  using value_type = T;

  NodeAllocator() = default;
  template <typename U>
  NodeAllocator(const NodeAllocator<U>&) {}  // NOLINT: as containers ask for it
  T* allocate(std::size_t count) { return static_cast<T*>(NodePool::Take(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t count) noexcept {
    NodePool::Give(memory, count * sizeof(T));
  }
  friend bool operator==(const NodeAllocator&, const NodeAllocator&) { return true; }
};

/// A short-lived list beside the nodes.
template <typename T>
using NodeVector = std::vector<T, NodeAllocator<T>>;

}  // namespace semaflow
