#include "request/resolve_state.h"

#include <algorithm>

#include "base/closest.h"
#include "expr/visit.h"

namespace semaflow::request {

void Params::Set(const JsonTree& tree, const JsonNode* object) {
  if (object == nullptr) return;
  for (const JsonNode& value : tree.Children(*object)) params_.push_back({&value});
}

const JsonNode* Params::Find(std::string_view name, Span at, Problems& problems) {
  const auto found = std::find_if(params_.begin(), params_.end(),
                                  [name](const Param& param) { return param.value->key == name; });
  if (found != params_.end()) {
    found->used = true;
    return found->value;
  }
  std::vector<std::string_view> names;
  for (const Param& param : params_) names.push_back(param.value->key);
  std::vector<std::string> candidates = ClosestNames(name, names);
  std::string help = DidYouMean(candidates);
  if (help.empty()) help = "give it in \"params\"";
  problems.Add(ErrorCode::kUnknownParam, at, "there is no parameter " + Quoted(name),
               std::move(help), std::move(candidates));
  return nullptr;
}

void Params::AddUnused(Problems& problems) const {
  for (const auto& [value, used] : params_) {
    if (used) continue;
    problems.Add(ErrorCode::kUnknownParam, {value->key_begin, value->key_begin},
                 "the parameter " + Quoted(value->key) + " is given but not used",
                 "name it in a condition: {\"param\": " + Quoted(value->key) + "}");
  }
}

bool ReadsMeasures(const expr::Expr& expr) {
  return expr::AnyNode(expr, [](const expr::Expr& node) {
    if (expr::As<expr::Aggregate>(node) != nullptr) return true;
    const auto* ref = expr::As<expr::Ref>(node);
    return ref != nullptr &&
           (ref->kind == expr::RefKind::kMeasure || ref->kind == expr::RefKind::kFlowMeasure);
  });
}

}  // namespace semaflow::request
