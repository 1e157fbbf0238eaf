// Opening databases: the library, files, locks and what statements may reach.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "arrow/cells.h"
#include "backends/duckdb/library.h"
#include "semaflow/backend.h"

namespace semaflow {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = std::filesystem::temp_directory_path() / "semaflow-XXXXXX";
    path_ = std::filesystem::canonical(::mkdtemp(name.data()));
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::string operator/(std::string_view name) const { return path_ / name; }
  std::string path() const { return path_; }

 private:
  std::filesystem::path path_;
};

void WriteFile(const std::string& path, std::string_view text) { std::ofstream(path) << text; }

// Runs one statement to its end; the first integer of the first row, or -1.
Result<std::int64_t> RunSql(Connection& connection, std::string sql,
                            std::vector<Value> values = {}) {
  auto stream = connection.Execute({.sql = std::move(sql), .parameters = std::move(values)});
  if (!stream) return tl::unexpected(stream.error());
  std::int64_t first = -1;
  for (bool is_first = true;; is_first = false) {
    auto batch = (*stream)->Next();
    if (!batch) return tl::unexpected(batch.error());
    if (!*batch) return first;
    const bool is_integer = (*stream)->columns()[0].type.kind == TypeKind::kInteger;
    if (is_first && is_integer) first = arrow::IntegerAt((*batch)->column(0), 0);
  }
}

Result<std::int64_t> RunSql(Backend& backend, std::string sql) {
  auto connection = backend.Connect();
  if (!connection) return tl::unexpected(connection.error());
  return RunSql(**connection, std::move(sql));
}

std::shared_ptr<Backend> MustOpen(const DuckDbOptions& options) {
  auto backend = OpenDuckDb(options);
  EXPECT_TRUE(backend) << (backend ? "" : FormatError(backend.error()));
  return backend ? *backend : nullptr;
}

ErrorCode CodeOf(const DuckDbOptions& options) {
  const auto backend = OpenDuckDb(options);
  return backend ? ErrorCode::kInternal : backend.error().code;
}

void MakeDatabase(const std::string& path) {
  const auto backend = MustOpen({.path = path, .read_only = false});
  ASSERT_TRUE(RunSql(*backend, "CREATE TABLE t AS SELECT 42 AS n"));
}

TEST(DuckDbLibrary, TellsEveryPlaceAndWhatToDo) {
  const auto missing = duckdb::LoadLibrary("/nowhere/libduckdb.so");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kBackendUnavailable);
  EXPECT_THAT(missing.error().message,
              AllOf(HasSubstr("library_path says"), HasSubstr("/nowhere/libduckdb.so")));
  EXPECT_THAT(missing.error().help, HasSubstr("SEMAFLOW_DUCKDB_LIBRARY"));
}

TEST(DuckDbLibrary, RefusesALibraryThatIsNotDuckDb) {
  const auto other = duckdb::LoadLibrary("libm.so.6");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().message, "libm.so.6 is not a DuckDB library");
}

TEST(DuckDbLibrary, LooksWhereTheEnvironmentSays) {
  const char* const before = std::getenv("SEMAFLOW_DUCKDB_LIBRARY");
  const std::string saved = before == nullptr ? "" : before;
  ::setenv("SEMAFLOW_DUCKDB_LIBRARY", "/elsewhere/libduckdb.so", 1);
  const auto named = duckdb::LoadLibrary("");
  ::unsetenv("SEMAFLOW_DUCKDB_LIBRARY");
  const auto beside = duckdb::LoadLibrary("");
  if (before != nullptr) ::setenv("SEMAFLOW_DUCKDB_LIBRARY", saved.c_str(), 1);
  ASSERT_FALSE(named);
  EXPECT_THAT(named.error().message, HasSubstr("SEMAFLOW_DUCKDB_LIBRARY says"));
  if (!beside) {
    const auto folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    EXPECT_THAT(beside.error().message,
                AllOf(HasSubstr((folder / "libduckdb.so").string()),
                      HasSubstr((folder.parent_path() / "lib/libduckdb.so").string())));
  }
}

