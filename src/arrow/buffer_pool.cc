#include "arrow/buffer_pool.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <vector>

#include "base/check.h"
#include "nanoarrow/nanoarrow.h"

namespace semaflow::arrow {
namespace {

// Blocks have 2^12 (4 KiB), 2^13, ... bytes. Those above 2^20 (1 MiB) are not kept.
constexpr int kClassMin = 12;
constexpr int kClassMax = 20;
constexpr std::size_t kAlignment = 64;  // as Arrow recommends

#ifdef __SANITIZE_ADDRESS__
constexpr bool kIsUsed = false;  // blocks are larger and live longer than what they hold
#else
constexpr bool kIsUsed = true;
#endif

struct Pool {
  std::mutex mutex;
  std::array<std::vector<void*>, kClassMax + 1> blocks;
  std::size_t idle_bytes = 0;
};

Pool& ThePool() {
  static auto& pool = *new Pool;  // never destroyed: batches may be released while a process ends
  return pool;
}

int ClassOf(std::int64_t bytes) {
  return std::max(kClassMin,
                  static_cast<int>(std::bit_width(static_cast<std::uint64_t>(bytes) - 1)));
}

std::uint8_t* Take(std::int64_t bytes) {
  const int size_class = ClassOf(bytes);
  if (size_class <= kClassMax) {
    Pool& pool = ThePool();
    const std::lock_guard lock(pool.mutex);
    if (auto& blocks = pool.blocks[size_class]; !blocks.empty()) {
      void* const block = blocks.back();
      blocks.pop_back();
      pool.idle_bytes -= std::size_t{1} << size_class;
      return static_cast<std::uint8_t*>(block);
    }
  }
  return static_cast<std::uint8_t*>(std::aligned_alloc(kAlignment, std::size_t{1} << size_class));
}

void Give(std::uint8_t* block, std::int64_t bytes) {
  const int size_class = ClassOf(bytes);
  if (size_class <= kClassMax) {
    Pool& pool = ThePool();
    const std::lock_guard lock(pool.mutex);
    if (pool.idle_bytes + (std::size_t{1} << size_class) <= kIdleBytesMax) {
      pool.blocks[size_class].push_back(block);
      pool.idle_bytes += std::size_t{1} << size_class;
      return;
    }
  }
  std::free(block);
}

void Free(ArrowBufferAllocator*, std::uint8_t* block, std::int64_t bytes) {
  if (block != nullptr) Give(block, bytes);
}

std::uint8_t* Reallocate(ArrowBufferAllocator*, std::uint8_t* old, std::int64_t old_bytes,
                         std::int64_t bytes) {
  if (old != nullptr && ClassOf(old_bytes) == ClassOf(bytes)) return old;
  std::uint8_t* const block = Take(bytes);
  if (old == nullptr || block == nullptr) return block;
  std::memcpy(block, old, static_cast<std::size_t>(std::min(old_bytes, bytes)));
  Give(old, old_bytes);
  return block;
}

std::size_t CountBuffers(const ArrowArray& array) {
  auto count = static_cast<std::size_t>(array.n_buffers);
  for (std::int64_t i = 0; i < array.n_children; ++i) count += CountBuffers(*array.children[i]);
  return count;
}

}  // namespace

void UsePool(ArrowArray* array) {
  if (!kIsUsed) return;
  for (std::int64_t i = 0; i < array->n_buffers; ++i) {
    const ArrowBufferAllocator allocator{
        .reallocate = Reallocate, .free = Free, .private_data = nullptr};
    SEMA_CHECK(ArrowBufferSetAllocator(ArrowArrayBuffer(array, i), allocator) == NANOARROW_OK);
  }
  for (std::int64_t i = 0; i < array->n_children; ++i) UsePool(array->children[i]);
}

std::size_t HeldBytes(const RecordBatch& batch) {
  return 2 * batch.byte_size() + CountBuffers(batch.array()) * (std::size_t{1} << kClassMin);
}

std::size_t IdleBytes() {
  Pool& pool = ThePool();
  const std::lock_guard lock(pool.mutex);
  return pool.idle_bytes;
}

}  // namespace semaflow::arrow
