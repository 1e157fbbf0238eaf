#include "model/model_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "model/test_load.h"

namespace semaflow::model {
namespace {

namespace fs = std::filesystem;

TEST(ModelFolderTest, HoldsSoManyFiles) {
  TestFolder folder;
  folder.Write("tables/orders.yaml", "name: orders\ndata_source: w\ntable: orders\n");
  // Links that lead nowhere are counted like files, and made faster.
  for (std::size_t i = 0; i < kModelFilesMax; ++i) {
    fs::create_symlink("nowhere", folder.path() + "/tables/t" + std::to_string(i) + ".yaml");
  }
  const auto loaded = LoadFolder(folder.path());
  ASSERT_FALSE(loaded);
  std::size_t told = 0;
  for (const Error& error : loaded.error()) {
    if (error.code != ErrorCode::kTooManyFiles) continue;
    ++told;
    EXPECT_EQ(LineOf(error),
              "tables/t9999.yaml Y014 the model has more than 50000 files | give the folder of one "
              "model");
  }
  EXPECT_EQ(told, 1u);
}

}  // namespace
}  // namespace semaflow::model
