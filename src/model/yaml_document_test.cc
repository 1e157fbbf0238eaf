#include "model/yaml_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace semaflow::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A document as JSON-like text, for comparing whole trees.
void Show(const LocatedNode& node, std::string& out) {
  if (!node.tag.empty()) out += std::string(node.tag) + " ";
  switch (node.kind) {
    case NodeKind::kScalar:
      out += node.text;
      return;
    case NodeKind::kMapping:
      out += '{';
      for (const LocatedNode& child : Children(node)) {
        if (out.back() != '{') out += ", ";
        out += std::string(child.key) + ": ";
        Show(child, out);
      }
      out += '}';
      return;
    case NodeKind::kSequence:
      out += '[';
      for (const LocatedNode& child : Children(node)) {
        if (out.back() != '[') out += ", ";
        Show(child, out);
      }
      out += ']';
      return;
  }
}

std::string Shown(std::string_view bytes) {
  const YamlDocument document = ReadYaml(bytes);
  EXPECT_TRUE(document.usable) << bytes;
  if (document.nodes.empty()) return "(nothing)";
  std::string out;
  Show(document.nodes[0], out);
  return out;
}

/// "begin-end code message" of each problem.
std::vector<std::string> Problems(std::string_view bytes) {
  std::vector<std::string> lines;
  for (const YamlProblem& problem : ReadYaml(bytes).problems) {
    lines.push_back(std::to_string(problem.span.begin) + "-" + std::to_string(problem.span.end) +
                    " " + std::string(InfoOf(problem.code).code) + " " + problem.message);
  }
  return lines;
}

const LocatedNode& Child(const LocatedNode& node, std::string_view key) {
  for (const LocatedNode& child : Children(node)) {
    if (child.key == key) return child;
  }
  throw std::runtime_error("no key " + std::string(key));
}

TEST(ReadYamlTest, ReadsTheUsualForms) {
  EXPECT_EQ(Shown("a: 1\nb: {c: [x, y], d: 'it''s'}\ne:\n  - f\n  - g: h\n"),
            "{a: 1, b: {c: [x, y], d: it's}, e: [f, {g: h}]}");
  EXPECT_EQ(Shown("a: \"x\\ty\\u00e9\"\n"), "{a: x\ty\u00e9}");
  EXPECT_EQ(Shown("a: |\n  x\n  y\nb: >\n  x\n  y\n"), "{a: x\ny\n, b: x y\n}");
  EXPECT_EQ(Shown("a: x\n  y\n"), "{a: x y}");
  EXPECT_EQ(Shown("a:\nb: ~\n"), "{a: , b: ~}");
  EXPECT_EQ(Shown("{}"), "{}");
  EXPECT_EQ(Shown("- a\n- []\n"), "[a, []]");
}

TEST(ReadYamlTest, CommentsBomAndMarkersAreNoContent) {
  EXPECT_EQ(Shown("# nothing\n"), "(nothing)");
  EXPECT_EQ(Shown(""), "(nothing)");
  EXPECT_EQ(Shown("---\na: 1 # one\n...\n"), "{a: 1}");
  EXPECT_EQ(Shown("%YAML 1.2\n---\na: 1\n"), "{a: 1}");
  EXPECT_EQ(WithoutBom("\xEF\xBB\xBF"
                       "a: 1"),
            "a: 1");
  EXPECT_EQ(WithoutBom("a: 1"), "a: 1");
}

TEST(ReadYamlTest, WindowsLineEndsAreLineEnds) {
  EXPECT_EQ(Shown("a: 1\r\nb:\r\n  c: 2\r\n"), "{a: 1, b: {c: 2}}");
}

TEST(ReadYamlTest, ScalarsStayText) {
  EXPECT_EQ(Shown("a: NO\nb: 0x1F\nc: 1_000\nd: 12:30\ne: 2024-01-01\nf: .inf\n"),
            "{a: NO, b: 0x1F, c: 1_000, d: 12:30, e: 2024-01-01, f: .inf}");
}

TEST(ReadYamlTest, NullIsOnlyWhatIsPlain) {
  const YamlDocument document =
      ReadYaml("a:\nb: ~\nc: null\nd: NULL\ne: 'null'\nf: nul\ng: \"\"\nh: []\n");
  std::vector<bool> nulls;
  for (const LocatedNode& child : Children(document.nodes[0])) nulls.push_back(IsNull(child));
  EXPECT_THAT(nulls, ElementsAre(true, true, true, true, false, false, false, false));
}

