#include "tests/property/refusals.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "expr/visit.h"
#include "model/per_row.h"
#include "tests/property/expressions.h"
#include "tests/property/query_groups.h"

namespace semaflow::property {
namespace {

using expr::As;
using expr::Expr;
using expr::kSelf;
using expr::Ref;
using expr::RefKind;
using Aliases = std::set<AliasIndex>;

bool IsMeasureRef(const Expr& node) {
  const Ref* ref = As<Ref>(node);
  return ref != nullptr && (ref->kind == RefKind::kMeasure || ref->kind == RefKind::kFlowMeasure);
}

// "min, max, count_distinct, approx_count_distinct, bool_and, bool_or, any_value, first, last do
// not" mind repeats.
bool MayRepeat(expr::AggregateFunction function) {
  using F = expr::AggregateFunction;
  static const std::set<F> kMay = {F::kMin,      F::kMax,    F::kCountDistinct,
                                   F::kBoolAnd,  F::kBoolOr, F::kApproxCountDistinct,
                                   F::kAnyValue, F::kFirst,  F::kLast};
  return kMay.contains(function);
}

class Reasons {
 public:
  explicit Reasons(const request::ResolvedQuery& query)
      : query_(query), model_(*query.model), flow_(*query.flow) {
    for (const auto& dimension : query.dimensions) AddPerRows(dimension.value, kSelf);
    for (const Expr& filter : query.filters) AddPerRows(filter, kSelf);
    for (const auto& measure : query.measures) AddPerRows(measure.value, kSelf);
    for (const auto& dimension : query.dimensions) {
      AddAliases(model_, flow_, dimension.value, kSelf, by_all_);
      AddAliases(model_, flow_, dimension.value, kSelf, by_dimension_);
    }
    for (const Expr& filter : query.filters) {
      if (expr::AnyNode(filter, IsMeasure)) {
        AddMeasures(filter, kSelf, {});
        AddRows(filter);
      } else {
        AddAliases(model_, flow_, filter, kSelf, by_all_);
      }
    }
    for (const auto& measure : query.measures) AddMeasures(measure.value, kSelf, {});
    for (const auto& order : query.order) {
      if (order.column == request::ResolvedOrder::kNotSelected) AddMeasures(order.value, kSelf, {});
    }
  }

  std::string Missing(const std::string& code) const {
    if (code == "P001") {
      const bool has_reason =
          APerRowHasMany() || (query_.ungrouped ? ReadsMany(Of()) : AnArgumentHasMany());
      return has_reason || HasFurtherKeys() || PartnersMayBeMany()
                 ? ""
                 : "every row has one value of all that is read";
    }
    if (code == "P002") {
      return query_.measures.empty() && by_all_.size() > 1 ? "" : "one table lists its values";
    }
    if (code == "P003") return mixes_ ? "" : "no condition on groups reads rows";
    if (code == "P014") {
      const bool has_reason = APerRowNeedsAKey() || ARowNeedsAKey() || APartnerCannotBeTold();
      return has_reason ? "" : "rows that are counted once have a key, or meet no group twice";
    }
    if (code == "P016") return query_.ungrouped ? "" : "the query is grouped";
    if (code == "P017") return HasFurtherKeys() ? "" : "no join reads a third table";
    if (code == "P018") {
      return has_absent_share_ || has_share_of_share_ ? ""
                                                      : "every share is of dimensions of the query";
    }
    return "the rule does not refuse such a query";
  }

 private:
  struct Taken {  // An aggregate.
    AliasIndex home;
    bool minds_repeats;
    Aliases by_argument;
    Aliases by_filter;
  };

  /// A measure per row of `per`.
  struct PerRow {
    AliasIndex per;
    std::vector<Taken> taken;
  };

  // Everything that an expression reads of rows or measures, with what those are made of.
  void AddPerRows(const Expr& node, AliasIndex self) {
    const Ref* ref = As<Ref>(node);
    if (ref == nullptr || ref->kind == RefKind::kColumn || ref->kind == RefKind::kRows ||
        ref->kind == RefKind::kShared) {
      expr::ForEachChild(node, [&](const Expr& child) { AddPerRows(child, self); });
      if (const auto* aggregate = As<expr::Aggregate>(node)) {
        for (const Expr& arg : aggregate->details->args) AddPerRows(arg, self);
        if (aggregate->details->filter) AddPerRows(*aggregate->details->filter, self);
      }
      return;
    }
    Ref bound = *ref;
    if (bound.alias == kSelf) bound.alias = self;
    if (bound.kind != RefKind::kPerRow) {
      const model::FieldView view = model::ViewOf(model_, flow_, bound);
      if (view.dimension == nullptr || !view.dimension->per) {
        return AddPerRows(*view.expr, view.home);
      }
      bound = model::PerRowOf(flow_, view);
    }
    std::vector<Taken> outer = std::move(taken_);
    taken_.clear();
    const Expr measure{model::MeasurePerRow(bound), {}};
    AddMeasures(measure, kSelf, {});
    AddPerRows(measure, kSelf);
    per_rows_.push_back({bound.per, std::move(taken_)});
    taken_ = std::move(outer);
  }

