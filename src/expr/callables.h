// Every word that may stand before a `(`, and how what is behind it is read.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "expr/expr.h"

namespace semaflow::expr {

enum class CallForm : std::uint8_t {
  // `id` is a Function.
  kFunction,   // name(args)
  kUnitFirst,  // name(unit, args): the unit is a grain
  kDateAdd,    // name(unit, amount, time)
  kDatePart,   // name(part, time)
  kSubstring,  // name(args), name(text from start for length)
  kTrim,       // name(args), name(both characters from text)
  kTwoOnly,    // name(a, b) of a function that takes more
  // `id` is a time::Part.
  kPart,  // name(time)
  // `id` is an AggregateFunction.
  kAggregate,
  // `id` is a PercentileKind, or none for `percentile`, which takes it as its third argument.
  kPercentile,
  // Alone.
  kExtract,       // extract(part from time)
  kPosition,      // position(part in text)
  kIsNull,        // is_null(x)
  kIsNotNull,     // is_not_null(x)
  kCast,          // cast(x as type)
  kTryCast,       // try_cast(x as type)
  kDateOf,        // date(x): a cast
  kStddevOnly,    // refused: population or sample?
  kVarianceOnly,  // refused: population or sample?
};

inline constexpr std::uint8_t kNoId = 255;

struct Callable {
  std::string_view name;  // Lower case.
  CallForm form;
  std::uint8_t id = kNoId;
};

/// Sorted by name.
std::span<const Callable> AllCallables();
/// Looks a word up in any case; nullptr when it is none.
const Callable* FindCallable(std::string_view name);

constexpr bool IsAggregate(CallForm form) {
  return form == CallForm::kAggregate || form == CallForm::kPercentile ||
         form == CallForm::kStddevOnly || form == CallForm::kVarianceOnly;
}
/// True when `id` is a Function.
constexpr bool IsFunction(CallForm form) { return form <= CallForm::kTwoOnly; }

}  // namespace semaflow::expr
