// Variables of the environment over the file: what they set, and what is refused.
#include "api/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "api/environment_for_tests.h"
#include "semaflow/config.h"

namespace semaflow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ResultAll<Config> Parse(std::string_view text, const Set& set) {
  return ParseConfig(text, "semaflow.toml", "/models/shop", Of(set));
}

constexpr std::string_view kFile = R"([defaults.pool]
size = 2
queue_max = 20
[datasources.shop]
type = "duckdb"
path = "shop.duckdb"
[datasources.shop.pool]
size = 3
[datasources.my-shop]
type = "postgres"
uri = "postgresql://db.example/shop"
)";

/// "VARIABLE message | help" of each error.
std::vector<std::string> ErrorsOf(const Set& set, std::string_view text = kFile) {
  const auto config = Parse(text, set);
  std::vector<std::string> told;
  if (config) return told;
  for (const Error& error : config.error()) {
    EXPECT_EQ(error.code, ErrorCode::kBadConfig);
    told.push_back(error.labels.at(0).file + " " + error.message + " | " + error.help);
  }
  return told;
}

std::vector<std::string> WarningsOf(const ResultAll<Config>& config) {
  std::vector<std::string> told;
  for (const Error& warning : config->warnings) {
    told.push_back(warning.labels.at(0).file + " " + warning.message);
  }
  return told;
}

TEST(Variables, OneOfADataSourceWinsOverTheFile) {
  const auto config = Parse(kFile, {{"SEMAFLOW_DATASOURCES__SHOP__POOL__SIZE", "8"},
                                    {"SEMAFLOW_DATASOURCES__SHOP__PATH", "other.duckdb"},
                                    {"SEMAFLOW_DATASOURCES__SHOP__READ_ONLY", "false"}});
  ASSERT_TRUE(config) << FormatErrors(config.error());
  EXPECT_EQ(config->Find("shop")->options.permits, 8);
  EXPECT_EQ(config->Find("shop")->duckdb.path, "/models/shop/other.duckdb");
  EXPECT_FALSE(config->Find("shop")->duckdb.read_only);
  EXPECT_EQ(config->Find("my-shop")->options.permits, 2);
}

TEST(Variables, OneOfDefaultsIsWeakerThanAnOwnKeyOfTheFile) {
  const auto config = Parse(kFile, {{"SEMAFLOW_DEFAULTS__POOL__SIZE", "8"},
                                    {"SEMAFLOW_DEFAULTS__QUERY__TIMEOUT_MS", "70"}});
  ASSERT_TRUE(config) << FormatErrors(config.error());
  EXPECT_EQ(config->defaults.options.permits, 8);
  EXPECT_EQ(config->Find("my-shop")->options.permits, 8);
  EXPECT_EQ(config->Find("shop")->options.permits, 3);
  EXPECT_EQ(config->Find("shop")->options.timeout_ms, 70);
  EXPECT_EQ(config->Find("shop")->options.queue_max, 20);
}

TEST(Variables, OneWinsOverTheOlderNameOfItsKeyInTheFile) {
  const auto config = Parse("[datasources.w.duckdb]\nmax_concurrency = 3\n",
                            {{"SEMAFLOW_DATASOURCES__W__POOL__SIZE", "8"}});
  ASSERT_TRUE(config) << FormatErrors(config.error());
  EXPECT_EQ(config->Find("w")->options.permits, 8);
  const auto older = Parse("[datasources.w.pool]\nsize = 3\n",
                           {{"SEMAFLOW_DATASOURCES__W__DUCKDB__MAX_CONCURRENCY", "7"}});
  EXPECT_EQ(older->Find("w")->options.permits, 7);
}

TEST(Variables, NamesAreComparedByLettersAndDigitsWithoutCase) {
  for (const char* name :
       {"SEMAFLOW_DATASOURCES__MY_SHOP__POOL__SIZE", "SEMAFLOW_DATASOURCES__my_shop__pool__size"}) {
    const auto config = Parse(kFile, {{name, "8"}});
    ASSERT_TRUE(config) << FormatErrors(config.error());
    EXPECT_EQ(config->Find("my-shop")->options.permits, 8);
    EXPECT_EQ(config->data_sources.size(), 2u);
  }
}

