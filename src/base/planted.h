// Bugs that are planted on purpose, so that `make mutants` can show that the property test finds
// each. The code says `if (Planted(Bug::kX))` where a person could make that mistake. An ordinary
// build holds none of them: there Planted is false while compiling.
#pragma once

#include <cstdint>

namespace semaflow {

enum class Bug : std::uint8_t {
  kNone,
#define SEMAFLOW_BUG(name, what) name,
#include "base/planted_bugs.def"
#undef SEMAFLOW_BUG
};

#ifdef SEMAFLOW_MUTANTS
/// The one bug that the process has. Not for threads.
inline Bug planted_bug = Bug::kNone;
inline bool Planted(Bug bug) { return bug == planted_bug; }
#else
constexpr bool Planted(Bug) { return false; }
#endif

}  // namespace semaflow
