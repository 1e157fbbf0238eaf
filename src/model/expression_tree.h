// The expression trees of SemaFlow 0.1 (`{type: binary, op: add, ...}`) as expression text.
#pragma once

#include "model/definition.h"
#include "model/yaml_document.h"

namespace semaflow::model {

class NodeReader;

/// The text that means the same as the tree at `node` (a mapping), with kDeprecated as a warning.
/// A bare text in a tree is the name of a column, and columns are forced (`column."x"`), since 0.1
/// knew no dimensions in expressions. Empty text when the tree has problems; they are told.
ExprText ReadExpressionTree(const LocatedNode& node, NodeReader& reader);

}  // namespace semaflow::model
