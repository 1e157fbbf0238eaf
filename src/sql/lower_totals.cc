// Totals: statements of their own with fewer dimensions, put behind the groups in one statement, so
// that all of it is of one moment.
#include <algorithm>
#include <string>
#include <utility>

#include "base/types.h"
#include "request/totals.h"
#include "sql/folded.h"
#include "sql/legalize.h"
#include "sql/lowering.h"

namespace semaflow::sql {
namespace {

constexpr std::string_view kAnswer = "answer";
constexpr std::string_view kGroups = "semaflow_groups";  // No text of a model means it.

// The groups, which several parts of the statement read.
void NameGroups(Query& query, std::vector<Query>& totals) {
  const std::string_view alias = query.from.alias;
  WithEntry groups{.name = kGroups, .source = nullptr, .computed = {}};
  groups.rows = std::exchange(query.from.derived, {});
  query.from = TableRef{.source = nullptr, .alias = alias, .with = kGroups};
  for (Query& total : totals) total.from = query.from;
  query.with.push_back(std::move(groups));
}

bool IsNoNumber(TypeKind kind) {
  return kind == TypeKind::kBoolean || kind == TypeKind::kText || kind == TypeKind::kTime ||
         IsTime(kind);
}

class Totals {
 public:
  Totals(const plan::LogicalPlan& plan, Query& query) : plan_(plan), query_(query) {}

  void Put(std::vector<Query> totals) {
    NodeVector<QueryOrder> order = KeysOfAnswer();
    query_.select.push_back(SelectItem{Number(0), request::kGroupingName});
    NodeVector<SelectItem> shown;
    for (std::size_t i = 0; i < plan_.columns.size(); ++i) {
      const std::string_view name = query_.select[i].name = NewName(plan_.columns[i].name);
      shown.push_back(SelectItem{Expr{Column{kAnswer, name}}, plan_.columns[i].name});
    }
    query_.select.back().name = NewName(request::kGroupingName);
    shown.push_back(
        SelectItem{Expr{Column{kAnswer, query_.select.back().name}}, request::kGroupingName});
    Select parts;
    Select& groups = query_;
    // What only the groups read is read inside of them, what totals read too stands before all.
    std::vector<WithEntry> with;
    if (plan_.totals_of_groups) with = std::exchange(groups.with, {});
    parts.union_all.push_back(std::move(groups));
    groups = Select{};
    groups.with = std::move(with);
    for (std::size_t i = 0; i < totals.size(); ++i) {
      PutPart(plan_.totals[i], i + 1, totals[i]);
      parts.union_all.push_back(std::move(static_cast<Select&>(totals[i])));
    }
    query_.from = TableRef{.source = nullptr, .alias = kAnswer, .derived = std::move(parts)};
    query_.select = std::move(shown);
    query_.order_by = std::move(order);
  }

 private:
  Expr Number(std::size_t number) {
    query_.owned_values.push_back(
        std::make_unique<const semaflow::Value>(static_cast<std::int64_t>(number)));
    return Expr{Constant{query_.owned_values.back().get(), false}};
  }

  // A name that no other column of the parts has.
  std::string_view NewName(std::string_view wanted) {
    names_.push_back(FreeName(query_, wanted, [this](std::string_view name) {
      return std::any_of(names_.begin(), names_.end(),
                         [name](std::string_view taken) { return SameFolded(taken, name); });
    }));
    return names_.back();
  }

