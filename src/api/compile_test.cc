#include "semaflow/compile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace semaflow {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kTable = R"yaml(name: orders
data_source: warehouse
table: orders
primary_key: id
time_dimension: placed
dimensions:
  status: {expr: status, type: text}
  placed: {expr: placed, type: timestamptz}
  secret: {expr: secret, type: text, hidden: true}
measures:
  n: {agg: count, label: Orders, unit: rows, format: ",.0f"}
  rate: {formula: "n / n"}
)yaml";

class ApiTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("semaflow_api_test_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_ / "tables");
    std::filesystem::create_directories(folder_ / "flows");
    std::ofstream(folder_ / "model.yaml") << "time_zone: Europe/Amsterdam\n";
    std::ofstream(folder_ / "tables/orders.yaml") << kTable;
    std::ofstream(folder_ / "flows/sales.yaml")
        << "name: sales\ndescription: All orders.\n"
           "base_table: {semantic_table: orders, alias: o}\n";
    auto loaded = LoadModel(folder_.string());
    ASSERT_TRUE(loaded) << FormatErrors(loaded.error());
    model_.emplace(std::move(loaded->model));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  CompiledQuery Compiled(std::string_view request, const CompileOptions& options = {}) {
    auto query = Compile(*model_, request, options);
    if (query) return *query;
    ADD_FAILURE() << FormatErrors(query.error());
    return {};
  }

  std::filesystem::path folder_;
  std::optional<Model> model_;
};

TEST_F(ApiTest, EveryLiteralOfARequestsTextIsAParameter) {
  constexpr std::string_view kStart = R"~({"flow": "sales", )~";
  for (
      const std::string_view rest : {
          R"~("measures": ["o.n"], "filters": ["upper(o.status) == upper('zz9')"]})~",
          R"~("measures": ["o.n"], "filters": ["case when o.status is null then 'zz9' end == 'a'"]})~",
          R"~("measures": ["o.n"], "filters": ["o.n > length('zz9')"]})~",
          R"~("measures": ["o.n"], "dimensions": [{"expr": "o.status || 'zz9'", "as": "x"}]})~",
          R"~("measures": [{"agg": "max", "expr": "coalesce(o.status, 'zz9')", "as": "x"}]})~",
          R"~("measures": [{"expr": "max(if(o.status == 'zz9', 1, 2))", "as": "x"}]})~",
          R"~("measures": [{"measure": "o.n", "filter": "o.status || 'zz9' == 'a'", "as": "x"}]})~",
      }) {
    const CompiledQuery query = Compiled(std::string(kStart) + std::string(rest));
    EXPECT_THAT(query.sql, Not(HasSubstr("zz9"))) << rest;
    EXPECT_THAT(query.parameters, Contains(Value(std::string("zz9")))) << rest;
  }
}

TEST_F(ApiTest, ACompiledQueryTellsHowToReadItsAnswer) {
  const CompiledQuery query =
      Compiled(R"({"flow": "sales", "dimensions": ["o.status"], "measures": ["o.n", "o.rate"], )"
               R"("filters": [{"field": "o.status", "op": "==", "value": "paid"}]})");
  EXPECT_THAT(query.sql, HasSubstr("$1"));
  EXPECT_THAT(query.parameters, ElementsAre(Value(std::string("paid"))));
  EXPECT_EQ(query.dialect, "duckdb");
  EXPECT_EQ(query.data_source, "warehouse");
  EXPECT_EQ(query.time_zone, "Europe/Amsterdam");
  EXPECT_FALSE(query.limited);
  ASSERT_EQ(query.columns.size(), 3u);
  EXPECT_EQ(query.columns[0].name, "o.status");
  EXPECT_FALSE(query.columns[0].is_measure);
  EXPECT_EQ(query.columns[1].label, "Orders");
  EXPECT_EQ(query.columns[1].unit, "rows");
  EXPECT_EQ(query.columns[1].format, ",.0f");
  EXPECT_TRUE(query.columns[1].is_measure);
  EXPECT_TRUE(query.columns[1].additive);
  EXPECT_FALSE(query.columns[2].additive);
}

TEST_F(ApiTest, ACompiledQueryOutlivesItsModel) {
  CompiledQuery query = Compiled(R"({"flow": "sales", "measures": ["o.n"]})");
  std::weak_ptr<const void> model = query.keep_alive;
  model_.reset();
  EXPECT_FALSE(model.expired());
  query = {};
  EXPECT_TRUE(model.expired());
}

