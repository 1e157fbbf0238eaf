// The groups that the measures of one query bring, and their values in each: measures computed
// apart from each other and put side by side on the values of the dimensions (DESIGN.md 2.2).
#pragma once

#include <map>
#include <memory>
#include <set>
#include <vector>

#include "request/resolved.h"
#include "tests/property/aggregate_groups.h"

namespace semaflow::property {

using GroupKeys = std::set<Row, KeyLess>;

class QueryGroups {
 public:
  /// `query` outlives it; `where` are the conditions on rows, whatever its filters are. `shared`:
  /// what the shared time is a value of, where measures of other flows decide that, too.
  QueryGroups(const request::ResolvedQuery& query, const MemoryTables& tables,
              std::vector<expr::Expr> where, TypeKind shared = TypeKind::kUnknown);
  ~QueryGroups();
  QueryGroups(const QueryGroups&) = delete;
  QueryGroups& operator=(const QueryGroups&) = delete;

  /// Adds the groups that a selected measure brings.
  void AddShown(const expr::Expr& measure, GroupKeys& shown) const;
  /// Adds those that a count of the rows of `alias` brings.
  void AddRowsOf(AliasIndex alias, GroupKeys& shown) const;

  Cell ValueAt(const expr::Expr& measure, const Row& key) const;
  /// Whether one of the tables of a measure has a row there after WHERE.
  bool HasRowsAt(const expr::Expr& measure, const Row& key) const;
  /// A condition on measures, and on dimensions of the query. Throws std::runtime_error when it
  /// reads anything else of rows.
  bool HoldsAt(const expr::Expr& condition, const Row& key) const;
  /// Ungrouped: of the row that is a group; empty when its table has none.
  Row PrimaryKeyOf(const Row& key) const;
  /// Whether a field, with its grain, is a dimension of the query.
  bool IsDimension(const expr::Expr& field) const;

  const FlowRows& rows() const { return rows_; }

 private:
  class Group;
  class PerRows;

  /// Groups by the dimensions of the query, or by some of them.
  struct Grouping {
    Asked asked;
    std::map<AskedAggregate, AggregateGroups> computed;
  };

  static const AggregateGroups& GroupsIn(Grouping& grouping, const AskedAggregate& aggregate);
  Grouping& WholeOf(const std::vector<const expr::Expr*>& dimensions) const;
  void CollectShown(const expr::Expr& node, AliasIndex self, std::vector<OwnFilter> filters,
                    bool sparse, const std::vector<TimeField>& given, GroupKeys& shown) const;
  static std::vector<TimeField> GivenIn(const model::FieldView& view,
                                        const std::vector<TimeField>& outer);
  TimeField TimeOf(const expr::Aggregate& aggregate, AliasIndex self,
                   const std::vector<TimeField>& given) const;

  const request::ResolvedQuery& query_;
  FlowRows rows_;
  std::vector<expr::Expr> where_;
  mutable Grouping by_all_;
  mutable std::map<std::vector<const expr::Expr*>, Grouping> wholes_;  // By their dimensions.
  std::unique_ptr<PerRows> per_rows_;
};

/// A dimension or a condition that is about groups: it reads a measure.
bool IsMeasure(const expr::Expr& node);

/// Whether what a share names, in an expression of `self`, is this dimension of the query. The time
/// that the measures share is one field, whatever its type is.
bool IsSameField(const expr::Expr& of, AliasIndex self, const expr::Expr& dimension);

}  // namespace semaflow::property
