// Questions that somebody asks to make planning slow: they are answered, or refused by a bound that
// the refusal names. How long the answered ones take is measured by bench/run.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "model/test_model.h"
#include "plan/plan.h"
#include "plan/reads.h"
#include "plan/test_plan.h"

namespace semaflow::plan {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

using Model = std::shared_ptr<const model::Model>;

// Tables t0, t1, ...; `key` says by which keys t1 and those after it are joined, and to which.
Model TablesOf(int count, const std::function<std::string(int)>& key) {
  model::TestFolder folder;
  std::string flow = "name: f\nbase_table: {semantic_table: table0, alias: t0}\njoins:\n";
  for (int i = 0; i < count; ++i) {
    folder.Write(fmt::format("tables/table{}.yaml", i), fmt::format(R"(name: table{0}
data_source: warehouse
table: table{0}
primary_key: id
dimensions:
  name: {{expr: name, type: text}}
measures:
  entries: {{agg: count}}
  total: {{expr: amount, agg: sum}}
  largest: {{expr: amount, agg: max}}
)",
                                                                    i));
    if (i == 0) continue;
    flow += fmt::format("  j{0}: {{semantic_table: table{0}, alias: t{0}, {1}}}\n", i, key(i));
  }
  folder.Write("flows/f.yaml", flow);
  return model::LoadFolder(folder.path()).value().model;
}

Model ChainOf(int count, bool fans_out) {
  return TablesOf(count, [fans_out](int i) {
    return fmt::format("to_table: t{}, join_keys: [{{left: {}, right: {}}}]", i - 1,
                       fans_out ? "id" : "next_id", fans_out ? "before_id" : "id");
  });
}

Model FactsOf(int count) {
  return TablesOf(count, [](int) {
    return std::string("to_table: t0, join_keys: [{left: id, right: t0_id}]");
  });
}

// `text` with each number from `first` on, separated by commas.
std::string Listed(const std::string& text, int first, int count) {
  std::string list;
  for (int i = first; i < first + count; ++i) {
    if (i > first) list += ", ";
    list += fmt::format(fmt::runtime(text), i);
  }
  return list;
}

std::string Request(const std::string& dimensions, const std::string& measures,
                    const std::string& filters = "") {
  return fmt::format(R"({{"flow": "f", "dimensions": [{}], "measures": [{}], "filters": [{}]}})",
                     dimensions, measures, filters);
}

void ExpectRefused(const Model& model, const std::string& request, const std::string& bound) {
  const ResultAll<LogicalPlan> plan = TryPlan(model, request);
  ASSERT_FALSE(plan);
  ASSERT_THAT(plan.error(), SizeIs(1));
  EXPECT_EQ(plan.error().front().code, ErrorCode::kPlanTooLarge);
  EXPECT_THAT(plan.error().front().message, HasSubstr(bound));
}

TEST(HostileDepth, AChainOf200TablesIsWalked) {
  for (const bool fans_out : {false, true}) {
    const LogicalPlan plan =
        PlanOf(ChainOf(200, fans_out), Request(R"("t199.name")", R"("t0.total")"));
    ASSERT_THAT(plan.blocks, SizeIs(1));
    EXPECT_THAT(plan.blocks.front().joins, SizeIs(199));
    EXPECT_EQ(plan.blocks.front().strategy, fans_out ? Strategy::kDedup : Strategy::kFlat);
  }
}

TEST(HostileDepth, AChainOf200TablesIsWalkedBack) {
  const LogicalPlan plan =
      PlanOf(ChainOf(200, true), Request(Listed(R"("t{}.name")", 0, 199), R"("t199.total")"));
  ASSERT_THAT(plan.blocks, SizeIs(1));
  EXPECT_EQ(plan.blocks.front().strategy, Strategy::kFlat);
  ASSERT_THAT(plan.blocks.front().joins, SizeIs(199));
  for (const PlannedJoin& join : plan.blocks.front().joins) {
    EXPECT_TRUE(join.reversed);
    EXPECT_FALSE(join.multiplies);
  }
}

TEST(HostileDepth, ALongerChainIsRefused) {
  ExpectRefused(ChainOf(static_cast<int>(kReadDepthMax) + 2, false),
                Request(fmt::format(R"("t{}.name")", kReadDepthMax + 1), R"("t0.total")"),
                "a chain of more than 600 joins");
}

TEST(HostileDepth, SixtyMeasuresOfTwentyTables) {
  const LogicalPlan plan = PlanOf(
      FactsOf(21),
      Request(R"("t0.name")", Listed(R"("t{0}.entries", "t{0}.total", "t{0}.largest")", 1, 20)));
  EXPECT_THAT(plan.blocks, SizeIs(20));
  EXPECT_THAT(plan.columns, SizeIs(61));
  for (const Block& block : plan.blocks) EXPECT_EQ(block.strategy, Strategy::kFlat);
}

TEST(HostileDepth, MeasuresOfMoreTablesAreRefused) {
  const Model model = FactsOf(static_cast<int>(kHomesMax) + 2);
  EXPECT_TRUE(TryPlan(model, Request("", Listed(R"("t{}.total")", 1, kHomesMax))));
  ExpectRefused(model, Request("", Listed(R"("t{}.total")", 1, kHomesMax + 1)),
                "more than 64 tables");
}

TEST(HostileDepth, FiveHundredFilters) {
  // Beyond a join that multiplies: all are asked of one row.
  const LogicalPlan plan = PlanOf(
      FactsOf(2), Request("", R"("t0.total")",
                          Listed(R"({{"field": "t1.name", "op": "!=", "value": "{0}"}})", 0, 500)));
  EXPECT_THAT(plan.where, SizeIs(500));
  ASSERT_THAT(plan.blocks.front().semi_joins, SizeIs(1));
  EXPECT_THAT(plan.blocks.front().semi_joins.front().conditions, SizeIs(500));
}

}  // namespace
}  // namespace semaflow::plan
