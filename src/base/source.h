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
/// A long line is kept as the part around the place (see SetSourceLine).
Label MakeLabel(std::string_view file, std::string_view text, Span span, std::string note = {});

/// Sets `label.source_line` to `line` (without its end), or to the part of at most some 200 bytes
/// around `label.column` that is needed to show it: a label never holds a huge line.
void SetSourceLine(Label& label, std::string_view line);

}  // namespace semaflow
