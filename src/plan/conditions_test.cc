#include "plan/conditions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "expr/parse.h"
#include "expr/visit.h"

namespace semaflow::plan {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Split(std::string_view text) {
  auto parsed = expr::Parse(text);
  EXPECT_TRUE(parsed) << text;
  expr::Exprs conjuncts;
  SplitConjuncts(std::move(*parsed), conjuncts);
  std::vector<std::string> texts;
  for (const expr::Expr& conjunct : conjuncts) texts.push_back(expr::Print(conjunct));
  return texts;
}

TEST(SplitConjuncts, AndsAreSplitAtAnyDepth) {
  EXPECT_THAT(Split("a == 1"), ElementsAre("a == 1"));
  EXPECT_THAT(Split("a == 1 and b == 2 and (c and d)"), ElementsAre("a == 1", "b == 2", "c", "d"));
  EXPECT_THAT(Split("a or b and c"), ElementsAre("a or b and c"));
}

TEST(SplitConjuncts, NotOfAnOrIsAnAnd) {
  EXPECT_THAT(Split("not (a or b or not c)"), ElementsAre("not a", "not b", "c"));
  EXPECT_THAT(Split("not (a and b)"), ElementsAre("not (a and b)"));
  EXPECT_THAT(Split("not not (a and b)"), ElementsAre("a", "b"));
}

TEST(SplitConjuncts, NotOfOneTestIsItsNegatedOperator) {
  EXPECT_THAT(Split("not (a == 1)"), ElementsAre("a != 1"));
  EXPECT_THAT(Split("not (a != 1)"), ElementsAre("a == 1"));
  EXPECT_THAT(Split("not (a in (1, 2))"), ElementsAre("a not in (1, 2)"));
  EXPECT_THAT(Split("not (a not between 1 and 2)"), ElementsAre("a between 1 and 2"));
  EXPECT_THAT(Split("not (a is null)"), ElementsAre("a is not null"));
  EXPECT_THAT(Split("not (a not like 'x')"), ElementsAre("a like 'x'"));
}

// `not (a < b)` is true where a is NULL, `a >= b` is not.
TEST(SplitConjuncts, AnOrderHasNoNegatedOperator) {
  EXPECT_THAT(Split("not (a < 1)"), ElementsAre("not a < 1"));
  EXPECT_THAT(Split("not (a >= 1)"), ElementsAre("not a >= 1"));
  EXPECT_THAT(Split("not flag"), ElementsAre("not flag"));
}

// Every name that begins with n is NULL.
bool Rejects(std::string_view text) {
  auto parsed = expr::Parse(text);
  EXPECT_TRUE(parsed) << text;
  expr::RewriteNodes(*parsed, [](expr::Expr& node) {
    const auto* name = expr::As<expr::Name>(node);
    if (name == nullptr) return;
    const expr::AliasIndex alias = expr::Print(node).front() == 'n' ? 1 : 0;
    node = expr::Expr{
        expr::Ref{.kind = expr::RefKind::kColumn, .alias = alias, .index = 0, .field = {}}, {}};
  });
  return RejectsNulls(*parsed, [](const expr::Ref& ref) { return ref.alias == 1; });
}

TEST(RejectsNulls, AComparisonOfNullDoesNotHold) {
  for (const char* text :
       {"n == 1", "1 < n", "n between 1 and 2", "n like 'a'", "n in (1, 2)", "n is not null", "n",
        "n == a", "a < n", "n == 1 and a == 1", "n == 1 or n > 2"}) {
    EXPECT_TRUE(Rejects(text)) << text;
  }
}

TEST(RejectsNulls, WhatMayHoldIsNotRejected) {
  for (const char* text :
       {"n != 1", "n == null", "n not between 1 and 2", "n not like 'a'", "n not in (1, 2)",
        "n in (1, null)", "n is null", "not n", "a == 1", "n == 1 or a == 1", "not (n == 1)",
        "coalesce(n, 1) == 1", "n + 1 != 2"}) {
    EXPECT_FALSE(Rejects(text)) << text;
  }
}

}  // namespace
}  // namespace semaflow::plan
