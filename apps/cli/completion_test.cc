#include "completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>

#include "terminal_for_tests.h"

namespace semaflow::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

/// What a shell prints for `script`.
std::string Shell(const std::string& shell, const std::string& script) {
  TestFolder folder;
  const std::string file = folder.Write("script", script);
  FILE* pipe = ::popen((shell + " " + file + " 2>&1").c_str(), "r");
  std::string text;
  std::array<char, 4096> buffer;
  while (pipe != nullptr) {
    const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe);
    if (got == 0) break;
    text.append(buffer.data(), got);
  }
  if (pipe != nullptr) ::pclose(pipe);
  return text;
}

/// The completions of a command line in bash, with a stand-in for the program.
std::string Completed(const std::string& words, int at) {
  const std::string script = RunLine({"completion", "bash"}).out;
  return Shell("bash",
               "semaflow() {\n"
               "  if [[ $# == 2 ]]; then echo 'sales  words'; echo 'stock'; return; fi\n"
               "  printf 'sales: x\\n\\ndimensions\\n  c.country  text\\n  c.city  text\\n\\n"
               "measures\\n  o.revenue  integer\\n'\n"
               "}\n" +
                   script + "COMP_WORDS=(" + words + ")\nCOMP_CWORD=" + std::to_string(at) +
                   "\n_semaflow\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
}

TEST(Completion, BashKnowsCommandsOptionsAndValues) {
  EXPECT_EQ(Completed("semaflow qu", 1), "query\n");
  EXPECT_EQ(Completed("semaflow query shop --form", 3), "--format\n");
  EXPECT_EQ(Completed("semaflow query shop --format n", 4), "ndjson\n");
  EXPECT_EQ(Completed("semaflow completion --errors j", 3), "json\n");
}

TEST(Completion, BashAsksTheModelForItsNames) {
  EXPECT_EQ(Completed("semaflow query shop -f ''", 4), "sales\nstock\n");
  EXPECT_EQ(Completed("semaflow query shop -f sales -d c.", 6), "c.country\nc.city\n");
  EXPECT_EQ(Completed("semaflow query shop -f sales -d c.city,c.co", 6), "c.city,c.country\n");
  EXPECT_EQ(Completed("semaflow query shop --flow sales -m ''", 6), "o.revenue\n");
  EXPECT_EQ(Completed("semaflow query shop --flow sales --order ''", 6),
            "c.country\nc.city\no.revenue\n");
}

TEST(Completion, EveryScriptIsValid) {
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    const Answer answer = RunLine({"completion", shell});
    EXPECT_EQ(answer.exit_code, 0);
    EXPECT_THAT(answer.out, HasSubstr("duckdb-library")) << shell;
    EXPECT_THAT(answer.out, Not(HasSubstr("@"))) << "a place that was not filled";
    if (std::system(("command -v " + shell + " > /dev/null").c_str()) == 0) {
      EXPECT_EQ(Shell(shell + " -n", answer.out), "");
    }
  }
}

}  // namespace
}  // namespace semaflow::cli