  AliasIndex Of() const { return query_.of == kSelf ? AliasIndex{0} : query_.of; }

  // What stands beside measures in a condition on groups.
  void AddRows(const Expr& node) {
    if (IsMeasure(node)) return;
    const bool is_dimension =
        std::any_of(query_.dimensions.begin(), query_.dimensions.end(),
                    [&](const auto& dimension) { return dimension.value == node; });
    if (is_dimension) return;
    if (As<Ref>(node) != nullptr) {
      mixes_ = true;
      AddAliases(model_, flow_, node, kSelf, by_all_);
    }
    expr::ForEachChild(node, [&](const Expr& child) { AddRows(child); });
  }

  void AddMeasures(const Expr& node, AliasIndex self, Aliases by_filter) {
    if (IsMeasureRef(node)) {
      Ref bound = *As<Ref>(node);
      if (bound.alias == kSelf) bound.alias = self;
      const model::FieldView view = model::ViewOf(model_, flow_, bound);
      return AddMeasures(*view.expr, view.home, std::move(by_filter));
    }
    if (const auto* filtered = As<expr::Filtered>(node)) {
      AddAliases(model_, flow_, *filtered->filter, self, by_filter);
      return AddMeasures(*filtered->measure, self, std::move(by_filter));
    }
    if (const auto* aggregate = As<expr::Aggregate>(node)) {
      const expr::AggregateDetails& details = *aggregate->details;
      Taken taken{.home = details.home == kSelf ? self : details.home,
                  .minds_repeats = !MayRepeat(aggregate->function),
                  .by_argument = {},
                  .by_filter = std::move(by_filter)};
      for (const Expr& arg : details.args) {
        AddAliases(model_, flow_, arg, self, taken.by_argument);
      }
      if (details.order_by) AddAliases(model_, flow_, *details.order_by, self, taken.by_argument);
      if (details.filter) AddAliases(model_, flow_, *details.filter, self, taken.by_filter);
      taken_.push_back(std::move(taken));
      return;
    }
    if (const auto* share = As<expr::Share>(node)) return AddShare(*share, self, by_filter);
    expr::ForEachChild(node, [&](const Expr& child) { AddMeasures(child, self, by_filter); });
  }

  void AddShare(const expr::Share& share, AliasIndex self, const Aliases& by_filter) {
    has_share_of_share_ = has_share_of_share_ || in_share_;
    const auto is_asked = [&](const Expr& of) {
      return std::any_of(
          query_.dimensions.begin(), query_.dimensions.end(),
          [&](const auto& dimension) { return IsSameField(of, self, dimension.value); });
    };
    has_absent_share_ =
        has_absent_share_ || !std::all_of(share.of.begin(), share.of.end(), is_asked);
    const bool outer = std::exchange(in_share_, true);
    AddMeasures(*share.measure, self, by_filter);
    in_share_ = outer;
  }

  bool IsAbove(AliasIndex above, AliasIndex alias) const {
    while (alias != above && alias != kSelf) alias = flow_.aliases[alias].parent;
    return alias == above;
  }

  // Whether a step on the way leads from one row to several.
  bool LeadsToMany(AliasIndex from, AliasIndex to) const {
    using model::Cardinality;
    while (from != to) {
      const bool up = !IsAbove(from, to);
      AliasIndex next = to;
      while (!up && flow_.aliases[next].parent != from) next = flow_.aliases[next].parent;
      if (up) next = flow_.aliases[from].parent;
      const Cardinality cardinality = flow_.aliases[up ? from : next].cardinality;
      const Cardinality one = up ? Cardinality::kOneToMany : Cardinality::kManyToOne;
      if (cardinality != one && cardinality != Cardinality::kOneToOne) return true;
      from = next;
    }
    return false;
  }
  bool LeadsToMany(AliasIndex from, const Aliases& to) const {
    return std::any_of(to.begin(), to.end(),
                       [&](AliasIndex alias) { return LeadsToMany(from, alias); });
  }

