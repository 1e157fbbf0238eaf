// What DuckDB says when something fails, as our errors: a stable code, its words, no values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "semaflow/error.h"
#include "semaflow/types.h"

namespace semaflow::duckdb {

/// What the API says of a failure: NULL where it has no words for it.
inline std::string_view WordsOf(const char* text) {
  return text == nullptr ? "unknown error" : text;
}

/// Makes an Error of DuckDB's text ("Conversion Error: Could not convert ..."). Its first words
/// decide the code, kBackendFailed where they say nothing; the excerpt of the statement is left
/// out. `sql` and `parameters` are those of the statement: what the text quotes of the values is
/// taken out (see HideValues).
Error MakeError(std::string_view text, std::string_view sql, const std::vector<Value>& parameters);

/// The same for a statement that cannot be prepared: the fault is in its text, which holds no
/// values, so that kBackendRefused is what stands where the words say nothing.
Error MakeRefusal(std::string_view text);

}  // namespace semaflow::duckdb
