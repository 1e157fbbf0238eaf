// The catalogue of functions and aggregates: names, synonyms, arguments, meaning.
//
// What they give (CheckTypes in typing.h computes it; the same on every database):
//   + - * %      integer of integers, decimal when one side is decimal, float when one side is
//   float /            float, NULL on a zero divisor
//   ||           text; NULL when a side is NULL
//   date + integer, date - integer    a date so many days later or earlier
//   date - date                       an integer, days
//   time + interval, time - interval  a timestamp of a date, else the kind of the time
//   timestamp - timestamp             an interval
//   == != < <= > >= in between like is and or not    boolean
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "expr/expr.h"

namespace semaflow::expr {

/// What the documentation lists together.
enum class FunctionGroup : std::uint8_t { kTime, kText, kNull, kNumber, kConditional };

struct FunctionInfo {
  Function function;
  std::string_view name;  ///< As printed and documented.
  std::uint8_t args_min;  ///< Of Call::args; a unit or part does not count.
  std::uint8_t args_max;  ///< 255: no bound.
  FunctionGroup group;
  std::string_view signature;  ///< "substring(text, start [, length])"
  std::string_view summary;
};
const FunctionInfo& InfoOf(Function function);
/// The function of a name or synonym in any case. Not of words that mean more than one function or
/// are written in another way (`is_null`, `year`, `cast`): only the parser reads those.
std::optional<Function> FindFunction(std::string_view name);

struct AggregateInfo {
  AggregateFunction function;
  std::string_view name;
  std::string_view signature;
  std::string_view summary;
  bool minds_repeats;  ///< False: DISTINCT rows and repeated rows give the same value.
};
const AggregateInfo& InfoOf(AggregateFunction function);
/// The aggregate of a name or synonym in any case; bare `stddev` and `variance` are none.
std::optional<AggregateFunction> FindAggregate(std::string_view name);

/// All names that can stand before a `(`, with synonyms, sorted: for "did you mean" and the docs.
const std::vector<std::string_view>& FunctionNames();
const std::vector<std::string_view>& AggregateNames();

}  // namespace semaflow::expr
