#include "plan/reach.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "expr/visit.h"
#include "plan/names.h"

namespace semaflow::plan {
namespace {

using expr::AliasIndex;
using expr::kSelf;
using model::Cardinality;
using model::JoinType;

// The edge between an alias and its parent is named by the child. Every walk below is over steps
// (from -> to), down or up one edge.

bool Multiplies(Cardinality cardinality, bool reversed) {
  switch (cardinality) {
    case Cardinality::kOneToOne:
      return false;
    case Cardinality::kManyToMany:
      return true;
    case Cardinality::kManyToOne:
      return reversed;
    case Cardinality::kOneToMany:
      return !reversed;
  }
  SEMA_CHECK(false, "a cardinality without a case");
}

// True when a row on the given side of the edge is in the flow only with a partner on the other.
bool LosesRows(JoinType type, bool on_parent_side) {
  switch (type) {
    case JoinType::kInner:
      return true;
    case JoinType::kRight:
      return on_parent_side;
    case JoinType::kLeft:
    case JoinType::kFull:
      return false;
  }
  SEMA_CHECK(false, "a join type without a case");
}

// The tree of the flow seen from one root.
class Rooted {
 public:
  Rooted(const model::Flow& flow, AliasIndex root) : flow_(flow) {
    for (AliasIndex at = root; at != kSelf; at = flow.aliases[at].parent) chain_.push_back(at);
  }
  /// The neighbour of `alias` that is nearer to the root; kSelf for the root.
  AliasIndex Toward(AliasIndex alias) const {
    if (alias == chain_.front()) return kSelf;
    const auto found = std::find(chain_.begin(), chain_.end(), alias);
    return found != chain_.end() ? *(found - 1) : flow_.aliases[alias].parent;
  }
  bool Reversed(AliasIndex from, AliasIndex to) const { return flow_.aliases[from].parent == to; }
  const model::Alias& Edge(AliasIndex from, AliasIndex to) const {
    return flow_.aliases[Reversed(from, to) ? from : to];
  }
  bool Multiplies(AliasIndex from, AliasIndex to) const {
    return plan::Multiplies(Edge(from, to).cardinality, Reversed(from, to));
  }
  /// True when a row of `from` needs a partner in `to`.
  bool Loses(AliasIndex from, AliasIndex to) const {
    return LosesRows(Edge(from, to).join_type, !Reversed(from, to));
  }

 private:
  const model::Flow& flow_;
  NodeVector<AliasIndex> chain_;  // From the root up to the base.
};

class Walk {
 public:
  Walk(const model::Model& model, const model::Flow& flow, AliasIndex root, const Counted& counted,
       Reads& reads, Errors& errors)
      : model_(model),
        flow_(flow),
        root_(root),
        counted_(counted),
        reads_(reads),
        errors_(errors),
        rooted_(flow, root),
        places_(flow.aliases.size()) {}

  NodeVector<PlannedJoin> Run() {
    places_[root_].state = State::kJoined;
    JoinPartnersOf(root_);
    for (AliasIndex alias = 0; alias < flow_.aliases.size(); ++alias) {
      const AliasUse& use = reads_.uses()[alias];
      if (use.used) Join(alias, &use);
    }
    if (counted_.brings_outer_groups) RefuseOuterGroups();
    return std::move(joins_);
  }

 private:
  enum class State : std::uint8_t { kAway, kJoined, kFailed };
  struct Place {
    State state = State::kAway;
    bool nullable = false;
    AliasIndex group = kSelf;  // The left join that the alias is a part of; kSelf: of the root.
  };

  // Makes sure that `alias` is joined, with all that lies between. `use` is why; nullptr: because
  // rows without a partner there are not in the flow.
  bool Join(AliasIndex alias, const AliasUse* use) {
    if (places_[alias].state != State::kAway) return places_[alias].state == State::kJoined;
    const AliasIndex from = rooted_.Toward(alias);
    if (++depth_ > kReadDepthMax) RefuseDepth();
    const bool able = depth_ <= kReadDepthMax && Join(from, use);
    --depth_;
    if (!able) {
      places_[alias].state = State::kFailed;
      return false;
    }
    // Joining what lies between may have joined this one too, as its partner.
    if (places_[alias].state != State::kAway) return places_[alias].state == State::kJoined;
    if (!CanStep(from, alias, use)) {
      places_[alias].state = State::kFailed;
      return false;
    }
    const bool inner = rooted_.Loses(from, alias);
    Place& place = places_[alias];
    place.state = State::kJoined;
    place.group = inner ? places_[from].group : alias;
    place.nullable = !inner || places_[from].nullable;
    joins_.push_back(PlannedJoin{.alias = alias,
                                 .from = from,
                                 .reversed = rooted_.Reversed(from, alias),
                                 .inner = inner,
                                 .within = inner ? place.group : kSelf,
                                 .nullable = place.nullable});
    if (++depth_ > kReadDepthMax) {
      RefuseDepth();
    } else {
      JoinPartnersOf(alias);
    }
    --depth_;
    return true;
  }

