// Names in a graph flow are paths of roles (DESIGN.md 2.1). Which path a name means is found here
// from the rule alone: every path of a table is listed, and those that end as the name does are
// looked at.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/property/property_case.h"

namespace semaflow::property {

/// One link, walked from its `from` to its `to` or back.
struct GraphStep {
  std::size_t link;
  bool back;
  friend auto operator<=>(const GraphStep&, const GraphStep&) = default;
};

struct GraphPath {
  std::vector<GraphStep> steps;
  std::size_t end = 0;  ///< The alias that it leads to.
  bool to_one = true;   ///< No step leads from one row to several.
};

/// A name of a request: `buyer.region.name.month` is {"buyer", "region"}, "name", "month".
struct GraphName {
  std::vector<std::string> words;
  std::string field;
  std::string grain;  ///< Or a part; "": none.
};
GraphName ParseGraphName(const std::string& text);

/// What a name means from one table.
struct FoundPath {
  const GraphPath* path = nullptr;
  std::string refusal;   ///< Why it means nothing; "": it means `path`.
  bool is_none = false;  ///< No path ends so.
};

class GraphPaths {
 public:
  /// `model` outlives it.
  explicit GraphPaths(const ModelSpec& model);

  const std::vector<GraphPath>& From(std::size_t alias) const { return paths_[alias]; }
  /// A dimension of a table, or of the graph itself.
  FoundPath Find(std::size_t from, const GraphName& name) const;
  /// Rows that `accepts` by their alias, named by a path without a field: "buyer.region".
  using Accepts = std::function<bool(std::size_t alias)>;
  FoundPath FindRows(std::size_t from, const std::string& words, const Accepts& accepts) const;

  /// Whose rows an expression of these names belongs to; nullopt: none's, or several may be meant.
  std::optional<std::size_t> HomeOf(const std::vector<std::string>& names) const;
  /// Of a dimension of the graph itself; nullopt: it is none.
  std::optional<std::size_t> HomeOfDimension(const GraphName& name) const;

  /// The word that names a step where one does: its role, or going back the source's alias.
  std::string WordOf(const GraphStep& step) const;

 private:
  void Walk(std::size_t start, GraphPath path, std::vector<bool> met);
  bool LeadsToOne(const GraphStep& step) const;
  bool IsNamed(const GraphStep& step, const std::string& word) const;
  FoundPath FindPath(std::size_t from, const std::vector<std::string>& words,
                     const Accepts& accepts) const;
  bool EndsSo(std::size_t from, const GraphPath& path, const std::vector<std::string>& words,
              const Accepts& accepts) const;
  Accepts TablesWith(const GraphName& name) const;

  const ModelSpec& model_;
  std::map<std::string, std::size_t> homes_;   // Of the graph's own dimensions.
  std::vector<std::vector<GraphPath>> paths_;  // By the alias that they start at.
};

/// The position of an alias; the number of aliases: there is none.
std::size_t AliasNamed(const ModelSpec& model, const std::string& name);
bool HasMember(const std::vector<MemberSpec>& members, const std::string& name);
/// Whether the columns of a key cover a key that the table claims.
bool CoversAKey(const TableSpec& table, const std::vector<std::string>& columns);

}  // namespace semaflow::property
