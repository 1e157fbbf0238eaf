#include "sql/sql_text.h"

#include <gtest/gtest.h>

namespace semaflow::sql {
namespace {

TEST(SqlText, GrowsAndKeepsWhatWasWritten) {
  SqlText text(1);
  std::string expected;
  for (int i = 0; i < 100; ++i) {
    text += "SELECT ";
    text += '*';
    text.Append(3, ' ');
    expected += "SELECT *   ";
  }
  EXPECT_EQ(text.size(), expected.size());
  EXPECT_EQ(text.Take(), expected);
}

TEST(SqlText, RepeatsWhatWasWrittenShortOrLong) {
  SqlText text(2);
  text += "o.";
  text += "a long prefix.";
  text.AppendAgain(0, 2);
  text.AppendAgain(2, 14);
  text.AppendAgain(14, 2);
  EXPECT_EQ(text.Take(), "o.a long prefix.o.a long prefix.x.");
}

}  // namespace
}  // namespace semaflow::sql
