// The owners of Arrow structs that include/semaflow/arrow.h promises.
#include <utility>

#include "arrow/schema.h"
#include "base/check.h"
#include "nanoarrow/nanoarrow.h"
#include "semaflow/arrow.h"

namespace semaflow {

SharedArrowSchema ShareArrowSchema(ArrowSchema* schema) {
  SEMA_CHECK(schema->release != nullptr, "a released schema");
  auto* const owned = new ArrowSchema(*schema);
  schema->release = nullptr;
  return SharedArrowSchema(owned, [](ArrowSchema* last) {
    last->release(last);
    delete last;
  });
}

void CopyArrowSchema(const ArrowSchema& schema, ArrowSchema* out) {
  SEMA_CHECK(ArrowSchemaDeepCopy(&schema, out) == NANOARROW_OK);
}

RecordBatch::RecordBatch(ArrowArray* array, SharedArrowSchema schema)
    : array_(*array), schema_(std::move(schema)) {
  array->release = nullptr;
  SEMA_CHECK(array_.release != nullptr && schema_ != nullptr &&
             array_.n_children == schema_->n_children && array_.offset == 0);
  byte_size_ = arrow::ByteSize(array_, *schema_);
}

RecordBatch::RecordBatch(RecordBatch&& other) noexcept
    : array_(other.array_), schema_(std::move(other.schema_)), byte_size_(other.byte_size_) {
  other.array_.release = nullptr;
  other.array_.length = other.array_.n_children = 0;
}

RecordBatch& RecordBatch::operator=(RecordBatch&& other) noexcept {
  std::swap(array_, other.array_);
  std::swap(schema_, other.schema_);
  std::swap(byte_size_, other.byte_size_);
  return *this;
}

RecordBatch::~RecordBatch() {
  if (array_.release != nullptr) array_.release(&array_);
}

void RecordBatch::Truncate(std::int64_t rows) {
  if (rows >= array_.length) return;
  array_.length = rows;
  for (std::int64_t i = 0; i < array_.n_children; ++i) {
    ArrowArray& column = *array_.children[i];
    column.length = rows;
    // Arrow's mark for "count them": the NULLs may lie among the rows that went.
    if (column.null_count > 0) column.null_count = -1;
  }
  byte_size_ = arrow::ByteSize(array_, *schema_);
}

void RecordBatch::MoveTo(ArrowArray* out) {
  *out = array_;
  array_.release = nullptr;
  array_.length = array_.n_children = 0;
}

}  // namespace semaflow
