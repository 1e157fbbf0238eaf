#include "base/json_document.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

namespace semaflow {
namespace {

using std::string_literals::operator""s;

/// What is appended, or "refused".
std::string Copied(std::string_view text) {
  std::string out = "x";
  if (!AppendJsonDocument(out, text)) {
    EXPECT_EQ(out, "x") << text;
    return "refused";
  }
  return out.substr(1);
}

TEST(JsonDocument, CopiesWithoutBlanks) {
  EXPECT_EQ(Copied(" {\n  \"a b\" : [ 1 , -2.50e+3,\ttrue,false , null ] ,\r\n \"c\":{ } }\n"),
            "{\"a b\":[1,-2.50e+3,true,false,null],\"c\":{}}");
  EXPECT_EQ(Copied("\"t\\u00e9 \\\\ \\\" \\n é 日\""), "\"t\\u00e9 \\\\ \\\" \\n é 日\"");
  EXPECT_EQ(Copied("0"), "0");
  EXPECT_EQ(Copied("-0.0"), "-0.0");
  EXPECT_EQ(Copied("123456789012345678901234567890"), "123456789012345678901234567890");
  EXPECT_EQ(Copied("[]"), "[]");
}

TEST(JsonDocument, RefusesWhatIsNone) {
  for (const std::string& text :
       {""s,         " "s,        "{"s,          "[1,]"s,        "[,1]"s,     "[1 2]"s, "{\"a\"}"s,
        "{\"a\":}"s, "{a:1}"s,    "{\"a\":1,}"s, "01"s,          "-"s,        "-01"s,   "1."s,
        ".5"s,       "1e"s,       "+1"s,         "NaN"s,         "tru"s,      "nulls"s, "1 2"s,
        "\"a"s,      "\"a\nb\""s, "\"\\x\""s,    "\"\\u12g4\""s, "\"\xff\""s, "'a'"s,   "[1]]"s,
        "\"a\0b\""s}) {
    EXPECT_EQ(Copied(text), "refused") << text;
  }
}

TEST(JsonDocument, BoundsItsDepth) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(Copied(nested(500)), nested(500));
  EXPECT_EQ(Copied(nested(1'000'000)), "refused");
}

TEST(JsonDocument, AgreesWithAnotherParser) {
  std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same texts every time
  constexpr std::string_view kPieces[] = {"{",     "}",    "[", "]",      ",",    ":",
                                          "\"a\"", "1",    "0", "-",      "true", "1.5",
                                          "null",  "2e-1", " ", "\"\\n\""};
  int accepted = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text;
    for (std::size_t n = random() % 8; n > 0; --n) text += kPieces[random() % std::size(kPieces)];
    const std::string copied = Copied(text);
    ASSERT_EQ(nlohmann::json::accept(text), copied != "refused") << text;
    if (copied == "refused") continue;
    ++accepted;
    ASSERT_EQ(nlohmann::json::parse(copied), nlohmann::json::parse(text)) << text;
  }
  EXPECT_GT(accepted, 1000);
}

}  // namespace
}  // namespace semaflow
