#include <algorithm>
#include <memory>
#include <utility>

#include "base/check.h"
#include "base/planted.h"
#include "expr/visit.h"
#include "plan/checker.h"
#include "plan/conditions.h"
#include "plan/graph_terms.h"
#include "plan/key_first.h"
#include "plan/names.h"
#include "plan/pages.h"
#include "plan/per_rows.h"
#include "plan/plan.h"
#include "plan/reach.h"
#include "plan/reads.h"
#include "plan/row_counts.h"
#include "plan/shared_time.h"
#include "plan/shares.h"
#include "plan/sparse.h"
#include "plan/total_order.h"
#include "plan/totals.h"

namespace semaflow::plan {
namespace {

using expr::AliasIndex;
using expr::As;
using expr::Expr;
using expr::Exprs;
using expr::kSelf;
using expr::Ref;
using expr::RefKind;
using request::ResolvedQuery;

class Planner {
 public:
  Planner(ResolvedQuery&& query, LogicalPlan& plan)
      : query_(query),
        model_(*query_.model),
        flow_(*query_.flow),
        reads_(model_, flow_, errors_, query_.shares_time, query_.given_time),
        plan_(plan) {}

  /// No errors: the plan is filled, with what it takes of the query.
  Errors Run() {
    if (query_.shares_time || HasPaths()) BindToOnlyHome();
    const Asked asked = Remember(query_);
    if (query_.access) CountAccessFilters();
    SplitFilters();
    ReadDimensions();
    ReadMeasures();
    ReadFilters();
    ReadOrder();
    if (errors_.empty()) FindBlocks();
    plan_.own_terms = query_.shares_time || HasPaths();
    if (plan_.own_terms && errors_.empty()) BindTerms();
    for (std::size_t i = 0; i < plan_.blocks.size(); ++i) JoinTables(plan_.blocks[i], ReadsOf(i));
    if (plan_.grouped) {
      if (!Planted(Bug::kSparseNotSplit)) SplitSparse();
      if (!IsLookedUp() && !Planted(Bug::kOuterGroupsDropped)) AddOuterGroups();
      if (plan_.blocks.size() > 1) {
        std::stable_partition(plan_.blocks.begin(), plan_.blocks.end(),
                              [](const Block& block) { return block.brings_groups; });
        plan_.parts_meet = DoPartsMeet(plan_, flow_);
      }
    }
    if (!reads_.per_rows().empty() || !block_reads_.empty()) {
      PlanPerRows(query_, PerRowsRead(), plan_.per_rows, errors_);
    }
    if (!reads_.shares().empty()) PlanShares(query_, reads_.shares(), plan_, errors_);
    if (!errors_.empty()) return std::move(errors_);
    FillPlan();
    if (plan_.page) {
      errors_ = CheckPage(plan_);
      if (!errors_.empty()) return std::move(errors_);
    }
    if (auto lost = CheckPlan(asked, plan_)) return {std::move(*lost)};
    return {};
  }

 private:
  void Fail(ErrorCode code, std::string message, std::string help) {
    errors_.push_back(Error{.code = code,
                            .message = std::move(message),
                            .labels = {},
                            .candidates = {},
                            .help = std::move(help)});
  }
  // Groups of another query look its groups up: those that it has not are none of its own.
  bool IsLookedUp() const { return query_.per_row_depth > 0 || query_.share_depth > 0; }
  std::string AliasName(AliasIndex alias) const { return Quoted(flow_.aliases[alias].text()); }

  // --- The time and the paths that the measures share.

  bool HasPaths() const { return query_.graph && !query_.graph->names.empty(); }

  // Whether values of other tables are listed than those of the one that a condition measures.
  bool ListsBeside(AliasIndex measured) const {
    if (!query_.graph) return false;
    const auto& listed = query_.graph->listed;
    return std::any_of(listed.begin(), listed.end(),
                       [measured](AliasIndex root) { return root != measured; });
  }

