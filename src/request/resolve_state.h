// What the steps of one resolution share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "expr/expr.h"
#include "model/model.h"
#include "request/json_tree.h"
#include "request/names.h"
#include "request/problems.h"
#include "request/resolved.h"
#include "time/zone.h"

namespace semaflow::request {

/// The values of `params`; each has to be used.
class Params {
 public:
  /// `object` is `params` of the request, or nullptr.
  void Set(const JsonTree& tree, const JsonNode* object);
  /// The value named by `{"param": name}`; nullptr: told.
  const JsonNode* Find(std::string_view name, Span at, Problems& problems);
  /// Tells the values that nobody named.
  void AddUnused(Problems& problems) const;

 private:
  struct Param {
    const JsonNode* value;
    bool used = false;
  };
  std::vector<Param> params_;
};

/// A column of the answer that conditions and order may name by its `as`.
struct NamedColumn {
  std::string_view name;
  const ResolvedColumn* column = nullptr;
  bool is_measure = false;
};

/// A measure that is made to be a share; its dimensions are found when those of the request are.
struct MadeShare {
  const JsonNode* names = nullptr;
  std::uint32_t measure = 0;  ///< Its position.
};

struct ResolveState {
  const JsonTree& tree;
  Problems& problems;
  const model::Model& model;
  const model::Flow& flow;
  Names names;
  const time::Zone* zone;
  Instant now;
  Params params;
  std::vector<MadeShare> shares;
  std::vector<NamedColumn> made;  ///< The columns with `as`, once all columns are known.
  std::vector<ResolvedRange>& ranges;

  ResolveState(const JsonTree& json, Problems& found, const model::Model& of, const model::Flow& in,
               GraphNames* graph, const time::Zone* at, Instant moment,
               std::vector<ResolvedRange>& told)
      : tree(json),
        problems(found),
        model(of),
        flow(in),
        names(of, in, found, graph),
        zone(at),
        now(moment),
        ranges(told) {}
};

/// True when a part of the expression is a measure or an aggregate.
bool ReadsMeasures(const expr::Expr& expr);

}  // namespace semaflow::request