TEST(OpenDuckDb, InMemoryIsWritableAndItsOwn) {
  const auto one = MustOpen({});
  const auto two = MustOpen({});
  ASSERT_TRUE(RunSql(*one, "CREATE TABLE t AS SELECT 1 AS n"));
  EXPECT_EQ(*RunSql(*one, "SELECT n FROM t"), 1) << "connections share their database";
  EXPECT_FALSE(RunSql(*two, "SELECT n FROM t"));
  EXPECT_EQ(one->dialect_name(), "duckdb");
  EXPECT_THAT(one->version(), testing::StartsWith("v"));
}

TEST(OpenDuckDb, NeverMakesAFileToRead) {
  const TemporaryFolder folder;
  const auto missing = OpenDuckDb({.path = folder / "none.db"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kBackendUnavailable);
  EXPECT_THAT(missing.error().message, HasSubstr("there is no database file"));
  EXPECT_FALSE(std::filesystem::exists(folder / "none.db"));
  EXPECT_EQ(CodeOf({.path = folder.path()}), ErrorCode::kBackendUnavailable) << "a folder";
  WriteFile(folder / "text.db", std::string(20000, 'x'));
  const auto text = OpenDuckDb({.path = folder / "text.db"});
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, ErrorCode::kBackendUnavailable);
  EXPECT_THAT(text.error().message, HasSubstr("not a valid DuckDB database"));
}

TEST(OpenDuckDb, ReadsOnlyUnlessTold) {
  const TemporaryFolder folder;
  const std::string path = folder / "a.db";
  MakeDatabase(path);
  const auto backend = MustOpen({.path = path, .file_roots = {folder.path()}});
  EXPECT_EQ(*RunSql(*backend, "SELECT n FROM t"), 42);
  EXPECT_TRUE(RunSql(*backend, "EXPLAIN SELECT n FROM t"));
  for (const char* change :
       {"INSERT INTO t VALUES (1)", "CREATE TABLE u (i INT)", "CREATE TEMP TABLE u (i INT)",
        "SET threads = 1", "PRAGMA threads = 1", "ATTACH ':memory:' AS m", "CHECKPOINT",
        "BEGIN TRANSACTION", "CALL pragma_version()"}) {
    const auto result = RunSql(*backend, change);
    ASSERT_FALSE(result) << change;
    EXPECT_EQ(result.error().code, ErrorCode::kBackendRefused) << change;
  }
  EXPECT_FALSE(RunSql(*backend, "COPY t TO '" + (folder / "out.csv") + "'"));
  EXPECT_FALSE(std::filesystem::exists(folder / "out.csv"));
}

TEST(OpenDuckDb, KeepsAWriterOfThisProcessAlone) {
  const TemporaryFolder folder;
  const std::string path = folder / "a.db";
  MakeDatabase(path);
  std::filesystem::create_symlink(path, folder / "link.db");
  {
    const auto reader = MustOpen({.path = path});
    const auto other_reader = MustOpen({.path = folder / "link.db"});
    EXPECT_EQ(CodeOf({.path = path, .read_only = false}), ErrorCode::kBackendLocked);
    EXPECT_EQ(CodeOf({.path = folder / "link.db", .read_only = false}), ErrorCode::kBackendLocked);
  }
  {
    const auto writer = MustOpen({.path = path, .read_only = false});
    EXPECT_EQ(CodeOf({.path = path, .read_only = false}), ErrorCode::kBackendLocked);
    EXPECT_EQ(CodeOf({.path = path}), ErrorCode::kBackendLocked);
  }
  EXPECT_EQ(*RunSql(*MustOpen({.path = path}), "SELECT n FROM t"), 42) << "closed means free again";
  auto writer = MustOpen({.path = path, .read_only = false});
  auto connection = writer->Connect();
  writer.reset();
  EXPECT_EQ(CodeOf({.path = path}), ErrorCode::kBackendLocked) << "a connection keeps it open";
  connection->reset();
  EXPECT_TRUE(OpenDuckDb({.path = path}));
}

