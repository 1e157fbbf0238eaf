// Exit codes, errors as JSON, output that fails, Ctrl-C, hostile requests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "terminal_for_tests.h"
#include "tests/loopback.h"

namespace semaflow::cli {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

class ErrorsTest : public testing::Test, protected ShopFolder {
 protected:
  std::vector<std::string> Line(const std::string& measure = "o.revenue") {
    return {"query", shop, "-f", "sales", "-d", "c.country", "-m", measure};
  }
  /// Of a table, which a server may have.
  std::string FarModel() {
    folder.Write("far/tables/t.yaml",
                 "name: t\ndata_source: shop\ntable: t\nmeasures: {n: {agg: count}}\n");
    folder.Write("far/flows/f.yaml", "name: f\nbase_table: {semantic_table: t, alias: t}\n");
    return folder.path("far");
  }
};

TEST_F(ErrorsTest, EachFamilyHasItsExitCode) {
  EXPECT_EQ(RunLine({"dance"}).exit_code, 2);                       // command line
  EXPECT_EQ(RunLine({"query", shop, "no.json"}).exit_code, 2);      // request file
  EXPECT_EQ(RunLine({"check", "/no/such/folder"}).exit_code, 3);    // model
  EXPECT_EQ(RunLine(Line("o.revenu")).exit_code, 4);                // request
  EXPECT_EQ(RunLine({"query", shop, "{\"flow\": "}).exit_code, 4);  // request syntax
  folder.Write("shop/semaflow.toml", "[datasources.shop]\ntyp = \"duckdb\"\n");
  EXPECT_EQ(RunLine(Line()).exit_code, 2);  // configuration
  folder.Write("shop/semaflow.toml", "[datasources.other]\ntype=\"duckdb\"\npath=\":memory:\"\n");
  EXPECT_EQ(RunLine(Line()).exit_code, 3);  // data source
  EXPECT_EQ(RunLine({"check", shop}).exit_code, 3);
  folder.Write("shop/semaflow.toml", "[datasources.shop]\ntype=\"duckdb\"\npath=\":memory:\"\n");
  EXPECT_EQ(RunLine(Line()).exit_code, 0);
  folder.Write("shop/data/orders.csv", "x\n1\n");
  EXPECT_EQ(RunLine(Line()).exit_code, 6);  // database
}

TEST_F(ErrorsTest, AnExpressionOfTheRequestIsNotTheModelsFault) {
  const auto where = [&](const std::string& condition) {
    return RunLine({"query", shop, "-f", "sales", "-m", "o.revenue", "--where", condition});
  };
  const Answer syntax = where("c.country in ['NL'");
  EXPECT_EQ(syntax.exit_code, 4);
  EXPECT_THAT(syntax.err, HasSubstr("--where:1:"));
  EXPECT_THAT(syntax.err, HasSubstr("error[E001]"));
  EXPECT_EQ(where("c.country > 3").exit_code, 4);         // E005
  EXPECT_EQ(where("contry(c.country)").exit_code, 4);     // E003
  EXPECT_EQ(where("sum(o.amount) over 3").exit_code, 4);  // E001
  const Answer request = RunLine(
      {"sql", shop, R"({"flow": "sales", "measures": [{"expr": "sum(o.amount", "as": "x"}]})"});
  EXPECT_EQ(request.exit_code, 4);
  EXPECT_THAT(request.err, HasSubstr("error[E001]"));
  folder.Write("shop/tables/bad.yaml",
               "name: bad\ndata_source: shop\ntable: t\nmeasures: {n: {expr: \"sum(\"}}\n");
  EXPECT_EQ(RunLine({"check", shop}).exit_code, 3) << "in the model it is";
}

TEST_F(ErrorsTest, ADeadlineIsALimit) {
  folder.Write("slow/tables/t.yaml",
               "name: t\ndata_source: s\nsql: \"select a.range as x from range(100000000) a, "
               "range(1000) b\"\nprimary_key: x\nmeasures: {n: {expr: x, agg: sum}}\n");
  folder.Write("slow/flows/f.yaml", "name: f\nbase_table: {semantic_table: t, alias: t}\n");
  const Answer answer = RunLine({"query", folder.path("slow"), "-f", "f", "-m", "t.n", "--database",
                                 ":memory:", "--timeout", "0.2"});
  EXPECT_EQ(answer.exit_code, 7);
  EXPECT_THAT(answer.err, HasSubstr("error[Q004]: the query took longer than its 200 ms\n"));
  EXPECT_THAT(answer.err, HasSubstr("raise --timeout"));
  EXPECT_EQ(answer.out, "");
}

TEST_F(ErrorsTest, CtrlCStopsTheQueryAtOnce) {
  folder.Write("slow/tables/t.yaml",
               "name: t\ndata_source: s\nsql: \"select a.range as x from range(100000000) a, "
               "range(1000) b\"\nprimary_key: x\nmeasures: {n: {expr: x, agg: sum}}\n");
  folder.Write("slow/flows/f.yaml", "name: f\nbase_table: {semantic_table: t, alias: t}\n");
  Terminal terminal;
  terminal.err_is_terminal = true;
  terminal.environment["NO_COLOR"] = "1";
  std::thread finger([&] {
    while (!terminal.interrupts.armed) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::this_thread::sleep_for(std::chrono::milliseconds(1300));
    terminal.interrupts.pressed = true;
  });
  const auto began = std::chrono::steady_clock::now();
  const Answer answer = terminal.Run(
      {"query", folder.path("slow"), "-f", "f", "-m", "t.n", "--database", ":memory:"});
  finger.join();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
  EXPECT_EQ(answer.exit_code, 130);
  EXPECT_THAT(answer.err, HasSubstr("error[Q005]"));
  EXPECT_THAT(answer.err, HasSubstr("1.0 s")) << "after a second a line shows that it runs";
  EXPECT_THAT(answer.err, HasSubstr("\r\x1b[Kerror")) << "and goes away before the error";
}

TEST_F(ErrorsTest, SignalsThatEndAProgramStopTheQuery) {
  folder.Write("slow/tables/t.yaml",
               "name: t\ndata_source: s\nsql: \"select a.range as x from range(100000000) a, "
               "range(1000) b\"\nprimary_key: x\nmeasures: {n: {expr: x, agg: sum}}\n");
  folder.Write("slow/flows/f.yaml", "name: f\nbase_table: {semantic_table: t, alias: t}\n");
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    Terminal terminal;
    terminal.interrupts.number = signal;
    terminal.interrupts.pressed = true;
    const Answer answer = terminal.Run(
        {"query", folder.path("slow"), "-f", "f", "-m", "t.n", "--database", ":memory:"});
    EXPECT_EQ(answer.exit_code, 128 + signal);
    EXPECT_THAT(answer.err, HasSubstr("error[Q005]"));
  }
}

TEST_F(ErrorsTest, WhoConnectsCanBeStopped) {
  const LoopbackListener server;
  folder.Write("far/semaflow.toml",
               "[datasources.shop]\ntype = \"postgres\"\nhost = "
               "\"127.0.0.1\"\nport = " +
                   server.port() + "\n");
  const auto began = std::chrono::steady_clock::now();
  const std::vector<std::string> query = {"query", FarModel(), "-f", "f", "-m", "t.n"};
  std::vector<std::string> timed = query;
  timed.insert(timed.end(), {"--timeout", "0.2"});
  const Answer late = RunLine(timed);
  EXPECT_EQ(late.exit_code, 7);
  EXPECT_THAT(late.err, HasSubstr("error[Q004]: no connection to data source \"shop\" within the "
                                  "200 ms of the query"));
  const std::vector<std::string> check = {"check", FarModel(), "--data"};
  for (const std::vector<std::string>& line : {query, check}) {
    Terminal terminal;
    terminal.interrupts.pressed = true;
    const Answer answer = terminal.Run(line);
    EXPECT_EQ(answer.exit_code, 130) << answer.err;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
}

TEST_F(ErrorsTest, AUriThatCannotBeReadIsToldAtItsPlace) {
  folder.Write("far/semaflow.toml",
               "[datasources.shop]\ntype = \"postgres\"\nuri = \"postgresql://db/shop?prot=1\"\n");
  const Answer answer = RunLine({"query", FarModel(), "-f", "f", "-m", "t.n"});
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_THAT(answer.err, HasSubstr("semaflow.toml:3:"));
  EXPECT_THAT(answer.err,
              HasSubstr("error[C002]: data source \"shop\": the `uri` cannot be read: it "
                        "has the unknown key \"prot\"\n"));
  EXPECT_THAT(answer.err, HasSubstr("help: did you mean \"port\"?"));
}

TEST_F(ErrorsTest, JsonErrorsAreOneObject) {
  const Answer answer = RunLine(
      {"query", shop, "-f", "sales", "-d", "c.contry", "-m", "o.revenu", "--errors", "json"});
  EXPECT_EQ(answer.exit_code, 4);
  EXPECT_EQ(answer.out, "");
  const json errors = json::parse(answer.err)["errors"];
  ASSERT_EQ(errors.size(), 2u) << answer.err;
  EXPECT_EQ(errors[0]["code"], "R004");
  EXPECT_EQ(errors[0]["candidates"], json::array({"c.country"}));
  EXPECT_EQ(errors[1]["candidates"], json::array({"o.revenue"}));
  for (const char* key : {"code", "message", "file", "line", "column", "candidates", "help"}) {
    EXPECT_TRUE(errors[0].contains(key)) << key;
  }
  EXPECT_EQ(json::parse(RunLine({"quer", "--errors", "json"}).err)["errors"][0]["code"], "C001");
}

TEST_F(ErrorsTest, JsonErrorsAreNothingWhenAllIsWell) {
  EXPECT_EQ(RunLine({"check", shop, "--errors", "json"}).err, "");
}

TEST_F(ErrorsTest, JsonCarriesWarningsBesideTheErrors) {
  folder.Write("shop/semaflow.toml",
               "[datasources.shop]\ntype=\"duckdb\"\npath=\":memory:\"\n"
               "[defaults.validation]\nwarn_only = false\n");
  const json told = json::parse(RunLine({"check", shop, "--errors", "json"}).err);
  EXPECT_EQ(told["errors"].size(), 0u);
  ASSERT_EQ(told["warnings"].size(), 1u);
  EXPECT_EQ(told["warnings"][0]["line"], 5);
  EXPECT_THAT(RunLine({"check", shop}).err, HasSubstr("warning[C002]"));
}

TEST_F(ErrorsTest, ErrorsOfARequestFileNameTheFile) {
  const std::string file = folder.Write("my.json", "{\"flow\": \"sales\",\n \"mesures\": []}");
  const Answer answer = RunLine({"sql", shop, file});
  EXPECT_EQ(answer.exit_code, 4);
  EXPECT_THAT(answer.err, HasSubstr(file + ":2:2: error[R002]"));
}

TEST_F(ErrorsTest, ErrorsOfAModelComeTogether) {
  folder.Write("shop/tables/orders.yaml", "name: orders\nnaem: x\n");
  folder.Write("shop/flows/sales.yaml", "name: sales\nbase_tabel: {}\n");
  const Answer answer = RunLine({"check", shop});
  EXPECT_EQ(answer.exit_code, 3);
  EXPECT_THAT(answer.err, AllOf(HasSubstr("orders.yaml:2:1"), HasSubstr("sales.yaml:2:1")));
}

TEST_F(ErrorsTest, AFullDiskIsAnError) {
  Terminal terminal;
  terminal.out.bytes_max = 10;
  const Answer answer = terminal.Run(Line());
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_THAT(answer.err, AllOf(HasSubstr("error[C003]"), HasSubstr("No space left on device")));
}

TEST_F(ErrorsTest, AClosedPipeIsAnAnswerEnough) {
  Terminal terminal;
  terminal.out.bytes_max = 10;
  terminal.out.failure_then = EPIPE;
  const Answer answer = terminal.Run(Line());
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_EQ(answer.err, "");
}

TEST_F(ErrorsTest, AClosedPipeDoesNotHideOtherErrors) {
  Terminal terminal;
  terminal.out.bytes_max = 0;
  terminal.out.failure_then = EPIPE;
  EXPECT_EQ(terminal.Run(Line("o.revenu")).exit_code, 4);
}

TEST_F(ErrorsTest, StandardInputThatFails) {
  Terminal terminal;
  terminal.in.failure = EIO;
  const Answer answer = terminal.Run({"query", shop, "-"});
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_THAT(answer.err, HasSubstr("Input/output error"));
}

TEST_F(ErrorsTest, HostileValuesAreOrdinaryValues) {
  const std::vector<std::string> values = {
      "foo' OR '1'='1",       "\\'; drop table x; --", "a\"b",
      std::string("a\0b", 3), "\xf0\x9f\x8c\xb7",      std::string(1'000'000, 'x')};
  for (const std::string& value : values) {
    const std::string request =
        json{{"flow", "sales"},
             {"measures", {"o.order_count"}},
             {"filters", {{{"field", "c.name"}, {"op", "=="}, {"value", value}}}}}
            .dump();
    const Answer answer = RunLine({"query", shop, "-", "--format", "csv"}, request);
    EXPECT_EQ(answer.exit_code, 0) << answer.err.substr(0, 1000);
    EXPECT_EQ(answer.out, "o.order_count\r\n0\r\n");
    EXPECT_EQ(RunLine({"sql", shop, "-"}, request).exit_code, 0);
  }
}

TEST_F(ErrorsTest, HostileNamesAreUnknownNames) {
  for (const std::string& name :
       {std::string("foo' OR '1'='1"), std::string("\\'; drop table x; --"), std::string("a\"b"),
        std::string("a\0b", 3), std::string("\x1b[2J")}) {
    for (const json& request :
         {json{{"flow", name}, {"measures", {"o.order_count"}}},
          json{{"flow", "sales"}, {"measures", {name}}},
          json{{"flow", "sales"}, {"measures", {"o.order_count"}}, {"dimensions", {name}}}}) {
      const Answer answer = RunLine({"query", shop, "-"}, request.dump());
      EXPECT_EQ(answer.exit_code, 4) << request;
      EXPECT_EQ(answer.out, "");
      EXPECT_EQ(answer.err.find('\x1b'), std::string::npos);
      EXPECT_EQ(answer.err.find('\0'), std::string::npos);
    }
  }
}

TEST_F(ErrorsTest, ARequestThatIsTooLargeIsNotRead) {
  const Answer answer = RunLine({"query", shop, "-"}, "{\"flow\": \"" + std::string(5 << 20, 'x'));
  EXPECT_EQ(answer.exit_code, 4);
  EXPECT_THAT(answer.err, HasSubstr("error[R016]"));
  const std::string file = folder.Write("big.json", std::string(5 << 20, ' '));
  EXPECT_THAT(RunLine({"query", shop, file}).err, HasSubstr("error[R016]"));
}

TEST_F(ErrorsTest, FlagsThatAreNotUtf8AreRefused) {
  const Answer answer =
      RunLine({"query", shop, "-f", "sales", "-m", "o.revenue", "--where", "c.name == '\xff'"});
  EXPECT_EQ(answer.exit_code, 4);
  EXPECT_THAT(answer.err, HasSubstr("error[R001]"));
}

TEST_F(ErrorsTest, WhatIsNoRequest) {
  EXPECT_EQ(RunLine({"query", shop, "-"}, "").exit_code, 4);
  EXPECT_EQ(RunLine({"query", shop, "-"}, "[]").exit_code, 4);
  EXPECT_EQ(RunLine({"query", shop, "-"}, "nonsense").exit_code, 4);
  EXPECT_THAT(RunLine({"query", shop, shop}).err, HasSubstr("it is a folder"));
}

TEST_F(ErrorsTest, VersionTellsWhatItStandsOn) {
  const Answer answer = RunLine({"--version"});
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_THAT(answer.out, AllOf(testing::StartsWith("semaflow "), HasSubstr("\nDuckDB "),
                                HasSubstr("\ntime zones ")));
}

}  // namespace
}  // namespace semaflow::cli
