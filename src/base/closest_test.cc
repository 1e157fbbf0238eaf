#include "base/closest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace semaflow {
namespace {

using Names = std::vector<std::string>;

Names Closest(std::string_view wanted, std::vector<std::string_view> names) {
  return ClosestNames(wanted, names);
}

TEST(ClosestNames, OneEdit) {
  EXPECT_EQ(Closest("custmers", {"orders", "customers"}), Names{"customers"});  // missing
  EXPECT_EQ(Closest("orrders", {"orders", "customers"}), Names{"orders"});      // too many
  EXPECT_EQ(Closest("ordres", {"orders", "customers"}), Names{"orders"});       // swapped
  EXPECT_EQ(Closest("ardens", {"orders"}), Names{});                            // two replaced
  EXPECT_EQ(Closest("order_dste", {"order_date"}), Names{"order_date"});
}

TEST(ClosestNames, LongerNamesMayDifferMore) {
  EXPECT_EQ(Closest("average_dep_dlya", {"average_dep_delay"}), Names{"average_dep_delay"});
  EXPECT_EQ(Closest("avg_x", {"avg_yz"}), Names{});
}

TEST(ClosestNames, CaseCountsAsNothing) {
  EXPECT_EQ(Closest("Revenue", {"revenues", "revenue"}), (Names{"revenue", "revenues"}));
  EXPECT_EQ(Closest("CUSTMERS", {"customers"}), Names{"customers"});
  EXPECT_EQ(Closest("O", {"c", "o", "x"}), Names{"o"});
}

TEST(ClosestNames, NoCandidateIsBetterThanABadOne) {
  EXPECT_EQ(Closest("x", {"a", "b", "xy"}), Names{});
  EXPECT_EQ(Closest("", {"a"}), Names{});
  EXPECT_EQ(Closest("country", {"order_count", "amount"}), Names{});
  EXPECT_EQ(Closest(std::string(10'000, 'a'), {std::string_view("a")}), Names{});
}

TEST(ClosestNames, BestFirstThenTheOrderGivenAtMostThree) {
  EXPECT_EQ(Closest("name", {"nam", "names", "lame", "name", "named"}),
            (Names{"name", "nam", "names"}));
  EXPECT_EQ(Closest("name", {"names", "names"}), Names{"names"});
}

// The definition, cell by cell: what the banded loop must agree with.
std::size_t PlainDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min(
          {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

TEST(ClosestNames, AgreesWithTheDefinition) {
  std::mt19937 random(3);
  const auto word = [&random](std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += static_cast<char>('a' + random() % 3);
    return text;
  };
  int near = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string wanted = word(2 + random() % 18);
    const std::string name = word(1 + random() % 20);
    const std::size_t limit = std::max<std::size_t>(1, wanted.size() / 5);
    const bool expected = PlainDistance(wanted, name) <= limit;
    near += expected ? 1 : 0;
    EXPECT_EQ(!Closest(wanted, {name}).empty(), expected) << wanted << " " << name;
  }
  EXPECT_GT(near, 20);
}

TEST(DidYouMean, Words) {
  EXPECT_EQ(DidYouMean({}), "");
  EXPECT_EQ(DidYouMean({"a"}), "did you mean \"a\"?");
  EXPECT_EQ(DidYouMean({"a", "b"}), "did you mean \"a\" or \"b\"?");
  EXPECT_EQ(DidYouMean({"a", "b", "c"}), "did you mean \"a\", \"b\" or \"c\"?");
}

}  // namespace
}  // namespace semaflow
