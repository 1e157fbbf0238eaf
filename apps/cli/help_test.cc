// The help of every command, word for word. UPDATE_GOLDEN=1 writes the files anew.
#include <gtest/gtest.h>

#include <cstdlib>

#include "terminal_for_tests.h"

namespace semaflow::cli {
namespace {

const std::vector<std::string> kCommands = {"",    "check",   "flows",     "query",
                                            "sql", "explain", "batch",     "config",
                                            "new", "schema",  "completion"};

TEST(Help, IsAsItWasRead) {
  const std::filesystem::path golden = std::filesystem::path(SEMAFLOW_SOURCE_DIR) / "apps/cli/help";
  for (const std::string& command : kCommands) {
    std::vector<std::string> args = {"--help"};
    if (!command.empty()) args.insert(args.begin(), command);
    const Answer answer = RunLine(args);
    EXPECT_EQ(answer.exit_code, 0);
    EXPECT_EQ(answer.err, "");
    const auto file = golden / ((command.empty() ? "semaflow" : command) + ".txt");
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
      std::filesystem::create_directories(golden);
      std::ofstream(file) << answer.out;
    }
    std::ifstream stream(file);
    const std::string expected((std::istreambuf_iterator<char>(stream)), {});
    EXPECT_EQ(answer.out, expected) << file;
  }
}

TEST(Help, FitsEightyColumns) {
  for (const std::string& command : kCommands) {
    std::vector<std::string> args = {"--help"};
    if (!command.empty()) args.insert(args.begin(), command);
    const std::string text = RunLine(args).out;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      EXPECT_LE(end - begin, 80u) << text.substr(begin, end - begin);
      begin = end + 1;
    }
  }
}

TEST(Help, NothingAskedIsHelp) {
  EXPECT_EQ(RunLine({}).out, RunLine({"--help"}).out);
  EXPECT_EQ(RunLine({}).exit_code, 0);
}

}  // namespace
}  // namespace semaflow::cli