TEST(ReadYamlTest, SpansOfKeysAndValues) {
  constexpr std::string_view kText =
      "name: orders\nd: {expr: \"a > 1\", l: [x, y]}\nb: >\n  one\n  two\n";
  const YamlDocument document = ReadYaml(kText);
  const auto bytes = [&](Span span) { return kText.substr(span.begin, span.end - span.begin); };
  const LocatedNode& root = document.nodes[0];
  EXPECT_EQ(bytes(Child(root, "name").key_span), "name");
  EXPECT_EQ(bytes(Child(root, "name").span), "orders");
  EXPECT_EQ(bytes(Child(root, "d").span), "{expr: \"a > 1\", l: [x, y]}");
  EXPECT_EQ(bytes(Child(Child(root, "d"), "expr").span), "a > 1");
  EXPECT_EQ(bytes(Child(Child(root, "d"), "l").span), "[x, y]");
  EXPECT_EQ(bytes(Child(root, "b").span), "one\n  two");
  EXPECT_EQ(Child(root, "b").spelling, Spelling::kFolded);
  EXPECT_EQ(Child(root, "name").spelling, Spelling::kVerbatim);
  // Texts that stand in the file as they are point into it: nothing is copied.
  EXPECT_EQ(Child(root, "name").text.data(), kText.data() + 6);
}

TEST(ReadYamlTest, SubtreesKnowTheirSize) {
  const YamlDocument document = ReadYaml("a: {b: 1, c: [2, 3]}\nd: 4\n");
  ASSERT_EQ(document.nodes.size(), 7u);
  EXPECT_EQ(document.nodes[0].size, 7u);
  EXPECT_EQ(document.nodes[0].child_count, 2u);
  EXPECT_EQ(document.nodes[1].size, 5u);
}

TEST(ReadYamlTest, DuplicateKeysAreToldWithBothPlaces) {
  EXPECT_THAT(Problems("a: 1\nb: 2\na: 3\n"),
              ElementsAre("10-11 Y007 the key \"a\" stands twice in this mapping"));
  EXPECT_THAT(Problems("x: {a: 1, 'a': 2}\n"),
              ElementsAre("11-12 Y007 the key \"a\" stands twice in this mapping"));
  const YamlDocument document = ReadYaml("a: 1\na: 3\n");
  ASSERT_EQ(document.problems.size(), 1u);
  EXPECT_EQ(document.problems[0].other.begin, 0u);
  EXPECT_TRUE(document.usable);  // Whatever else is wrong is told in the same pass.
}

TEST(ReadYamlTest, DuplicateKeysOfLargeMappingsAreFoundToo) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "k" + std::to_string(i) + ": 1\n";
  text += "k50: 2\n";
  const std::vector<std::string> problems = Problems(text);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_THAT(problems[0], HasSubstr("the key \"k50\" stands twice"));
}

TEST(ReadYamlTest, AliasesAnchorsAndMergeKeysAreRefused) {
  EXPECT_THAT(Problems("a: &x b\nc: *x\n"),
              ElementsAre("4-5 Y006 YAML anchors, aliases and merge keys are not used here"));
  EXPECT_THAT(Problems("c: *x\n"),
              ElementsAre("4-5 Y006 YAML anchors, aliases and merge keys are not used here"));
  EXPECT_THAT(Problems("<<: {a: 1}\n"),
              ElementsAre("0-2 Y006 YAML anchors, aliases and merge keys are not used here"));
  EXPECT_THAT(Problems("a: &x {b: 1}\n"),
              ElementsAre("4-5 Y006 YAML anchors, aliases and merge keys are not used here"));
  EXPECT_EQ(Shown("'<<': 1\n"), "{<<: 1}");
}

TEST(ReadYamlTest, OnlyOneTagIsKnown) {
  EXPECT_EQ(Shown("agg: !string_agg {separator: ', '}\n"), "{agg: !string_agg {separator: , }}");
  EXPECT_THAT(Problems("a: !include x\n"),
              ElementsAre("3-11 Y013 the YAML tag \"!include\" is not used here"));
  EXPECT_THAT(Problems("a: !!str x\n"),
              ElementsAre("3-8 Y013 the YAML tag \"tag:yaml.org,2002:str\" is not used here"));
}

TEST(ReadYamlTest, KeysAreText) {
  EXPECT_THAT(Problems("? [a]\n: b\n"),
              ElementsAre("2-3 Y004 a key must be text, not a list or a mapping"));
  EXPECT_THAT(Problems("{a: b}: c\n"),
              ElementsAre("0-1 Y004 a key must be text, not a list or a mapping"));
}

TEST(ReadYamlTest, OneDocumentAFile) {
  EXPECT_THAT(Problems("a: 1\n---\nb: 2\n"), ElementsAre("5-8 Y004 a second document begins here"));
}

