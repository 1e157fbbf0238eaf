// The SQL tree: one SELECT statement, before it is text. Trees are values; nodes are aggregates
// without behaviour. Names and constants are views into the plan, its model or Query::owned_*, so
// that building a tree copies no text: a Query must not outlive its LogicalPlan.
//
// The lowering writes nodes that say what is meant (`Function`, `Truncate`, `AtZone`, ...); the
// legalizer turns those into what one dialect can say; the renderer prints what is left.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/box.h"
#include "base/node_pool.h"
#include "expr/expr.h"
#include "model/model.h"
#include "semaflow/types.h"
#include "time/grain.h"

namespace semaflow::sql {

struct Expr;
using Exprs = NodeVector<Expr>;

/// `table.name`.
struct Column {
  std::string_view table;  ///< The name that the FROM clause gives; "" for none.
  std::string_view name;
};

/// A constant. `bound` values are parameters of the statement, the others are written out.
struct Constant {
  const Value* value = nullptr;  ///< Never nullptr.
  bool bound = false;
};

enum class UnaryOp : std::uint8_t { kNegate, kNot, kIsNull, kIsNotNull, kIsNotTrue };
struct Unary {
  UnaryOp op;
  Box<Expr> operand;
};

enum class Operator : std::uint8_t {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,         ///< Real division, NULL on a zero divisor.
  kModulo,         ///< Sign of the dividend, NULL on a zero divisor.
  kDivideAsIs,     ///< The dialect's `/`. Only after legalizing.
  kModuloAsIs,     ///< The dialect's `%`. Only after legalizing.
  kDivideInteger,  ///< The dialect's `//`. Only after legalizing.
  kConcat,
  kEq,
  kNe,
  kLt,
  kLe,
  kGt,
  kGe,
  kIsDistinct,
  kIsNotDistinct,
  kLike,
  kNotLike,
  kILike,
  kNotILike,
};
struct Binary {
  Operator op;
  Box<Expr> left;
  Box<Expr> right;
};

/// AND or OR of at least two terms.
struct Logic {
  bool all;  ///< AND, else OR.
  Exprs terms;
};

struct InList {
  Box<Expr> operand;
  Exprs items;  ///< At least one.
  bool negated = false;
};

struct Between {
  Box<Expr> operand;
  Box<Expr> low;
  Box<Expr> high;
  bool negated = false;
};

struct CaseBranch;
struct Case {
  std::vector<CaseBranch> branches;  ///< At least one.
  Box<Expr> otherwise;               ///< Empty: NULL.
};

struct Cast {
  Box<Expr> operand;
  DataType to;
  bool or_null = false;
  std::string_view type_name = {};     ///< Instead of the dialect's word for `to`, by its rules.
  TypeKind from = TypeKind::kUnknown;  ///< Of the operand, as far as anybody told.
  bool implied = false;                ///< Of no effect where the dialect casts by itself.
};

/// A scalar function of the catalogue, by its meaning.
struct Function {
  expr::Function function;
  Exprs args;
  /// Of all arguments; kUnknown: they differ, or no matter. Proven for kIntegerDivide, and for
  /// kRound and kTrunc where it is an integer; else perhaps only told by the model.
  TypeKind kind = TypeKind::kUnknown;
};

/// `name(args)` of one dialect. Only after legalizing.
struct Call {
  std::string_view name;
  Exprs args;
};

struct OrderKey;
struct AggregateCall {
  expr::AggregateFunction function;
  Exprs args;  ///< Empty: `count(*)`.
  /// Of the argument. Proven for the median, percentiles and a sum of integers, as another number
  /// would come of a wrong one; else perhaps only told by the model.
  TypeKind kind = TypeKind::kUnknown;
  bool distinct = false;
  std::string_view name = {};  ///< As the dialect calls it. Only after legalizing.
  std::vector<OrderKey> order_by;
  Box<Expr> filter;       ///< Empty: every row.
  double fraction = 0.5;  ///< percentile.
  expr::PercentileKind percentile = expr::PercentileKind::kContinuous;
  bool within_group = false;  ///< `order_by` stands WITHIN GROUP. Only after legalizing.
};
struct Aggregate {
  Box<AggregateCall> call;  ///< Never empty.
};

/// The first moment of the period that holds `operand`. A kDate gives a date, a kTimestamp a wall
/// clock reading; for a kTimestamptz the periods are those of `zone` and the result is an instant.
struct Truncate {
  time::Grain grain;
  TypeKind kind;
  const time::Zone* zone;  ///< kTimestamptz only, else nullptr.
  time::CalendarSettings settings;
  Box<Expr> operand;
};

/// A number read off a date or a wall clock reading.
struct ReadPart {
  time::Part part;
  Box<Expr> operand;
};

/// An instant to the wall clock of a zone, or back (a reading that does not exist goes forward).
struct AtZone {
  Box<Expr> operand;
  std::string_view zone;
};

/// `operand` moved by `amount` periods (a whole number) on its own clock.
struct Shift {
  Box<Expr> operand;
  Box<Expr> amount;
  time::Grain unit;
};

/// Boundaries of periods between two dates or wall clock readings; negative when `end` is earlier.
struct CountPeriods {
  time::Grain unit;
  time::CalendarSettings settings;
  Box<Expr> start;
  Box<Expr> end;
};

/// `operand COLLATE name`.
struct Collate {
  Box<Expr> operand;
  std::string_view name;  ///< "": by code point.
};

/// A list of the given items: `[a, b]`.
struct List {
  Exprs items;
};

/// The marked escape hatch, before its dialect is chosen.
struct Escape {
  const expr::SqlEscape* escape = nullptr;
};

/// Text that is printed as it stands, in parentheses. Only after legalizing.
struct Verbatim {
  std::string_view text;
};

/// `(operand)[1]`: the first item of a list. Only after legalizing.
struct FirstItem {
  Box<Expr> operand;
};

/// `INTERVAL amount UNIT`. Only after legalizing.
struct IntervalOf {
  Box<Expr> amount;
  std::string_view unit;
};

/// `EXISTS (SELECT ...)`. The sub-query has tables and conditions alone, and may name the tables
/// around it.
struct Select;
struct Exists {
  Box<Select> rows;
  bool negated = false;
  /// `key IN (rows)`, whose rows are of one column; empty: any row will do. Only after legalizing.
  Box<Expr> key = {};
};

struct Expr {
  std::variant<Column, Constant, Unary, Binary, Logic, InList, Between, Case, Cast, Function, Call,
               Aggregate, Truncate, ReadPart, AtZone, Shift, CountPeriods, Collate, List, Escape,
               Verbatim, FirstItem, IntervalOf, Exists>
      node;
};
static_assert(sizeof(Expr) <= 64);

struct CaseBranch {
  Expr when;
  Expr then;
};

enum class NullsPlace : std::uint8_t {
  kNone,  ///< There are no NULLs.
  kFirst,
  kLast,
};
struct OrderKey {
  Expr value;
  bool descending = false;
  NullsPlace nulls = NullsPlace::kLast;
  bool is_text = false;  ///< By code point, where `value` says no collation.
};

struct SelectItem {
  Expr value;
  std::string_view name;    ///< "": it needs none.
  bool is_padding = false;  ///< NULL where another part of a union has a group key.
};

struct ComputedColumn {
  std::string_view name;
  Expr value;
};

/// A table that is read before the statement itself (`WITH name AS (...)`), where no other table's
/// columns are in sight. A sub-query in FROM is no such place: what its text names and its own
/// table lacks would be taken from the tables that stand before it (a lateral join).
struct WithEntry {
  std::string_view name;
  const model::Source* source = nullptr;
  std::vector<ComputedColumn> computed = {};  ///< Added to its columns.
  Box<Select> rows = {};                      ///< Read instead of `source`; empty: none.
};

struct TableRef {
  const model::Source* source = nullptr;
  std::string_view alias;
  std::string_view with = {};  ///< The WithEntry that is read instead of `source`; "": none.
  Box<Select> derived = {};    ///< Read instead of `source`; empty: none.
};

enum class JoinKind : std::uint8_t {
  kLeft,
  kInner,
  kFull,
  kCross,
  kSemi,  ///< Rows that have a partner, once each. Only after legalizing.
  kAnti,  ///< Rows that have none. Only after legalizing.
};

struct Join {
  JoinKind kind = JoinKind::kLeft;
  TableRef table;
  NodeVector<Join> nested;  ///< Joins of `table` itself: `LEFT JOIN (table JOIN ...) ON`.
  Exprs on;                 ///< Conjuncts; none for kCross.
};

/// A key of ORDER BY: a column of the answer by its position (from 0), or an expression.
struct QueryOrder {
  std::optional<std::uint32_t> column;
  Expr value;  ///< Without `column`, or with a collation of its column.
  bool descending = false;
  NullsPlace nulls = NullsPlace::kLast;
  bool is_text = false;  ///< By code point, where `value` says no collation.
};

struct Select {
  std::vector<WithEntry> with;  ///< Of the statement, or of a part of a union.
  bool distinct = false;
  NodeVector<SelectItem> select;
  TableRef from;
  NodeVector<Join> joins;
  Exprs where;                 ///< Conjuncts.
  std::uint32_t group_by = 0;  ///< GROUP BY the first columns of the answer, padding apart.
  Exprs having;                ///< Conjuncts.
  NodeVector<QueryOrder> order_by;
  std::optional<std::uint64_t> limit;
  std::optional<std::uint64_t> offset;
  NodeVector<Select> union_all;  ///< Not empty: these, one after the other; nothing else is set.
};

/// The statement.
struct Query : Select {
  /// Values and names that are computed, not taken from the plan.
  std::vector<std::unique_ptr<const Value>> owned_values;
  std::vector<std::unique_ptr<const std::string>> owned_names;
};

}  // namespace semaflow::sql