  // Most queries take the rows of one table: then the shared time is just its time.
  void BindToOnlyHome() {
    Errors told;  // Again below.
    Reads reads(model_, flow_, told, query_.shares_time, query_.given_time);
    ReadGroups(reads, query_.filters);
    if (!told.empty() || reads.homes().size() != 1) return;
    const Home& home = reads.homes().front();
    if (ListsBeside(home.alias)) return;
    if (HasPaths()) BindPaths(home.alias, query_);
    // Wholes of shares are by the shared time, too: each finds what it is there.
    if (!query_.shares_time || home.time.alias == kSelf || !reads.shares().empty()) return;
    for (request::ResolvedColumn& dimension : query_.dimensions) {
      BindDimension(model_, flow_, home, dimension.value);
    }
    for (Expr& filter : query_.filters) BindCondition(home, filter);
    query_.shares_time = false;
    reads_.set_shares_time(false);
  }

  static void ReadRows(Reads& reads, const Exprs& where) {
    for (std::uint32_t i = 0; i < where.size(); ++i) reads.Rows(where[i], Part::kFilter, i);
  }

  void ReadGroups(Reads& reads, const Exprs& conditions) {
    for (std::uint32_t i = 0; i < query_.measures.size(); ++i) {
      reads.Groups(query_.measures[i].value, Part::kMeasure, i);
    }
    for (std::uint32_t i = 0; i < conditions.size(); ++i) {
      reads.Groups(conditions[i], Part::kFilter, i);
    }
    for (std::uint32_t i = 0; i < query_.order.size(); ++i) {
      if (query_.order[i].column != request::ResolvedOrder::kNotSelected) continue;
      reads.Groups(query_.order[i].value, Part::kOrder, i);
    }
  }

  // Each block has its own time and its own paths, and reads what it reads.
  void BindTerms() {
    for (Block& block : plan_.blocks) {
      const bool first = Planted(Bug::kTimeOfFirstBlock);
      block.terms = TermsAt(query_, plan_.where, block.root);
      BlockTerms& terms = *block.terms;
      if (query_.shares_time) {
        const Home& home = *HomeOf(first ? plan_.blocks.front() : block, reads_);
        for (const Expr& dimension : terms.dimensions) CheckTime(home, dimension);
        for (const Expr& condition : terms.where) CheckTime(home, condition);
        if (!errors_.empty()) return;
        BindTime(model_, flow_, home, terms);
      }
      block_reads_.push_back(
          std::make_unique<Reads>(model_, flow_, errors_, query_.shares_time, query_.given_time));
      Reads& reads = *block_reads_.back();
      for (std::uint32_t i = 0; i < terms.dimensions.size(); ++i) {
        reads.Rows(terms.dimensions[i], Part::kDimension, i);
      }
      ReadRows(reads, terms.where);
      ReadGroups(reads, plan_.having);
    }
  }

  // With own terms a measure per row is one of other rows for each block.
  std::vector<Ref> PerRowsRead() const {
    if (block_reads_.empty()) return reads_.per_rows();
    std::vector<Ref> all;
    const auto add = [&](const Reads& reads) {
      for (const Ref& ref : reads.per_rows()) {
        const bool is_known = std::find(all.begin(), all.end(), ref) != all.end();
        if (!is_known && !StandsForOthers(flow_, ref.alias)) all.push_back(ref);
      }
    };
    add(reads_);
    for (const auto& reads : block_reads_) add(*reads);
    return all;
  }

  void CheckTime(const Home& home, const Expr& expr) {
    auto error = CheckOwnTime(model_, flow_, home, expr, NameOf(home));
    if (error && errors_.empty()) errors_.push_back(*std::move(error));
  }

  // What the rows of block `i` read, before blocks of groups alone are added.
  Reads& ReadsOf(std::size_t i) { return i < block_reads_.size() ? *block_reads_[i] : reads_; }

  // --- Filters, dimensions and measures.

