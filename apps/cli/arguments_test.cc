#include "arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace semaflow::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Arguments Parse(const std::vector<std::string>& args) {
  auto parsed = ParseArguments(args);
  if (!parsed) {
    ADD_FAILURE() << FormatError(parsed.error());
    return {};
  }
  const auto* arguments = std::get_if<Arguments>(&*parsed);
  if (arguments == nullptr) {
    ADD_FAILURE() << "not a command";
    return {};
  }
  return *arguments;
}

Error Fails(const std::vector<std::string>& args) {
  auto parsed = ParseArguments(args);
  if (parsed) {
    ADD_FAILURE() << "should fail";
    return {};
  }
  EXPECT_EQ(parsed.error().code, ErrorCode::kUsage);
  return parsed.error();
}

TEST(Arguments, BlanksBesideCommasAreNoPartOfNames) {
  const Arguments arguments =
      Parse({"query", "shop", "-m", "o.revenue, o.count", "--order", "-o.count , o.revenue"});
  EXPECT_THAT(arguments.draft.measures, ElementsAre("o.revenue", "o.count"));
  ASSERT_EQ(arguments.draft.order.size(), 2u);
  EXPECT_EQ(arguments.draft.order[0].column, "o.count");
  EXPECT_TRUE(arguments.draft.order[0].descending);
  EXPECT_EQ(arguments.draft.order[1].column, "o.revenue");
}

TEST(Arguments, HelpIsACommandToo) {
  const auto help = [](const std::vector<std::string>& args) {
    const auto parsed = ParseArguments(args);
    return parsed && std::holds_alternative<PrintHelp>(*parsed) ? std::get<PrintHelp>(*parsed).text
                                                                : std::string("none");
  };
  EXPECT_EQ(help({"help"}), help({"--help"}));
  EXPECT_EQ(help({"help", "query"}), help({"query", "--help"}));
  EXPECT_NE(help({"help", "query"}), "none");
  EXPECT_THAT(Fails({"help", "quary"}).message, HasSubstr("no command \"quary\""));
}

TEST(Arguments, FlagsMakeARequest) {
  const Arguments arguments = Parse({"query",
                                     "shop",
                                     "-f",
                                     "sales",
                                     "-d",
                                     "c.country,o.day.month",
                                     "-m",
                                     "o.revenue",
                                     "-m",
                                     "o.count",
                                     "--where",
                                     "c.country in ['NL','BE']",
                                     "--where",
                                     "a == 1, b == 2",
                                     "--order",
                                     "-o.revenue,c.country",
                                     "--limit",
                                     "5",
                                     "--offset",
                                     "2",
                                     "--page-size",
                                     "10",
                                     "--cursor",
                                     "AbC",
                                     "--total-rows",
                                     "--time-zone",
                                     "Europe/London",
                                     "--param",
                                     "x=NL",
                                     "--param",
                                     "n=3"});
  EXPECT_EQ(arguments.command, Command::kQuery);
  EXPECT_EQ(arguments.model, "shop");
  EXPECT_EQ(arguments.request, "");
  EXPECT_TRUE(arguments.has_flags);
  const RequestDraft& draft = arguments.draft;
  EXPECT_EQ(draft.flow, "sales");
  EXPECT_THAT(draft.dimensions, ElementsAre("c.country", "o.day.month"));
  EXPECT_THAT(draft.measures, ElementsAre("o.revenue", "o.count"));
  EXPECT_THAT(draft.where, ElementsAre("c.country in ['NL','BE']", "a == 1, b == 2"));
  ASSERT_EQ(draft.order.size(), 2u);
  EXPECT_EQ(draft.order[0].column, "o.revenue");
  EXPECT_TRUE(draft.order[0].descending);
  EXPECT_EQ(draft.order[1].column, "c.country");
  EXPECT_FALSE(draft.order[1].descending);
  EXPECT_EQ(draft.limit, 5u);
  EXPECT_EQ(draft.offset, 2u);
  EXPECT_EQ(draft.page_size, 10u);
  EXPECT_EQ(draft.cursor, "AbC");
  EXPECT_TRUE(draft.total_rows);
  EXPECT_EQ(draft.time_zone, "Europe/London");
  EXPECT_THAT(draft.params, ElementsAre(testing::Pair("x", "\"NL\""), testing::Pair("n", "3")));
}

// A field that begins like a short option is still a field.
TEST(Arguments, ADescendingKeyMayBeginLikeAnOption) {
  for (const char* column : {"-f.flight_count", "-d.x", "-h.x", "--x"}) {
    const std::string text = column;
    const Arguments arguments = Parse({"query", "shop", "-f", "s", "--order", text});
    ASSERT_EQ(arguments.draft.order.size(), 1u) << text;
    EXPECT_EQ(arguments.draft.order[0].column, text.substr(1));
    EXPECT_TRUE(arguments.draft.order[0].descending);
  }
  EXPECT_EQ(Parse({"query", "shop", "--order=-f.x", "-f", "s"}).draft.order[0].column, "f.x");
}

