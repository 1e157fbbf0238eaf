#include <algorithm>
#include <utility>

#include "plan/names.h"
#include "plan/plan.h"
#include "plan/reads.h"

namespace semaflow::plan {
namespace {

using expr::AliasIndex;
using expr::Expr;
using expr::Exprs;
using expr::kSelf;
using request::ResolvedOrder;

class Explanation {
 public:
  explicit Explanation(const LogicalPlan& plan)
      : plan_(plan), model_(*plan.model), flow_(*plan.flow), reads_(model_, flow_, errors_) {
    ReadAll();
  }

  std::string Text() {
    Line("flow " + flow_.name);
    const AliasIndex root = plan_.block.root;
    Line("rows of " + Described(root) +
         (plan_.block.aggregated ? ", each counted once" : ", one by one (ungrouped)"));
    Line("strategy " + std::string(StrategyName(plan_.block.strategy)) + ": " +
         (plan_.block.joins.empty() ? "one table"
                                    : "every join leads from a row to at most one partner"));
    Columns();
    Joins();
    Dropped();
    Conditions("where", plan_.block.where);
    Conditions("having", plan_.having);
    Sparse();
    Order();
    if (plan_.limit) Line("limit " + std::to_string(*plan_.limit));
    if (plan_.offset) Line("offset " + std::to_string(*plan_.offset));
    Line("time zone " + std::string(plan_.zone->name()));
    return std::move(text_);
  }

 private:
  void Line(const std::string& line) {
    text_ += line;
    text_ += '\n';
  }
  void Item(const std::string& line) { Line("  " + line); }

  std::string Described(AliasIndex alias) const {
    const std::string& name = flow_.aliases[alias].name;
    const std::string& table = model_.tables[flow_.aliases[alias].table].name;
    return name == table ? name : name + " (" + table + ")";
  }
  std::string Named(const Expr& expr) const { return NamedText(model_, flow_, expr); }

  void ReadAll() {
    for (const PlannedColumn& column : plan_.columns) {
      if (column.is_measure) {
        reads_.Groups(column.value, Part::kMeasure, 0);
      } else {
        reads_.Rows(column.value, Part::kDimension, 0);
      }
    }
    for (const Expr& condition : plan_.block.where) reads_.Rows(condition, Part::kFilter, 0);
    for (const Expr& condition : plan_.having) reads_.Groups(condition, Part::kFilter, 0);
    for (std::uint32_t i = 0; i < plan_.order_asked; ++i) {
      if (plan_.order[i].column != ResolvedOrder::kNotSelected) continue;
      reads_.Groups(plan_.order[i].value, Part::kOrder, 0);
    }
  }

  void Columns() {
    Line("columns");
    for (const PlannedColumn& column : plan_.columns) {
      const std::string meaning = Named(column.value);
      std::string line = column.name;
      if (meaning != column.name) line += " = " + meaning;
      line += column.is_measure ? ": measure" : ": dimension";
      if (column.is_measure && !column.additive) line += ", its groups do not add up to its total";
      Item(line);
    }
  }

  // Why a join is there.
  std::string Reason(const PlannedJoin& join) const {
    const AliasUse& use = reads_.uses()[join.alias];
    if (join.inner && join.within == kSelf) {
      return "only rows with a partner there are in the flow";
    }
    if (join.inner) {
      return "a row of " + flow_.aliases[join.within].name + " is a partner only with it";
    }
    if (use.used && use.field) return "read by " + FieldName(model_, flow_, *use.field);
    return "on the way to others";
  }

  void Joins() {
    if (plan_.block.joins.empty()) return;
    Line("joins");
    for (const PlannedJoin& join : plan_.block.joins) {
      const AliasIndex child = join.reversed ? join.from : join.alias;
      Item((join.within == kSelf ? "" : "  ") + std::string(join.inner ? "inner " : "left ") +
           Described(join.alias) + " on " + KeysText(model_, flow_, child) + ", " +
           std::string(model::CardinalityName(flow_.aliases[child].cardinality)) +
           (join.reversed ? " walked back" : "") + ": " + Reason(join));
    }
  }

  void Dropped() {
    std::string names;
    for (AliasIndex alias = 0; alias < flow_.aliases.size(); ++alias) {
      const auto& joins = plan_.block.joins;
      const bool joined = std::any_of(joins.begin(), joins.end(), [alias](const PlannedJoin& join) {
        return join.alias == alias;
      });
      if (joined || alias == plan_.block.root) continue;
      if (!names.empty()) names += ", ";
      names += Described(alias);
    }
    if (names.empty()) return;
    Line("dropped, because nothing reads them and no row depends on them");
    Item(names);
  }

  void Conditions(const std::string& title, const Exprs& conditions) {
    if (conditions.empty()) return;
    Line(title);
    for (const Expr& condition : conditions) Item(Named(condition));
  }

  void Sparse() {
    if (plan_.sparse.empty()) return;
    Line("groups where one of these holds, because all measures are sparse");
    for (const Expr& condition : plan_.sparse) Item(Named(condition));
  }

  void Order() {
    if (plan_.order.empty()) return;
    Line("order");
    for (std::size_t i = 0; i < plan_.order.size(); ++i) {
      const auto& [column, value, descending, nulls_first] = plan_.order[i];
      std::string line =
          column == ResolvedOrder::kNotSelected ? Named(value) : plan_.columns[column].name;
      line += descending ? " descending" : " ascending";
      line += nulls_first ? ", nulls first" : ", nulls last";
      if (i >= plan_.order_asked) line += " (so that the order is total)";
      Item(line);
    }
  }

  const LogicalPlan& plan_;
  const model::Model& model_;
  const model::Flow& flow_;
  Errors errors_;  // Of a second reading: the first had none.
  Reads reads_;
  std::string text_;
};

}  // namespace

std::string Explain(const LogicalPlan& plan) { return Explanation(plan).Text(); }

}  // namespace semaflow::plan
