// Expressions over one combination of rows, or over one group: as a value SQL's three-valued logic,
// as a condition true or not true (DESIGN.md 1.2 and 2.3).
#pragma once

#include <optional>
#include <set>

#include "expr/expr.h"
#include "model/model.h"
#include "tests/property/cells.h"
#include "tests/property/flow_rows.h"

namespace semaflow::property {

/// What the leaves of an expression mean. `self` is what kSelf stands for.
class Leaves {
 public:
  virtual ~Leaves() = default;
  /// The value of the whole node where this scope knows it; nullopt: it is computed of its parts.
  virtual std::optional<Cell> Known(const expr::Expr& node, AliasIndex self) const = 0;
  virtual const Clock& clock() const = 0;
};

Cell ValueOf(const expr::Expr& node, AliasIndex self, const Leaves& leaves);
/// "A condition is true or not true, never unknown."
bool Holds(const expr::Expr& condition, AliasIndex self, const Leaves& leaves);

/// The leaves of one combination: columns and dimensions.
class RowLeaves final : public Leaves {
 public:
  RowLeaves(const FlowRows& rows, const Combination& combination)
      : rows_(rows), combination_(combination) {}
  std::optional<Cell> Known(const expr::Expr& node, AliasIndex self) const override;
  const Clock& clock() const override { return rows_.clock(); }

 private:
  Cell PerRowOf(const expr::Ref& per_row) const;
  Cell WithoutField(const expr::Ref& ref, AliasIndex alias) const;
  const FlowRows& rows_;
  const Combination& combination_;
};

/// The aliases that an expression over rows reads, through the dimensions that it names.
void AddAliases(const model::Model& model, const model::Flow& flow, const expr::Expr& node,
                AliasIndex self, std::set<AliasIndex>& aliases);

}  // namespace semaflow::property
