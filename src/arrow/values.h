// Cells of a batch as values.
#pragma once

#include <cstdint>
#include <string_view>

#include "arrow/schema.h"
#include "semaflow/arrow.h"
#include "semaflow/types.h"

namespace semaflow::arrow {

/// One cell as a value of its own kind; Null for NULL. Lists have none: SEMA_CHECK.
Value ValueAt(const SchemaColumn& column, const ArrowArray& array, std::int64_t row);

/// The schema of the first `count` columns; as in MakeSchema, instants carry `time_zone`.
SharedArrowSchema FirstColumns(const ArrowSchema& schema, std::size_t count,
                               std::string_view time_zone);

/// The same rows with the first columns alone: those of `schema`. Copies no cell.
RecordBatch FirstColumns(RecordBatch batch, const SharedArrowSchema& schema);

}  // namespace semaflow::arrow
