// Formulas over measures of several tables of a graph, in one group.
#pragma once

#include <vector>

#include "tests/property/graph_evaluator.h"
#include "tests/property/graph_request.h"

namespace semaflow::property {

/// The formula of `measure` over the values of its terms. `has_rows`: one of them has rows there.
Cell ValueOfFormula(const GraphMeasure& measure, const std::vector<Cell>& values, bool has_rows);

/// Whether a condition `{"field", "op", "value"}` holds for a number, whatever field it names.
bool HoldsFor(const nlohmann::json& condition, const Cell& value, TreeModels& trees);

}  // namespace semaflow::property
