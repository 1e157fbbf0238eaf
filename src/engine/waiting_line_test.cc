#include "engine/waiting_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace semaflow::engine {
namespace {

using testing::ElementsAre;

std::vector<std::uint64_t> All(WaitingLine& line) {
  std::vector<std::uint64_t> ids;
  while (!line.empty()) ids.push_back(line.TakeNext());
  return ids;
}

TEST(WaitingLine, OneTenantIsServedInOrder) {
  WaitingLine line;
  for (const int id : {3, 1, 2}) line.Add(static_cast<std::uint64_t>(id), "");
  EXPECT_THAT(All(line), ElementsAre(3, 1, 2));
}

TEST(WaitingLine, TenantsTakeTurns) {
  WaitingLine line;
  for (const int id : {1, 2, 3, 4}) line.Add(static_cast<std::uint64_t>(id), "busy");
  line.Add(5, "calm");
  line.Add(6, "other");
  line.Add(7, "calm");
  EXPECT_THAT(All(line), ElementsAre(1, 5, 6, 2, 7, 3, 4));
}

TEST(WaitingLine, WhoComesBackStandsBehindThoseThatWait) {
  WaitingLine line;
  line.Add(1, "a");
  line.Add(2, "b");
  line.Add(3, "b");
  EXPECT_EQ(line.TakeNext(), 1u);
  line.Add(4, "a");
  EXPECT_THAT(All(line), ElementsAre(2, 4, 3));
}

TEST(WaitingLine, WhoLeavesHoldsUpNobody) {
  WaitingLine line;
  line.Add(1, "a");
  line.Add(2, "b");
  line.Add(3, "a");
  line.Remove(1, "a");
  EXPECT_EQ(line.TakeNext(), 3u) << "the turn is the tenant's";
  line.Remove(2, "b");
  EXPECT_TRUE(line.empty());
}

TEST(WaitingLine, WhoWaitsWithMostMakesRoom) {
  WaitingLine line;
  EXPECT_EQ(line.WhoMakesRoom("a"), std::nullopt);
  line.Add(1, "a");
  EXPECT_EQ(line.WhoMakesRoom("b"), std::nullopt) << "it would only change who waits";
  line.Add(2, "a");
  line.Add(3, "c");
  EXPECT_EQ(line.WhoMakesRoom("b"), 2u);
  EXPECT_EQ(line.WhoMakesRoom("c"), std::nullopt);
  EXPECT_EQ(line.WhoMakesRoom("a"), std::nullopt);
}

}  // namespace
}  // namespace semaflow::engine
