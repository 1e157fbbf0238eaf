#include "plan/graph_terms.h"

#include <algorithm>

#include "model/graph_paths.h"
#include "request/graph_names.h"

namespace semaflow::plan {

BlockTerms TermsAt(const request::ResolvedQuery& query, const expr::Exprs& where,
                   expr::AliasIndex root) {
  BlockTerms terms{.dimensions = {}, .where = where};
  for (const request::ResolvedColumn& column : query.dimensions) {
    terms.dimensions.push_back(column.value);
  }
  if (!query.graph) return terms;
  const auto& names = query.graph->names;
  const auto from = std::find_if(names.begin(), names.end(),
                                 [root](const request::NamesAt& at) { return at.home == root; });
  if (from == names.end()) return terms;
  for (expr::Expr& dimension : terms.dimensions) request::BindNames(*from, dimension);
  for (expr::Expr& condition : terms.where) request::BindNames(*from, condition);
  return terms;
}

bool StandsForOthers(const model::Flow& flow, expr::AliasIndex alias) {
  return flow.kind == model::Flow::Kind::kGraph && alias >= flow.nodes &&
         alias < flow.aliases.size() && model::RootOf(flow, alias) >= flow.nodes;
}

}  // namespace semaflow::plan
