// Walking expression trees without a visitor of one's own.
// Children come in the order in which Print writes them: the operand before its items, an
// aggregate's arguments, then its order, then its filter. All calls are inlined; nothing allocates.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "base/overloaded.h"
#include "expr/expr.h"

namespace semaflow::expr {

/// The kind of node that an expression is: `As<Aggregate>(e)`; nullptr when it is another.
template <typename Node>
const Node* As(const Expr& expr) {
  return std::get_if<Node>(&expr.node);
}
template <typename Node>
Node* As(Expr& expr) {
  return std::get_if<Node>(&expr.node);
}

namespace visit_internal {

// `E` is Expr or const Expr; every node is opened by structured binding, so that a new field
// cannot be forgotten here.
template <typename E, typename F>
struct Children {
  F& f;

  template <typename B>
  void Optional(B& box) const {
    if (box) f(static_cast<E&>(*box));
  }
  template <typename V>
  void Each(V& items) const {
    for (auto& item : items) f(static_cast<E&>(item));
  }

  template <typename Node>
  void operator()(Node& node) const {
    using N = std::remove_const_t<Node>;
    if constexpr (std::is_same_v<N, Literal> || std::is_same_v<N, Name> || std::is_same_v<N, Ref> ||
                  std::is_same_v<N, SqlEscape>) {
      // Leaves.
    } else if constexpr (std::is_same_v<N, Unary>) {
      auto& [op, operand] = node;
      f(static_cast<E&>(*operand));
    } else if constexpr (std::is_same_v<N, Binary>) {
      auto& [op, left, right] = node;
      f(static_cast<E&>(*left));
      f(static_cast<E&>(*right));
    } else if constexpr (std::is_same_v<N, InList>) {
      auto& [operand, items, negated] = node;
      f(static_cast<E&>(*operand));
      Each(items);
    } else if constexpr (std::is_same_v<N, Between>) {
      auto& [operand, low, high, negated] = node;
      f(static_cast<E&>(*operand));
      f(static_cast<E&>(*low));
      f(static_cast<E&>(*high));
    } else if constexpr (std::is_same_v<N, IsNull>) {
      auto& [operand, negated] = node;
      f(static_cast<E&>(*operand));
    } else if constexpr (std::is_same_v<N, Like>) {
      auto& [operand, pattern, ignore_case, negated] = node;
      f(static_cast<E&>(*operand));
      f(static_cast<E&>(*pattern));
    } else if constexpr (std::is_same_v<N, Case>) {
      auto& [branches, otherwise] = node;
      for (auto& branch : branches) {
        auto& [when, then] = branch;
        f(static_cast<E&>(when));
        f(static_cast<E&>(then));
      }
      Optional(otherwise);
    } else if constexpr (std::is_same_v<N, Cast>) {
      auto& [operand, to, or_null] = node;
      f(static_cast<E&>(*operand));
    } else if constexpr (std::is_same_v<N, Call>) {
      auto& [function, args, field] = node;
      Each(args);
    } else if constexpr (std::is_same_v<N, Aggregate>) {
      auto& [function, boxed] = node;
      auto& [args, filter, order_by, separator, fraction, percentile, home] = *boxed;
      Each(args);
      Optional(order_by);
      Optional(filter);
    } else if constexpr (std::is_same_v<N, Filtered>) {
      auto& [measure, filter] = node;
      f(static_cast<E&>(*measure));
      f(static_cast<E&>(*filter));
    } else {
      static_assert(std::is_same_v<N, Share>, "a node without a case");
      auto& [measure, of] = node;
      f(static_cast<E&>(*measure));
      Each(of);
    }
  }
};

/// Most nodes are one of these: told without a jump through the visitor's table.
inline bool IsPlainLeaf(const Expr& expr) {
  return std::holds_alternative<Ref>(expr.node) || std::holds_alternative<Literal>(expr.node);
}

}  // namespace visit_internal

/// Calls `f(const Expr&)` for each direct child.
template <typename F>
void ForEachChild(const Expr& expr, F&& f) {
  if (visit_internal::IsPlainLeaf(expr)) return;
  std::visit(visit_internal::Children<const Expr, std::remove_reference_t<F>>{f}, expr.node);
}

/// Calls `f(Expr&)` for each direct child; `f` may replace it.
template <typename F>
void ForEachChild(Expr& expr, F&& f) {
  if (visit_internal::IsPlainLeaf(expr)) return;
  std::visit(visit_internal::Children<Expr, std::remove_reference_t<F>>{f}, expr.node);
}

/// Calls `f(const Expr&)` for every node, a parent before its children.
template <typename F>
void ForEachNode(const Expr& expr, F&& f) {
  f(expr);
  ForEachChild(expr, [&f](const Expr& child) { ForEachNode(child, f); });
}

/// Calls `f(Expr&)` for every node, children before their parent, so that `f` may replace the node
/// it is given (which it does not see again).
template <typename F>
void RewriteNodes(Expr& expr, F&& f) {
  ForEachChild(expr, [&f](Expr& child) { RewriteNodes(child, f); });
  f(expr);
}

/// True when `f(const Expr&)` is true for some node; stops at the first.
template <typename F>
bool AnyNode(const Expr& expr, F&& f) {
  if (f(expr)) return true;
  bool found = false;
  ForEachChild(expr, [&](const Expr& child) { found = found || AnyNode(child, f); });
  return found;
}

}  // namespace semaflow::expr