  void SplitFilters() {
    Exprs& where = plan_.where;
    where.reserve(query_.filters.size());
    for (Expr& filter : query_.filters) SplitConjuncts(std::move(filter), where);
    const auto of_groups = std::find_if(where.begin(), where.end(), ReadsMeasures);
    auto kept = of_groups;
    for (auto at = of_groups; at != where.end(); ++at) {
      if (ReadsMeasures(*at)) {
        plan_.having.push_back(std::move(*at));
      } else {
        *kept++ = std::move(*at);
      }
    }
    where.erase(kept, where.end());
  }

  void CountAccessFilters() {
    if (Planted(Bug::kAccessOfRowsAlone)) {
      query_.access = {};
      return;
    }
    Exprs conditions;
    for (const Expr& condition : query_.access->conditions) SplitConjuncts(condition, conditions);
    plan_.access_filters = static_cast<std::uint32_t>(conditions.size());
  }

  void ReadDimensions() {
    for (std::uint32_t i = 0; i < query_.dimensions.size(); ++i) {
      reads_.Rows(query_.dimensions[i].value, Part::kDimension, i);
    }
  }

  void ReadMeasures() {
    for (std::uint32_t i = 0; i < query_.measures.size(); ++i) {
      const request::ResolvedColumn& column = query_.measures[i];
      const std::size_t errors_before = errors_.size();
      const GroupReads reads = reads_.Groups(column.value, Part::kMeasure, i);
      if (errors_.size() != errors_before) continue;
      if (!reads.aggregates) {
        Fail(ErrorCode::kMisplacedAggregate,
             "measure " + Quoted(column.name) + " aggregates no rows", "put an aggregate into it");
      } else if (reads.loose) {
        Fail(ErrorCode::kMisplacedAggregate,
             "measure " + Quoted(column.name) + " reads rows outside of its aggregates",
             "aggregate every field that it names");
      }
    }
  }

  std::string MeasureName(const Expr& expr) const { return FirstMeasure(model_, flow_, expr); }

  void ReadFilters() {
    ReadRows(reads_, plan_.where);
    for (std::uint32_t i = 0; i < plan_.having.size(); ++i) {
      const Expr& condition = plan_.having[i];
      if (query_.ungrouped) {
        Fail(ErrorCode::kNotInUngrouped,
             "a condition on " + MeasureName(condition) + " has no meaning for ungrouped rows",
             "ask a condition on dimensions, or ask without \"ungrouped\"");
        continue;
      }
      const GroupReads reads = reads_.Groups(condition, Part::kFilter, i);
      if (!reads.loose) continue;
      if (auto error = CheckMixed(model_, flow_, condition, query_.dimensions)) {
        errors_.push_back(*std::move(error));
      }
    }
  }

  void ReadOrder() {
    for (std::uint32_t i = 0; i < query_.order.size(); ++i) {
      const request::ResolvedOrder& order = query_.order[i];
      if (order.column != request::ResolvedOrder::kNotSelected) continue;
      reads_.Groups(order.value, Part::kOrder, i);
    }
  }

  void FindBlocks() {
    plan_.aggregated = !query_.ungrouped;
    plan_.grouped = plan_.aggregated && !query_.dimensions.empty();
    if (query_.ungrouped) {
      FindUngroupedRoot();
      return;
    }
    plan_.blocks.reserve(std::max<std::size_t>(1, reads_.homes().size()));
    if (query_.measures.empty()) FindListedRoots();
    for (const bool selected : {true, false}) {
      for (const Home& home : reads_.homes()) {
        if (home.is_selected != selected) continue;
        AddBlock(home.alias, selected || Planted(Bug::kConditionBringsGroups), home.time);
      }
    }
  }

  void AddBlock(AliasIndex root, bool brings_groups, const Ref& time = {}) {
    for (const Block& block : plan_.blocks) {
      const bool same_time = !query_.shares_time || block.time == time;
      if (block.root == root && same_time) return;
    }
    Block& block = plan_.blocks.emplace_back();
    block.root = root;
    block.time = time;
    block.brings_groups = brings_groups;
  }

