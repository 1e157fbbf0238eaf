// The tree of joins seen from the table whose rows are counted: which steps multiply, and which
// lose rows.
#pragma once

#include "base/check.h"
#include "base/node_pool.h"
#include "base/planted.h"
#include "expr/expr.h"
#include "model/model.h"

namespace semaflow::plan {

// The edge between an alias and its parent is named by the child. Every walk below is over steps
// (from -> to), down or up one edge.

inline bool Multiplies(model::Cardinality cardinality, bool reversed) {
  switch (cardinality) {
    case model::Cardinality::kOneToOne:
      return false;
    case model::Cardinality::kManyToMany:
      return !Planted(Bug::kManyToManyIsOne);
    case model::Cardinality::kManyToOne:
      return reversed && !Planted(Bug::kUpIsOne);
    case model::Cardinality::kOneToMany:
      return !reversed && !Planted(Bug::kDownIsOne);
  }
  SEMA_CHECK(false, "a cardinality without a case");
}

// True when a row on the given side of the edge is in the flow only with a partner on the other.
inline bool LosesRows(model::JoinType type, bool on_parent_side) {
  switch (type) {
    case model::JoinType::kInner:
      return !Planted(Bug::kInnerKeepsRows);
    case model::JoinType::kRight:
      return on_parent_side && !Planted(Bug::kRightIsLeft);
    case model::JoinType::kLeft:
    case model::JoinType::kFull:
      return Planted(Bug::kLeftLosesRows);
  }
  SEMA_CHECK(false, "a join type without a case");
}

// The tree of the flow seen from one root.
class Rooted {
 public:
  Rooted(const model::Flow& flow, expr::AliasIndex root) : flow_(flow), root_(root) {
    if (flow.aliases[root].parent == expr::kSelf) return;
    back_.assign(flow.aliases.size(), expr::kSelf);
    for (expr::AliasIndex at = root; flow.aliases[at].parent != expr::kSelf;
         at = flow.aliases[at].parent) {
      back_[flow.aliases[at].parent] = at;
    }
  }
  /// The neighbour of `alias` that is nearer to the root; expr::kSelf for the root.
  expr::AliasIndex Toward(expr::AliasIndex alias) const {
    if (alias == root_) return expr::kSelf;
    const bool is_between = !back_.empty() && back_[alias] != expr::kSelf;
    const expr::AliasIndex next = is_between ? back_[alias] : flow_.aliases[alias].parent;
    SEMA_CHECK(next != expr::kSelf, "an alias of another tree of the forest");
    return next;
  }
  bool Reversed(expr::AliasIndex from, expr::AliasIndex to) const {
    return flow_.aliases[from].parent == to;
  }
  const model::Alias& Edge(expr::AliasIndex from, expr::AliasIndex to) const {
    return flow_.aliases[Reversed(from, to) ? from : to];
  }
  bool Multiplies(expr::AliasIndex from, expr::AliasIndex to) const {
    return plan::Multiplies(Edge(from, to).cardinality, Reversed(from, to));
  }
  /// True when a row of `from` needs a partner in `to`.
  bool Loses(expr::AliasIndex from, expr::AliasIndex to) const {
    return LosesRows(Edge(from, to).join_type,
                     Reversed(from, to) == Planted(Bug::kJoinSidesSwapped));
  }

 private:
  const model::Flow& flow_;
  expr::AliasIndex root_;
  // Of what lies between the root and the base: the child that leads to the root. Empty when the
  // base is the root.
  NodeVector<expr::AliasIndex> back_;
};

}  // namespace semaflow::plan
