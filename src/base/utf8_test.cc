#include "base/utf8.h"

#include <gtest/gtest.h>

namespace semaflow {
namespace {

using std::string_literals::operator""s;

TEST(Utf8, AcceptsEveryLength) {
  EXPECT_TRUE(IsValidUtf8(""));
  EXPECT_TRUE(IsValidUtf8("plain text that is longer than eight bytes"));
  EXPECT_TRUE(IsValidUtf8("é€😀"));
  EXPECT_TRUE(IsValidUtf8("a\0b"s));
  EXPECT_TRUE(IsValidUtf8("\xf4\x8f\xbf\xbf"));  // U+10FFFF
}

TEST(Utf8, FindsTheFirstBadByte) {
  EXPECT_EQ(FindInvalidUtf8("12345678\xff"), 8u);
  EXPECT_EQ(FindInvalidUtf8("é\x80"), 2u);
  EXPECT_EQ(FindInvalidUtf8("ab\xe2\x82"), 2u);        // cut off
  EXPECT_EQ(FindInvalidUtf8("\xc0\xaf"), 0u);          // overlong
  EXPECT_EQ(FindInvalidUtf8("\xe0\x80\xaf"), 0u);      // overlong
  EXPECT_EQ(FindInvalidUtf8("\xed\xa0\x80"), 0u);      // a surrogate
  EXPECT_EQ(FindInvalidUtf8("\xf4\x90\x80\x80"), 0u);  // over U+10FFFF
  EXPECT_EQ(FindInvalidUtf8("\xf8\x88\x80\x80\x80"), 0u);
}

TEST(Utf8, DecodesAndSkipsBrokenSequences) {
  const CodePoint euro = DecodeUtf8("€", 0);
  EXPECT_EQ(euro.value, U'€');
  EXPECT_EQ(euro.bytes, 3u);
  EXPECT_TRUE(euro.valid);
  const CodePoint cut = DecodeUtf8("\xe2\x82x", 0);
  EXPECT_EQ(cut.value, kReplacementCharacter);
  EXPECT_EQ(cut.bytes, 2u);
  EXPECT_FALSE(cut.valid);
  EXPECT_EQ(DecodeUtf8("\xff", 0).bytes, 1u);
}

TEST(Utf8, CountsCodePoints) {
  EXPECT_EQ(CountCodePoints("aé€😀"), 4u);
  EXPECT_EQ(CountCodePoints("\xff\xfe"
                            "a"),
            3u);
  EXPECT_EQ(CountCodePoints("\xe2\x82x"), 2u);
}

TEST(Utf8, EncodesWhatItDecodes) {
  for (char32_t value :
       {U'a', U'\x7f', U'\x80', U'\x7ff', U'\x800', U'\xffff', U'\x10000', U'\x10ffff'}) {
    std::string text;
    AppendUtf8(text, value);
    EXPECT_EQ(DecodeUtf8(text, 0).value, value);
    EXPECT_EQ(DecodeUtf8(text, 0).bytes, text.size());
  }
  std::string surrogate;
  AppendUtf8(surrogate, 0xd800);
  EXPECT_EQ(surrogate, "\xef\xbf\xbd");
}

}  // namespace
}  // namespace semaflow
