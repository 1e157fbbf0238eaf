#include "plan/names.h"

#include <utility>

#include "base/check.h"
#include "expr/parse.h"
#include "expr/visit.h"
#include "model/path_names.h"
#include "model/per_row.h"

namespace semaflow::plan {
namespace {

using expr::AliasIndex;
using expr::Ref;
using expr::RefKind;

const model::Table& TableOf(const model::Model& model, const model::Flow& flow, AliasIndex alias) {
  return model.tables[flow.aliases[alias].table];
}

std::vector<std::string> NameParts(const model::Model& model, const model::Flow& flow,
                                   const Ref& ref, AliasIndex self);

// The name of the measure, and per which rows.
std::vector<std::string> PerRowParts(const model::Model& model, const model::Flow& flow,
                                     const Ref& ref, AliasIndex alias) {
  std::vector<std::string> parts = NameParts(model, flow, model::MeasurePerRow(ref), expr::kSelf);
  const bool is_looked_up = alias != expr::kAllRows && ref.per != alias;
  parts.back() +=
      alias == expr::kAllRows ? " over all rows" : " per " + flow.aliases[ref.per].text();
  if (is_looked_up) parts.back() += ", of " + flow.aliases[alias].text();
  return parts;
}

// The name of a reference, split at its dots.
std::vector<std::string> NameParts(const model::Model& model, const model::Flow& flow,
                                   const Ref& ref, AliasIndex self) {
  const AliasIndex alias = ref.alias == expr::kSelf ? self : ref.alias;
  std::vector<std::string> parts;
  const bool of_alias = ref.kind != RefKind::kFlowDimension && ref.kind != RefKind::kFlowMeasure &&
                        ref.kind != RefKind::kShared && ref.kind != RefKind::kPerRow;
  if (of_alias && alias != expr::kSelf) model::AppendWords(flow.aliases[alias].text(), parts);
  switch (ref.kind) {
    case RefKind::kColumn:
      parts.push_back(TableOf(model, flow, alias).columns[ref.index].name);
      break;
    case RefKind::kDimension:
      parts.push_back(TableOf(model, flow, alias).dimensions[ref.index].name);
      break;
    case RefKind::kMeasure:
      parts.push_back(TableOf(model, flow, alias).measures[ref.index].name);
      break;
    case RefKind::kFlowDimension:
      parts.push_back(flow.dimensions[ref.index].name);
      break;
    case RefKind::kFlowMeasure:
      parts.push_back(flow.measures[ref.index].name);
      break;
    case RefKind::kRows:
      parts.push_back("*");
      break;
    case RefKind::kShared:
      parts.push_back(flow.shared[ref.index].name);
      break;
    case RefKind::kPerRow:
      return PerRowParts(model, flow, ref, alias);
  }
  switch (ref.field.kind) {
    case time::TimeField::Kind::kNone:
      break;
    case time::TimeField::Kind::kGrain:
      parts.emplace_back(time::GrainName(ref.field.grain));
      break;
    case time::TimeField::Kind::kPart:
      parts.emplace_back(time::PartName(ref.field.part));
      break;
  }
  return parts;
}

}  // namespace

std::string Quoted(std::string_view name) {
  std::string text = "\"";
  text += name;
  text += '"';
  return text;
}

std::string FirstMeasure(const model::Model& model, const model::Flow& flow,
                         const expr::Expr& expr) {
  std::string name = "an aggregate";
  expr::AnyNode(expr, [&](const expr::Expr& node) {
    const auto* ref = expr::As<Ref>(node);
    if (ref == nullptr) return false;
    if (ref->kind != RefKind::kMeasure && ref->kind != RefKind::kFlowMeasure) return false;
    name = Quoted(FieldName(model, flow, *ref));
    return true;
  });
  return name;
}

std::string_view StrategyName(Strategy strategy) {
  switch (strategy) {
    case Strategy::kFlat:
      return "flat";
    case Strategy::kSemiJoin:
      return "semi-join";
    case Strategy::kDedup:
      return "dedup";
  }
  SEMA_CHECK(false, "a strategy without a name");
}

std::string FieldName(const model::Model& model, const model::Flow& flow, const Ref& ref,
                      AliasIndex self) {
  std::string text;
  for (const std::string& part : NameParts(model, flow, ref, self)) {
    if (!text.empty()) text += '.';
    text += part;
  }
  return text;
}

std::string NamedText(const model::Model& model, const model::Flow& flow, expr::Expr expr,
                      AliasIndex self) {
  expr::RewriteNodes(expr, [&](expr::Expr& node) {
    if (const Ref* ref = expr::As<Ref>(node)) {
      node.node = expr::Name{NameParts(model, flow, *ref, self)};
    }
  });
  return expr::Print(expr);
}

std::string KeysText(const model::Model& model, const model::Flow& flow, AliasIndex child) {
  const model::Alias& alias = flow.aliases[child];
  std::string text;
  for (const model::JoinKey& key : alias.keys) {
    if (!text.empty()) text += " and ";
    text += NamedText(model, flow, key.left, alias.parent);
    text += " = ";
    text += NamedText(model, flow, key.right, child);
  }
  return text;
}

std::string JoinText(const model::Model& model, const model::Flow& flow, AliasIndex child) {
  const model::Alias& alias = flow.aliases[child];
  std::string text = "join ";
  text += Quoted(alias.join_label.empty() ? alias.name : alias.join_label);
  text += " (";
  text += KeysText(model, flow, child);
  text += ", ";
  text += model::CardinalityName(alias.cardinality);
  text += ")";
  return text;
}

std::string KeyColumns(const model::Model& model, const model::Flow& flow, AliasIndex child,
                       bool of_parent) {
  const model::Alias& alias = flow.aliases[child];
  const AliasIndex side = of_parent ? alias.parent : child;
  std::string text;
  for (const model::JoinKey& key : alias.keys) {
    expr::ForEachNode(of_parent ? key.left : key.right, [&](const expr::Expr& node) {
      const Ref* ref = expr::As<Ref>(node);
      if (ref == nullptr || (ref->alias != side && ref->alias != expr::kSelf)) return;
      if (!text.empty()) text += ", ";
      text += NameParts(model, flow, *ref, side).back();
    });
  }
  return text;
}

}  // namespace semaflow::plan
