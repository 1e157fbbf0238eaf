// Expression text of a graph, and of its members, as the names that stand in it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "expr/expr.h"
#include "tests/property/property_case.h"

namespace semaflow::property {

/// Throws std::runtime_error when it is no expression.
expr::Expr ParseText(const std::string& text);

/// As written, in their order: "x0.buyer.n", "x0.*".
std::vector<std::string> NamesIn(const expr::Expr& tree);

using Renaming = std::function<std::string(const std::string& name)>;
void Rename(expr::Expr& tree, const Renaming& rename);
std::string Renamed(const std::string& text, const Renaming& rename);

/// What the YAML of a member says for `key`, without quotes; nullopt: nothing.
std::optional<std::string> KeyOf(const MemberSpec& member, const std::string& key);
/// The member with another text there, where it says something.
MemberSpec WithKey(MemberSpec member, const std::string& key, const std::string& text);

/// As YAML has it between quotes.
std::string InQuotes(const std::string& text);

/// nullptr: there is none.
const MemberSpec* FindMember(const std::vector<MemberSpec>& members, const std::string& name);

}  // namespace semaflow::property
