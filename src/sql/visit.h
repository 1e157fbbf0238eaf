// Walking SQL trees; see expr/visit.h.
#pragma once

#include <type_traits>
#include <variant>

#include "sql/tree.h"

namespace semaflow::sql {

namespace visit_internal {

template <typename Node, typename... Kinds>
concept AnyOf = (std::is_same_v<std::remove_const_t<Node>, Kinds> || ...);

// Every node is opened by structured binding, so that a new field cannot be forgotten here; a new
// kind of node without its own call does not compile.
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

  template <AnyOf<Column, Constant, Escape, Verbatim> Leaf>
  void operator()(Leaf&) const {}

  void operator()(AnyOf<Unary> auto& node) const {
    auto& [op, operand] = node;
    One(operand);
  }
  void operator()(AnyOf<Binary> auto& node) const {
    auto& [op, left, right] = node;
    One(left);
    One(right);
  }
  void operator()(AnyOf<Logic> auto& node) const {
    auto& [all, terms] = node;
    Each(terms);
  }
  void operator()(AnyOf<InList> auto& node) const {
    auto& [operand, items, negated] = node;
    One(operand);
    Each(items);
  }
  void operator()(AnyOf<Between> auto& node) const {
    auto& [operand, low, high, negated] = node;
    One(operand);
    One(low);
    One(high);
  }
  void operator()(AnyOf<Case> auto& node) const {
    auto& [branches, otherwise] = node;
    for (auto& branch : branches) {
      auto& [when, then] = branch;
      f(static_cast<E&>(when));
      f(static_cast<E&>(then));
    }
    One(otherwise);
  }
  void operator()(AnyOf<Cast> auto& node) const {
    auto& [operand, to, or_null, type_name, from, implied] = node;
    One(operand);
  }
  void operator()(AnyOf<Function> auto& node) const {
    auto& [function, args, kind] = node;
    Each(args);
  }
  void operator()(AnyOf<Call> auto& node) const {
    auto& [name, args] = node;
    Each(args);
  }
  void operator()(AnyOf<Aggregate> auto& node) const {
    auto& [function, args, kind, distinct, name, order_by, filter, fraction, percentile,
           within_group] = *node.call;
    Each(args);
    for (auto& key : order_by) {
      auto& [value, descending, nulls, is_text] = key;
      f(static_cast<E&>(value));
    }
    One(filter);
  }
  void operator()(AnyOf<Truncate> auto& node) const {
    auto& [grain, kind, zone, settings, operand] = node;
    One(operand);
  }
  void operator()(AnyOf<ReadPart> auto& node) const {
    auto& [part, operand] = node;
    One(operand);
  }
  void operator()(AnyOf<AtZone> auto& node) const {
    auto& [operand, zone] = node;
    One(operand);
  }
  void operator()(AnyOf<Shift> auto& node) const {
    auto& [operand, amount, unit] = node;
    One(operand);
    One(amount);
  }
  void operator()(AnyOf<CountPeriods> auto& node) const {
    auto& [unit, settings, start, end] = node;
    One(start);
    One(end);
  }
  void operator()(AnyOf<Collate> auto& node) const {
    auto& [operand, name] = node;
    One(operand);
  }
  void operator()(AnyOf<List> auto& node) const {
    auto& [items] = node;
    Each(items);
  }
  void operator()(AnyOf<FirstItem> auto& node) const {
    auto& [operand] = node;
    One(operand);
  }
  void operator()(AnyOf<IntervalOf> auto& node) const {
    auto& [amount, unit] = node;
    One(amount);
  }
  void operator()(AnyOf<Exists> auto& node) const {
    auto& [rows, negated, key] = node;
    if (key) One(key);
    for (auto& item : rows->select) f(static_cast<E&>(item.value));
    Joins(rows->joins);
    Each(rows->where);
  }
  template <typename V>
  void Joins(V& joins) const {
    for (auto& join : joins) {
      Each(join.on);
      Joins(join.nested);
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
