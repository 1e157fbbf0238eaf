#include "request/columns.h"

#include <array>
#include <string>
#include <utility>

#include "expr/visit.h"
#include "request/bound_text.h"
#include "request/made_measures.h"
#include "request/object_reader.h"
#include "request/operands.h"
#include "request/per_row.h"

namespace semaflow::request {

namespace {

enum DimensionKey : std::size_t { kField, kGrain, kExpr, kMeasure, kPer, kAs, kDimensionKeyCount };
constexpr std::array<KeySpec, kDimensionKeyCount> kDimensionKeys = {{
    {"field", kText},
    {"grain", kText},
    {"expr", kText},
    {"measure", kText},
    {"per", static_cast<JsonKinds>(kText | kList)},
    {"as", kText},
}};
static_assert(AreRequiredFirst(kDimensionKeys));

bool Refuse(ResolveState& state, Span at, ErrorCode code, std::string message, std::string help) {
  state.problems.Add(code, at, std::move(message), std::move(help));
  return false;
}

/// Which of the three ways a made dimension goes, and that nothing else stands beside it.
bool CheckDimensionKeys(ResolveState& state, const JsonNode& item,
                        const std::array<const JsonNode*, kDimensionKeyCount>& keys) {
  const int ways = (keys[kField] != nullptr ? 1 : 0) + (keys[kExpr] != nullptr ? 1 : 0) +
                   (keys[kMeasure] != nullptr ? 1 : 0);
  if (ways != 1) {
    return Refuse(state, item.span, ErrorCode::kBadCombination,
                  "a dimension needs one of \"field\", \"expr\" and \"measure\"",
                  "write {\"field\": \"o.order_date\", \"grain\": \"month\"} or {\"expr\": "
                  "\"upper(c.country)\", \"as\": \"land\"}");
  }
  if (keys[kGrain] != nullptr && keys[kField] == nullptr) {
    return Refuse(state, keys[kGrain]->span, ErrorCode::kBadCombination,
                  "\"grain\" goes with \"field\"", "write date_trunc into the expression");
  }
  if (keys[kPer] != nullptr && keys[kMeasure] == nullptr) {
    return Refuse(state, keys[kPer]->span, ErrorCode::kBadCombination,
                  "\"per\" goes with \"measure\"", "leave it out");
  }
  if (keys[kField] == nullptr && keys[kAs] == nullptr) {
    const std::string way = keys[kExpr] != nullptr ? "expr" : "measure";
    return Refuse(state, item.span, ErrorCode::kRequestShape,
                  "a dimension with \"" + way + "\" needs the key \"as\": the name of its column",
                  "");
  }
  return true;
}

void AddField(ResolveState& state, const WrittenName& name, std::string output, Wanted wanted,
              NodeVector<ResolvedColumn>& columns) {
  auto field = state.names.Find(name, wanted);
  if (!field) return;
  if (field->ref.kind == expr::RefKind::kShared &&
      field->ref.field.kind == time::TimeField::Kind::kNone) {
    const auto grain = state.names.SharedGrain(name);
    if (!grain) return;
    field->ref.field = {.kind = time::TimeField::Kind::kGrain, .grain = *grain, .part = {}};
  }
  columns.emplace_back(std::move(output), expr::Expr{field->ref}, field->type,
                       &field->presentation());
}

}  // namespace

void AddDimension(ResolveState& state, const JsonNode& item, NodeVector<ResolvedColumn>& columns) {
  if (item.kind == JsonKind::kText) {
    AddField(state, {item.text, item.span, {}, {}}, std::string(item.text), Wanted::kDimension,
             columns);
    return;
  }
  if (item.kind != JsonKind::kObject) {
    AddWrongKind(item, "a dimension", static_cast<JsonKinds>(kText | kObject), state.problems);
    return;
  }
  std::array<const JsonNode*, kDimensionKeyCount> keys{};
  if (!ReadKeys(state.tree, item, "a dimension", kDimensionKeys, keys, state.problems) ||
      !CheckDimensionKeys(state, item, keys)) {
    return;
  }
  if (keys[kMeasure] != nullptr) {
    const auto per_row = ReadPerRow(state, item, *keys[kMeasure], keys[kPer]);
    if (!per_row) return;
    columns.push_back(ResolvedColumn{.name = std::string(keys[kAs]->text),
                                     .value = expr::Expr{per_row->ref},
                                     .type = per_row->type,
                                     .presentation = nullptr});
    return;
  }
  const JsonNode* as = keys[kAs];
  if (keys[kExpr] != nullptr) {
    auto bound = BindRowValue(state, *keys[kExpr]);
    if (!bound) return;
    columns.push_back(ResolvedColumn{.name = std::string(as->text),
                                     .value = std::move(bound->expr),
                                     .type = bound->type,
                                     .presentation = nullptr});
    return;
  }
  WrittenName name{keys[kField]->text, keys[kField]->span, {}, {}};
  std::string output(name.text);
  if (keys[kGrain] != nullptr) {
    name.grain = keys[kGrain]->text;
    name.grain_span = keys[kGrain]->span;
    output += '.';
    output += name.grain;
  }
  if (as != nullptr) output = as->text;
  AddField(state, name, std::move(output), Wanted::kDimension, columns);
}

void AddMeasure(ResolveState& state, const JsonNode& item, NodeVector<ResolvedColumn>& columns) {
  if (item.kind == JsonKind::kText) {
    AddField(state, {item.text, item.span, {}, {}}, std::string(item.text), Wanted::kMeasure,
             columns);
    return;
  }
  if (item.kind != JsonKind::kObject) {
    AddWrongKind(item, "a measure", static_cast<JsonKinds>(kText | kObject), state.problems);
    return;
  }
  const std::size_t shares = state.shares.size();
  if (auto made = MakeMeasure(state, item)) {
    columns.push_back(*std::move(made));
    if (state.shares.size() == shares) return;
    state.shares.back().measure = static_cast<std::uint32_t>(columns.size() - 1);
  } else {
    state.shares.resize(shares);
  }
}

}  // namespace semaflow::request
