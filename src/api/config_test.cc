#include "semaflow/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>

namespace semaflow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const char* NoEnvironment(const char*) { return nullptr; }

ResultAll<Config> Parse(std::string_view text) {
  return ParseConfig(text, "semaflow.toml", "/models/shop", NoEnvironment);
}

/// "line:column message" of each error.
std::vector<std::string> Told(const Errors& errors) {
  std::vector<std::string> told;
  for (const Error& error : errors) {
    EXPECT_EQ(error.code, ErrorCode::kBadConfig);
    const Label& place = error.labels.at(0);
    EXPECT_EQ(place.file, "semaflow.toml");
    told.push_back(std::to_string(place.line) + ":" + std::to_string(place.column) + " " +
                   error.message);
  }
  return told;
}

std::vector<std::string> ErrorsOf(std::string_view text) {
  const auto config = Parse(text);
  return config ? std::vector<std::string>{} : Told(config.error());
}

TEST(Config, EmptyFileConfiguresNothing) {
  const auto config = Parse("");
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->data_sources.empty());
  EXPECT_TRUE(config->warnings.empty());
  EXPECT_EQ(config->Find("x"), nullptr);
}

TEST(Config, ReadsEveryKeyOfADuckDbSource) {
  const auto config = Parse(R"(
[datasources.shop]
type = "duckdb"
path = "data/shop.duckdb"
library = "/opt/libduckdb.so"
read_only = false
memory_limit = "2GB"
threads = 3
temp_directory = "tmp"
[datasources.shop.query]
timeout_ms = 1500
stream_idle_ms = 2500
queue_bytes_max = 4096
max_row_limit = 100
default_row_limit = 10
[datasources.shop.pool]
size = 2
queue_max = 7
queue_timeout_ms = 900
idle_timeout_secs = 4
)");
  ASSERT_TRUE(config) << FormatErrors(config.error());
  const DataSourceConfig* shop = config->Find("shop");
  ASSERT_NE(shop, nullptr);
  EXPECT_EQ(shop->type, "duckdb");
  EXPECT_EQ(shop->duckdb.path, "/models/shop/data/shop.duckdb");
  EXPECT_EQ(shop->duckdb.library_path, "/opt/libduckdb.so");
  EXPECT_FALSE(shop->duckdb.read_only);
  EXPECT_EQ(shop->duckdb.memory_limit, "2GB");
  EXPECT_EQ(shop->duckdb.threads, 3);
  EXPECT_EQ(shop->duckdb.temp_directory, "/models/shop/tmp");
  EXPECT_EQ(shop->options.timeout_ms, 1500);
  EXPECT_EQ(shop->options.stream_idle_ms, 2500);
  EXPECT_EQ(shop->options.queue_bytes_max, 4096u);
  EXPECT_EQ(shop->options.permits, 2);
  EXPECT_EQ(shop->options.queue_max, 7);
  EXPECT_EQ(shop->options.queue_timeout_ms, 900);
  EXPECT_EQ(shop->options.idle_timeout_ms, 4000);
  EXPECT_EQ(shop->row_limits.rows_max, 100);
  EXPECT_EQ(shop->row_limits.default_rows, 10);
  EXPECT_EQ(shop->place.line, 2u);
}

TEST(Config, MemoryIsANumberWithItsUnit) {
  const auto with = [](const std::string& limit) {
    return Parse("[datasources.a]\ntype = \"duckdb\"\npath = \"a\"\nmemory_limit = \"" + limit +
                 "\"\n");
  };
  for (const char* good : {"4GB", "512 MiB", "1.5g", "3 gigabytes", "80000kb", "1TB"}) {
    EXPECT_TRUE(with(good)) << good;
  }
  for (const char* bad : {"lots", "80%", "4", "-1GB", "0GB", "", "4 GBB", "GB"}) {
    const auto config = with(bad);
    ASSERT_FALSE(config) << bad;
    EXPECT_EQ(config.error().size(), 1u);
    EXPECT_THAT(FormatErrors(config.error()),
                HasSubstr(":4:1: error[C002]: `datasources.a.memory_limit` is \"" +
                          std::string(bad) + "\", which is no amount of memory"));
  }
}

TEST(Config, ADatabaseIsOpenedForReadingUnlessTold) {
  const auto config = Parse("[datasources.a]\ntype = \"duckdb\"\npath = \"x.duckdb\"\n");
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->data_sources[0].duckdb.read_only);
  EXPECT_EQ(config->data_sources[0].options.timeout_ms, 0) << "nobody asked for a deadline";
}

