// The reference evaluator of graph flows: each measure is evaluated on the tree of its own paths,
// as a tree flow is (reference_evaluator.h), and what they give is put side by side
// (DESIGN.md 2.1, 2.2). The paths are found here (graph_paths.h), not by the planner.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/property/graph_paths.h"
#include "tests/property/graph_request.h"
#include "tests/property/graph_view.h"
#include "tests/property/reference_evaluator.h"

namespace semaflow::property {

struct GraphAnswer {
  std::string refusal;  ///< Why it has to be refused; "": it has the answer.
  Answer answer;
  /// The request as each table's measures see it.
  std::vector<std::shared_ptr<const request::ResolvedQuery>> seen;
};

/// Models of trees, each loaded once.
class TreeModels {
 public:
  std::shared_ptr<const model::Model> Load(const ModelSpec& tree);

 private:
  std::map<std::string, std::shared_ptr<const model::Model>> models_;  // By their files.
};

class GraphEvaluator {
 public:
  /// Both outlive it.
  GraphEvaluator(const ModelSpec& model, const MemoryTables& tables);

  /// Throws std::runtime_error on what the evaluator does not know.
  GraphAnswer Evaluate(const nlohmann::json& request);

  const GraphPaths& paths() const { return paths_; }

 private:
  bool SharesTimestamps(const GraphView& view, const GraphRequest& request);
  PerRowValues ValuesOf(const GraphPerRow& per_row, const nlohmann::json& zone,
                        const nlohmann::json& access);

  const ModelSpec& model_;
  const MemoryTables& tables_;
  GraphPaths paths_;
  TreeModels trees_;
  std::vector<std::shared_ptr<const request::ResolvedQuery>> per_rows_;  // Of one request.
};

}  // namespace semaflow::property
