#include "plan/per_rows.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "expr/visit.h"
#include "model/per_row.h"
#include "plan/names.h"

namespace semaflow::plan {
namespace {

using expr::As;
using expr::Expr;
using expr::Ref;
using expr::RefKind;
using request::ResolvedQuery;

constexpr std::uint32_t kPerRowDepthMax = 4;

Ref KeyColumn(expr::AliasIndex alias, std::uint32_t column) {
  return {.kind = RefKind::kColumn, .alias = alias, .index = column, .field = {}};
}

Error NoKey(const model::Model& model, const model::Flow& flow, const Ref& ref) {
  const model::Alias& alias = flow.aliases[ref.per];
  const model::Table& table = model.tables[alias.table];
  return Error{
      .code = ErrorCode::kKeyNeeded,
      .message = Quoted(FieldName(model, flow, model::MeasurePerRow(ref))) +
                 " is asked per row of " + Quoted(alias.text()) + ", but table " +
                 Quoted(table.name) + " has no key that tells its rows apart",
      .labels = {},
      .candidates = {},
      .help = "declare the primary_key of table " + Quoted(table.name) + " in " + table.file};
}

// Each is planned again for each that names it: chains of them would grow without bound.
Error NestedTooDeep(const ResolvedQuery& query) {
  return Error{.code = ErrorCode::kPlanTooLarge,
               .message = Quoted(query.measures.front().name) +
                          " is asked per row, and is made of more than " +
                          std::to_string(kPerRowDepthMax) + " measures per row, one in the other",
               .labels = {},
               .candidates = {},
               .help = "ask a measure that reads fewer dimensions with `measure:`"};
}

// The measure by the key, over all rows that reach it and may be seen: no condition of the query
// counts but those.
ResolvedQuery QueryOf(const ResolvedQuery& query, const Ref& ref,
                      const std::vector<std::uint32_t>& key) {
  ResolvedQuery nested;
  nested.model = query.model;
  nested.flow = query.flow;
  nested.zone = query.zone;
  nested.per_row_depth = query.per_row_depth + 1;
  if (query.graph)
    nested.graph = request::ResolvedGraph{.forest = query.graph->forest, .listed = {}, .names = {}};
  if (query.access) {
    nested.access = query.access;
    nested.filters = query.access->conditions;
    if (nested.graph) nested.graph->names = query.access->names;
  }
  for (const std::uint32_t column : key) {
    nested.dimensions.push_back(request::ResolvedColumn{
        .name = "key_" + std::to_string(nested.dimensions.size() + 1),
        .value = Expr{KeyColumn(ref.per, column), {}},
        .type = query.model->tables[query.flow->aliases[ref.per].table].columns[column].type});
  }
  const Ref measure = model::MeasurePerRow(ref);
  nested.measures.push_back(
      request::ResolvedColumn{.name = FieldName(*query.model, *query.flow, measure),
                              .value = Expr{measure, {}},
                              .type = model::ViewOf(*query.model, *query.flow, measure).type});
  return nested;
}

}  // namespace

void PlanPerRows(const ResolvedQuery& query, const std::vector<Ref>& refs,
                 std::vector<LogicalPlan>& plans, Errors& errors) {
  if (!errors.empty()) return;
  if (query.per_row_depth == kPerRowDepthMax) {
    errors.push_back(NestedTooDeep(query));
    return;
  }
  for (const Ref& ref : refs) {
    static const std::vector<std::uint32_t> kNoColumns;
    const std::vector<std::uint32_t>* key = &kNoColumns;
    if (ref.alias != expr::kAllRows) {
      key = model::KeyOf(query.model->tables[query.flow->aliases[ref.per].table]);
    }
    if (key == nullptr) {
      errors.push_back(NoKey(*query.model, *query.flow, ref));
      continue;
    }
    ResultAll<LogicalPlan> plan = MakePlan(QueryOf(query, ref, *key));
    if (!plan) {
      std::move(plan.error().begin(), plan.error().end(), std::back_inserter(errors));
      continue;
    }
    plan->per_row = ref;
    plans.push_back(std::move(*plan));
  }
}

bool IsPlannedPerRow(const LogicalPlan& plan, const Ref& ref) {
  const auto found = std::find_if(plan.per_rows.begin(), plan.per_rows.end(),
                                  [&](const LogicalPlan& nested) { return nested.per_row == ref; });
  if (found == plan.per_rows.end() || found->where.size() != plan.access_filters ||
      !found->having.empty() || found->limit || found->offset) {
    return false;
  }
  std::vector<std::uint32_t> columns;
  for (std::uint32_t i = 0; i < found->dimension_count; ++i) {
    const Ref* column = As<Ref>(found->columns[i].value);
    if (column == nullptr || *column != KeyColumn(ref.per, column->index)) return false;
    columns.push_back(column->index);
  }
  const bool is_by_key =
      ref.alias == expr::kAllRows
          ? columns.empty()
          : columns == *model::KeyOf(plan.model->tables[plan.flow->aliases[ref.per].table]);
  const Ref* measure = As<Ref>(found->columns.back().value);
  return is_by_key && measure != nullptr && *measure == model::MeasurePerRow(ref);
}

}  // namespace semaflow::plan
