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
  // A thousand files that one folder holds are found once more through each link to it.
  constexpr std::size_t kFiles = 1000;
  fs::create_directory(folder.path() + "/shared");
  for (std::size_t i = 0; i < kFiles; ++i) {
    fs::create_symlink("nowhere", folder.path() + "/shared/t" + std::to_string(i) + ".yaml");
  }
  for (std::size_t i = 0; i < kModelFilesMax / kFiles; ++i) {
    fs::create_directory_symlink("../shared", folder.path() + "/tables/z" + std::to_string(i));
  }
  const auto loaded = LoadFolder(folder.path());
  ASSERT_FALSE(loaded);
  std::size_t told = 0;
  for (const Error& error : loaded.error()) {
    if (error.code != ErrorCode::kTooManyFiles) continue;
    ++told;
    EXPECT_EQ(
        LineOf(error),
        "tables/z9/t999.yaml Y014 the model has more than 50000 files | give the folder of one "
        "model");
  }
  EXPECT_EQ(told, 1u);
}

TEST(FileRootsTest, AFolderThatIsNotThereIsTold) {
  TestFolder folder;
  folder.Write("model.yaml", "file_roots: [data, dta]\n");
  folder.Write("data/orders.csv", "id\n1\n");
  folder.Write("tables/orders.yaml", "name: orders\ndata_source: w\nfile: data/orders.csv\n");
  const auto loaded = LoadFolder(folder.path());
  ASSERT_TRUE(loaded);
  EXPECT_THAT(LinesOf(loaded->warnings),
              testing::ElementsAre(testing::StartsWith(
                  "model.yaml:1:20 Y001 `file_roots` names \"dta\", but there is no such folder")));
}

}  // namespace
}  // namespace semaflow::model
