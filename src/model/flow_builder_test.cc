#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "model/test_load.h"

namespace semaflow::model {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A star of `tables` tables: orders, and that many customers less one.
std::string StarOf(int tables) {
  std::string flow = "name: star\nbase_table: {semantic_table: orders, alias: o}\njoins:\n";
  for (int i = 1; i < tables; ++i) {
    const std::string name = "c" + std::to_string(i);
    flow += "  " + name + ": {semantic_table: customers, alias: " + name +
            ", to_table: o, join_keys: [{left: customer_id, right: id}]}\n";
  }
  return flow;
}

TEST(FlowTest, HoldsSoManyTables) {
  EXPECT_THAT(ProblemsOf(Shop{.more = {{"flows/star.yaml", StarOf(4096)}}}), IsEmpty());
  const auto loaded = TryLoadShop({.more = {{"flows/star.yaml", StarOf(4097)}}});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().front().code, ErrorCode::kFlowTooLarge);
  EXPECT_THAT(LinesOf(loaded.error()),
              ElementsAre("flows/star.yaml:1:7 M030 the flow \"star\" has more than 4096 tables | "
                          "split it into several flows"));
}

}  // namespace
}  // namespace semaflow::model
