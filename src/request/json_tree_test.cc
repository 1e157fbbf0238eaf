#include "request/json_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace semaflow::request {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A tree as JSON-like text, with the texts of numbers as they were written.
std::string Print(const JsonTree& tree, const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kBool:
      return node.boolean ? "true" : "false";
    case JsonKind::kNumber:
      return std::string(node.text);
    case JsonKind::kText:
      return "'" + std::string(node.text) + "'";
    case JsonKind::kList:
    case JsonKind::kObject:
      break;
  }
  std::string out;
  for (const JsonNode& child : tree.Children(node)) {
    out += out.empty() ? "" : ",";
    if (node.kind == JsonKind::kObject) out += std::string(child.key) + ":";
    out += Print(tree, child);
  }
  return node.kind == JsonKind::kList ? "[" + out + "]" : "{" + out + "}";
}

std::string Read(std::string_view text) {
  Problems problems;
  const auto tree = ParseJson(text, problems);
  if (tree) return Print(*tree, tree->root());
  std::string out;
  for (const Error& error : problems.Take()) {
    out += std::string(InfoOf(error.code).code) + " " + std::to_string(error.labels[0].line) + ":" +
           std::to_string(error.labels[0].column) + " " + error.message;
  }
  return out;
}

TEST(ParseJson, KeepsEverything) {
  EXPECT_EQ(Read(R"({"a": [1, -2.50, 1e3, true, false, null, "x", {}, []], "b": {"c": "d"}})"),
            "{a:[1,-2.50,1e3,true,false,null,'x',{},[]],b:{c:'d'}}");
  EXPECT_EQ(Read("  {}\n"), "{}");
  EXPECT_EQ(Read("\xef\xbb\xbf{\"a\":1}"), "{a:1}");
}

TEST(ParseJson, NumbersKeepTheirDigits) {
  EXPECT_EQ(Read(R"({"a":[9007199254740993,123456789012345678901234567890.10,1E-400 ,-0 ]})"),
            "{a:[9007199254740993,123456789012345678901234567890.10,1E-400,-0]}");
}

TEST(ParseJson, TextsKeepTheirBytes) {
  EXPECT_EQ(Read(R"({"a":"\u0041\n\\\"\/\ud83d\ude00"})"), "{a:'A\n\\\"/\xf0\x9f\x98\x80'}");
  EXPECT_EQ(Read("{\"a\":\"x\\u0000y\"}"), std::string("{a:'x\0y'}", 9));
  EXPECT_EQ(Read("{\"\\u0061\":\"\xf0\x9f\x98\x80\"}"), "{a:'\xf0\x9f\x98\x80'}");
}

TEST(ParseJson, TellsWhereItStops) {
  EXPECT_EQ(Read(""), "R001 1:1 the request is empty");
  EXPECT_EQ(Read("   "), "R001 1:1 the request is empty");
  EXPECT_EQ(Read("{\"a\": [}"), "R001 1:8 the request is not valid JSON");
  EXPECT_EQ(Read("{\"a\": tru}"), "R001 1:7 the request is not valid JSON");
  EXPECT_EQ(Read("{\"a\" 1}"), "R001 1:6 the request is not valid JSON");
  EXPECT_EQ(Read("{a: 1}"), "R001 1:2 the request is not valid JSON");
  EXPECT_EQ(Read("{\"a\": 1,}"), "R001 1:9 the request is not valid JSON");
  EXPECT_EQ(Read("{\n  \"a\": 1\n  \"b\": 2\n}"), "R001 3:3 the request is not valid JSON");
  EXPECT_EQ(Read("{\"a\": 1"), "R001 1:8 the request ends before it is complete");
  EXPECT_EQ(Read("{\"a\": \"x}"), "R001 1:1 a text in the request has no closing quote");
  EXPECT_EQ(
      Read("{\"a\": \"x\ny\"}"),
      "R001 1:1 a text in the request holds a control character; JSON writes those as escapes");
  EXPECT_EQ(Read(R"({"a": "\q"})"),
            "R001 1:7 a text in the request holds an escape that JSON does not have");
  EXPECT_EQ(Read(R"({"a": "\ud800"})"),
            "R001 1:7 a text in the request holds an escape that JSON does not have");
  EXPECT_EQ(Read("{\"a\": \"\xff\"}"), "R001 1:1 the request is not valid UTF-8");
  EXPECT_EQ(Read("{\"a\": 1} {}"), "R001 1:10 something follows the end of the request");
  EXPECT_EQ(Read("{\"a\": 1}}"), "R001 1:9 something follows the end of the request");
  EXPECT_EQ(Read("{\"a\": 1} x"), "R001 1:10 something follows the end of the request");
}

TEST(ParseJson, NumbersAreThoseOfJson) {
  for (const char* number : {"01", "+1", "1.", ".5", "1e", "1e+", "--1", "-", "0x10", "1_000",
                             "1,5", "NaN", "Infinity", "1.2.3", "1e1.5", "1 2"}) {
    const std::string text = "{\"a\": " + std::string(number) + "}";
    EXPECT_EQ(Read(text).substr(0, 4), "R001") << number;
  }
}

TEST(ParseJson, OnlyAnObjectIsARequest) {
  for (const char* text : {"[]", "[{}]", "1", "\"x\"", "true", "null"}) {
    EXPECT_EQ(Read(text), "R002 1:1 a request is a JSON object") << text;
  }
}

