// Places in a request that flags made, told as places in the flags.
#pragma once

#include "semaflow/error.h"
#include "semaflow/request.h"

namespace semaflow::cli {

/// Errors of the request `ToJson(draft)`: a place in the JSON, which nobody wrote, becomes the flag
/// that it came from; one in a condition is shown in the text of that condition.
Errors AtFlags(const RequestDraft& draft, Errors errors);

}  // namespace semaflow::cli
