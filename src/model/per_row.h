// A measure per row (DESIGN.md 2.3): its value over the rows of the flow that reach one row of an
// alias. As a reference it says by itself which measure it is.
#pragma once

#include "base/check.h"
#include "expr/expr.h"
#include "model/model.h"

namespace semaflow::model {

/// `measure` (of an alias or of the flow) per row of `per`, looked up for each row of `alias`,
/// which stands for the same table; both may be kAllRows.
inline expr::Ref PerRow(const expr::Ref& measure, expr::AliasIndex alias, expr::AliasIndex per) {
  SEMA_CHECK(measure.index <= 0xffff, "a measure per row of a table with too many measures");
  const bool of_flow = measure.kind == expr::RefKind::kFlowMeasure;
  const std::uint32_t of = of_flow ? expr::kSelf : measure.alias;
  return {.kind = expr::RefKind::kPerRow,
          .alias = alias,
          .index = of << 16 | measure.index,
          .field = {},
          .per = per};
}

/// The measure that `per_row` is of.
inline expr::Ref MeasurePerRow(const expr::Ref& per_row) {
  const auto alias = static_cast<expr::AliasIndex>(per_row.index >> 16);
  const bool of_flow = alias == expr::kSelf;
  return {.kind = of_flow ? expr::RefKind::kFlowMeasure : expr::RefKind::kMeasure,
          .alias = alias,
          .index = per_row.index & 0xffff,
          .field = {}};
}

/// By whose rows a dimension that is a measure (`view.dimension->per` is given) groups it: those of
/// its role, else its own. kSelf: the flow has no such role of its table, or is a graph and none is
/// told.
inline expr::AliasIndex PerAliasOf(const Flow& flow, const FieldView& view) {
  const PerRole& per = *view.dimension->per;
  if (per.all) return expr::kAllRows;
  // In a graph the rows of the measure lead here by a role, which has to be told.
  if (per.role.empty()) return flow.kind == Flow::Kind::kTree ? view.home : kSelf;
  const TableIndex table = flow.aliases[view.home].table;
  for (const PerAlias& known : flow.per_aliases) {
    if (known.table == table && known.dimension == view.dimension->name) return known.alias;
  }
  return kSelf;
}

/// What such a dimension stands for in a row of its own table.
inline expr::Ref PerRowOf(const Flow& flow, const FieldView& view) {
  expr::Ref measure = std::get<expr::Ref>(view.expr->node);
  if (measure.alias == kSelf && measure.kind == expr::RefKind::kMeasure) {
    const AliasIndex node = flow.aliases[view.home].node;
    measure.alias = node == kSelf ? view.home : node;
  }
  const AliasIndex per = PerAliasOf(flow, view);
  return PerRow(measure, per == expr::kAllRows ? per : view.home, per);
}

}  // namespace semaflow::model
