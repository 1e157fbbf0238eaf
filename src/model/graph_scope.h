// What names mean in the members of a graph flow: paths of roles from the rows that a member
// belongs to (model/graph_paths.h).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "model/name_scopes.h"
#include "model/path_names.h"

namespace semaflow::model {

/// Names in a member of a table: those that begin with an alias or role are paths from the table.
class GraphTableScope final : public MemberScope {
 public:
  GraphTableScope(BuildState& state, const BoundMembers& members, const MemberTarget& self,
                  std::uint32_t flow)
      : state_(state),
        members_(members),
        self_(self),
        graph_(state.model.flows[flow]),
        own_(state, members, self, flow) {}

  std::optional<MemberTarget> TargetOf(const expr::Name& name, bool over_measures) override;
  std::optional<MemberTarget> DefaultOrder(const expr::Aggregate& aggregate) override {
    return own_.DefaultOrder(aggregate);
  }
  BoundName RowName(const WrittenName& name) override;
  BoundName MeasureName(const WrittenName& name) override { return own_.MeasureName(name); }
  BoundName RowsName(const WrittenName& name) override { return own_.RowsName(name); }
  bool FinishAggregate(expr::Aggregate& aggregate, Span span, const ExprText& text) override {
    return own_.FinishAggregate(aggregate, span, text);
  }
  const expr::TypeScope& types() const override { return own_.types(); }

 private:
  BuildState& state_;
  const BoundMembers& members_;
  MemberTarget self_;
  Flow& graph_;
  TableScope own_;
};

/// Names in a member of the graph itself. Each dimension and each aggregate has a home: the one
/// table that its names begin with from which all of them lead to one row.
class GraphFlowScope final : public MemberScope {
 public:
  GraphFlowScope(BuildState& state, const BoundMembers& members, const MemberTarget& self,
                 std::uint32_t flow)
      : state_(state),
        members_(members),
        graph_(state.model.flows[flow]),
        own_(state, members, self, flow) {}

  /// Finds the home of the values of `tree`. False: told.
  bool FindHome(const expr::Expr& tree, Span span, const ExprText& text);
  AliasIndex home() const { return home_; }

  std::optional<MemberTarget> TargetOf(const expr::Name& name, bool over_measures) override {
    return own_.TargetOf(name, over_measures);
  }
  std::optional<MemberTarget> DefaultOrder(const expr::Aggregate&) override { return std::nullopt; }
  BoundName RowName(const WrittenName& name) override;
  BoundName MeasureName(const WrittenName& name) override { return own_.MeasureName(name); }
  BoundName RowsName(const WrittenName& name) override { return own_.RowsName(name); }
  bool BeginAggregate(const expr::Aggregate& aggregate, Span span, const ExprText& text) override;
  bool BeginFiltered(const expr::Expr& measure, const ExprText& text) override;
  bool FinishAggregate(expr::Aggregate& aggregate, Span span, const ExprText& text) override;
  const expr::TypeScope& types() const override { return own_.types(); }

 private:
  BoundName TellNone(const WrittenName& name, const PathName& path);
  bool HasField(AliasIndex node, const PathName& name) const;
  FoundPath Find(AliasIndex start, const PathName& name) const;

  BuildState& state_;
  const BoundMembers& members_;
  Flow& graph_;
  FlowScope own_;
  AliasIndex home_ = 0;
};

}  // namespace semaflow::model
