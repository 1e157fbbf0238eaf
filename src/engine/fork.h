// Whether this is still the process that made something: threads and connections to databases do
// not come along with a fork.
#pragma once

#include <cstdint>

#include "semaflow/error.h"

namespace semaflow::engine {

/// How many forks lie between the first engine of all and this process. Cheap; takes no lock, which
/// a thread that is gone could hold for ever.
std::uint64_t ForkCount();

/// Remembers the process that made it.
class MadeHere {
 public:
  bool IsForked() const { return made_ != ForkCount(); }

 private:
  std::uint64_t made_ = ForkCount();
};

Error Forked();

}  // namespace semaflow::engine
