// What all databases are told and tell alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace semaflow {

/// A table by the parts of its name: "sales"."orders".
std::string QuotedTable(const std::vector<std::string>& parts);

/// Without line breaks, tabs and blanks at the end, and of 2000 bytes at most.
std::string OneLine(std::string_view text);

}  // namespace semaflow