TEST(Arguments, AnOptionIsNoValueOfAnother) {
  EXPECT_THAT(Fails({"query", "shop", "--order", "--limit", "5"}).message, HasSubstr("--order"));
  EXPECT_THAT(Fails({"query", "shop", "--order", "-m", "x"}).message, HasSubstr("--order"));
}

TEST(Arguments, AnOptionOfOneValueIsGivenOnce) {
  EXPECT_EQ(Fails({"query", "shop", "-f", "s", "--format", "csv", "--as", "json"}).message,
            "--format, which is also --as, takes one value and was given 2");
  EXPECT_EQ(Fails({"query", "shop", "-f", "s", "--limit", "5", "--limit", "6"}).message,
            "--limit takes one value and was given 2");
}

TEST(Arguments, ConditionsMayBeginWithADash) {
  EXPECT_THAT(Parse({"query", "shop", "--where", "-1 < o.amount"}).draft.where,
              ElementsAre("-1 < o.amount"));
}

TEST(Arguments, ValuesAreTakenAsTheyAre) {
  const Arguments arguments = Parse({"query", "shop", "--where", "[1, 2]", "--where", "", "--param",
                                     "list=[1,2]", "--param", "empty="});
  EXPECT_THAT(arguments.draft.where, ElementsAre("[1, 2]", ""));
  EXPECT_THAT(arguments.draft.params,
              ElementsAre(testing::Pair("list", "[1,2]"), testing::Pair("empty", "\"\"")));
}

TEST(Arguments, AnOptionSaysSomething) {
  for (const std::string option :
       {"--database", "--time-zone", "--config", "--duckdb-library", "--flow", "--limit",
        "--timeout", "--format", "--errors", "-f"}) {
    for (const std::vector<std::string>& said :
         {std::vector<std::string>{option, ""}, std::vector<std::string>{option + "="}}) {
      if (option == "-f" && said.size() == 1) continue;
      std::vector<std::string> args = {"query", "shop", "r.json"};
      args.insert(args.end(), said.begin(), said.end());
      const Error error = Fails(args);
      EXPECT_EQ(error.message, option + " needs a value, and this is an empty text");
      EXPECT_EQ(error.help, "leave out " + option + " where it has nothing to say");
    }
  }
}

TEST(Arguments, AListHasANameBetweenItsCommas) {
  for (const auto& [value, column] :
       {std::pair("c.tier,,c.name", 8U), {",", 1U}, {"c.näme,", 8U}, {",x", 1U}, {"a, ,b", 3U}}) {
    for (const std::vector<std::string>& said : {std::vector<std::string>{"-d", value},
                                                 {"--dimensions", value},
                                                 {std::string("--dimensions=") + value},
                                                 {std::string("-d") + value}}) {
      std::vector<std::string> args = {"query", "shop"};
      args.insert(args.end(), said.begin(), said.end());
      const Error error = Fails(args);
      EXPECT_THAT(error.message, HasSubstr(" has a comma without a name beside it"));
      ASSERT_EQ(error.labels.size(), 1U);
      EXPECT_EQ(error.labels[0].file, "--dimensions");
      EXPECT_EQ(error.labels[0].column, column) << value;
      EXPECT_EQ(error.labels[0].source_line, value);
    }
  }
  EXPECT_THAT(Fails({"query", "shop", "--order", "a,"}).message, HasSubstr("--order has a comma"));
  EXPECT_THAT(Fails({"query", "shop", "-m", ""}).message, HasSubstr("-m needs a value"));
}

TEST(Arguments, ARequestMayBeJsonAFileOrADash) {
  EXPECT_EQ(Parse({"sql", "shop", "{\"flow\": \"s\"}"}).request, "{\"flow\": \"s\"}");
  EXPECT_EQ(Parse({"sql", "shop", "-"}).request, "-");
  EXPECT_EQ(Parse({"sql", "shop", "request.json"}).request, "request.json");
  EXPECT_EQ(Parse({"sql", "shop", "--", "-odd.json"}).request, "-odd.json");
}

TEST(Arguments, AModelMayHaveTheNameOfACommand) {
  const Arguments arguments = Parse({"check", "check"});
  EXPECT_EQ(arguments.command, Command::kCheck);
  EXPECT_EQ(arguments.model, "check");
  EXPECT_EQ(Parse({"flows", "sql", "query"}).flow, "query");
}

TEST(Arguments, OptionsOfRunning) {
  const Arguments arguments =
      Parse({"query", "shop", "r.json", "--format", "csv", "--database", "x.duckdb", "--config",
             "c.toml", "--duckdb-library", "l.so", "--timeout", "1.5"});
  EXPECT_EQ(arguments.format, RowFormat::kCsv);
  EXPECT_EQ(arguments.database, "x.duckdb");
  EXPECT_EQ(arguments.config, "c.toml");
  EXPECT_EQ(arguments.library, "l.so");
  EXPECT_EQ(arguments.timeout_ms, 1500);
  EXPECT_FALSE(arguments.has_flags);
  EXPECT_EQ(Parse({"query", "shop", "r.json"}).timeout_ms, std::nullopt);
  EXPECT_EQ(Parse({"query", "shop", "r.json"}).format, RowFormat::kTable);
}

