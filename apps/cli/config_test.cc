#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "terminal_for_tests.h"

namespace semaflow::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(ConfigCommand, PrintsWhatCanBeReadAgain) {
  TestFolder folder;
  const std::string file = folder.Write("a.toml",
                                        "[defaults.pool]\nsize = 9\n[datasources.shop]\n"
                                        "type = \"duckdb\"\npath = \"shop.duckdb\"\n");
  const Answer first = RunLine({"config", "--config", file});
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(first.err, "");
  EXPECT_THAT(first.out, AllOf(StartsWith("# " + file + ", by --config\n\n[defaults.query]\n"),
                               HasSubstr("path = \"" + folder.path("shop.duckdb") + "\"")));
  const std::string again = folder.Write("b/b.toml", first.out);
  const Answer second = RunLine({"config", "--config", again});
  EXPECT_EQ(second.exit_code, 0) << second.err;
  EXPECT_EQ(second.err, "");
  // The comments tell another file.
  const auto values = [](const std::string& text) {
    std::string kept;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with(' ') && !line.starts_with('#'))
        kept += line.substr(0, line.find("  ")) + "\n";
    }
    return kept;
  };
  EXPECT_EQ(values(second.out), values(first.out));
}

TEST(ConfigCommand, SaysWhereTheFileIs) {
  TestFolder folder;
  const std::string file = folder.Write("a.toml", "");
  Terminal terminal;
  terminal.environment["SEMAFLOW_CONFIG"] = file;
  EXPECT_THAT(terminal.Run({"config"}).out, StartsWith("# " + file + ", by SEMAFLOW_CONFIG\n"));
  // The tests run in the source folder, which has no semaflow.toml.
  EXPECT_THAT(RunLine({"config"}).out,
              StartsWith("# no file: no --config, no SEMAFLOW_CONFIG, no " +
                         (std::filesystem::current_path() / "semaflow.toml").string() + "\n"));
  const Answer missing = RunLine({"config", "--config", folder.path("none.toml")});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_EQ(missing.out, "");
  EXPECT_THAT(missing.err, HasSubstr("cannot be read: No such file"));
}

TEST(ConfigCommand, ReadsThatOfAModel) {
  TestFolder folder;
  const std::string file = folder.Write("shop/semaflow.toml", "[defaults.pool]\nsize = 9\n");
  const std::string shop = folder.path("shop");
  EXPECT_THAT(RunLine({"config", "--model", shop}).out,
              AllOf(StartsWith("# " + file + "\n"), HasSubstr("size = 9")));
  EXPECT_THAT(RunLine({"config", "--model", folder.path("none")}).out,
              HasSubstr("no " + folder.path("none/semaflow.toml") + "\n"));
  EXPECT_THAT(RunLine({"config", shop}).err, HasSubstr("semaflow config --model " + shop + "\n"));
}

TEST(ConfigCommand, TheNameOfAFileDoesNotEndItsComment) {
  TestFolder folder;
  const std::string file = folder.Write("a\npool = 3\n.toml", "");
  const Answer answer = RunLine({"config", "--config", file});
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_THAT(answer.out, Not(HasSubstr("\npool")));
}

