#include "request/per_row.h"

#include "base/planted.h"
#include "model/per_row.h"

namespace semaflow::request {

namespace {

struct PerAliases {
  expr::AliasIndex alias;  // Of whose rows it is a value,
  expr::AliasIndex per;    // and by whose it is grouped.
};

// In a graph the role leads from the rows of the measure, as it does from those of the request.
std::optional<PerAliases> FindInGraph(GraphNames& graph, const expr::Ref& measure,
                                      const JsonNode& per) {
  const auto home = graph.HomeOf(expr::Expr{measure, {}}, per.span, "a measure per row");
  if (!home) return std::nullopt;
  const bool from_request = Planted(Bug::kPerFromRequest) && !graph.homes().empty();
  const auto by = graph.FindRows(per.text, per.span, from_request ? graph.homes().front() : *home);
  if (!by) return std::nullopt;
  const auto alias = graph.FindRowsOf(per.text, per.span, *by);
  if (!alias) return std::nullopt;
  return PerAliases{*alias, *by};
}

}  // namespace

std::optional<PerRowValue> ReadPerRow(ResolveState& state, const JsonNode& object,
                                      const JsonNode& measure, const JsonNode* per) {
  if (per == nullptr) {
    state.problems.Add(ErrorCode::kRequestShape, object.span,
                       "a measure as a dimension needs the key \"per\": of which rows it is asked",
                       "write \"per\": \"alias\", or \"per\": [] for all rows");
    return std::nullopt;
  }
  const auto field = state.names.Find({measure.text, measure.span, {}, {}}, Wanted::kMeasure);
  PerAliases aliases{expr::kAllRows, expr::kAllRows};
  if (per->kind != JsonKind::kText) {
    if (per->count > 0) {
      state.problems.Add(ErrorCode::kRequestShape, per->span,
                         "\"per\" is one alias, or [] for all rows", "write \"per\": \"alias\"");
      return std::nullopt;
    }
  } else if (GraphNames* graph = state.names.graph()) {
    if (!field) return std::nullopt;
    const auto found = FindInGraph(*graph, field->ref, *per);
    if (!found) return std::nullopt;
    aliases = *found;
  } else {
    const auto found = state.names.FindAlias(per->text, per->span, "\"per\"");
    if (!found) return std::nullopt;
    aliases = {*found, *found};
  }
  if (!field) return std::nullopt;
  return PerRowValue{model::PerRow(field->ref, aliases.alias, aliases.per), field->type};
}

}  // namespace semaflow::request
