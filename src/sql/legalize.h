// From a tree that says what is meant to one that a dialect can say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "semaflow/error.h"
#include "sql/dialect.h"
#include "sql/tree.h"

namespace semaflow::sql {

/// Rewrites every node of `query` that the dialect has no words for, chooses the text of escapes,
/// and gives tables names that the dialect tells apart. Fails with kUnsupportedByDialect,
/// kIdentifierTooLong or kPlanTooLarge.
Result<void> Legalize(Query& query, const Dialect& dialect);

/// How many nodes one statement may have; beyond: kPlanTooLarge. (A time that is cut to hours in a
/// zone is needed three times; nesting such times would grow without end.)
inline constexpr std::uint64_t kSqlNodesMax = 400'000;

/// What the rules of a dialect may use while they rewrite.
class Rewriter {
 public:
  Rewriter(Query& query, const Dialect& dialect) : query_(query), dialect_(dialect) {}

  const Dialect& dialect() const { return dialect_; }

  /// A constant that the query keeps.
  Expr Make(Value value);
  /// A second use of an operand. Gives a NULL and fails when the statement grows beyond its bound.
  Expr Copy(const Expr& expr);
  void Fail(Error error) {
    if (!error_) error_ = std::move(error);
  }
  const std::optional<Error>& error() const { return error_; }

  /// `/` or `%` of operands that are rewritten; NULL on a zero divisor.
  Expr Quotient(Binary binary) const;

  void Rewrite(Expr& expr);
  void RewriteQuery();

 private:
  void RewriteAll(Exprs& exprs) {
    for (Expr& expr : exprs) Rewrite(expr);
  }
  void RewriteChildren(Expr& expr);
  bool StandsAsItIs(Expr& expr) const;
  bool StandsAsItIs(Operator op) const;
  static void SayDistinctOtherwise(Expr& expr);
  static void AskByKey(Expr& expr);
  Expr RewriteNode(Expr expr);
  void RewriteSelect(Select& select);
  void RewriteJoins(NodeVector<Join>& joins);
  void RewriteTables(NodeVector<Join>& joins);
  void JoinExists(Select& select) const;
  void SeparateAliases(Select& select);
  void OrderByCodePoint(Select& select);
  Expr RewriteBinary(Binary binary);
  Expr RewriteAggregate(AggregateCall call);
  Expr ChooseEscape(const expr::SqlEscape& escape);
  template <typename Node>
  Expr Apply(const Rule<Node>& rule, Node node, std::string_view what);
  void CheckName(std::string_view name);

  Query& query_;
  const Dialect& dialect_;
  bool in_condition_ = false;  // The SELECT is a part of one.
  std::uint64_t nodes_ = 0;
  std::optional<Error> error_;
};

// --- Building blocks for rules.

inline Expr MakeCall(std::string_view name, Exprs args) {
  return Expr{Call{name, std::move(args)}};
}
template <typename... Args>
Expr CallOf(std::string_view name, Args... args) {
  Exprs list;
  list.reserve(sizeof...(args));
  (list.push_back(std::move(args)), ...);
  return Expr{Call{name, std::move(list)}};
}
inline Expr CastTo(Expr operand, TypeKind kind) {
  return Expr{Cast{std::move(operand), DataType{.kind = kind}, false}};
}
inline Expr OperationOf(Operator op, Expr left, Expr right) {
  return Expr{Binary{op, std::move(left), std::move(right)}};
}

/// By code point, on a dialect that has to be told.
Expr ByCodePoint(Expr text);

/// The number of nodes of a tree.
std::uint64_t CountNodes(const Expr& expr);

}  // namespace semaflow::sql
