// A request over a graph flow, read apart from the planner's own reader: whose rows each measure
// aggregates, and which conditions are about rows and which about groups (DESIGN.md 2.1, 2.3).
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "expr/expr.h"
#include "tests/property/graph_paths.h"

namespace semaflow::property {

/// What the rule refuses, and why.
class RefusedByRule : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A measure, or a part of one, that aggregates the rows of one table.
struct GraphTerm {
  std::size_t home;      ///< The alias of `tables:` whose rows they are.
  nlohmann::json asked;  ///< As a request would have it.
};

struct GraphMeasure {
  nlohmann::json asked;  ///< As the request has it.
  std::string column;    ///< What the answer calls it.
  std::vector<GraphTerm> terms;
  /// Of several tables: its value of its terms', which are the names "0", "1" ... in it.
  std::optional<expr::Expr> formula;
  std::optional<std::string> fill;  ///< Around the formula: "null", "3".
  DataType type;                    ///< Of the formula, where the model says it.
  bool selected = true;             ///< Else only conditions or the order read it.
};

/// A measure that is a value of rows: "the measure over the rows in the flow that reach this row".
struct GraphPerRow {
  std::string measure;
  std::size_t home;               ///< Whose rows it aggregates.
  std::optional<GraphPath> path;  ///< From those to the rows that have it; nullopt: `per: []`.
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
  /// Both others outlive it. Throws RefusedByRule.
  GraphRequest(const ModelSpec& model, const GraphPaths& paths, const nlohmann::json& request);

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
  /// What `{"measure", "per"}` means. Throws RefusedByRule.
  GraphPerRow PerRowOf(const nlohmann::json& asked) const;
  /// The dimension that has this name by `as`.
  std::optional<std::size_t> MadeDimension(const std::string& name) const;

 private:
  std::optional<std::size_t> HomeOfName(const std::string& name) const;
  std::size_t HomeOfTerm(const expr::Expr& term) const;
  void AddTerms(const expr::Expr& formula, GraphMeasure& measure) const;
  void TakeApart(expr::Expr& formula, GraphMeasure& measure) const;
  GraphMeasure MeasureOf(const nlohmann::json& asked) const;
  bool IsMeasure(const std::string& name) const;
  GraphCondition Read(const nlohmann::json& filter);
  std::optional<std::size_t> MeasureNamed(const std::string& name);
  void AddOrder();
  void AddListed();
  std::size_t ListedBy(const nlohmann::json& per_row) const;

  const ModelSpec& model_;
  const GraphPaths& paths_;
  const nlohmann::json& request_;
  std::vector<GraphDimension> dimensions_;
  std::vector<GraphMeasure> measures_;
  std::vector<GraphLeaf> leaves_;
  std::vector<GraphCondition> filters_;
  std::vector<GraphOrder> order_;
  std::vector<std::size_t> listed_;
};

/// Whether a name is the time that the measures share.
bool IsSharedTime(const std::string& name);

}  // namespace semaflow::property
