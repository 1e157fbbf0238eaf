// The table of keys, and that docs/cli.md lists what it says. UPDATE_GOLDEN=1 writes it there.
#include "api/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <set>

#include "base/overloaded.h"

namespace semaflow::api {
namespace {

TEST(Settings, EachRowIsWhole) {
  std::set<std::string_view> keys;
  std::vector<std::string_view> groups;
  for (const Setting& setting : Settings()) {
    EXPECT_TRUE(keys.insert(setting.key).second) << setting.key << " has two rows";
    EXPECT_FALSE(setting.why.empty()) << setting.key;
    EXPECT_EQ(setting.field == nullptr, !setting.no_effect.empty())
        << setting.key << " does something, or says why not";
    if (groups.empty() || groups.back() != GroupOf(setting)) groups.push_back(GroupOf(setting));
    if (setting.stands_for.empty()) continue;
    EXPECT_TRUE(keys.contains(setting.stands_for)) << setting.key << " stands before its key";
  }
  EXPECT_EQ(std::set(groups.begin(), groups.end()).size(), groups.size())
      << "a group is in two places";
}

TEST(Settings, ADefaultIsAValueOrSaysWhatHolds) {
  for (const Setting& setting : Settings()) {
    if (setting.field == nullptr) continue;
    const bool has_value = !std::holds_alternative<std::monostate>(DefaultOf(setting));
    EXPECT_NE(has_value, !setting.otherwise.empty()) << setting.key;
  }
}

TEST(Settings, AMemberHasOneKeyAndItsOlderNames) {
  DataSourceConfig config;
  std::set<const void*> fields;
  for (const Setting& setting : Settings()) {
    if (setting.field == nullptr || !setting.stands_for.empty()) continue;
    const void* field =
        std::visit([](auto* at) -> const void* { return at; }, setting.field(config));
    EXPECT_TRUE(fields.insert(field).second) << setting.key;
  }
}

std::string RangeOf(const Setting& setting) {
  const ValueType& type = setting.type;
  const std::string unit = setting.unit.empty() ? "" : " " + std::string(setting.unit);
  switch (type.kind) {
    case ValueType::Kind::kWhole:
      if (type.max == std::numeric_limits<std::int64_t>::max()) {
        return std::to_string(type.min) + " or more" + unit;
      }
      return std::to_string(type.min) + " to " + std::to_string(type.max) + unit;
    case ValueType::Kind::kTruth:
      return "`true`, `false`";
    case ValueType::Kind::kPath:
      return "a path";
    case ValueType::Kind::kText:
    case ValueType::Kind::kMemory:
    case ValueType::Kind::kChoice:
      return "text";
  }
  return "";
}

std::string DefaultText(const Setting& setting) {
  return std::visit(Overloaded{[&](std::monostate) { return std::string(setting.otherwise); },
                               [](std::int64_t n) { return "`" + std::to_string(n) + "`"; },
                               [](bool truth) { return std::string(truth ? "`true`" : "`false`"); },
                               [](const std::string& text) { return "`\"" + text + "\"`"; }},
                    DefaultOf(setting));
}

std::string Markdown() {
  std::string text =
      "\n| key | of type | value | default | what it is for |\n|---|---|---|---|---|\n";
  std::string no_effect;
  std::string in_defaults;
  for (const Setting& setting : Settings()) {
    const std::string key = "`" + std::string(setting.key) + "`";
    if (setting.field == nullptr) {
      no_effect += (no_effect.empty() ? "" : ", ") + key;
      continue;
    }
    const std::string group = "`" + std::string(GroupOf(setting)) + "`";
    if (IsIn(setting, Scope::kDefaults) && in_defaults.find(group) == std::string::npos) {
      in_defaults += (in_defaults.empty() ? "" : ", ") + group;
    }
    const std::string fallback = setting.stands_for.empty()
                                     ? DefaultText(setting)
                                     : "`" + std::string(setting.stands_for) + "`";
    text += "| " + key + " | " + std::string(setting.database) + " | " + RangeOf(setting) + " | " +
            fallback + " | " + std::string(setting.why) + " |\n";
  }
  return text + "\nGroups that may stand in `[defaults]`, too: " + in_defaults +
         ". Keys of SemaFlow 0.1 that are read and do nothing here: " + no_effect + ".\n\n";
}

TEST(Settings, ThePageListsThem) {
  constexpr std::string_view kBegin = "<!-- src/api/settings_test.cc writes the keys -->\n";
  constexpr std::string_view kEnd = "<!-- end of the keys -->";
  const std::string path = std::string(SEMAFLOW_SOURCE_DIR) + "/docs/cli.md";
  std::ifstream stream(path);
  std::string page((std::istreambuf_iterator<char>(stream)), {});
  const std::size_t begin = page.find(kBegin);
  const std::size_t end = page.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const std::size_t from = begin + kBegin.size();
  ASSERT_LE(from, end);
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    page.replace(from, end - from, Markdown());
    std::ofstream(path) << page;
    return;
  }
  EXPECT_EQ(page.substr(from, end - from), Markdown());
}

}  // namespace
}  // namespace semaflow::api
