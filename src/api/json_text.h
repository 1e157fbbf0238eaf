// JSON text of values.
#pragma once

#include <string>

#include "semaflow/types.h"

namespace semaflow::api {

/// Appends a value as JSON: numbers and booleans as such, all else as text (times in ISO 8601,
/// instants in UTC, binary in hexadecimal), intervals as an object.
void AppendJsonValue(std::string& out, const Value& value);

}  // namespace semaflow::api
