// What one table of a graph sees of a request: the tree of the paths that its names mean from
// there, each distinct path an alias of its own, and the request over that tree. Every alias has a
// table of its own, too, whose members that name paths are those of this place.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/model.h"
#include "tests/property/graph_paths.h"
#include "tests/property/graph_request.h"
#include "tests/property/query_groups.h"

namespace semaflow::property {

/// The values of a measure per row: of each row of the table that its path leads to, or of all.
struct PerRowValues {
  DataType type;
  std::vector<Cell> cells;
};

/// What all tables of a graph share.
struct GraphWorld {
  const ModelSpec& model;
  const GraphPaths& paths;
  const MemoryTables& tables;
  std::function<PerRowValues(const GraphPerRow&)> per_row;
};

class GraphView {
 public:
  /// All outlive it. Throws RefusedByRule when a name means nothing here.
  GraphView(const GraphWorld& world, const GraphRequest& request, std::size_t home);

  /// The flow of the tree with its rows, and the request over it. Columns are called by their
  /// positions: "d0", "m1_0"; a filter is one leaf of the request, if this table sees it.
  const ModelSpec& tree() const { return tree_; }
  const MemoryTables& rows() const { return rows_; }
  const nlohmann::json& request() const { return asked_; }
  /// Where the term of a measure of the request stands among the measures of this one.
  std::optional<std::size_t> PlaceOfTerm(std::size_t measure, std::size_t term) const;
  std::optional<std::size_t> PlaceOfLeaf(std::size_t leaf) const;
  /// By name: the aliases that the dimensions and conditions on rows lead to.
  const std::map<std::string, std::size_t>& ends() const { return ends_; }
  /// Conditions of the graph that hold beside any request, as those of the tree. Each may grow it.
  nlohmann::json Beside(const nlohmann::json& conditions);
  /// The alias of the tree at the end of a path from the table.
  std::string AliasAt(const GraphPath& path) { return tree_.aliases[Grow(0, path)].alias; }

 private:
  struct Place {  // A field of an alias of the tree.
    std::size_t alias;
    std::string field;  ///< With its grain.
  };

  void AddColumns();
  void AddLeaves();

  std::size_t Grow(std::size_t alias, const GraphPath& path);
  std::size_t Step(std::size_t alias, const GraphStep& step);
  void AddTable(std::size_t node);
  const TableSpec& TableAt(std::size_t alias) const;

  Place PlaceOf(std::size_t alias, const std::string& name, std::size_t* end = nullptr);
  std::string FieldAt(std::size_t alias, const std::string& field);
  std::string PerRowAt(std::size_t alias, const GraphPerRow& per_row);
  GraphPerRow OwnPerRow(std::size_t alias, const MemberSpec& dimension) const;
  std::string TextAt(std::size_t alias, const std::string& text, bool of_table);
  std::string InTree(const Place& place) const;

  std::string MeasureHere(const std::string& name);
  void AddOwnMeasure(const std::string& name);
  std::string AddFormula(const std::string& text, const MemberSpec* like);
  void ToTree(expr::Expr& formula);
  std::string Argument(const std::string& text);

  std::string Translated(const std::string& name, bool shared);
  std::string Translated(const nlohmann::json& field, bool shared);
  std::string TranslatedText(const std::string& text, bool shared);
  std::string ColumnOf(const std::string& dimension) const;
  nlohmann::json TranslatedLeaf(const nlohmann::json& leaf, bool shared);
  nlohmann::json TranslatedTerm(const GraphTerm& term);

  const GraphWorld& world_;
  const ModelSpec& model_;
  const GraphRequest& graph_request_;
  std::size_t home_;
  ModelSpec tree_;
  MemoryTables rows_;
  std::vector<std::vector<GraphStep>> steps_;              // Of each alias, from the home.
  std::vector<std::size_t> nodes_;                         // The alias of the graph that it is.
  std::map<std::vector<GraphStep>, std::size_t> aliases_;  // By the steps from the home.
  std::map<std::string, std::string> per_rows_;            // Their dimensions.
  nlohmann::json asked_;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> terms_;
  std::map<std::size_t, std::size_t> leaves_;
  std::map<std::string, std::size_t> ends_;
};

}  // namespace semaflow::property
