#include "expr/visit.h"

#include <gtest/gtest.h>

#include <string>

namespace semaflow::expr {
namespace {

Expr Named(std::string name) { return Expr{Name{{std::move(name)}}}; }

std::string ChildNames(const Expr& expr) {
  std::string names;
  ForEachChild(expr, [&](const Expr& child) { names += As<Name>(child)->parts[0] + " "; });
  return names;
}

// One tree of every kind of node, with all its children named in order.
TEST(Visit, ChildrenOfEveryNodeInOrder) {
  EXPECT_EQ(ChildNames(Expr{Literal{Value{true}}}), "");
  EXPECT_EQ(ChildNames(Named("x")), "");
  EXPECT_EQ(ChildNames(Expr{Ref{}}), "");
  EXPECT_EQ(ChildNames(Expr{SqlEscape{}}), "");
  EXPECT_EQ(ChildNames(Expr{Unary{UnaryOp::kNot, Named("a")}}), "a ");
  EXPECT_EQ(ChildNames(Expr{Binary{BinaryOp::kAdd, Named("a"), Named("b")}}), "a b ");
  EXPECT_EQ(ChildNames(Expr{InList{Named("a"), {Named("b"), Named("c")}}}), "a b c ");
  EXPECT_EQ(ChildNames(Expr{Between{Named("a"), Named("b"), Named("c")}}), "a b c ");
  EXPECT_EQ(ChildNames(Expr{IsNull{Named("a")}}), "a ");
  EXPECT_EQ(ChildNames(Expr{Like{Named("a"), Named("b")}}), "a b ");
  EXPECT_EQ(ChildNames(Expr{Case{{{Named("a"), Named("b")}}, Named("c")}}), "a b c ");
  EXPECT_EQ(ChildNames(Expr{Case{{{Named("a"), Named("b")}}, {}}}), "a b ");
  EXPECT_EQ(ChildNames(Expr{Cast{Named("a"), {TypeKind::kText}}}), "a ");
  EXPECT_EQ(ChildNames(Expr{Call{Function::kIf, {Named("a"), Named("b"), Named("c")}, {}}}),
            "a b c ");
  EXPECT_EQ(
      ChildNames(Expr{Aggregate{
          AggregateFunction::kStringAgg,
          AggregateDetails{.args = {Named("a")}, .filter = Named("c"), .order_by = Named("b")}}}),
      "a b c ");
  EXPECT_EQ(ChildNames(Expr{Filtered{Named("a"), Named("b")}}), "a b ");
  EXPECT_EQ(ChildNames(Expr{Share{Named("a"), {Named("b"), Named("c")}}}), "a b c ");
}

TEST(Visit, RewritesChildrenBeforeParents) {
  Expr expr{Binary{BinaryOp::kAdd, Named("a"), Expr{Unary{UnaryOp::kNegate, Named("b")}}}};
  std::string order;
  RewriteNodes(expr, [&](Expr& node) {
    if (auto* name = As<Name>(node)) {
      order += name->parts[0];
      node = Expr{Literal{Value{std::int64_t{1}}}};
    } else {
      order += As<Unary>(node) ? '-' : '+';
    }
  });
  EXPECT_EQ(order, "ab-+");
  EXPECT_FALSE(AnyNode(expr, [](const Expr& node) { return As<Name>(node) != nullptr; }));
  int nodes = 0;
  ForEachNode(expr, [&](const Expr&) { ++nodes; });
  EXPECT_EQ(nodes, 4);
}

TEST(Visit, AnyNodeStopsAtTheFirst) {
  const Expr expr{Binary{BinaryOp::kAdd, Named("a"), Named("b")}};
  int seen = 0;
  EXPECT_TRUE(AnyNode(expr, [&](const Expr& node) {
    ++seen;
    return As<Name>(node) != nullptr;
  }));
  EXPECT_EQ(seen, 2);
}

}  // namespace
}  // namespace semaflow::expr
