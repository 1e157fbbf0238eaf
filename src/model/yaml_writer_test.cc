#include "model/yaml_writer.h"

#include <gtest/gtest.h>

#include "model/yaml_document.h"

namespace semaflow::model {
namespace {

TEST(YamlWriter, WritesAsAPersonWould) {
  const auto yaml = YamlOfJson(
      R"({"name":"orders","primary_key":["id"],"dimensions":{"status":{"expr":"o.status",)"
      R"("description":"open: or not"},"a b":{"expr":"x","hidden":true}},"joins":{},"keys":[]})");
  ASSERT_TRUE(yaml) << yaml.error().message;
  EXPECT_EQ(*yaml,
            "name: orders\n"
            "primary_key:\n"
            "- id\n"
            "dimensions:\n"
            "  status:\n"
            "    expr: o.status\n"
            "    description: \"open: or not\"\n"
            "  \"a b\":\n"
            "    expr: x\n"
            "    hidden: true\n"
            "joins: {}\n"
            "keys: []\n");
}

// What comes back of a text is that text, and of what is none what it was.
TEST(YamlWriter, ATextStaysAText) {
  for (const std::string text :
       {"true", "No",  "null", "~",           "12", "1.5", "1e3", "",     " x ", "a: b",      "- a",
        "a #b", "'q'", "\\\"", "line\\nline", "é",  "a.b", "_x",  "0x1F", "y",   "2024-01-02"}) {
    const auto yaml = YamlOfJson("{\"value\":\"" + text + "\"}");
    ASSERT_TRUE(yaml) << text;
    const YamlDocument again = ReadYaml(*yaml);
    ASSERT_TRUE(again.usable) << *yaml;
    std::string wanted = text;
    if (text == "\\\"") wanted = "\"";
    if (text == "line\\nline") wanted = "line\nline";
    EXPECT_EQ(again.nodes.at(1).text, wanted);
    EXPECT_FALSE(IsNull(again.nodes.at(1))) << text;
    const bool is_plain = again.nodes.at(1).style == ScalarStyle::kPlain;
    EXPECT_EQ(is_plain, text == "a.b" || text == "_x") << text;
  }
  EXPECT_EQ(*YamlOfJson(R"({"a":true,"b":null,"c":1.50})"), "a: true\nb: null\nc: 1.50\n");
}

TEST(YamlWriter, RefusesWhatIsNotJson) {
  for (const char* text : {"{\"a\":", "{'a': 1}", "{a: 1}", "", "[1,2"}) {
    const auto yaml = YamlOfJson(text);
    ASSERT_FALSE(yaml) << text << " gives " << *yaml;
    EXPECT_EQ(yaml.error().code, ErrorCode::kYamlSyntax);
  }
}

}  // namespace
}  // namespace semaflow::model
