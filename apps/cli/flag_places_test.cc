#include "flag_places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "terminal_for_tests.h"

namespace semaflow::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class FlagPlacesTest : public testing::Test, protected ShopFolder {
 protected:
  std::string ErrorOf(const std::vector<std::string>& flags) {
    std::vector<std::string> args = {"sql", shop};
    args.insert(args.end(), flags.begin(), flags.end());
    const Answer answer = RunLine(args);
    EXPECT_NE(answer.exit_code, 0);
    return answer.err;
  }
};

TEST_F(FlagPlacesTest, NamesAreToldAtTheirFlag) {
  EXPECT_THAT(ErrorOf({"-f", "sale", "-m", "o.revenue"}), HasSubstr("--flow: error[R003]"));
  EXPECT_THAT(ErrorOf({"-f", "sales", "-d", "c.contry", "-m", "o.revenu"}),
              AllOf(HasSubstr("--dimensions: error[R004]: the flow \"sales\" has no dimension"),
                    HasSubstr("--measures: error[R004]"), Not(HasSubstr("request:"))));
  EXPECT_THAT(ErrorOf({"-f", "sales", "-m", "o.revenue", "--order", "-o.revenu"}),
              HasSubstr("--order: error[R004]"));
  EXPECT_THAT(ErrorOf({"-f", "sales", "-m", "o.revenue", "--time-zone", "Europe/Amsterdm"}),
              HasSubstr("--time-zone: error[R010]"));
  EXPECT_THAT(ErrorOf({"-f", "sales", "-m", "o.revenue", "--param", "x=3"}),
              HasSubstr("--param: error[R009]"));
}

TEST_F(FlagPlacesTest, ConditionsAreShownWithTheirPlace) {
  EXPECT_THAT(ErrorOf({"-f", "sales", "-m", "o.revenue", "--where", "c.country == 'NL'", "--where",
                       "c.näme = = 'NL'"}),
              HasSubstr("--where:1:10: error[E001]: expected a value behind \"=\", found \"=\"\n"
                        "    1 | c.näme = = 'NL'\n"
                        "      |          ^\n"));
  EXPECT_THAT(
      ErrorOf({"-f", "sales", "-m", "o.revenue", "--where", "c.contry == 'NL'", "--where",
               "o.amount > 3"}),
      AllOf(HasSubstr("--where:1:1: error[R004]"), HasSubstr("    1 | c.contry == 'NL'\n")));
}

TEST_F(FlagPlacesTest, ANameInAConditionIsMarkedAlone) {
  const std::string problem = "error[R004]: the flow \"sales\" has no field \"paid\"\n";
  const std::string help = "help: a text stands in single quotes: 'paid'\n";
  EXPECT_EQ(ErrorOf({"-f", "sales", "-m", "o.revenue", "--where", "o.status = paid"}),
            "--where:1:12: " + problem +
                "    1 | o.status = paid\n"
                "      |            ^^^^\n" +
                help);
  EXPECT_EQ(ErrorOf({"-f", "sales", "-m", "o.revenue", "--where", "o.amount > 3", "--where",
                     "o.status = \"paid\""}),
            "--where:1:12: " + problem +
                "    1 | o.status = \"paid\"\n"
                "      |            ^^^^^^\n" +
                help);
}

TEST_F(FlagPlacesTest, WhatIsMissingHasNoPlace) {
  EXPECT_THAT(ErrorOf({"-m", "o.revenue"}), testing::StartsWith("error[R002]: "));
}

TEST_F(FlagPlacesTest, JsonTellsTheFlagAsTheFile) {
  EXPECT_THAT(ErrorOf({"-f", "sales", "-d", "c.contry", "--errors", "json"}),
              HasSubstr("\"file\":\"--dimensions\",\"line\":null"));
}

TEST_F(FlagPlacesTest, ARequestOfOnesOwnKeepsItsPlaces) {
  EXPECT_THAT(ErrorOf({R"({"flow": "sale", "measures": ["o.revenue"]})"}),
              HasSubstr("request:1:10: error[R003]"));
}

}  // namespace
}  // namespace semaflow::cli
