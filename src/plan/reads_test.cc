#include "plan/reads.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "model/test_model.h"
#include "plan/test_plan.h"

namespace semaflow::plan {
namespace {

// m0 is a sum, each next one the one before plus 1.
std::shared_ptr<const model::Model> Chain(int length) {
  std::string table = R"(
name: orders
data_source: warehouse
table: orders
primary_key: id
dimensions:
  id: {expr: id, type: integer}
measures:
  m0: {expr: amount, agg: sum}
)";
  for (int i = 1; i <= length; ++i) {
    table += "  m" + std::to_string(i) + ": {formula: \"m" + std::to_string(i - 1) + " + 1\"}\n";
  }
  return model::LoadText(
      {{"tables/orders.yaml", table},
       {"flows/f.yaml", "name: f\nbase_table: {semantic_table: orders, alias: o}\n"}});
}

TEST(Reads, FormulasNestDeep) {
  const auto model = Chain(250);
  EXPECT_TRUE(TryPlan(model, R"({"flow": "f", "measures": ["o.m250"]})"));
}

// Each formula doubles the one before: 2^12 sums in each measure.
TEST(Reads, AQueryOfManyLargeMeasuresIsRefused) {
  std::string table = R"(
name: orders
data_source: warehouse
table: orders
primary_key: id
measures:
  m0: {expr: amount, agg: sum}
)";
  for (int i = 1; i <= 10; ++i) {
    const std::string before = std::to_string(i - 1);
    table += "  m" + std::to_string(i) + ": {formula: \"m" + before + " + m" + before + "\"}\n";
  }
  const auto model = model::LoadText(
      {{"tables/orders.yaml", table},
       {"flows/f.yaml", "name: f\nbase_table: {semantic_table: orders, alias: o}\n"}});
  EXPECT_TRUE(TryPlan(model, R"({"flow": "f", "measures": ["o.m10"]})"));
  std::string request = R"({"flow": "f", "measures": [)";
  for (int i = 0; i < 100; ++i) {
    if (i > 0) request += ", ";
    request += R"({"measure": "o.m10", "as": "x)" + std::to_string(i) + R"("})";
  }
  request += "]}";
  const auto plan = TryPlan(model, request);
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().front().code, ErrorCode::kPlanTooLarge);
}

}  // namespace
}  // namespace semaflow::plan
