// docs/expressions.md says what is true: its examples are read, and its tables are the catalogue.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "expr/callables.h"
#include "expr/functions.h"
#include "expr/parse.h"

namespace semaflow::expr {
namespace {

std::string Document() {
  std::ifstream file(SEMAFLOW_SOURCE_DIR "/docs/expressions.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Example {
  std::string text;
  std::string refused;  // A code; empty: it is read.
};

// The lines of boxes that begin with ```expr, or with ```expr refused=E001.
std::vector<Example> Examples() {
  std::vector<Example> examples;
  std::istringstream lines(Document());
  bool inside = false;
  std::string refused;
  for (std::string line; std::getline(lines, line);) {
    if (!inside && line.starts_with("```expr")) {
      inside = true;
      const std::size_t equals = line.find("refused=");
      refused = equals == std::string::npos ? "" : line.substr(equals + 8);
    } else if (inside && line == "```") {
      inside = false;
    } else if (inside) {
      examples.push_back({line, refused});
    }
  }
  return examples;
}

TEST(Documentation, EveryExampleIsRead) {
  const std::vector<Example> examples = Examples();
  EXPECT_GT(examples.size(), 60u);
  for (const auto& [text, refused] : examples) {
    const Result<Expr> parsed = Parse(text);
    if (refused.empty()) {
      EXPECT_TRUE(parsed) << FormatError(parsed.error());
      EXPECT_TRUE(!parsed || *Parse(Print(*parsed)) == *parsed) << text;
    } else {
      ASSERT_FALSE(parsed) << text;
      EXPECT_EQ(InfoOf(parsed.error().code).code, refused) << text;
    }
  }
}

TEST(Documentation, HasEveryFunctionAndAggregate) {
  const std::string document = Document();
  const auto expect_row = [&](std::string_view signature, std::string_view summary) {
    const std::string row = "| `" + std::string(signature) + "` | " + std::string(summary) + " |";
    EXPECT_NE(document.find(row), std::string::npos) << row;
  };
  for (int id = 0; id < kFunctionCount; ++id) {
    const FunctionInfo& info = InfoOf(static_cast<Function>(id));
    expect_row(info.signature, info.summary);
  }
  for (int id = 0; id < kAggregateCount; ++id) {
    const AggregateInfo& info = InfoOf(static_cast<AggregateFunction>(id));
    expect_row(info.signature, info.summary);
  }
}

TEST(Documentation, HasEverySynonym) {
  const std::string document = Document();
  for (const auto& [name, form, id] : AllCallables()) {
    const std::string word(name);
    const bool told = document.find("`" + word + "`") != std::string::npos ||
                      document.find("`" + word + "(") != std::string::npos;
    EXPECT_TRUE(told) << word;
  }
}

}  // namespace
}  // namespace semaflow::expr
