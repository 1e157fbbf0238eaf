#include "model/join_keys.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/closest.h"
#include "base/types.h"
#include "expr/visit.h"
#include "model/expr_binder.h"
#include "model/member_checks.h"
#include "model/member_parser.h"
#include "model/name_scopes.h"

namespace semaflow::model {
namespace {

using expr::Ref;
using expr::RefKind;

/// Names in join keys are columns: of `home`, or of the alias that is named, where another may be.
class KeyScope final : public NameScope {
 public:
  KeyScope(BuildState& state, const BoundMembers& members, std::uint32_t flow, AliasIndex home,
           bool others)
      : state_(state),
        flow_(state.model.flows[flow]),
        home_(home),
        others_(others),
        types_(state, members, flow, home, flow_.aliases[home].table) {}

  BoundName RowName(const WrittenName& name) override {
    AliasIndex alias = home_;
    std::size_t at = 0;
    if (name.size() > 1 && name.part(0) == "column") {
      at = 1;
    } else if (name.size() > 1) {
      const auto found = flow_.alias_names.find(name.part(0));
      if (found != flow_.alias_names.end()) {
        alias = found->second;
        at = 1;
      } else if (name.size() > 2 || !time::ParseTimeField(name.part(1))) {
        return TellUnknownAlias(name);
      }
    }
    if (alias != home_ && !others_) return TellOtherAlias(name);
    time::TimeField field;
    if (name.size() > at + 1) {
      const std::optional<time::TimeField> parsed = time::ParseTimeField(name.part(at + 1));
      if (!parsed || name.size() > at + 2) return TellUnknownColumn(name, alias, at + 1);
      field = *parsed;
    }
    const std::uint32_t column = FindOrAddColumn(state_, flow_.aliases[alias].table, name.part(at));
    if (column == kNone) return TellUnknownColumn(name, alias, at);
    return BoundName::Of(
        {.kind = RefKind::kColumn, .alias = alias, .index = column, .field = field});
  }

  BoundName MeasureName(const WrittenName& name) override { return RowName(name); }
  BoundName RowsName(const WrittenName& name) override { return TellUnknownAlias(name); }
  bool FinishAggregate(expr::Aggregate&, Span, const ExprText&) override { return true; }
  const expr::TypeScope& types() const override { return types_; }

 private:
  BoundName Tell(const WrittenName& name, Problem problem) {
    state_.diagnostics.AddInExpr(name.text, name.span, std::move(problem));
    return BoundName::Failed();
  }

  BoundName TellUnknownAlias(const WrittenName& name) {
    std::vector<std::string_view> names;
    for (const Alias& alias : flow_.aliases) names.push_back(alias.name);
    return Tell(name, {.code = ErrorCode::kUnknownAlias,
                       .message = "the flow " + Quoted(flow_.name) + " has no alias " +
                                  Quoted(name.part(0)),
                       .candidates = ClosestNames(name.part(0), names)});
  }

  BoundName TellOtherAlias(const WrittenName& name) {
    const bool graph = flow_.kind == Flow::Kind::kGraph;
    return Tell(
        name,
        {.code = ErrorCode::kUnknownAlias,
         .message = (graph ? "this side of a link reads " : "`right` reads the joined table ") +
                    Quoted(flow_.aliases[home_].name) + ", not " + Quoted(name.part(0)),
         .help = graph ? "`left` is of `from`, `right` of `to`"
                       : "what belongs to other aliases stands in `left`"});
  }

  BoundName TellUnknownColumn(const WrittenName& name, AliasIndex alias, std::size_t at) {
    const Table& table = state_.model.tables[flow_.aliases[alias].table];
    Problem problem = UnknownColumn(state_, table, name.part(at), ColumnNames(table));
    const auto member = table.members.find(name.part(at));
    if (problem.candidates.empty() && member != table.members.end()) {
      problem.help = "in join keys names are columns, and " + Quoted(name.part(at)) + " is a " +
                     (member->second.kind == MemberKind::kDimension ? "dimension" : "measure");
    }
    return Tell(name, std::move(problem));
  }

