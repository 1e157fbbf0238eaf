#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/test_load.h"

namespace semaflow::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// What the warning shows can be pasted as it is: names are quoted where they must be alone.
TEST(ExpressionTree, TheWarningShowsTheTextToWrite) {
  const auto help_of = [](const std::string& tree) {
    const std::vector<std::string> warnings =
        WarningsOf({.orders = "dimensions:\n  x: {expr: " + tree + "}\n"});
    return warnings.size() == 1 ? warnings[0] : std::to_string(warnings.size()) + " warnings";
  };
  EXPECT_THAT(
      help_of("{type: func, func: upper, args: [channel]}"),
      testing::AllOf(HasSubstr("M003"), HasSubstr("write it as text: \"upper(column.channel)\"")));
  EXPECT_THAT(help_of("{type: binary, op: eq, left: net price, right: {type: literal, value: a}}"),
              HasSubstr(R"("column.\"net price\" == 'a'")"));
  EXPECT_THAT(WarningsOf({.orders = "measures:\n"
                                    "  a: {agg: count}\n"
                                    "  b: {formula: {type: binary, op: divide, left: {measure: a},"
                                    " right: {type: measure_ref, name: a}}}\n"}),
              ElementsAre(HasSubstr("write it as text: \"a / a\"")));
}

}  // namespace
}  // namespace semaflow::model
