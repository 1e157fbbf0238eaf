#include "expr/lexer.h"

#include <gtest/gtest.h>

namespace semaflow::expr {
namespace {

// The texts of all tokens, with a bar between them; `!` marks a bad one.
std::string Tokens(std::string_view text) {
  Lexer lexer(text);
  std::string out;
  while (true) {
    const Token token = lexer.Next();
    if (token.kind == TokenKind::kEnd) return out;
    if (!out.empty()) out += '|';
    if (token.kind == TokenKind::kBad) out += '!';
    out += text.substr(token.span.begin, token.span.end - token.span.begin);
  }
}

TEST(Lexer, CutsTokens) {
  EXPECT_EQ(Tokens(" a+b\t*\nc "), "a|+|b|*|c");
  EXPECT_EQ(Tokens("a==b=c!=d<>e<=f>=g<h>i"), "a|==|b|=|c|!=|d|<>|e|<=|f|>=|g|<|h|>|i");
  EXPECT_EQ(Tokens("a||b::c.d,e"), "a||||b|::|c|.|d|,|e");
  EXPECT_EQ(Tokens("'a''b' \"c\"\"d\""), "'a''b'|\"c\"\"d\"");
  EXPECT_EQ(Tokens("1 1.5 .5 1. 1e5 1.5e-3 1E+2"), "1|1.5|.5|1.|1e5|1.5e-3|1E+2");
  EXPECT_EQ(Tokens("a.5"), "a|.5");
  EXPECT_EQ(Tokens("Größe 名前 a$1 _b"), "Größe|名前|a$1|_b");
  EXPECT_EQ(Tokens("a-1"), "a|-|1");
}

TEST(Lexer, MarksWhatIsNone) {
  EXPECT_EQ(Tokens("a && b"), "a|!&&|b");
  EXPECT_EQ(Tokens("1x 1e 1.2.3"), "!1x|!1e|!1.2|.3");
  EXPECT_EQ(Tokens("'abc"), "!'abc");
  EXPECT_EQ(Tokens("a \u00d7 b"), "a|!\u00d7|b");
  EXPECT_EQ(Tokens("a\u00a0b"), "a|!\u00a0|b");
  EXPECT_EQ(Tokens("$a"), "!$|a");
  EXPECT_EQ(Tokens("--a"), "!--|a");
  EXPECT_EQ(Tokens("a <=> b"), "a|!<=>|b");
}

TEST(Lexer, ReservedWordsInAnyCase) {
  for (const char* word : {"and", "OR", "Not", "in", "is", "null", "true", "FALSE", "between",
                           "like", "iLike", "case", "when", "then", "else", "end"}) {
    EXPECT_TRUE(IsReservedWord(word)) << word;
  }
  for (const char* word : {"a", "an", "andy", "date", "filter", "order", "nulls", "be_ween", "0r",
                           "betweens", "casE1"}) {
    EXPECT_FALSE(IsReservedWord(word)) << word;
  }
}

TEST(Lexer, Words) {
  EXPECT_TRUE(IsWord("a1"));
  EXPECT_TRUE(IsWord("é"));
  EXPECT_TRUE(IsWord("and"));
  EXPECT_FALSE(IsWord(""));
  EXPECT_FALSE(IsWord("1a"));
  EXPECT_FALSE(IsWord("a b"));
  EXPECT_FALSE(IsWord("a.b"));
  EXPECT_FALSE(IsWord("\u2019"));
}

TEST(Lexer, ACopyRemembersItsPlace) {
  Lexer lexer("a b");
  lexer.Next();
  Lexer ahead = lexer;
  EXPECT_EQ(ahead.Next().span.begin, 2u);
  EXPECT_EQ(lexer.Next().span.begin, 2u);
}

}  // namespace
}  // namespace semaflow::expr
