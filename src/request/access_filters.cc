#include "request/access_filters.h"

#include <string>
#include <vector>

#include "base/stable_hash.h"
#include "request/conditions.h"
#include "request/measures_per_row.h"

namespace semaflow::request {
namespace {

/// The list itself: the rest of the parser takes objects. nullopt: it is none.
const JsonNode* ListOf(const std::optional<JsonTree>& tree) {
  if (!tree || tree->root().count != 1) return nullptr;
  const JsonNode& list = *tree->Children(tree->root()).begin();
  return list.kind == JsonKind::kList ? &list : nullptr;
}

}  // namespace

void AddAccessFilters(std::string_view json, const time::Zone* zone, ResolveState& state,
                      ResolvedQuery& query) {
  const Problems::OfAccessFilters told(state.problems);
  std::string object = "{\"filters\": ";
  object += json;
  object += '}';
  Problems untold;  // They have words for requests.
  const auto tree = ParseJson(object, untold, JsonSort::kAccessFilters);
  const JsonNode* list = ListOf(tree);
  if (list == nullptr) {
    state.problems.Add(ErrorCode::kAccessFilters, {}, "they are no JSON list of conditions");
    return;
  }
  AccessFilters access;
  std::vector<ResolvedRange> ranges;
  ResolveState own(*tree, state.problems, state.model, state.flow, state.names.graph(), zone,
                   state.now, ranges);
  AddConditions(own, *list, Wanted::kDimension, access.conditions);
  std::vector<const expr::Expr*> conditions;
  for (const expr::Expr& condition : access.conditions) conditions.push_back(&condition);
  if (!MeasuresPerRow(state.model, state.flow, conditions).empty()) {
    state.problems.Add(ErrorCode::kAccessFilters, {},
                       "a measure per row is over rows that they say may be seen",
                       "name a dimension that is none");
    return;
  }
  StableHash hash;
  hash.Bytes(json);
  for (const ResolvedRange& range : ranges) {
    hash.Bytes(range.start);
    hash.Bytes(range.end);
  }
  access.hash = hash.value();
  for (const expr::Expr& condition : access.conditions) query.filters.push_back(condition);
  query.access = std::move(access);
}

}  // namespace semaflow::request
