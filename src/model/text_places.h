// Places inside a YAML scalar: from bytes of its text to bytes of the file.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/source.h"

namespace semaflow::model {

/// How the bytes of a place in a file became a text.
enum class Spelling : std::uint8_t {
  kNone,          ///< The text was made of something else: places in it are not in the file.
  kVerbatim,      ///< The bytes are the text.
  kFolded,        ///< Only blanks and line ends differ: texts over several lines.
  kSingleQuoted,  ///< As kFolded, and '' stands for '.
  kDoubleQuoted,  ///< As kFolded, with escapes like \".
};

/// The bytes of `written` (a scalar as it stands in the file) that the bytes `span` of `text` came
/// from. Always inside `written`. `spelling` is not kNone.
Span SpanInFile(std::string_view written, std::string_view text, Spelling spelling, Span span);

}  // namespace semaflow::model
