#include "plan/graph_terms.h"

#include <algorithm>

#include "base/planted.h"
#include "model/graph_paths.h"
#include "request/graph_names.h"

namespace semaflow::plan {

namespace {

const request::NamesAt* NamesFrom(const request::ResolvedQuery& query, expr::AliasIndex root) {
  if (!query.graph) return nullptr;
  const auto& names = query.graph->names;
  if (Planted(Bug::kNamesOfFirstHome) && !names.empty()) return &names.front();
  const auto from = std::find_if(names.begin(), names.end(),
                                 [root](const request::NamesAt& at) { return at.home == root; });
  return from == names.end() ? nullptr : &*from;
}

}  // namespace

void BindPaths(expr::AliasIndex root, request::ResolvedQuery& query) {
  const request::NamesAt* names = NamesFrom(query, root);
  if (names == nullptr) return;
  request::ForEachTerm(query, [&](expr::Expr& term) { request::BindNames(*names, term); });
  query.graph->names.clear();
}

BlockTerms TermsAt(const request::ResolvedQuery& query, const expr::Exprs& where,
                   expr::AliasIndex root) {
  BlockTerms terms{.dimensions = {}, .where = where};
  for (const request::ResolvedColumn& column : query.dimensions) {
    terms.dimensions.push_back(column.value);
  }
  const request::NamesAt* from = NamesFrom(query, root);
  if (from == nullptr) return terms;
  for (expr::Expr& dimension : terms.dimensions) request::BindNames(*from, dimension);
  for (expr::Expr& condition : terms.where) request::BindNames(*from, condition);
  return terms;
}

bool StandsForOthers(const model::Flow& flow, expr::AliasIndex alias) {
  return flow.kind == model::Flow::Kind::kGraph && alias >= flow.nodes &&
         alias < flow.aliases.size() && model::RootOf(flow, alias) >= flow.nodes;
}

}  // namespace semaflow::plan
