// The two sides of a condition: the field that is compared, and the typed value.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "expr/expr.h"
#include "request/json_tree.h"
#include "request/names.h"
#include "request/resolve_state.h"
#include "request/time_values.h"

namespace semaflow::request {

/// What a condition compares.
struct Operand {
  expr::Expr value;  ///< Of a time with a grain: with the grain.
  DataType type;
  bool is_measure = false;
  std::string_view written;         ///< As the request has it, for messages.
  std::optional<TimeOperand> time;  ///< Of dates and timestamps.

  /// With a grain: what the bounds of its buckets are compared with (DESIGN: the bare column).
  std::optional<expr::Expr> bare;
};

/// The operand that `node` names: a text, `{"field", "grain"}` or `{"measure", "per"}`. A column
/// made in the request is found by its `as`. nullopt: told.
std::optional<Operand> FindOperand(ResolveState& state, const JsonNode& node, Wanted wanted);

/// The column of the request whose `as` is `name`. Where a field of that name means something else,
/// this is told and `told` set.
const NamedColumn* FindNamedColumn(ResolveState& state, std::string_view name, Span at, bool& told);

/// True, with the problem told, where `name` is a grain or part of a made column ("mx.month"),
/// which has none: not every column is the time that it was made of.
bool IsGrainOfNamedColumn(ResolveState& state, const WrittenName& name);

/// The operand of a bound reference, as `written`.
Operand OperandOf(const ResolveState& state, const Field& field, std::string_view written);

/// `"o.amount" (decimal(10, 2))`
std::string TextOf(const Operand& operand);

/// What a value of this type is: "a whole number". Follows "must be".
std::string_view FitText(const DataType& type);

/// A text, number, true or false as a value of the operand's type (never of a time; those have
/// bounds). `exact`: it is compared by `==` or `in`, where a fraction can never equal an integer.
/// nullopt: told as kBadValue.
std::optional<Value> ReadScalar(ResolveState& state, const Operand& operand, const JsonNode& node,
                                bool exact);

/// Whether values of the two types can be compared.
bool AreComparable(const DataType& a, const DataType& b);

/// A value of the request as an expression.
expr::Expr BoundLiteral(Value&& value);

}  // namespace semaflow::request
