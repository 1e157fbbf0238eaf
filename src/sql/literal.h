// Values as text that the dialect reads back as the same value.
#pragma once

#include <string>
#include <string_view>

#include "semaflow/types.h"
#include "sql/dialect.h"
#include "sql/sql_text.h"

namespace semaflow::sql {

/// Appends a text literal: whatever `text` holds, it stays inside the quotes. A NUL byte, which no
/// literal can hold, is put in by chr(0), and the whole stands in parentheses.
void AppendTextLiteral(std::string& out, std::string_view text, const Dialect& dialect);

/// Appends any value. A number below zero begins with '-': the caller puts it in parentheses where
/// an operator binds closer (see IsNegative).
void AppendLiteral(std::string& out, const Value& value, const Dialect& dialect);

/// True when the literal of `value` begins with a minus sign.
bool IsNegative(const Value& value);

/// Appends a name, quoted where it has to be: reserved words, upper case, anything but letters,
/// digits and '_'.
void AppendIdentifier(SqlText& out, std::string_view name, const Lexical& lexical);

}  // namespace semaflow::sql
