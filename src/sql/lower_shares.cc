// Shares: what a measure is divided by is a SELECT of its own by fewer dimensions, looked up for
// the groups of the statement on those that it has, NULL beside NULL.
#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/planted.h"
#include "sql/folded.h"
#include "sql/lowering.h"
#include "sql/visit.h"

namespace semaflow::sql {

using expr::kSelf;
using plan::PlannedShare;

namespace {

constexpr std::string_view kFound = "found";

// What a share is over no rows of the measure depends on what other rows make. It stands for that
// in what is looked at and never said.
Expr ShareOfNone(Expr value) {
  Exprs args;
  args.push_back(std::move(value));
  return Expr{Function{expr::Function::kSafeDivide, std::move(args), TypeKind::kUnknown}};
}

const Expr* AsShareOfNone(const Expr& expr) {
  const auto* call = std::get_if<Function>(&expr.node);
  const bool is_it = call != nullptr && call->function == expr::Function::kSafeDivide;
  return is_it ? &call->args.front() : nullptr;
}

bool HasShareOfNone(const Expr& expr) {
  bool has = AsShareOfNone(expr) != nullptr;
  ForEachChild(expr, [&](const Expr& child) { has = has || HasShareOfNone(child); });
  return has;
}

// What is divided by it is NULL.
bool IsNullOrZero(const Expr& expr) {
  if (const Expr* value = AsShareOfNone(expr)) return IsNullOrZero(*value);
  if (IsNull(expr)) return true;
  const auto* constant = std::get_if<Constant>(&expr.node);
  const auto* number = constant != nullptr ? std::get_if<std::int64_t>(constant->value) : nullptr;
  return number != nullptr && *number == 0;
}

}  // namespace

// "whole", "whole_2"; no other table of the statement is called so.
void Lowering::NameWholes() {
  const auto is_taken = [&](std::string_view name) {
    const auto same = [name](std::string_view taken) { return SameFolded(taken, name); };
    return std::any_of(flow_.aliases.begin(), flow_.aliases.end(),
                       [&](const model::Alias& alias) { return same(alias.name); }) ||
           std::any_of(blocks_.begin(), blocks_.end(),
                       [&](const BlockSelect& block) { return same(block.name); }) ||
           std::any_of(per_row_names_.begin(), per_row_names_.end(), same) ||
           std::any_of(wholes_.begin(), wholes_.end(),
                       [&](const Whole& whole) { return same(whole.name); });
  };
  for (std::size_t i = 0; i < plan_.shares->wholes.size(); ++i) {
    wholes_.push_back(Whole{.name = FreeName(query_, "whole", is_taken)});
  }
}

const PlannedShare& Lowering::PlannedOf(const expr::Share& share) const {
  plan::ShareTerm term = plan::TermOf(share, self_, given_time_);
  for (auto filter = filters_.rbegin(); filter != filters_.rend(); ++filter) {
    AddFilter(term, *filter->condition, filter->self);
  }
  const auto& shares = plan_.shares->shares;
  const auto found = std::find_if(shares.begin(), shares.end(), [&](const PlannedShare& planned) {
    return planned.term == term;
  });
  SEMA_CHECK(found != shares.end(), "a share that is not planned");
  return *found;
}

Expr Lowering::Node(const expr::Share& share) {
  Expr value = Value(*share.measure);
  if (no_rows_) return IsNull(value) ? Nothing() : ShareOfNone(std::move(value));
  const PlannedShare& planned = PlannedOf(share);
  Expr whole =
      planned.whole == PlannedShare::kItself ? Value(*share.measure) : WholeOf(share, planned);
  return Expr{Binary{Operator::kDivide, std::move(value), std::move(whole)}};
}

// Where no row of the measure is behind a group of the whole, it is that over no rows.
Expr Lowering::WholeOf(const expr::Share& share, const PlannedShare& planned) {
  Whole& table = wholes_[planned.whole];
  const plan::LogicalPlan& nested = plan_.shares->wholes[planned.whole];
  Expr whole{Column{table.name, nested.columns[planned.column].name}};
  if (nested.dimension_count == 0 || blocks_.size() == 1) return whole;
  if (Planted(Bug::kWholeOfNoRows)) return whole;
  Expr none = ValueOfNone(*share.measure);
  if (IsNullOrZero(none)) return whole;
  if (HasShareOfNone(none)) {
    Fail(Error{.code = ErrorCode::kBadShare,
               .message = "a share is asked of what is made of another share, in groups where its "
                          "tables may have no rows",
               .labels = {},
               .candidates = {},
               .help = "ask the measures of the other tables apart"});
    return Nothing();
  }
  table.is_found_asked = true;
  whole = CaseOf(IsNotNullOf(Expr{Column{table.name, kFound}}), std::move(whole));
  std::get<Case>(whole.node).otherwise = std::move(none);
  return whole;
}

void Lowering::JoinWholes() {
  for (std::size_t i = 0; i < wholes_.size(); ++i) {
    const plan::LogicalPlan& nested = plan_.shares->wholes[i];
    Select rows = NestedSelect(nested);
    if (wholes_[i].is_found_asked) rows.select.push_back(SelectItem{Own(true), kFound});
    if (Planted(Bug::kWholeWithoutWhere)) rows.where.clear();
    const bool is_one_row = nested.dimension_count == 0;
    const JoinKind found = Planted(Bug::kWholeLosesGroups) ? JoinKind::kInner : JoinKind::kLeft;
    Join join{.kind = is_one_row ? JoinKind::kCross : found,
              .table = {.source = nullptr, .alias = wholes_[i].name, .derived = std::move(rows)},
              .nested = {},
              .on = {}};
    for (std::uint32_t key = 0; key < nested.dimension_count; ++key) {
      const std::uint32_t column = nested.total_of[key];
      const bool nullable = KeyIsNullable(column) && !Planted(Bug::kWholePlainEqual);
      const Operator equal = nullable ? Operator::kIsNotDistinct : Operator::kEq;
      join.on.push_back(Expr{Binary{equal, GroupKey(column),
                                    Expr{Column{wholes_[i].name, nested.columns[key].name}}}});
    }
    query_.joins.push_back(std::move(join));
  }
}

}  // namespace semaflow::sql
