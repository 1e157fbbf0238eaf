#include "base/check.h"

#include <gtest/gtest.h>

namespace semaflow {
namespace {

TEST(Check, PassesInSilence) { EXPECT_NO_THROW(SEMA_CHECK(1 + 1 == 2)); }

TEST(Check, ThrowsWithPlaceConditionAndDetail) {
  try {
    SEMA_CHECK(1 + 1 == 3, "arithmetic");
    FAIL();
  } catch (const InternalError& error) {
    const std::string what = error.what();
    EXPECT_EQ(what.rfind("src/base/check_test.cc:", 0), 0u) << what;
    EXPECT_NE(what.find("check failed: 1 + 1 == 3: arithmetic"), std::string::npos) << what;
  }
}

TEST(Check, ShowsThePathBelowTheCheckout) {
  EXPECT_THROW(
      {
        try {
          FailCheck("/home/someone/src/apps/semaflow/src/plan/grain.cc", 7, "x", "");
        } catch (const InternalError& error) {
          EXPECT_STREQ(error.what(), "src/plan/grain.cc:7: check failed: x");
          throw;
        }
      },
      InternalError);
}

}  // namespace
}  // namespace semaflow
