// Binds members in the order of their dependencies: first those of tables, as far as no flow is
// needed; then, flow by flow, members that name aliases and the flow's own.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "model/build_state.h"
#include "model/expr_binder.h"
#include "model/member_parser.h"
#include "model/name_scopes.h"

namespace semaflow::model {

class GraphFlowScope;

/// A name in a key of a member that is no expression: `share_of`, `time`, ...
struct OtherName {
  expr::Expr expr;
  ExprText text;
  std::string_view key;
  bool over_measures = false;
};

class MemberBinder final : public BoundMembers {
 public:
  explicit MemberBinder(BuildState& state) : state_(state) {}

  /// Binds every member of a table; those that name aliases are listed in TableState::flow_members.
  void BindTable(TableIndex table);

  /// Binds, in `flow`, the members of its tables that name aliases, then its own members.
  /// Joins must have their cardinalities.
  void BindFlow(std::uint32_t flow);

  BindStatus StatusOf(const MemberTarget& target) const override;
  DataType TypeOf(const MemberTarget& target) const override;

 private:
  /// A member that names aliases, in the current flow.
  struct FlowBinding {
    Progress progress = Progress::kNew;
    bool absent = false;
    Extent extent;
    DataType type;
  };

  /// Binds a member and what it refers to, unless that is done or its problem was told.
  void Require(const MemberTarget& target);
  void TakeStoredIn(const DimensionDefinition& definition, const Dimension& dimension,
                    DataType& type);
  void RequireOfTable(const MemberTarget& target);
  void RequireInFlow(const MemberTarget& target);
  void RequireOfFlow(const MemberTarget& target);
  /// Of a dimension of a graph: the table whose rows it is a value of. False: told.
  bool FindGraphHome(const MemberTarget& target, GraphFlowScope& scope);

  /// True when all names of the parts are bound; else `status` tells why not.
  bool BindParts(const ExprParts& parts, MemberScope& scope, std::vector<OtherName>& others,
                 BindStatus& status);
  std::vector<OtherName> OtherNamesOf(const MemberTarget& target,
                                      const MeasureDefinition& definition) const;
  std::optional<expr::Expr> SharedTimeOf(const MemberTarget& target,
                                         const expr::Expr& written) const;
  /// Gives a share the dimensions that its `share_of` names.
  static void SetDimensions(expr::Share& share, std::vector<OtherName>& names);
  bool CheckOtherName(const MemberTarget& target, const OtherName& name);
  bool CheckConversion(const MemberTarget& target, const MeasureDefinition& definition,
                       const expr::Expr& tree, const std::vector<OtherName>& others);
  BindStatus BindDimension(const MemberTarget& target, const DimensionDefinition& definition,
                           MemberScope& scope, expr::Expr& tree, DataType& type, Extent& extent);
  BindStatus BindVerbatim(const MemberTarget& target, const DimensionDefinition& definition,
                          expr::Expr& tree, DataType& type);
  BindStatus BindMeasure(const MemberTarget& target, const MeasureDefinition& definition,
                         MemberScope& scope, expr::Expr& tree, DataType& type, Extent& extent);
  bool CheckDimensionReach(const MemberTarget& target, const ExprText& text,
                           const expr::Expr& tree);
  bool CheckExtent(const MemberTarget& target, const expr::Expr& tree, Extent& extent);
  void TellTooLarge(const MemberTarget& target);
  void TellCycle(const MemberTarget& target);
  void FinishDimension(const MemberTarget& target, const MemberScope& scope, Dimension& dimension);
  bool FinishMeasure(const MemberTarget& target, const expr::Expr& tree, const DataType& type);

  /// The member that a bound reference in `owner` means.
  MemberTarget TargetOf(const expr::Ref& ref, const MemberTarget& owner) const;
  Extent ExtentOf(const expr::Expr& tree, const MemberTarget& owner) const;
  Extent ExtentOf(const expr::Ref& ref, const MemberTarget& owner) const;
  const Refusal* RefusalOf(const expr::Ref& ref, const MemberTarget& owner) const;
  std::optional<Refusal> RefusalFrom(const expr::Expr& tree, const MemberTarget& owner) const;
  void KeepRefusal(const MemberTarget& target, const expr::Expr& tree);

  bool IsNeedsFlow(const MemberTarget& target) const;
  MemberState& StateOf(const MemberTarget& target);
  const MemberState& StateOf(const MemberTarget& target) const;
  const Text& NameOf(const MemberTarget& target) const;
  std::uint64_t KeyOf(const MemberTarget& target) const;

  BuildState& state_;
  std::uint32_t flow_ = kNone;
  std::unordered_map<std::uint64_t, FlowBinding> bindings_;  ///< Of the current flow.
  std::vector<MemberTarget> active_;                         ///< Being bound, outermost first.
};

}  // namespace semaflow::model
