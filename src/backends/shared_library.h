// Client libraries of databases, found and opened at run time. Nothing of them is linked.
#pragma once

#include <string>
#include <string_view>

#include "semaflow/error.h"

namespace semaflow {

/// How a library is looked for.
struct LibrarySearch {
  std::string_view what;       ///< For messages: "the DuckDB library".
  std::string_view file_name;  ///< "libduckdb.so"
  const char* environment;     ///< A variable that names its path.
  std::string path;            ///< The option library_path; empty: not given.
  std::string help;            ///< What to do when there is none.
};

struct OpenedLibrary {
  void* handle = nullptr;  ///< Of dlopen, in a symbol space of its own.
  std::string path;
};

/// Opens the first library of: the option alone, else the environment alone, else beside the
/// program, in ../lib of it, in the system's library path. Any thread. The caller may close it.
/// Fails with kBackendUnavailable: every place that was tried, and the help.
Result<OpenedLibrary> OpenLibrary(const LibrarySearch& search);

}  // namespace semaflow
