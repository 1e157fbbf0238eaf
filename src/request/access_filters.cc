#include "request/access_filters.h"

#include <string>
#include <vector>

#include "base/stable_hash.h"
#include "request/conditions.h"
#include "request/deep_nodes.h"
#include "request/zone_reads.h"

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
  for (const JsonNode& item : tree->Children(*list)) {
    const std::size_t before = access.conditions.size() + state.problems.count();
    if (item.kind != JsonKind::kList) {
      AddConditions(own, item, Wanted::kDimension, access.conditions);
    }
    // None is passed over.
    if (access.conditions.size() + state.problems.count() > before) continue;
    state.problems.Add(ErrorCode::kAccessFilters, {}, "one of them is no condition");
  }
  std::vector<const expr::Expr*> conditions;
  for (const expr::Expr& condition : access.conditions) conditions.push_back(&condition);
  if (query.zone != zone && ReadZone(state.model, state.flow, conditions)) {
    state.problems.Add(ErrorCode::kAccessFilters, {},
                       "they read the time zone, and the request names another one",
                       "compare the time itself, as a dict: {\"field\", \"op\", \"value\"}");
  }
  if (!MeasuresPerRow(state.model, state.flow, conditions).empty()) {
    state.problems.Add(ErrorCode::kAccessFilters, {},
                       "a measure per row is over rows that they say may be seen",
                       "name a dimension that is none");
    return;
  }
  StableHash hash;
  hash.Bytes(json);
  hash.Bytes(zone->name());
  for (const ResolvedRange& range : ranges) {
    hash.Bytes(range.start);
    hash.Bytes(range.end);
  }
  access.hash = hash.value();
  for (const expr::Expr& condition : access.conditions) query.filters.push_back(condition);
  query.access = std::move(access);
}

}  // namespace semaflow::request
