// What names mean in the members of a table and in the members of a flow.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/build_state.h"
#include "model/expr_binder.h"

namespace semaflow::model {

/// A member that an expression refers to.
struct MemberTarget {
  TableIndex table = kNone;  ///< kNone: a member of the flow itself.
  AliasIndex alias = kSelf;  ///< Where it is reached; kSelf while no flow is known.
  Member member{};

  friend bool operator==(const MemberTarget& a, const MemberTarget& b) {
    return a.table == b.table && a.alias == b.alias && a.member.kind == b.member.kind &&
           a.member.index == b.member.index;
  }
};

enum class BindStatus : std::uint8_t { kReady, kNeedsFlow, kAbsent, kFailed };

/// What the binder knows of members that were required before.
class BoundMembers {
 public:
  virtual ~BoundMembers() = default;
  virtual BindStatus StatusOf(const MemberTarget& target) const = 0;
  /// The type of a member that is ready.
  virtual DataType TypeOf(const MemberTarget& target) const = 0;
};

/// Types while a model is built. `flow` kNone: only kSelf, which is `table`.
class BuildTypes final : public expr::TypeScope {
 public:
  BuildTypes(const BuildState& state, const BoundMembers& members, std::uint32_t flow,
             AliasIndex self, TableIndex table)
      : state_(state), members_(members), flow_(flow), self_(self), table_(table) {}
  DataType TypeOf(const expr::Ref& ref) const override;
  bool IsNullOnNull(const expr::Ref& ref) const override;

 private:
  TableIndex TableOf(AliasIndex alias) const;

  const BuildState& state_;
  const BoundMembers& members_;
  std::uint32_t flow_;
  AliasIndex self_;
  TableIndex table_;
};

/// A NameScope whose names may be members that have to be bound first.
class MemberScope : public NameScope {
 public:
  /// The member that a name means; nullopt when it means none (or nothing at all). No errors.
  virtual std::optional<MemberTarget> TargetOf(const expr::Name& name, bool over_measures) = 0;
  /// The member that FinishAggregate will refer to, if any.
  virtual std::optional<MemberTarget> DefaultOrder(const expr::Aggregate& aggregate) = 0;
};

/// Names in a member of a table. Without a flow, a name that begins with an alias needs one.
class TableScope final : public MemberScope {
 public:
  /// `self` is the member that is bound. `flow` kNone: none.
  TableScope(BuildState& state, const BoundMembers& members, const MemberTarget& self,
             std::uint32_t flow);

  std::optional<MemberTarget> TargetOf(const expr::Name& name, bool over_measures) override;
  std::optional<MemberTarget> DefaultOrder(const expr::Aggregate& aggregate) override;
  BoundName RowName(const WrittenName& name) override;
  BoundName MeasureName(const WrittenName& name) override;
  BoundName RowsName(const WrittenName& name) override;
  bool FinishAggregate(expr::Aggregate& aggregate, Span span, const ExprText& text) override;
  const expr::TypeScope& types() const override { return types_; }
  /// Whether a name begins with an alias or role of some flow of the table.
  bool BeginsWithAlias(const expr::Name& name) const {
    return SplitName(name).start == Split::Start::kAlias;
  }

 private:
  /// How a name is split: what is before the field, and the field.
  struct Split {
    enum class Start : std::uint8_t { kOwn, kColumn, kAlias, kUnknownAlias };
    Start start = Start::kOwn;
    std::string_view alias;
    std::string_view member;  ///< Or the column.
    std::string_view extra;   ///< A word behind it that is no grain or part, or a word too many.
    time::TimeField field;
  };
  Split SplitName(const expr::Name& name) const;
  bool IsAlias(std::string_view word) const;
  AliasIndex FindAlias(std::string_view word) const;
  BoundName OwnValue(const WrittenName& name, std::string_view member,
                     const time::TimeField& field);
  bool HasColumnOf(MemberIndex measure, std::string_view name) const;
  BoundName TellMeasure(const WrittenName& name, std::string_view measure);
  BoundName AliasValue(const WrittenName& name, const Split& split);
  BoundName ColumnOf(const WrittenName& name, TableIndex table, AliasIndex alias,
                     std::string_view column, const time::TimeField& field);
  BoundName FromStatus(const MemberTarget& target, const time::TimeField& field);
  BoundName TellExtra(const WrittenName& name, const Split& split);
  BoundName TellUnknownAlias(const WrittenName& name, std::string_view alias);
  BoundName TellNoMeasure(const WrittenName& name, TableIndex table, std::string_view member);

  BuildState& state_;
  const BoundMembers& members_;
  MemberTarget self_;
  std::uint32_t flow_;
  BuildTypes types_;
};

/// Names in a member of the flow itself.
class FlowScope final : public MemberScope {
 public:
  FlowScope(BuildState& state, const BoundMembers& members, const MemberTarget& self,
            std::uint32_t flow);

  std::optional<MemberTarget> TargetOf(const expr::Name& name, bool over_measures) override;
  std::optional<MemberTarget> DefaultOrder(const expr::Aggregate& aggregate) override;
  BoundName RowName(const WrittenName& name) override;
  BoundName MeasureName(const WrittenName& name) override;
  BoundName RowsName(const WrittenName& name) override;
  bool FinishAggregate(expr::Aggregate& aggregate, Span span, const ExprText& text) override;
  const expr::TypeScope& types() const override { return types_; }

 private:
  /// All members that a bare word may mean: the flow's own alone, or those of its tables.
  std::vector<MemberTarget> Candidates(std::string_view word, MemberKind kind) const;
  BoundName Bare(const WrittenName& name, std::string_view word, MemberKind kind,
                 const time::TimeField& field);
  BoundName FromStatus(const WrittenName& name, const MemberTarget& target,
                       const time::TimeField& field);
  BoundName Dotted(const WrittenName& name, MemberKind kind);
  BoundName InAlias(const WrittenName& name, AliasIndex alias, MemberKind kind);
  BoundName TellUnknown(const WrittenName& name, std::string_view word, MemberKind kind);
  BoundName TellNotInTable(const WrittenName& name, const Table& table, MemberKind kind);
  std::string NameOf(const MemberTarget& target) const;

  BuildState& state_;
  const BoundMembers& members_;
  MemberTarget self_;
  std::uint32_t flow_;
  const Flow& made_;
  BuildTypes types_;
};

/// The first words of the dotted names in an expression, each once.
std::vector<std::string> AliasesOf(const expr::Expr& expr);

/// Appends the aliases whose rows a bound expression reads; kSelf is `self`.
void AppendAliasesRead(const Flow& flow, const expr::Expr& expr, AliasIndex self,
                       std::vector<AliasIndex>& out);

/// True when `flow` has an alias, or as a graph a role, of that name.
bool HasAlias(const BuildState& state, std::uint32_t flow, std::string_view word);

}  // namespace semaflow::model
