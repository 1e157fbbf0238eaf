// A measure per row (DESIGN.md 2.3): its value over the rows of the flow that reach one row of an
// alias. As a reference it says by itself which measure it is.
#pragma once

#include "base/check.h"
#include "expr/expr.h"
#include "model/model.h"

namespace semaflow::model {

/// `measure` (of an alias or of the flow) per row of `per`, an alias or kAllRows.
inline expr::Ref PerRow(const expr::Ref& measure, expr::AliasIndex per) {
  SEMA_CHECK(measure.index <= 0xffff, "a measure per row of a table with too many measures");
  const bool of_flow = measure.kind == expr::RefKind::kFlowMeasure;
  const std::uint32_t alias = of_flow ? expr::kSelf : measure.alias;
  return {.kind = expr::RefKind::kPerRow,
          .alias = per,
          .index = alias << 16 | measure.index,
          .field = {}};
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

/// What a dimension that is a measure stands for (`view.dimension->per` is given), per row of its
/// own table.
inline expr::Ref PerRowOf(const FieldView& view) {
  expr::Ref measure = std::get<expr::Ref>(view.expr->node);
  if (measure.alias == kSelf && measure.kind == expr::RefKind::kMeasure) measure.alias = view.home;
  return PerRow(measure, view.dimension->per->all ? expr::kAllRows : view.home);
}

}  // namespace semaflow::model
