#include "base/display_width.h"

#include <gtest/gtest.h>

namespace semaflow {
namespace {

using std::string_literals::operator""s;

std::string Printable(std::string_view text) {
  std::string out;
  AppendPrintable(out, text);
  return out;
}

TEST(DisplayWidth, CountsCells) {
  EXPECT_EQ(DisplayWidth("abc"), 3u);
  EXPECT_EQ(DisplayWidth("é"), 1u);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1u);  // a combining accent
  EXPECT_EQ(DisplayWidth("日本語"), 6u);
  EXPECT_EQ(DisplayWidth("ｆ"), 2u);  // full width
  EXPECT_EQ(DisplayWidth("한국"), 4u);
  EXPECT_EQ(DisplayWidth("😀"), 2u);
  EXPECT_EQ(DisplayWidth("a\u200db"), 2u);  // a joiner
  EXPECT_EQ(DisplayWidth("\xff"), 1u);
  EXPECT_EQ(DisplayWidth(""), 0u);
}

TEST(DisplayWidth, KnowsTheEndsOfItsTables) {
  EXPECT_EQ(DisplayWidth(U'\u0300'), 0);
  EXPECT_EQ(DisplayWidth(U'\u02ff'), 1);
  EXPECT_EQ(DisplayWidth(U'\u1100'), 2);
  EXPECT_EQ(DisplayWidth(U'\U0003fffd'), 2);
  EXPECT_EQ(DisplayWidth(U'\U0003fffe'), 1);
  EXPECT_EQ(DisplayWidth(U'\U0010ffff'), 1);
  EXPECT_EQ(DisplayWidth(U'\x1b'), 0);
}

TEST(AppendPrintable, LeavesTextAlone) {
  EXPECT_EQ(Printable("a \"b\" \\ é 日本 😀 e\u0301"), "a \"b\" \\ é 日本 😀 e\u0301");
}

TEST(AppendPrintable, DisarmsControlCharacters) {
  EXPECT_EQ(Printable("\x1b[31mred\x07\r\n\t\0"s), "\\x1b[31mred\\x07\\r\\n\\t\\x00");
  EXPECT_EQ(Printable("\x7f\xc2\x9b"), "\\x7f\\x9b");  // DEL and the one-byte CSI
  EXPECT_EQ(Printable("a\u202eb\u2028"), "a\\u{202e}b\\u{2028}");
  EXPECT_EQ(Printable("\xff"), "\xef\xbf\xbd");
}

}  // namespace
}  // namespace semaflow