TEST(ParseJson, AKeyStandsOnce) {
  EXPECT_EQ(Read(R"({"a": 1, "b": 2, "a": 3})"),
            "R002 1:18 the key \"a\" stands twice in one object");
  EXPECT_EQ(Read(R"({"x": {"a": 1, "\u0061": 3}})"),
            "R002 1:16 the key \"a\" stands twice in one object");
  std::string many = "{";
  for (int i = 0; i < 100; ++i) many += "\"k" + std::to_string(i) + "\": 1, ";
  EXPECT_EQ(Read(many + "\"k100\": 1}").substr(0, 6), "{k0:1,");
  EXPECT_THAT(Read(many + "\"k42\": 1}"),
              testing::HasSubstr("the key \"k42\" stands twice in one object"));
}

TEST(ParseJson, DepthIsBounded) {
  const auto nested = [](int depth) {
    return "{\"a\": " + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  EXPECT_EQ(Read(nested(64)).front(), '{');
  EXPECT_EQ(Read(nested(65)), "R016 1:70 the request is nested deeper than 64 levels");
  EXPECT_EQ(Read(nested(400'000)).substr(0, 4), "R016");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_EQ(Read(objects + "1" + std::string(100'000, '}')).substr(0, 4), "R016");
}

TEST(ParseJson, SizeIsBounded) {
  const std::string fits = "{\"a\": \"" + std::string(kRequestBytesMax - 9, 'x') + "\"}";
  EXPECT_EQ(Read(fits).size(), kRequestBytesMax - 3);
  EXPECT_EQ(Read(fits + " "), "R016 1:1 the request is larger than 1 MiB");
  // The next small one is read as ever.
  EXPECT_EQ(Read("{\"a\": 1}"), "{a:1}");
}

TEST(ParseJson, NothingOfOneRequestReachesTheNext) {
  EXPECT_EQ(Read("{\"a\": [1, 2, 3, 4, 5"), "R001 1:21 the request ends before it is complete");
  EXPECT_EQ(Read("{\"a\": 1}"), "{a:1}");
  EXPECT_EQ(Read("{}"), "{}");
}

TEST(ParseJson, EachThreadHasItsOwnTree) {
  Problems problems;
  const auto mine = ParseJson(R"({"a": "mine"})", problems);
  std::jthread([] {
    Problems others;
    const auto theirs = ParseJson(R"({"b": "theirs"})", others);
    EXPECT_EQ(Print(*theirs, theirs->root()), "{b:'theirs'}");
  }).join();
  EXPECT_EQ(Print(*mine, mine->root()), "{a:'mine'}");
}

TEST(ParseJson, PlacesAreThoseOfTheTokens) {
  const std::string text = R"({"key": ["abc", 12.5 , {"k": null}]})";
  Problems problems;
  const auto tree = ParseJson(text, problems);
  ASSERT_TRUE(tree);
  const JsonNode& list = *tree->Children(tree->root()).begin();
  EXPECT_EQ(list.key_begin, text.find("\"key\""));
  std::vector<std::string> tokens;
  for (const JsonNode& item : tree->Children(list)) {
    tokens.push_back(text.substr(item.span.begin, item.span.end - item.span.begin));
  }
  EXPECT_THAT(tokens, ElementsAre("\"abc\"", "12.5", "{"));
  EXPECT_EQ(list.count, 3U);
}

TEST(Problems, ComeByPlaceAndShowTheTokenAlone) {
  Problems problems;
  problems.SetText("{\"secret\": 1,\n \"n\\\"ame\": 2}");
  problems.Add(ErrorCode::kUnknownField, {15, 15}, "second");
  problems.Add(ErrorCode::kUnknownField, {1, 9}, "first");
  problems.AddValue(ErrorCode::kBadValue, {11, 12}, "a value");
  const Errors errors = problems.Take();
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_EQ(errors[0].message, "first");
  EXPECT_EQ(errors[0].labels[0].source_line, "\"secret\"");
  EXPECT_EQ(errors[1].message, "a value");
  EXPECT_EQ(errors[1].labels[0].column, 12U);
  EXPECT_THAT(errors[1].labels[0].source_line, IsEmpty());
  EXPECT_EQ(errors[2].labels[0].line, 2U);
  EXPECT_EQ(errors[2].labels[0].column, 2U);
  EXPECT_EQ(errors[2].labels[0].source_line, "\"n\\\"ame\"");
  EXPECT_EQ(FormatError(errors[2]),
            "request:2:2: error[R004]: second\n"
            "    2 | ...\"n\\\"ame\"...\n"
            "      |    ^^^^^^^^\n");
  EXPECT_TRUE(problems.empty());
}

TEST(Problems, AreCountedBeyondAHundred) {
  Problems problems;
  for (std::uint32_t i = 0; i < 250; ++i) {
    EXPECT_EQ(problems.full(), i >= 100);
    problems.Add(ErrorCode::kUnknownField, {i, i}, "x");
  }
  EXPECT_EQ(problems.count(), 250U);
  const Errors errors = problems.Take();
  ASSERT_EQ(errors.size(), 101U);
  EXPECT_EQ(errors.back().message, "there are 150 more problems");
}

TEST(Problems, LongTokensAreCut) {
  Problems problems;
  const std::string name(10'000, 'x');
  const std::string text = "{\"" + name + "\": 1}";
  problems.SetText(text);
  problems.Add(ErrorCode::kRequestShape, {1, 1}, "unknown key " + Quoted(name));
  const Error error = problems.Take().front();
  EXPECT_LT(error.message.size(), 120U);
  EXPECT_LT(error.labels[0].source_line.size(), 200U);
  EXPECT_TRUE(error.labels[0].source_cut);
}

TEST(Quoted, IsCutBetweenCodePoints) {
  EXPECT_EQ(Quoted("abc"), "\"abc\"");
  std::string smiles;
  for (int i = 0; i < 81; ++i) smiles += "\xf0\x9f\x98\x80";
  EXPECT_EQ(Quoted(smiles), "\"" + smiles.substr(0, 320) + "...\"");
}

}  // namespace
}  // namespace semaflow::request