TEST(OpenDuckDb, RefusesOptionsThatDuckDbRefuses) {
  const auto memory = OpenDuckDb({.memory_limit = "much"});
  ASSERT_FALSE(memory);
  EXPECT_EQ(memory.error().code, ErrorCode::kBadConfig) << memory.error().message;
}

TEST(OpenDuckDb, ReachesOnlyTheFilesOfItsRoots) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "data's");
  WriteFile(folder / "data's/a.csv", "n\n7\n");
  WriteFile(folder / "secret.csv", "n\n8\n");
  std::filesystem::create_symlink(folder / "secret.csv", folder / "data's/link.csv");
  const auto file = [&](std::string_view name) {
    std::string quoted;
    for (const char c : folder / name) quoted += c == '\'' ? "''" : std::string(1, c);
    return "SELECT n FROM '" + quoted + "'";
  };

  const auto closed = MustOpen({});
  EXPECT_EQ(RunSql(*closed, file("data's/a.csv")).error().code, ErrorCode::kBackendRefused);

  const auto backend = MustOpen({.file_roots = {folder / "data's"}});
  EXPECT_EQ(*RunSql(*backend, file("data's/a.csv")), 7);
  const auto outside = RunSql(*backend, file("secret.csv"));
  ASSERT_FALSE(outside);
  EXPECT_EQ(outside.error().code, ErrorCode::kBackendRefused);
  EXPECT_THAT(outside.error().help, HasSubstr("file_roots"));
  EXPECT_FALSE(RunSql(*backend, file("data's/../secret.csv")));
  EXPECT_FALSE(RunSql(*backend, file("data's/link.csv"))) << "a link leads out";
  EXPECT_FALSE(RunSql(*backend, "SELECT * FROM read_text('/etc/passwd')"));
  EXPECT_FALSE(RunSql(*backend, "SET enable_external_access = true"));
  EXPECT_FALSE(RunSql(*backend, "SET GLOBAL allowed_directories = ['/']"));
  EXPECT_FALSE(RunSql(*backend, "INSTALL httpfs"));
}

TEST(OpenDuckDb, SpillsToItsTemporaryFolder) {
  const TemporaryFolder folder;
  const auto backend =
      MustOpen({.memory_limit = "40MB", .threads = 1, .temp_directory = folder / "spill"});
  const auto sorted = RunSql(*backend,
                             "SELECT count(*) FROM (SELECT i FROM range(3000000) t(i) "
                             "ORDER BY hash(i) OFFSET 1)");
  ASSERT_TRUE(sorted) << FormatError(sorted.error());
  EXPECT_EQ(*sorted, 2'999'999);
}

TEST(DescribeTable, TellsColumnsAndKeys) {
  const auto backend = MustOpen({});
  const auto connection = std::move(*backend->Connect());
  ASSERT_TRUE(RunSql(
      *connection,
      "CREATE TABLE \"Or ders\" (id INTEGER, code VARCHAR UNIQUE, a INT, b DATE NOT "
      "NULL, price DECIMAL(9,3), moment TIMESTAMPTZ, tags VARCHAR[], doc JSON, "
      "s STRUCT(x INT), h HUGEINT, u UUID, e ENUM('b', 'a'), PRIMARY KEY (id), UNIQUE (a, b))"));
  const auto schema = connection->DescribeTable({.table_name = {"Or ders"}});
  ASSERT_TRUE(schema) << FormatError(schema.error());
  const TableSchema expected = {
      .columns = {{"id", {.kind = TypeKind::kInteger}, true},
                  {"code", {.kind = TypeKind::kText}, false},
                  {"a", {.kind = TypeKind::kInteger}, false},
                  {"b", {.kind = TypeKind::kDate}, true},
                  {"price", {.kind = TypeKind::kDecimal, .precision = 9, .scale = 3}, false},
                  {"moment", {.kind = TypeKind::kTimestamptz}, false},
                  {"tags", {.kind = TypeKind::kList, .element = TypeKind::kText}, false},
                  {"doc", {.kind = TypeKind::kJson}, false},
                  {"s", {}, false},
                  {"h", {.kind = TypeKind::kInteger}, false},
                  {"u", {.kind = TypeKind::kText}, false, true},
                  {"e", {.kind = TypeKind::kText}, false, true}},
      .unique_keys = {{"id"}, {"code"}, {"a", "b"}},
      .has_primary_key = true};
  EXPECT_EQ(schema->columns, expected.columns);
  EXPECT_EQ(schema->unique_keys, expected.unique_keys);
  EXPECT_TRUE(schema->has_primary_key);
}

