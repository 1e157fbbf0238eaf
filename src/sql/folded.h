// Names as a database sees them that does not tell upper from lower case (of ASCII).
#pragma once

#include <cstdint>
#include <string_view>

namespace semaflow::sql {

bool SameFolded(std::string_view a, std::string_view b);

/// Equal for names that are the same.
std::uint64_t HashFolded(std::string_view name);

/// Whether `part` stands in `text`.
bool HoldsFolded(std::string_view text, std::string_view part);

}  // namespace semaflow::sql
