// Lengths of time in words: "7 days", "1 month".
#pragma once

#include <optional>
#include <string_view>

#include "model/model.h"

namespace semaflow::model {

/// A positive whole number up to 1,000,000 and a unit, singular or plural; nullopt for anything
/// else. A bare unit ("month") counts one.
std::optional<Duration> ParseDuration(std::string_view text);

}  // namespace semaflow::model
