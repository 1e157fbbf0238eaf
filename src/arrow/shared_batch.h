// One batch for several readers.
#pragma once

#include <memory>

#include "semaflow/arrow.h"

namespace semaflow::arrow {

/// The same rows once more, without copying them: the buffers stay those of `batch`, which lives as
/// long as any part of what is given. May be cut, moved and released by itself.
RecordBatch ShareBatch(std::shared_ptr<const RecordBatch> batch);

}  // namespace semaflow::arrow
