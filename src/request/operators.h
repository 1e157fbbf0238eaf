// The operators of conditions and the words for them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace semaflow::request {

enum class OperatorKind {
  kEqual,
  kGreater,
  kGreaterOrEqual,
  kLess,
  kLessOrEqual,
  kIn,
  kBetween,
  kInRange,
  kLike,
  kIlike,
  kContains,
  kStartsWith,
  kEndsWith,
  kIcontains,
  kIstartsWith,
  kIendsWith,
  kIsNull,
};

struct Operator {
  OperatorKind kind = OperatorKind::kEqual;
  bool negated = false;   ///< The exact complement: `!=`, `not in`, ...
  std::string_view name;  ///< The usual spelling, for messages.
};

/// Reads a word in any case; blanks and underscores are the same ("not in", "not_in").
std::optional<Operator> FindOperator(std::string_view word);

/// The usual spelling of every operator, for messages.
const std::vector<std::string_view>& OperatorNames();
/// Every word for one, for "did you mean".
const std::vector<std::string_view>& OperatorWords();

}  // namespace semaflow::request
