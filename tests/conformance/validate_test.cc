// A model against the tables as they are: what a dropped column breaks is told at the member.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "semaflow/check.h"
#include "semaflow/engine.h"

namespace semaflow {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr char kOrders[] = R"yaml(name: orders
data_source: shop
table: orders
primary_key: id
dimensions:
  status: status
measures:
  revenue: {expr: amount, agg: sum}
)yaml";

class ValidateTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_ / "tables");
    std::ofstream(folder_ / "tables/orders.yaml") << kOrders;
    std::ofstream(folder_ / "sales.yaml")
        << "name: sales\nbase_table: {semantic_table: orders, alias: o}\n";
    fs::create_directories(folder_ / "flows");
    fs::rename(folder_ / "sales.yaml", folder_ / "flows/sales.yaml");
    auto backend = OpenDuckDb({});
    ASSERT_TRUE(backend) << backend.error().message;
    backend_ = *backend;
    ASSERT_TRUE(engine_.AddDataSource("shop", backend_));
    Run("CREATE TABLE orders (id INTEGER, status VARCHAR, amount DECIMAL(12, 2))");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Run(const std::string& sql) {
    auto connection = backend_->Connect();
    ASSERT_TRUE(connection);
    auto rows = (*connection)->Execute({.sql = sql});
    ASSERT_TRUE(rows) << rows.error().message;
    while (true) {
      auto next = (*rows)->Next();
      ASSERT_TRUE(next) << next.error().message;
      if (!*next) return;
    }
  }

  // "" or the errors.
  std::string Validate(const DescribeOptions& options = {}) {
    const auto model = LoadModel(folder_.string());
    if (!model) return FormatErrors(model.error());
    auto valid = ValidateModel(model->model, engine_, options);
    if (!valid) return FormatErrors(valid.error());
    type_ = ToString(valid->model.Flow("sales")->measures.at(0).type);
    return "";
  }

  const fs::path folder_ =
      fs::temp_directory_path() / ("semaflow_validate_" + std::to_string(::getpid()));
  std::shared_ptr<Backend> backend_;
  Engine engine_;
  std::string type_;  // Of the measure of a valid model.
};

TEST_F(ValidateTest, TypesComeFromTheDatabase) {
  EXPECT_EQ(Validate(), "");
  EXPECT_EQ(type_, "decimal(38, 2)");
}

TEST_F(ValidateTest, ADroppedColumnIsTheErrorOfItsMember) {
  EXPECT_EQ(Validate(), "");
  Run("ALTER TABLE orders DROP COLUMN amount");
  EXPECT_EQ(Validate(), "") << "the schema cache still has it";
  const std::string errors = Validate({.refresh = true});
  EXPECT_THAT(errors, HasSubstr("tables/orders.yaml:8"));
  EXPECT_THAT(errors, HasSubstr("amount"));
  EXPECT_EQ(Validate(), errors) << "and now knows better";
}

TEST_F(ValidateTest, ATableThatIsGoneIsToldAtItsFile) {
  Run("DROP TABLE orders");
  const std::string errors = Validate();
  EXPECT_THAT(errors, HasSubstr("B002"));
  EXPECT_THAT(errors, HasSubstr("tables/orders.yaml"));
}

TEST_F(ValidateTest, AnEngineWithoutTheDataSourceSaysSo) {
  Engine other;
  const auto model = LoadModel(folder_.string());
  const auto valid = ValidateModel(model->model, other);
  ASSERT_FALSE(valid);
  EXPECT_EQ(valid.error().front().code, ErrorCode::kUnknownDataSource);
}

}  // namespace
}  // namespace semaflow
