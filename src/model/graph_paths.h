// Paths of roles in a graph flow (DESIGN.md 2.1): what a name means from one table on, and the
// forest that such paths grow. In a forest each path is an alias of its own, below the table that
// it starts at, so that all the rest of the program sees a tree of left joins.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"

namespace semaflow::model {

using GraphPath = std::vector<GraphStep>;

/// What the words of a name lead to.
struct FoundPath {
  enum class Kind : std::uint8_t {
    kFound,
    kNone,
    kSeveral,  ///< As many paths are as near as each other, or lead to many rows each.
    kTooMany,  ///< The graph has too many paths to look at all of them.
  };
  Kind kind = Kind::kNone;
  GraphPath path;                  ///< kFound: from the start; may be empty.
  AliasIndex node = kSelf;         ///< kFound: the table that it ends at.
  bool to_one = true;              ///< kFound: no step leads to several rows.
  std::vector<std::string> texts;  ///< kSeveral: the paths in full, "order.buyer.region".
};

/// The path from `start` (an alias of `graph`'s tables) whose steps end with `words`, and whose end
/// `accepts`. A step is named by its role, or by the alias of the table that it leads to; the start
/// by its alias. The shortest path that leads to one row; where none does, the only one that leads
/// to many. A path that is named from its start on means itself. A path meets no table twice, but a
/// link of a table to itself may be walked once each way.
FoundPath FindPath(const Flow& graph, AliasIndex start, const std::vector<std::string_view>& words,
                   const std::function<bool(AliasIndex node)>& accepts);

/// The alias of `forest` at the end of `path` from its alias `from`; made where it is new, which
/// moves the aliases in memory. `graph` has the links; it may be `forest` itself.
AliasIndex AddPath(const Flow& graph, Flow& forest, AliasIndex from, const GraphPath& path);

/// A root of `forest` besides the graph's tables: it stands for one of them, wherever it is reached
/// by `path`, and is never joined.
AliasIndex AddRoot(const Flow& graph, Flow& forest, AliasIndex node, std::string path);

/// Makes dimension `index` of the table of `alias` usable there, when it names aliases: what it
/// means from the graph's own table on is moved to `alias`. It has to exist in `graph`.
void BindDimensionAt(const Model& model, const Flow& graph, Flow& forest, AliasIndex alias,
                     MemberIndex index);

/// The same for a dimension of the graph itself, at an alias that stands for the table that it
/// belongs to (Flow::moved).
void BindFlowDimensionAt(const Model& model, const Flow& graph, Flow& forest, AliasIndex alias,
                         MemberIndex index);

/// The root of the tree of `alias`.
AliasIndex RootOf(const Flow& forest, AliasIndex alias);

}  // namespace semaflow::model