TEST(Config, MemoryIsNoPath) {
  const auto config = Parse("[datasources.a]\ntype = \"duckdb\"\npath = \":memory:\"\n");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->data_sources[0].duckdb.path, ":memory:");
}

TEST(Config, DefaultsHoldWhereASourceSaysNothing) {
  const auto config = Parse(R"(
[defaults.query]
timeout_ms = 5000
max_row_limit = 50
[datasources.b]
type = "duckdb"
path = "b"
[datasources.b.query]
max_row_limit = 60
[datasources.a]
type = "duckdb"
path = "a"
)");
  ASSERT_TRUE(config) << FormatErrors(config.error());
  EXPECT_EQ(config->Find("a")->options.timeout_ms, 5000);
  EXPECT_EQ(config->Find("a")->row_limits.rows_max, 50);
  EXPECT_EQ(config->Find("b")->options.timeout_ms, 5000) << "groups are laid over key by key";
  EXPECT_EQ(config->Find("b")->row_limits.rows_max, 60);
  EXPECT_EQ(config->defaults.options.timeout_ms, 5000);
  EXPECT_EQ(config->data_sources[0].name, "b") << "in the order of the file";
}

TEST(Config, AcceptsEveryGroupOfSemaFlow01AndSaysWhatDoesNothing) {
  const auto config = Parse(R"(
[defaults.query]
timeout_ms = 30000
max_row_limit = 0
default_row_limit = 1000
[defaults.pool]
size = 16
idle_timeout_secs = 300
[defaults.schema_cache]
ttl_secs = 60
max_size = 10
[defaults.validation]
warn_only = false
[datasources.w.duckdb]
max_concurrency = 8
[datasources.w.postgres]
pool_size = 16
statement_timeout_ms = 30000
[datasources.w.bigquery]
use_query_cache = true
maximum_bytes_billed = 0
query_timeout_ms = 30000
max_concurrent_queries = 30
queue_timeout_ms = 1500
)");
  ASSERT_TRUE(config) << FormatErrors(config.error());
  EXPECT_EQ(config->Find("w")->options.permits, 8);
  EXPECT_EQ(config->Find("w")->options.idle_timeout_ms, 300'000);
  EXPECT_EQ(config->Find("w")->options.schema_ttl_ms, 60'000);
  EXPECT_EQ(config->Find("w")->options.schema_tables_max, 10u);
  EXPECT_EQ(config->Find("w")->type, "");
  EXPECT_THAT(
      Told(config->warnings),
      ElementsAre(
          "13:1 `defaults.validation.warn_only` has no effect: a model with errors is never "
          "loaded",
          HasSubstr("`datasources.w.postgres.pool_size` belongs to another kind"),
          HasSubstr("statement_timeout_ms"), HasSubstr("use_query_cache"),
          HasSubstr("maximum_bytes_billed"), HasSubstr("query_timeout_ms"),
          HasSubstr("max_concurrent_queries"), HasSubstr("queue_timeout_ms")));
}

TEST(Config, EveryUnknownKeyIsToldWithTheNearestNames) {
  const auto config = Parse(R"([defaults.qery]
timeout_ms = 1
[datasources.a]
type = "duckdb"
pth = "x"
path = "y"
[datasources.a.query]
timeout = 3
[other]
x = 1
)");
  ASSERT_FALSE(config);
  EXPECT_THAT(Told(config.error()),
              ElementsAre("1:11 unknown key \"qery\" in [defaults]",
                          "5:1 unknown key \"pth\" in [datasources.a]",
                          "8:1 unknown key \"timeout\" in [datasources.a.query]",
                          "9:2 unknown key \"other\" at the top"));
  EXPECT_EQ(config.error()[0].help, "did you mean \"query\"?");
  EXPECT_THAT(config.error()[1].candidates, ElementsAre("path"));
  EXPECT_EQ(config.error()[1].labels[0].source_line, "pth = \"x\"");
  EXPECT_EQ(config.error()[1].labels[0].width, 3u);
  EXPECT_EQ(config.error()[3].help, "keys at the top are defaults datasources");
}

TEST(Config, WrongTypesAndRangesAreToldAtTheValue) {
  EXPECT_THAT(
      ErrorsOf("[datasources.a]\ntype = 3\npath = true\nthreads = \"x\"\nread_only = 1\n"
               "[datasources.a.pool]\nsize = 0\n[datasources.a.query]\ntimeout_ms = 1.5\n"),
      ElementsAre("2:8 `datasources.a.type` is not text", "3:8 `datasources.a.path` is not text",
                  "4:11 `datasources.a.threads` is not a whole number from 0 to 1024",
                  "5:13 `datasources.a.read_only` is not true or false",
                  "7:8 `datasources.a.pool.size` is not a whole number from 1 to 1024",
                  HasSubstr("9:14 `datasources.a.query.timeout_ms` is not a whole number")));
}

TEST(Config, ATableWhereAValueStandsAndTheOtherWay) {
  EXPECT_THAT(ErrorsOf("datasources = 3\n"),
              ElementsAre("1:15 `datasources` is not a table: [datasources]"));
  EXPECT_THAT(ErrorsOf("[datasources]\na = 1\n"),
              ElementsAre("2:1 `datasources.a` is not a table"));
}

TEST(Config, ReadsEveryKeyOfAPostgresSource) {
  const auto config = Parse(R"(
[datasources.shop]
type = "postgres"
uri = "env:SHOP_URI"
host = "db.example"
port = 6543
database = "shop"
user = "reader"
password = "file:secret"
service = "shop"
ssl_mode = "verify-full"
ssl_root_certificate = "root.pem"
schema = "sales"
connect_timeout_ms = 700
[datasources.shop.postgres]
pool_size = 3
statement_timeout_ms = 9000
[datasources.shop.duckdb]
max_concurrency = 8
)");
  ASSERT_FALSE(config) << "neither the variable nor the file is there";
  EXPECT_THAT(Told(config.error()), ElementsAre(HasSubstr("SHOP_URI"), HasSubstr("secret")));
  const auto plain = Parse(R"(
[datasources.shop]
type = "postgres"
uri = "postgresql://reader@db.example/shop"
port = 6543
user = "writer"
ssl_root_certificate = "root.pem"
schema = "sales"
pooler = "transaction"
connect_timeout_ms = 700
[datasources.shop.postgres]
pool_size = 3
statement_timeout_ms = 9000
[datasources.shop.duckdb]
max_concurrency = 8
)");
  ASSERT_TRUE(plain) << FormatErrors(plain.error());
  const DataSourceConfig& shop = *plain->Find("shop");
  EXPECT_EQ(shop.postgres.connection, "postgresql://reader@db.example/shop");
  EXPECT_EQ(shop.postgres.port, "6543");
  EXPECT_EQ(shop.postgres.user, "writer");
  EXPECT_EQ(shop.postgres.ssl_root_certificate, "/models/shop/root.pem");
  EXPECT_EQ(shop.postgres.schema, "sales");
  EXPECT_TRUE(shop.postgres.transaction_pooler);
  EXPECT_EQ(shop.postgres.connect_timeout_ms, 700);
  EXPECT_EQ(shop.postgres.statement_timeout_ms, 9000);
  EXPECT_EQ(shop.options.permits, 3);
  EXPECT_THAT(Told(plain->warnings),
              ElementsAre(HasSubstr("max_concurrency` belongs to another kind")));
}

TEST(Config, APoolerSharesByTransactionsOrBySessions) {
  EXPECT_THAT(
      ErrorsOf("[datasources.a]\ntype = \"postgres\"\npooler = \"statement\"\n"),
      ElementsAre(
          "3:1 `datasources.a.pooler` is \"statement\", which is no way to share sessions"));
}

TEST(Config, AKeyOfAnotherKindOfDatabaseIsUnknown) {
  EXPECT_THAT(ErrorsOf("[datasources.a]\ntype = \"postgres\"\npath = \"x\"\n"),
              ElementsAre("3:1 unknown key \"path\" in [datasources.a]"));
}

TEST(Config, AnUnknownTypeIsTheOnlyThingSaidAboutItsSource) {
  const auto config = Parse("[datasources.a]\ntype = \"oracle\"\nuri = \"oracle://x\"\n");
  ASSERT_FALSE(config);
  EXPECT_THAT(Told(config.error()),
              ElementsAre("2:1 data source \"a\" has the type \"oracle\", which this version does "
                          "not know"));
  EXPECT_EQ(config.error()[0].help, "types are duckdb postgres");
}

TEST(Config, ATypeNeedsAPath) {
  EXPECT_THAT(ErrorsOf("[datasources.a]\ntype = \"duckdb\"\n"),
              ElementsAre("1:14 data source \"a\" has no path"));
  EXPECT_THAT(ErrorsOf("[datasources.a]\npath = \"x\"\n"),
              ElementsAre("2:1 data source \"a\" has a path but no type"));
  EXPECT_THAT(ErrorsOf("[datasources.a]\ntype = \"duckdb\"\npth = \"x\"\n"),
              ElementsAre("3:1 unknown key \"pth\" in [datasources.a]"));
}

TEST(Config, SyntaxErrorsHaveAPlace) {
  const auto config = Parse("[datasources.a]\npath = \n");
  ASSERT_FALSE(config);
  ASSERT_EQ(config.error().size(), 1u);
  EXPECT_THAT(Told(config.error())[0], HasSubstr("2:"));
  EXPECT_THAT(config.error()[0].message, HasSubstr("not valid TOML"));
}

TEST(Config, HostileTextIsAnErrorAndNothingElse) {
  EXPECT_FALSE(Parse(std::string_view("a = \"\0\"", 8)));
  EXPECT_FALSE(Parse("a = \"\xff\"\n"));
  EXPECT_FALSE(Parse(std::string(100'000, '[')));
  EXPECT_FALSE(Parse("a = " + std::string(100'000, '[')));
  EXPECT_FALSE(Parse("[!]"));
  EXPECT_FALSE(Parse("[a.!]"));
  EXPECT_FALSE(Parse("x = 99999999999999999999999\n"));
}

TEST(Config, ValuesComeFromTheEnvironmentAndFromFiles) {
  const auto folder = std::filesystem::temp_directory_path() /
                      ("semaflow_config_test_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "secret") << "/from/file.duckdb\r\nsecond line\n";
  const Environment environment = [](const char* name) -> const char* {
    return std::strcmp(name, "SHOP") == 0 ? "/from/environment.duckdb" : nullptr;
  };
  const auto config = ParseConfig(
      "[datasources.a]\ntype = \"duckdb\"\npath = \"env:SHOP\"\n"
      "[datasources.b]\ntype = \"duckdb\"\npath = \"file:secret\"\n",
      "semaflow.toml", folder.string(), environment);
  ASSERT_TRUE(config) << FormatErrors(config.error());
  EXPECT_EQ(config->Find("a")->duckdb.path, "/from/environment.duckdb");
  EXPECT_EQ(config->Find("b")->duckdb.path, "/from/file.duckdb");

  EXPECT_THAT(ErrorsOf("[datasources.a]\ntype = \"duckdb\"\npath = \"env:NOPE\"\n"),
              ElementsAre("3:1 `datasources.a.path` names the environment variable \"NOPE\", which "
                          "is not set"));
  EXPECT_THAT(ErrorsOf("[datasources.a]\ntype = \"duckdb\"\npath = \"file:/no/such/file\"\n"),
              ElementsAre(HasSubstr("names the file \"/no/such/file\"")));
  std::filesystem::remove_all(folder);
}

TEST(Config, AFileThatCannotBeReadIsAnError) {
  const auto config = LoadConfig("/no/such/semaflow.toml", NoEnvironment);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error()[0].code, ErrorCode::kBadConfig);
  EXPECT_THAT(config.error()[0].message, HasSubstr("No such file"));
  EXPECT_FALSE(LoadConfig("/tmp", NoEnvironment));
}

TEST(RowLimits, ALimitThatWasAskedOnlyMeetsTheHardBound) {
  CompiledQuery query;
  EXPECT_EQ(OptionsFor(query, {.default_rows = 0, .rows_max = 0}).rows_max, 0);
  EXPECT_EQ(OptionsFor(query, {.default_rows = 10, .rows_max = 0}).rows_max, 10);
  EXPECT_EQ(OptionsFor(query, {.default_rows = 10, .rows_max = 5}).rows_max, 5);
  EXPECT_EQ(OptionsFor(query, {.default_rows = 10, .rows_max = 50}).rows_max, 10);
  query.limited = true;
  EXPECT_EQ(OptionsFor(query, {.default_rows = 10, .rows_max = 0}).rows_max, 0);
  EXPECT_EQ(OptionsFor(query, {.default_rows = 10, .rows_max = 50}).rows_max, 50);
}

}  // namespace
}  // namespace semaflow