TEST(Arguments, NumbersAreRead) {
  EXPECT_THAT(Fails({"query", "shop", "--limit", "five"}).message,
              HasSubstr("--limit needs a whole number, not \"five\""));
  EXPECT_THAT(Fails({"query", "shop", "--limit", "-5"}).message, HasSubstr("-5"));
  EXPECT_THAT(Fails({"query", "shop", "--offset", "1.5"}).message, HasSubstr("--offset"));
  EXPECT_THAT(Fails({"query", "shop", "--limit", "99999999999999999999"}).message,
              HasSubstr("--limit"));
  for (const char* seconds : {"x", "-1", "nan", "inf", "1e99", "1s"}) {
    EXPECT_THAT(Fails({"query", "shop", "r", "--timeout", seconds}).message,
                HasSubstr("--timeout needs a number of seconds"))
        << seconds;
  }
  EXPECT_THAT(Fails({"query", "shop", "--limit", "-5"}).help, HasSubstr("semaflow query --help"));
}

TEST(Arguments, AnOrderAsInSqlIsToldHowToSayIt) {
  const Error down = Fails({"query", "shop", "-m", "o.revenue", "--order", "o.revenue DESC"});
  EXPECT_EQ(down.message, "--order needs a column, not \"o.revenue DESC\"");
  EXPECT_EQ(down.help, "write it as --order -o.revenue");
  EXPECT_EQ(Fails({"query", "shop", "--order", "o.revenue  asc"}).help,
            "write it as --order o.revenue");
}

TEST(Arguments, UnknownThingsComeWithTheNearest) {
  EXPECT_THAT(Fails({"quer", "shop"}).help, HasSubstr("did you mean \"query\"?"));
  EXPECT_THAT(Fails({"dance"}).help, HasSubstr("choose one of check, flows, sql"));
  const Error option = Fails({"query", "shop", "--limt", "5"});
  EXPECT_EQ(option.message, "semaflow query has no option \"--limt\"");
  EXPECT_THAT(option.candidates, ElementsAre("--limit"));
  EXPECT_THAT(Fails({"query", "shop", "r", "--format", "jsn"}).candidates, ElementsAre("json"));
  EXPECT_THAT(Fails({"query", "shop", "r", "--as", "xml"}).help,
              HasSubstr("choose one of table, json"));
  EXPECT_THAT(Fails({"completion", "tcsh"}).message, HasSubstr("tcsh"));
  EXPECT_THAT(Fails({"--verison"}).candidates, ElementsAre("--version"));
}

TEST(Arguments, WhatIsMissingIsNamed) {
  EXPECT_EQ(Fails({"query"}).message, "MODEL is missing");
  EXPECT_EQ(Fails({"query", "shop"}).message, "REQUEST is missing");
  EXPECT_EQ(Fails({"check"}).message, "MODEL is missing");
  EXPECT_EQ(Fails({"new"}).message, "DIR is missing");
  EXPECT_EQ(Fails({"completion"}).message, "SHELL is missing");
  EXPECT_EQ(Fails({"query", "shop", "r", "--limit"}).message, "--limit needs a value");
  EXPECT_EQ(Fails({"query", "shop", "r", "--limit"}).help, "see: semaflow query --help");
}

TEST(Arguments, OneArgumentTooMany) {
  EXPECT_THAT(Fails({"check", "shop", "more"}).message,
              HasSubstr("\"more\" is one argument too many"));
  EXPECT_THAT(Fails({"schema", "more"}).message, HasSubstr("too many"));
}

TEST(Arguments, AParamNeedsAName) {
  EXPECT_THAT(Fails({"query", "s", "r", "--param", "x"}).message, HasSubstr("NAME=VALUE"));
  EXPECT_THAT(Fails({"query", "s", "r", "--param", "=3"}).message, HasSubstr("NAME=VALUE"));
}

TEST(Arguments, HelpAndVersion) {
  EXPECT_TRUE(std::holds_alternative<PrintHelp>(*ParseArguments({})));
  EXPECT_TRUE(std::holds_alternative<PrintHelp>(*ParseArguments({"--help"})));
  EXPECT_TRUE(std::holds_alternative<PrintHelp>(*ParseArguments({"query", "-h"})));
  EXPECT_TRUE(std::holds_alternative<PrintHelp>(*ParseArguments({"--help", "query"})));
  EXPECT_TRUE(std::holds_alternative<PrintVersion>(*ParseArguments({"--version"})));
}

TEST(Arguments, ErrorsAsJsonIsSeenEvenInABrokenLine) {
  EXPECT_TRUE(AsksForJsonErrors({"quer", "--errors", "json"}));
  EXPECT_TRUE(AsksForJsonErrors({"--errors=json"}));
  EXPECT_FALSE(AsksForJsonErrors({"--errors", "text"}));
  EXPECT_FALSE(AsksForJsonErrors({"query", "json"}));
  EXPECT_EQ(Parse({"--errors", "json", "check", "shop"}).model, "shop");
  EXPECT_THAT(Fails({"check", "shop", "--errors", "yaml"}).message, HasSubstr("yaml"));
}

}  // namespace
}  // namespace semaflow::cli
