#include "model/aggregate_word.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "base/closest.h"
#include "expr/callables.h"
#include "expr/functions.h"

namespace semaflow::model {
namespace {

using expr::AggregateFunction;
using expr::PercentileKind;

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

void AddUnknown(BuildState& state, const Text& text, std::string_view name) {
  const std::string lower = AsciiLower(name);
  const bool deviation = lower == "stddev" || lower == "std" || lower == "stdev";
  if (deviation || lower == "variance" || lower == "var") {
    const std::string samp = deviation ? "stddev_samp" : "var_samp";
    const std::string pop = deviation ? "stddev_pop" : "var_pop";
    state.diagnostics.Add({.code = ErrorCode::kAmbiguousStddev,
                           .place = text.place,
                           .message = Quoted(name) + " may mean the sample or the population",
                           .help = "in SemaFlow 0.1 it was " + pop + "; in SQL it is " + samp,
                           .candidates = {samp, pop}});
    return;
  }
  state.diagnostics.Add({.code = ErrorCode::kBadMeasure,
                         .place = text.place,
                         .message = "there is no aggregate " + Quoted(name),
                         .candidates = ClosestNames(lower, expr::AggregateNames())});
}

/// "0.9" or "0.9, discrete".
bool ParsePercentile(std::string_view arguments, expr::AggregateDetails& details) {
  const std::size_t comma = arguments.find(',');
  const std::string_view number = Trimmed(arguments.substr(0, comma));
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), details.fraction);
  if (error != std::errc() || end != number.data() + number.size()) return false;
  if (!(details.fraction >= 0 && details.fraction <= 1)) return false;
  if (comma == std::string_view::npos) return true;
  const std::string_view kind = Trimmed(arguments.substr(comma + 1));
  if (kind == "discrete") {
    details.percentile = PercentileKind::kDiscrete;
  } else if (kind == "approximate") {
    details.percentile = PercentileKind::kApproximate;
  } else if (kind != "continuous") {
    return false;
  }
  return true;
}

}  // namespace

bool ParseAggregateWord(BuildState& state, const Text& text, expr::Aggregate& aggregate) {
  const std::string_view word = Trimmed(text.value);
  const std::size_t open = word.find('(');
  const std::string_view name = Trimmed(word.substr(0, open));
  const std::optional<AggregateFunction> function = expr::FindAggregate(name);
  if (!function) {
    AddUnknown(state, text, name);
    return false;
  }
  aggregate.function = *function;
  if (const expr::Callable* callable = expr::FindCallable(name);
      callable->form == expr::CallForm::kPercentile && callable->id != expr::kNoId) {
    aggregate.details->percentile = static_cast<PercentileKind>(callable->id);
  }
  if (*function == AggregateFunction::kPercentile) {
    const bool closed = open != std::string_view::npos && word.back() == ')';
    if (closed &&
        ParsePercentile(word.substr(open + 1, word.size() - open - 2), *aggregate.details)) {
      return true;
    }
    state.Add(ErrorCode::kBadMeasure, text.place,
              "percentile needs a fraction between 0 and 1, not " + Quoted(text.value),
              "write percentile(0.9), or percentile(0.9, discrete) or (0.9, approximate)");
    return false;
  }
  if (open != std::string_view::npos) {
    state.Add(ErrorCode::kBadMeasure, text.place,
              "\"agg\" takes the name of an aggregate alone, not " + Quoted(text.value),
              "write {expr: amount, agg: " + std::string(name) + "}, or {formula: \"" +
                  std::string(name) + "(amount)\"}");
    return false;
  }
  return true;
}

}  // namespace semaflow::model