  bool ReadsMany(AliasIndex home) const {
    return LeadsToMany(home, by_all_) ||
           std::any_of(taken_.begin(), taken_.end(), [&](const Taken& taken) {
             return LeadsToMany(home, taken.by_argument) || LeadsToMany(home, taken.by_filter);
           });
  }
  bool AnArgumentHasMany() const {
    return std::any_of(taken_.begin(), taken_.end(), [&](const Taken& taken) {
      return LeadsToMany(taken.home, taken.by_argument);
    });
  }

  // "the primary key, else a unique key whose columns are each ... NOT NULL"
  bool HasKey(AliasIndex alias) const {
    const model::Table& table = model_.tables[flow_.aliases[alias].table];
    return !table.primary_key.empty() ||
           std::any_of(table.unique_keys.begin(), table.unique_keys.end(), [&](const auto& key) {
             return std::all_of(key.begin(), key.end(), [&](std::uint32_t column) {
               return table.columns[column].not_null;
             });
           });
  }
  // "A key is needed only where a dimension lies beyond a multiplying path and the aggregate minds
  // repeats". Where one aggregate of a table does, all of its rows are made distinct.
  bool ARowNeedsAKey() const {
    return std::any_of(taken_.begin(), taken_.end(), [&](const Taken& taken) {
      return taken.minds_repeats && !HasKey(taken.home) && LeadsToMany(taken.home, by_dimension_);
    });
  }
  // "Its table needs a key"; and the measure may need one where its rows reach a row several times.
  bool APerRowNeedsAKey() const {
    return std::any_of(per_rows_.begin(), per_rows_.end(), [&](const PerRow& per_row) {
      const bool is_of_all = per_row.per == expr::kAllRows;
      if (!is_of_all && !HasKey(per_row.per)) return true;
      return std::any_of(per_row.taken.begin(), per_row.taken.end(), [&](const Taken& taken) {
        return !is_of_all && taken.minds_repeats && !HasKey(taken.home) &&
               LeadsToMany(taken.home, {per_row.per});
      });
    });
  }
  bool APerRowHasMany() const {
    return std::any_of(per_rows_.begin(), per_rows_.end(), [&](const PerRow& per_row) {
      return std::any_of(per_row.taken.begin(), per_row.taken.end(), [&](const Taken& taken) {
        return LeadsToMany(taken.home, taken.by_argument);
      });
    });
  }
  // "an expression that can be non-NULL there is ... guarded by the partner's key"
  bool APartnerCannotBeTold() const {
    return std::any_of(flow_.aliases.begin(), flow_.aliases.end(), [&](const model::Alias& alias) {
      const std::vector<model::Column>& columns = model_.tables[alias.table].columns;
      return std::none_of(columns.begin(), columns.end(),
                          [](const model::Column& column) { return column.not_null; });
    });
  }

  // Rows between the table that is counted and what is read may themselves need partners, of which
  // there may be several: so an argument beyond them has several values for the planner.
  bool PartnersMayBeMany() const {
    using model::Cardinality;
    using model::JoinType;
    return std::any_of(flow_.aliases.begin(), flow_.aliases.end(), [](const model::Alias& alias) {
      if (alias.parent == kSelf) return false;
      const Cardinality cardinality = alias.cardinality;
      const bool many_below =
          cardinality == Cardinality::kOneToMany || cardinality == Cardinality::kManyToMany;
      const bool many_above =
          cardinality == Cardinality::kManyToOne || cardinality == Cardinality::kManyToMany;
      const bool inner = alias.join_type == JoinType::kInner;
      return (many_below && (inner || alias.join_type == JoinType::kRight)) ||
             (many_above && inner);
    });
  }

  bool HasFurtherKeys() const {
    return std::any_of(flow_.aliases.begin(), flow_.aliases.end(), [&](const model::Alias& alias) {
      return std::any_of(alias.keys.begin(), alias.keys.end(), [&](const model::JoinKey& key) {
        Aliases read;
        AddAliases(model_, flow_, key.left, alias.parent, read);
        return read.size() > 1 || (read.size() == 1 && *read.begin() != alias.parent);
      });
    });
  }

  const request::ResolvedQuery& query_;
  const model::Model& model_;
  const model::Flow& flow_;
  Aliases by_dimension_;
  Aliases by_all_;  // Read by dimensions and by conditions on rows, from the rows of every table.
  std::vector<Taken> taken_;
  std::vector<PerRow> per_rows_;
  bool mixes_ = false;
  bool has_absent_share_ = false;    // Of a dimension that is not asked.
  bool has_share_of_share_ = false;  // Where the planner knows no value over no rows.
  bool in_share_ = false;
};

}  // namespace

std::string ReasonMissing(const std::string& code, const request::ResolvedQuery& query) {
  return Reasons(query).Missing(code);
}

}  // namespace semaflow::property