TEST(Variables, AnAmbiguousOneIsAnError) {
  EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DATASOURCES__A_B__POOL__SIZE", "8"}},
                       "[datasources.a-b]\n[datasources.a_b]\n"),
              ElementsAre("SEMAFLOW_DATASOURCES__A_B__POOL__SIZE the variable may name each of the "
                          "data sources \"a-b\" \"a_b\" | rename one of them, or unset the "
                          "variable and write the key into the file"));
  EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DATASOURCES__SHOP__POOL__SIZE", "8"},
                        {"SEMAFLOW_DATASOURCES__shop__POOL__SIZE", "9"}}),
              ElementsAre(HasSubstr("SEMAFLOW_DATASOURCES__SHOP__POOL__SIZE and "
                                    "SEMAFLOW_DATASOURCES__shop__POOL__SIZE set the same key")));
}

TEST(Variables, AMisspelledOneIsAnErrorWithTheNearest) {
  EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DEFAULTS__POOL__SIZ", "8"}}),
              ElementsAre("SEMAFLOW_DEFAULTS__POOL__SIZ the variable ends with \"POOL__SIZ\", "
                          "which is no key of [defaults] | did you mean "
                          "\"SEMAFLOW_DEFAULTS__POOL__SIZE\"?"));
  EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DATASOURCES__MY_SHOP__PASWORD", "8"}}),
              ElementsAre(HasSubstr("did you mean \"SEMAFLOW_DATASOURCES__MY_SHOP__PASSWORD\"?")));
  EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DATASOURCES__MYSHOP__POOL__SIZE", "8"}}),
              ElementsAre("SEMAFLOW_DATASOURCES__MYSHOP__POOL__SIZE the variable names the data "
                          "source \"myshop\", which is not configured | did you mean "
                          "\"SEMAFLOW_DATASOURCES__MY_SHOP__POOL__SIZE\"?"));
  EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DATASOURCES__FARAWAY__POOL__SIZE", "8"}}),
              ElementsAre(HasSubstr("set SEMAFLOW_DATASOURCES__FARAWAY__TYPE to make it")));
  EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DATASOURCES__SHOP", "8"}, {"SEMAFLOW_DATASOURCES__", "8"}}),
              ElementsAre(HasSubstr("names no data source and key"),
                          HasSubstr("names no data source and key")));
}

TEST(Variables, AKeyStandsOnlyWhereItMay) {
  EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DEFAULTS__URI", "x"}}),
              ElementsAre(HasSubstr("which is no key of [defaults]")));
  EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DATASOURCES__SHOP__VALIDATION__WARN_ONLY", "true"}}),
              ElementsAre(HasSubstr("which is no key of a data source")));
  EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DATASOURCES__SHOP__URI", "x"}}),
              ElementsAre("SEMAFLOW_DATASOURCES__SHOP__URI `datasources.shop.uri` is a key of the "
                          "type \"postgres\", and this is \"duckdb\" | unset it"));
}

TEST(Variables, ABadValueIsAnErrorThatSaysWhatToSet) {
  for (const char* bad : {"", "x", "0", "1025", "3.5", "3 ", " 3", "99999999999999999999"}) {
    EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DEFAULTS__POOL__SIZE", bad}}),
                ElementsAre("SEMAFLOW_DEFAULTS__POOL__SIZE `defaults.pool.size` is not a whole "
                            "number from 1 to 1024 | set SEMAFLOW_DEFAULTS__POOL__SIZE to a whole "
                            "number from 1 to 1024, or unset it"));
  }
  EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DATASOURCES__SHOP__READ_ONLY", "yes"}}),
              ElementsAre(HasSubstr("is not true or false")));
  EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DATASOURCES__SHOP__MEMORY_LIMIT", "80%"}}),
              ElementsAre(HasSubstr("which is no amount of memory")));
  EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DATASOURCES__SHOP__PATH", "\xff"}}),
              ElementsAre(HasSubstr("is not text in UTF-8")));
  EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DATASOURCES__SHOP__PATH", "env:NOT_SET"}}),
              ElementsAre(HasSubstr("the environment variable \"NOT_SET\", which is not set")));
  EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DATASOURCES__SHOP__TYPE", "duckbd"}}),
              ElementsAre(HasSubstr("has the type \"duckbd\", which this version does not know")));
}

