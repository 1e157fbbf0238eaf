// JSON text of values, and requests put together from parts.
#pragma once

#include <string>
#include <string_view>

#include "semaflow/types.h"

namespace semaflow::api {

/// Appends `text` as a JSON string. Bytes that are not UTF-8 are passed on as they are.
void AppendJsonString(std::string_view text, std::string& out);

/// Appends a value as JSON: numbers and booleans as such, all else as text (times in ISO 8601,
/// instants in UTC, binary in hexadecimal).
void AppendJsonValue(const Value& value, std::string& out);

}  // namespace semaflow::api
