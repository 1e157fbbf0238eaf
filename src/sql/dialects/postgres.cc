// PostgreSQL 15 to 18. Every rule here was tried on the server; tests/golden shows what comes of
// them. What differs from DuckDB on purpose is said in docs/semantics.md.
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "sql/dialect.h"
#include "sql/dialects/postgres/rules.h"
#include "sql/legalize.h"

namespace semaflow::sql {
namespace {

using expr::AggregateFunction;

// What `pg_get_keywords()` of 15 to 18 calls reserved, or says to be no function or type.
constexpr std::string_view kReserved =
    "all analyse analyze and any array as asc asymmetric authorization between bigint binary bit "
    "boolean both case cast char character check coalesce collate collation column concurrently "
    "constraint create cross current_catalog current_date current_role current_schema "
    "current_time current_timestamp current_user dec decimal default deferrable desc distinct do "
    "else end except exists extract false fetch float for foreign freeze from full grant greatest "
    "group grouping having ilike in initially inner inout int integer intersect interval into is "
    "isnull join json json_array json_arrayagg json_exists json_object json_objectagg json_query "
    "json_scalar json_serialize json_table json_value lateral leading least left like limit "
    "localtime localtimestamp merge_action national natural nchar none normalize not notnull null "
    "nullif numeric offset on only or order out outer overlaps overlay placing position precision "
    "primary real references returning right row select session_user setof similar smallint some "
    "substring symmetric system_user table tablesample then time timestamp to trailing treat trim "
    "true union unique user using values varchar variadic verbose when where window with "
    "xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot "
    "xmlserialize xmltable";
constexpr auto kReservedWords = SplitWords<CountWords(kReserved)>(kReserved);

const Value kSpace = std::string(" ");

// Functions that the lowering turns into nodes of their own.
Expr NeverCalled(Function, Rewriter&) {
  SEMA_CHECK(false, "a function that has a node of its own");
}

// The second argument is a count.
template <char const* name>
Expr WithCount(Function function, Rewriter&) {
  function.args[1] = postgres::CountsAsInt4(std::move(function.args[1]));
  return MakeCall(name, std::move(function.args));
}
constexpr char kLeft[] = "left";
constexpr char kRight[] = "right";
constexpr char kRepeat[] = "repeat";

template <char const* name>
Expr Pad(Function function, Rewriter& rewriter) {
  if (function.args.size() == 2) function.args.push_back(Expr{Constant{&kSpace, false}});
  return WithCount<name>(std::move(function), rewriter);
}
constexpr char kLpad[] = "lpad";
constexpr char kRpad[] = "rpad";

Expr SplitPart(Function function, Rewriter&) {
  function.args[2] = postgres::CountsAsInt4(std::move(function.args[2]));
  return MakeCall("split_part", std::move(function.args));
}

// A function of floats: of decimals it would give a decimal.
template <char const* name>
Expr OfFloats(Function function, Rewriter&) {
  for (Expr& arg : function.args) arg = CastTo(std::move(arg), TypeKind::kFloat);
  return MakeCall(name, std::move(function.args));
}
constexpr char kPower[] = "power";
constexpr char kSqrt[] = "sqrt";
constexpr char kLn[] = "ln";
constexpr char kLog10[] = "log10";
constexpr char kExp[] = "exp";
constexpr char kStddevSamp[] = "stddev_samp";
constexpr char kStddevPop[] = "stddev_pop";
constexpr char kVarSamp[] = "var_samp";
constexpr char kVarPop[] = "var_pop";

template <char const* name>
Expr AggregateOfFloats(AggregateCall call, Rewriter&) {
  call.name = name;
  call.args[0] = CastTo(std::move(call.args[0]), TypeKind::kFloat);
  return Expr{Aggregate{std::move(call)}};
}

using F = expr::Function;
constexpr RuleRow<F, FunctionRule> kFunctionRules[] = {
    {F::kDateTrunc, FunctionRule::By(&NeverCalled)},
    {F::kDatePart, FunctionRule::By(&NeverCalled)},
    {F::kDateAdd, FunctionRule::By(&NeverCalled)},
    {F::kDateDiff, FunctionRule::By(&NeverCalled)},
    {F::kCurrentDate, FunctionRule::By(&NeverCalled)},
    {F::kMod, FunctionRule::By(&postgres::Remainder)},
    {F::kSafeDivide, FunctionRule::By(&NeverCalled)},
    {F::kIf, FunctionRule::By(&NeverCalled)},
    {F::kNow, FunctionRule::Name("now")},
    {F::kMakeDate, FunctionRule::By(&postgres::MakeDate)},
    {F::kLower, FunctionRule::Name("lower")},
    {F::kUpper, FunctionRule::Name("upper")},
    {F::kConcat, FunctionRule::Name("concat")},
    {F::kConcatWs, FunctionRule::Name("concat_ws")},
    {F::kSubstring, FunctionRule::By(&postgres::Substring)},
    {F::kLength, FunctionRule::Name("length")},
    {F::kTrim, FunctionRule::Name("trim")},
    {F::kLtrim, FunctionRule::Name("ltrim")},
    {F::kRtrim, FunctionRule::Name("rtrim")},
    {F::kLeft, FunctionRule::By(&WithCount<kLeft>)},
    {F::kRight, FunctionRule::By(&WithCount<kRight>)},
    {F::kReplace, FunctionRule::Name("replace")},
    {F::kPosition, FunctionRule::Name("strpos")},
    {F::kReverse, FunctionRule::Name("reverse")},
    {F::kRepeat, FunctionRule::By(&WithCount<kRepeat>)},
    {F::kStartsWith, FunctionRule::Name("starts_with")},
    {F::kEndsWith, FunctionRule::By(&postgres::EndsWith)},
    {F::kContains, FunctionRule::By(&postgres::Contains)},
    {F::kLpad, FunctionRule::By(&Pad<kLpad>)},
    {F::kRpad, FunctionRule::By(&Pad<kRpad>)},
    {F::kSplitPart, FunctionRule::By(&SplitPart)},
    {F::kRegexpMatches, FunctionRule::Name("regexp_like")},
    {F::kCoalesce, FunctionRule::Name("coalesce")},
    {F::kNullIf, FunctionRule::Name("nullif")},
    {F::kGreatest, FunctionRule::By(&postgres::Greatest)},
    {F::kLeast, FunctionRule::By(&postgres::Least)},
    {F::kAbs, FunctionRule::Name("abs")},
    {F::kCeil, FunctionRule::By(&postgres::Ceil)},
    {F::kFloor, FunctionRule::By(&postgres::Floor)},
    {F::kRound, FunctionRule::By(&postgres::Round)},
    {F::kTrunc, FunctionRule::By(&postgres::Trunc)},
    {F::kPower, FunctionRule::By(&OfFloats<kPower>)},
    {F::kSqrt, FunctionRule::By(&OfFloats<kSqrt>)},
    {F::kLn, FunctionRule::By(&OfFloats<kLn>)},
    {F::kLog10, FunctionRule::By(&OfFloats<kLog10>)},
    {F::kLog, FunctionRule::By(&postgres::Log)},
    {F::kExp, FunctionRule::By(&OfFloats<kExp>)},
    {F::kSign, FunctionRule::By(&postgres::Sign)},
    {F::kIntegerDivide, FunctionRule::By(&postgres::IntegerDivide)},
};

constexpr RuleRow<AggregateFunction, AggregateRule> kAggregateRules[] = {
    {AggregateFunction::kCount, AggregateRule::Name("count")},
    {AggregateFunction::kCountDistinct, AggregateRule::Name("count")},
    {AggregateFunction::kSum, AggregateRule::By(&postgres::Sum)},
    {AggregateFunction::kMin, AggregateRule::By(&postgres::Min)},
    {AggregateFunction::kAnyValue, AggregateRule::By(&postgres::Min)},
    {AggregateFunction::kMax, AggregateRule::By(&postgres::Max)},
    {AggregateFunction::kAvg, AggregateRule::By(&postgres::Avg)},
    {AggregateFunction::kMedian, AggregateRule::By(&postgres::Median)},
    {AggregateFunction::kPercentile, AggregateRule::By(&postgres::Percentile)},
    {AggregateFunction::kStddevSamp, AggregateRule::By(&AggregateOfFloats<kStddevSamp>)},
    {AggregateFunction::kStddevPop, AggregateRule::By(&AggregateOfFloats<kStddevPop>)},
    {AggregateFunction::kVarSamp, AggregateRule::By(&AggregateOfFloats<kVarSamp>)},
    {AggregateFunction::kVarPop, AggregateRule::By(&AggregateOfFloats<kVarPop>)},
    {AggregateFunction::kApproxCountDistinct, AggregateRule::By(&postgres::CountDistinct)},
    {AggregateFunction::kStringAgg, AggregateRule::By(&postgres::StringAgg)},
    {AggregateFunction::kArrayAgg, AggregateRule::By(&postgres::ArrayAgg)},
    {AggregateFunction::kFirst, AggregateRule::By(&postgres::FirstByOrder)},
    {AggregateFunction::kLast, AggregateRule::By(&postgres::FirstByOrder)},
    {AggregateFunction::kBoolAnd, AggregateRule::Name("bool_and")},
    {AggregateFunction::kBoolOr, AggregateRule::Name("bool_or")},
};

bool NoFiles(std::string_view, std::string&) { return false; }

constexpr Dialect kTable = {
    .name = "postgres",
    .lexical = {.identifier_quote = '"',
                .text_escape = TextEscape::kDoubledQuote,
                .parameters = ParameterStyle::kDollarNumber,
                .parameters_say_types = true,
                .floats_say_types = true,
                .binary = {"decode('", "', 'hex')"},
                .list = {"ARRAY[", "]"},
                .like_end = " ESCAPE ''",
                .names_ignore_case = false,
                .reserved = ReservedWords(kReservedWords),
                .identifier_bytes_max = 63,
                .parameters_max = 65535,
                .limit_max = std::numeric_limits<std::int64_t>::max()},
    .has = {.filtered_aggregates = true,
            .is_distinct_from = true,
            .is_distinct_in_or = true,
            .is_distinct_joins = false,  // Neither hashed nor merged, and refused in FULL JOIN.
            .real_division = false,
            .exists_in_or = false,
            .semi_joins = false,
            .text_by_code_point = false,
            .nul_in_texts = false,
            .unnamed_tables = false},  // Before 16.
    .types = {"", "BOOLEAN", "BIGINT", "NUMERIC", "DOUBLE PRECISION", "TEXT", "DATE", "TIMESTAMP",
              "TIMESTAMPTZ", "TIME", "INTERVAL", "BYTEA", "JSONB", "[]"},
    .functions = RulesByNumber<expr::kFunctionCount>(kFunctionRules),
    .aggregates = RulesByNumber<expr::kAggregateCount>(kAggregateRules),
    .cast = Rule<Cast>::By(&postgres::RewriteCast),
    .truncate = Rule<Truncate>::By(&postgres::RewriteTruncate),
    .read_part = Rule<ReadPart>::By(&postgres::RewriteReadPart),
    .shift = Rule<Shift>::By(&postgres::RewriteShift),
    .count_periods = Rule<CountPeriods>::By(&postgres::RewriteCountPeriods),
    .file_source = &NoFiles,
    .file_kinds = "it reads tables alone: load the file into one",
};
static_assert(Complete(kTable));

}  // namespace

constexpr Dialect kPostgres = kTable;

}  // namespace semaflow::sql
