// DuckDB 1.4 to 2.0. Every rule here was tried on the engine; tests/golden runs them.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/check.h"
#include "sql/dialect.h"
#include "sql/legalize.h"
#include "sql/literal.h"

namespace semaflow::sql {
namespace {

using expr::AggregateFunction;
using time::Grain;

// All keywords of `duckdb_keywords()` that are not "unreserved".
constexpr std::string_view kReserved =
    "all analyse analyze and anti any array as asc asof asymmetric at authorization between "
    "bigint binary bit boolean both by case cast char character check coalesce collate "
    "collation column columns concurrently constraint create cross dec decimal default "
    "deferrable desc describe distinct do else end except exists extract false fetch float for "
    "foreign freeze from full generated glob group grouping grouping_id having ilike in "
    "initially inner inout int integer intersect interval into is isnull join lambda lateral "
    "leading left like limit map national natural nchar none not notnull null nullif numeric "
    "offset on only or order out outer overlaps overlay pivot pivot_longer pivot_wider placing "
    "position positional precision primary qualify real references returning right row select "
    "semi setof show similar smallint some struct substring summarize symmetric table "
    "tablesample then time timestamp to trailing treat trim true try_cast union unique unpack "
    "unpivot using values varchar variadic verbose when where window with xmlattributes "
    "xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot "
    "xmlserialize xmltable";
constexpr auto kReservedWords = SplitWords<CountWords(kReserved)>(kReserved);

// --- Times.

const Value kUtcName = std::string("UTC");

constexpr std::string_view Word(Grain grain) {
  constexpr std::array<std::string_view, time::kGrainCount> kWords = {
      "second", "minute", "hour", "day", "week", "month", "quarter", "year"};
  return kWords[static_cast<std::size_t>(grain)];
}

constexpr std::string_view UpperWord(Grain grain) {
  constexpr std::array<std::string_view, time::kGrainCount> kWords = {
      "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"};
  return kWords[static_cast<std::size_t>(grain)];
}

constexpr std::string_view Word(time::Part part) {
  constexpr std::array<std::string_view, time::kPartCount> kWords = {
      "hour", "isodow", "day", "doy", "week", "month", "quarter", "year"};
  return kWords[static_cast<std::size_t>(part)];
}

// Constants that live as long as the process, so that no statement has to keep them.
template <std::size_t N, typename Enum>
const Value* WordValue(Enum word) {
  static const auto values = [] {
    std::array<Value, N> all;
    for (std::size_t i = 0; i < N; ++i) all[i] = std::string(Word(static_cast<Enum>(i)));
    return all;
  }();
  return &values[static_cast<std::size_t>(word)];
}
Expr WordOf(Grain grain) { return Expr{Constant{WordValue<time::kGrainCount>(grain), false}}; }
Expr WordOf(time::Part part) { return Expr{Constant{WordValue<time::kPartCount>(part), false}}; }

const Value* SmallNumber(int number) {
  static const auto values = [] {
    std::array<Value, 13> all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::int64_t>(i);
    return all;
  }();
  return &values[static_cast<std::size_t>(number)];
}

// How far the periods of the model begin behind those of `date_trunc`.
struct Lag {
  int count = 0;
  Grain unit = Grain::kDay;
};
Lag LagOf(Grain grain, const time::CalendarSettings& settings) {
  switch (grain) {
    case Grain::kSecond:
    case Grain::kMinute:
    case Grain::kHour:
    case Grain::kDay:
    case Grain::kMonth:
      return {};
    case Grain::kWeek:
      return {.count = settings.week_start - 1, .unit = Grain::kDay};
    case Grain::kQuarter:
      return {.count = (settings.fiscal_year_start - 1) % 3, .unit = Grain::kMonth};
    case Grain::kYear:
      return {.count = settings.fiscal_year_start - 1, .unit = Grain::kMonth};
  }
  SEMA_CHECK(false, "a grain without a case");
}

Expr Moved(Expr time, const Lag& lag, Operator op) {
  if (lag.count == 0) return time;
  Expr amount{Constant{SmallNumber(lag.count), false}};
  return OperationOf(op, std::move(time), Expr{IntervalOf{std::move(amount), UpperWord(lag.unit)}});
}

// `date_trunc` with the periods of the model.
Expr Cut(Expr time, Grain grain, const time::CalendarSettings& settings) {
  const Lag lag = LagOf(grain, settings);
  Expr cut = CallOf("date_trunc", WordOf(grain), Moved(std::move(time), lag, Operator::kSubtract));
  return Moved(std::move(cut), lag, Operator::kAdd);
}

Expr TruncateInstant(Truncate truncate, Rewriter& rewriter) {
  auto& [grain, kind, zone, settings, operand] = truncate;
  Expr instant = std::move(*operand);
  if (grain >= Grain::kDay) {
    Expr wall = Cut(Expr{AtZone{std::move(instant), zone->name()}}, grain, settings);
    // DuckDB 1.4 makes a date of a day, and a date at a zone means something else.
    return Expr{AtZone{CastTo(std::move(wall), TypeKind::kTimestamp), zone->name()}};
  }
  const std::string_view utc = *std::get_if<std::string>(&kUtcName);
  // Zones are whole seconds from UTC, at all times.
  if (grain == Grain::kSecond || zone->name() == utc) {
    return Expr{AtZone{Cut(Expr{AtZone{std::move(instant), utc}}, grain, settings), utc}};
  }
  // What the wall clock shows beyond the hour, taken off the instant: an hour that the clock shows
  // twice stays two hours.
  Expr wall{AtZone{rewriter.Copy(instant), zone->name()}};
  Expr start = Cut(rewriter.Copy(wall), grain, settings);
  return OperationOf(Operator::kSubtract, std::move(instant),
                     OperationOf(Operator::kSubtract, std::move(wall), std::move(start)));
}

// date_trunc gives a date or a timestamp, as the version likes; the cast fixes the kind.
Expr RewriteTruncate(Truncate truncate, Rewriter& rewriter) {
  auto& [grain, kind, zone, settings, operand] = truncate;
  switch (kind) {
    case TypeKind::kDate:
      if (grain <= Grain::kDay) return std::move(*operand);
      return CastTo(Cut(std::move(*operand), grain, settings), TypeKind::kDate);
    case TypeKind::kTimestamp: {
      Expr cut = Cut(std::move(*operand), grain, settings);
      return grain < Grain::kDay ? std::move(cut) : CastTo(std::move(cut), TypeKind::kTimestamp);
    }
    default:
      SEMA_CHECK(kind == TypeKind::kTimestamptz, "a grain of something that is no time");
      return TruncateInstant(std::move(truncate), rewriter);
  }
}

Expr RewriteReadPart(ReadPart read, Rewriter&) {
  auto& [part, operand] = read;
  return CallOf("date_part", WordOf(part), std::move(*operand));
}

Expr RewriteShift(Shift shift, Rewriter&) {
  auto& [operand, amount, unit] = shift;
  return OperationOf(Operator::kAdd, std::move(*operand),
                     Expr{IntervalOf{std::move(*amount), UpperWord(unit)}});
}

// DuckDB counts weeks from a Thursday, so weeks are counted by the days between their first days.
Expr RewriteCountPeriods(CountPeriods count, Rewriter&) {
  auto& [unit, settings, start, end] = count;
  const Lag lag = LagOf(unit, settings);
  Expr from = Moved(std::move(*start), lag, Operator::kSubtract);
  Expr to = Moved(std::move(*end), lag, Operator::kSubtract);
  if (unit != Grain::kWeek) {
    return CallOf("date_diff", WordOf(unit), std::move(from), std::move(to));
  }
  Expr days = CallOf("date_diff", WordOf(Grain::kDay),
                     CallOf("date_trunc", WordOf(Grain::kWeek), std::move(from)),
                     CallOf("date_trunc", WordOf(Grain::kWeek), std::move(to)));
  return OperationOf(Operator::kDivideInteger, std::move(days),
                     Expr{Constant{SmallNumber(7), false}});
}

// --- Functions.

const Value kSpace = std::string(" ");

// Some functions take 32-bit counts alone; written numbers fit by themselves, parameters do not.
Expr AsCount(Expr count) {
  const auto* constant = std::get_if<Constant>(&count.node);
  if (constant != nullptr && !constant->bound) return count;
  return Expr{Cast{std::move(count), DataType{.kind = TypeKind::kInteger}, false, "INTEGER"}};
}

template <char const* name>
Expr WithCount(Function function, Rewriter&) {
  if (function.args.size() > 1) function.args[1] = AsCount(std::move(function.args[1]));
  return MakeCall(name, std::move(function.args));
}
constexpr char kRoundName[] = "round";
constexpr char kTruncName[] = "trunc";
constexpr char kLpadName[] = "lpad";
constexpr char kRpadName[] = "rpad";

template <char const* name>
Expr Pad(Function function, Rewriter& rewriter) {
  if (function.args.size() == 2) function.args.push_back(Expr{Constant{&kSpace, false}});
  return WithCount<name>(std::move(function), rewriter);
}

Expr Remainder(Function function, Rewriter& rewriter) {
  Expr& number = function.args[0];
  Expr& divisor = function.args[1];
  return rewriter.Quotient({Operator::kModulo, std::move(number), std::move(divisor)});
}

// `//` divides integers towards zero and is real division for all else. Taking the remainder off
// first makes the quotient whole, so that rounding it is exact.
Expr IntegerDivide(Function function, Rewriter& rewriter) {
  const Value* zero = SmallNumber(0);
  Expr dividend = std::move(function.args[0]);
  Expr divisor = CallOf("nullif", std::move(function.args[1]), Expr{Constant{zero, false}});
  if (function.kind == TypeKind::kInteger) {
    return OperationOf(Operator::kDivideInteger, std::move(dividend), std::move(divisor));
  }
  Expr rest = OperationOf(Operator::kModuloAsIs, rewriter.Copy(dividend), rewriter.Copy(divisor));
  Expr whole = OperationOf(Operator::kDivideInteger,
                           OperationOf(Operator::kSubtract, std::move(dividend), std::move(rest)),
                           std::move(divisor));
  return CastTo(CallOf("round", std::move(whole)), TypeKind::kInteger);
}

// ceil and floor take floats and decimals; an integer would become a float, and lose digits. What
// the model tells as an integer is one or not: trunc keeps every type exact, and a step corrects
// it.
template <char const* name, Operator beyond, Operator step>
Expr WholeOf(Function function, Rewriter& rewriter) {
  if (function.kind != TypeKind::kInteger) return MakeCall(name, std::move(function.args));
  Expr value = std::move(function.args[0]);
  Expr cut = CallOf("trunc", rewriter.Copy(value));
  Expr moved = OperationOf(step, rewriter.Copy(cut), Expr{Constant{SmallNumber(1), false}});
  Case whole;
  whole.branches.push_back(
      CaseBranch{OperationOf(beyond, std::move(value), rewriter.Copy(cut)), std::move(moved)});
  whole.otherwise = std::move(cut);
  return Expr{std::move(whole)};
}
constexpr char kCeilName[] = "ceil";
constexpr char kFloorName[] = "floor";

// Functions that the lowering turns into nodes of their own.
Expr NeverCalled(Function, Rewriter&) {
  SEMA_CHECK(false, "a function that has a node of its own");
}

using F = expr::Function;
constexpr RuleRow<F, FunctionRule> kFunctionRules[] = {
    {F::kDateTrunc, FunctionRule::By(&NeverCalled)},
    {F::kDatePart, FunctionRule::By(&NeverCalled)},
    {F::kDateAdd, FunctionRule::By(&NeverCalled)},
    {F::kDateDiff, FunctionRule::By(&NeverCalled)},
    {F::kCurrentDate, FunctionRule::By(&NeverCalled)},
    {F::kMod, FunctionRule::By(&Remainder)},
    {F::kSafeDivide, FunctionRule::By(&NeverCalled)},
    {F::kIf, FunctionRule::By(&NeverCalled)},
    {F::kNow, FunctionRule::Name("now")},
    {F::kMakeDate, FunctionRule::Name("make_date")},
    {F::kLower, FunctionRule::Name("lower")},
    {F::kUpper, FunctionRule::Name("upper")},
    {F::kConcat, FunctionRule::Name("concat")},
    {F::kConcatWs, FunctionRule::Name("concat_ws")},
    {F::kSubstring, FunctionRule::Name("substring")},
    {F::kLength, FunctionRule::Name("length")},
    {F::kTrim, FunctionRule::Name("trim")},
    {F::kLtrim, FunctionRule::Name("ltrim")},
    {F::kRtrim, FunctionRule::Name("rtrim")},
    {F::kLeft, FunctionRule::Name("left")},
    {F::kRight, FunctionRule::Name("right")},
    {F::kReplace, FunctionRule::Name("replace")},
    {F::kPosition, FunctionRule::Name("strpos")},
    {F::kReverse, FunctionRule::Name("reverse")},
    {F::kRepeat, FunctionRule::Name("repeat")},
    {F::kStartsWith, FunctionRule::Name("starts_with")},
    {F::kEndsWith, FunctionRule::Name("ends_with")},
    {F::kContains, FunctionRule::Name("contains")},
    {F::kLpad, FunctionRule::By(&Pad<kLpadName>)},
    {F::kRpad, FunctionRule::By(&Pad<kRpadName>)},
    {F::kSplitPart, FunctionRule::Name("split_part")},
    {F::kRegexpMatches, FunctionRule::Name("regexp_matches")},
    {F::kCoalesce, FunctionRule::Name("coalesce")},
    {F::kNullIf, FunctionRule::Name("nullif")},
    {F::kGreatest, FunctionRule::Name("greatest")},
    {F::kLeast, FunctionRule::Name("least")},
    {F::kAbs, FunctionRule::Name("abs")},
    {F::kCeil, FunctionRule::By(&WholeOf<kCeilName, Operator::kGt, Operator::kAdd>)},
    {F::kFloor, FunctionRule::By(&WholeOf<kFloorName, Operator::kLt, Operator::kSubtract>)},
    {F::kRound, FunctionRule::By(&WithCount<kRoundName>)},
    {F::kTrunc, FunctionRule::By(&WithCount<kTruncName>)},
    {F::kPower, FunctionRule::Name("power")},
    {F::kSqrt, FunctionRule::Name("sqrt")},
    {F::kLn, FunctionRule::Name("ln")},
    {F::kLog10, FunctionRule::Name("log10")},
    {F::kLog, FunctionRule::Name("log")},
    {F::kExp, FunctionRule::Name("exp")},
    {F::kSign, FunctionRule::Name("sign")},
    {F::kIntegerDivide, FunctionRule::By(&IntegerDivide)},
};

// --- Aggregates.

Expr Renamed(AggregateCall call, std::string_view name) {
  call.name = name;
  return Expr{Aggregate{std::move(call)}};
}

// A median of decimals would be rounded to their scale, one of integers cut.
void MakeReal(AggregateCall& call) {
  if (call.kind == TypeKind::kFloat) return;
  call.args[0] = CastTo(std::move(call.args[0]), TypeKind::kFloat);
}

Expr Median(AggregateCall call, Rewriter&) {
  if (call.kind != TypeKind::kInteger) MakeReal(call);
  return Renamed(std::move(call), "median");
}

Expr Percentile(AggregateCall call, Rewriter& rewriter) {
  MakeReal(call);
  call.args.push_back(rewriter.Make(call.fraction));
  switch (call.percentile) {
    case expr::PercentileKind::kContinuous:
      return Renamed(std::move(call), "quantile_cont");
    case expr::PercentileKind::kDiscrete:
      return Renamed(std::move(call), "quantile_disc");
    case expr::PercentileKind::kApproximate:
      return Renamed(std::move(call), "approx_quantile");
  }
  SEMA_CHECK(false, "a percentile without a case");
}

constexpr RuleRow<AggregateFunction, AggregateRule> kAggregateRules[] = {
    {AggregateFunction::kCount, AggregateRule::Name("count")},
    {AggregateFunction::kCountDistinct, AggregateRule::Name("count")},
    {AggregateFunction::kSum, AggregateRule::Name("sum")},
    {AggregateFunction::kMin, AggregateRule::Name("min")},
    {AggregateFunction::kAnyValue,
     AggregateRule::Name("min")},  // The smallest value, so that it is the same each time.
    {AggregateFunction::kMax, AggregateRule::Name("max")},
    {AggregateFunction::kAvg, AggregateRule::Name("avg")},
    {AggregateFunction::kMedian, AggregateRule::By(&Median)},
    {AggregateFunction::kPercentile, AggregateRule::By(&Percentile)},
    {AggregateFunction::kStddevSamp, AggregateRule::Name("stddev_samp")},
    {AggregateFunction::kStddevPop, AggregateRule::Name("stddev_pop")},
    {AggregateFunction::kVarSamp, AggregateRule::Name("var_samp")},
    {AggregateFunction::kVarPop, AggregateRule::Name("var_pop")},
    {AggregateFunction::kApproxCountDistinct, AggregateRule::Name("approx_count_distinct")},
    {AggregateFunction::kStringAgg, AggregateRule::Name("string_agg")},
    {AggregateFunction::kArrayAgg, AggregateRule::Name("array_agg")},
    {AggregateFunction::kFirst, AggregateRule::Name("first")},
    {AggregateFunction::kLast, AggregateRule::Name("first")},  // The order of its rows says which.
    {AggregateFunction::kBoolAnd, AggregateRule::Name("bool_and")},
    {AggregateFunction::kBoolOr, AggregateRule::Name("bool_or")},
};

// --- Casts.

Expr RewriteCast(Cast cast, Rewriter&) {
  if (cast.implied) return std::move(*cast.operand);
  return Expr{std::move(cast)};
}

// --- Files.

bool EndsWith(std::string_view path, std::string_view ending) {
  return path.size() >= ending.size() &&
         std::equal(ending.begin(), ending.end(), path.end() - static_cast<long>(ending.size()),
                    [](char want, char c) {
                      return want == (c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
                    });
}

bool AppendFileSource(std::string_view path, std::string& out) {
  std::string_view name = path;
  for (const std::string_view packed : {".gz", ".zst"}) {
    if (EndsWith(name, packed)) name.remove_suffix(packed.size());
  }
  if (EndsWith(path, ".parquet") || EndsWith(path, ".pq")) {
    out += "read_parquet(";
  } else if (EndsWith(name, ".csv") || EndsWith(name, ".tsv") || EndsWith(name, ".txt")) {
    out += "read_csv(";
  } else {
    return false;
  }
  AppendTextLiteral(out, path, kDuckDb);
  out += ')';
  return true;
}

constexpr Dialect kTable = {
    .name = "duckdb",
    .lexical = {.identifier_quote = '"',
                .text_escape = TextEscape::kDoubledQuote,
                .parameters = ParameterStyle::kDollarNumber,
                .parameters_say_types = false,
                .floats_say_types = false,
                .binary = {"unhex('", "')"},
                .list = {"[", "]"},
                .like_end = "",
                .names_ignore_case = true,
                .reserved = ReservedWords(kReservedWords),
                .identifier_bytes_max = 0,
                .parameters_max = 0,
                .limit_max = std::uint64_t{1} << 62},
    .has = {.filtered_aggregates = true,
            .is_distinct_from = true,
            .is_distinct_in_or = false,  // Loses rows: docs/adr/0017.
            .is_distinct_joins = true,
            .real_division = true,
            .exists_in_or = true,
            .semi_joins = true,
            .text_by_code_point = true,
            .nul_in_texts = true,
            .unnamed_tables = true},
    .types = {"", "BOOLEAN", "BIGINT", "DECIMAL", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP",
              "TIMESTAMPTZ", "TIME", "INTERVAL", "BLOB", "JSON", "[]"},
    .functions = RulesByNumber<expr::kFunctionCount>(kFunctionRules),
    .aggregates = RulesByNumber<expr::kAggregateCount>(kAggregateRules),
    .cast = Rule<Cast>::By(&RewriteCast),
    .truncate = Rule<Truncate>::By(&RewriteTruncate),
    .read_part = Rule<ReadPart>::By(&RewriteReadPart),
    .shift = Rule<Shift>::By(&RewriteShift),
    .count_periods = Rule<CountPeriods>::By(&RewriteCountPeriods),
    .file_source = &AppendFileSource,
    .file_kinds = "use .parquet or .csv files",
};
static_assert(Complete(kTable));

}  // namespace

constexpr Dialect kDuckDb = kTable;

}  // namespace semaflow::sql