TEST(ConfigCommand, ShowsOneDataSource) {
  TestFolder folder;
  const std::string file = folder.Write(
      "a.toml", "[datasources.shop]\n[datasources.stock]\n[defaults.pool]\nsize = 9\n");
  const Answer one = RunLine({"config", "--config", file, "stock"});
  EXPECT_THAT(one.out, AllOf(HasSubstr("[datasources.stock.pool]\n"), Not(HasSubstr("shop")),
                             Not(HasSubstr("[defaults.")), HasSubstr("size = 9")));
  const Answer json = RunLine({"config", "--config", file, "stock", "--format", "json"});
  EXPECT_THAT(json.out, AllOf(StartsWith("[{\"data_source\":\"stock\",\"key\":\"type\","),
                              Not(HasSubstr("shop"))));
  const Answer unknown = RunLine({"config", "--config", file, "stok"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_EQ(unknown.out, "");
  EXPECT_THAT(unknown.err, AllOf(HasSubstr("the data source \"stok\" is not configured"),
                                 HasSubstr("did you mean \"stock\"?")));
  EXPECT_THAT(RunLine({"config", "stok"}).err, HasSubstr("\"stok\" is not configured"));
}

TEST(ConfigCommand, RefusesWhatItDoesNotKnow) {
  const Answer format = RunLine({"config", "--format", "yaml"});
  EXPECT_EQ(format.exit_code, 2);
  EXPECT_THAT(format.err, HasSubstr("choose one of toml or json"));
  EXPECT_EQ(RunLine({"config", "a", "b"}).exit_code, 2);
}

TEST(ConfigCommand, ABadVariableEndsEveryCommandThatReadsTheConfiguration) {
  ShopFolder shop;
  for (const std::vector<std::string>& line :
       {std::vector<std::string>{"config"},
        {"query", shop.shop, "-f", "sales", "-m", "o.revenue"},
        {"check", shop.shop, "--data"}}) {
    Terminal terminal;
    terminal.environment["SEMAFLOW_DEFAULTS__POOL__SIZ"] = "8";
    const Answer answer = terminal.Run(line);
    EXPECT_EQ(answer.exit_code, 2) << line[0];
    EXPECT_THAT(answer.err, AllOf(StartsWith("SEMAFLOW_DEFAULTS__POOL__SIZ: error[C002]: "),
                                  HasSubstr("did you mean \"SEMAFLOW_DEFAULTS__POOL__SIZE\"?")))
        << line[0];
  }
}

TEST(ConfigCommand, VariablesAloneMakeADataSourceThatIsAsked) {
  ShopFolder shop;
  std::filesystem::remove(shop.shop + "/semaflow.toml");
  Terminal terminal;
  terminal.environment["SEMAFLOW_DATASOURCES__SHOP__TYPE"] = "duckdb";
  terminal.environment["SEMAFLOW_DATASOURCES__SHOP__PATH"] = ":memory:";
  terminal.environment["SEMAFLOW_DATASOURCES__SHOP__QUERY__MAX_ROW_LIMIT"] = "2";
  const Answer answer = terminal.Run(
      {"query", shop.shop, "-f", "sales", "-d", "c.country", "-m", "o.revenue", "--format", "csv"});
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_EQ(std::count(answer.out.begin(), answer.out.end(), '\n'), 3) << answer.out;
}

TEST(ConfigCommand, AVariableThatNamesTwoDataSourcesOfTheModelIsAnError) {
  ShopFolder shop;
  std::filesystem::remove(shop.shop + "/semaflow.toml");
  for (const auto& [table, source] : {std::pair("orders", "a-b"), std::pair("customers", "a_b")}) {
    const std::string name = "shop/tables/" + std::string(table) + ".yaml";
    std::string text = shop.folder.Read(name);
    const std::string old = "data_source: shop";
    text.replace(text.find(old), old.size(), "data_source: " + std::string(source));
    shop.folder.Write(name, text);
  }
  std::filesystem::remove_all(shop.shop + "/flows");
  Terminal terminal;
  terminal.environment["SEMAFLOW_DATASOURCES__A_B__TYPE"] = "duckdb";
  terminal.environment["SEMAFLOW_DATASOURCES__A_B__PATH"] = ":memory:";
  const Answer answer = terminal.Run({"check", shop.shop, "--data"});
  EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
  EXPECT_THAT(answer.err, HasSubstr("SEMAFLOW_DATASOURCES__A_B__TYPE: error[C002]: the variable "
                                    "names the data sources \"a_b\" and \"a-b\" of the model"));
}

TEST(ConfigCommand, ShowsNoSecretAndWarnsOfAnOpenOne) {
  TestFolder folder;
  const std::string file = folder.Write("a.toml",
                                        "[datasources.shop]\ntype = \"postgres\"\n"
                                        "uri = \"postgresql://reader:hunter2@db.example/shop\"\n");
  for (const char* format : {"toml", "json"}) {
    for (const char* errors : {"text", "json"}) {
      Terminal terminal;
      terminal.environment["SEMAFLOW_DATASOURCES__SHOP__PASSWORD"] = "hunter2";
      const Answer answer =
          terminal.Run({"config", "--config", file, "--format", format, "--errors", errors});
      EXPECT_EQ(answer.exit_code, 0);
      EXPECT_THAT(answer.out, AllOf(Not(HasSubstr("hunter2")),
                                    HasSubstr("env:SEMAFLOW_DATASOURCES__SHOP__PASSWORD")));
      EXPECT_THAT(answer.err, AllOf(Not(HasSubstr("hunter2")),
                                    HasSubstr("`datasources.shop.uri` holds a password in plain "
                                              "text")));
    }
  }
}

TEST(ConfigCommand, FitsTheTerminal) {
  Terminal terminal;
  terminal.width = 72;
  const Answer answer = terminal.Run({"config"});
  const std::string text = answer.out.substr(answer.out.find('\n') + 1);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    EXPECT_LE(end - begin, 72u) << text.substr(begin, end - begin);
    begin = end + 1;
  }
}

}  // namespace
}  // namespace semaflow::cli
