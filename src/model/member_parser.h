// Definitions of members to members whose expressions are parsed and not bound yet.
#pragma once

#include "model/build_state.h"
#include "model/definition.h"
#include "model/model.h"

namespace semaflow::model {

/// Parts of a member's tree that were written in one text, for errors in them.
struct ExprPart {
  expr::Expr* expr = nullptr;
  const ExprText* text = nullptr;
  bool over_measures = false;  ///< Names mean measures; else values of a row.
  bool is_condition = false;
};
/// The parts of a member. A part lies in the member's tree, which must not move meanwhile.
struct ExprParts {
  ExprPart parts[3];
  int count = 0;

  void Add(expr::Expr& expr, const ExprText& text, bool over_measures, bool is_condition) {
    parts[count++] = {&expr, &text, over_measures, is_condition};
  }
  const ExprPart* begin() const { return parts; }
  const ExprPart* end() const { return parts + count; }
};

/// What is wrong is told and gives false; the member then is there by its name only.
/// `of_flow`: a short form is a name like "c.country", not a column.
bool ParseDimension(BuildState& state, const DimensionDefinition& definition, bool of_flow,
                    Dimension& dimension);
bool ParseMeasure(BuildState& state, const MeasureDefinition& definition, Measure& measure);

/// The parts of a parsed tree, wherever it was copied to.
ExprParts PartsOf(const DimensionDefinition& definition, expr::Expr& tree);
ExprParts PartsOf(const MeasureDefinition& definition, expr::Expr& tree);

/// Parses one expression text; problems are told.
bool ParseExpr(BuildState& state, const ExprText& text, expr::Expr& out);

/// Reads `type:`; the type stays unknown when it is absent or told to be wrong (false).
bool ParseType(BuildState& state, const Text& text, DataType& type);

}  // namespace semaflow::model
