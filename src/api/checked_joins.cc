#include "api/checked_joins.h"

#include <set>

#include "expr/visit.h"

namespace semaflow::api {

std::vector<CheckedJoin> JoinsOf(const model::Flow& flow) {
  std::vector<CheckedJoin> joins;
  for (std::size_t i = 0; i < flow.table_count(); ++i) {
    const model::Alias& alias = flow.aliases[i];
    if (alias.parent == expr::kSelf) continue;
    joins.push_back({.label = alias.join_label,
                     .from = alias.parent,
                     .to = static_cast<expr::AliasIndex>(i),
                     .cardinality = alias.cardinality,
                     .declared = alias.cardinality_declared,
                     .timed = !alias.at.empty() || alias.asof_column != model::kNone,
                     .keys = &alias.keys});
  }
  for (const model::Link& link : flow.links) {
    joins.push_back({.label = link.role,
                     .from = link.from,
                     .to = link.to,
                     .cardinality = link.cardinality,
                     .declared = link.cardinality_declared,
                     .timed = !link.at.empty() || link.asof_column != model::kNone,
                     .keys = &link.keys});
  }
  return joins;
}

expr::AliasIndex RootOf(const CheckedJoin& join) {
  std::set<expr::AliasIndex> named;
  for (const model::JoinKey& key : *join.keys) {
    expr::ForEachNode(key.left, [&](const expr::Expr& node) {
      if (const auto* ref = expr::As<expr::Ref>(node)) named.insert(ref->alias);
    });
  }
  return named.size() == 1 ? *named.begin() : expr::AliasIndex{0};
}

bool ToIsOne(model::Cardinality cardinality) {
  return cardinality == model::Cardinality::kManyToOne ||
         cardinality == model::Cardinality::kOneToOne;
}

bool FromIsOne(model::Cardinality cardinality) {
  return cardinality == model::Cardinality::kOneToMany ||
         cardinality == model::Cardinality::kOneToOne;
}

}  // namespace semaflow::api
