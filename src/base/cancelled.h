// The error of whoever asked for a stop.
#pragma once

#include "semaflow/error.h"

namespace semaflow {

inline Error Cancelled() {
  return {.code = ErrorCode::kCancelled, .message = "the query was cancelled"};
}

}  // namespace semaflow
