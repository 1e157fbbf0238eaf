// Walking SQL trees; see expr/visit.h.
#pragma once

#include <type_traits>
#include <variant>

#include "sql/tree.h"

namespace semaflow::sql {

namespace visit_internal {

// Every node is opened by structured binding, so that a new field cannot be forgotten here.
template <typename E, typename F>
struct Children {
  F& f;

  template <typename B>
  void One(B& box) const {
    if (box) f(static_cast<E&>(*box));
  }
  template <typename V>
  void Each(V& items) const {
    for (auto& item : items) f(static_cast<E&>(item));
  }

  template <typename Node>
  void operator()(Node& node) const {
    using N = std::remove_const_t<Node>;
    if constexpr (std::is_same_v<N, Column> || std::is_same_v<N, Constant> ||
                  std::is_same_v<N, Escape> || std::is_same_v<N, Verbatim>) {
      // Leaves.
    } else if constexpr (std::is_same_v<N, Unary>) {
      auto& [op, operand] = node;
      One(operand);
    } else if constexpr (std::is_same_v<N, Binary>) {
      auto& [op, left, right] = node;
      One(left);
      One(right);
    } else if constexpr (std::is_same_v<N, Logic>) {
      auto& [all, terms] = node;
      Each(terms);
    } else if constexpr (std::is_same_v<N, InList>) {
      auto& [operand, items, negated] = node;
      One(operand);
      Each(items);
    } else if constexpr (std::is_same_v<N, Between>) {
      auto& [operand, low, high, negated] = node;
      One(operand);
      One(low);
      One(high);
    } else if constexpr (std::is_same_v<N, Case>) {
      auto& [branches, otherwise] = node;
      for (auto& branch : branches) {
        auto& [when, then] = branch;
        f(static_cast<E&>(when));
        f(static_cast<E&>(then));
      }
      One(otherwise);
    } else if constexpr (std::is_same_v<N, Cast>) {
      auto& [operand, to, or_null, type_name] = node;
      One(operand);
    } else if constexpr (std::is_same_v<N, Function>) {
      auto& [function, args, kind] = node;
      Each(args);
    } else if constexpr (std::is_same_v<N, Call>) {
      auto& [name, args] = node;
      Each(args);
    } else if constexpr (std::is_same_v<N, Aggregate>) {
      auto& [function, args, kind, distinct, name, order_by, filter, fraction, percentile] =
          *node.call;
      Each(args);
      for (auto& key : order_by) {
        auto& [value, descending, nulls] = key;
        f(static_cast<E&>(value));
      }
      One(filter);
    } else if constexpr (std::is_same_v<N, Truncate>) {
      auto& [grain, kind, zone, settings, operand] = node;
      One(operand);
    } else if constexpr (std::is_same_v<N, ReadPart>) {
      auto& [part, operand] = node;
      One(operand);
    } else if constexpr (std::is_same_v<N, AtZone>) {
      auto& [operand, zone] = node;
      One(operand);
    } else if constexpr (std::is_same_v<N, Shift>) {
      auto& [operand, amount, unit] = node;
      One(operand);
      One(amount);
    } else if constexpr (std::is_same_v<N, CountPeriods>) {
      auto& [unit, settings, start, end] = node;
      One(start);
      One(end);
    } else if constexpr (std::is_same_v<N, Collate>) {
      auto& [operand, name] = node;
      One(operand);
    } else if constexpr (std::is_same_v<N, List>) {
      auto& [items] = node;
      Each(items);
    } else {
      static_assert(std::is_same_v<N, IntervalOf>, "a node without a case");
      auto& [amount, unit] = node;
      One(amount);
    }
  }
};

/// Most nodes are one of these: told without a jump through the visitor's table.
inline bool IsPlainLeaf(const Expr& expr) {
  return std::holds_alternative<Column>(expr.node) || std::holds_alternative<Constant>(expr.node);
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

}  // namespace semaflow::sql
