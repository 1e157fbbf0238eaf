#include "libpq.h"

#include <dlfcn.h>
#include <libpq-fe.h>

#include <filesystem>

namespace semaflow::python {

// Naming a function is also what links libpq, so that it goes into the wheel with all it needs.
std::string LibpqPath() {
  Dl_info found = {};
  if (::dladdr(reinterpret_cast<const void*>(&::PQlibVersion), &found) == 0 ||
      found.dli_fname == nullptr) {
    return "";
  }
  return std::filesystem::path(found.dli_fname).lexically_normal().string();
}

}  // namespace semaflow::python
