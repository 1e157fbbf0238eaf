#include "model/member_binder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "model/test_load.h"

namespace semaflow::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// `levels` formulas, each the name of the one before; `m0` alone computes.
std::vector<std::string> ChainOfFormulas(int levels) {
  std::vector<std::string> lines = {"  m0: {expr: x, agg: sum}\n"};
  for (int i = 1; i <= levels; ++i) {
    lines.push_back("  m" + std::to_string(i) + ": {formula: m" + std::to_string(i - 1) + "}\n");
  }
  return lines;
}

std::string Measures(const std::vector<std::string>& lines) {
  std::string text = "measures:\n";
  for (const std::string& line : lines) text += line;
  return text;
}

constexpr int kLevelsMax = static_cast<int>(kExpandedDepthMax) - 1;  // `m0` is two deep.

TEST(MemberBinderTest, AChainOfFormulasHasABound) {
  static_assert(kExpandedDepthMax == 512);
  std::vector<std::string> chain = ChainOfFormulas(kLevelsMax - 1);
  EXPECT_THAT(ProblemsOf(Shop{.orders = Measures(chain)}), IsEmpty());
  // Those that build on the refused one stay silent.
  chain = ChainOfFormulas(3 * kLevelsMax);
  EXPECT_THAT(ProblemsOf(Shop{.orders = Measures(chain)}),
              ElementsAre("tables/orders.yaml:517:3 M027 \"m511\" becomes more than 10,000 nodes, "
                          "or 512 deep, when the members in it are opened | define it more "
                          "directly"));
}

TEST(MemberBinderTest, AChainThatIsReadFromItsEndHasTheSameBound) {
  std::vector<std::string> chain = ChainOfFormulas(kLevelsMax - 1);
  std::reverse(chain.begin(), chain.end());
  EXPECT_THAT(ProblemsOf(Shop{.orders = Measures(chain)}), IsEmpty());
  chain = ChainOfFormulas(600);
  std::reverse(chain.begin(), chain.end());
  EXPECT_THAT(ProblemsOf(Shop{.orders = Measures(chain)}),
              ElementsAre(HasSubstr("tables/orders.yaml:6:3 M027 \"m600\"")));
}

TEST(MemberBinderTest, AChainOfDimensionsHasTheSameBound) {
  std::string text = "dimensions:\n  d0: x\n";
  for (int i = 1; i <= 600; ++i) {
    text += "  d" + std::to_string(i) + ": {expr: d" + std::to_string(i - 1) + "}\n";
  }
  EXPECT_THAT(ProblemsOf(Shop{.orders = text}), ElementsAre(HasSubstr("M027 \"d512\"")));
}

}  // namespace
}  // namespace semaflow::model
