#include "expr/functions.h"

#include <array>

namespace semaflow::expr {
namespace {

constexpr std::uint8_t kAnyNumber = 255;

constexpr std::array<FunctionInfo, kFunctionCount> kFunctions = {{
    {Function::kDateTrunc, "date_trunc", 1, 1, FunctionGroup::kTime, "date_trunc('unit', time)",
     "the start of the second, minute, hour, day, week, month, quarter or year that holds a time; "
     "keeps its kind"},
    {Function::kDatePart, "date_part", 1, 1, FunctionGroup::kTime, "date_part('part', time)",
     "a number of a time: year, quarter, month, week (ISO), day_of_year, day_of_month, day_of_week "
     "(1 = Monday), hour"},
    {Function::kDateAdd, "date_add", 2, 2, FunctionGroup::kTime, "date_add('unit', amount, time)",
     "a time so many units later; the last day of a month is not passed; keeps its kind"},
    {Function::kDateDiff, "date_diff", 2, 2, FunctionGroup::kTime, "date_diff('unit', start, end)",
     "how many starts of a unit lie after start and not after end; negative when end is earlier"},
    {Function::kNow, "now", 0, 0, FunctionGroup::kTime, "now()", "the instant of the query"},
    {Function::kCurrentDate, "current_date", 0, 0, FunctionGroup::kTime, "current_date()",
     "today, in the time zone of the query"},
    {Function::kMakeDate, "make_date", 3, 3, FunctionGroup::kTime, "make_date(year, month, day)",
     "a date of three integers"},
    {Function::kLower, "lower", 1, 1, FunctionGroup::kText, "lower(text)", "in lower case"},
    {Function::kUpper, "upper", 1, 1, FunctionGroup::kText, "upper(text)", "in upper case"},
    {Function::kConcat, "concat", 1, kAnyNumber, FunctionGroup::kText, "concat(value, ...)",
     "the values as one text; NULL counts as nothing"},
    {Function::kConcatWs, "concat_ws", 2, kAnyNumber, FunctionGroup::kText,
     "concat_ws(separator, value, ...)",
     "the values that are not NULL, with a separator between them"},
    {Function::kSubstring, "substring", 2, 3, FunctionGroup::kText,
     "substring(text, start [, length])", "a part of a text; the first character is 1"},
    {Function::kLength, "length", 1, 1, FunctionGroup::kText, "length(text)",
     "the number of characters"},
    {Function::kTrim, "trim", 1, 2, FunctionGroup::kText, "trim(text [, characters])",
     "without blanks (or these characters) at both ends"},
    {Function::kLtrim, "ltrim", 1, 2, FunctionGroup::kText, "ltrim(text [, characters])",
     "without blanks (or these characters) at the front"},
    {Function::kRtrim, "rtrim", 1, 2, FunctionGroup::kText, "rtrim(text [, characters])",
     "without blanks (or these characters) at the end"},
    {Function::kLeft, "left", 2, 2, FunctionGroup::kText, "left(text, count)",
     "the first characters"},
    {Function::kRight, "right", 2, 2, FunctionGroup::kText, "right(text, count)",
     "the last characters"},
    {Function::kReplace, "replace", 3, 3, FunctionGroup::kText, "replace(text, old, new)",
     "with every `old` replaced"},
    {Function::kPosition, "strpos", 2, 2, FunctionGroup::kText, "strpos(text, part)",
     "where a part begins, 1 for the first character, 0 when it is not there"},
    {Function::kReverse, "reverse", 1, 1, FunctionGroup::kText, "reverse(text)", "back to front"},
    {Function::kRepeat, "repeat", 2, 2, FunctionGroup::kText, "repeat(text, count)",
     "so many times"},
    {Function::kStartsWith, "starts_with", 2, 2, FunctionGroup::kText, "starts_with(text, part)",
     "whether a text begins so, case-sensitive"},
    {Function::kEndsWith, "ends_with", 2, 2, FunctionGroup::kText, "ends_with(text, part)",
     "whether a text ends so, case-sensitive"},
    {Function::kContains, "contains", 2, 2, FunctionGroup::kText, "contains(text, part)",
     "whether a text holds a part, case-sensitive"},
    {Function::kLpad, "lpad", 2, 3, FunctionGroup::kText, "lpad(text, length [, fill])",
     "filled up (or cut) to a length at the front, with blanks or `fill`"},
    {Function::kRpad, "rpad", 2, 3, FunctionGroup::kText, "rpad(text, length [, fill])",
     "filled up (or cut) to a length at the end, with blanks or `fill`"},
    {Function::kSplitPart, "split_part", 3, 3, FunctionGroup::kText,
     "split_part(text, separator, n)",
     "the n-th part between separators, from 1; '' when there is none"},
    {Function::kRegexpMatches, "regexp_matches", 2, 2, FunctionGroup::kText,
     "regexp_matches(text, pattern)", "whether a regular expression matches somewhere in a text"},
    {Function::kCoalesce, "coalesce", 1, kAnyNumber, FunctionGroup::kNull, "coalesce(value, ...)",
     "the first value that is not NULL"},
    {Function::kNullIf, "nullif", 2, 2, FunctionGroup::kNull, "nullif(value, other)",
     "NULL when both are equal, else the value"},
    {Function::kGreatest, "greatest", 2, kAnyNumber, FunctionGroup::kNull,
     "greatest(value, value, ...)", "the greatest of the values that are not NULL"},
    {Function::kLeast, "least", 2, kAnyNumber, FunctionGroup::kNull, "least(value, value, ...)",
     "the least of the values that are not NULL"},
    {Function::kAbs, "abs", 1, 1, FunctionGroup::kNumber, "abs(number)", "without its sign"},
    {Function::kCeil, "ceil", 1, 1, FunctionGroup::kNumber, "ceil(number)",
     "the next whole number at or above"},
    {Function::kFloor, "floor", 1, 1, FunctionGroup::kNumber, "floor(number)",
     "the next whole number at or below"},
    {Function::kRound, "round", 1, 2, FunctionGroup::kNumber, "round(number [, digits])",
     "to so many digits behind the point (0), halves away from zero"},
    {Function::kTrunc, "trunc", 1, 2, FunctionGroup::kNumber, "trunc(number [, digits])",
     "cut to so many digits behind the point (0), towards zero"},
    {Function::kPower, "power", 2, 2, FunctionGroup::kNumber, "power(base, exponent)",
     "as a float"},
    {Function::kSqrt, "sqrt", 1, 1, FunctionGroup::kNumber, "sqrt(number)",
     "the square root, as a float"},
    {Function::kLn, "ln", 1, 1, FunctionGroup::kNumber, "ln(number)",
     "the natural logarithm, as a float"},
    {Function::kLog10, "log10", 1, 1, FunctionGroup::kNumber, "log10(number)",
     "the logarithm to base 10, as a float"},
    {Function::kLog, "log", 2, 2, FunctionGroup::kNumber, "log(base, number)",
     "the logarithm to any base, as a float"},
    {Function::kExp, "exp", 1, 1, FunctionGroup::kNumber, "exp(number)",
     "e to a power, as a float"},
    {Function::kSign, "sign", 1, 1, FunctionGroup::kNumber, "sign(number)", "-1, 0 or 1"},
    {Function::kMod, "mod", 2, 2, FunctionGroup::kNumber, "mod(number, divisor)",
     "the remainder, with the sign of the number, as `%`; NULL on a zero divisor"},
    {Function::kSafeDivide, "safe_divide", 2, 2, FunctionGroup::kNumber,
     "safe_divide(number, divisor)", "as `/`: a float, NULL on a zero divisor"},
    {Function::kIntegerDivide, "div", 2, 2, FunctionGroup::kNumber, "div(number, divisor)",
     "integer division towards zero; NULL on a zero divisor"},
    {Function::kIf, "if", 3, 3, FunctionGroup::kConditional, "if(condition, then, else)",
     "`then` where the condition is true, else `else`"},
}};

constexpr std::array<AggregateInfo, kAggregateCount> kAggregates = {{
    {AggregateFunction::kCount, "count", "count(*), count(value), count(alias.*)",
     "rows, or the values that are not NULL", true},
    {AggregateFunction::kCountDistinct, "count_distinct",
     "count_distinct(value), count(distinct value)", "different values that are not NULL", false},
    {AggregateFunction::kSum, "sum", "sum(number)",
     "the sum; of a boolean the number of rows where it is true", true},
    {AggregateFunction::kMin, "min", "min(value)", "the smallest value", false},
    {AggregateFunction::kMax, "max", "max(value)", "the greatest value", false},
    {AggregateFunction::kAvg, "avg", "avg(number)", "the mean, as a float", true},
    {AggregateFunction::kMedian, "median", "median(number)",
     "the middle value or the mean of the two, as a float", true},
    {AggregateFunction::kPercentile, "percentile", "percentile(number, fraction [, kind])",
     "the value below which that fraction lies, 0.9 for the 90th percentile, as a float; kind is "
     "continuous, discrete or approximate",
     true},
    {AggregateFunction::kStddevSamp, "stddev_samp", "stddev_samp(number)",
     "the standard deviation of a sample", true},
    {AggregateFunction::kStddevPop, "stddev_pop", "stddev_pop(number)",
     "the standard deviation of a whole population", true},
    {AggregateFunction::kVarSamp, "var_samp", "var_samp(number)", "the variance of a sample", true},
    {AggregateFunction::kVarPop, "var_pop", "var_pop(number)", "the variance of a whole population",
     true},
    {AggregateFunction::kApproxCountDistinct, "approx_count_distinct",
     "approx_count_distinct(value)", "about how many different values, much faster on huge data",
     false},
    {AggregateFunction::kStringAgg, "string_agg", "string_agg(value [, separator] [order by key])",
     "the values joined by ',' or a separator, in the order of a key or of the values", true},
    {AggregateFunction::kArrayAgg, "array_agg", "array_agg(value [order by key])",
     "the values as a list, in the order of a key or of the values", true},
    {AggregateFunction::kAnyValue, "any_value", "any_value(value)",
     "some value: the smallest, so that it is always the same", false},
    {AggregateFunction::kFirst, "first", "first(value [, time])",
     "the value at the earliest time (of the table, if none is given)", false},
    {AggregateFunction::kLast, "last", "last(value [, time])",
     "the value at the latest time (of the table, if none is given)", false},
    {AggregateFunction::kBoolAnd, "bool_and", "bool_and(condition)",
     "whether it is true for every row", false},
    {AggregateFunction::kBoolOr, "bool_or", "bool_or(condition)", "whether it is true for some row",
     false},
}};

// Every row stands at the place of its enumerator, so the tables are complete.
template <typename Rows>
constexpr bool InOrder(const Rows& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (static_cast<std::size_t>(rows[i].function) != i || rows[i].name.empty()) return false;
  }
  return true;
}
static_assert(InOrder(kFunctions));
static_assert(InOrder(kAggregates));

}  // namespace

const FunctionInfo& InfoOf(Function function) {
  return kFunctions[static_cast<std::size_t>(function)];
}

const AggregateInfo& InfoOf(AggregateFunction function) {
  return kAggregates[static_cast<std::size_t>(function)];
}

}  // namespace semaflow::expr
