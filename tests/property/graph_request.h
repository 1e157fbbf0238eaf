// A request over a graph flow, read apart from the planner's own reader: whose rows each measure
// aggregates, and which conditions are about rows and which about groups (DESIGN.md 2.1, 2.3).
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/property/graph_paths.h"

namespace semaflow::property {

/// What the rule refuses, and why.
class RefusedByRule : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct GraphMeasure {
  nlohmann::json asked;  ///< As the request has it.
  std::string column;    ///< What the answer calls it.
  std::size_t home = 0;  ///< The alias of `tables:` whose rows it aggregates.
  bool selected = true;  ///< Else only conditions or the order read it.
};

struct GraphDimension {
  nlohmann::json asked;
  std::string column;
};

/// A condition, or several under a logical word.
struct GraphCondition {
  enum class Kind { kLeaf, kAnd, kOr, kNot };
  Kind kind = Kind::kLeaf;
  std::vector<GraphCondition> terms;
  std::size_t leaf = 0;  ///< kLeaf: its position in `leaves`.
};

struct GraphLeaf {
  nlohmann::json asked;
  std::optional<std::size_t> measure;  ///< The measure that it is about; else it is about rows.
};

/// One of what all has to hold.
struct GraphConjunct {
  const GraphCondition* condition;
  bool negated;
};

struct GraphOrder {
  std::optional<std::size_t> dimension;
  std::size_t measure = 0;  ///< When it is no dimension.
  bool descending = false;
  bool nulls_first = false;
};

class GraphRequest {
 public:
  /// Throws RefusedByRule.
  GraphRequest(const ModelSpec& model, const nlohmann::json& request);

  const nlohmann::json& asked() const { return request_; }
  const std::vector<GraphDimension>& dimensions() const { return dimensions_; }
  const std::vector<GraphMeasure>& measures() const { return measures_; }
  const std::vector<GraphLeaf>& leaves() const { return leaves_; }
  const std::vector<GraphOrder>& order() const { return order_; }
  std::vector<GraphConjunct> Conjuncts() const;
  bool IsOfGroups(const GraphCondition& condition) const;
  bool ungrouped() const { return request_.value("ungrouped", false); }
  /// Whose rows are counted to list the values of the dimensions; empty when measures are asked.
  const std::vector<std::size_t>& listed() const { return listed_; }
  /// The aliases whose rows the names of the request are read from.
  std::vector<std::size_t> Homes() const;
  /// The dimension that has this name by `as`.
  std::optional<std::size_t> MadeDimension(const std::string& name) const;

 private:
  std::size_t HomeOf(const nlohmann::json& measure) const;
  std::optional<std::size_t> HomeOfName(const std::string& name) const;
  void AddMeasures();
  GraphCondition Read(const nlohmann::json& filter);
  std::optional<std::size_t> MeasureNamed(const std::string& name);
  void AddOrder();
  void AddListed();

  const ModelSpec& model_;
  const nlohmann::json& request_;
  std::vector<GraphDimension> dimensions_;
  std::vector<GraphMeasure> measures_;
  std::vector<GraphLeaf> leaves_;
  std::vector<GraphCondition> filters_;
  std::vector<GraphOrder> order_;
  std::vector<std::size_t> listed_;
};

/// The names in expression text: where each begins and ends.
struct NameInText {
  std::size_t begin;
  std::size_t end;
};
std::vector<NameInText> NamesIn(const std::string& text);

/// Whether a name is the time that the measures share.
bool IsSharedTime(const std::string& name);

}  // namespace semaflow::property
