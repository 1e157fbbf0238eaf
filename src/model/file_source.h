// Files as tables: where `file:` may point.
#pragma once

#include <string>

#include "model/build_state.h"

namespace semaflow::model {

/// The absolute path or glob of `file:`, relative to the model's folder. A folder becomes the glob
/// of the files in it. Symbolic links are resolved first; whatever then lies outside the file roots
/// is refused (kFileOutsideRoots), so are the present matches of a glob. False with the problem
/// told.
bool ResolveFileSource(BuildState& state, const Text& written, std::string& out);

/// Fills BuildState::file_roots from `file_roots:`, by default the model's folder.
void ResolveFileRoots(BuildState& state);

}  // namespace semaflow::model
