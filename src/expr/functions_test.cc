#include "expr/functions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "expr/callables.h"
#include "expr/parse.h"

namespace semaflow::expr {
namespace {

TEST(Functions, EveryOneIsFoundByItsName) {
  for (int id = 0; id < kFunctionCount; ++id) {
    const auto function = static_cast<Function>(id);
    const FunctionInfo& info = InfoOf(function);
    EXPECT_EQ(FindFunction(info.name), function) << info.name;
    EXPECT_TRUE(info.signature.starts_with(std::string(info.name) + "(")) << info.signature;
    EXPECT_FALSE(info.summary.empty()) << info.name;
    EXPECT_LE(info.args_min, info.args_max) << info.name;
  }
}

TEST(Functions, EveryAggregateIsFoundByItsName) {
  for (int id = 0; id < kAggregateCount; ++id) {
    const auto function = static_cast<AggregateFunction>(id);
    const AggregateInfo& info = InfoOf(function);
    EXPECT_EQ(FindAggregate(info.name), function) << info.name;
    EXPECT_TRUE(info.signature.starts_with(std::string(info.name) + "(")) << info.signature;
    EXPECT_FALSE(info.summary.empty()) << info.name;
  }
}

// Signatures and bounds say the same: one argument less or more is refused.
TEST(Functions, BoundsOfArguments) {
  for (int id = 0; id < kFunctionCount; ++id) {
    const FunctionInfo& info = InfoOf(static_cast<Function>(id));
    Call call{info.function, {}, {}};
    if (info.function == Function::kDatePart) call.field = *time::ParseTimeField("month_of_year");
    if (info.signature.find("'unit'") != std::string_view::npos) {
      call.field = *time::ParseTimeField("month");
    }
    for (int count = 0; count < 5; ++count) {
      const bool good = count >= info.args_min && (info.args_max == 255 || count <= info.args_max);
      const std::string text = Print(Expr{call});
      const Result<Expr> parsed = Parse(text);
      EXPECT_EQ(parsed.has_value(), good) << text;
      if (!parsed) {
        EXPECT_EQ(parsed.error().code, ErrorCode::kWrongArity) << text;
      }
      call.args.push_back(Expr{Name{{"x"}}});
    }
  }
}

TEST(Functions, SynonymsInAnyCase) {
  EXPECT_EQ(FindFunction("SUBSTR"), Function::kSubstring);
  EXPECT_EQ(FindFunction("if_null"), Function::kCoalesce);
  EXPECT_EQ(FindFunction("null_if"), Function::kNullIf);
  EXPECT_EQ(FindFunction("position"), Function::kPosition);
  EXPECT_EQ(FindFunction("current_timestamp"), Function::kNow);
  EXPECT_EQ(FindFunction("date_trunc"), Function::kDateTrunc);
  EXPECT_EQ(FindFunction("year"), std::nullopt);
  EXPECT_EQ(FindFunction("cast"), std::nullopt);
  EXPECT_EQ(FindFunction("sum"), std::nullopt);
  EXPECT_EQ(FindFunction(""), std::nullopt);
  EXPECT_EQ(FindFunction(std::string(1000, 'x')), std::nullopt);
  EXPECT_EQ(FindAggregate("Variance_Samp"), AggregateFunction::kVarSamp);
  EXPECT_EQ(FindAggregate("quantile"), AggregateFunction::kPercentile);
  EXPECT_EQ(FindAggregate("stddev"), std::nullopt);
  EXPECT_EQ(FindAggregate("variance"), std::nullopt);
  EXPECT_EQ(FindAggregate("lower"), std::nullopt);
}

TEST(Functions, NamesForDidYouMean) {
  const auto has = [](const std::vector<std::string_view>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  EXPECT_TRUE(has(FunctionNames(), "cast"));
  EXPECT_TRUE(has(FunctionNames(), "ifnull"));
  EXPECT_FALSE(has(FunctionNames(), "sum"));
  EXPECT_TRUE(has(AggregateNames(), "sum"));
  EXPECT_FALSE(has(AggregateNames(), "stddev"));  // refused: never proposed
  EXPECT_TRUE(std::is_sorted(FunctionNames().begin(), FunctionNames().end()));
  EXPECT_EQ(AllCallables().size(), FunctionNames().size() + AggregateNames().size() + 5);
}

TEST(Functions, WhoMindsRepeats) {
  std::set<std::string_view> careless;
  for (int id = 0; id < kAggregateCount; ++id) {
    const AggregateInfo& info = InfoOf(static_cast<AggregateFunction>(id));
    if (!info.minds_repeats) careless.insert(info.name);
  }
  EXPECT_EQ(careless, (std::set<std::string_view>{"min", "max", "count_distinct", "bool_and",
                                                  "approx_count_distinct", "bool_or", "any_value",
                                                  "first", "last"}));
}

}  // namespace
}  // namespace semaflow::expr
