// Where the libpq is that came with this module.
#pragma once

#include <string>

namespace semaflow::python {

/// The file of the libpq that this module is linked with; "" where the system cannot tell. The
/// backend opens libpq by name, and a wheel's copy has a name that it cannot know.
std::string LibpqPath();

}  // namespace semaflow::python
