// Fields of a graph flow: measures by the alias of their table, dimensions by paths of roles.
#include <algorithm>
#include <utility>

#include "request/graph_names.h"
#include "request/names.h"

namespace semaflow::request {

using expr::Ref;
using expr::RefKind;
using model::MemberKind;

std::vector<Ref> Names::GraphMeasures(const model::PathName& path) const {
  std::vector<Ref> found;
  const auto add = [&](std::optional<Ref> ref) {
    if (ref && (ref->kind == RefKind::kMeasure || ref->kind == RefKind::kFlowMeasure)) {
      found.push_back(*ref);
    }
  };
  if (path.words.size() == 1) {
    if (const auto alias = AliasOf(path.words.front())) add(InAlias(*alias, path.field));
  } else if (path.words.empty()) {
    add(InFlow(path.field));
    if (found.empty()) {
      for (const Ref& ref : Bare(path.field)) add(ref);
    }
  }
  return found;
}

std::optional<Field> Names::FindInGraph(const WrittenName& name, Wanted wanted) const {
  const model::PathName path = model::SplitPath(model::SplitWords(name.text));
  const std::string_view grain = path.grain;
  const auto is_empty = [](std::string_view word) { return word.empty(); };
  if (path.field.empty() || std::any_of(path.words.begin(), path.words.end(), is_empty)) {
    AddUnknownInGraph(path, name, wanted);
    return std::nullopt;
  }
  if (path.words.empty() && path.field == flow_.time_name &&
      !words().members.contains(path.field)) {
    return FindSharedTime(grain, name, wanted);
  }
  const std::vector<Ref> measures = GraphMeasures(path);
  const bool is_dimension = path.words.empty() && graph_->HasDimension(path.field);
  const bool may_be_both = wanted == Wanted::kEither && is_dimension;
  if (!measures.empty() && (measures.size() > 1 || may_be_both) &&
      !(wanted == Wanted::kDimension && is_dimension)) {
    std::vector<std::string> texts;
    for (const Ref& measure : measures) texts.push_back(TextOf(measure));
    const char* why = may_be_both ? " is a measure and a dimension of the flow "
                                  : " is in several tables of the flow ";
    problems_.Add(ErrorCode::kAmbiguousField, name.span,
                  Quoted(name.text) + why + Quoted(flow_.name), "write the alias before it",
                  std::move(texts));
    return std::nullopt;
  }
  if (!measures.empty() && !(wanted == Wanted::kDimension && is_dimension)) {
    auto field = Finish(measures.front(), grain, name, wanted);
    // The request's own flow is gone before its answer is.
    if (field && field->ref.kind == RefKind::kFlowMeasure) {
      field->measure = &graph_->graph().measures[field->ref.index];
    }
    return field;
  }
  if (wanted == Wanted::kMeasure || !graph_->HasDimension(path.field)) {
    AddUnknownInGraph(path, name, wanted);
    return std::nullopt;
  }
  const auto ref = graph_->Find({.name = path, .at = name.span});
  if (!ref) return std::nullopt;
  auto field = Finish(*ref, grain, name, wanted);
  if (field && field->ref.kind == RefKind::kFlowDimension) {
    const model::Flow& graph = graph_->graph();
    field->dimension = &graph.dimensions[graph.members.find(path.field)->second.index];
  }
  return field;
}

void Names::AddUnknownInGraph(const model::PathName& path, const WrittenName& name,
                              Wanted wanted) const {
  Split split;
  if (path.words.empty()) {
    split = {{path.field}, 1};
  } else {
    split = {{path.words.back(), path.field}, 2};
  }
  AddUnknown(split, name, wanted);
}

}  // namespace semaflow::request
