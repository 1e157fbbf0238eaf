// The files of `semaflow new`: a small shop, complete with its data, commented for newcomers.
#pragma once

#include <span>
#include <string_view>

namespace semaflow::cli {

struct StarterFile {
  std::string_view path;  ///< Relative to the new folder.
  std::string_view text;
};

/// In the order in which they are best read.
std::span<const StarterFile> StarterFiles();

}  // namespace semaflow::cli