TEST(DescribeTable, TellsSchemasApart) {
  const auto backend = MustOpen({});
  const auto connection = std::move(*backend->Connect());
  ASSERT_TRUE(RunSql(*connection, "CREATE SCHEMA s"));
  ASSERT_TRUE(RunSql(*connection, "CREATE TABLE t (a INT PRIMARY KEY)"));
  ASSERT_TRUE(RunSql(*connection, "CREATE TABLE s.t (b INT, c INT UNIQUE)"));
  EXPECT_EQ(connection->DescribeTable({.table_name = {"t"}})->unique_keys,
            (std::vector<std::vector<std::string>>{{"a"}}));
  const auto other = connection->DescribeTable({.table_name = {"s", "t"}});
  EXPECT_EQ(other->unique_keys, (std::vector<std::vector<std::string>>{{"c"}}));
  EXPECT_FALSE(other->has_primary_key);
  EXPECT_EQ(connection->DescribeTable({.table_name = {"memory", "main", "t"}})->columns.size(), 1U);
  ASSERT_TRUE(RunSql(*connection, "CREATE VIEW v AS SELECT a + 1 AS x FROM t"));
  EXPECT_EQ(connection->DescribeTable({.table_name = {"v"}})->columns[0].name, "x");
}

TEST(DescribeTable, ReadsDerivedTablesAndFiles) {
  const TemporaryFolder folder;
  WriteFile(folder / "a.csv", "n,d\n7,2024-02-29\n");
  const auto backend = MustOpen({.file_roots = {folder.path()}});
  const auto connection = std::move(*backend->Connect());
  const auto derived = connection->DescribeTable(
      {.kind = TableSource::Kind::kSql, .sql = "SELECT 1.5 AS x -- with a comment"});
  ASSERT_TRUE(derived) << FormatError(derived.error());
  EXPECT_EQ(derived->columns[0].type.kind, TypeKind::kDecimal);
  const auto file =
      connection->DescribeTable({.kind = TableSource::Kind::kFile, .file = folder / "*.csv"});
  ASSERT_TRUE(file) << FormatError(file.error());
  EXPECT_EQ(file->columns[1].type.kind, TypeKind::kDate);
}

TEST(DescribeTable, SaysWhatIsMissing) {
  const auto connection = std::move(*MustOpen({})->Connect());
  const auto missing = connection->DescribeTable({.table_name = {"orders"}});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kBackendRefused);
  EXPECT_THAT(missing.error().message, HasSubstr("orders"));
  EXPECT_FALSE(connection->DescribeTable(
      {.kind = TableSource::Kind::kSql, .sql = "SELECT 1); DROP TABLE x; --"}));
}

std::vector<std::int64_t> BatchSizes(const std::string& sql) {
  const auto connection = std::move(*MustOpen({})->Connect());
  const auto rows = connection->Execute({.sql = sql});
  EXPECT_TRUE(rows);
  std::vector<std::int64_t> sizes;
  while (const auto batch = *(*rows)->Next()) sizes.push_back(batch->num_rows());
  return sizes;
}

