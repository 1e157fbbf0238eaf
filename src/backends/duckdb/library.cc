#include "backends/duckdb/library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <charconv>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "backends/shared_library.h"

namespace semaflow::duckdb {
namespace {

constexpr const char* kEnvironment = "SEMAFLOW_DUCKDB_LIBRARY";
constexpr const char* kFileName = "libduckdb.so";
constexpr int kMajorMin = 1;
constexpr int kMinorMin = 4;

std::string Help() {
  return fmt::format(
      "put {} of DuckDB {}.{} or newer beside the program, or name it in {}; in Python: "
      "pip install duckdb",
      kFileName, kMajorMin, kMinorMin, kEnvironment);
}

Error Unavailable(std::string message) {
  return {.code = ErrorCode::kBackendUnavailable, .message = std::move(message), .help = Help()};
}

bool IsNewEnough(std::string_view version) {
  if (version.starts_with('v')) version.remove_prefix(1);
  int major = 0;
  int minor = 0;
  const char* const end = version.data() + version.size();
  const auto [dot, error] = std::from_chars(version.data(), end, major);
  // A build from source without a tag calls itself by a hash; the functions decide then.
  if (error != std::errc{} || dot == end || *dot != '.') return true;
  std::from_chars(dot + 1, end, minor);
  return major > kMajorMin || (major == kMajorMin && minor >= kMinorMin);
}

Result<std::unique_ptr<Api>> FindFunctions(void* handle, const std::string& path) {
  auto api = std::make_unique<Api>();
  const char* missing = nullptr;
#define SEMAFLOW_DUCKDB_FIND(name)                                                     \
  api->name = reinterpret_cast<decltype(api->name)>(::dlsym(handle, "duckdb_" #name)); \
  if (api->name == nullptr && missing == nullptr) missing = "duckdb_" #name;
  SEMAFLOW_DUCKDB_FUNCTIONS(SEMAFLOW_DUCKDB_FIND)
#undef SEMAFLOW_DUCKDB_FIND
  api->path = path;
  if (api->library_version != nullptr) api->version = api->library_version();
  if (api->library_version == nullptr) {
    return tl::unexpected(Unavailable(fmt::format("{} is not a DuckDB library", path)));
  }
  if (!IsNewEnough(api->version)) {
    return tl::unexpected(Unavailable(fmt::format("{} is DuckDB {}, SemaFlow needs {}.{} or newer",
                                                  path, api->version, kMajorMin, kMinorMin)));
  }
  if (missing != nullptr) {
    return tl::unexpected(
        Unavailable(fmt::format("{} (DuckDB {}) has no function {}", path, api->version, missing)));
  }
  return api;
}

}  // namespace

Result<const Api*> LoadLibrary(const std::string& library_path) {
  static std::mutex mutex;
  // Never destroyed: connections may close while the process ends.
  static auto& loaded = *new std::map<std::string, std::unique_ptr<const Api>>;
  const std::lock_guard lock(mutex);

  auto opened = OpenLibrary({.what = "the DuckDB library",
                             .file_name = kFileName,
                             .environment = kEnvironment,
                             .path = library_path,
                             .help = Help()});
  if (!opened) return tl::unexpected(std::move(opened).error());
  if (const auto known = loaded.find(opened->path); known != loaded.end()) {
    ::dlclose(opened->handle);  // It was opened a second time.
    return known->second.get();
  }
  auto api = FindFunctions(opened->handle, opened->path);
  if (!api) {
    ::dlclose(opened->handle);
    return tl::unexpected(std::move(api).error());
  }
  return loaded.emplace(opened->path, std::move(*api)).first->second.get();
}

}  // namespace semaflow::duckdb
