#include "base/node_pool.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/box.h"

namespace semaflow {
namespace {

TEST(NodePool, WhatIsGivenBackIsTakenAgain) {
  void* first = NodePool::Take(40);
  const auto place = reinterpret_cast<std::uintptr_t>(first);
  NodePool::Give(first, 40);
  void* second = NodePool::Take(48);  // the same size when rounded
#if defined(__SANITIZE_ADDRESS__)
  EXPECT_NE(place, reinterpret_cast<std::uintptr_t>(second));  // it is to see each node
#else
  EXPECT_EQ(place, reinterpret_cast<std::uintptr_t>(second));
#endif
  NodePool::Give(second, 48);
}

TEST(NodePool, SizesDoNotMix) {
  std::vector<std::pair<unsigned char*, std::size_t>> taken;
  for (int round = 0; round < 3; ++round) {
    for (std::size_t bytes = 1; bytes <= NodePool::kBytesMax + 64; bytes += 7) {
      auto* memory = static_cast<unsigned char*>(NodePool::Take(bytes));
      for (std::size_t i = 0; i < bytes; ++i) memory[i] = static_cast<unsigned char>(bytes);
      taken.emplace_back(memory, bytes);
    }
    for (const auto& [memory, bytes] : taken) {
      for (std::size_t i = 0; i < bytes; ++i)
        ASSERT_EQ(memory[i], static_cast<unsigned char>(bytes));
      NodePool::Give(memory, bytes);
    }
    taken.clear();
  }
}

TEST(NodePool, MemoryMayBeGivenBackOnAnotherThread) {
  for (int i = 0; i < 100; ++i) {
    auto box = std::make_unique<Box<std::string>>(std::string(100, 'x'));
    std::thread([moved = std::move(box)] { EXPECT_EQ((*moved)->size(), 100U); }).join();
  }
}

TEST(NodePool, MoreThanIsKeptIsFreed) {
  std::vector<Box<std::string>> boxes;
  for (int i = 0; i < 10'000; ++i) boxes.emplace_back(std::string("text"));
  boxes.clear();
  Box<std::string> again(std::string("more"));
  EXPECT_EQ(*again, "more");
}

}  // namespace
}  // namespace semaflow
