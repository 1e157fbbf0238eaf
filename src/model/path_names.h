// Names of values in a graph flow, at their dots, and the table that they begin at (DESIGN.md 2.1).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/graph_paths.h"
#include "time/grain.h"

namespace semaflow::model {

/// `buyer.region.opened.month`. What was split has to outlive it.
struct PathName {
  std::vector<std::string_view> words;  ///< The path.
  std::string_view field;
  std::string_view grain;  ///< The last word where that is one: no field of a graph is named so.

  time::TimeField time_field() const {
    return time::ParseTimeField(grain).value_or(time::TimeField{});
  }
};

/// The words between the dots.
std::vector<std::string_view> SplitWords(std::string_view text);
void AppendWords(std::string_view text, std::vector<std::string>& words);
PathName SplitPath(std::vector<std::string_view> words);
/// The path and, where there is one, the field; without a grain.
std::string TextOf(const PathName& name);
/// Adds all names of a parsed text.
void AppendNames(const expr::Expr& text, std::vector<PathName>& names);

/// The dimension of the graph itself that `name` means.
std::optional<MemberIndex> FlowDimensionOf(const Flow& graph, const PathName& name);

/// Whether a table has what `name` says at the end of its path.
using HasField = std::function<bool(AliasIndex node, const PathName& name)>;
using FindName = std::function<FoundPath(AliasIndex start, const PathName& name)>;

/// The tables that `name` may begin at: the one whose alias is its first word or, bare, each that
/// has the field. A role begins nowhere, but may follow on any of those of other names.
std::vector<AliasIndex> StartsOf(const Flow& graph, const PathName& name, const HasField& has);

/// The tables whose rows the names may be of: those that one of them begins at and that lead to
/// all of them with one row each.
std::vector<AliasIndex> FindHomes(const Flow& graph, const std::vector<PathName>& names,
                                  const HasField& has, const FindName& find);

}  // namespace semaflow::model
