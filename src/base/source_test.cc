#include "base/source.h"

#include <gtest/gtest.h>

namespace semaflow {
namespace {

TEST(MakeLabel, CountsLinesAndCodePoints) {
  const std::string_view text = "one\ntwo é three\r\nfour";
  const Label label = MakeLabel("f.yaml", text, {11, 16}, "here");
  EXPECT_EQ(label.file, "f.yaml");
  EXPECT_EQ(label.line, 2u);
  EXPECT_EQ(label.column, 7u);
  EXPECT_EQ(label.width, 5u);
  EXPECT_EQ(label.source_line, "two é three");
  EXPECT_EQ(label.note, "here");
}

TEST(MakeLabel, EndsOfTheText) {
  const Label start = MakeLabel("f", "abc", {0, 1});
  EXPECT_EQ(start.line, 1u);
  EXPECT_EQ(start.column, 1u);
  const Label end = MakeLabel("f", "abc", {3, 3});
  EXPECT_EQ(end.column, 4u);
  EXPECT_EQ(end.width, 1u);
  const Label beyond = MakeLabel("f", "abc", {99, 120});
  EXPECT_EQ(beyond.column, 4u);
  EXPECT_EQ(MakeLabel("f", "", {0, 0}).line, 1u);
  const Label at_line_feed = MakeLabel("f", "ab\ncd", {2, 3});
  EXPECT_EQ(at_line_feed.line, 1u);
  EXPECT_EQ(at_line_feed.column, 3u);
  EXPECT_EQ(at_line_feed.source_line, "ab");
}

TEST(MakeLabel, CutsASpanAtTheEndOfItsLine) {
  const Label label = MakeLabel("f", "ab cd\nef", {3, 8});
  EXPECT_EQ(label.width, 2u);
}

TEST(MakeLabel, KeepsAPartOfALongLine) {
  const std::string text = std::string(100'000, 'a') + "€€ mark " + std::string(100'000, 'b');
  const Label label = MakeLabel("f", text, {100'007, 100'011});
  EXPECT_EQ(label.column, 100'004u);
  EXPECT_LE(label.source_line.size(), 200u);
  EXPECT_TRUE(label.source_cut);
  const std::size_t at = label.source_line.find("mark");
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(label.column - label.source_column + 4, at);  // the euro signs have three bytes
}

TEST(MakeLabel, NeverCutsACodePoint) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "€";
  for (std::uint32_t at = 0; at < 3000; at += 3) {
    const Label label = MakeLabel("f", text, {at, at + 3});
    EXPECT_EQ(label.source_line.size() % 3, 0u);
    EXPECT_EQ(label.source_line.substr(0, 3), "€");
  }
}

}  // namespace
}  // namespace semaflow
