#include "arrow/values.h"

#include <string>
#include <utility>

#include "arrow/cells.h"
#include "base/check.h"
#include "nanoarrow/nanoarrow.h"

namespace semaflow::arrow {

Value ValueAt(const SchemaColumn& column, const ArrowArray& array, std::int64_t row) {
  if (IsNull(array, row)) return Null{};
  switch (column.type.kind) {
    case TypeKind::kUnknown:
      return Null{};
    case TypeKind::kBoolean:
      return BooleanAt(array, row);
    case TypeKind::kInteger:
      return IntegerAt(array, row);
    case TypeKind::kFloat:
      return FloatAt(array, row);
    case TypeKind::kDecimal: {
      Decimal decimal;
      AppendDecimal(decimal.text, DecimalAt(array, row), column.type.scale);
      return decimal;
    }
    case TypeKind::kText:
    case TypeKind::kJson:
      return std::string(BytesAt(array, row));
    case TypeKind::kBinary:
      return Binary{std::string(BytesAt(array, row))};
    case TypeKind::kDate:
      return Date{static_cast<const std::int32_t*>(array.buffers[1])[row]};
    case TypeKind::kTimestamp:
      return Timestamp{IntegerAt(array, row)};
    case TypeKind::kTimestamptz:
      return Instant{IntegerAt(array, row)};
    case TypeKind::kTime:
      return TimeOfDay{IntegerAt(array, row)};
    case TypeKind::kInterval:
      return IntervalAt(array, row);
    case TypeKind::kList:
      break;
  }
  SEMA_CHECK(false, "a list as a value");
}

SharedArrowSchema FirstColumns(const ArrowSchema& schema, std::size_t count,
                               std::string_view time_zone) {
  std::vector<SchemaColumn> columns = ReadSchema(schema);
  columns.resize(count);
  return MakeSchema(columns, time_zone);
}

RecordBatch FirstColumns(RecordBatch batch, const SharedArrowSchema& schema) {
  ArrowArray whole;
  batch.MoveTo(&whole);
  ArrowArray first;
  SEMA_CHECK(ArrowArrayInitFromType(&first, NANOARROW_TYPE_STRUCT) == NANOARROW_OK);
  SEMA_CHECK(ArrowArrayAllocateChildren(&first, schema->n_children) == NANOARROW_OK);
  for (std::int64_t i = 0; i < schema->n_children; ++i) {
    ArrowArrayMove(whole.children[i], first.children[i]);
  }
  first.length = whole.length;
  first.null_count = 0;
  whole.release(&whole);
  return RecordBatch(&first, schema);
}

}  // namespace semaflow::arrow
