// Memory of batches, used again.
//
// The buffers of a stream's batches have the same few sizes, and come and go by the hundred. malloc
// hands such memory back to the system with nearly every batch, and the next one pays for a page
// fault every 4 KiB: half of what it costs to make it.
#pragma once

#include <cstddef>

#include "semaflow/arrow.h"

namespace semaflow::arrow {

/// How much memory that nobody uses is kept, for the whole process.
inline constexpr std::size_t kIdleBytesMax = std::size_t{8} << 20;

/// Gives every buffer of `array` and of its children memory of the pool. They must be empty. The
/// array may be released on any thread, at any time.
void UsePool(ArrowArray* array);

/// What a batch of such buffers takes of memory, at most: blocks are larger than what is in them.
std::size_t HeldBytes(const RecordBatch& batch);

/// What the pool keeps now.
std::size_t IdleBytes();

}  // namespace semaflow::arrow
