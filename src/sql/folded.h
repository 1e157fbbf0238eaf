// Names as a database sees them that does not tell upper from lower case (of ASCII).
#pragma once

#include <string_view>

namespace semaflow::sql {

bool SameFolded(std::string_view a, std::string_view b);

/// Whether `part` stands in `text`.
bool HoldsFolded(std::string_view text, std::string_view part);

}  // namespace semaflow::sql
