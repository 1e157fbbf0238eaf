// Places in a request that flags made, told as places in the flags.
#pragma once

#include <cstdint>
#include <string_view>

#include "semaflow/error.h"
#include "semaflow/request.h"

namespace semaflow::cli {

/// Errors of the request `ToJson(draft)`: a place in the JSON, which nobody wrote, becomes the flag
/// that it came from; one in a condition is shown in the text of that condition.
Errors AtFlags(const RequestDraft& draft, Errors errors);

/// The number of code points: what columns of places count.
std::uint32_t CodePoints(std::string_view text);

}  // namespace semaflow::cli
