// What a database says when something fails, without the values that were asked for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "semaflow/types.h"

namespace semaflow {

/// `text` without anything that came from `parameters`: the values themselves, pieces of texts of
/// 4 bytes or more, and all numbers, each replaced by "...". Quoted values derived from parameters
/// go as well: of what is in quotes only names and words of `sql` stay that are no value. Without
/// parameters nothing goes: what the database shows then is of the statement or of its data.
std::string HideValues(std::string_view text, std::string_view sql,
                       const std::vector<Value>& parameters);

}  // namespace semaflow