  // The groups, then the totals, each in the order of the groups. What the groups are ordered by
  // and do not show goes with them.
  NodeVector<QueryOrder> KeysOfAnswer() {
    NodeVector<QueryOrder> keys;
    keys.push_back(QueryOrder{.column = static_cast<std::uint32_t>(plan_.columns.size()),
                              .value = {},
                              .descending = false,
                              .nulls = NullsPlace::kNone});
    const bool is_cut = query_.limit || query_.offset;
    for (QueryOrder& key : query_.order_by) {
      // A total has NULL where it keeps no dimension.
      const NullsPlace nulls = key.nulls == NullsPlace::kNone ? NullsPlace::kLast : key.nulls;
      if (key.column) {
        keys.push_back(QueryOrder{.column = key.column,
                                  .value = {},
                                  .descending = key.descending,
                                  .nulls = nulls,
                                  .is_text = key.is_text});
        continue;
      }
      const std::string_view name = NewName("semaflow_order");
      keys.push_back(QueryOrder{.column = std::nullopt,
                                .value = Expr{Column{kAnswer, name}},
                                .descending = key.descending,
                                .nulls = nulls,
                                .is_text = key.is_text});
      hidden_.push_back(name);
      query_.select.push_back(SelectItem{is_cut ? Expr(key.value) : std::move(key.value), name});
    }
    if (!is_cut) query_.order_by.clear();
    return keys;
  }

  // Its columns where the groups have them.
  void PutPart(const plan::LogicalPlan& total, std::size_t number, Query& part) {
    NodeVector<SelectItem> items;
    items.reserve(query_.select.size());
    std::uint32_t own = 0;
    for (std::uint32_t i = 0; i < plan_.dimension_count; ++i) {
      const bool is_kept = own < total.total_of.size() && total.total_of[own] == i;
      if (is_kept) {
        items.push_back(std::move(part.select[own++]));
      } else {
        Expr nothing = Lowering::Nothing();
        // A part with tables of its own is read by itself, and its NULL would be a number there.
        if (!part.with.empty() && IsNoNumber(plan_.columns[i].type.kind)) {
          nothing = CastTo(std::move(nothing), plan_.columns[i].type.kind);
        }
        items.push_back(SelectItem{std::move(nothing), plan_.columns[i].name, true});
      }
    }
    for (std::size_t i = own; i < part.select.size(); ++i) {
      items.push_back(std::move(part.select[i]));
    }
    for (const std::string_view hidden : hidden_) {
      items.push_back(SelectItem{Lowering::Nothing(), hidden, true});
    }
    items.push_back(SelectItem{Number(number), request::kGroupingName});
    part.select = std::move(items);
    if (part.group_by > 0) part.group_by = plan_.dimension_count;
    for (auto& value : part.owned_values) query_.owned_values.push_back(std::move(value));
    for (auto& name : part.owned_names) query_.owned_names.push_back(std::move(name));
  }

  const plan::LogicalPlan& plan_;
  Query& query_;
  NodeVector<std::string_view> names_;   // Of the columns of the parts, so far.
  NodeVector<std::string_view> hidden_;  // Of those that are not shown.
};

}  // namespace

// The same aggregates over the groups, without looking at their rows again.
void Lowering::MakeTotals() {
  on_groups_ = true;
  for (const plan::LogicalPlan& total : plan_.totals) {
    Select& select = totals_.emplace_back();
    for (const std::uint32_t i : total.total_of) {
      select.select.push_back(SelectItem{GroupKey(i), plan_.columns[i].name});
    }
    select.group_by = static_cast<std::uint32_t>(select.select.size());
    on_totals_ = true;
    for (std::size_t i = plan_.dimension_count; i < plan_.columns.size(); ++i) {
      wanted_ = plan_.columns[i].name;
      select.select.push_back(SelectItem{Value(plan_.columns[i].value), wanted_});
    }
    on_totals_ = false;
  }
  on_groups_ = false;
}

std::optional<Error> LowerTotals(const plan::LogicalPlan& plan, NodeVector<Select> of_groups,
                                 Query& query) {
  std::vector<Query> totals(plan.totals.size());
  for (std::size_t i = 0; i < totals.size(); ++i) {
    if (plan.totals_of_groups) {
      static_cast<Select&>(totals[i]) = std::move(of_groups[i]);
    } else if (auto error = Lowering(plan.totals[i], totals[i]).Run()) {
      return error;
    }
  }
  if (plan.totals_of_groups) NameGroups(query, totals);
  Totals(plan, query).Put(std::move(totals));
  return std::nullopt;
}

}  // namespace semaflow::sql
