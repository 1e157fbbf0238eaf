// Shapes of JSON objects: which keys there are and of which kinds their values may be.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "request/json_tree.h"
#include "request/problems.h"

namespace semaflow::request {

/// A set of JsonKind.
using JsonKinds = std::uint8_t;
constexpr JsonKinds Bit(JsonKind kind) {
  return static_cast<JsonKinds>(1U << static_cast<unsigned>(kind));
}
inline constexpr JsonKinds kText = Bit(JsonKind::kText);
inline constexpr JsonKinds kNumber = Bit(JsonKind::kNumber);
inline constexpr JsonKinds kBool = Bit(JsonKind::kBool);
inline constexpr JsonKinds kList = Bit(JsonKind::kList);
inline constexpr JsonKinds kObject = Bit(JsonKind::kObject);
inline constexpr JsonKinds kAnything = 0xff;

struct KeySpec {
  std::string_view name;
  JsonKinds kinds;
  bool required = false;  ///< These stand before the others.
  /// A null means that the key is not given; else it is a value like others, where `kinds` has it.
  bool null_is_absent = true;
};

/// For a static_assert beside each table: a required key behind another would never be missed.
constexpr bool AreRequiredFirst(std::span<const KeySpec> specs) {
  return std::is_partitioned(specs.begin(), specs.end(),
                             [](const KeySpec& spec) { return spec.required; });
}

/// `a text`, `a list or an object`: what the kinds are called.
std::string KindsText(JsonKinds kinds);
/// `a text`, `null`
std::string_view KindText(JsonKind kind);

/// Reads the keys of `object` into `found`, which stands beside `specs`: nullptr where a key is not
/// given. Unknown keys, values of another kind and missing keys are told with kRequestShape; `what`
/// names the object in messages ("an order key"). False when something was told.
bool ReadKeys(const JsonTree& tree, const JsonNode& object, std::string_view what,
              std::span<const KeySpec> specs, std::span<const JsonNode*> found, Problems& problems);

/// Tells that `node` should be of other kinds.
void AddWrongKind(const JsonNode& node, std::string_view what, JsonKinds kinds, Problems& problems);

}  // namespace semaflow::request
