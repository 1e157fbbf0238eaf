// The first columns of batches by themselves.
#pragma once

#include <cstdint>
#include <string_view>

#include "arrow/schema.h"
#include "semaflow/arrow.h"
#include "semaflow/types.h"

namespace semaflow::arrow {

/// The schema of the first `count` columns; as in MakeSchema, instants carry `time_zone`.
SharedArrowSchema FirstColumns(const ArrowSchema& schema, std::size_t count,
                               std::string_view time_zone);

/// The same rows with the first columns alone: those of `schema`. Copies no cell.
RecordBatch FirstColumns(RecordBatch batch, const SharedArrowSchema& schema);

}  // namespace semaflow::arrow
