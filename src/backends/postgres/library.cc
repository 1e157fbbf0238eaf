#include "backends/postgres/library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <memory>
#include <mutex>
#include <utility>

#include "backends/shared_library.h"

namespace semaflow::postgres {
namespace {

constexpr const char* kEnvironment = "SEMAFLOW_LIBPQ_LIBRARY";
constexpr const char* kHelp =
    "install libpq of PostgreSQL 14 or newer (Debian: libpq5), or name libpq.so.5 in "
    "SEMAFLOW_LIBPQ_LIBRARY";

Result<std::unique_ptr<Api>> FindFunctions(const OpenedLibrary& library) {
  auto api = std::make_unique<Api>();
  const char* missing = nullptr;
#define SEMAFLOW_LIBPQ_FIND(name)                                                    \
  api->name = reinterpret_cast<decltype(api->name)>(::dlsym(library.handle, #name)); \
  if (api->name == nullptr && missing == nullptr) missing = #name;
  SEMAFLOW_LIBPQ_FUNCTIONS(SEMAFLOW_LIBPQ_FIND)
#undef SEMAFLOW_LIBPQ_FIND
  api->path = library.path;
  if (missing == nullptr) return api;
  return tl::unexpected(
      Error{.code = ErrorCode::kBackendUnavailable,
            .message = fmt::format("{} has no function {}", library.path, missing),
            .help = kHelp});
}

}  // namespace

Result<const Api*> LoadLibrary() {
  static std::mutex mutex;
  // Never destroyed: connections may close while the process ends.
  static const Api* loaded = nullptr;
  const std::lock_guard lock(mutex);
  if (loaded != nullptr) return loaded;
  auto opened = OpenLibrary({.what = "libpq, the client library of PostgreSQL,",
                             .file_name = "libpq.so.5",
                             .environment = kEnvironment,
                             .path = {},
                             .help = kHelp});
  if (!opened) return tl::unexpected(std::move(opened).error());
  auto api = FindFunctions(*opened);
  if (!api) {
    ::dlclose(opened->handle);
    return tl::unexpected(std::move(api).error());
  }
  loaded = api->release();
  return loaded;
}

}  // namespace semaflow::postgres
