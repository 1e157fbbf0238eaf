#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "terminal_for_tests.h"

namespace semaflow::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class BatchTest : public testing::Test, protected ShopFolder {};

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    lines.push_back(text.substr(begin, end - begin));
    begin = end == std::string::npos ? text.size() : end + 1;
  }
  return lines;
}

std::string OrdersOver(int amount) {
  return json{{"flow", "sales"},
              {"measures", {"o.order_count"}},
              {"filters", {{{"field", "o.amount"}, {"op", ">="}, {"value", amount}}}}}
      .dump();
}

TEST_F(BatchTest, AnswersEachLineInOrder) {
  const Answer answer = RunLine({"batch", shop}, OrdersOver(100) + "\n" + OrdersOver(0) + "\n");
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  const auto lines = LinesOf(answer.out);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(json::parse(lines[0])["rows"], json::parse("[[4]]"));
  EXPECT_EQ(json::parse(lines[1])["rows"], json::parse("[[10]]"));
}

TEST_F(BatchTest, AThousandLinesWithErrorsInBetween) {
  std::string input;
  for (int i = 0; i < 1000; ++i) {
    if (i % 7 == 3) {
      input += "{\"flow\": \"sales\", \"measures\": [\"o.no_" + std::to_string(i) + "\"]}\n";
    } else if (i % 7 == 5) {
      input += "{not json " + std::to_string(i) + "\n";
    } else {
      input += OrdersOver(i % 2 == 0 ? 100 : 0) + "\n";
    }
  }
  const Answer answer = RunLine({"batch", shop}, input);
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_EQ(answer.err, "");
  const auto lines = LinesOf(answer.out);
  ASSERT_EQ(lines.size(), 1000u);
  for (int i = 0; i < 1000; ++i) {
    const json line = json::parse(lines[static_cast<std::size_t>(i)]);
    if (i % 7 == 3) {
      ASSERT_EQ(line["errors"][0]["code"], "R004") << i;
      ASSERT_THAT(line["errors"][0]["message"].get<std::string>(),
                  HasSubstr("no_" + std::to_string(i)));
    } else if (i % 7 == 5) {
      ASSERT_EQ(line["errors"][0]["code"], "R001") << i;
    } else {
      ASSERT_EQ(line["rows"][0][0], i % 2 == 0 ? 4 : 10) << i;
      ASSERT_FALSE(line.contains("errors"));
    }
  }
}

TEST_F(BatchTest, ErrorsOfTheDatabaseAreAnswersToo) {
  folder.Write("shop/tables/broken.yaml",
               "name: broken\ndata_source: shop\ntable: nowhere\nprimary_key: id\n"
               "measures: {n: {agg: count}}\n");
  folder.Write("shop/flows/broken.yaml",
               "name: broken\nbase_table: {semantic_table: broken, alias: b}\n");
  const Answer answer = RunLine(
      {"batch", shop}, "{\"flow\": \"broken\", \"measures\": [\"b.n\"]}\n" + OrdersOver(0) + "\n");
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  const auto lines = LinesOf(answer.out);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(json::parse(lines[0])["errors"][0]["code"], "B002");
  EXPECT_EQ(json::parse(lines[1])["rows"][0][0], 10);
}

TEST_F(BatchTest, LinesInAnyPieces) {
  Terminal terminal{.in = TextInput("\n" + OrdersOver(0) + "\r\n \t\n\n" + OrdersOver(100))};
  terminal.in.chunk_max = 3;
  const Answer answer = terminal.Run({"batch", shop});
  EXPECT_EQ(answer.exit_code, 0);
  ASSERT_EQ(LinesOf(answer.out).size(), 2u) << "blank lines ask nothing; the last line has no end";
}

TEST_F(BatchTest, NoLinesNoAnswers) {
  const Answer answer = RunLine({"batch", shop}, "");
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_EQ(answer.out, "");
}

TEST_F(BatchTest, ALineThatIsTooLongIsAnErrorAndTheNextIsAnswered) {
  const Answer answer = RunLine({"batch", shop}, "{\"flow\": \"" + std::string(3 << 20, 'x') +
                                                     "\"}\n" + OrdersOver(0) + "\n");
  const auto lines = LinesOf(answer.out);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(json::parse(lines[0])["errors"][0]["code"], "R016");
  EXPECT_EQ(json::parse(lines[1])["rows"][0][0], 10);
}

TEST_F(BatchTest, EachAnswerLeavesAtOnce) {
  Terminal terminal{.in = TextInput(OrdersOver(0) + "\n" + OrdersOver(0) + "\n")};
  terminal.Run({"batch", shop});
  EXPECT_GE(terminal.out.flushes, 2);
}

TEST_F(BatchTest, AnswersThatCannotBeWrittenEndIt) {
  Terminal terminal{.in = TextInput(OrdersOver(0) + "\n" + OrdersOver(0) + "\n")};
  terminal.out.bytes_max = 10;
  const Answer answer = terminal.Run({"batch", shop});
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_THAT(answer.err, HasSubstr("error[C003]"));
}

TEST_F(BatchTest, CtrlCEndsIt) {
  Terminal terminal{.in = TextInput(OrdersOver(0) + "\n" + OrdersOver(0) + "\n")};
  terminal.interrupts.pressed = true;
  const Answer answer = terminal.Run({"batch", shop});
  EXPECT_EQ(answer.exit_code, 130);
  EXPECT_EQ(answer.out, "");
}

}  // namespace
}  // namespace semaflow::cli
