// Scalars where no key says what they are: YAML 1.2's core rules, without octal and hexadecimal.
#pragma once

#include <string>

#include "model/yaml_document.h"
#include "semaflow/types.h"

namespace semaflow::model {

/// Null, true, false, a whole number, an exact decimal, a double (with an exponent), else text.
/// Quoted scalars are text. `node` is a scalar.
Value YamlToValue(const LocatedNode& node);

/// A whole subtree as JSON, on one line.
std::string YamlToJson(const LocatedNode& node);

}  // namespace semaflow::model
