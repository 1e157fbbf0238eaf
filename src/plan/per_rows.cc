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

Ref KeyColumn(expr::AliasIndex alias, std::uint32_t column) {
  return {.kind = RefKind::kColumn, .alias = alias, .index = column, .field = {}};
}

Error NoKey(const model::Model& model, const model::Flow& flow, const Ref& ref) {
  const model::Alias& alias = flow.aliases[ref.alias];
  const model::Table& table = model.tables[alias.table];
  return Error{
      .code = ErrorCode::kKeyNeeded,
      .message = Quoted(FieldName(model, flow, model::MeasurePerRow(ref))) +
                 " is asked per row of " + Quoted(alias.name) + ", but table " +
                 Quoted(table.name) + " has no key that tells its rows apart",
      .labels = {},
      .candidates = {},
      .help = "declare the primary_key of table " + Quoted(table.name) + " in " + table.file};
}

// Each would be planned again for each that names it: chains of them would grow without bound.
Error MadeOfOthers(const ResolvedQuery& query, const Ref& other) {
  return Error{.code = ErrorCode::kAggregateDimension,
               .message = Quoted(query.measures.front().name) + " is asked per row, and reads " +
                          Quoted(FieldName(*query.model, *query.flow, other)) +
                          ": a measure per row cannot be made of others in this version",
               .labels = {},
               .candidates = {},
               .help = "ask a measure that reads no dimension with `measure:`"};
}

// The measure by the key, over all rows that reach it: no condition of the query counts.
ResolvedQuery QueryOf(const ResolvedQuery& query, const Ref& ref,
                      const std::vector<std::uint32_t>& key) {
  ResolvedQuery nested;
  nested.model = query.model;
  nested.flow = query.flow;
  nested.zone = query.zone;
  nested.is_per_row = true;
  for (const std::uint32_t column : key) {
    nested.dimensions.push_back(request::ResolvedColumn{
        .name = "key_" + std::to_string(nested.dimensions.size() + 1),
        .value = Expr{KeyColumn(ref.alias, column), {}},
        .type = query.model->tables[query.flow->aliases[ref.alias].table].columns[column].type});
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
  if (query.is_per_row) {
    errors.push_back(MadeOfOthers(query, refs.front()));
    return;
  }
  for (const Ref& ref : refs) {
    static const std::vector<std::uint32_t> kNoColumns;
    const std::vector<std::uint32_t>* key = &kNoColumns;
    if (ref.alias != expr::kAllRows) {
      key = model::KeyOf(query.model->tables[query.flow->aliases[ref.alias].table]);
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
  if (found == plan.per_rows.end() || !found->where.empty() || !found->having.empty() ||
      found->limit || found->offset) {
    return false;
  }
  std::vector<std::uint32_t> columns;
  for (std::uint32_t i = 0; i < found->dimension_count; ++i) {
    const Ref* column = As<Ref>(found->columns[i].value);
    if (column == nullptr || *column != KeyColumn(ref.alias, column->index)) return false;
    columns.push_back(column->index);
  }
  const bool is_by_key =
      ref.alias == expr::kAllRows
          ? columns.empty()
          : columns == *model::KeyOf(plan.model->tables[plan.flow->aliases[ref.alias].table]);
  const Ref* measure = As<Ref>(found->columns.back().value);
  return is_by_key && measure != nullptr && *measure == model::MeasurePerRow(ref);
}

}  // namespace semaflow::plan