  // Rows of `alias` are in the flow, and so partners, only with partners of their own.
  void JoinPartnersOf(AliasIndex alias) {
    const AliasIndex came_from = rooted_.Toward(alias);
    const model::Alias& at = flow_.aliases[alias];
    if (at.parent != kSelf && at.parent != came_from && LosesRows(at.join_type, false)) {
      Join(at.parent, nullptr);
    }
    for (AliasIndex child : at.children) {
      if (!LosesRows(flow_.aliases[child].join_type, true)) continue;
      if (child != came_from) Join(child, nullptr);
    }
  }

  bool CanStep(AliasIndex from, AliasIndex to, const AliasUse* use) {
    if (rooted_.Multiplies(from, to)) {
      RefuseMultiplying(from, to, use);
      return false;
    }
    RefuseTable(from);
    RefuseTable(to);
    const model::Alias& edge = rooted_.Edge(from, to);
    const AliasIndex child = rooted_.Reversed(from, to) ? from : to;
    reads_.Refuse(edge.refusal, flow_.file);
    return JoinFurtherKeys(from, to, child, use);
  }

  // Keys may read an alias that is not the parent: it has to be there first.
  bool JoinFurtherKeys(AliasIndex from, AliasIndex to, AliasIndex child, const AliasUse* use) {
    bool able = true;
    for (const model::JoinKey& key : flow_.aliases[child].keys) {
      expr::ForEachNode(key.left, [&](const expr::Expr& node) {
        const expr::Ref* ref = expr::As<expr::Ref>(node);
        if (!able || ref == nullptr || ref->alias == kSelf) return;
        if (ref->alias == flow_.aliases[child].parent) return;
        // The ON inside the parentheses of a left join sees that join's own tables alone.
        const AliasIndex group = rooted_.Loses(from, to) ? places_[from].group : kSelf;
        const Place& further = places_[ref->alias];
        const bool outside =
            group != kSelf && (further.state != State::kJoined || further.group != group);
        if (rooted_.Reversed(from, to) || outside) {
          RefuseWalk(from, to, child, ref->alias);
          able = false;
        } else {
          able = Join(ref->alias, use);
        }
      });
    }
    return able;
  }

  // Rows that hold for a time are no trouble by themselves, only in a join.
  void RefuseTable(AliasIndex alias) {
    const model::Table& table = model_.tables[flow_.aliases[alias].table];
    reads_.Refuse(table.refusal, table.file);
  }

  // `measure "o.revenue"` or `the rows of "o"`.
  std::string What() const {
    return counted_.measure.empty() ? "the rows of " + NameOf(root_)
                                    : "measure " + Quoted(counted_.measure);
  }
  std::string NameOf(AliasIndex alias) const { return Quoted(flow_.aliases[alias].name); }

  // `"l.product"`, or the alias where no member reads it.
  std::string Wanted(const AliasUse& use, AliasIndex alias) const {
    std::string what;
    switch (use.part) {
      case Part::kDimension:
        what = "by ";
        break;
      case Part::kMeasure:
        what = "with ";
        break;
      case Part::kFilter:
        what = "where a condition reads ";
        break;
      case Part::kOrder:
        what = "ordered by ";
        break;
    }
    return what + (use.field ? Quoted(FieldName(model_, flow_, *use.field)) : NameOf(alias));
  }

  void RefuseDepth() {
    if (std::exchange(too_deep_, true)) return;
    errors_.push_back(Error{.code = ErrorCode::kPlanTooLarge,
                            .message = What() + " needs a chain of more than " +
                                       std::to_string(kReadDepthMax) + " joins",
                            .labels = {},
                            .candidates = {},
                            .help = "join the tables nearer to each other"});
  }

