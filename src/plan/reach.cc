#include "plan/reach.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/planted.h"
#include "expr/visit.h"
#include "plan/conditions.h"
#include "plan/names.h"
#include "plan/rooted.h"

namespace semaflow::plan {
namespace {

using expr::AliasIndex;
using expr::kSelf;
using model::Cardinality;
using model::JoinType;

class Walk {
 public:
  Walk(const model::Model& model, const model::Flow& flow, const Counted& counted,
       const expr::Exprs& where, Reads& reads, Errors& errors)
      : model_(model),
        flow_(flow),
        root_(counted.root),
        counted_(counted),
        where_(where),
        reads_(reads),
        errors_(errors),
        rooted_(flow, counted.root),
        places_(flow.aliases.size()) {}

  Reached Run() {
    places_[root_].state = State::kJoined;
    if (counted_.away != kSelf) FindMissing();
    FindRead();
    FindFiltering();
    JoinPartnersOf(root_);
    for (const auto& [alias, head] : read_) {
      if (!IsFiltering(head)) Join(alias, &reads_.uses()[alias]);
    }
    if (!filtering_.empty()) JoinFiltering();
    if (counted_.away != kSelf) AddMissing();
    CheckRows();
    return std::move(reached_);
  }

 private:
  enum class State : std::uint8_t { kAway, kJoined, kFailed, kMissing };
  struct Place {
    State state = State::kAway;
    bool nullable = false;
    bool multiplied = false;   // A row of the root may have several partners here.
    AliasIndex group = kSelf;  // The left join that the alias is a part of; kSelf: of the root.
  };
  // What the query reads, other than the root.
  struct Read {
    AliasIndex alias;
    AliasIndex head;  // See HeadOf.
  };
  // What only conditions read, beyond a step that multiplies.
  struct Filtering {
    AliasIndex head;            // Where that step leads to.
    std::uint64_t filters = 0;  // The conditions, as AliasUse::filters.
    bool is_partner = false;    // Rows without a partner there are not in the flow.
    bool is_joined = false;     // Something else reads it, too.
  };

  // All that is joined comes before the semi-joins, for what is inside of one cannot be read from
  // outside. Joining what lies before one may find further ones, or join another as a partner.
  [[gnu::noinline]] void JoinFiltering() {  // Most questions have none.
    std::size_t joins = 0;
    do {
      joins = reached_.joins.size();
      for (std::size_t i = 0; i < filtering_.size(); ++i) JoinBefore(filtering_[i]);
    } while (reached_.joins.size() != joins);
    for (std::size_t i = 0; i < filtering_.size(); ++i) AddSemiJoin(filtering_[i]);
  }

  void JoinBefore(Filtering filtering) {
    const AliasIndex head = filtering.head;
    if (filtering.is_joined || !Join(rooted_.Toward(head), FirstBeyond(head))) return;
    if (places_[head].state == State::kJoined) JoinBeyond(head);
  }

  bool IsReadByMore(const AliasUse& use) const {
    return use.by_dimension || (use.homes & counted_.home_bit) != 0;
  }
  bool IsRead(AliasIndex alias) const {
    if (places_[alias].state == State::kMissing) return false;
    const AliasUse& use = reads_.uses()[alias];
    return use.filters != 0 || IsReadByMore(use);
  }

  void FindRead() {
    for (AliasIndex alias = 0; alias < flow_.aliases.size(); ++alias) {
      if (!IsRead(alias) || alias == root_) continue;
      if (read_.empty()) read_.reserve(flow_.aliases.size());  // most queries read one table
      read_.push_back({alias, HeadOf(alias)});
    }
  }

  // The first alias on the way from the root that a step leads to which multiplies; kSelf: none.
  AliasIndex HeadOf(AliasIndex alias) const {
    AliasIndex head = kSelf;
    for (AliasIndex at = alias; at != root_; at = rooted_.Toward(at)) {
      if (rooted_.Multiplies(rooted_.Toward(at), at)) head = at;
    }
    return head;
  }

