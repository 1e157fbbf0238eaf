// Measures per row: each is a SELECT by the key of its rows, joined to them.
#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.h"
#include "base/planted.h"
#include "model/per_row.h"
#include "plan/reads.h"
#include "sql/folded.h"
#include "sql/lowering.h"

namespace semaflow::sql {

using expr::kAllRows;

namespace {

constexpr std::string_view kValue = "value";

std::uint32_t PositionOf(const plan::LogicalPlan& plan, const expr::Ref& ref) {
  const auto found =
      std::find_if(plan.per_rows.begin(), plan.per_rows.end(),
                   [&](const plan::LogicalPlan& nested) { return nested.per_row == ref; });
  SEMA_CHECK(found != plan.per_rows.end(), "a measure per row that is not planned");
  return static_cast<std::uint32_t>(found - plan.per_rows.begin());
}

}  // namespace

bool IsNull(const Expr& expr) {
  if (const auto* constant = std::get_if<Constant>(&expr.node)) {
    return std::holds_alternative<Null>(*constant->value);
  }
  const auto* binary = std::get_if<Binary>(&expr.node);
  const bool is_arithmetic =
      binary != nullptr && (binary->op == Operator::kAdd || binary->op == Operator::kSubtract ||
                            binary->op == Operator::kMultiply || binary->op == Operator::kDivide);
  return is_arithmetic && (IsNull(*binary->left) || IsNull(*binary->right));
}

// "c_order_count"; no other table of the statement is called so.
void Lowering::NamePerRows() {
  for (const plan::LogicalPlan& nested : plan_.per_rows) {
    const expr::Ref measure = model::MeasurePerRow(nested.per_row);
    std::string name =
        nested.per_row.per == kAllRows ? "all" : flow_.aliases[nested.per_row.per].name;
    name += '_';
    name += model::ViewOf(model_, flow_, measure).measure->name;
    const auto is_taken = [&](std::string_view taken) { return SameFolded(taken, name); };
    const auto is_alias = [&](const model::Alias& alias) { return is_taken(alias.name); };
    const auto is_block = [&](const BlockSelect& block) { return is_taken(block.name); };
    while (std::any_of(flow_.aliases.begin(), flow_.aliases.end(), is_alias) ||
           std::any_of(blocks_.begin(), blocks_.end(), is_block) ||
           std::any_of(per_row_names_.begin(), per_row_names_.end(), is_taken)) {
      name += '_';
    }
    query_.owned_names.push_back(std::make_unique<const std::string>(std::move(name)));
    per_row_names_.push_back(*query_.owned_names.back());
  }
}

// The value in the row that is looked at: of a measure whose rows none reach it, that over no rows.
Expr Lowering::PerRowOf(const expr::Ref& ref) {
  expr::Ref bound = ref;
  bound.alias = plan::AliasOf(ref.alias, self_);
  const expr::Ref measure = model::MeasurePerRow(bound);
  if (bound.alias != kAllRows && PlaceOf(bound.alias).missing) {
    return MissingOf(TypeOf(expr::Expr{bound, {}}));
  }
  const std::uint32_t position = PositionOf(plan_, bound);
  NodeVector<std::uint32_t>& read = at_->per_rows;
  if (std::find(read.begin(), read.end(), position) == read.end()) read.push_back(position);
  const std::string_view table = per_row_names_[position];
  Expr value{Column{table, kValue}};
  if (bound.alias == kAllRows) return value;
  Expr none = ValueOfNone(expr::Expr{measure, {}});
  if (IsNull(none) || Planted(Bug::kNoneIsNull)) return value;
  if (!NullableRef(measure)) {
    Exprs args;
    args.push_back(std::move(value));
    args.push_back(std::move(none));
    value = Expr{Function{expr::Function::kCoalesce, std::move(args), TypeKind::kUnknown}};
  } else {
    const std::string_view key = plan_.per_rows[position].columns.front().name;
    value = CaseOf(IsNotNullOf(Expr{Column{table, key}}), std::move(value));
    std::get<Case>(value.node).otherwise = std::move(none);
  }
  const bool guarded = PlaceOf(bound.alias).nullable && !Planted(Bug::kNobodyHasNone);
  return guarded ? Guarded(std::move(value), bound.alias) : std::move(value);
}

// What a measure is where its tables have no rows at all.
Expr Lowering::ValueOfNone(const expr::Expr& measure) {
  const bool on_groups = std::exchange(on_groups_, false);
  const bool no_rows = std::exchange(no_rows_, true);
  // It may stand in one of them, which are walked right now.
  std::vector<Filter> filters = std::exchange(filters_, {});
  Expr value = Value(measure);
  filters_ = std::move(filters);
  no_rows_ = no_rows;
  on_groups_ = on_groups;
  auto* call = std::get_if<Function>(&value.node);
  const bool is_filled = call != nullptr && call->function == expr::Function::kCoalesce &&
                         call->args.size() == 2 && IsNull(call->args.front());
  if (!is_filled) return value;
  Expr fill = std::move(call->args.back());
  return fill;
}

// The whole statement of another plan, as a part of this one.
Select Lowering::NestedSelect(const plan::LogicalPlan& nested) {
  Query query;
  Lowering inner(nested, query);
  inner.is_nested_ = true;
  inner.computed_ = std::move(computed_);
  inner.nodes_ = nodes_;
  std::optional<Error> error = inner.Run();
  computed_ = std::move(inner.computed_);
  nodes_ = inner.nodes_;
  if (error) Fail(std::move(*error));
  std::move(query.owned_values.begin(), query.owned_values.end(),
            std::back_inserter(query_.owned_values));
  std::move(query.owned_names.begin(), query.owned_names.end(),
            std::back_inserter(query_.owned_names));
  return std::move(static_cast<Select&>(query));
}

Join Lowering::PerRowJoin(std::uint32_t per_row) {
  const plan::LogicalPlan& nested = plan_.per_rows[per_row];
  const std::string_view name = per_row_names_[per_row];
  Select rows = NestedSelect(nested);
  if (!rows.select.empty()) rows.select.back().name = kValue;
  const JoinKind by_key = Planted(Bug::kPerRowLosesRows) ? JoinKind::kInner : JoinKind::kLeft;
  Join join{.kind = nested.per_row.alias == kAllRows ? JoinKind::kCross : by_key,
            .table = {.source = nullptr, .alias = name, .derived = std::move(rows)},
            .nested = {},
            .on = {}};
  for (std::uint32_t i = 0; i < nested.dimension_count; ++i) {
    if (Planted(Bug::kPerRowOfHalfAKey) && i > 0) break;
    const std::uint32_t column = std::get<expr::Ref>(nested.columns[i].value.node).index;
    join.on.push_back(Expr{Binary{Operator::kEq, ColumnOf(nested.per_row.alias, column),
                                  Expr{Column{name, nested.columns[i].name}}}});
  }
  return join;
}

// Those that the rows of the block read, behind the tables whose rows they are of.
void Lowering::JoinPerRows(NodeVector<Join>& joins) {
  std::sort(at_->per_rows.begin(), at_->per_rows.end());
  for (const std::uint32_t per_row : at_->per_rows) joins.push_back(PerRowJoin(per_row));
  at_->per_rows.clear();
}

// The same for rows that the block meets in EXISTS alone.
void Lowering::JoinPerRowsOf(const plan::SemiJoin& semi, NodeVector<Join>& joins) {
  const auto is_here = [&](std::uint32_t per_row) {
    const AliasIndex alias = plan_.per_rows[per_row].per_row.alias;
    return alias == semi.head.alias ||
           std::any_of(semi.joins.begin(), semi.joins.end(),
                       [alias](const plan::PlannedJoin& join) { return join.alias == alias; });
  };
  for (const std::uint32_t per_row : at_->per_rows) {
    if (is_here(per_row)) joins.push_back(PerRowJoin(per_row));
  }
  std::erase_if(at_->per_rows, is_here);
}

bool Lowering::IsPerRowMultiplied(std::string_view table) const {
  for (std::size_t i = 0; i < per_row_names_.size(); ++i) {
    const AliasIndex alias = plan_.per_rows[i].per_row.alias;
    if (per_row_names_[i] == table) return alias != kAllRows && PlaceOf(alias).multiplied;
  }
  return false;
}

}  // namespace semaflow::sql
