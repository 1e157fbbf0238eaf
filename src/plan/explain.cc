#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

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
      : plan_(plan), model_(*plan.model), flow_(*plan.flow) {}

  std::string Text() {
    Line("flow " + flow_.name);
    for (const Block& block : plan_.blocks) Rows(block);
    if (plan_.blocks.size() > 1) {
      Line(plan_.grouped ? "side by side, on equal dimensions (NULL is equal to NULL)"
                         : "side by side");
    }
    for (const LogicalPlan& nested : plan_.per_rows) PerRow(nested);
    if (plan_.shares) Wholes();
    Columns();
    Dropped();
    Conditions("where", plan_.where);
    Conditions("having", plan_.having);
    Order();
    if (plan_.limit) Line("limit " + std::to_string(*plan_.limit));
    if (plan_.offset) Line("offset " + std::to_string(*plan_.offset));
    Page();
    Line("time zone " + std::string(plan_.zone->name()));
    for (std::size_t i = 0; i < plan_.totals.size(); ++i) Total(i);
    return std::move(text_);
  }

 private:
  void Total(std::size_t i) {
    const LogicalPlan& total = plan_.totals[i];
    std::string by;
    for (const std::uint32_t column : total.total_of) {
      by += (by.empty() ? " by " : ", ") + plan_.columns[column].name;
    }
    Line("total " + std::to_string(i + 1) + (by.empty() ? " over all rows" : by));
    if (plan_.totals_of_groups) Item("the groups, aggregated again");
    for (const Block& block : total.blocks) {
      if (plan_.totals_of_groups) break;
      Item("rows of " + Described(block.root) + ", strategy " +
           std::string(StrategyName(block.strategy)));
    }
  }
  // A measure per row, and how its rows are brought to the key.
  void PerRow(const LogicalPlan& nested) {
    Line(FieldName(model_, flow_, nested.per_row) + ", without the conditions of the query" +
         (nested.where.empty() ? "" : " but what may be seen"));
    for (const Block& block : nested.blocks) {
      Item("rows of " + Described(block.root) + ", strategy " +
           std::string(StrategyName(block.strategy)));
      for (const PlannedJoin& join : block.joins) {
        Join(join, nested.dimension_count > 0 ? "on the way to the row" : "read by the measure");
      }
    }
  }
  // What shares are divided by, and how its rows are brought there.
  void Wholes() {
    for (const LogicalPlan& whole : plan_.shares->wholes) {
      std::string by;
      for (const std::uint32_t column : whole.total_of) {
        by += (by.empty() ? " by " : ", ") + plan_.columns[column].name;
      }
      Line("what shares are of" + (by.empty() ? ", over all rows" : by));
      for (std::size_t i = whole.dimension_count; i < whole.columns.size(); ++i) {
        Item(Named(whole.columns[i].value));
      }
      for (const Block& block : whole.blocks) {
        Item("rows of " + Described(block.root) + ", strategy " +
             std::string(StrategyName(block.strategy)));
      }
    }
  }
  void Line(const std::string& line) {
    text_ += line;
    text_ += '\n';
  }
  void Item(const std::string& line) { Line("  " + line); }

  std::string Described(AliasIndex alias) const {
    const std::string& name = flow_.aliases[alias].text();
    const std::string& table = model_.tables[flow_.aliases[alias].table].name;
    return name == table ? name : name + " (" + table + ")";
  }
  std::string Named(const Expr& expr) const { return NamedText(model_, flow_, expr); }

  // The member for which the rows of `block` need an alias: another block may read it for others.
  std::optional<expr::Ref> FieldRead(const Block& block, AliasIndex alias) const {
    Errors errors;  // Of a second reading: the first had none.
    Reads rows(model_, flow_, errors);
    for (std::uint32_t i = 0; i < plan_.dimension_count; ++i) {
      rows.Rows(DimensionIn(plan_, block, i), Part::kDimension, 0);
    }
    for (const Expr& condition : WhereIn(plan_, block)) rows.Rows(condition, Part::kFilter, 0);
    if (rows.uses()[alias].field) return rows.uses()[alias].field;

    std::vector<const Expr*> groups;
    for (std::size_t i = plan_.dimension_count; i < plan_.columns.size(); ++i) {
      groups.push_back(&plan_.columns[i].value);
    }
    for (const Expr& condition : plan_.having) groups.push_back(&condition);
    for (std::uint32_t i = 0; i < plan_.order_asked; ++i) {
      if (plan_.order[i].column != ResolvedOrder::kNotSelected) continue;
      groups.push_back(&plan_.order[i].value);
    }
    for (const Expr* group : groups) {
      Reads reads(model_, flow_, errors);
      reads.Groups(*group, Part::kMeasure, 0);
      const AliasUse& use = reads.uses()[alias];
      for (std::size_t home = 0; home < reads.homes().size(); ++home) {
        const bool is_read = (use.homes >> home & 1) != 0 && use.field.has_value();
        if (is_read && reads.homes()[home].alias == block.root) return use.field;
      }
    }
    return std::nullopt;
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

  // What is done with the rows of one table.
  void Rows(const Block& block) {
    if (!block.missing.empty()) {
      Line("groups of rows of " + Described(block.root) + " without a partner in " +
           Described(flow_.aliases[block.root].parent));
      for (const PlannedJoin& join : block.joins) Join(join, Reason(block, join));
      return;
    }
    Line("rows of " + Described(block.root) + HowCounted(block));
    Item("strategy " + std::string(StrategyName(block.strategy)) + ": " + Why(block));
    if (block.key_first != model::kNone) KeyFirst(block);
    if (block.distinct_partners) DistinctPartners(block);
    Terms(block);
    for (const PlannedJoin& join : block.joins) Join(join, Reason(block, join));
    for (const SemiJoin& semi : block.semi_joins) Semi(block, semi);
    for (const Expr& condition : block.sparse) {
      Item("groups where " + Named(condition) + ", because its measures are sparse");
    }
  }

  // What the shared time, or a path of roles, is here.
  void Terms(const Block& block) {
    if (!block.terms) return;
    for (std::uint32_t i = 0; i < plan_.dimension_count; ++i) {
      const Expr& own = block.terms->dimensions[i];
      const bool is_told = own == plan_.columns[i].value || Named(own) == plan_.columns[i].name;
      if (!is_told) Item(plan_.columns[i].name + " is " + Named(own));
    }
    for (std::size_t i = 0; i < plan_.where.size(); ++i) {
      const Expr& own = block.terms->where[i];
      if (own != plan_.where[i]) Item("where " + Named(own));
    }
  }

  std::string HowCounted(const Block& block) const {
    if (!plan_.aggregated) return ", one by one (ungrouped)";
    if (block.lists_groups) return ", whose groups are shown";
    return block.brings_groups ? ", each counted once"
                               : ", each counted once, looked up for the groups of the others";
  }

  std::string Why(const Block& block) const {
    const auto multiplying = Multiplying(block);
    switch (block.strategy) {
      case Strategy::kFlat:
        break;
      case Strategy::kSemiJoin:
        return "several partners are met by filters alone";
      case Strategy::kDedup:
        return "a row meets its groups once for each partner in " +
               flow_.aliases[multiplying->alias].text() + ", so rows are told apart by " +
               KeyText(block);
    }
    if (block.joins.empty()) return "one table";
    return multiplying == block.joins.end()
               ? "every join leads from a row to at most one partner"
               : "a row that is met several times changes nothing here";
  }

  void KeyFirst(const Block& block) {
    const model::Table& root = model_.tables[flow_.aliases[block.root].table];
    const AliasIndex joined = block.joins.front().alias;
    const std::int64_t rows_each = root.rows / model_.tables[flow_.aliases[joined].table].rows;
    Item("aggregated by " + root.columns[block.key_first].name +
         " before the joins: schema.json tells of about " + std::to_string(rows_each) +
         " rows for each of " + flow_.aliases[joined].text());
    if (plan_.parts_meet) Item("what both tables give there is joined once");
  }

  void DistinctPartners(const Block& block) {
    const PlannedJoin& join = *Multiplying(block);
    const model::Table& partners = model_.tables[flow_.aliases[join.alias].table];
    const model::Table& root = model_.tables[flow_.aliases[block.root].table];
    Item("rows of " + flow_.aliases[join.alias].text() +
         " are made distinct before the join: schema.json tells of about " +
         std::to_string(partners.rows) + " beside " + std::to_string(root.rows) + " of " +
         flow_.aliases[block.root].text());
  }

  // The first join of a block that does; end: none.
  static NodeVector<PlannedJoin>::const_iterator Multiplying(const Block& block) {
    return std::find_if(block.joins.begin(), block.joins.end(),
                        [](const PlannedJoin& join) { return join.multiplies; });
  }

  // "id" or "id, line".
  std::string KeyText(const Block& block) const {
    if (block.numbers_rows) return "a number that each is given";
    std::string text;
    for (const std::uint32_t column : block.distinct_by) {
      if (!text.empty()) text += ", ";
      text += model_.tables[flow_.aliases[block.root].table].columns[column].name;
    }
    return text;
  }

  // Why a join is there.
  std::string Reason(const Block& block, const PlannedJoin& join) const {
    if (join.inner && join.within == kSelf) {
      return "only rows with a partner there are in the flow";
    }
    if (join.inner) {
      return "a row of " + flow_.aliases[join.within].text() + " is a partner only with it";
    }
    const auto field = FieldRead(block, join.alias);
    if (field) return "read by " + FieldName(model_, flow_, *field);
    return "on the way to others";
  }

  void Join(const PlannedJoin& join, const std::string& reason) {
    const AliasIndex child = join.reversed ? join.from : join.alias;
    Item((join.within == kSelf ? "" : "  ") + std::string(join.inner ? "inner " : "left ") +
         Described(join.alias) + " on " + KeysText(model_, flow_, child) + ", " +
         std::string(model::CardinalityName(flow_.aliases[child].cardinality)) +
         (join.reversed ? " walked back" : "") + ": " + reason);
  }

  void Semi(const Block& block, const SemiJoin& semi) {
    const AliasIndex child = semi.head.reversed ? semi.head.from : semi.head.alias;
    std::string line = "with a partner in " + Described(semi.head.alias) + " on " +
                       KeysText(model_, flow_, child) + ", " +
                       std::string(model::CardinalityName(flow_.aliases[child].cardinality)) +
                       (semi.head.reversed ? " walked back" : "");
    if (semi.conditions.empty()) line += ": only such rows are in the flow";
    for (std::size_t i = 0; i < semi.conditions.size(); ++i) {
      line += (i == 0 ? " where " : " and ") + Named(WhereIn(plan_, block)[semi.conditions[i]]);
    }
    if (semi.keeps_missing) line += ", or with none, if NULLs pass";
    Item(line);
    for (const PlannedJoin& join : semi.joins) Join(join, "a partner of those");
  }

  void Dropped() {
    if (plan_.forest != nullptr) return;  // It has the paths that are used, and no others.
    std::vector<char> kept(flow_.aliases.size(), 0);
    for (const Block& block : plan_.blocks) {
      kept[block.root] = 1;
      for (const PlannedJoin& join : block.joins) kept[join.alias] = 1;
      for (const SemiJoin& semi : block.semi_joins) {
        kept[semi.head.alias] = 1;
        for (const PlannedJoin& join : semi.joins) kept[join.alias] = 1;
      }
    }
    std::string names;
    for (AliasIndex alias = 0; alias < flow_.aliases.size(); ++alias) {
      if (kept[alias] != 0) continue;
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

  void Page() {
    if (!plan_.page) return;
    if (plan_.page->size > 0) {
      Line("page");
      Item(std::to_string(plan_.page->size) + " rows" +
           (plan_.page->after ? ", after the last row of the page before" : ", the first ones"));
    }
    if (plan_.page->total_rows) {
      Line("total rows");
      Item(plan_.limit || plan_.offset ? "all, without limit and offset" : "all");
    }
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
  std::string text_;
};

}  // namespace

std::string Explain(const LogicalPlan& plan) { return Explanation(plan).Text(); }

}  // namespace semaflow::plan
