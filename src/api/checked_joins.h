// The joins of a flow as `check --data` asks about them.
#pragma once

#include <string>
#include <vector>

#include "model/model.h"

namespace semaflow::api {

/// One join of a tree or link of a graph.
struct CheckedJoin {
  std::string label;
  expr::AliasIndex from = 0;
  expr::AliasIndex to = 0;
  model::Cardinality cardinality = model::Cardinality::kManyToOne;
  bool declared = false;
  bool timed = false;  ///< Holds for a time: its keys alone do not say how many partners there are.
  const std::vector<model::JoinKey>* keys = nullptr;
};

/// They refer to `flow`.
std::vector<CheckedJoin> JoinsOf(const model::Flow& flow);

/// Where the left keys are read: the alias that all of them name, else the base of the flow.
expr::AliasIndex RootOf(const CheckedJoin& join);

bool ToIsOne(model::Cardinality cardinality);
bool FromIsOne(model::Cardinality cardinality);

}  // namespace semaflow::api
