#include "request/shares.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "expr/visit.h"
#include "request/object_reader.h"

namespace semaflow::request {
namespace {

using expr::As;
using expr::Expr;

// The share that a column was made to be: a `fill` may stand around it.
expr::Share& ShareIn(Expr& value) {
  expr::Share* share = nullptr;
  expr::RewriteNodes(value, [&](Expr& node) {
    if (auto* found = As<expr::Share>(node)) share = found;
  });
  return *share;
}

// In a graph two names may be the same path.
bool IsSame(const ResolveState& state, const expr::Ref& a, expr::Ref b) {
  const GraphNames* graph = state.names.graph();
  if (graph != nullptr && graph->LeadAlike(a.alias, b.alias)) b.alias = a.alias;
  return a == b;
}

// The dimension of the request that `name` means: a column of the answer, or its field.
const ResolvedColumn* FindDimension(ResolveState& state, const JsonNode& name,
                                    const ResolvedQuery& query) {
  const auto find = [&](auto&& is_it) -> const ResolvedColumn* {
    const auto found = std::find_if(query.dimensions.begin(), query.dimensions.end(), is_it);
    return found != query.dimensions.end() ? &*found : nullptr;
  };
  if (const auto* named = find([&](const ResolvedColumn& c) { return c.name == name.text; })) {
    return named;
  }
  const auto field = state.names.Find({name.text, name.span, {}, {}}, Wanted::kDimension);
  if (!field) return nullptr;
  if (const auto* same = find([&](const ResolvedColumn& column) {
        const auto* ref = As<expr::Ref>(column.value);
        return ref != nullptr && IsSame(state, *ref, field->ref);
      })) {
    return same;
  }
  state.problems.Add(ErrorCode::kBadShare, name.span,
                     "\"share_of\" names " + Quoted(name.text) +
                         ", which is no dimension of the request at that grain",
                     "add it to \"dimensions\", or leave it out: [] is the share of the total");
  return nullptr;
}

}  // namespace

void ResolveShares(ResolveState& state, ResolvedQuery& query) {
  for (const MadeShare& made : state.shares) {
    expr::Share& share = ShareIn(query.measures[made.measure].value);
    std::vector<const ResolvedColumn*> named;
    for (const JsonNode& name : state.tree.Children(*made.names)) {
      if (name.kind != JsonKind::kText) {
        AddWrongKind(name, "a dimension of \"share_of\"", kText, state.problems);
        continue;
      }
      const ResolvedColumn* dimension = FindDimension(state, name, query);
      if (dimension == nullptr) continue;
      if (std::find(named.begin(), named.end(), dimension) != named.end()) {
        state.problems.Add(ErrorCode::kBadCombination, name.span,
                           "\"share_of\" names " + Quoted(name.text) + " twice",
                           "leave out one of them");
        continue;
      }
      named.push_back(dimension);
      // Two columns may have one value.
      const bool is_known =
          std::find(share.of.begin(), share.of.end(), dimension->value) != share.of.end();
      if (!is_known) share.of.push_back(dimension->value);
    }
  }
}

}  // namespace semaflow::request
