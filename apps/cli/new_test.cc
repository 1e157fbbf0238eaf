#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "terminal_for_tests.h"

namespace semaflow::cli {
namespace {

using testing::HasSubstr;

TEST(New, MakesAModelThatWorksAtOnce) {
  TestFolder folder;
  const std::string shop = folder.path("deep/shop");
  const Answer made = RunLine({"new", shop});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.out, HasSubstr("semaflow query " + shop + " -f sales"));
  EXPECT_EQ(RunLine({"check", shop}).exit_code, 0);
  const Answer data = RunLine({"check", shop, "--data"});
  EXPECT_EQ(data.exit_code, 0) << data.err;
  const Answer rows =
      RunLine({"query", shop, "-f", "sales", "-m", "o.revenue,o.cancel_rate", "--format", "csv"});
  EXPECT_EQ(rows.out, "o.revenue,o.cancel_rate\r\n810,0.2\r\n") << rows.err;
}

TEST(New, TakesAnEmptyFolderAndNoOther) {
  TestFolder folder;
  EXPECT_EQ(RunLine({"new", folder.path()}).exit_code, 0);
  const Answer again = RunLine({"new", folder.path()});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("not an empty folder"));
  const std::string file = folder.Write("file", "x");
  EXPECT_EQ(RunLine({"new", file}).exit_code, 2);
  EXPECT_EQ(RunLine({"new", file + "/below"}).exit_code, 2);
}

TEST(New, PrintsCommandsThatAShellUnderstands) {
  TestFolder folder;
  const std::string shop = folder.path("my 'own' shop");
  EXPECT_THAT(RunLine({"new", shop}).out, HasSubstr("my '\\''own'\\'' shop'"));
}

}  // namespace
}  // namespace semaflow::cli
