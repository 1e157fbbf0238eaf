// One aggregate of one table by the dimensions of a query: rows, WHERE, once, groups (DESIGN.md
// 2.2). Nothing here knows of other measures.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "request/resolved.h"
#include "tests/property/aggregates.h"
#include "tests/property/flow_rows.h"

namespace semaflow::property {

/// A condition, and what kSelf means inside.
struct OwnFilter {
  const expr::Expr* condition;
  AliasIndex self;
  friend auto operator<=>(const OwnFilter&, const OwnFilter&) = default;
};

/// What every aggregate of a query shares.
struct Asked {
  const FlowRows& rows;
  std::vector<const expr::Expr*> dimensions;
  std::vector<const expr::Expr*> where;  ///< Conjuncts on dimensions.
  /// Ungrouped: each row of an alias is a group of its own; its number leads the key.
  bool by_row = false;
  /// Each row of this alias that is reached is a group; its number is the key.
  AliasIndex per_row_of = expr::kSelf;
  /// Of what type the shared time is; kUnknown: of the one that the query says.
  TypeKind shared = TypeKind::kUnknown;
};

/// A time of a measure's rows: a dimension. kSelf: none.
struct TimeField {
  AliasIndex alias = expr::kSelf;
  std::uint32_t index = 0;
  friend auto operator<=>(const TimeField&, const TimeField&) = default;
};

struct AskedAggregate {
  const expr::Aggregate* aggregate;
  AliasIndex self;                 ///< What kSelf means inside.
  std::vector<OwnFilter> filters;  ///< Of the aggregate itself and of all around it.
  bool sparse = false;             ///< Shows only groups where a row passes.
  TimeField time = {};             ///< Its own: what the shared time means for it.
  friend auto operator<=>(const AskedAggregate&, const AskedAggregate&) = default;
};

struct AggregateGroups {
  std::set<Row, KeyLess> shown;         ///< The groups that it brings.
  std::set<Row, KeyLess> with_rows;     ///< Those in which its table has a row after WHERE.
  std::map<Row, Cell, KeyLess> values;  ///< Of `with_rows`.
  Cell of_no_rows;                      ///< In any other group.
};

AggregateGroups GroupsOf(const Asked& asked, const AskedAggregate& aggregate);

}  // namespace semaflow::property