TEST_F(ApiTest, TheRequestsZoneComesBeforeTheOptionsAndTheModels) {
  const std::string request = R"({"flow": "sales", "measures": ["o.n"])";
  EXPECT_EQ(Compiled(request + "}", {.time_zone = "Asia/Tokyo"}).time_zone, "Asia/Tokyo");
  EXPECT_EQ(Compiled(request + R"(, "time_zone": "UTC"})", {.time_zone = "Asia/Tokyo"}).time_zone,
            "UTC");
  const auto unknown = Compile(*model_, request + "}", {.time_zone = "Asia/Tokio"});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error()[0].code, ErrorCode::kBadTimeZone);
}

TEST_F(ApiTest, RelativeRangesUseTheClockThatIsGiven) {
  const CompiledQuery query =
      Compiled(R"({"flow": "sales", "measures": ["o.n"], "filters": [)"
               R"({"field": "o.placed", "op": "in_range", "value": "yesterday"}]})",
               {.now = Instant{1'709'283'600'000'000}});  // 2024-03-01T10:00 in Amsterdam
  ASSERT_EQ(query.ranges.size(), 1u);
  EXPECT_EQ(query.ranges[0].field, "o.placed");
  EXPECT_EQ(query.ranges[0].words, "yesterday");
  EXPECT_THAT(query.ranges[0].start, HasSubstr("2024-02-29"));
  EXPECT_THAT(query.ranges[0].end, HasSubstr("2024-03-01"));
}

TEST_F(ApiTest, AnUnknownDialectIsTold) {
  const auto query =
      Compile(*model_, R"({"flow": "sales", "measures": ["o.n"]})", {.dialect = "duckdbb"});
  ASSERT_FALSE(query);
  EXPECT_EQ(query.error()[0].code, ErrorCode::kUnknownDialect);
  EXPECT_THAT(query.error()[0].candidates, ElementsAre("duckdb"));
  EXPECT_THAT(DialectNames(), ElementsAre("duckdb", "postgres"));
}

TEST_F(ApiTest, TheDialectIsThatOfTheDataSource) {
  const std::string_view request = R"({"flow": "sales", "measures": ["o.n"], "filters": [)"
                                   R"({"field": "o.status", "op": "like", "value": "a%"}]})";
  const auto postgres = Compile(*model_, request, {.dialects = {{"warehouse", "postgres"}}});
  ASSERT_TRUE(postgres) << FormatErrors(postgres.error());
  EXPECT_EQ(postgres->dialect, "postgres");
  EXPECT_THAT(postgres->sql, HasSubstr("LIKE $1 ESCAPE ''"));
  const auto other = Compile(*model_, request, {.dialects = {{"elsewhere", "postgres"}}});
  ASSERT_TRUE(other) << FormatErrors(other.error());
  EXPECT_EQ(other->dialect, "duckdb");
  const auto unknown = Compile(*model_, request, {.dialects = {{"warehouse", "oracle"}}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error()[0].code, ErrorCode::kUnknownDialect);
}

TEST_F(ApiTest, SqlForPeopleHasNoPlaceholders) {
  const auto sql = BuildSql(*model_, R"({"flow": "sales", "measures": ["o.n"], "filters": [)"
                                     R"({"field": "o.status", "op": "==", "value": "it's"}]})");
  ASSERT_TRUE(sql) << FormatErrors(sql.error());
  EXPECT_THAT(sql->text, HasSubstr("'it''s'"));
  EXPECT_THAT(sql->text, Not(HasSubstr("$1")));
}

TEST_F(ApiTest, ExplainGivesTheStagesInOrder) {
  const auto explained =
      Explain(*model_, R"({"flow": "sales", "measures": ["o.n"], "filters": ["o.status = 'x'"]})");
  ASSERT_TRUE(explained) << FormatErrors(explained.error());
  std::vector<std::string> titles;
  for (const ExplainedStage& stage : explained->stages) {
    titles.push_back(stage.title);
    EXPECT_EQ(stage.text.back(), '\n') << stage.title;
  }
  EXPECT_THAT(titles, ElementsAre("plan", "sql tree", "sql", "parameters"));
  EXPECT_EQ(explained->stages[3].text, "$1: text \"x\"\n");
}

TEST_F(ApiTest, ErrorsOfEveryStageComeOut) {
  for (const auto& [request, code] : std::vector<std::pair<std::string, ErrorCode>>{
           {"{", ErrorCode::kRequestSyntax},
           {"{}", ErrorCode::kRequestShape},
           {R"({"flow": "sale", "measures": ["o.n"]})", ErrorCode::kUnknownFlow},
           {R"({"flow": "sales", "measures": ["o.m"]})", ErrorCode::kUnknownField},
           {R"({"flow": "sales", "measures": ["o.n"], "fill": true})",
            ErrorCode::kCalendarGrain}}) {
    for (const Errors& errors :
         {Compile(*model_, request).error(), BuildSql(*model_, request).error(),
          Explain(*model_, request).error()}) {
      ASSERT_FALSE(errors.empty()) << request;
      EXPECT_EQ(errors[0].code, code) << request << FormatErrors(errors);
    }
  }
}

TEST_F(ApiTest, ListingsLeaveHiddenMembersOut) {
  const auto flow = model_->Flow("sales");
  ASSERT_TRUE(flow);
  EXPECT_EQ(flow->base_alias, "o");
  EXPECT_EQ(flow->base_table, "orders");
  EXPECT_EQ(flow->data_source, "warehouse");
  EXPECT_EQ(flow->time_dimension, "o.placed");
  std::vector<std::string> names;
  for (const MemberInfo& member : flow->dimensions) names.push_back(member.name);
  EXPECT_THAT(names, ElementsAre("o.status", "o.placed"));
  EXPECT_EQ(flow->measures[0].label, "Orders");
  EXPECT_TRUE(Compile(*model_, R"({"flow": "sales", "dimensions": ["o.secret"]})"))
      << "hidden members may still be asked";
}

TEST_F(ApiTest, AGraphFlowIsListedAndAnswersByPathsOfRoles) {
  std::ofstream(folder_ / "tables/people.yaml")
      << "name: people\ndata_source: warehouse\ntable: people\nprimary_key: id\n"
         "dimensions: {name: {expr: name, type: text}}\n";
  std::ofstream(folder_ / "flows/company.yaml")
      << "name: company\ntables: {order: orders, person: people}\nlinks:\n"
         "  - {from: order, to: person, as: buyer, join_keys: [{left: buyer_id, right: id}]}\n";
  const auto loaded = LoadModel(folder_.string());
  ASSERT_TRUE(loaded) << FormatErrors(loaded.error());
  const auto flow = loaded->model.Flow("company");
  ASSERT_TRUE(flow);
  EXPECT_TRUE(flow->is_graph);
  ASSERT_EQ(flow->joins.size(), 1u);
  EXPECT_EQ(flow->joins[0].name, "buyer");
  EXPECT_EQ(flow->joins[0].to_alias, "order");
  EXPECT_EQ(flow->joins[0].cardinality, "many_to_one");
  const auto query =
      Compile(loaded->model,
              R"({"flow": "company", "dimensions": ["buyer.name"], "measures": ["order.n"]})");
  ASSERT_TRUE(query) << FormatErrors(query.error());
  EXPECT_THAT(query->sql, HasSubstr("LEFT JOIN people AS buyer"));
}

TEST_F(ApiTest, SummariesCountEverything) {
  const ModelSummary summary = model_->Summary();
  EXPECT_EQ(summary.tables, 1u);
  EXPECT_EQ(summary.flows, 1u);
  EXPECT_EQ(summary.dimensions, 3u);
  EXPECT_EQ(summary.measures, 2u);
  EXPECT_EQ(summary.time_zone, "Europe/Amsterdam");
  EXPECT_THAT(summary.data_sources, ElementsAre("warehouse"));
  EXPECT_EQ(model_->Flows().at(0).description, "All orders.");
  EXPECT_EQ(model_->Flow("sles").error().code, ErrorCode::kUnknownFlow);
}

TEST_F(ApiTest, AModelThatIsNoneIsAnError) {
  EXPECT_FALSE(LoadModel("/no/such/folder"));
  EXPECT_FALSE(LoadModel(""));
  EXPECT_THAT(ModelFileSchema(), HasSubstr("\"$schema\""));
}

}  // namespace
}  // namespace semaflow
