// What must not be shown: secrets, and the lines of a configuration that may hold one.
#pragma once

#include <cstdint>
#include <string_view>

namespace semaflow::api {

/// True when a connection (a URI, or `host=... password=...`) holds a password, or may hold one.
bool HoldsPassword(std::string_view connection);

/// True when a line of a configuration may hold a secret by the words in it.
bool MayHoldSecret(std::string_view line);

/// The same of the place in `text` at line `number` (from 1), where the text is no valid TOML: a
/// string of several lines may go on there.
bool MayHoldSecretAt(std::string_view text, std::uint32_t number);

}  // namespace semaflow::api
