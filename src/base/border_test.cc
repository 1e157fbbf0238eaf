#include "base/border.h"

#include <gtest/gtest.h>

namespace semaflow {
namespace {

TEST(Border, GivesWhatTheWorkGives) {
  EXPECT_EQ(*AtBorder([]() -> Result<int> { return 3; }), 3);
}

TEST(Border, ABrokenCheckBecomesAnInternalError) {
  const auto result = AtBorder([]() -> Result<int> {
    SEMA_CHECK(1 + 1 == 3, "arithmetic");
    return 3;
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInternal);
  EXPECT_NE(result.error().message.find("1 + 1 == 3"), std::string::npos) << result.error().message;
  EXPECT_NE(result.error().message.find("border_test.cc"), std::string::npos);
}

TEST(Border, NoMemoryIsAnErrorToo) {
  const auto result = AtBorder([]() -> ResultAll<int> { throw std::bad_alloc(); });
  ASSERT_FALSE(result);
  ASSERT_EQ(result.error().size(), 1u);
  EXPECT_EQ(result.error()[0].code, ErrorCode::kInternal);
}

}  // namespace
}  // namespace semaflow