  // `"o.revenue"`
  std::string NameOf(const Home& home) const {
    switch (home.part) {
      case Part::kMeasure:
        return Quoted(query_.measures[home.index].name);
      case Part::kOrder:
        return MeasureName(query_.order[home.index].value);
      case Part::kDimension:
      case Part::kFilter:
        break;
    }
    return MeasureName(plan_.having[home.index]);
  }

  void FindUngroupedRoot() {
    const AliasIndex root = query_.of == kSelf ? 0 : query_.of;
    for (const Home& home : reads_.homes()) {
      if (home.alias == root) continue;
      Fail(ErrorCode::kNotInUngrouped,
           NameOf(home) + " aggregates the rows of " + AliasName(home.alias) +
               ", but the ungrouped rows are those of " + AliasName(root),
           "ask measures of " + AliasName(root) + ", or set \"of\": " + AliasName(home.alias));
    }
    if (query_.shares_time && errors_.empty()) {
      Fail(ErrorCode::kNotInUngrouped,
           "a row has no one " + Quoted(flow_.time_name) + ": the measures have different times",
           "name the time itself, as \"alias.field\"");
    }
    AddBlock(root, true);
  }

  // Without measures: the tables whose values are listed.
  void FindListedRoots() {
    if (query_.graph) {
      for (const AliasIndex root : query_.graph->listed) AddBlock(root, true);
      return;
    }
    for (const request::ResolvedColumn& dimension : query_.dimensions) {
      const std::optional<AliasIndex> owner = OwnerOf(model_, flow_, dimension.value);
      if (!owner) {
        Fail(ErrorCode::kSeveralTables,
             Quoted(dimension.name) + " reads several tables, and no single one of them lists it",
             "add a measure of the table whose rows should be grouped");
        return;
      }
      if (Planted(Bug::kListsOneTable) && !plan_.blocks.empty()) continue;
      if (*owner != kSelf) AddBlock(*owner, true);
    }
    if (plan_.blocks.empty()) AddBlock(0, true);
  }

  const Home* HomeOf(const Block& block, const Reads& reads) const {
    for (const Home& home : reads.homes()) {
      const bool same_time = !query_.shares_time || home.time == block.time;
      if (home.alias == block.root && same_time) return &home;
    }
    return nullptr;
  }

  void JoinTables(Block& block, Reads& reads) {
    const Home* home = HomeOf(block, reads);
    Counted counted{.root = block.root, .one_by_one = query_.ungrouped};
    if (home != nullptr) {
      counted.home_bit = std::uint64_t{1} << (home - reads.homes().data());
      if (home->part == Part::kMeasure && !query_.ungrouped) {
        counted.measure = query_.measures[home->index].name;
      }
    }
    // A measure per row has a value in each row, and what a share is divided by one in each group:
    // which groups there are means nothing.
    const bool may_be_sparse = plan_.grouped && !IsLookedUp();
    if (may_be_sparse && home != nullptr && home->is_selected && !Planted(Bug::kSparseIgnored)) {
      block.sparse = SparseConditions(model_, flow_, *home, query_.measures);
    }
    const Exprs& where = WhereIn(plan_, block);
    Reached reached = Reach(model_, flow_, counted, where, reads, errors_);
    if (!reached.semi_joins.empty()) block.strategy = Strategy::kSemiJoin;
    block.joins = std::move(reached.joins);
    block.semi_joins = std::move(reached.semi_joins);
    if (!Planted(Bug::kDedupDropped) && reached.multiplies && plan_.aggregated && home != nullptr &&
        home->minds_repeats) {
      TellRowsApart(block, *home, reached.dimension_multiplies);
    }
    if (plan_.grouped && where.empty() && home != nullptr && reads_.shares().empty()) {
      UseRowCounts(query_, plan_.having, reads, counted.home_bit, block);
    }
    multiplies_ = multiplies_ || reached.multiplies;
    if (reached.dimension_multiplies) overlapping_.push_back(block.root);
  }

