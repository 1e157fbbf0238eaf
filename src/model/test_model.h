// Models for tests: YAML texts to a loaded model, through real files as users have them.
// For tests only; any room's tests may use it.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "model/load.h"

namespace semaflow::model {

/// A folder that is there as long as the object.
class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "semaflow-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp: " + name);
    path_ = name;
  }
  explicit TestFolder(std::initializer_list<std::pair<std::string_view, std::string_view>> files)
      : TestFolder() {
    for (const auto& [path, text] : files) Write(path, text);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }

  void Write(std::string_view file, std::string_view text) {
    const std::filesystem::path full = std::filesystem::path(path_) / file;
    std::filesystem::create_directories(full.parent_path());
    std::ofstream(full, std::ios::binary) << text;
  }

 private:
  std::string path_;
};

/// Loads the model of these files: {{"tables/orders.yaml", "name: orders\n..."}, ...}.
inline ResultAll<Loaded> TryLoadText(
    std::initializer_list<std::pair<std::string_view, std::string_view>> files) {
  const TestFolder folder(files);
  return LoadFolder(folder.path());
}

/// The same for a model that must be right: its problems are thrown as text.
inline std::shared_ptr<const Model> LoadText(
    std::initializer_list<std::pair<std::string_view, std::string_view>> files) {
  ResultAll<Loaded> loaded = TryLoadText(files);
  if (!loaded) throw std::runtime_error(FormatErrors(loaded.error()));
  return loaded->model;
}

}  // namespace semaflow::model