  void FindMissing() {
    for (AliasIndex alias = 0; alias < flow_.aliases.size(); ++alias) {
      for (AliasIndex at = alias; at != root_; at = rooted_.Toward(at)) {
        if (at == counted_.away) places_[alias].state = State::kMissing;
      }
      if (places_[alias].state == State::kMissing) reached_.missing.push_back(alias);
    }
  }

  // Rows without a partner, which would have to be in the flow itself.
  void AddMissing() {
    const AliasIndex away = counted_.away;
    if (!CanStep(root_, away, nullptr)) return;
    for (const AliasIndex alias : reached_.missing) places_[alias].state = State::kAway;
    SemiJoin semi = SemiJoinWith(away, root_, [] {});
    semi.negated = true;
    reached_.semi_joins.push_back(std::move(semi));
  }

  // A semi-join with `head` and the partners that its rows need, and what `join_more` joins to
  // them.
  template <typename F>
  SemiJoin SemiJoinWith(AliasIndex head, AliasIndex from, F&& join_more) {
    SemiJoin semi{.head = StepTo(head, from), .joins = {}, .conditions = {}};
    places_[head].state = State::kJoined;
    NodeVector<PlannedJoin> outer = std::exchange(reached_.joins, {});
    in_semi_join_ = true;
    JoinPartnersOf(head);
    join_more();
    in_semi_join_ = false;
    semi.joins = std::exchange(reached_.joins, std::move(outer));
    return semi;
  }

  // A condition that reads beyond several such steps, or keys that read an alias which is not the
  // parent, tie what lies there together: it is joined.
  void FindFiltering() {
    for (const auto& [alias, head] : read_) {
      if (head == kSelf) continue;
      const AliasUse& use = reads_.uses()[alias];
      Filtering& filtering = FilteringOf(head);
      filtering.filters |= use.filters;
      filtering.is_joined = filtering.is_joined || IsReadByMore(use) || NeedsOthers(alias, head);
    }
    for (bool changed = !filtering_.empty(); changed;) {
      changed = false;
      for (Filtering& one : filtering_) {
        for (Filtering& other : filtering_) {
          if (&one == &other || (one.filters & other.filters) == 0 || one.is_joined) continue;
          one.is_joined = changed = !Planted(Bug::kSameLineForgotten);
        }
      }
    }
  }

  Filtering& FilteringOf(AliasIndex head) {
    const auto known = std::find_if(filtering_.begin(), filtering_.end(),
                                    [head](const Filtering& f) { return f.head == head; });
    if (known != filtering_.end()) return *known;
    filtering_.push_back(Filtering{.head = head});
    return filtering_.back();
  }

  bool NeedsOthers(AliasIndex alias, AliasIndex head) const {
    for (AliasIndex at = alias;; at = rooted_.Toward(at)) {
      const AliasIndex from = rooted_.Toward(at);
      const model::Alias& edge = rooted_.Edge(from, at);
      for (const model::JoinKey& key : edge.keys) {
        const bool further = expr::AnyNode(key.left, [&](const expr::Expr& node) {
          const expr::Ref* ref = expr::As<expr::Ref>(node);
          return ref != nullptr && ref->alias != kSelf && ref->alias != edge.parent;
        });
        if (further) return true;
      }
      if (at == head) return false;
    }
  }

  // Whether what lies beyond `head` only filters.
  bool IsFiltering(AliasIndex head) const {
    return std::any_of(filtering_.begin(), filtering_.end(),
                       [head](const Filtering& f) { return f.head == head && !f.is_joined; });
  }