TEST(DuckDbBatches, TheFirstComesAtOnceAndTheNextGrow) {
  const auto sizes = BatchSizes("SELECT i FROM range(1000000) t(i)");
  EXPECT_EQ(sizes[0], 2048) << "one chunk";
  EXPECT_LE(sizes[1], 4096);
  EXPECT_LE(*std::max_element(sizes.begin(), sizes.end()), 65536);
  EXPECT_LT(sizes.size(), 400U) << "as many as there are chunks";
}

TEST(DuckDbBatches, LongTextsMakeThemShort) {
  const auto sizes = BatchSizes("SELECT repeat('x', 100000) FROM range(10000)");
  EXPECT_LE(*std::max_element(sizes.begin(), sizes.end()), 2048) << "200 MB in one chunk";
}

// The second time a statement is prepared already.
TEST(DuckDbConnection, AsksAgainAsTheTableIsNow) {
  const auto backend = MustOpen({});
  auto connection = *backend->Connect();
  auto other = *backend->Connect();
  const std::string question = "SELECT coalesce(sum(n), 0) FROM t WHERE n > ?";
  EXPECT_FALSE(RunSql(*connection, question, {Value{std::int64_t{1}}})) << "there is no table yet";
  ASSERT_TRUE(RunSql(*other, "CREATE TABLE t AS SELECT 42::BIGINT AS n"));
  EXPECT_EQ(*RunSql(*connection, question, {Value{std::int64_t{1}}}), 42);
  EXPECT_EQ(*RunSql(*connection, question, {Value{std::int64_t{42}}}), 0) << "a new value";
  EXPECT_EQ(*RunSql(*connection, question, {Value{2.5}}), 42) << "of another type";
  EXPECT_FALSE(RunSql(*connection, question)) << "no value is left from before";
  ASSERT_TRUE(RunSql(*other, "INSERT INTO t VALUES (1000)"));
  EXPECT_EQ(*RunSql(*connection, question, {Value{std::int64_t{1}}}), 1042);
  ASSERT_TRUE(RunSql(*other, "DROP TABLE t"));
  EXPECT_FALSE(RunSql(*connection, question, {Value{std::int64_t{1}}}));
  ASSERT_TRUE(RunSql(*other, "CREATE TABLE t AS SELECT 'text' AS more, 7::TINYINT AS n"));
  EXPECT_EQ(*RunSql(*connection, question, {Value{std::int64_t{1}}}), 7);
}

TEST(DuckDbConnection, TwoJoinsOfATableWithItselfAreTwo) {  // docs/adr/0015
  const auto backend = MustOpen({});
  auto connection = *backend->Connect();
  ASSERT_TRUE(
      RunSql(*connection, "CREATE TABLE t (id BIGINT NOT NULL, a BIGINT, b BIGINT, m INT)"));
  ASSERT_TRUE(RunSql(*connection, "INSERT INTO t VALUES (1, 2, 1, 5), (2, 2, 1, 7)"));
  EXPECT_EQ(*RunSql(*connection,
                    "SELECT p.n * 10 + q.n FROM "
                    "(SELECT y.a, count(DISTINCT x.m) AS n FROM t AS x JOIN t AS y ON x.id = y.b "
                    "GROUP BY 1) AS p JOIN "
                    "(SELECT y.a, count(DISTINCT y.m) AS n FROM t AS y JOIN t AS x ON x.id = y.b "
                    "GROUP BY 1) AS q ON p.a = q.a"),
            12);
}

TEST(DuckDbConnection, AnswersMoreStatementsThanItKeeps) {
  const auto backend = MustOpen({});
  auto connection = *backend->Connect();
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 40; ++i) {
      EXPECT_EQ(*RunSql(*connection, "SELECT " + std::to_string(i)), i);
    }
  }
}

}  // namespace
}  // namespace semaflow