TEST(Variables, TheyMakeADataSourceThatAnyNameOfTheModelFinds) {
  const auto config = Parse("", {{"SEMAFLOW_DATASOURCES__WARE_HOUSE__TYPE", "postgres"},
                                 {"SEMAFLOW_DATASOURCES__WARE_HOUSE__URI", "env:URI"},
                                 {"SEMAFLOW_DATASOURCES__LOCAL__TYPE", "duckdb"},
                                 {"SEMAFLOW_DATASOURCES__LOCAL__PATH", ":memory:"},
                                 {"URI", "postgresql://db.example/shop"}});
  ASSERT_TRUE(config) << FormatErrors(config.error());
  ASSERT_NE(config->Find("Ware-House"), nullptr);
  EXPECT_EQ(config->Find("Ware-House"), config->Find("ware_house"));
  EXPECT_EQ(config->Find("ware_house")->postgres.connection, "postgresql://db.example/shop");
  EXPECT_EQ(config->Find("local")->duckdb.path, ":memory:");
  EXPECT_EQ(config->Find("warehouse"), nullptr);
  const auto file = Parse(kFile, {});
  EXPECT_EQ(file->Find("my_shop"), nullptr) << "a name of the file is meant as it is written";
}

TEST(Variables, ADataSourceThatTheyMakeHasToBeWhole) {
  EXPECT_THAT(ErrorsOf({{"SEMAFLOW_DATASOURCES__LOCAL__TYPE", "duckdb"}}),
              ElementsAre("SEMAFLOW_DATASOURCES__LOCAL__TYPE data source \"local\" has no path | "
                          "set SEMAFLOW_DATASOURCES__LOCAL__PATH to a DuckDB file or :memory:"));
}

TEST(Variables, AnotherTypeLeavesTheKeysOfTheFileUnused) {
  const auto config =
      Parse(kFile, {{"SEMAFLOW_DATASOURCES__SHOP__TYPE", "postgres"},
                    {"SEMAFLOW_DATASOURCES__SHOP__URI", "postgresql://db.example/shop"}});
  ASSERT_TRUE(config) << FormatErrors(config.error());
  EXPECT_EQ(config->Find("shop")->type, "postgres");
  EXPECT_EQ(config->Find("shop")->postgres.connection, "postgresql://db.example/shop");
  EXPECT_THAT(WarningsOf(config),
              ElementsAre("semaflow.toml `datasources.shop.path` belongs to another kind of "
                          "database: not used"));
}

TEST(Variables, AKeyWithoutEffectIsAWarning) {
  const auto config = Parse("", {{"SEMAFLOW_DEFAULTS__VALIDATION__WARN_ONLY", "true"}});
  ASSERT_TRUE(config) << FormatErrors(config.error());
  EXPECT_THAT(WarningsOf(config),
              ElementsAre("SEMAFLOW_DEFAULTS__VALIDATION__WARN_ONLY "
                          "`defaults.validation.warn_only` has no effect: a model with errors is "
                          "never loaded"));
}

TEST(Variables, OthersOfSemaFlowAreNotKeys) {
  EXPECT_TRUE(Parse(kFile, {{"SEMAFLOW_CONFIG", "x"}, {"SEMAFLOW_DUCKDB_LIBRARY", "y"}}));
}

TEST(Environment, OfThisProcessHasItsVariables) {
  const Environment environment = Environment::OfProcess();
  EXPECT_THAT(environment.Names(), testing::Contains("PATH"));
  EXPECT_NE(environment("PATH"), nullptr);
  EXPECT_EQ(environment("SEMAFLOW_NO_SUCH_VARIABLE"), nullptr);
  EXPECT_EQ(Environment()("PATH"), nullptr);
}

}  // namespace
}  // namespace semaflow
