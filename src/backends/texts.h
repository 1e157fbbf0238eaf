// What all databases are told and tell alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace semaflow {

/// Between two of `quote`, which is doubled inside: a name ('"') or a text ('\'') of SQL.
std::string Quoted(std::string_view text, char quote);

/// A table by the parts of its name: "sales"."orders".
std::string QuotedTable(const std::vector<std::string>& parts);

/// Without line breaks, tabs and blanks at the end, and of 2000 bytes at most.
std::string OneLine(std::string_view text);

}  // namespace semaflow
