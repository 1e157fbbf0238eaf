// The keys of a measure beyond its aggregate: windows, offsets, shares, conversions.
#pragma once

#include "model/build_state.h"
#include "model/definition.h"
#include "model/model.h"

namespace semaflow::model {

/// Reads and checks the words of those keys into Measure::steps, and sets the refusal of measures
/// that have one. False with the problems told. Names are bound later (BindOver).
bool ParseSteps(BuildState& state, const MeasureDefinition& definition, Measure& measure);

/// Binds the names of `over:` to dimensions of `table`.
bool BindOver(BuildState& state, TableIndex table, const OverDefinition& definition, Over& over);

}  // namespace semaflow::model
