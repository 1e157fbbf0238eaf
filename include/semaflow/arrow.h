// Rows as Apache Arrow: the C data interface (a frozen ABI) and an owner for its structs.
//
// One Arrow type stands for each DataType, the same from every database:
//   boolean "b" | integer "l" | float "g" | decimal "d:p,s" (128 bits) | text, json "u"
//   date "tdD" | timestamp "tsu:" | timestamptz "tsu:ZONE" | time "ttu" | interval "tin"
//   binary "z" | list "+l" of one of these
// with int32 offsets and a validity bitmap only where a NULL is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "semaflow/types.h"

// The structs of https://arrow.apache.org/docs/format/CDataInterface.html, under the guard that
// every implementation uses, so that this header lives beside any other one.
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

extern "C" {
struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};
}
#endif  // ARROW_C_DATA_INTERFACE

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
extern "C" {
struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};
}
#endif  // ARROW_C_STREAM_INTERFACE

namespace semaflow {

/// A struct schema ("+s") whose children are the columns. Immutable, shared by all batches of an
/// answer and by any number of threads; released with its last owner.
using SharedArrowSchema = std::shared_ptr<const ArrowSchema>;

/// Takes over `schema` (its `release` is set to null).
SharedArrowSchema ShareArrowSchema(ArrowSchema* schema);

/// A deep copy that lives on its own; the caller releases it.
void CopyArrowSchema(const ArrowSchema& schema, ArrowSchema* out);

/// Some rows of an answer: owns one Arrow struct array. Move-only; may be sent to any thread and
/// read by several at once. Never empty of columns; may have no rows.
class RecordBatch {
 public:
  /// Takes over `array` (its `release` is set to null), which must fit `schema`.
  RecordBatch(ArrowArray* array, SharedArrowSchema schema);
  RecordBatch(RecordBatch&& other) noexcept;
  RecordBatch& operator=(RecordBatch&& other) noexcept;
  ~RecordBatch();

  std::int64_t num_rows() const { return array_.length; }
  std::int64_t num_columns() const { return array_.n_children; }
  const ArrowArray& array() const { return array_; }
  const ArrowArray& column(std::int64_t index) const { return *array_.children[index]; }
  const SharedArrowSchema& schema() const { return schema_; }
  /// Bytes of all buffers.
  std::size_t byte_size() const { return byte_size_; }

  /// Keeps the first `rows` rows; does nothing when there are no more.
  void Truncate(std::int64_t rows);
  /// Hands the array over; the caller releases it. The batch is empty afterwards.
  void MoveTo(ArrowArray* out);

 private:
  ArrowArray array_;
  SharedArrowSchema schema_;
  std::size_t byte_size_ = 0;
};

/// The same rows once more, without copying them: the buffers stay those of `batch`, which lives as
/// long as any part of what is given. May be cut, moved and released by itself.
RecordBatch ShareBatch(std::shared_ptr<const RecordBatch> batch);

/// One cell of a column of batches of ours, as a value of its own kind; Null for NULL. `type` is
/// that of the column; a list has no value (InternalError).
Value ValueAt(const DataType& type, const ArrowArray& column, std::int64_t row);

/// A value as answers in CSV write it (see RowFormat), and instants in UTC; "" for Null.
std::string ToText(const Value& value);

}  // namespace semaflow
