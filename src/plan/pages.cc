#include "plan/pages.h"

#include <string>
#include <utility>

#include "base/types.h"
#include "expr/typing.h"
#include "expr/visit.h"
#include "plan/names.h"

namespace semaflow::plan {

namespace {

using expr::kSelf;
using request::ResolvedOrder;

Error ErrorOf(ErrorCode code, std::string message, std::string help) {
  return Error{.code = code,
               .message = std::move(message),
               .labels = {},
               .candidates = {},
               .help = std::move(help)};
}

std::string NameOf(const LogicalPlan& plan, const PlannedOrder& order) {
  if (order.column != ResolvedOrder::kNotSelected) return Quoted(plan.columns[order.column].name);
  return Quoted(FieldName(*plan.model, *plan.flow, *expr::As<expr::Ref>(order.value)));
}

/// Kinds that are compared with each other: where the model tells a type, the database may keep
/// another one that is ordered alike.
int FamilyOf(TypeKind kind) {
  if (IsNumeric(kind)) return 1;
  if (kind == TypeKind::kText || kind == TypeKind::kJson) return 2;
  if (IsTime(kind)) return 3;
  return 4 + static_cast<int>(kind);
}

bool Fits(const Value& value, TypeKind kind) {
  return kind == TypeKind::kUnknown || std::holds_alternative<Null>(value) ||
         FamilyOf(semaflow::KindOf(value)) == FamilyOf(kind);
}

/// Whether rows that are equal in all keys are the same row.
bool IsTotal(const LogicalPlan& plan) {
  if (plan.aggregated || plan.blocks.front().keyed) return true;
  return plan.order.size() > plan.order_asked &&
         plan.order.back().column == ResolvedOrder::kNotSelected;  // The key of the table.
}

void CheckKey(const LogicalPlan& plan, const PlannedOrder& order, Errors& errors) {
  const TypeKind kind = KindOfKey(plan, order);
  if (kind == TypeKind::kInterval || kind == TypeKind::kList) {
    errors.push_back(ErrorOf(ErrorCode::kPages,
                             "pages are ordered by " + NameOf(plan, order) +
                                 ", and a cursor holds no " + std::string(KindName(kind)),
                             "ask without \"page_size\", or leave out " + NameOf(plan, order)));
  }
}

}  // namespace

TypeKind KindOfKey(const LogicalPlan& plan, const PlannedOrder& order) {
  if (order.column != ResolvedOrder::kNotSelected) return plan.columns[order.column].type.kind;
  return expr::TypeOf(order.value, model::FlowTypeScope(*plan.model, *plan.flow, kSelf)).kind;
}

Errors CheckPage(const LogicalPlan& plan) {
  Errors errors;
  if (plan.page->size == 0) return errors;
  if (!IsTotal(plan)) {
    const model::Table& table =
        plan.model->tables[plan.flow->aliases[plan.blocks.front().root].table];
    errors.push_back(
        ErrorOf(ErrorCode::kPages,
                "pages of ungrouped rows need a key that tells the rows of table " +
                    Quoted(table.name) + " apart",
                "declare its primary_key in " + table.file + ", or use \"limit\" and \"offset\""));
  }
  for (const PlannedOrder& order : plan.order) CheckKey(plan, order, errors);
  if (!errors.empty() || !plan.page->after) return errors;
  const std::vector<Value>& after = *plan.page->after;
  bool fits = after.size() == plan.order.size();
  for (std::size_t i = 0; fits && i < after.size(); ++i) {
    fits = Fits(after[i], KindOfKey(plan, plan.order[i]));
  }
  if (fits) return errors;
  errors.push_back(ErrorOf(ErrorCode::kBadCursor,
                           "the cursor does not hold the keys that the rows are ordered by",
                           "give the `cursor` of an answer as it is, or leave it out for the "
                           "first page"));
  return errors;
}

}  // namespace semaflow::plan
