// Uses an installed SemaFlow: prints how one of its errors reads.

#include <cstdio>

#include "semaflow/error.h"

int main() {
  const semaflow::ErrorCode first = semaflow::AllErrorCodes().front();
  semaflow::Error error{first, "an example of an error", {}, {}, "nothing to do"};
  std::fputs(semaflow::FormatError(error).c_str(), stdout);
  return semaflow::InfoOf(first).code.empty() ? 1 : 0;
}
