// The catalogue of functions and aggregates: names, synonyms, arguments, result types.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "expr/expr.h"

namespace semaflow::expr {

struct FunctionInfo {
  Function function;
  std::string_view name;        ///< As printed and documented.
  std::uint8_t args_min;
  std::uint8_t args_max;        ///< 255: no bound.
  std::string_view signature;   ///< "substring(text, start [, length])"
  std::string_view summary;
};
const FunctionInfo& InfoOf(Function function);
std::optional<Function> FindFunction(std::string_view name);  ///< Any case; synonyms too.

struct AggregateInfo {
  AggregateFunction function;
  std::string_view name;
  std::string_view signature;
  std::string_view summary;
  bool minds_repeats;  ///< False: DISTINCT rows and repeated rows give the same value.
};
const AggregateInfo& InfoOf(AggregateFunction function);
std::optional<AggregateFunction> FindAggregate(std::string_view name);

/// All names (with synonyms), for "did you mean" and the docs.
const std::vector<std::string_view>& FunctionNames();
const std::vector<std::string_view>& AggregateNames();

}  // namespace semaflow::expr
