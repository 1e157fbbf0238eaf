// One test for each folder below tests/golden/cases. UPDATE_GOLDEN=1 rewrites what the cases
// expect.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "semaflow/compile.h"
#include "semaflow/error.h"
#include "tests/golden/golden_case.h"

namespace semaflow::golden {
namespace fs = std::filesystem;
namespace {

fs::path CasesRoot() { return fs::path(SEMAFLOW_SOURCE_DIR) / "tests" / "golden" / "cases"; }

// The first line of plan.txt may be a remark of its author on what to look at: "# ...".
std::string RemarkOf(const std::string& plan) {
  return plan.starts_with('#') ? plan.substr(0, plan.find('\n') + 1) : "";
}

void Compare(const fs::path& file, std::optional<std::string> now) {
  const bool update = std::getenv("UPDATE_GOLDEN") != nullptr;
  std::optional<std::string> then;
  if (fs::exists(file)) then = ReadFile(file);
  if (now && then && file.filename() == "plan.txt") now = RemarkOf(*then) + *now;
  if (now == then) return;
  if (!update) {
    EXPECT_EQ(then.value_or("(no file)"), now.value_or("(no file)")) << file.string();
  } else if (now) {
    std::ofstream(file, std::ios::binary) << *now;
  } else {
    fs::remove(file);
  }
}

class GoldenTest : public testing::Test {
 public:
  explicit GoldenTest(GoldenCase golden) : golden_(std::move(golden)) {}

  void TestBody() override {
    const Outcome outcome = RunCase(golden_);
    ASSERT_FALSE(golden_.load_only && !outcome.error) << "the model loads, though it must not";
    Compare(golden_.folder / "error.txt", outcome.error);
    Compare(golden_.folder / "plan.txt", outcome.plan);
    for (const std::string_view dialect : DialectNames()) {
      const auto found = outcome.sql.find(std::string(dialect));
      Compare(golden_.folder / (std::string(dialect) + ".sql"),
              found != outcome.sql.end() ? std::optional(found->second) : std::nullopt);
    }
    Compare(golden_.folder / "rows.csv", outcome.rows);
  }

 private:
  GoldenCase golden_;
};

fs::path SqlFile(const GoldenCase& golden, const GoldenDatabase& database) {
  return golden.folder / (std::string(database.dialect) + ".sql");
}

// It is answered at all, and can be said in the dialect.
bool HasRows(const GoldenCase& golden, const GoldenDatabase& database) {
  const fs::path sql = SqlFile(golden, database);
  return MayBeAsked(database, golden.name) && fs::exists(golden.folder / "rows.csv") &&
         fs::exists(sql) && !ReadFile(sql).starts_with("-- error");
}

// The same rows on another database.
class SameRowsTest : public testing::Test {
 public:
  SameRowsTest(GoldenCase golden, GoldenDatabase database)
      : golden_(std::move(golden)), database_(database) {}

  void TestBody() override {
    EXPECT_EQ(RowsOfCase(golden_, database_), ReadFile(golden_.folder / "rows.csv"))
        << ReadFile(SqlFile(golden_, database_));
  }

 private:
  GoldenCase golden_;
  GoldenDatabase database_;
};

const bool kRegistered = [] {
  for (const GoldenCase& golden : FindCases(CasesRoot())) {
    testing::RegisterTest("Golden", golden.name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [golden]() -> testing::Test* { return new GoldenTest(golden); });
  }
  for (const GoldenDatabase& database : AllDatabases()) {
    if (&database == &AllDatabases().front()) continue;  // Golden itself.
    const std::string suite = "SameRows_" + std::string(database.name);
    for (const GoldenCase& golden : FindCases(CasesRoot())) {
      if (!HasRows(golden, database)) continue;
      testing::RegisterTest(
          suite.c_str(), golden.name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
          [golden, database]() -> testing::Test* { return new SameRowsTest(golden, database); });
    }
  }
  return true;
}();

// Every code that a model or a request can meet is shown by a golden case; codes of execution and
// of the border, and of files that a repository cannot hold, by the test that names them.
TEST(ErrorCodes, EachIsShownByAGoldenCaseOrATest) {
  ASSERT_TRUE(kRegistered);
  std::string shown;
  for (const auto& entry : fs::recursive_directory_iterator(CasesRoot())) {
    if (entry.path().filename() == "error.txt") shown += ReadFile(entry.path());
  }
  std::string tested;
  for (const char* folder : {"src", "apps", "tests"}) {
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(SEMAFLOW_SOURCE_DIR) / folder)) {
      const std::string path = entry.path().string();
      if (path.ends_with("_test.cc") || path.ends_with("_test.py")) tested += ReadFile(path);
    }
  }
  for (const ErrorCode code : AllErrorCodes()) {
    const ErrorInfo& info = InfoOf(code);
    const std::string in_brackets = "[" + std::string(info.code) + "]";
    const bool in_golden = shown.find(in_brackets) != std::string::npos;
    const bool in_test = tested.find("ErrorCode::" + std::string(info.name)) != std::string::npos ||
                         tested.find(in_brackets) != std::string::npos ||
                         tested.find("\"" + std::string(info.code)) != std::string::npos ||
                         tested.find(std::string(info.code) + "\"") != std::string::npos ||
                         tested.find(" " + std::string(info.code) + " ") != std::string::npos;
    EXPECT_TRUE(in_golden || in_test) << info.code << " " << info.name << " is shown nowhere";
  }
}

}  // namespace
}  // namespace semaflow::golden
