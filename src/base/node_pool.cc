#include "base/node_pool.h"

namespace semaflow {

constinit thread_local std::array<NodePool::Size, NodePool::kSizes> NodePool::sizes_{};

NodePool::Cleaner::~Cleaner() {
  for (Size& size : sizes_) {
    size.kept_max = 0;
    while (size.free != nullptr) {
      Free* next = size.free->next;
      ::operator delete(size.free);
      size.free = next;
    }
  }
}

void* NodePool::TakeNew(std::size_t bytes) {
  if (kPooled && bytes <= kBytesMax) {
    // From here on the thread frees what it keeps when it ends.
    static thread_local const bool registered = [] {
      static thread_local Cleaner cleaner;
      for (std::size_t i = 1; i < kSizes; ++i) {
        sizes_[i].kept_max = static_cast<std::uint32_t>(kKeptBytesMax / (i * kStep));
      }
      return true;
    }();
    static_cast<void>(registered);
    return ::operator new(Rounded(bytes));
  }
  return ::operator new(bytes);
}

void NodePool::GiveUp(void* memory, std::size_t) noexcept { ::operator delete(memory); }

}  // namespace semaflow
