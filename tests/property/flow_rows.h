// Which rows are in a flow, and which rows of other aliases one row reaches: the first two
// paragraphs of the rule (DESIGN.md 2.2), taken literally.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/model.h"
#include "tests/property/cells.h"

namespace semaflow::property {

using expr::AliasIndex;

/// The rows of one table, by the names of its columns.
struct MemoryTable {
  std::vector<std::string> columns;
  std::vector<Row> rows;
};
/// By the name of the semantic table.
using MemoryTables = std::map<std::string, MemoryTable>;

/// One row (or none) of each alias that was walked to.
struct Combination {
  static constexpr int kMissing = -1;  ///< No partner: all its dimensions are NULL.
  static constexpr int kAway = -2;     ///< Not walked to.
  std::vector<int> rows;               ///< By alias.
};

/// Measures per row (DESIGN.md 2.3), which rows of a flow have as values.
class RowMeasures {
 public:
  virtual ~RowMeasures() = default;
  /// `per_row` is a Ref of kPerRow, `row` one of its alias; it means nothing for kAllRows.
  virtual Cell ValueOf(const expr::Ref& per_row, int row) const = 0;
};

class FlowRows {
 public:
  /// `zone`: whose clocks cut instants to periods.
  FlowRows(const model::Model& model, const model::Flow& flow, const MemoryTables& tables,
           std::string zone = "UTC");

  const model::Model& model() const { return model_; }
  const model::Flow& flow() const { return flow_; }
  const Clock& clock() const { return clock_; }
  /// nullptr: nobody computes them.
  const RowMeasures* row_measures() const { return row_measures_; }
  void set_row_measures(const RowMeasures* measures) { row_measures_ = measures; }

  /// Rows. "A row is in it when, over each join that loses rows on its side, it has a partner that
  /// is itself in the flow."
  std::vector<int> InFlow(AliasIndex alias) const;

  /// Reach. "Each row pairs with each partner in the flow along the paths to the aliases of
  /// dimensions and filters. Where there is none it stays and reaches NULL."
  std::vector<Combination> Reach(AliasIndex from, int row,
                                 const std::set<AliasIndex>& wanted) const;

  /// What a row of `alias` without a partner over the join with its parent reaches: "all on the
  /// other side NULL".
  std::vector<Combination> ReachOutside(AliasIndex alias, int row,
                                        const std::set<AliasIndex>& wanted) const;
  bool HasPartnerInParent(AliasIndex alias, int row) const;

  /// The step from `from` towards `to` along the tree.
  AliasIndex Toward(AliasIndex from, AliasIndex to) const;

  const Cell& CellAt(const Combination& combination, AliasIndex alias, std::uint32_t column) const;

 private:
  bool IsAbove(AliasIndex above, AliasIndex alias) const;
  /// Other aliases than the parent that the keys of the join that brings `child` read.
  std::set<AliasIndex> FurtherOf(AliasIndex child) const;
  std::set<AliasIndex> WithPaths(AliasIndex from, const std::set<AliasIndex>& wanted) const;
  bool Matches(const Combination& combination, AliasIndex child) const;
  /// Every combination, continued to `to`, a neighbour of a placed alias.
  std::vector<Combination> Step(const Combination& combination, AliasIndex from,
                                AliasIndex to) const;
  void Extend(std::vector<Combination>& combinations, std::set<AliasIndex> placed,
              const std::set<AliasIndex>& needed) const;
  Combination Start(AliasIndex alias, int row) const;
  bool HasPartner(AliasIndex alias, int row, AliasIndex neighbour) const;

  const model::Model& model_;
  const model::Flow& flow_;
  Clock clock_;
  std::vector<const MemoryTable*> tables_;           // By alias.
  std::vector<std::vector<std::size_t>> positions_;  // Alias, column -> place in a row.
  std::vector<std::vector<bool>> in_flow_;           // Alias, row.
  Cell null_ = Null{};
  const RowMeasures* row_measures_ = nullptr;
};

}  // namespace semaflow::property
