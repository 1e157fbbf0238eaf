#include "model/text_places.h"

#include <gtest/gtest.h>

#include <string>

namespace semaflow::model {
namespace {

/// The part of `written` that `part` of `text` came from.
std::string Find(std::string_view written, std::string_view text, Spelling spelling,
                 std::string_view part) {
  const auto begin = static_cast<std::uint32_t>(text.find(part));
  const Span span =
      SpanInFile(written, text, spelling, {begin, static_cast<std::uint32_t>(begin + part.size())});
  return std::string(written.substr(span.begin, span.end - span.begin));
}

TEST(SpanInFileTest, VerbatimTextIsItself) {
  EXPECT_EQ(Find("a + b", "a + b", Spelling::kVerbatim, "b"), "b");
}

TEST(SpanInFileTest, IndentationAndLineEndsAreSkipped) {
  EXPECT_EQ(Find("case\n    when a\n    then b\n  end", "case\nwhen a\nthen b\nend",
                 Spelling::kFolded, "then"),
            "then");
  EXPECT_EQ(Find("a +\r\n    b", "a + b", Spelling::kFolded, "b"), "b");
}

TEST(SpanInFileTest, DoubledQuotesCountOnce) {
  EXPECT_EQ(Find("a == ''x'' and bad", "a == 'x' and bad", Spelling::kSingleQuoted, "bad"), "bad");
  EXPECT_EQ(Find("a == ''x'' and bad", "a == 'x' and bad", Spelling::kSingleQuoted, "'x'"),
            "''x''");
}

TEST(SpanInFileTest, EscapesCountOnce) {
  EXPECT_EQ(Find(R"(\"a b\" + bad)", "\"a b\" + bad", Spelling::kDoubleQuoted, "bad"), "bad");
  EXPECT_EQ(Find(R"(\u00e9 + bad)", "\u00e9 + bad", Spelling::kDoubleQuoted, "bad"), "bad");
  EXPECT_EQ(Find(R"(\x41\U00000042 + bad)", "AB + bad", Spelling::kDoubleQuoted, "bad"), "bad");
  EXPECT_EQ(Find(R"(a\n+\tbad)", "a\n+\tbad", Spelling::kDoubleQuoted, "bad"), "bad");
  EXPECT_EQ(Find("a + \\\n    bad", "a + bad", Spelling::kDoubleQuoted, "bad"), "bad");
}

TEST(SpanInFileTest, CharactersOfSeveralBytesAreKeptWhole) {
  EXPECT_EQ(Find("\u00fc\n  + bad", "\u00fc + bad", Spelling::kFolded, "bad"), "bad");
}

TEST(SpanInFileTest, PlacesBehindTheEndStayInside) {
  for (const Spelling spelling :
       {Spelling::kVerbatim, Spelling::kFolded, Spelling::kSingleQuoted, Spelling::kDoubleQuoted}) {
    const Span span = SpanInFile("ab\\", "abc defg", spelling, {4, 400});
    EXPECT_LE(span.begin, span.end);
    EXPECT_LE(span.end, 3u);
  }
}

}  // namespace
}  // namespace semaflow::model
