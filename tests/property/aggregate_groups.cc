#include "tests/property/aggregate_groups.h"

#include <algorithm>
#include <stdexcept>

#include "expr/visit.h"
#include "tests/property/expressions.h"

namespace semaflow::property {
namespace {

using model::JoinType;

class Grouping {
 public:
  Grouping(const Asked& asked, const AskedAggregate& aggregate)
      : asked_(asked), aggregate_(aggregate), details_(*aggregate.aggregate->details) {
    home_ = details_.home == expr::kSelf ? aggregate.self : details_.home;
    for (const expr::Expr* dimension : asked.dimensions)
      dimensions_.push_back(AtOwnTime(*dimension));
    for (const expr::Expr* condition : asked.where) where_.push_back(AtOwnTime(*condition));
    for (const expr::Expr& dimension : dimensions_) Add(dimension, expr::kSelf, by_dimensions_);
    if (asked.per_row_of != expr::kSelf) by_dimensions_.insert(asked.per_row_of);
    used_ = by_dimensions_;
    for (const expr::Expr& condition : where_) Add(condition, expr::kSelf, used_);
    outside_ = used_;
    // DESIGN.md 2.2 does not say how a measure's own filter meets a line that WHERE looks at: it is
    // asked of the same joined combination.
    for (const OwnFilter& filter : aggregate.filters) Add(*filter.condition, filter.self, used_);
    for (const expr::Expr& arg : details_.args) Add(arg, aggregate.self, used_);
    if (details_.order_by) Add(*details_.order_by, aggregate.self, used_);
  }

  AggregateGroups Run() {
    for (int row : asked_.rows.InFlow(home_)) AddRow(row);
    // "Without dimensions there is exactly one group, also over no rows."
    const bool by_rows = asked_.by_row || asked_.per_row_of != expr::kSelf;
    if (asked_.dimensions.empty() && !by_rows) groups_.shown.insert(Row{});
    if (!aggregate_.sparse && !by_rows) AddOuterGroups();
    for (const Row& key : groups_.with_rows) {
      std::vector<AggregatedRow> rows;
      for (const auto& [row, aggregated] : aggregated_[key]) rows.push_back(aggregated);
      groups_.values[key] = AggregateOf(*aggregate_.aggregate, std::move(rows));
    }
    groups_.of_no_rows = AggregateOf(*aggregate_.aggregate, {});
    return std::move(groups_);
  }

 private:
  void Add(const expr::Expr& node, AliasIndex self, std::set<AliasIndex>& aliases) const {
    AddAliases(asked_.rows.model(), asked_.rows.flow(), node, self, aliases);
  }

  // "`time.month` groups each measure by its own time, a filter on `time` bounds each by its own."
  expr::Expr AtOwnTime(expr::Expr asked) const {
    expr::RewriteNodes(asked, [&](expr::Expr& node) {
      auto* ref = expr::As<expr::Ref>(node);
      if (ref == nullptr || ref->kind != expr::RefKind::kShared) return;
      if (aggregate_.time.alias == expr::kSelf)
        throw std::runtime_error("a measure without a time");
      *ref = expr::Ref{.kind = expr::RefKind::kDimension,
                       .alias = aggregate_.time.alias,
                       .index = aggregate_.time.index,
                       .field = ref->field};
    });
    return asked;
  }

  // "asked of one joined combination at a time"
  bool PassesWhere(const RowLeaves& leaves) const {
    return std::all_of(where_.begin(), where_.end(), [&](const expr::Expr& condition) {
      return Holds(condition, expr::kSelf, leaves);
    });
  }

  Row KeyOf(const RowLeaves& leaves) const {
    Row key;
    for (std::size_t i = 0; i < dimensions_.size(); ++i) {
      key.push_back(
          OfSharedType(*asked_.dimensions[i], ValueOf(dimensions_[i], expr::kSelf, leaves)));
    }
    return key;
  }

