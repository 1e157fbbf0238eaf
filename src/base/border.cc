#include "base/border.h"

namespace semaflow {

Error InternalErrorFrom(const char* what) {
  Error error{.code = ErrorCode::kInternal, .message = {}};
  error.message = std::string("this is a bug of SemaFlow: ") + what;
  error.help = "please report it with the model and the request";
  return error;
}

}  // namespace semaflow