  BuildState& state_;
  const Flow& flow_;
  AliasIndex home_;
  bool others_;
  BuildTypes types_;
};

/// Keys refer to columns only.
class NoMembers final : public BoundMembers {
 public:
  BindStatus StatusOf(const MemberTarget&) const override { return BindStatus::kFailed; }
  DataType TypeOf(const MemberTarget&) const override { return {}; }
};

/// Number, text, time and boolean are what keys of a join are compared as; widths may differ.
bool SameKeyKind(const DataType& a, const DataType& b) {
  return (IsTime(a.kind) && IsTime(b.kind)) || SameClass(a, b);
}

class JoinBinder {
 public:
  JoinBinder(BuildState& state, std::uint32_t flow)
      : state_(state), flow_index_(flow), flow_(state.model.flows[flow]), own_(state.flows[flow]) {}

  void Bind() {
    for (std::size_t i = 0; i < flow_.aliases.size(); ++i) {
      const JoinDefinition* join = own_.joins[i];
      if (join != nullptr) BindJoin(static_cast<AliasIndex>(i), *join);
    }
    if (flow_.kind == Flow::Kind::kGraph) BindLinks();
  }

 private:
  void BindJoin(AliasIndex index, const JoinDefinition& join) {
    Alias& alias = flow_.aliases[index];
    bool good = true;
    for (std::size_t i = 0; i < alias.keys.size(); ++i) {
      good &= BindKey(join.keys[i], alias.parent, index, alias.keys[i]);
    }
    if (!good || alias.keys.empty()) {
      own_.broken = true;
      return;
    }
    const bool timed = join.asof || state_.model.tables[alias.table].valid_from != kNone;
    alias.cardinality = CardinalityOf(join.cardinality, alias.parent, index, alias.keys, timed);
    alias.cardinality_declared = !join.cardinality.value.empty();
    BindTimed(join.at, join.asof, index, alias.at, alias.asof_column);
    if (timed || !alias.at.empty()) {
      alias.refusal = TimedRefusal(alias.name);
    }
  }

  static Refusal TimedRefusal(const std::string& name) {
    return {ErrorCode::kTimedJoin, "the join to " + Quoted(name) +
                                       " holds for a time, which this version reads and checks "
                                       "but does not answer yet"};
  }

  bool BindKey(const JoinKeyDefinition& written, AliasIndex left, AliasIndex right, JoinKey& key) {
    const NoMembers members;
    const bool others = flow_.kind == Flow::Kind::kTree;
    KeyScope left_scope(state_, members, flow_index_, left, others);
    KeyScope right_scope(state_, members, flow_index_, right, false);
    ExprBinder left_binder(state_, left_scope);
    left_binder.Bind(key.left, written.left, false);
    ExprBinder right_binder(state_, right_scope);
    right_binder.Bind(key.right, written.right, false);
    if (!left_binder.outcome().good() || !right_binder.outcome().good()) return false;
    Result<DataType> left_type = expr::CheckTypes(key.left, left_scope.types(), written.left.value);
    if (!left_type) {
      state_.diagnostics.AddExprError(written.left, std::move(left_type.error()));
      return false;
    }
    Result<DataType> right_type =
        expr::CheckTypes(key.right, right_scope.types(), written.right.value);
    if (!right_type) {
      state_.diagnostics.AddExprError(written.right, std::move(right_type.error()));
      return false;
    }
    if (!CheckReadsColumns(key.left, written.left) ||
        !CheckReadsColumns(key.right, written.right)) {
      return false;
    }
    if (SameKeyKind(*left_type, *right_type)) return true;
    state_.diagnostics.Add(
        {.code = ErrorCode::kJoinKeyMismatch,
         .place = written.left.place,
         .message = "the key joins " + ToString(*left_type) + " (" + written.left.value +
                    ") with " + ToString(*right_type) + " (" + written.right.value + ")",
         .help = "cast one side: cast(" + written.left.value + " as " + ToString(*right_type) + ")",
         .others = {{written.right.place, "the right side"}}});
    return false;
  }

  bool CheckReadsColumns(const expr::Expr& key, const ExprText& text) {
    const bool reads = expr::AnyNode(
        key, [](const expr::Expr& node) { return std::holds_alternative<Ref>(node.node); });
    if (reads) return true;
    state_.Add(ErrorCode::kJoinKeyMismatch, text.place,
               "the key " + Quoted(text.value) + " reads no column",
               "a join key compares columns; a filter belongs to a measure or a query");
    return false;
  }

