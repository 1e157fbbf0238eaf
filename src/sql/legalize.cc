#include "sql/legalize.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/check.h"
#include "expr/functions.h"
#include "sql/folded.h"
#include "sql/nul_texts.h"
#include "sql/tied_rows.h"
#include "sql/visit.h"

namespace semaflow::sql {
namespace {

Error CannotSay(const Dialect& dialect, std::string_view what, const Unsupported& unsupported) {
  Error error{.code = ErrorCode::kUnsupportedByDialect,
              .message = std::string(what) + " cannot be said in " + std::string(dialect.name) +
                         ": " + std::string(unsupported.why),
              .labels = {},
              .candidates = {},
              .help = std::string(unsupported.instead)};
  return error;
}

bool IsNonZeroNumber(const Expr& expr) {
  const auto* constant = std::get_if<Constant>(&expr.node);
  if (constant == nullptr || constant->bound) return false;
  if (const auto* integer = std::get_if<std::int64_t>(constant->value)) return *integer != 0;
  if (const auto* real = std::get_if<double>(constant->value)) return *real != 0;
  const auto* decimal = std::get_if<Decimal>(constant->value);
  return decimal != nullptr && decimal->text.find_first_of("123456789") != std::string::npos;
}

const Value kZero = std::int64_t{0};

bool KeepsNulls(expr::AggregateFunction function) {
  return function == expr::AggregateFunction::kArrayAgg ||
         function == expr::AggregateFunction::kFirst || function == expr::AggregateFunction::kLast;
}

// True: no two aliases look the same. False: they are few, or may.
bool AreApart(const NodeVector<TableRef*>& tables) {
  constexpr std::size_t kFewTables = 8;
  if (tables.size() <= kFewTables) return false;
  NodeVector<std::uint64_t> hashes;
  hashes.reserve(tables.size());
  for (const TableRef* table : tables) hashes.push_back(HashFolded(table->alias));
  std::sort(hashes.begin(), hashes.end());
  return std::adjacent_find(hashes.begin(), hashes.end()) == hashes.end();
}

bool ReadsSeveral(const Select& select) {
  return !select.joins.empty() ||
         std::any_of(select.where.begin(), select.where.end(), [](const Expr& condition) {
           return std::holds_alternative<Exists>(condition.node) ||
                  std::holds_alternative<Logic>(condition.node);
         });
}

void RenameIn(Expr& expr, std::string_view from, std::string_view to) {
  if (auto* column = std::get_if<Column>(&expr.node)) {
    if (column->table == from) column->table = to;
    return;
  }
  ForEachChild(expr, [&](Expr& child) { RenameIn(child, from, to); });
}

void RenameIn(Exprs& exprs, std::string_view from, std::string_view to) {
  for (Expr& expr : exprs) RenameIn(expr, from, to);
}

void RenameIn(NodeVector<Join>& joins, std::string_view from, std::string_view to) {
  for (Join& join : joins) {
    RenameIn(join.on, from, to);
    RenameIn(join.nested, from, to);
  }
}

void RenameIn(Select& query, std::string_view from, std::string_view to) {
  for (SelectItem& item : query.select) RenameIn(item.value, from, to);
  RenameIn(query.joins, from, to);
  RenameIn(query.where, from, to);
  RenameIn(query.having, from, to);
  for (QueryOrder& order : query.order_by) RenameIn(order.value, from, to);
}

}  // namespace

std::uint64_t CountNodes(const Expr& expr) {
  std::uint64_t count = 1;
  ForEachChild(expr, [&count](const Expr& child) { count += CountNodes(child); });
  return count;
}

Expr Rewriter::Make(Value value) {
  query_.owned_values.push_back(std::make_unique<const Value>(std::move(value)));
  return Expr{Constant{query_.owned_values.back().get(), false}};
}

Expr Rewriter::Copy(const Expr& expr) {
  nodes_ += CountNodes(expr);
  if (nodes_ <= kSqlNodesMax) return expr;
  Fail(Error{.code = ErrorCode::kPlanTooLarge,
             .message = "the statement is larger than " + std::to_string(kSqlNodesMax) + " parts",
             .labels = {},
             .candidates = {},
             .help = "nest fewer functions of times"});
  return Make(Null{});
}

template <typename Node>
Expr Rewriter::Apply(const Rule<Node>& rule, Node node, std::string_view what) {
  switch (rule.kind) {
    case Rule<Node>::Kind::kUnset:
      SEMA_CHECK(false, "a dialect without a rule");
    case Rule<Node>::Kind::kName:
      if constexpr (std::is_same_v<Node, Function>) {
        return Expr{Call{rule.name, std::move(node.args)}};
      } else if constexpr (std::is_same_v<Node, AggregateCall>) {
        node.name = rule.name;
        return Expr{Aggregate{std::move(node)}};
      } else {
        SEMA_CHECK(false, "a rule that is a name alone");
      }
    case Rule<Node>::Kind::kRewrite:
      return rule.rewrite(std::move(node), *this);
    case Rule<Node>::Kind::kUnsupported:
      Fail(CannotSay(dialect_, what, rule.unsupported));
      return Make(Null{});
  }
  SEMA_CHECK(false, "a kind of rule without a case");
}

// `if` is a case in every dialect, as its first argument is a condition; the lowering has done
// that.
void Rewriter::RewriteChildren(Expr& expr) {
  ForEachChild(expr, [this](Expr& child) { Rewrite(child); });
}

void Rewriter::Rewrite(Expr& expr) {
  ++nodes_;
  if (!dialect_.has.nul_in_texts) FoldNulTexts(expr, *this);
  if (visit_internal::IsPlainLeaf(expr)) return;
  RewriteChildren(expr);
  if (error_ || StandsAsItIs(expr)) return;
  expr = RewriteNode(std::move(expr));
}

// Most nodes do, and need not be moved.
bool Rewriter::StandsAsItIs(Expr& expr) const {
  if (const auto* binary = std::get_if<Binary>(&expr.node)) return StandsAsItIs(binary->op);
  if (auto* aggregate = std::get_if<Aggregate>(&expr.node)) {
    AggregateCall& call = *aggregate->call;
    const auto& rule = dialect_.aggregates[static_cast<std::size_t>(call.function)];
    if (rule.kind != Rule<AggregateCall>::Kind::kName) return false;
    if (call.filter && !dialect_.has.filtered_aggregates) return false;
    call.name = rule.name;
    return true;
  }
  if (const auto* logic = std::get_if<Logic>(&expr.node)) {
    return logic->all || (dialect_.has.is_distinct_in_or && dialect_.has.exists_in_or);
  }
  return std::holds_alternative<Unary>(expr.node);
}

// In the operands of an OR, and in what those are made of.
void Rewriter::SayDistinctOtherwise(Expr& expr) {
  if (std::holds_alternative<Exists>(expr.node))
    return;  // Its rows are read by a scan of their own.
  ForEachChild(expr, SayDistinctOtherwise);
  auto* binary = std::get_if<Binary>(&expr.node);
  if (binary == nullptr || binary->op != Operator::kIsDistinct) return;
  binary->op = Operator::kEq;
  expr = Expr{Unary{UnaryOp::kIsNotTrue, Expr{std::move(*binary)}}};
}

// In the terms of an OR.
void Rewriter::AskByKey(Expr& expr) {
  if (auto* logic = std::get_if<Logic>(&expr.node)) {
    for (Expr& term : logic->terms) AskByKey(term);
  } else if (auto* exists = std::get_if<Exists>(&expr.node); exists != nullptr && !exists->key) {
    if (auto key = TakeOnlyKey(*exists->rows)) exists->key = *std::move(key);
  }
}

bool Rewriter::StandsAsItIs(Operator op) const {
  if (op == Operator::kIsDistinct) return dialect_.has.is_distinct_from;
  if (op == Operator::kIsNotDistinct) {
    return dialect_.has.is_distinct_from && dialect_.has.is_distinct_joins;
  }
  return op != Operator::kDivide && op != Operator::kModulo;
}

Expr Rewriter::RewriteNode(Expr expr) {
  if (auto* exists = std::get_if<Exists>(&expr.node)) {
    CheckName(exists->rows->from.alias);
    const bool before = std::exchange(in_condition_, true);
    RewriteTables(exists->rows->joins);
    in_condition_ = before;
  }
  if (auto* binary = std::get_if<Binary>(&expr.node)) return RewriteBinary(std::move(*binary));
  if (auto* function = std::get_if<Function>(&expr.node)) {
    const expr::Function which = function->function;
    return Apply(dialect_.functions[static_cast<std::size_t>(which)], std::move(*function),
                 expr::InfoOf(which).name);
  }
  if (auto* aggregate = std::get_if<Aggregate>(&expr.node)) {
    return RewriteAggregate(std::move(*aggregate->call));
  }
  if (auto* truncate = std::get_if<Truncate>(&expr.node)) {
    return Apply(dialect_.truncate, std::move(*truncate), "a grain of a time");
  }
  if (auto* part = std::get_if<ReadPart>(&expr.node)) {
    return Apply(dialect_.read_part, std::move(*part), "a part of a time");
  }
  if (auto* shift = std::get_if<Shift>(&expr.node)) {
    return Apply(dialect_.shift, std::move(*shift), "date_add");
  }
  if (auto* count = std::get_if<CountPeriods>(&expr.node)) {
    return Apply(dialect_.count_periods, std::move(*count), "date_diff");
  }
  if (const auto* escape = std::get_if<Escape>(&expr.node)) return ChooseEscape(*escape->escape);
  if (auto* cast = std::get_if<Cast>(&expr.node)) {
    return Apply(dialect_.cast, std::move(*cast), "a cast");
  }
  if (auto* collate = std::get_if<Collate>(&expr.node); collate != nullptr) {
    if (!collate->name.empty()) return expr;
    Expr text = std::move(*collate->operand);
    return dialect_.has.text_by_code_point ? std::move(text) : ByCodePoint(std::move(text));
  }
  if (std::holds_alternative<Logic>(expr.node)) {
    if (!dialect_.has.is_distinct_in_or) SayDistinctOtherwise(expr);
    if (!dialect_.has.exists_in_or) AskByKey(expr);
  }
  return expr;
}

Expr ByCodePoint(Expr text) {
  if (std::holds_alternative<Collate>(text.node)) return text;
  return Expr{Collate{std::move(text), "C"}};
}

Expr Rewriter::Quotient(Binary binary) const {
  auto& [op, left, right] = binary;
  Expr divisor = std::move(*right);
  if (!IsNonZeroNumber(divisor)) {
    divisor = CallOf("nullif", std::move(divisor), Expr{Constant{&kZero, false}});
  }
  if (op == Operator::kModulo) {
    return OperationOf(Operator::kModuloAsIs, std::move(*left), std::move(divisor));
  }
  Expr dividend = std::move(*left);
  if (!dialect_.has.real_division) dividend = CastTo(std::move(dividend), TypeKind::kFloat);
  return OperationOf(Operator::kDivideAsIs, std::move(dividend), std::move(divisor));
}

Expr Rewriter::RewriteBinary(Binary binary) {
  auto& [op, left, right] = binary;
  if (op == Operator::kDivide || op == Operator::kModulo) return Quotient(std::move(binary));
  if (op == Operator::kIsDistinct) {
    return Expr{Unary{UnaryOp::kIsNotTrue,
                      OperationOf(Operator::kEq, std::move(*left), std::move(*right))}};
  }
  if (op == Operator::kIsNotDistinct && !dialect_.has.is_distinct_joins) {
    // NULL is equal to NULL inside of lists.
    List of_left;
    of_left.items.push_back(std::move(*left));
    List of_right;
    of_right.items.push_back(std::move(*right));
    return OperationOf(Operator::kEq, Expr{std::move(of_left)}, Expr{std::move(of_right)});
  }
  if (op == Operator::kIsNotDistinct) {
    // Both NULL, or equal.
    Exprs both_null;
    both_null.push_back(Expr{Unary{UnaryOp::kIsNull, Copy(*left)}});
    both_null.push_back(Expr{Unary{UnaryOp::kIsNull, Copy(*right)}});
    Exprs either;
    either.push_back(OperationOf(Operator::kEq, std::move(*left), std::move(*right)));
    either.push_back(Expr{Logic{true, std::move(both_null)}});
    return Expr{Logic{false, std::move(either)}};
  }
  return Expr{std::move(binary)};
}

Expr Rewriter::RewriteAggregate(AggregateCall call) {
  if (call.filter && !dialect_.has.filtered_aggregates) {
    if (KeepsNulls(call.function)) {
      Fail(CannotSay(dialect_, expr::InfoOf(call.function).name,
                     Unsupported{.why = "it has no FILTER, and a NULL would stay in the list",
                                 .instead = "leave out its filter"}));
      return Make(Null{});
    }
    // An aggregate of no argument counts rows; every other one passes over NULL.
    Expr value = call.args.empty() ? Make(std::int64_t{1}) : std::move(call.args.front());
    std::vector<CaseBranch> branches;
    branches.push_back(CaseBranch{std::move(*call.filter), std::move(value)});
    Expr chosen{Case{std::move(branches), {}}};
    if (call.args.empty()) {
      call.args.push_back(std::move(chosen));
    } else {
      call.args.front() = std::move(chosen);
    }
    call.filter = {};
  }
  const expr::AggregateFunction which = call.function;
  return Apply(dialect_.aggregates[static_cast<std::size_t>(which)], std::move(call),
               expr::InfoOf(which).name);
}

Expr Rewriter::ChooseEscape(const expr::SqlEscape& escape) {
  for (const auto& [dialect, text] : escape.by_dialect) {
    if (dialect == dialect_.name) return Expr{Verbatim{text}};
  }
  Fail(CannotSay(dialect_, "a member that is written in SQL",
                 Unsupported{.why = "its `sql:` has no text for this dialect",
                             .instead = "add the dialect to the member's `sql:`"}));
  return Make(Null{});
}

void Rewriter::CheckName(std::string_view name) {
  const std::uint32_t max = dialect_.lexical.identifier_bytes_max;
  if (max == 0 || name.size() <= max) return;
  Fail(Error{.code = ErrorCode::kIdentifierTooLong,
             .message = "the name \"" + std::string(name.substr(0, 40)) + "...\" is longer than " +
                        std::to_string(max) + " bytes, which " + std::string(dialect_.name) +
                        " would cut",
             .labels = {},
             .candidates = {},
             .help = "give the column a shorter name with \"as\""});
}

// Two aliases may differ in case alone, which the dialect may not see.
void Rewriter::SeparateAliases(Select& select) {
  NodeVector<TableRef*> tables;
  CollectTables(select, tables);
  if (AreApart(tables)) return;
  for (std::size_t i = 1; i < tables.size(); ++i) {
    const std::string_view alias = tables[i]->alias;
    const auto taken = [&](std::string_view name) {
      return std::any_of(tables.begin(), tables.end(), [&](const TableRef* table) {
        return table->alias != alias && SameFolded(table->alias, name);
      });
    };
    const bool clash = std::any_of(
        tables.begin(), tables.begin() + static_cast<std::ptrdiff_t>(i),
        [&](const TableRef* t) { return t->alias != alias && SameFolded(t->alias, alias); });
    if (!clash) continue;
    std::string name;
    for (int number = 2; name.empty() || taken(name); ++number) {
      name = std::string(alias) + "_" + std::to_string(number);
    }
    query_.owned_names.push_back(std::make_unique<const std::string>(std::move(name)));
    const std::string_view separate = *query_.owned_names.back();
    for (TableRef* table : tables) {  // Two sub-queries may read the same one.
      if (table->alias == alias) table->alias = separate;
    }
    RenameIn(select, alias, separate);
  }
}

void Rewriter::RewriteJoins(NodeVector<Join>& joins) {
  for (Join& join : joins) {
    if (join.table.derived) RewriteSelect(*join.table.derived);
    CheckName(join.table.alias);
    RewriteJoins(join.nested);
    RewriteAll(join.on);
  }
}

// The SELECTs that are joined; their conditions are another's work.
void Rewriter::RewriteTables(NodeVector<Join>& joins) {
  for (Join& join : joins) {
    if (join.table.derived) RewriteSelect(*join.table.derived);
    CheckName(join.table.alias);
    RewriteTables(join.nested);
  }
}

// DuckDB makes the rows around an EXISTS distinct by their keys before it looks for partners: a
// SEMI JOIN over the same rows was 2 to 5 times faster (bench/warehouse/cases/fanned_filter). It
// cannot say one of a table of WITH where the rows of a query around it are in sight.
void Rewriter::JoinExists(Select& select) const {
  if (in_condition_ && !query_.with.empty()) return;
  auto kept = select.where.begin();
  for (Expr& condition : select.where) {
    auto* exists = std::get_if<Exists>(&condition.node);
    if (exists == nullptr || !IsTiedByKeys(*exists->rows)) {
      if (&*kept != &condition) *kept = std::move(condition);
      ++kept;
      continue;
    }
    Select& rows = *exists->rows;
    select.joins.push_back(Join{.kind = exists->negated ? JoinKind::kAnti : JoinKind::kSemi,
                                .table = std::move(rows.from),
                                .nested = std::move(rows.joins),
                                .on = std::move(rows.where)});
  }
  select.where.erase(kept, select.where.end());
}

// A collation behind the number of a column would make a constant of it. The column gets it, or,
// where it is a group key that other expressions hold too, the key is ordered by in full.
void Rewriter::OrderByCodePoint(Select& select) {
  for (QueryOrder& order : select.order_by) {
    if (!order.is_text) continue;
    if (order.column && *order.column >= select.group_by) {
      Expr& value = select.select[*order.column].value;
      value = ByCodePoint(std::move(value));
      continue;
    }
    if (order.column) order.value = Copy(select.select[*order.column].value);
    order.column.reset();
    order.value = ByCodePoint(std::move(order.value));
  }
}

void Rewriter::RewriteSelect(Select& select) {
  for (Select& part : select.union_all) RewriteSelect(part);
  if (!select.union_all.empty()) return;
  for (WithEntry& entry : select.with) {
    for (ComputedColumn& column : entry.computed) Rewrite(column.value);
    if (entry.rows) RewriteSelect(*entry.rows);
  }
  if (ReadsSeveral(select)) {
    if (dialect_.has.semi_joins) JoinExists(select);
    if (dialect_.lexical.names_ignore_case) SeparateAliases(select);
  }
  if (!dialect_.has.text_by_code_point) OrderByCodePoint(select);
  for (SelectItem& item : select.select) {
    CheckName(item.name);
    Rewrite(item.value);
  }
  if (select.from.derived) RewriteSelect(*select.from.derived);
  CheckName(select.from.alias);
  RewriteJoins(select.joins);
  RewriteAll(select.where);
  RewriteAll(select.having);
  for (QueryOrder& order : select.order_by) {
    if (!order.column) Rewrite(order.value);
  }
}

void Rewriter::RewriteQuery() { RewriteSelect(query_); }

Result<void> Legalize(Query& query, const Dialect& dialect) {
  Rewriter rewriter(query, dialect);
  rewriter.RewriteQuery();
  if (rewriter.error()) return tl::unexpected(*rewriter.error());
  return {};
}

}  // namespace semaflow::sql