  void AddSemiJoin(Filtering filtering) {
    const auto& [head, filters, is_partner, is_joined] = filtering;
    if (is_joined) return;
    const AliasIndex from = rooted_.Toward(head);
    if (places_[from].state != State::kJoined) return;  // Why was told.
    if (places_[head].state == State::kJoined) return;  // As a partner of one between.
    if (!CanStep(from, head, FirstBeyond(head))) return;
    SemiJoin semi = SemiJoinWith(head, from, [&] { JoinBeyond(head); });
    const auto is_beyond = [&](const expr::Ref& ref) {
      const bool has_alias = ref.alias != kSelf && ref.alias < flow_.aliases.size();
      return has_alias && ref.alias != root_ && HeadOf(ref.alias) == head;
    };
    const bool may_miss = !is_partner && !rooted_.Loses(from, head);
    semi.keeps_missing = (may_miss || Planted(Bug::kMissingKept)) && !Planted(Bug::kMissingLost);
    for (std::uint32_t i = 0; i < where_.size(); ++i) {
      if ((filters >> std::min(i, kFilterBitMax) & 1) == 0) continue;
      semi.conditions.push_back(i);
      semi.keeps_missing = semi.keeps_missing && !RejectsNulls(where_[i], is_beyond);
    }
    reached_.semi_joins.push_back(std::move(semi));
  }

  // Why what lies beyond `head` is read; nullptr: nothing reads it.
  const AliasUse* FirstBeyond(AliasIndex head) const {
    const auto first = std::find_if(read_.begin(), read_.end(),
                                    [head](const Read& read) { return read.head == head; });
    return first == read_.end() ? nullptr : &reads_.uses()[first->alias];
  }

  void JoinBeyond(AliasIndex head) {
    for (const Read& read : read_) {
      if (read.head == head) Join(read.alias, &reads_.uses()[read.alias]);
    }
  }

  PlannedJoin StepTo(AliasIndex alias, AliasIndex from) const {
    const Place& place = places_[alias];
    const bool inner = rooted_.Loses(from, alias);
    return PlannedJoin{.alias = alias,
                       .from = from,
                       .reversed = rooted_.Reversed(from, alias),
                       .inner = inner,
                       .within = inner && !Planted(Bug::kWithinForgotten) ? place.group : kSelf,
                       .nullable = place.nullable,
                       .multiplies = rooted_.Multiplies(from, alias)};
  }

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
    place.nullable = (!inner || places_[from].nullable) && !Planted(Bug::kNullableForgotten);
    place.multiplied = places_[from].multiplied || rooted_.Multiplies(from, alias);
    reached_.joins.push_back(StepTo(alias, from));
    if (++depth_ > kReadDepthMax) {
      RefuseDepth();
    } else {
      JoinPartnersOf(alias);
    }
    --depth_;
    return true;
  }

  // Arguments are one value a row, and rows that are shown one by one are met once.
  void CheckRows() {
    for (const PlannedJoin& join : reached_.joins) {
      reached_.multiplies = reached_.multiplies || join.multiplies;
      if (!places_[join.alias].multiplied) continue;
      const AliasUse& use = reads_.uses()[join.alias];
      reached_.dimension_multiplies = reached_.dimension_multiplies || use.by_dimension;
      const bool is_argument = (use.arguments & counted_.home_bit) != 0;
      if (Planted(Bug::kMultipliedArgument)) continue;
      if (!is_argument && !(counted_.one_by_one && join.multiplies)) continue;
      RefuseMultiplying(join.from, join.alias, IsReadByMore(use) ? &use : nullptr);
    }
  }

  // Rows of `alias` are in the flow, and so partners, only with partners of their own.
  void JoinPartnersOf(AliasIndex alias) {
    if (flow_.only_left_joins || Planted(Bug::kPartnersForgotten)) return;
    const AliasIndex came_from = rooted_.Toward(alias);
    const model::Alias& at = flow_.aliases[alias];
    if (at.parent != kSelf && at.parent != came_from && LosesRows(at.join_type, false)) {
      JoinPartner(alias, at.parent);
    }
    for (AliasIndex child : at.children) {
      if (!LosesRows(flow_.aliases[child].join_type, true)) continue;
      if (child != came_from) JoinPartner(alias, child);
    }
  }

  // Where there may be several, and nothing else is read there, it matters only that there is one.
  void JoinPartner(AliasIndex from, AliasIndex to) {
    const bool is_of_root = places_[from].group == kSelf && !places_[from].multiplied;
    if (!is_of_root || !rooted_.Multiplies(from, to) || HeadOf(to) != to || in_semi_join_) {
      Join(to, nullptr);
      return;
    }
    Filtering& filtering = FilteringOf(to);
    filtering.is_partner = true;
    if (filtering.is_joined || NeedsOthers(to, to)) {
      filtering.is_joined = true;
      Join(to, nullptr);
    }
  }

