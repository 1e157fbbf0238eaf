#include "arrow/first_columns.h"

#include <utility>
#include <vector>

#include "base/check.h"
#include "nanoarrow/nanoarrow.h"

namespace semaflow::arrow {

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
