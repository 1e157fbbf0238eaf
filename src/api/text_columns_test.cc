#include "api/text_columns.h"

#include <gtest/gtest.h>

namespace semaflow::api {
namespace {

TEST(TextColumns, AlignsAllButTheLastColumn) {
  TextColumns columns;
  columns.Add({"a", "integer", "short"});
  columns.Add({"longer", "text", "words that go on"});
  std::string out;
  columns.AppendTo(out, 2, 0);
  EXPECT_EQ(out,
            "  a       integer  short\n"
            "  longer  text     words that go on\n");
}

TEST(TextColumns, WrapsTheLastColumnBetweenWords) {
  TextColumns columns;
  columns.Add({"a", "one two three four"});
  std::string out;
  columns.AppendTo(out, 0, 12);
  EXPECT_EQ(out, "a  one two\n   three\n   four\n");
}

TEST(TextColumns, EmptyLastCellsLeaveNoBlanks) {
  TextColumns columns;
  columns.Add({"a", ""});
  columns.Add({"bb", "x"});
  std::string out;
  columns.AppendTo(out, 0, 0);
  EXPECT_EQ(out, "a\nbb  x\n");
}

TEST(TextColumns, CountsCellsOfTheScreenNotBytes) {
  TextColumns columns;
  columns.Add({"日本", "x"});
  columns.Add({"ab", "y"});
  std::string out;
  columns.AppendTo(out, 0, 0);
  EXPECT_EQ(out, "日本  x\nab    y\n");
}

TEST(TextColumns, NothingCanControlTheTerminal) {
  TextColumns columns;
  columns.Add({"a\x1b[31m", "b\nc"});
  std::string out;
  columns.AppendTo(out, 0, 0);
  EXPECT_EQ(out, "a\\x1b[31m  b\\nc\n");
}

TEST(AppendWrapped, KeepsALongWordWhole) {
  std::string out;
  AppendWrapped(out, "aaaaaaaaaa bb", 0, 2, 5);
  EXPECT_EQ(out, "aaaaaaaaaa\n  bb");
}

}  // namespace
}  // namespace semaflow::api
