#include "model/model.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"
#include "base/types.h"
#include "expr/visit.h"
#include "model/per_row.h"

namespace semaflow::model {
namespace {

auto KeyOf(const BoundMember& member) {
  return std::tuple(member.alias, member.kind, member.index);
}

/// The type of a time's grain or part, from the type of the time.
DataType TypeOfField(const DataType& type, const time::TimeField& field) {
  switch (field.kind) {
    case time::TimeField::Kind::kNone:
    case time::TimeField::Kind::kGrain:
      return type;
    case time::TimeField::Kind::kPart:
      return {.kind = TypeKind::kInteger};
  }
  return type;
}

/// What both kinds of members have in common, seen from one flow.
template <typename MemberOf>
FieldView ViewOfMember(const Flow& flow, const MemberOf& member, AliasIndex alias, MemberKind kind,
                       MemberIndex index) {
  FieldView view;
  view.home = alias;
  view.expr = &member.expr;
  view.type = member.type;
  if (member.needs_flow) {
    const BoundMember* bound = FindBound(flow, alias, kind, index);
    SEMA_CHECK(bound != nullptr, member.name);
    view.expr = &bound->expr;
    view.type = bound->type;
  }
  return view;
}

}  // namespace

std::string_view JoinTypeName(JoinType type) {
  switch (type) {
    case JoinType::kLeft:
      return "left";
    case JoinType::kInner:
      return "inner";
    case JoinType::kRight:
      return "right";
    case JoinType::kFull:
      return "full";
  }
  return "";
}

std::string_view CardinalityName(Cardinality cardinality) {
  switch (cardinality) {
    case Cardinality::kManyToOne:
      return "many_to_one";
    case Cardinality::kOneToOne:
      return "one_to_one";
    case Cardinality::kOneToMany:
      return "one_to_many";
    case Cardinality::kManyToMany:
      return "many_to_many";
  }
  return "";
}

const BoundMember* FindBound(const Flow& flow, AliasIndex alias, MemberKind kind,
                             MemberIndex index) {
  const std::tuple wanted(alias, kind, index);
  const auto at = std::lower_bound(
      flow.bound.begin(), flow.bound.end(), wanted,
      [](const BoundMember& member, const auto& key) { return KeyOf(member) < key; });
  return at != flow.bound.end() && KeyOf(*at) == wanted ? &*at : nullptr;
}

void InsertBound(Flow& flow, BoundMember bound) {
  const auto at = std::lower_bound(
      flow.bound.begin(), flow.bound.end(), KeyOf(bound),
      [](const BoundMember& member, const auto& key) { return KeyOf(member) < key; });
  flow.bound.insert(at, std::move(bound));
}

const BoundMember* FindMoved(const Flow& flow, AliasIndex alias, MemberIndex index) {
  for (const BoundMember& moved : flow.moved) {
    if (moved.alias == alias && moved.index == index) return &moved;
  }
  return nullptr;
}

const Flow* Model::FindFlow(std::string_view name) const {
  const auto at = flow_names.find(name);
  return at == flow_names.end() ? nullptr : &flows[at->second];
}

const Table* Model::FindTable(std::string_view name) const {
  const auto at = table_names.find(name);
  return at == table_names.end() ? nullptr : &tables[at->second];
}

const std::vector<std::uint32_t>* KeyOf(const Table& table) {
  if (!table.primary_key.empty()) return &table.primary_key;
  for (const std::vector<std::uint32_t>& key : table.unique_keys) {
    const bool is_known = std::all_of(key.begin(), key.end(), [&](std::uint32_t column) {
      return table.columns[column].not_null;
    });
    if (is_known) return &key;
  }
  return nullptr;
}

bool ExistsIn(const Flow& flow, AliasIndex alias, MemberKind kind, MemberIndex index,
              const Table& table) {
  const bool needs_flow = kind == MemberKind::kDimension ? table.dimensions[index].needs_flow
                                                         : table.measures[index].needs_flow;
  return !needs_flow || FindBound(flow, alias, kind, index) != nullptr;
}

std::string AliasLacking(const Model& model, const Flow& flow, AliasIndex alias,
                         const Member& member) {
  const Table& table = model.tables[flow.aliases[alias].table];
  const auto& [kind, index] = member;
  if (ExistsIn(flow, alias, kind, index, table)) return "";
  const expr::Expr& expr =
      kind == MemberKind::kDimension ? table.dimensions[index].expr : table.measures[index].expr;
  std::string lacking;
  // What could not be bound is still the name that was written. It is a member that lacks an alias
  // itself, or begins with the alias.
  expr::AnyNode(expr, [&](const expr::Expr& node) {
    const auto* name = expr::As<expr::Name>(node);
    if (name == nullptr) return false;
    const std::string& first = name->parts.front();
    const auto own = table.members.find(first);
    const auto other = flow.alias_names.find(first);
    if (own != table.members.end()) {
      lacking = AliasLacking(model, flow, alias, own->second);
    } else if (name->parts.size() < 2) {
      return false;
    } else if (other == flow.alias_names.end()) {
      lacking = first;
    } else {
      const auto& members = model.tables[flow.aliases[other->second].table].members;
      const auto there = members.find(name->parts[1]);
      if (there != members.end()) {
        lacking = AliasLacking(model, flow, other->second, there->second);
      }
    }
    return !lacking.empty();
  });
  return lacking;
}

FieldView ViewOfAny(const Model& model, const Flow& flow, const expr::Ref& ref) {
  switch (ref.kind) {
    case expr::RefKind::kDimension: {
      const Dimension& dimension =
          model.tables[flow.aliases[ref.alias].table].dimensions[ref.index];
      FieldView view = ViewOfMember(flow, dimension, ref.alias, MemberKind::kDimension, ref.index);
      view.dimension = &dimension;
      return view;
    }
    case expr::RefKind::kMeasure: {
      const Measure& measure = model.tables[flow.aliases[ref.alias].table].measures[ref.index];
      FieldView view = ViewOfMember(flow, measure, ref.alias, MemberKind::kMeasure, ref.index);
      view.measure = &measure;
      return view;
    }
    case expr::RefKind::kFlowDimension: {
      const Dimension& dimension = flow.dimensions[ref.index];
      const BoundMember* moved = FindMoved(flow, ref.alias, ref.index);
      return {.expr = moved != nullptr ? &moved->expr : &dimension.expr,
              .dimension = &dimension,
              .measure = nullptr,
              .home = moved != nullptr ? ref.alias : flow.dimension_homes[ref.index],
              .type = dimension.type};
    }
    case expr::RefKind::kFlowMeasure: {
      const Measure& measure = flow.measures[ref.index];
      return {.expr = &measure.expr,
              .dimension = nullptr,
              .measure = &measure,
              .home = kSelf,
              .type = measure.type};
    }
    case expr::RefKind::kShared: {
      const Dimension& dimension = flow.shared[ref.index];
      return {.expr = nullptr,
              .dimension = &dimension,
              .measure = nullptr,
              .home = kSelf,
              .type = dimension.type};
    }
    case expr::RefKind::kColumn:
    case expr::RefKind::kRows:
    case expr::RefKind::kPerRow:
      break;
  }
  SEMA_CHECK(false, "what is no member has no view");
  return {};
}

const time::Zone* StoredIn(const Model& model, const Flow& flow, const expr::Ref& ref) {
  expr::Ref at = ref;
  // A dimension may be another one, under another name.
  while (at.kind == expr::RefKind::kDimension || at.kind == expr::RefKind::kFlowDimension) {
    const FieldView view = ViewOfAny(model, flow, at);
    if (!view.dimension->stored_in.empty()) return *time::FindZone(view.dimension->stored_in);
    const auto* next = view.expr == nullptr ? nullptr : expr::As<expr::Ref>(*view.expr);
    if (next == nullptr) return nullptr;
    const expr::AliasIndex alias = next->alias == expr::kSelf ? view.home : next->alias;
    if (alias == expr::kSelf) return nullptr;
    at = *next;
    at.alias = alias;
  }
  return nullptr;
}

DataType FlowTypeScope::TypeOf(const expr::Ref& ref) const {
  const AliasIndex alias = ref.alias == kSelf ? self_ : ref.alias;
  switch (ref.kind) {
    case expr::RefKind::kColumn:
      return TypeOfField(model_.tables[flow_.aliases[alias].table].columns[ref.index].type,
                         ref.field);
    case expr::RefKind::kDimension: {
      const Dimension& dimension = model_.tables[flow_.aliases[alias].table].dimensions[ref.index];
      if (!dimension.needs_flow) return TypeOfField(dimension.type, ref.field);
      const BoundMember* bound = FindBound(flow_, alias, MemberKind::kDimension, ref.index);
      return bound != nullptr ? TypeOfField(bound->type, ref.field) : DataType{};
    }
    case expr::RefKind::kMeasure: {
      const Measure& measure = model_.tables[flow_.aliases[alias].table].measures[ref.index];
      if (!measure.needs_flow) return measure.type;
      const BoundMember* bound = FindBound(flow_, alias, MemberKind::kMeasure, ref.index);
      return bound != nullptr ? bound->type : DataType{};
    }
    case expr::RefKind::kFlowDimension:
      return TypeOfField(flow_.dimensions[ref.index].type, ref.field);
    case expr::RefKind::kFlowMeasure:
      return flow_.measures[ref.index].type;
    case expr::RefKind::kShared:
      return TypeOfField(flow_.shared[ref.index].type, ref.field);
    case expr::RefKind::kPerRow:
      return TypeOf(MeasurePerRow(ref));
    case expr::RefKind::kRows:
      return {};
  }
  return {};
}

bool FlowTypeScope::IsNullOnNull(const expr::Ref& ref) const {
  const AliasIndex alias = ref.alias == kSelf ? self_ : ref.alias;
  switch (ref.kind) {
    case expr::RefKind::kDimension:
      return model_.tables[flow_.aliases[alias].table].dimensions[ref.index].null_on_null;
    case expr::RefKind::kFlowDimension:
      return flow_.dimensions[ref.index].null_on_null;
    case expr::RefKind::kColumn:
    case expr::RefKind::kMeasure:
    case expr::RefKind::kFlowMeasure:
    case expr::RefKind::kRows:
    case expr::RefKind::kShared:
      return true;
    case expr::RefKind::kPerRow:
      return ref.alias != expr::kAllRows;
  }
  return true;
}

}  // namespace semaflow::model
