// Memory of batches: kept for the next ones, within a bound.
#include "arrow/buffer_pool.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <thread>
#include <vector>

#include "arrow/schema.h"
#include "nanoarrow/nanoarrow.h"

namespace semaflow::arrow {
namespace {

constexpr std::int64_t kBytes = 100'000;

SharedArrowSchema OneColumn() {
  const std::vector<SchemaColumn> columns = {
      {.name = "n", .type = {.kind = TypeKind::kInteger}, .item = {}}};
  return MakeSchema(columns, "");
}

// One column of integers, whose buffer holds `bytes`.
ArrowArray MakeArray(std::int64_t bytes) {
  ArrowArray array;
  EXPECT_EQ(ArrowArrayInitFromSchema(&array, OneColumn().get(), nullptr), 0);
  UsePool(&array);
  EXPECT_EQ(ArrowBufferReserve(ArrowArrayBuffer(array.children[0], 1), bytes), 0);
  return array;
}

std::uintptr_t Place(ArrowArray& array) {
  return reinterpret_cast<std::uintptr_t>(ArrowArrayBuffer(array.children[0], 1)->data);
}

TEST(BufferPool, GivesTheSameMemoryAgain) {
  ArrowArray first = MakeArray(kBytes);
  const std::uintptr_t place = Place(first);
  first.release(&first);
  ArrowArray second = MakeArray(kBytes);
#ifdef __SANITIZE_ADDRESS__
  EXPECT_EQ(IdleBytes(), 0U);  // it is to see each buffer
  EXPECT_NE(Place(second), place);
#else
  EXPECT_EQ(Place(second), place);
#endif
  second.release(&second);
}

TEST(BufferPool, KeepsWhatWasWrittenWhenABufferGrows) {
  ArrowArray array = MakeArray(0);
  ArrowBuffer* const buffer = ArrowArrayBuffer(array.children[0], 1);
  for (std::int64_t i = 0; i < 300'000; ++i) ASSERT_EQ(ArrowBufferAppendInt64(buffer, i), 0);
  const auto* const values = reinterpret_cast<const std::int64_t*>(buffer->data);
  for (std::int64_t i = 0; i < 300'000; ++i) ASSERT_EQ(values[i], i);
  array.release(&array);
}

TEST(BufferPool, ABatchHoldsItsBlocks) {
  const auto held = [](std::int64_t rows) {
    ArrowArray array = MakeArray(rows * 8);
    array.length = array.children[0]->length = rows;
    return HeldBytes(RecordBatch(&array, OneColumn()));
  };
  EXPECT_GE(held(1), 4096U) << "one block";
  EXPECT_LE(held(1), 4 * 4096U) << "no more than its three buffers";
  EXPECT_GE(held(5000), 65'536U) << "40,000 bytes are in a block of 65,536";
  EXPECT_LE(held(5000), 2 * 65'536U);
}

TEST(BufferPool, KeepsNoMoreThanItMay) {
  std::vector<ArrowArray> arrays;
  for (int i = 0; i < 200; ++i) arrays.push_back(MakeArray(kBytes));
  arrays.push_back(MakeArray(std::int64_t{64} << 20));
  for (ArrowArray& array : arrays) array.release(&array);
  EXPECT_LE(IdleBytes(), kIdleBytesMax);
}

TEST(BufferPool, ServesManyThreads) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int round = 0; round < 500; ++round) {
        ArrowArray array = MakeArray(kBytes);
        std::jthread([&array] { array.release(&array); }).join();
      }
    });
  }
}

}  // namespace
}  // namespace semaflow::arrow