  // A sparse block shows few of its groups. Where others bring the rest, and something minds what
  // its rows there are, its groups and its values come apart.
  void SplitSparse() {
    const auto brings = [](const Block& block) { return block.brings_groups; };
    if (std::count_if(plan_.blocks.begin(), plan_.blocks.end(), brings) < 2) return;
    const std::size_t count = plan_.blocks.size();
    for (std::size_t i = 0; i < count; ++i) {
      const Block& block = plan_.blocks[i];
      if (block.sparse.empty()) continue;
      if (!HomeOf(block, reads_)->is_looked_up && !reads_.minds_missing_rows()) continue;
      Block shown = block;
      shown.lists_groups = true;
      shown.distinct_by.clear();
      shown.strategy = shown.semi_joins.empty() ? Strategy::kFlat : Strategy::kSemiJoin;
      plan_.blocks[i].sparse.clear();
      plan_.blocks[i].brings_groups = false;
      plan_.blocks.push_back(std::move(shown));
    }
  }

  // What only rows of a right or full join's table reach that have no partner.
  void AddOuterGroups() {
    struct Outer {
      AliasIndex table;
      std::size_t block;  // Whose terms are asked there.
    };
    NodeVector<Outer> outers;
    for (std::size_t i = 0; i < plan_.blocks.size(); ++i) {
      const Block& block = plan_.blocks[i];
      const bool is_sparse = !block.sparse.empty() && !Planted(Bug::kSparseBringsOuter);
      if (!block.brings_groups || is_sparse) continue;
      for (const AliasIndex table : TablesThatBringGroups(flow_, block.root, ReadsOf(i))) {
        const bool known = std::any_of(outers.begin(), outers.end(), [&](const Outer& outer) {
          return outer.table == table && !block.terms;
        });
        if (!known) outers.push_back({table, i});
      }
    }
    for (const auto& [table, of] : outers) {
      const Counted counted{.root = table, .away = flow_.aliases[table].parent};
      const Exprs& where = WhereIn(plan_, plan_.blocks[of]);
      Reached reached = Reach(model_, flow_, counted, where, ReadsOf(of), errors_);
      plan_.blocks.push_back(Block{.strategy = Strategy::kSemiJoin,
                                   .root = table,
                                   .terms = plan_.blocks[of].terms,
                                   .joins = std::move(reached.joins),
                                   .semi_joins = std::move(reached.semi_joins),
                                   .missing = std::move(reached.missing),
                                   .lists_groups = true});
    }
  }

  // A row that meets a group several times counts once there.
  void TellRowsApart(Block& block, const Home& home, bool dimension_multiplies) {
    block.strategy = Strategy::kDedup;
    const model::Table& table = model_.tables[flow_.aliases[block.root].table];
    const std::vector<std::uint32_t>* key = model::KeyOf(table);
    if (key != nullptr) {
      block.distinct_by.assign(key->begin(), key->end());
      if (Planted(Bug::kHalfAKey)) block.distinct_by.resize(1);
      return;
    }
    // The rule asks for a key where a dimension lies there. What else is met twice is one row.
    block.numbers_rows = !dimension_multiplies;
    if (block.numbers_rows) return;
    const auto join = std::find_if(block.joins.begin(), block.joins.end(),
                                   [](const PlannedJoin& j) { return j.multiplies; });
    const AliasIndex child = join->reversed ? join->from : join->alias;
    Fail(ErrorCode::kKeyNeeded,
         NameOf(home) + " counts each row of " + AliasName(block.root) +
             " once in each group, but " + JoinText(model_, flow_, child) +
             " leads from one row of " + AliasName(join->from) + " to several of " +
             AliasName(join->alias) + ", and " + AliasName(block.root) +
             " has no key that tells its rows apart",
         "declare the primary_key of table " + Quoted(table.name) + " in " + table.file);
  }