  /// Whether the columns of `alias` among `sides` hold its primary key or a unique key.
  bool CoversKey(AliasIndex alias, const std::vector<const expr::Expr*>& sides,
                 std::uint32_t also) const {
    std::vector<std::uint32_t> columns;
    if (also != kNone) columns.push_back(also);
    for (const expr::Expr* side : sides) {
      const Ref* ref = expr::As<Ref>(*side);
      if (ref != nullptr && ref->kind == RefKind::kColumn && ref->alias == alias &&
          ref->field.kind == time::TimeField::Kind::kNone) {
        columns.push_back(ref->index);
      }
    }
    const auto holds = [&columns](const std::vector<std::uint32_t>& key) {
      return !key.empty() && std::all_of(key.begin(), key.end(), [&](std::uint32_t column) {
        return std::find(columns.begin(), columns.end(), column) != columns.end();
      });
    };
    const Table& table = state_.model.tables[flow_.aliases[alias].table];
    return holds(table.primary_key) ||
           std::any_of(table.unique_keys.begin(), table.unique_keys.end(), holds);
  }

  Cardinality CardinalityOf(const Text& told, AliasIndex left, AliasIndex right,
                            const std::vector<JoinKey>& keys, bool timed) const {
    if (told.value == "many_to_one") return Cardinality::kManyToOne;
    if (told.value == "one_to_one") return Cardinality::kOneToOne;
    if (told.value == "one_to_many") return Cardinality::kOneToMany;
    if (told.value == "many_to_many") return Cardinality::kManyToMany;
    std::vector<const expr::Expr*> lefts;
    std::vector<const expr::Expr*> rights;
    for (const JoinKey& key : keys) {
      lefts.push_back(&key.left);
      rights.push_back(&key.right);
    }
    // A join that holds for a time picks one of the rows that differ in their first moment.
    const std::uint32_t from =
        timed ? state_.model.tables[flow_.aliases[right].table].valid_from : kNone;
    const bool left_one = CoversKey(left, lefts, kNone);
    const bool right_one = CoversKey(right, rights, from);
    if (left_one) return right_one ? Cardinality::kOneToOne : Cardinality::kOneToMany;
    return right_one ? Cardinality::kManyToOne : Cardinality::kManyToMany;
  }

  /// `at:` and `asof:` of a join or link.
  void BindTimed(const Text& at, const Box<AsofDefinition>& asof, AliasIndex joined,
                 std::string& at_out, std::uint32_t& column_out) {
    if (!at.value.empty() && asof) {
      state_.diagnostics.Add({.code = ErrorCode::kConflictingKeys,
                              .place = asof->place,
                              .message = "`at` and `asof` exclude each other",
                              .help = "keep one of them",
                              .others = {{at.place, "the other one"}}});
      own_.broken = true;
      return;
    }
    const TableIndex table = flow_.aliases[joined].table;
    if (!at.value.empty()) {
      if (state_.model.tables[table].valid_from == kNone) {
        state_.Add(ErrorCode::kMissingKey, at.place,
                   "`at` needs a joined table whose rows hold for a time",
                   "add valid: {from: ..., to: ...} to the table " +
                       Quoted(state_.model.tables[table].name));
        own_.broken = true;
      }
      if (CheckTimeName(at)) at_out = at.value;
    }
    if (!asof) return;
    if (CheckTimeName(asof->at)) at_out = asof->at.value;
    if (asof->column.value.empty()) return;
    column_out = FindOrAddColumn(state_, table, asof->column.value);
    if (column_out == kNone) {
      AddUnknownColumn(state_, table, asof->column.place, asof->column.value);
      own_.broken = true;
    }
  }

  /// "o.order_date": an alias of the flow and a dimension of its table that may be a time.
  bool CheckTimeName(const Text& name) {
    if (name.value.empty()) return false;
    const std::size_t dot = name.value.find('.');
    const std::string alias = name.value.substr(0, dot);
    const auto at = flow_.alias_names.find(alias);
    if (dot == std::string::npos || at == flow_.alias_names.end()) {
      state_.Add(ErrorCode::kUnknownAlias, name.place,
                 Quoted(name.value) + " does not name a time of this flow",
                 "write alias.dimension: " + flow_.aliases[0].name + ".order_date");
      own_.broken = true;
      return false;
    }
    const Table& table = state_.model.tables[flow_.aliases[at->second].table];
    const std::string field = name.value.substr(dot + 1);
    const auto member = table.members.find(field);
    if (member == table.members.end() || member->second.kind != MemberKind::kDimension) {
      std::vector<std::string_view> names;
      for (const Dimension& dimension : table.dimensions) names.push_back(dimension.name);
      state_.diagnostics.Add(
          {.code = ErrorCode::kUnknownMember,
           .place = name.place,
           .message = "the table " + Quoted(table.name) + " has no dimension " + Quoted(field),
           .candidates = ClosestNames(field, names)});
      own_.broken = true;
      return false;
    }
    const DataType& type = table.dimensions[member->second.index].type;
    if (type.kind == TypeKind::kUnknown || IsTime(type.kind)) return true;
    state_.Add(ErrorCode::kTypeMismatch, name.place,
               Quoted(name.value) + " must be a time, and is " + ToString(type));
    own_.broken = true;
    return false;
  }

