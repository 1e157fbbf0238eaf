// Types that do not rest on the word of the model alone.
#pragma once

#include "expr/typing.h"
#include "model/model.h"

namespace semaflow::sql {

/// As model::FlowTypeScope, but kUnknown for what no schema says and nothing computes: a column or
/// an SQL escape whose type a member tells.
class ProvenTypes final : public expr::TypeScope {
 public:
  ProvenTypes(const model::Model& model, const model::Flow& flow, expr::AliasIndex self)
      : model_(model), flow_(flow), self_(self) {}
  DataType TypeOf(const expr::Ref& ref) const override;

 private:
  const model::Model& model_;
  const model::Flow& flow_;
  expr::AliasIndex self_;
};

}  // namespace semaflow::sql
