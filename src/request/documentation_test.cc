// docs/queries.md has every word for an operator, and no other, each in the row of its meaning.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "request/operators.h"

namespace semaflow::request {
namespace {

/// A row of the table: `first`, `also`.
struct Row {
  std::vector<std::string> operators;
  std::vector<std::string> also;
};

/// What stands between backticks. "and with `not`" means each operator with that word before it.
std::vector<std::string> Words(const std::string& cell) {
  std::vector<std::string> words;
  for (std::size_t at = cell.find('`'); at != std::string::npos;) {
    const std::size_t end = cell.find('`', at + 1);
    words.push_back(cell.substr(at + 1, end - at - 1));
    at = cell.find('`', end + 1);
  }
  return words;
}

std::vector<Row> Rows() {
  std::ifstream file(SEMAFLOW_SOURCE_DIR "/docs/queries.md");
  std::vector<Row> rows;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("| operator |")) {
      inside = true;
    } else if (inside && !line.starts_with("|")) {
      break;
    } else if (inside && !line.starts_with("|---")) {
      const std::size_t second = line.find('|', 1);
      const std::size_t third = line.find('|', second + 1);
      Row row{.operators = Words(line.substr(0, second)),
              .also = Words(line.substr(second, third - second))};
      if (line.substr(second, third - second).find("and with `not`") != std::string::npos) {
        row.also.clear();
        for (const std::string& word : row.operators) row.also.push_back("not " + word);
      }
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

/// Blanks and underscores are the same.
std::string Folded(std::string_view word) {
  std::string folded(word);
  std::replace(folded.begin(), folded.end(), '_', ' ');
  return folded;
}

TEST(Documentation, HasEveryWordForAnOperatorAndNoOther) {
  std::set<std::string> documented;
  for (const auto& [operators, also] : Rows()) {
    for (const std::string& word : operators) documented.insert(Folded(word));
    for (const std::string& word : also) documented.insert(Folded(word));
  }
  std::set<std::string> known;
  for (const std::string_view word : OperatorWords()) known.insert(Folded(word));
  EXPECT_GT(known.size(), 40u);
  EXPECT_EQ(documented, known);
}

TEST(Documentation, SynonymsStandBesideWhatTheyMean) {
  for (const auto& [operators, also] : Rows()) {
    std::set<OperatorKind> kinds;
    for (const std::string& word : operators) {
      const auto meaning = FindOperator(word);
      ASSERT_TRUE(meaning) << word;
      kinds.insert(meaning->kind);
    }
    for (const std::string& word : also) {
      const auto meaning = FindOperator(word);
      ASSERT_TRUE(meaning) << word;
      EXPECT_TRUE(kinds.contains(meaning->kind)) << word;
    }
  }
}

}  // namespace
}  // namespace semaflow::request
