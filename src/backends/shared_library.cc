#include "backends/shared_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <utility>
#include <vector>

namespace semaflow {
namespace {

struct Place {
  std::string path;
  std::string said_by;  ///< Who named it, for messages; empty: nobody.
};

std::vector<Place> PlacesToLook(const LibrarySearch& search) {
  if (!search.path.empty()) return {{search.path, "the option library_path"}};
  if (const char* named = std::getenv(search.environment); named != nullptr && *named != '\0') {
    return {{named, search.environment}};
  }
  std::vector<Place> places;
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) {
    const auto folder = program.parent_path();
    places.push_back({folder / search.file_name, ""});
    places.push_back({(folder / "../lib" / search.file_name).lexically_normal(), ""});
  }
  places.push_back({std::string(search.file_name), ""});  // where the system looks for libraries
  return places;
}

}  // namespace

Result<OpenedLibrary> OpenLibrary(const LibrarySearch& search) {
  std::string tried;
  for (auto& [path, said_by] : PlacesToLook(search)) {
    // Lazy: binding all of the 28,000 symbols of DuckDB would double the time to load.
    void* const handle = ::dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
    if (handle != nullptr) return OpenedLibrary{.handle = handle, .path = std::move(path)};
    const char* const why = ::dlerror();
    tried +=
        fmt::format("{}{}{}", tried.empty() ? "" : "; ", said_by.empty() ? "" : said_by + " says ",
                    why == nullptr ? path : std::string_view(why));
  }
  return tl::unexpected(Error{.code = ErrorCode::kBackendUnavailable,
                              .message = fmt::format("{} cannot be loaded: {}", search.what, tried),
                              .help = search.help});
}

}  // namespace semaflow
