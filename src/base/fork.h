// Whether this is still the process that made something: threads do not come along with a fork, and
// connections to databases are not to be shared.
#pragma once

#include <cstdint>

#include "semaflow/error.h"

namespace semaflow {

/// How many forks lie between the first call of all and this process. Cheap; takes no lock, which
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

}  // namespace semaflow