  void FillPlan() {
    plan_.columns.reserve(query_.dimensions.size() + query_.measures.size());
    for (request::ResolvedColumn& column : query_.dimensions) AddColumn(column, false, true);
    plan_.dimension_count = static_cast<std::uint32_t>(plan_.columns.size());
    for (request::ResolvedColumn& column : query_.measures) {
      const bool overlaps = TakesRowsOf(model_, flow_, column.value, overlapping_);
      AddColumn(column, true, IsAdditive(model_, flow_, column.value) && !overlaps);
    }
    if (plan_.blocks.size() == 1 && (!multiplies_ || Planted(Bug::kKeyHeldOfMany))) {
      plan_.blocks.front().keyed = HoldKey(FirstTable(), plan_);
    }
    FillOrder();
    plan_.flow = query_.flow;
    if (query_.graph) plan_.forest = query_.graph->forest;
    plan_.zone = query_.zone;
    plan_.shares_time = query_.shares_time;
    plan_.given_time = query_.given_time;
    plan_.limit = query_.limit;
    plan_.offset = query_.offset;
    if (query_.page) plan_.page = std::move(query_.page);
    plan_.wide_numbers_as_text = query_.wide_numbers_as_text;
    plan_.ranges = std::move(query_.ranges);
    plan_.warnings = std::move(query_.warnings);
    plan_.model = std::move(query_.model);
    if (!IsLookedUp()) WarnOfTimes(plan_);
  }

  void AddColumn(request::ResolvedColumn& column, bool is_measure, bool additive) {
    auto& [name, value, type, presentation] = column;
    plan_.columns.emplace_back(std::move(name), std::move(value), type, is_measure, additive,
                               presentation);
  }

  void FillOrder() {
    plan_.order.reserve(query_.order.size() + plan_.dimension_count);
    for (request::ResolvedOrder& order : query_.order) {
      auto& [column, value, descending, nulls_first] = order;
      plan_.order.push_back(PlannedOrder{.column = column,
                                         .value = std::move(value),
                                         .descending = descending,
                                         .nulls_first = nulls_first});
    }
    plan_.order_asked = static_cast<std::uint32_t>(plan_.order.size());
    const bool paged = query_.page && query_.page->size > 0;
    if (!plan_.order.empty() || query_.limit || query_.offset || paged) {
      MakeOrderTotal(FirstTable(), plan_);
    }
  }

  // Whose rows the first block is over.
  const model::Table& FirstTable() const {
    return model_.tables[flow_.aliases[plan_.blocks.front().root].table];
  }

  ResolvedQuery& query_;
  const model::Model& model_;
  const model::Flow& flow_;
  Errors errors_;
  Reads reads_;
  LogicalPlan& plan_;
  std::vector<std::unique_ptr<Reads>> block_reads_;  // Of each block that has its own terms.
  bool multiplies_ = false;                          // A row of some block meets several partners.
  NodeVector<AliasIndex> overlapping_;  // Tables of which a row may be in several groups.
};

}  // namespace

ResultAll<LogicalPlan> MakePlan(ResolvedQuery&& query) {
  SEMA_CHECK(query.model != nullptr && query.flow != nullptr, "a query without a flow");
  ResultAll<LogicalPlan> plan;  // filled in its place, and returned without a move
  Errors errors;
  std::vector<LogicalPlan> totals;
  if (!query.totals.empty()) errors = PlanTotals(query, totals);
  // What keeps the groups from being planned is told before what keeps their totals.
  Errors of_groups = Planner(std::move(query), *plan).Run();
  if (!of_groups.empty()) errors = std::move(of_groups);
  if (errors.empty() && !totals.empty()) plan->totals_of_groups = AreTotalsOfGroups(*plan);
  plan->totals = std::move(totals);
  if (!errors.empty()) plan = tl::unexpected(std::move(errors));
  return plan;
}

}  // namespace semaflow::plan
