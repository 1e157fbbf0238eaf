#include "backends/duckdb/library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace semaflow::duckdb {
namespace {

constexpr const char* kEnvironment = "SEMAFLOW_DUCKDB_LIBRARY";
constexpr const char* kFileName = "libduckdb.so";
constexpr int kMajorMin = 1;
constexpr int kMinorMin = 4;

struct Place {
  std::string path;
  std::string said_by;  ///< Who named it, for messages; empty: nobody.
};

std::vector<Place> PlacesToLook(const std::string& library_path) {
  if (!library_path.empty()) return {{library_path, "the option library_path"}};
  if (const char* named = std::getenv(kEnvironment); named != nullptr && *named != '\0') {
    return {{named, kEnvironment}};
  }
  std::vector<Place> places;
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) {
    const auto folder = program.parent_path();
    places.push_back({folder / kFileName, ""});
    places.push_back({(folder / "../lib" / kFileName).lexically_normal(), ""});
  }
  places.push_back({kFileName, ""});  // where the system looks for libraries
  return places;
}

Error Unavailable(std::string message) {
  return {
      .code = ErrorCode::kBackendUnavailable,
      .message = std::move(message),
      .help = fmt::format("put {} of DuckDB {}.{} or newer beside the program, or name it in {}",
                          kFileName, kMajorMin, kMinorMin, kEnvironment)};
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

  std::string tried;
  for (const auto& [path, said_by] : PlacesToLook(library_path)) {
    if (const auto known = loaded.find(path); known != loaded.end()) return known->second.get();
    // Lazy: binding all of its 28,000 symbols would double the time to load.
    void* const handle = ::dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
    if (handle == nullptr) {
      const char* const why = ::dlerror();
      tried += fmt::format("{}{}{}", tried.empty() ? "" : "; ",
                           said_by.empty() ? "" : said_by + " says ",
                           why == nullptr ? path : std::string_view(why));
      continue;
    }
    auto api = FindFunctions(handle, path);
    if (!api) {
      ::dlclose(handle);
      return tl::unexpected(std::move(api).error());
    }
    return loaded.emplace(path, std::move(*api)).first->second.get();
  }
  return tl::unexpected(Unavailable(fmt::format("the DuckDB library cannot be loaded: {}", tried)));
}

}  // namespace semaflow::duckdb
