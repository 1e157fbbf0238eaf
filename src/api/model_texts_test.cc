// Models that are in no folder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "semaflow/compile.h"
#include "semaflow/model.h"

namespace semaflow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kOrders[] = R"({"name": "orders", "data_source": "shop", "table": "orders",
 "primary_key": "id", "dimensions": {"country": "country", "day": {"expr": "day", "type": "date"}},
 "measures": {"n": {"expr": "id", "agg": "count"}}})";
constexpr char kSales[] = R"({"name": "sales", "base_table": {"semantic_table": "orders",
 "alias": "o"}})";

TEST(ModelTexts, AreAModel) {
  const auto loaded = LoadModelTexts({{.name = "model.yaml", .text = "time_zone: Europe/Paris"},
                                      {.name = "flow sales", .text = kSales},
                                      {.name = "table orders", .text = kOrders}});
  ASSERT_TRUE(loaded) << FormatErrors(loaded.error());
  EXPECT_EQ(loaded->model.folder(), "");
  EXPECT_EQ(loaded->model.Summary().time_zone, "Europe/Paris");
  const auto query = Compile(loaded->model, R"({"flow": "sales", "measures": ["o.n"]})");
  ASSERT_TRUE(query) << FormatErrors(query.error());
  EXPECT_THAT(query->sql, HasSubstr("count"));
}

TEST(ModelTexts, TellWhereTheyAreWrong) {
  const auto loaded = LoadModelTexts(
      {{.name = "table orders", .text = kOrders},
       {.name = "flow sales",
        .text = "name: sales\nbase_table:\n  semantic_table: ordres\n  alias: o\n"}});
  ASSERT_FALSE(loaded);
  const Error& error = loaded.error().at(0);
  EXPECT_EQ(error.labels.at(0).file, "flow sales");
  EXPECT_EQ(error.labels.at(0).line, 3U);
  EXPECT_THAT(error.candidates, ElementsAre("orders"));
}

TEST(ModelTexts, OfNoTextIsAModelWithoutFlows) {
  const auto loaded = LoadModelTexts({});
  ASSERT_TRUE(loaded) << FormatErrors(loaded.error());
  EXPECT_TRUE(loaded->model.Flows().empty());
  EXPECT_EQ(loaded->model.Summary().tables, 0U);
}

TEST(ModelTexts, CanBeWrittenAsYaml) {
  const auto yaml = YamlOfJson(kOrders);
  ASSERT_TRUE(yaml) << yaml.error().message;
  EXPECT_THAT(*yaml, HasSubstr("\n  day:\n    expr: day\n    type: date\n"));
  EXPECT_TRUE(LoadModelTexts({{.name = "orders.yaml", .text = *yaml}, {"f", kSales}}));
}

}  // namespace
}  // namespace semaflow