  AliasIndex FindLinkAlias(const Text& name) {
    const auto at = flow_.alias_names.find(name.value);
    if (at != flow_.alias_names.end()) return at->second;
    if (!name.value.empty()) {
      std::vector<std::string_view> names;
      for (const Alias& alias : flow_.aliases) names.push_back(alias.name);
      state_.diagnostics.Add(
          {.code = ErrorCode::kUnknownAlias,
           .place = name.place,
           .message = "the flow " + Quoted(flow_.name) + " has no alias " + Quoted(name.value),
           .candidates = ClosestNames(name.value, names)});
    }
    own_.broken = true;
    return kSelf;
  }

  void BindLinks() {
    std::vector<Place> role_places;
    for (const LinkDefinition& written : own_.definition->links) {
      Link link;
      link.from = FindLinkAlias(written.from);
      link.to = FindLinkAlias(written.to);
      if (link.from == kSelf || link.to == kSelf) continue;
      const Text& role = written.role.value.empty() ? written.to : written.role;
      link.role = role.value;
      if (!written.role.value.empty() && !CheckName(state_, role, "a role")) continue;
      if (!CheckRole(link, role, role_places)) continue;
      if (BindLinkKeys(written, link)) {
        flow_.links.push_back(std::move(link));
        role_places.push_back(role.place);
      }
    }
    flow_.steps.resize(flow_.nodes);
    for (std::uint32_t i = 0; i < flow_.links.size(); ++i) {
      flow_.steps[flow_.links[i].from].push_back({i, false});
      flow_.steps[flow_.links[i].to].push_back({i, true});
    }
  }

  bool CheckRole(const Link& link, const Text& role, const std::vector<Place>& places) {
    if (role.value == flow_.time_name) {
      state_.Add(ErrorCode::kBadName, role.place,
                 Quoted(role.value) +
                     " is the name of the flow's shared time, and cannot be that of a role",
                 "rename it, or give the shared time another name by `time_name`");
      own_.broken = true;
      return false;
    }
    for (std::size_t i = 0; i < flow_.links.size(); ++i) {
      if (flow_.links[i].from != link.from || flow_.links[i].role != link.role) continue;
      state_.diagnostics.Add({.code = ErrorCode::kDuplicateAlias,
                              .place = role.place,
                              .message = "two links from " + Quoted(flow_.aliases[link.from].name) +
                                         " have the role " + Quoted(link.role),
                              .help = "name the roles apart by `as`",
                              .others = {{places[i], "the first one"}}});
      own_.broken = true;
      return false;
    }
    return true;
  }

  bool BindLinkKeys(const LinkDefinition& written, Link& link) {
    bool good = !written.keys.empty();
    for (const JoinKeyDefinition& key : written.keys) {
      JoinKey& parsed = link.keys.emplace_back();
      good &= key.left.given() && key.right.given() && ParseExpr(state_, key.left, parsed.left) &&
              ParseExpr(state_, key.right, parsed.right) &&
              BindKey(key, link.from, link.to, parsed);
    }
    if (!good) {
      own_.broken = true;
      return false;
    }
    const bool timed =
        written.asof || state_.model.tables[flow_.aliases[link.to].table].valid_from != kNone;
    link.cardinality = CardinalityOf(written.cardinality, link.from, link.to, link.keys, timed);
    link.cardinality_declared = !written.cardinality.value.empty();
    BindTimed(written.at, written.asof, link.to, link.at, link.asof_column);
    if (timed || !link.at.empty()) link.refusal = TimedRefusal(link.role);
    return true;
  }

  BuildState& state_;
  std::uint32_t flow_index_;
  Flow& flow_;
  FlowState& own_;
};

}  // namespace

void BindJoins(BuildState& state, std::uint32_t flow) { JoinBinder(state, flow).Bind(); }

}  // namespace semaflow::model
