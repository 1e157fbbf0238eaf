// Types of expressions.
#pragma once

#include <optional>
#include <string_view>

#include "expr/expr.h"
#include "semaflow/error.h"

namespace semaflow::expr {

/// What the owner of the names knows about them. Cheap: a table lookup.
class TypeScope {
 public:
  virtual ~TypeScope() = default;
  /// Of the whole reference, its grain or part included; kUnknown when nobody has told.
  virtual DataType TypeOf(const Ref& ref) const = 0;
  /// For IsNullOnNull: false when the referenced dimension can be non-NULL on NULL columns.
  virtual bool IsNullOnNull(const Ref& ref) const { return static_cast<void>(ref), true; }
};

/// The type of a bound tree without checking it; kUnknown where it depends on an unknown one or
/// does not fit.
DataType TypeOf(const Expr& expr, const TypeScope& scope);

/// Checks a bound tree. An operand of unknown type fits everywhere. E005 with a span label in
/// `text` (file "expression") for the first mistake; the same type as TypeOf else.
///
/// A text literal beside a time is read as one: `order_date >= '2024-01-01'` passes, and
/// `order_date >= 'soon'` is E006. TypeLiterals makes the values. A day or a wall clock compared
/// with an instant is one of the request's zone.
Result<DataType> CheckTypes(const Expr& expr, const TypeScope& scope, std::string_view text);

/// Turns text literals that stand beside a date, timestamp, instant or time of day (in a
/// comparison, `in`, `between`, `coalesce`, ...) into values of that kind. Texts that are none
/// stay. For trees that CheckTypes passed; dialects then never have to guess.
void TypeLiterals(Expr& expr, const TypeScope& scope);

/// The type that holds the values of both, as for the branches of a case; nullopt when there is
/// none. kUnknown gives the other.
std::optional<DataType> CommonType(const DataType& a, const DataType& b);

/// True when the value is NULL whenever every column it reads is NULL (so a LEFT JOIN without a
/// partner gives NULL by itself). A dimension reference asks `scope`. May be false for a value that
/// is NULL after all.
bool IsNullOnNull(const Expr& expr, const TypeScope& scope);

/// The number of nodes of a tree (a reference counts as one).
std::size_t NodeCount(const Expr& expr);

/// Whether a database keeps all digits of a number that stands for a value of `type`: a decimal has
/// no more digits behind its point than the type has. Where the type is not known, only whole
/// numbers are sure to fit.
bool FitsDigits(const Value& value, const DataType& type);

}  // namespace semaflow::expr
