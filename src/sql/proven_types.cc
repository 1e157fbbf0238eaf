#include "sql/proven_types.h"

#include "base/types.h"
#include "model/per_row.h"
#include "plan/reads.h"

namespace semaflow::sql {

DataType ProvenTypes::TypeOf(const expr::Ref& ref) const {
  if (ref.field.kind == time::TimeField::Kind::kPart) return {.kind = TypeKind::kInteger};
  if (ref.kind == expr::RefKind::kRows) return {};
  if (ref.kind == expr::RefKind::kPerRow) return TypeOf(model::MeasurePerRow(ref));
  expr::Ref bound = ref;
  bound.alias = plan::AliasOf(ref.alias, self_);
  if (ref.kind == expr::RefKind::kShared) return flow_.shared[ref.index].type;
  if (ref.kind == expr::RefKind::kColumn) {
    const model::Table& table = model_.tables[flow_.aliases[bound.alias].table];
    const model::Column& column = table.columns[ref.index];
    return column.told ? DataType{} : column.type;
  }
  const model::FieldView view = model::ViewOfAny(model_, flow_, bound);
  if (view.dimension != nullptr && view.dimension->per) {
    return TypeOf(model::MeasurePerRow(model::PerRowOf(flow_, view)));
  }
  const DataType type = expr::TypeOf(*view.expr, ProvenTypes(model_, flow_, view.home));
  if (view.measure == nullptr || !view.measure->fill || type.kind == TypeKind::kUnknown)
    return type;
  const TypeKind fill = KindOf(*view.measure->fill);
  return fill == TypeKind::kUnknown ? type
                                    : expr::CommonType(type, {.kind = fill}).value_or(DataType{});
}

}  // namespace semaflow::sql
