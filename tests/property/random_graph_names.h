// Names for random requests over a graph: those that mean something from the rows of several
// tables, and a few that do not.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/property/graph_paths.h"
#include "tests/property/property_case.h"
#include "tests/property/random_conditions.h"
#include "tests/property/random_source.h"

namespace semaflow::property {

class RandomGraphNames {
 public:
  /// All outlive it.
  RandomGraphNames(RandomSource& random, const ModelSpec& spec, const GraphPaths& paths)
      : random_(random), spec_(spec), paths_(paths) {}

  bool careless = false;  ///< Names may mean nothing.
  bool ungrouped = false;
  bool listing = false;  ///< No measures: names are written in full.

  using Homes = std::vector<std::size_t>;
  /// Whose rows a measure of the graph itself takes.
  Homes HomesOf(const MemberSpec& measure) const;

  /// A field that all of `homes` can name. `near_percent`: how often over a path to one row;
  /// `kind`: of this type.
  std::optional<NamedField> FieldOf(const Homes& homes, int near_percent,
                                    std::optional<TypeKind> kind = std::nullopt);
  /// "a dimension that is a measure": `{"measure", "per"}`. `own`: a measure of the graph that it
  /// may be of; nullptr: none.
  std::optional<nlohmann::json> PerRow(const Homes& homes, const MemberSpec* own, DataType& type);
  /// A measure of a table.
  NamedField MeasureOf(std::size_t home);
  /// A number of the rows of `home`, or of one row that each leads to.
  std::string ArgumentOf(std::size_t home);

 private:
  const TableSpec& TableOf(std::size_t alias) const {
    return spec_.tables[spec_.aliases[alias].table];
  }
  std::string Spelled(std::size_t home, const GraphPath& path);
  const GraphPath& SomePath(std::size_t home, int near_percent);
  std::optional<GraphPath> Meaning(const Homes& homes, const std::string& name) const;
  std::string WithGrain(std::string name, DataType& type);
  NamedField AnyField(std::size_t from, int near_percent);
  bool HaveValue(const Homes& homes, const nlohmann::json& asked) const;
  bool IsOnce(std::size_t home) const;

  RandomSource& random_;
  const ModelSpec& spec_;
  const GraphPaths& paths_;
  int multiplying_ = 0;
};

}  // namespace semaflow::property
