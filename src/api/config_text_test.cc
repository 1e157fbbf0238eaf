// What `semaflow config` prints: it reads back as the same configuration, tells who said what, and
// shows no secret.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "api/environment_for_tests.h"
#include "api/secrets.h"
#include "api/settings.h"
#include "base/display_width.h"
#include "semaflow/config.h"

namespace semaflow {
namespace {

using api::Scope;
using api::Setting;
using api::Settings;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

ResultAll<Config> Parse(const std::string& text, const Set& set = {}) {
  return ParseConfig(text, "semaflow.toml", "/models/shop", Of(set));
}

/// Every value of every data source, and how it is shown.
std::map<std::string, std::string> ValuesOf(const Config& config) {
  std::map<std::string, std::string> values;
  const auto add = [&values](const std::string& name, const DataSourceConfig& source, Scope scope) {
    for (const Setting& setting : Settings()) {
      if (!IsIn(setting, scope) || setting.field == nullptr) continue;
      const api::SettingValue value = ValueOf(setting, source);
      std::string& shown = values[name + "." + std::string(setting.key)];
      if (const auto* number = std::get_if<std::int64_t>(&value)) shown = std::to_string(*number);
      if (const auto* truth = std::get_if<bool>(&value)) shown = *truth ? "true" : "false";
      if (const auto* text = std::get_if<std::string>(&value)) shown = "\"" + *text + "\"";
    }
  };
  add("defaults", config.defaults, Scope::kDefaults);
  for (const DataSourceConfig& source : config.data_sources) {
    add("datasources." + source.name, source, Scope::kSource);
  }
  return values;
}

/// Prints a configuration, reads that, and expects the same.
void ExpectReadBack(const Config& config, const Set& set = {}) {
  const std::string printed = FormatConfig(config, "", 80);
  const auto again = Parse(printed, set);
  ASSERT_TRUE(again) << FormatErrors(again.error()) << printed;
  EXPECT_EQ(ValuesOf(*again), ValuesOf(config)) << printed;
  EXPECT_TRUE(again->warnings.empty()) << FormatErrors(again->warnings);
  for (std::size_t i = 0; i < config.data_sources.size(); ++i) {
    EXPECT_EQ(again->data_sources.at(i).name, config.data_sources[i].name);
  }
}

/// A value that is not the default, as TOML.
std::string SampleOf(const Setting& setting) {
  switch (setting.type.kind) {
    case api::ValueType::Kind::kWhole: {
      const bool is_min = api::DefaultOf(setting) == api::SettingValue(setting.type.min);
      return std::to_string(setting.type.min + (is_min ? 1 : 0));
    }
    case api::ValueType::Kind::kTruth:
      return api::DefaultOf(setting) == api::SettingValue(true) ? "false" : "true";
    case api::ValueType::Kind::kMemory:
      return "\"2GB\"";
    case api::ValueType::Kind::kChoice:
      return "\"" + std::string(setting.type.words[1]) + "\"";
    case api::ValueType::Kind::kPath:
      return "\"some/where\"";
    case api::ValueType::Kind::kText:
      return setting.secrecy == api::Secrecy::kAlways ? "\"env:SAMPLE\"" : "'a \"sample\" \\ #é'";
  }
  return "";
}

const Set kSample = {{"SAMPLE", "s3cret"}};

/// A data source with nothing but what its type needs.
std::string SourceOf(std::string_view database) {
  return database == "postgres" ? "[datasources.'my \"shop\"']\ntype = \"postgres\"\n"
                                : "[datasources.'my \"shop\"']\ntype = \"duckdb\"\npath = \"p\"\n";
}

/// The file with one key more.
std::string With(const Setting& setting, Scope scope) {
  const std::string group = api::GroupOf(setting).empty() ? "" : std::string(api::GroupOf(setting));
  const std::string line = std::string(api::NameOf(setting)) + " = " + SampleOf(setting) + "\n";
  if (scope == Scope::kDefaults) return "[defaults." + group + "]\n" + line;
  std::string text = SourceOf(setting.database);
  if (setting.key == "path") text = "[datasources.'my \"shop\"']\ntype = \"duckdb\"\n";
  return text + (group.empty() ? "" : "[datasources.'my \"shop\"'." + group + "]\n") + line;
}

TEST(ConfigText, EveryKeyReadsBack) {
  int tried = 0;
  for (const Setting& setting : Settings()) {
    if (setting.field == nullptr || setting.key == "type") continue;
    for (const Scope scope : {Scope::kSource, Scope::kDefaults}) {
      if (!IsIn(setting, scope)) continue;
      const std::string plain = scope == Scope::kDefaults ? "" : SourceOf(setting.database);
      const std::string text = With(setting, scope);
      const auto config = Parse(text, kSample);
      ASSERT_TRUE(config) << FormatErrors(config.error()) << text;
      EXPECT_NE(ValuesOf(*config), ValuesOf(*Parse(plain))) << setting.key << " changes nothing";
      ExpectReadBack(*config, kSample);
      ++tried;
    }
  }
  EXPECT_GT(tried, 30);
}

TEST(ConfigText, EveryKeyByAVariableReadsBack) {
  for (const Setting& setting : Settings()) {
    if (setting.field == nullptr || setting.key == "type") continue;
    std::string value = SampleOf(setting);
    if (value.starts_with('"') || value.starts_with('\''))
      value = value.substr(1, value.size() - 2);
    Set set = kSample;
    set["SEMAFLOW_DATASOURCES__MY__SHOP___" + api::VariablePart(setting)] = value;
    // 'my "shop"' is MY__SHOP_.
    const auto config = Parse(SourceOf(setting.database), set);
    ASSERT_TRUE(config) << FormatErrors(config.error()) << setting.key;
    const auto in_file = Parse(With(setting, Scope::kSource), kSample);
    EXPECT_EQ(ValuesOf(*config), ValuesOf(*in_file)) << setting.key;
    ExpectReadBack(*config, kSample);
  }
}

TEST(ConfigText, DefaultsAndLimitsWithoutATypeReadBack) {
  ExpectReadBack(*Parse(""));
  ExpectReadBack(*Parse("[datasources.w.duckdb]\nmax_concurrency = 8\n"));
  ExpectReadBack(
      *Parse("[defaults.pool]\nsize = 9\n[datasources.b.pool]\nsize = 8\n"
             "[datasources.a]\ntype = \"duckdb\"\npath = \":memory:\"\n"));
  ExpectReadBack(
      *Parse("[datasources.a]\ntype = \"duckdb\"\npath = \"\\u001b[2J\\u202E\\u007f\"\n"));
}

/// The line of a key, with the lines of its comment joined.
std::string LineOf(const std::string& printed, const std::string& beginning) {
  const std::size_t at = printed.find("\n" + beginning);
  if (at == std::string::npos) return "no line " + beginning;
  const std::string line = printed.substr(at + 1, printed.find('\n', at + 1) - at - 1);
  std::string joined;
  for (const char c : line) {
    if (c != ' ' || !joined.ends_with(' ')) joined += c;
  }
  return joined;
}

TEST(ConfigText, EachKeyTellsWhoSaidIt) {
  const Set set = {{"SEMAFLOW_DATASOURCES__SHOP__QUERY__TIMEOUT_MS", "70"},
                   {"SEMAFLOW_DEFAULTS__QUERY__MAX_ROW_LIMIT", "7"},
                   {"SHOP_URI", "postgresql://db.example/shop"}};
  const auto config = Parse(R"([defaults.pool]
queue_max = 20
[datasources.shop]
type = "postgres"
uri = "env:SHOP_URI"
[datasources.shop.postgres]
pool_size = 3
)",
                            set);
  ASSERT_TRUE(config) << FormatErrors(config.error());
  const std::string printed = FormatConfig(*config, "shop", 300);
  EXPECT_EQ(LineOf(printed, "timeout_ms"),
            "timeout_ms = 70 # ms, env SEMAFLOW_DATASOURCES__SHOP__QUERY__TIMEOUT_MS: a query that "
            "runs longer is stopped; 0 is never");
  EXPECT_THAT(LineOf(printed, "max_row_limit"),
              HasSubstr("= 7 # rows, [defaults] env SEMAFLOW_DEFAULTS__QUERY__MAX_ROW_LIMIT: "));
  EXPECT_THAT(LineOf(printed, "queue_max"),
              HasSubstr("= 20 # queries, [defaults] semaflow.toml:2: "));
  EXPECT_THAT(LineOf(printed, "size"),
              HasSubstr("= 3 # queries, semaflow.toml:7 as postgres.pool_size: "));
  EXPECT_THAT(LineOf(printed, "uri"), HasSubstr("= \"env:SHOP_URI\" # semaflow.toml:5: "));
  EXPECT_THAT(LineOf(printed, "queue_timeout_ms"), HasSubstr("= 30000 # ms, default: "));
  EXPECT_THAT(LineOf(printed, "# host"), HasSubstr("# host = # default (what the uri says): "));
  EXPECT_THAT(LineOf(FormatConfig(*config, "", 300), "max_row_limit"),
              HasSubstr("# rows, env SEMAFLOW_DEFAULTS__QUERY__MAX_ROW_LIMIT: "))
      << "in [defaults] itself";
}

TEST(ConfigText, WhatTheProgramSetIsSaidToBe) {
  Config config = *Parse(SourceOf("duckdb"));
  config.data_sources[0].options.permits = 9;
  EXPECT_THAT(FormatConfig(config, "", 300), HasSubstr("# queries, set by the program: "));
}

TEST(ConfigText, AReferenceToAFileHasItsWholePath) {
  const auto folder = std::filesystem::temp_directory_path() /
                      ("semaflow_config_text_test_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "secret") << "hunter2\n";
  const Set none;
  const auto config =
      ParseConfig("[datasources.a]\ntype = \"postgres\"\npassword = \"file:secret\"\n",
                  "semaflow.toml", folder.string(), Of(none));
  ASSERT_TRUE(config) << FormatErrors(config.error());
  EXPECT_EQ(config->Find("a")->postgres.password, "hunter2");
  EXPECT_THAT(FormatConfig(*config, "", 300),
              AllOf(HasSubstr("password = \"file:" + (folder / "secret").string() + "\""),
                    Not(HasSubstr("hunter2"))));
  ExpectReadBack(*config);
  std::filesystem::remove_all(folder);
}

constexpr std::string_view kMarker = "hunter2marker";

/// Everything that is said of a configuration.
std::string AllSaidOf(const ResultAll<Config>& config) {
  const Errors& told = config ? config->warnings : config.error();
  std::string said = FormatErrors(told) + ErrorsToJson(told);
  for (const Error& error : told) {
    for (const Label& label : error.labels) said += label.source_line;
  }
  if (config) said += FormatConfig(*config, "", 80) + ToJson(*config, "");
  return said;
}

TEST(ConfigText, NoSecretIsEverShown) {
  const std::string source = "[datasources.a]\ntype = \"postgres\"\n";
  const std::string m(kMarker);
  const std::vector<std::string> lines = {
      "password = \"" + m + "\"",
      "uri = \"postgresql://u:" + m + "@h/db\"",
      "uri = \"postgresql://u:p@" + m + "@h/db\"",
      "uri = \"postgresql://h/db?user=u&password=" + m + "\"",
      "uri = \"postgresql://h/db?p%61ssword=" + m + "\"",
      "uri = \"host=h password=" + m + "\"",
      "uri = \"host=h PASSWORD = '" + m + "'\"",
      "uri = \"postgresql://h/db?sslpassword=" + m + "\"",
      "uri = \"postgresql://h/db?oauth_client_secret=" + m + "\"",
      "password = \"" + m + "\"\nport = 70000",
      "password = 4\nurl = \"postgres://u:" + m + "@h\"",
      "password = \"" + m,
      "password = " + m,
      "password = true" + m,
      "password = [\"" + m + "\"]",
      "password = {a = \"" + m + "\"}",
      "password = \"\"\"\n" + m + "\\q\"\"\"",
      "password = '''\n" + m + "\n",
      "pasword = \"" + m + "\"",
      "psasword = \"" + m + "\"",
      "passphrase = \"" + m + "\"",
      "geheim = \"" + m + "\"",
      "geheim = {x = \"" + m + "\"}",
      "password.value = \"" + m + "\"",
      "password = \"" + m + "\"\npassword = \"" + m + "\"",
  };
  for (const std::string& line : lines) {
    EXPECT_THAT(AllSaidOf(Parse(source + line + "\n")), Not(HasSubstr(m))) << line;
  }
  for (const std::string& whole : std::vector<std::string>{
           "datasources.a = {type = \"oracle\", geheim = \"" + m + "\"}",
           "datasources.a = {type = \"postgres\", port = 0, password = \"" + m + "\"}",
           "datasources.a = {type = \"postgres\", password = \"" + m + "\"} x"}) {
    EXPECT_THAT(AllSaidOf(Parse(whole + "\n")), Not(HasSubstr(m))) << whole;
  }
}

TEST(ConfigText, NoSecretOfAVariableIsEverShown) {
  const std::string m(kMarker);
  const std::string source = "[datasources.a]\ntype = \"postgres\"\nmemory_limit = \"env:M\"\n";
  const std::vector<Set> sets = {
      {{"SEMAFLOW_DATASOURCES__A__PASSWORD", m}},
      {{"SEMAFLOW_DATASOURCES__A__URI", "postgresql://u:" + m + "@h/db"}},
      {{"SEMAFLOW_DATASOURCES__A__URI", "env:X"}, {"X", m}},
      {{"SEMAFLOW_DATASOURCES__A__PORT", m}},
      {{"SEMAFLOW_DATASOURCES__A__PASWORD", m}},
      {{"SEMAFLOW_DATASOURCES__A__TYPE", "env:X"}, {"X", m}},
      {{"SEMAFLOW_DATASOURCES__A__POOLER", "env:X"}, {"X", m}},
      {{"SEMAFLOW_DATASOURCES__A__PASSWORD", m + "\xff"}},
      {{"SEMAFLOW_DATASOURCES__B__PASSWORD", m}},
      {{"SEMAFLOW_DATASOURCES__A__PASSWORD", m}, {"SEMAFLOW_DATASOURCES__a__PASSWORD", m}},
  };
  for (const Set& set : sets) {
    const auto config = Parse("[datasources.a]\ntype = \"postgres\"\n", set);
    EXPECT_THAT(AllSaidOf(config), Not(HasSubstr(m))) << set.begin()->first;
  }
  EXPECT_THAT(AllSaidOf(Parse("[datasources.a]\ntype = \"duckdb\"\npath = \"p\"\n"
                              "memory_limit = \"env:M\"\n",
                              {{"M", m}})),
              Not(HasSubstr(m)));
}

TEST(ConfigText, AnOpenSecretIsAWarningAndAComment) {
  const auto config = Parse("[datasources.a]\ntype = \"postgres\"\npassword = \"hunter2\"\n");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->Find("a")->postgres.password, "hunter2");
  EXPECT_EQ(FormatErrors(config->warnings, false, "warning"),
            "semaflow.toml:3:1: warning[C002]: `datasources.a.password` holds a password in plain "
            "text\nhelp: write \"env:NAME\", a variable of the environment, or \"file:PATH\"\n");
  EXPECT_EQ(LineOf(FormatConfig(*config, "", 300), "# password"),
            "# password = # not shown, a password in plain text; semaflow.toml:3: of the user: "
            "\"env:NAME\" "
            "or \"file:PATH\"");
  EXPECT_THAT(
      ToJson(*config, ""),
      HasSubstr(R"("key":"password","value":null,"unit":null,"default":null,)"
                R"("origin":"semaflow.toml:3","why":"of the user: \"env:NAME\" or \"file:PATH\"",)"
                R"("secret":true)"));
  EXPECT_TRUE(Parse("[datasources.a]\ntype = \"postgres\"\nuri = \"postgresql://u@h/db\"\n")
                  ->warnings.empty());
}