  void RefuseMultiplying(AliasIndex from, AliasIndex to, const AliasUse* use) {
    const bool reversed = rooted_.Reversed(from, to);
    const AliasIndex child = reversed ? from : to;
    std::string message = What();
    if (use != nullptr) {
      message += " cannot be asked " + Wanted(*use, to) + ": ";
    } else {
      message += " cannot be asked: only rows of " + NameOf(from) + " with a partner in " +
                 NameOf(to) + " are in the flow, and ";
    }
    message += JoinText(model_, flow_, child) + " leads from one row of " + NameOf(from) +
               " to several of " + NameOf(to) + ", which would count it several times";
    const model::Table& table = model_.tables[flow_.aliases[to].table];
    std::string help = "ask a measure of " + NameOf(to) + " instead; ";
    if (flow_.aliases[child].cardinality_declared) {
      help +=
          "or change the declared cardinality in " + flow_.file + ", if there is one row at most";
    } else {
      help += "or, if there is one row at most, declare the key (" +
              KeyColumns(model_, flow_, child, reversed) +
              ") as primary_key or unique_keys of table " + Quoted(table.name) + " in " +
              table.file;
    }
    help += ". Counting each row once across such a join comes with the next version";
    errors_.push_back(Error{.code = ErrorCode::kMultiplyingJoin,
                            .message = std::move(message),
                            .labels = {},
                            .candidates = {},
                            .help = std::move(help)});
  }

  void RefuseWalk(AliasIndex from, AliasIndex to, AliasIndex child, AliasIndex further) {
    errors_.push_back(
        Error{.code = ErrorCode::kJoinNotWalkable,
              .message = What() + " cannot be asked: " + JoinText(model_, flow_, child) +
                         " also reads " + NameOf(further) + ", so it cannot be walked from " +
                         NameOf(from) + " to " + NameOf(to) + " in this version",
              .labels = {},
              .candidates = {},
              .help = "ask a measure of " + NameOf(further) + ", or join " + NameOf(child) +
                      " by keys of " + NameOf(flow_.aliases[child].parent) + " alone"});
  }

  // A right or full join, entered from its to_table, adds groups that no row of the root reaches.
  void RefuseOuterGroups() {
    std::vector<AliasIndex> told;
    for (AliasIndex alias = 0; alias < flow_.aliases.size(); ++alias) {
      const AliasUse& use = reads_.uses()[alias];
      if (!use.by_dimension) continue;
      for (AliasIndex at = alias; at != root_; at = rooted_.Toward(at)) {
        const model::Alias& joined = flow_.aliases[at];
        if (rooted_.Reversed(rooted_.Toward(at), at)) continue;
        if (joined.join_type != JoinType::kRight && joined.join_type != JoinType::kFull) continue;
        if (std::find(told.begin(), told.end(), at) != told.end()) continue;
        told.push_back(at);
        errors_.push_back(Error{
            .code = ErrorCode::kOuterGroups,
            .message = What() + " by " +
                       (use.field ? Quoted(FieldName(model_, flow_, *use.field)) : NameOf(alias)) +
                       " would show groups that only rows of " + NameOf(at) +
                       " without a partner reach, because " + JoinText(model_, flow_, at) +
                       " is a " + std::string(model::JoinTypeName(joined.join_type)) + " join",
            .labels = {},
            .candidates = {},
            .help = "declare the join as left in " + flow_.file +
                    ", or wait for the next version, which shows those groups"});
      }
    }
  }

  const model::Model& model_;
  const model::Flow& flow_;
  AliasIndex root_;
  const Counted& counted_;
  Reads& reads_;
  Errors& errors_;
  Rooted rooted_;
  NodeVector<Place> places_;
  NodeVector<PlannedJoin> joins_;
  std::uint32_t depth_ = 0;
  bool too_deep_ = false;
};

}  // namespace

NodeVector<PlannedJoin> Reach(const model::Model& model, const model::Flow& flow, AliasIndex root,
                              const Counted& counted, Reads& reads, Errors& errors) {
  return Walk(model, flow, root, counted, reads, errors).Run();
}

bool ReachesToOne(const model::Flow& flow, AliasIndex from, AliasIndex to) {
  const Rooted rooted(flow, from);
  for (AliasIndex at = to; at != from; at = rooted.Toward(at)) {
    if (rooted.Multiplies(rooted.Toward(at), at)) return false;
  }
  return true;
}

}  // namespace semaflow::plan
