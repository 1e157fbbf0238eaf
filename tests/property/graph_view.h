// What one table of a graph sees of a request: the tree of the paths that its names mean from
// there, each distinct path an alias of its own, and the request over that tree.
#pragma once

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

class GraphView {
 public:
  /// All outlive it. Throws RefusedByRule when a name means nothing here.
  GraphView(const ModelSpec& model, const GraphPaths& paths, const GraphRequest& request,
            std::size_t home);

  /// The flow of the tree, and the request over it. Columns are called by their positions: "d0",
  /// "m1"; a filter is one leaf of the request, if this table sees it.
  const ModelSpec& tree() const { return tree_; }
  const nlohmann::json& request() const { return asked_; }
  /// Where the measure of the request stands among the measures of this one.
  std::optional<std::size_t> PlaceOfMeasure(std::size_t measure) const;
  std::optional<std::size_t> PlaceOfLeaf(std::size_t leaf) const;
  /// By name: the aliases that the dimensions and conditions on rows lead to.
  const std::map<std::string, std::size_t>& ends() const { return ends_; }

 private:
  std::string Translated(const std::string& name, bool shared);
  std::string ColumnOf(const std::string& dimension) const;
  std::string TranslatedText(const std::string& text, bool shared);
  nlohmann::json TranslatedLeaf(const nlohmann::json& leaf, bool shared);
  nlohmann::json TranslatedMeasure(const GraphMeasure& measure);
  std::size_t AliasOf(const GraphPath& path);

  const ModelSpec& model_;
  const GraphPaths& paths_;
  const GraphRequest& graph_request_;
  std::size_t home_;
  ModelSpec tree_;
  std::map<std::vector<GraphStep>, std::size_t> aliases_;  // By the steps from the home.
  nlohmann::json asked_;
  std::map<std::size_t, std::size_t> measures_;
  std::map<std::size_t, std::size_t> leaves_;
  std::map<std::string, std::size_t> ends_;
};

}  // namespace semaflow::property