TEST(ConfigText, ASecretOfAVariableIsThatReference) {
  const Set set = {{"SEMAFLOW_DATASOURCES__A__PASSWORD", "hunter2"}};
  const auto config = Parse("[datasources.a]\ntype = \"postgres\"\n", set);
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->warnings.empty());
  EXPECT_THAT(FormatConfig(*config, "", 0),
              HasSubstr("password = \"env:SEMAFLOW_DATASOURCES__A__PASSWORD\""));
  ExpectReadBack(*config, set);
}

TEST(ConfigText, JsonHasEachKey) {
  const auto config = Parse("[datasources.a]\ntype = \"duckdb\"\npath = \":memory:\"\n");
  const std::string json = ToJson(*config, "a");
  EXPECT_THAT(json, AllOf(testing::StartsWith("[{\"data_source\":\"a\",\"key\":\"type\","),
                          HasSubstr(R"({"data_source":"a","key":"pool.size","value":4,)"
                                    R"("unit":"queries","default":4,"origin":"default",)"),
                          Not(HasSubstr("\"uri\"")), Not(HasSubstr("\"data_source\":null"))));
  EXPECT_THAT(ToJson(*config, ""), testing::StartsWith("[{\"data_source\":null,"));
}

TEST(ConfigText, FitsTheTerminal) {
  const auto config = Parse(SourceOf("postgres") + SourceOf("duckdb").replace(13, 11, "other"));
  ASSERT_TRUE(config) << FormatErrors(config.error());
  for (const int width : {80, 100, 0}) {
    const std::string printed = FormatConfig(*config, "", width);
    std::size_t longest = 0;
    for (std::size_t begin = 0; begin < printed.size();) {
      const std::size_t end = printed.find('\n', begin);
      longest = std::max(longest, DisplayWidth(printed.substr(begin, end - begin)));
      begin = end + 1;
    }
    EXPECT_LE(longest, static_cast<std::size_t>(width == 0 ? 100 : width));
  }
}

TEST(Secrets, AConnectionHoldsAPasswordOrNot) {
  for (const char* plain :
       {"", "postgresql://db.example/shop", "postgresql://reader@db.example:5432/shop",
        "postgresql://reader@[::1]:5432/shop?sslmode=require", "host=db.example user=reader",
        "service=shop"}) {
    EXPECT_FALSE(api::HoldsPassword(plain)) << plain;
  }
  for (const char* open : {"postgresql://u:p@h/db", "postgres://u:p@h", "postgresql://:p@h",
                           "password=p", "host=h password = 'p'", "postgresql:///db?password=p",
                           "postgresql:///db?%70assword=p", "postgresql://u:p@x@h/db"}) {
    EXPECT_TRUE(api::HoldsPassword(open)) << open;
  }
}

}  // namespace
}  // namespace semaflow
