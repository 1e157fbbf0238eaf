// The expression tree: one small language for dimensions, measures, filters and formulas.
// A tree is a value. The parser makes `Name` leaves; the model's binder replaces each by a `Ref`.
// Nodes are aggregates without behaviour; visitors open them by structured binding.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/box.h"
#include "base/node_pool.h"
#include "base/source.h"
#include "semaflow/types.h"
#include "time/grain.h"

namespace semaflow::expr {

struct Expr;
using Exprs = NodeVector<Expr>;

/// A name as written, split at its dots: {"status"}, {"c", "country"}, {"column", "x"},
/// {"o", "order_date", "month"}. Only in parsed trees.
struct Name {
  std::vector<std::string> parts;
  friend bool operator==(const Name&, const Name&) = default;
};

/// What a bound name means. `expr` gives the numbers no meaning of its own: they are positions in
/// the model's tables (model/model.h).
enum class RefKind : std::uint8_t {
  kColumn,         ///< Column `index` of the table of `alias`.
  kDimension,      ///< Dimension `index` of the table of `alias`.
  kMeasure,        ///< Measure `index` of the table of `alias`.
  kFlowDimension,  ///< Dimension `index` of the flow.
  kFlowMeasure,    ///< Measure `index` of the flow.
  kRows,           ///< The rows of `alias`: `count(*)`, `count(i.*)`.
  kShared,         ///< Field `index` that the measures of a query share, each by its own field.
  kPerRow,         ///< A measure over the rows that reach a row of `alias` (model/per_row.h).
};
/// An alias of a flow by its position; kSelf is the table that the expression belongs to.
using AliasIndex = std::uint16_t;
inline constexpr AliasIndex kSelf = 0xffff;
/// Of kPerRow: the measure is over all rows, and has one value.
inline constexpr AliasIndex kAllRows = 0xfffe;

struct Ref {
  RefKind kind = RefKind::kColumn;
  AliasIndex alias = kSelf;
  std::uint32_t index = 0;
  time::TimeField field;   ///< A grain or part of a time: `o.order_date.month`.
  AliasIndex per = kSelf;  ///< Of kPerRow: by whose rows the measure is grouped.
  friend bool operator==(const Ref&, const Ref&) = default;
};

struct Literal {
  Value value;
  bool bound = false;  ///< A value of the request: travels as a parameter, never as text.
  friend bool operator==(const Literal&, const Literal&) = default;
};

enum class UnaryOp : std::uint8_t { kNegate, kNot };
struct Unary {
  UnaryOp op;
  Box<Expr> operand;
  friend bool operator==(const Unary&, const Unary&) = default;
};

enum class BinaryOp : std::uint8_t {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kModulo,
  kConcat,
  kEq,
  kNe,
  kLt,
  kLe,
  kGt,
  kGe,
  kAnd,
  kOr,
};
struct Binary {
  BinaryOp op;
  Box<Expr> left;
  Box<Expr> right;
  friend bool operator==(const Binary&, const Binary&) = default;
};

struct InList {
  Box<Expr> operand;
  Exprs items;  ///< May be empty: matches nothing.
  bool negated = false;
  friend bool operator==(const InList&, const InList&) = default;
};

struct Between {
  Box<Expr> operand;
  Box<Expr> low;   ///< Included.
  Box<Expr> high;  ///< Included.
  bool negated = false;
  friend bool operator==(const Between&, const Between&) = default;
};

struct IsNull {
  Box<Expr> operand;
  bool negated = false;
  friend bool operator==(const IsNull&, const IsNull&) = default;
};

struct Like {
  Box<Expr> operand;
  Box<Expr> pattern;
  bool ignore_case = false;
  bool negated = false;
  friend bool operator==(const Like&, const Like&) = default;
};

struct CaseBranch;
struct Case {
  std::vector<CaseBranch> branches;  ///< At least one.
  Box<Expr> otherwise;               ///< Empty: NULL.
  friend bool operator==(const Case&, const Case&) = default;
};

struct Cast {
  Box<Expr> operand;
  DataType to;
  bool or_null = false;  ///< try_cast: NULL instead of an error.
  friend bool operator==(const Cast&, const Cast&) = default;
};

/// The scalar functions, see functions.h for their names, arguments and types.
enum class Function : std::uint8_t {
  // Date and time. DateTrunc(time), DateAdd(time, amount), DateDiff(start, end) carry Call::unit;
  // DatePart(time) carries Call::part.
  kDateTrunc,
  kDatePart,
  kDateAdd,
  kDateDiff,
  kNow,
  kCurrentDate,
  kMakeDate,
  // Text. kPosition(text, part), kLog(base, value).
  kLower,
  kUpper,
  kConcat,
  kConcatWs,
  kSubstring,
  kLength,
  kTrim,
  kLtrim,
  kRtrim,
  kLeft,
  kRight,
  kReplace,
  kPosition,
  kReverse,
  kRepeat,
  kStartsWith,
  kEndsWith,
  kContains,
  kLpad,
  kRpad,
  kSplitPart,
  kRegexpMatches,
  // NULL.
  kCoalesce,
  kNullIf,
  kGreatest,
  kLeast,
  // Numbers.
  kAbs,
  kCeil,
  kFloor,
  kRound,
  kTrunc,
  kPower,
  kSqrt,
  kLn,
  kLog10,
  kLog,
  kExp,
  kSign,
  kMod,
  kSafeDivide,
  kIntegerDivide,
  // Conditional.
  kIf,
};
inline constexpr int kFunctionCount = static_cast<int>(Function::kIf) + 1;

struct Call {
  Function function;
  Exprs args;
  time::TimeField field;  ///< The grain of date_trunc/date_add/date_diff, the part of date_part.
  friend bool operator==(const Call&, const Call&) = default;
};

enum class AggregateFunction : std::uint8_t {
  kCount,  ///< count(*) when `args` is empty or a kRows reference.
  kCountDistinct,
  kSum,
  kMin,
  kMax,
  kAvg,
  kMedian,
  kPercentile,
  kStddevSamp,
  kStddevPop,
  kVarSamp,
  kVarPop,
  kApproxCountDistinct,
  kStringAgg,
  kArrayAgg,
  kAnyValue,
  kFirst,
  kLast,
  kBoolAnd,
  kBoolOr,
};
inline constexpr int kAggregateCount = static_cast<int>(AggregateFunction::kBoolOr) + 1;

enum class PercentileKind : std::uint8_t { kContinuous, kDiscrete, kApproximate };

/// An aggregate. At most one argument; the rest are keys of their own.
struct AggregateDetails {
  Exprs args;
  Box<Expr> filter;             ///< A condition; empty: every row.
  Box<Expr> order_by;           ///< string_agg, array_agg, and the time of first and last.
  std::string separator = ",";  ///< string_agg.
  double fraction = 0.5;        ///< percentile, 0 to 1.
  PercentileKind percentile = PercentileKind::kContinuous;
  /// The alias whose rows are aggregated, once bound; kSelf in members of a table.
  AliasIndex home = kSelf;
  friend bool operator==(const AggregateDetails&, const AggregateDetails&) = default;
};
struct Aggregate {
  AggregateFunction function;
  Box<AggregateDetails> details;  ///< Never empty.
  friend bool operator==(const Aggregate&, const Aggregate&) = default;
};

/// `measure filter (where ...)`: a measure with one more condition.
struct Filtered {
  Box<Expr> measure;
  Box<Expr> filter;
  friend bool operator==(const Filtered&, const Filtered&) = default;
};

/// A measure divided by itself over all groups that are equal in some of the query's dimensions.
struct Share {
  Box<Expr> measure;
  Exprs of;  ///< Those dimensions; none: the measure over all groups.
  friend bool operator==(const Share&, const Share&) = default;
};

/// The marked escape hatch: SQL of one dialect, parsed by nobody. Only from a model's `sql:` key.
struct SqlEscape {
  std::vector<std::pair<std::string, std::string>> by_dialect;  ///< dialect name, text
  friend bool operator==(const SqlEscape&, const SqlEscape&) = default;
};

struct Expr {
  std::variant<Literal, Name, Ref, Unary, Binary, InList, Between, IsNull, Like, Case, Cast, Call,
               Aggregate, Filtered, SqlEscape, Share>
      node;
  Span span{};  ///< In the text that it was parsed from; not part of ==.

  friend bool operator==(const Expr& a, const Expr& b);
};

struct CaseBranch {
  Expr when;  ///< A condition.
  Expr then;
  friend bool operator==(const CaseBranch&, const CaseBranch&) = default;
};

// Behind CaseBranch: the comparison needs all nodes complete.
inline bool operator==(const Expr& a, const Expr& b) { return a.node == b.node; }

static_assert(sizeof(Expr) <= 96);

/// Nesting that the parser and every other reader of trees accepts.
inline constexpr int kDepthMax = 64;

}  // namespace semaflow::expr
