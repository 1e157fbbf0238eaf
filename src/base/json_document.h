// Whole JSON documents (RFC 8259) as texts, told from other texts without building anything.
#pragma once

#include <string>
#include <string_view>

namespace semaflow {

/// Appends the document without the white space around its tokens, so that it stays on one line.
/// False, and nothing appended, when `text` is none: broken, not UTF-8, or nested deeper than 512.
bool AppendJsonDocument(std::string& out, std::string_view text);

}  // namespace semaflow