  // "`time.g` is a date when every measure's time is one, else a timestamp"
  Cell OfSharedType(const expr::Expr& asked, Cell value) const {
    const auto* ref = expr::As<expr::Ref>(asked);
    if (ref == nullptr || ref->kind != expr::RefKind::kShared) return value;
    const TypeKind kind = asked_.shared != TypeKind::kUnknown
                              ? asked_.shared
                              : asked_.rows.flow().shared[ref->index].type.kind;
    const std::int64_t day = 86'400'000'000;
    if (const auto* date = std::get_if<Date>(&value); date && kind == TypeKind::kTimestamp) {
      return Timestamp{date->days * day};
    }
    if (const auto* at = std::get_if<Timestamp>(&value); at && kind == TypeKind::kDate) {
      return Date{static_cast<std::int32_t>(at->micros / day)};  // Of a bucket: after 1970, whole.
    }
    return value;
  }

  void AddRow(int row) {
    for (const Combination& combination : asked_.rows.Reach(home_, row, used_)) {
      const RowLeaves leaves(asked_.rows, combination);
      if (!PassesWhere(leaves)) continue;
      Row key = KeyOf(leaves);
      if (asked_.per_row_of != expr::kSelf) {
        const int reached = combination.rows[asked_.per_row_of];
        if (reached == Combination::kMissing) continue;
        key = {Integer(reached)};
      }
      if (asked_.by_row) key.insert(key.begin(), Integer(row));
      groups_.with_rows.insert(key);
      const bool passes = std::all_of(
          aggregate_.filters.begin(), aggregate_.filters.end(),
          [&](const OwnFilter& filter) { return Holds(*filter.condition, filter.self, leaves); });
      if (!aggregate_.sparse || passes) groups_.shown.insert(key);
      // "it counts once in each group it belongs to, never more"
      if (passes) aggregated_[key].try_emplace(row, Aggregated(leaves));
    }
  }

  AggregatedRow Aggregated(const RowLeaves& leaves) const {
    AggregatedRow row{Null{}, Null{}};
    if (!CountsRows(*aggregate_.aggregate)) {
      row.value = ValueOf(details_.args.front(), aggregate_.self, leaves);
    }
    if (details_.order_by) row.order = ValueOf(*details_.order_by, aggregate_.self, leaves);
    return row;
  }

  // "A `right` or `full` join also brings, to a plain measure whose path enters the joined alias by
  // that join, when a dimension uses that alias, the groups that only its rows without a partner
  // reach." A dimension of an alias behind the joined one does not use the joined one here.
  void AddOuterGroups() {
    const model::Flow& flow = asked_.rows.flow();
    for (AliasIndex alias : by_dimensions_) {
      if (alias == home_) continue;
      const model::Alias& joined = flow.aliases[alias];
      const bool outer =
          joined.join_type == JoinType::kRight || joined.join_type == JoinType::kFull;
      const bool entered = asked_.rows.Toward(alias, home_) == joined.parent;
      if (!outer || !entered) continue;
      for (int row : asked_.rows.InFlow(alias)) {
        if (asked_.rows.HasPartnerInParent(alias, row)) continue;
        for (const Combination& combination : asked_.rows.ReachOutside(alias, row, outside_)) {
          const RowLeaves leaves(asked_.rows, combination);
          if (PassesWhere(leaves)) groups_.shown.insert(KeyOf(leaves));
        }
      }
    }
  }

  const Asked& asked_;
  const AskedAggregate& aggregate_;
  const expr::AggregateDetails& details_;
  AliasIndex home_ = 0;
  std::vector<expr::Expr> dimensions_;  // As asked, at the aggregate's own time.
  std::vector<expr::Expr> where_;
  std::set<AliasIndex> by_dimensions_;
  std::set<AliasIndex> outside_;  // By dimensions and WHERE.
  std::set<AliasIndex> used_;     // And by the aggregate itself.
  AggregateGroups groups_;
  std::map<Row, std::map<int, AggregatedRow>, KeyLess> aggregated_;
};

}  // namespace

AggregateGroups GroupsOf(const Asked& asked, const AskedAggregate& aggregate) {
  return Grouping(asked, aggregate).Run();
}

}  // namespace semaflow::property
