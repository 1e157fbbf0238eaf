// Replays saved inputs through one fuzz target, without libFuzzer: `replay <file or folder>...`.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

std::vector<std::filesystem::path> FilesUnder(const std::filesystem::path& start) {
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::is_directory(start)) {
    files.push_back(start);
    return files;
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(start)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  size_t count = 0;
  for (int i = 1; i < argc; ++i) {
    for (const std::filesystem::path& path : FilesUnder(argv[i])) {
      // Named before it runs, so that a crash says which file did it.
      std::fprintf(stderr, "replay %s\n", path.c_str());
      std::ifstream file(path, std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
      ++count;
    }
  }
  std::printf("%zu inputs replayed\n", count);
  return count == 0 ? 1 : 0;  // an empty corpus is a mistake
}