  bool CanStep(AliasIndex from, AliasIndex to, const AliasUse* use) {
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
            further.state == State::kMissing ||
            (group != kSelf && (further.state != State::kJoined || further.group != group));
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
  std::string NameOf(AliasIndex alias) const { return Quoted(flow_.aliases[alias].text()); }

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
    message += " cannot be asked";
    if (use != nullptr) message += " " + Wanted(*use, to);
    message += ": ";
    message += JoinText(model_, flow_, child) + " leads from one row of " + NameOf(from) +
               " to several of " + NameOf(to) + ", so a row has no single value there";
    if (use == nullptr) message += ", and only rows with one are partners";
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

  const model::Model& model_;
  const model::Flow& flow_;
  AliasIndex root_;
  const Counted& counted_;
  const expr::Exprs& where_;
  Reads& reads_;
  Errors& errors_;
  Rooted rooted_;
  NodeVector<Place> places_;
  NodeVector<Read> read_;
  NodeVector<Filtering> filtering_;
  bool in_semi_join_ = false;
  Reached reached_;
  std::uint32_t depth_ = 0;
  bool too_deep_ = false;
};

}  // namespace

Reached Reach(const model::Model& model, const model::Flow& flow, const Counted& counted,
              const expr::Exprs& where, Reads& reads, Errors& errors) {
  return Walk(model, flow, counted, where, reads, errors).Run();
}

NodeVector<AliasIndex> TablesThatBringGroups(const model::Flow& flow, AliasIndex root,
                                             const Reads& reads) {
  NodeVector<AliasIndex> tables;
  if (flow.only_left_joins) return tables;
  const Rooted rooted(flow, root);
  for (AliasIndex alias = 0; alias < flow.aliases.size(); ++alias) {
    const model::Alias& joined = flow.aliases[alias];
    if (joined.join_type == JoinType::kFull && Planted(Bug::kOuterOfRightAlone)) continue;
    if (joined.join_type != JoinType::kRight && joined.join_type != JoinType::kFull) continue;
    const bool is_read = reads.uses()[alias].by_dimension || Planted(Bug::kOuterOfUnused);
    if (alias == root || !is_read) continue;
    if (rooted.Toward(alias) == joined.parent || Planted(Bug::kOuterBothWays))
      tables.push_back(alias);
  }
  return tables;
}

std::optional<AliasIndex> OwnerOf(const model::Model& model, const model::Flow& flow,
                                  const expr::Expr& dimension) {
  std::vector<AliasIndex> aliases;
  expr::ForEachNode(dimension, [&](const expr::Expr& node) {
    const auto* ref = expr::As<expr::Ref>(node);
    if (ref == nullptr) return;
    if (ref->alias == expr::kAllRows) return;
    const bool is_of_alias =
        ref->kind == expr::RefKind::kColumn || ref->kind == expr::RefKind::kPerRow;
    const AliasIndex alias = is_of_alias ? ref->alias : model::ViewOf(model, flow, *ref).home;
    if (std::find(aliases.begin(), aliases.end(), alias) == aliases.end()) {
      aliases.push_back(alias);
    }
  });
  if (aliases.empty()) return kSelf;
  std::optional<AliasIndex> owner;
  for (AliasIndex candidate : aliases) {
    const bool reaches = std::all_of(aliases.begin(), aliases.end(), [&](AliasIndex other) {
      return ReachesToOne(flow, candidate, other);
    });
    if (reaches && owner) return std::nullopt;
    if (reaches) owner = candidate;
  }
  return owner;
}

bool ReachesToOne(const model::Flow& flow, AliasIndex from, AliasIndex to) {
  const Rooted rooted(flow, from);
  for (AliasIndex at = to; at != from; at = rooted.Toward(at)) {
    if (rooted.Multiplies(rooted.Toward(at), at)) return false;
  }
  return true;
}

}  // namespace semaflow::plan
