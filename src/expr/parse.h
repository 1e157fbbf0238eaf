// Text to expression tree.
#pragma once

#include <string_view>

#include "expr/expr.h"
#include "semaflow/error.h"

namespace semaflow::expr {

/// Parses one whole expression (spans are bytes of `text`). Nothing is dropped: what cannot be read
/// is an error of E001..E008 whose first label is a place in `text` shown as file "expression".
/// Text is at most 64 KiB. Depth is at most kDepthMax.
Result<Expr> Parse(std::string_view text);

/// The same, with every error's label placed at `file`, as if `text` began there (see
/// model/yaml_document.h for expressions inside YAML).
Result<Expr> Parse(std::string_view text, std::string_view file);

/// The text of a tree, with no more parentheses than it needs: Parse(Print(e)) == e for every tree
/// that Parse can give. A Ref prints as `#kind:alias.index` (for tests and explain).
std::string Print(const Expr& expr);

}  // namespace semaflow::expr