TEST(ReadYamlTest, SyntaxErrorsHaveAPlaceAndAHint) {
  const YamlDocument document = ReadYaml("a: [b\nc: d\n");
  EXPECT_FALSE(document.usable);
  EXPECT_TRUE(document.nodes.empty());
  ASSERT_EQ(document.problems.size(), 1u);
  EXPECT_EQ(document.problems[0].code, ErrorCode::kYamlSyntax);
  EXPECT_EQ(ReadYaml("description: Orders: all\n").problems[0].help,
            "a text that holds `: ` needs quotes");
  EXPECT_EQ(ReadYaml("a: 'x' == y\n").problems[0].help, "put the quotes around the whole text");
  EXPECT_EQ(ReadYaml("a: @x\n").problems[0].help,
            "a text that begins with this character needs quotes");
}

TEST(ReadYamlTest, BytesAreCheckedBeforeAnythingElse) {
  EXPECT_THAT(Problems(std::string_view("a: b\0c\n", 7)),
              ElementsAre("4-5 Y003 the file holds a NUL byte"));
  EXPECT_THAT(Problems("a: \x01\n"),
              ElementsAre("3-4 Y003 the file holds the control character 0x01"));
  EXPECT_THAT(Problems("a: \x7f\n"),
              ElementsAre("3-4 Y003 the file holds the control character 0x7F"));
  EXPECT_THAT(Problems("a: caf\xe9\n"), ElementsAre("6-7 Y003 the byte 0xE9 is not UTF-8"));
  EXPECT_THAT(Problems("a: \xc0\xaf\n"), ElementsAre("3-4 Y003 the byte 0xC0 is not UTF-8"));
  EXPECT_THAT(Problems("a: \xed\xa0\x80\n"), ElementsAre("3-4 Y003 the byte 0xED is not UTF-8"));
  EXPECT_THAT(Problems("\xff\xfe"
                       "a"),
              ElementsAre("0-1 Y003 the byte 0xFF is not UTF-8"));
}

TEST(ReadYamlTest, LargeFilesAreRefused) {
  const std::string text(kFileBytesMax + 1, ' ');
  EXPECT_THAT(Problems(text), ElementsAre("0-0 Y002 the file is larger than 16 MiB"));
}

TEST(ReadYamlTest, DepthIsBounded) {
  const auto nested = [](int depth) {
    return "a: " + std::string(static_cast<std::size_t>(depth - 1), '[') +
           std::string(static_cast<std::size_t>(depth - 1), ']');
  };
  EXPECT_TRUE(ReadYaml(nested(64)).usable);
  EXPECT_THAT(Problems(nested(65)), ElementsAre("66-67 Y005 YAML is nested deeper than 64 levels"));
  EXPECT_THAT(Problems(nested(10'000)),
              ElementsAre("66-67 Y005 YAML is nested deeper than 64 levels"));
  std::string block;
  for (int i = 0; i < 200; ++i) block += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  const std::vector<std::string> problems = Problems(block);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_THAT(problems[0], HasSubstr("Y005"));
}

TEST(ReadYamlTest, HostileTextsTakeLinearTime) {
  const auto seconds = [](const std::string& text) {
    const auto begin = std::chrono::steady_clock::now();
    static_cast<void>(ReadYaml(text));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  std::string keys;
  for (int i = 0; i < 200'000; ++i) keys += "k" + std::to_string(i) + ": 1\n";
  EXPECT_LT(seconds(keys), 20);
  std::string same;
  for (int i = 0; i < 100'000; ++i) same += "k: 1\n";
  EXPECT_LT(seconds(same), 20);
  std::string items = "a: [";
  for (int i = 0; i < 200'000; ++i) items += "x,";
  EXPECT_LT(seconds(items + "]"), 20);
  EXPECT_LT(seconds("a: \"" + std::string(4'000'000, '\\')), 20);
  EXPECT_LT(seconds("a: " + std::string(4'000'000, 'x')), 20);
  EXPECT_LT(seconds(std::string(1'000'000, '-')), 20);
  EXPECT_LT(seconds(std::string(500'000, '?')), 20);
}

TEST(ReadYamlTest, AnAliasBombEndsAtItsFirstAnchor) {
  std::string bomb = "a: &a [x, x]\n";
  for (char c = 'b'; c < 'z'; ++c) {
    bomb += std::string(1, c) + ": &" + c + " [*" + static_cast<char>(c - 1) + ", *" +
            static_cast<char>(c - 1) + "]\n";
  }
  const YamlDocument document = ReadYaml(bomb);
  EXPECT_FALSE(document.usable);
  ASSERT_EQ(document.problems.size(), 1u);
  EXPECT_EQ(document.problems[0].code, ErrorCode::kYamlAlias);
}

}  // namespace
}  // namespace semaflow::model
