#include "expr/callables.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "expr/functions.h"
#include "time/grain.h"

namespace semaflow::expr {
namespace {

template <typename Enum>
constexpr std::uint8_t Id(Enum value) {
  return static_cast<std::uint8_t>(value);
}

constexpr auto kCallables = std::to_array<Callable>({
    {"abs", CallForm::kFunction, Id(Function::kAbs)},
    {"any_value", CallForm::kAggregate, Id(AggregateFunction::kAnyValue)},
    {"approx_count_distinct", CallForm::kAggregate, Id(AggregateFunction::kApproxCountDistinct)},
    {"approx_distinct", CallForm::kAggregate, Id(AggregateFunction::kApproxCountDistinct)},
    {"approx_percentile", CallForm::kPercentile, Id(PercentileKind::kApproximate)},
    {"approx_quantile", CallForm::kPercentile, Id(PercentileKind::kApproximate)},
    {"arbitrary", CallForm::kAggregate, Id(AggregateFunction::kAnyValue)},
    {"array_agg", CallForm::kAggregate, Id(AggregateFunction::kArrayAgg)},
    {"average", CallForm::kAggregate, Id(AggregateFunction::kAvg)},
    {"avg", CallForm::kAggregate, Id(AggregateFunction::kAvg)},
    {"bool_and", CallForm::kAggregate, Id(AggregateFunction::kBoolAnd)},
    {"bool_or", CallForm::kAggregate, Id(AggregateFunction::kBoolOr)},
    {"cast", CallForm::kCast},
    {"ceil", CallForm::kFunction, Id(Function::kCeil)},
    {"ceiling", CallForm::kFunction, Id(Function::kCeil)},
    {"char_length", CallForm::kFunction, Id(Function::kLength)},
    {"character_length", CallForm::kFunction, Id(Function::kLength)},
    {"coalesce", CallForm::kFunction, Id(Function::kCoalesce)},
    {"concat", CallForm::kFunction, Id(Function::kConcat)},
    {"concat_ws", CallForm::kFunction, Id(Function::kConcatWs)},
    {"contains", CallForm::kFunction, Id(Function::kContains)},
    {"count", CallForm::kAggregate, Id(AggregateFunction::kCount)},
    {"count_distinct", CallForm::kAggregate, Id(AggregateFunction::kCountDistinct)},
    {"current_date", CallForm::kFunction, Id(Function::kCurrentDate)},
    {"current_timestamp", CallForm::kFunction, Id(Function::kNow)},
    {"date", CallForm::kDateOf},
    {"date_add", CallForm::kDateAdd, Id(Function::kDateAdd)},
    {"date_diff", CallForm::kUnitFirst, Id(Function::kDateDiff)},
    {"date_from_parts", CallForm::kFunction, Id(Function::kMakeDate)},
    {"date_part", CallForm::kDatePart, Id(Function::kDatePart)},
    {"date_trunc", CallForm::kUnitFirst, Id(Function::kDateTrunc)},
    {"dateadd", CallForm::kDateAdd, Id(Function::kDateAdd)},
    {"datediff", CallForm::kUnitFirst, Id(Function::kDateDiff)},
    {"datefromparts", CallForm::kFunction, Id(Function::kMakeDate)},
    {"datepart", CallForm::kDatePart, Id(Function::kDatePart)},
    {"datetrunc", CallForm::kUnitFirst, Id(Function::kDateTrunc)},
    {"day", CallForm::kPart, Id(time::Part::kDayOfMonth)},
    {"dayofmonth", CallForm::kPart, Id(time::Part::kDayOfMonth)},
    {"dayofyear", CallForm::kPart, Id(time::Part::kDayOfYear)},
    {"div", CallForm::kFunction, Id(Function::kIntegerDivide)},
    {"ends_with", CallForm::kFunction, Id(Function::kEndsWith)},
    {"endswith", CallForm::kFunction, Id(Function::kEndsWith)},
    {"every", CallForm::kAggregate, Id(AggregateFunction::kBoolAnd)},
    {"exp", CallForm::kFunction, Id(Function::kExp)},
    {"extract", CallForm::kExtract},
    {"first", CallForm::kAggregate, Id(AggregateFunction::kFirst)},
    {"floor", CallForm::kFunction, Id(Function::kFloor)},
    {"greatest", CallForm::kFunction, Id(Function::kGreatest)},
    {"group_concat", CallForm::kAggregate, Id(AggregateFunction::kStringAgg)},
    {"hour", CallForm::kPart, Id(time::Part::kHourOfDay)},
    {"if", CallForm::kFunction, Id(Function::kIf)},
    {"if_null", CallForm::kTwoOnly, Id(Function::kCoalesce)},
    {"iff", CallForm::kFunction, Id(Function::kIf)},
    {"ifnull", CallForm::kTwoOnly, Id(Function::kCoalesce)},
    {"iif", CallForm::kFunction, Id(Function::kIf)},
    {"instr", CallForm::kFunction, Id(Function::kPosition)},
    {"is_not_null", CallForm::kIsNotNull},
    {"is_null", CallForm::kIsNull},
    {"isodow", CallForm::kPart, Id(time::Part::kDayOfWeek)},
    {"last", CallForm::kAggregate, Id(AggregateFunction::kLast)},
    {"lcase", CallForm::kFunction, Id(Function::kLower)},
    {"least", CallForm::kFunction, Id(Function::kLeast)},
    {"left", CallForm::kFunction, Id(Function::kLeft)},
    {"len", CallForm::kFunction, Id(Function::kLength)},
    {"length", CallForm::kFunction, Id(Function::kLength)},
    {"listagg", CallForm::kAggregate, Id(AggregateFunction::kStringAgg)},
    {"ln", CallForm::kFunction, Id(Function::kLn)},
    {"log", CallForm::kFunction, Id(Function::kLog)},
    {"log10", CallForm::kFunction, Id(Function::kLog10)},
    {"logical_and", CallForm::kAggregate, Id(AggregateFunction::kBoolAnd)},
    {"logical_or", CallForm::kAggregate, Id(AggregateFunction::kBoolOr)},
    {"lower", CallForm::kFunction, Id(Function::kLower)},
    {"lpad", CallForm::kFunction, Id(Function::kLpad)},
    {"ltrim", CallForm::kTrim, Id(Function::kLtrim)},
    {"make_date", CallForm::kFunction, Id(Function::kMakeDate)},
    {"max", CallForm::kAggregate, Id(AggregateFunction::kMax)},
    {"mean", CallForm::kAggregate, Id(AggregateFunction::kAvg)},
    {"median", CallForm::kAggregate, Id(AggregateFunction::kMedian)},
    {"mid", CallForm::kSubstring, Id(Function::kSubstring)},
    {"min", CallForm::kAggregate, Id(AggregateFunction::kMin)},
    {"mod", CallForm::kFunction, Id(Function::kMod)},
    {"month", CallForm::kPart, Id(time::Part::kMonthOfYear)},
    {"now", CallForm::kFunction, Id(Function::kNow)},
    {"null_if", CallForm::kFunction, Id(Function::kNullIf)},
    {"nullif", CallForm::kFunction, Id(Function::kNullIf)},
    {"nvl", CallForm::kTwoOnly, Id(Function::kCoalesce)},
    {"percentile", CallForm::kPercentile},
    {"percentile_cont", CallForm::kPercentile, Id(PercentileKind::kContinuous)},
    {"percentile_disc", CallForm::kPercentile, Id(PercentileKind::kDiscrete)},
    {"position", CallForm::kPosition, Id(Function::kPosition)},
    {"pow", CallForm::kFunction, Id(Function::kPower)},
    {"power", CallForm::kFunction, Id(Function::kPower)},
    {"quantile", CallForm::kPercentile},
    {"quantile_cont", CallForm::kPercentile, Id(PercentileKind::kContinuous)},
    {"quantile_disc", CallForm::kPercentile, Id(PercentileKind::kDiscrete)},
    {"quarter", CallForm::kPart, Id(time::Part::kQuarterOfYear)},
    {"regexp_contains", CallForm::kFunction, Id(Function::kRegexpMatches)},
    {"regexp_like", CallForm::kFunction, Id(Function::kRegexpMatches)},
    {"regexp_matches", CallForm::kFunction, Id(Function::kRegexpMatches)},
    {"repeat", CallForm::kFunction, Id(Function::kRepeat)},
    {"replace", CallForm::kFunction, Id(Function::kReplace)},
    {"reverse", CallForm::kFunction, Id(Function::kReverse)},
    {"right", CallForm::kFunction, Id(Function::kRight)},
    {"round", CallForm::kFunction, Id(Function::kRound)},
    {"rpad", CallForm::kFunction, Id(Function::kRpad)},
    {"rtrim", CallForm::kTrim, Id(Function::kRtrim)},
    {"safe_cast", CallForm::kTryCast},
    {"safe_divide", CallForm::kFunction, Id(Function::kSafeDivide)},
    {"sign", CallForm::kFunction, Id(Function::kSign)},
    {"split_part", CallForm::kFunction, Id(Function::kSplitPart)},
    {"sqrt", CallForm::kFunction, Id(Function::kSqrt)},
    {"starts_with", CallForm::kFunction, Id(Function::kStartsWith)},
    {"startswith", CallForm::kFunction, Id(Function::kStartsWith)},
    {"std", CallForm::kStddevOnly},
    {"stddev", CallForm::kStddevOnly},
    {"stddev_pop", CallForm::kAggregate, Id(AggregateFunction::kStddevPop)},
    {"stddev_samp", CallForm::kAggregate, Id(AggregateFunction::kStddevSamp)},
    {"stdev", CallForm::kStddevOnly},
    {"string_agg", CallForm::kAggregate, Id(AggregateFunction::kStringAgg)},
    {"strpos", CallForm::kFunction, Id(Function::kPosition)},
    {"substr", CallForm::kSubstring, Id(Function::kSubstring)},
    {"substring", CallForm::kSubstring, Id(Function::kSubstring)},
    {"sum", CallForm::kAggregate, Id(AggregateFunction::kSum)},
    {"today", CallForm::kFunction, Id(Function::kCurrentDate)},
    {"trim", CallForm::kTrim, Id(Function::kTrim)},
    {"trunc", CallForm::kFunction, Id(Function::kTrunc)},
    {"truncate", CallForm::kFunction, Id(Function::kTrunc)},
    {"try_cast", CallForm::kTryCast},
    {"ucase", CallForm::kFunction, Id(Function::kUpper)},
    {"upper", CallForm::kFunction, Id(Function::kUpper)},
    {"var", CallForm::kVarianceOnly},
    {"var_pop", CallForm::kAggregate, Id(AggregateFunction::kVarPop)},
    {"var_samp", CallForm::kAggregate, Id(AggregateFunction::kVarSamp)},
    {"variance", CallForm::kVarianceOnly},
    {"variance_pop", CallForm::kAggregate, Id(AggregateFunction::kVarPop)},
    {"variance_samp", CallForm::kAggregate, Id(AggregateFunction::kVarSamp)},
    {"week", CallForm::kPart, Id(time::Part::kWeekOfYear)},
    {"weekofyear", CallForm::kPart, Id(time::Part::kWeekOfYear)},
    {"year", CallForm::kPart, Id(time::Part::kYearNumber)},
});
static_assert(std::is_sorted(kCallables.begin(), kCallables.end(),
                             [](const Callable& a, const Callable& b) { return a.name < b.name; }));

constexpr bool HasRow(bool aggregate, std::uint8_t id) {
  return std::any_of(kCallables.begin(), kCallables.end(), [=](const Callable& row) {
    return aggregate ? row.form == CallForm::kAggregate && row.id == id
                     : IsFunction(row.form) && row.id == id;
  });
}
constexpr bool EveryFunctionHasAName() {
  for (int id = 0; id < kFunctionCount; ++id) {
    if (!HasRow(false, static_cast<std::uint8_t>(id))) return false;
  }
  return true;
}
constexpr bool EveryAggregateHasAName() {
  for (int id = 0; id < kAggregateCount; ++id) {
    if (static_cast<AggregateFunction>(id) == AggregateFunction::kPercentile) continue;
    if (!HasRow(true, static_cast<std::uint8_t>(id))) return false;
  }
  return true;
}
static_assert(EveryFunctionHasAName() && EveryAggregateHasAName());

constexpr std::size_t kNameLengthMax =
    std::max_element(kCallables.begin(), kCallables.end(), [](const auto& a, const auto& b) {
      return a.name.size() < b.name.size();
    }) -> name.size();

std::vector<std::string_view> NamesThat(bool aggregates) {
  std::vector<std::string_view> names;
  for (const auto& [name, form, id] : kCallables) {
    const bool refused = form == CallForm::kStddevOnly || form == CallForm::kVarianceOnly;
    if (!refused && IsAggregate(form) == aggregates) names.push_back(name);
  }
  return names;
}

}  // namespace

std::span<const Callable> AllCallables() { return kCallables; }

const Callable* FindCallable(std::string_view name) {
  if (name.size() > kNameLengthMax) return nullptr;
  std::array<char, kNameLengthMax> buffer;
  for (std::size_t i = 0; i < name.size(); ++i) {
    buffer[i] = AsciiLower(name[i]);
  }
  const std::string_view lower(buffer.data(), name.size());
  const auto it = std::lower_bound(
      kCallables.begin(), kCallables.end(), lower,
      [](const Callable& row, std::string_view wanted) { return row.name < wanted; });
  return it != kCallables.end() && it->name == lower ? &*it : nullptr;
}

std::optional<Function> FindFunction(std::string_view name) {
  const Callable* callable = FindCallable(name);
  if (callable == nullptr) return std::nullopt;
  const auto& [word, form, id] = *callable;
  if (!IsFunction(form) && form != CallForm::kPosition) return std::nullopt;
  return static_cast<Function>(id);
}

std::optional<AggregateFunction> FindAggregate(std::string_view name) {
  const Callable* callable = FindCallable(name);
  if (callable == nullptr) return std::nullopt;
  const auto& [word, form, id] = *callable;
  if (form == CallForm::kPercentile) return AggregateFunction::kPercentile;
  if (form != CallForm::kAggregate) return std::nullopt;
  return static_cast<AggregateFunction>(id);
}

const std::vector<std::string_view>& FunctionNames() {
  static const std::vector<std::string_view> names = NamesThat(false);
  return names;
}

const std::vector<std::string_view>& AggregateNames() {
  static const std::vector<std::string_view> names = NamesThat(true);
  return names;
}

}  // namespace semaflow::expr
