// Source text and places in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "semaflow/error.h"

namespace semaflow {

/// A half-open range of bytes in one text. Not part of the equality of trees.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// A label for bytes [span.begin, span.end) of `text`, which is shown as `file`.
/// Counts lines and code points; a span over several lines is cut at the first line's end.
Label MakeLabel(std::string_view file, std::string_view text, Span span, std::string note = {});

}  // namespace semaflow
