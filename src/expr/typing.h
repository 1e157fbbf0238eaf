// Types of expressions.
#pragma once

#include "expr/expr.h"
#include "semaflow/error.h"

namespace semaflow::expr {

/// What the owner of the names knows about them. Cheap: a table lookup.
class TypeScope {
 public:
  virtual ~TypeScope() = default;
  virtual DataType TypeOf(const Ref& ref) const = 0;  ///< kUnknown when nobody has told.
  /// For IsNullOnNull: false when the referenced dimension can be non-NULL on NULL columns.
  virtual bool IsNullOnNull(const Ref& ref) const { return static_cast<void>(ref), true; }
};

/// The type of a bound tree without checking it; kUnknown where it depends on an unknown one.
DataType TypeOf(const Expr& expr, const TypeScope& scope);

/// Checks a bound tree. An operand of unknown type fits everywhere. E005 with a span label in
/// `text` (file "expression") for the first mistake.
Result<DataType> CheckTypes(const Expr& expr, const TypeScope& scope, std::string_view text);

/// True when the value is NULL whenever every column it reads is NULL (so a LEFT JOIN without a
/// partner gives NULL by itself). A dimension reference asks `scope`.
bool IsNullOnNull(const Expr& expr, const TypeScope& scope);

/// The number of nodes of a tree (a reference counts as one).
std::size_t NodeCount(const Expr& expr);

}  // namespace semaflow::expr
