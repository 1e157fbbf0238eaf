#include "request/per_row.h"

#include "model/per_row.h"

namespace semaflow::request {

std::optional<PerRowValue> ReadPerRow(ResolveState& state, const JsonNode& object,
                                      const JsonNode& measure, const JsonNode* per) {
  if (per == nullptr) {
    state.problems.Add(ErrorCode::kRequestShape, object.span,
                       "a measure as a dimension needs the key \"per\": of which rows it is asked",
                       "write \"per\": \"alias\", or \"per\": [] for all rows");
    return std::nullopt;
  }
  const auto field = state.names.Find({measure.text, measure.span, {}, {}}, Wanted::kMeasure);
  expr::AliasIndex alias = expr::kAllRows;
  if (per->kind == JsonKind::kText) {
    const auto found = state.names.FindAlias(per->text, per->span, "\"per\"");
    if (!found) return std::nullopt;
    alias = *found;
  } else if (per->count > 0) {
    state.problems.Add(ErrorCode::kRequestShape, per->span,
                       "\"per\" is one alias, or [] for all rows", "write \"per\": \"alias\"");
    return std::nullopt;
  }
  if (!field) return std::nullopt;
  return PerRowValue{model::PerRow(field->ref, alias), field->type};
}

}  // namespace semaflow::request
