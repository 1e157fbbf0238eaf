// From a plan to the tree that says it. One class over several files: query, values, conditions,
// times, aggregates. Members are opened here: a Ref becomes the expression that it names.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "expr/expr.h"
#include "model/model.h"
#include "model/own_time.h"
#include "plan/plan.h"
#include "semaflow/error.h"
#include "sql/legalize.h"
#include "sql/tree.h"
#include "time/bounds.h"

namespace semaflow::sql {

/// Fails with kTypeNeeded where the SQL depends on a type that nobody told, with kKeyNeeded where a
/// missing partner could not be told from one, and with kPlanTooLarge. The query refers to `plan`.
Result<Query> Lower(const plan::LogicalPlan& plan);

/// Puts the totals of `plan` behind its groups, which `query` says. `of_groups`: those of
/// Lowering::TakeTotals.
std::optional<Error> LowerTotals(const plan::LogicalPlan& plan, NodeVector<Select> of_groups,
                                 Query& query);

class Lowering {
 public:
  Lowering(const plan::LogicalPlan& plan, Query& query);
  /// Fills the query; an error: what is in it is not used.
  std::optional<Error> Run();
  /// After Run, plan.totals_of_groups: the totals, over the groups. Their columns: the dimensions
  /// that they keep, then the measures; their FROM is missing.
  NodeVector<Select> TakeTotals() { return std::move(totals_); }
  static Expr Nothing();  ///< NULL. After a failure it stands in a query that is not used.

 private:
  using AliasIndex = expr::AliasIndex;

  struct Place {  // What the plan says of an alias.
    bool joined = false;
    bool nullable = false;
    bool multiplied = false;                  // A row of the root may have several partners here.
    bool missing = false;                     // What is said of it is said of a row without one.
    const plan::PlannedJoin* join = nullptr;  // nullptr for the root.
  };
  struct Filter {  // A `filter (where ...)` around a measure.
    const expr::Expr* condition;
    AliasIndex self;
  };
  // An aggregate that a block computes for the statement around it.
  struct Slot {
    const expr::AggregateDetails* aggregate;
    AliasIndex self;
    std::vector<Filter> filters;
    std::string_view name;
  };
  // A block that is a SELECT of its own, and what the statement around it takes of it.
  struct DerivedSelect {
    Select rows = {};
    NodeVector<SelectItem> values = {};  // kDedup: what aggregates take of a row,
    NodeVector<SelectItem> flags = {};   // and whether it has a partner that passes a filter.
    NodeVector<SelectItem> slots = {};   // Several blocks: what the statement takes of a group.
    std::vector<Slot> known = {};        // What they hold.
  };
  // A block of the plan while it is put into SQL.
  struct BlockSelect {
    const plan::Block* block;
    std::string_view name;  // As a table of the statement.
    NodeVector<Place> places;
    Box<DerivedSelect> derived = {};          // Empty: the block is the statement itself.
    NodeVector<std::uint32_t> per_rows = {};  // Which measures per row its rows read.
  };
  struct Whole {  // What shares are divided by, as a table of the statement.
    std::string_view name;
    bool is_found_asked = false;  // A column of it tells that a group is there.
  };
  struct Computed {  // An escape that is computed where its table is read.
    const expr::SqlEscape* escape;
    AliasIndex alias;
    std::string_view name;
  };
  // Sets the block whose rows are looked at while it lives.
  class BlockIs {
   public:
    BlockIs(Lowering& lowering, BlockSelect& block) : lowering_(lowering), before_(lowering.at_) {
      lowering.at_ = &block;
    }
    ~BlockIs() { lowering_.at_ = before_; }
    BlockIs(const BlockIs&) = delete;
    BlockIs& operator=(const BlockIs&) = delete;

   private:
    Lowering& lowering_;
    BlockSelect* before_;
  };
  // Sets what an opened measure says of its time while it lives.
  class MeasureIs {
   public:
    MeasureIs(Lowering& lowering, const model::FieldView& view)
        : lowering_(lowering.plan_.shares_time ? &lowering : nullptr) {
      if (lowering_ == nullptr) return;
      before_ = lowering_->given_time_;
      lowering_->given_time_ = model::OpenMeasure(view, before_);
    }
    ~MeasureIs() {
      if (lowering_ != nullptr) lowering_->given_time_ = before_;
    }
    MeasureIs(const MeasureIs&) = delete;
    MeasureIs& operator=(const MeasureIs&) = delete;

   private:
    Lowering* lowering_;
    model::GivenTime before_;
  };
  // Sets what kSelf means while it lives.
  class SelfIs {
   public:
    SelfIs(Lowering& lowering, AliasIndex self) : lowering_(lowering), before_(lowering.self_) {
      lowering.self_ = self;
    }
    ~SelfIs() { lowering_.self_ = before_; }
    SelfIs(const SelfIs&) = delete;
    SelfIs& operator=(const SelfIs&) = delete;

   private:
    Lowering& lowering_;
    AliasIndex before_;
  };

  // --- The query (lower_query.cc).
  const model::Table& TableOf(AliasIndex alias) const {
    return model_.tables[flow_.aliases[alias].table];
  }
  Place& PlaceOf(AliasIndex alias) { return at_->places[alias]; }
  const Place& PlaceOf(AliasIndex alias) const { return at_->places[alias]; }
  TableRef MakeTable(AliasIndex alias) const;
  NodeVector<Join> MakeJoins(const NodeVector<plan::PlannedJoin>& joins);
  Exprs MakeOn(const plan::PlannedJoin& join);
  bool IsKeptOtherwise(const expr::Expr& key, AliasIndex self) const;
  void CheckKeyKinds(const model::JoinKey& key, AliasIndex child);
  void GuardKey(const expr::Expr& key, AliasIndex self, Exprs& on);
  void MakeColumns();
  void MakeGroups();
  void AddSparse(const BlockSelect& block, Exprs& conjuncts);
  void MakeOrder();
  void MakeTotals();
  void AddConjunct(Expr condition, Exprs& conjuncts);
  bool NamesAnAnswer(const expr::SqlEscape& escape) const;
  void MakeWith();
  bool JoinsText(const plan::LogicalPlan& plan) const;
  static bool IsText(const TableRef& table);
  std::string_view NameOfWith(const std::vector<TableRef*>& tables);
  NullsPlace PlaceOfNulls(const plan::PlannedOrder& order);

  // --- Pages (lower_pages.cc).
  struct PageKey {         // A key that the rows of the page are ordered by.
    std::uint32_t column;  // Of the statement.
    std::string_view collation;
    bool is_text;
    bool as_text;  // The database may keep it otherwise, and would order it by that.
    bool descending;
    NullsPlace nulls;
    const semaflow::Value* after;  // In the last row of the page before.
  };
  void CutPage();
  NodeVector<PageKey> KeysOfPage();
  void OrderPage(const NodeVector<PageKey>& keys);
  Expr KeyOfPage(const PageKey& key) const;
  Expr AfterKeys(const NodeVector<PageKey>& keys);
  static std::optional<Expr> AfterKey(const PageKey& key, const Expr& column);
  void ReadFromPage();
  void CountRows(Select all);

  // --- Blocks (lower_blocks.cc).
  std::string_view NameOfBlock(const plan::Block& block);
  void MakeRows(BlockSelect& block);
  Expr SemiJoinOf(const plan::SemiJoin& semi);
  Exists ExistsOf(const plan::SemiJoin& semi, bool with_conditions);
  void MarkJoins(const NodeVector<plan::PlannedJoin>& joins);
  void ForgetJoins(const plan::SemiJoin& semi, bool missing);
  BlockSelect& BlockOf(const model::TakenRows& rows);
  model::TakenRows TakenAt(AliasIndex home) const;
  /// The statement takes what it aggregates from SELECTs of blocks.
  bool IsSideBySide() const { return is_side_by_side_; }
  bool IsDistinct(const BlockSelect& block) const {
    return block.block->strategy == plan::Strategy::kDedup;
  }
  bool ReadsMultiplied(const Expr& expr) const;
  Expr ValueOfRow(Expr value);
  Expr FlagOfRow(Expr condition);
  void NameKeys();
  std::string_view NewName(std::string_view wanted, const BlockSelect& block);
  std::string_view NameOfSlot(BlockSelect& block, AggregateCall call, std::string_view wanted);
  const Slot* KnownSlot(const expr::AggregateDetails& details, AliasIndex self) const;
  Expr SlotColumn(const BlockSelect& block, std::string_view name,
                  expr::AggregateFunction function) const;
  static Expr AgainOver(Expr slot, expr::AggregateFunction function, TypeKind kind);
  bool MayMiss(const BlockSelect& block) const;
  Expr GroupKey(std::uint32_t column);
  Expr KeyOfBlock(const BlockSelect& block, std::uint32_t column) const;
  Expr MergedKey(std::uint32_t column, std::size_t blocks) const;
  bool KeysDiffer(std::uint32_t column) const;
  bool KeyIsNullable(std::uint32_t column);
  static AggregateCall CountOfRows();
  Expr CountIn(BlockSelect& block);
  Expr HasRows(const expr::Expr& measure, AliasIndex self);
  void MakePartnersDistinct(const plan::Block& block, Select& rows);
  void AggregateByKey(const plan::Block& block, Select& select);
  void PutPartsTogether();
  /// What the statement reads the slots of a block from.
  std::string_view TableOfSlots(const BlockSelect& block) const {
    return plan_.parts_meet ? blocks_.front().name : block.name;
  }
  bool IsNeeded(const BlockSelect& block) const;
  void FinishBlock(BlockSelect& block);
  void PutTogether();

  // --- Values (lower_value.cc).
  Expr Value(const expr::Expr& expr);
  Expr Node(const expr::Literal& literal);
  Expr Node(const expr::Name& name);
  Expr Node(const expr::Ref& ref);
  Expr Node(const expr::Unary& unary);
  Expr Node(const expr::Binary& binary);
  Expr Node(const expr::InList& in);
  Expr Node(const expr::Between& between);
  Expr Node(const expr::IsNull& is_null);
  Expr Node(const expr::Like& like);
  Expr Node(const expr::Case& node);
  Expr Node(const expr::Cast& cast);
  Expr Node(const expr::Call& call);
  Expr Node(const expr::Aggregate& aggregate);
  Expr Node(const expr::Filtered& filtered);
  Expr Node(const expr::SqlEscape& escape);
  /// A number that tells the rows of a table apart which has no key.
  Expr NumberOf(AliasIndex alias);
  /// A column that is computed where the table of `alias` is read.
  Expr ComputedAt(const expr::SqlEscape& escape, AliasIndex alias);
  Expr Node(const expr::Share& share);
  Expr LikeOf(const expr::Like& like, bool negated);
  Expr Remainder(const expr::Expr& number, const expr::Expr& divisor);
  Expr IsNullTest(const expr::Expr& operand, bool negated);
  std::optional<std::uint32_t> GroupKeyOf(const expr::Expr& expr) const;
  Expr ColumnOf(AliasIndex alias, std::uint32_t index);
  Expr DimensionOf(const expr::Ref& ref);
  static Expr MissingOf(const DataType& type);
  bool IsAlone(const plan::Block& block) const;
  Expr MeasureOf(const expr::Ref& ref);
  Expr WithField(Expr time, TypeKind kind, const expr::Ref& ref);
  bool NeedsGuard(const model::FieldView& view) const;
  Expr Guarded(Expr value, AliasIndex alias);
  std::optional<Expr> PresenceOf(AliasIndex alias);

  // --- Measures per row (lower_per_rows.cc).
  void NamePerRows();
  Expr PerRowOf(const expr::Ref& ref);
  Expr ValueOfNone(const expr::Expr& measure);
  Select NestedSelect(const plan::LogicalPlan& nested);
  Join PerRowJoin(std::uint32_t per_row);
  void JoinPerRows(NodeVector<Join>& joins);
  void JoinPerRowsOf(const plan::SemiJoin& semi, NodeVector<Join>& joins);
  bool IsPerRowMultiplied(std::string_view table) const;

  // --- Shares (lower_shares.cc).
  void NameWholes();
  const plan::PlannedShare& PlannedOf(const expr::Share& share) const;
  Expr WholeOf(const expr::Share& share, const plan::PlannedShare& planned);
  void JoinWholes();
  bool ReadsWholes() const {
    return plan_.shares && (!plan_.shares->wholes.empty() || plan_.shares_time);
  }

  // --- Conditions (lower_condition.cc).
  Expr Condition(const expr::Expr& expr, bool negated = false);
  Expr ConditionOfLogic(const expr::Binary& binary, bool negated);
  Expr ConditionOfComparison(const expr::Binary& binary, bool negated);
  Expr ConditionOfIn(const expr::InList& in, bool negated);
  Expr ConditionOfBetween(const expr::Between& between, bool negated);
  Expr ConditionOfLike(const expr::Like& like, bool negated);
  Expr Compare(expr::BinaryOp op, const expr::Expr& left, const expr::Expr& right);
  Expr CompareBetween(const expr::Between& between, bool negated);
  std::optional<Expr> CompareIn(const expr::InList& in, const NodeVector<const expr::Expr*>& items);
  Expr InOf(const expr::InList& in, const NodeVector<const expr::Expr*>& items, bool negated);
  Expr Collated(const expr::Expr& operand);
  std::string_view CollationOf(const expr::Expr& operand) const;
  bool Nullable(const expr::Expr& expr);
  bool NullableRef(const expr::Ref& ref);
  bool NullableCall(const expr::Call& call);

  // --- Times (lower_time.cc).
  std::optional<Expr> CompareTimes(expr::BinaryOp op, const expr::Expr& left,
                                   const expr::Expr& right);
  std::optional<Expr> CompareWithLiteral(expr::BinaryOp op, const expr::Expr& time,
                                         const expr::Literal& literal);
  std::optional<Expr> CompareUntyped(const expr::Expr& other, const expr::Literal& text);
  std::optional<Expr> CompareFields(expr::BinaryOp op, const expr::Expr& left,
                                    const expr::Expr& right);
  Expr CompareWithBounds(expr::BinaryOp op, const expr::Expr& time,
                         const time::TimeOperand& operand, const time::TimeBounds& bounds,
                         bool bound);
  Expr Truncated(Expr time, TypeKind kind, time::Grain grain);
  Expr PartOf(Expr time, TypeKind kind, time::Part part);
  Expr OnWallClock(Expr time, TypeKind kind);
  std::optional<Expr> ArithmeticOfTimes(const expr::Binary& binary);
  Expr MovedByInterval(const expr::Expr& time, const expr::Expr& interval, Operator op);
  Expr TimeBetween(const expr::Expr& end, const expr::Expr& start);
  Expr AsText(const expr::Expr& expr);
  Expr AddPeriods(const expr::Call& call);
  Expr CountBetween(const expr::Call& call);
  Expr CastOf(const expr::Cast& cast);
  DataType TypeOf(const expr::Expr& expr) const;
  TypeKind KindOf(const expr::Expr& expr) const { return TypeOf(expr).kind; }
  /// kUnknown where a `type:` of the model is all that says it: for SQL that would give another
  /// number if that were wrong.
  TypeKind ProvenKindOf(const expr::Expr& expr) const;
  TypeKind NeedTimeKind(const expr::Expr& expr, const std::string& why);

  // --- Aggregates (lower_aggregate.cc).
  Expr AggregateOver(const expr::Aggregate& aggregate);
  /// Gives 0 where there are no rows.
  static bool CountsRows(expr::AggregateFunction function);
  AggregateCall CallOver(const expr::Aggregate& aggregate);
  Expr AggregateOfRow(const expr::Aggregate& aggregate);
  Expr RowValue(const expr::Aggregate& aggregate, std::optional<Expr> filter);
  std::optional<Expr> FilterOf(const expr::AggregateDetails& details);
  TypeKind KindIn(expr::AggregateFunction function, const expr::Expr& arg) const;
  Expr TextOf(const expr::Expr& expr, TypeKind kind);
  void OrderRows(const expr::Aggregate& aggregate, AggregateCall& call);

  // --- Shared.
  /// Counts a node; false when the query has failed or grown too large.
  bool Enter() { return (!error_ && ++nodes_ <= kSqlNodesMax) || FailSize(); }
  bool FailSize();
  void Fail(Error error);
  Expr Own(semaflow::Value value, bool bound = false);

  const plan::LogicalPlan& plan_;
  const model::Model& model_;
  const model::Flow& flow_;
  Query& query_;
  NodeVector<BlockSelect> blocks_;
  BlockSelect* at_ = nullptr;  // Whose rows are looked at.
  bool is_side_by_side_ = false;
  bool is_derived_ = false;  // The statement reads SELECTs, which have the dimensions ready.
  NodeVector<std::string_view> key_names_;  // What those SELECTs call the dimensions.
  bool in_slots_ = true;                    // Several blocks: aggregates are taken from slots,
  bool on_totals_ = false;                  // and aggregated again, over the groups.
  NodeVector<Select> totals_;
  std::string_view wanted_;  // The name of the column that is made.
  std::vector<Computed> computed_;
  std::vector<Filter> filters_;
  model::GivenTime given_time_;  // plan_.shares_time: what the opened measures say.
  AliasIndex self_ = expr::kSelf;
  NodeVector<std::string_view> per_row_names_;  // What plan_.per_rows are called as tables.
  bool is_nested_ = false;                      // The plan is one of those, or a whole.
  NodeVector<Whole> wholes_;                    // Of plan_.shares.
  bool no_rows_ = false;                        // Aggregates are those over no rows.
  bool on_groups_ = false;                      // In HAVING: group keys stand for themselves.
  std::uint64_t nodes_ = 0;
  std::optional<Error> error_;
};

// --- Building blocks.

/// `wanted`, or the first of `wanted_2`, ... that `taken` does not tell. The columns of a SELECT
/// that is read by name are told apart by more than their case, which the database may not see.
template <typename F>
std::string_view FreeName(Query& query, std::string_view wanted, const F& taken) {
  if (!taken(wanted)) return wanted;
  std::string name;
  for (int number = 2; name.empty() || taken(name); ++number) {
    name = std::string(wanted) + "_" + std::to_string(number);
  }
  query.owned_names.push_back(std::make_unique<const std::string>(std::move(name)));
  return *query.owned_names.back();
}

/// Whether two aggregates are the same at a glance: of plain columns, without a filter or order.
bool AreSame(const AggregateCall& a, const AggregateCall& b);

/// NULL, or what NULL makes of arithmetic; false: nobody knows.
bool IsNull(const Expr& expr);
inline Expr Not(Expr operand) { return Expr{Unary{UnaryOp::kNot, std::move(operand)}}; }
inline Expr IsNotTrue(Expr operand) { return Expr{Unary{UnaryOp::kIsNotTrue, std::move(operand)}}; }
inline Expr IsNullOf(Expr operand) { return Expr{Unary{UnaryOp::kIsNull, std::move(operand)}}; }
inline Expr IsNotNullOf(Expr operand) {
  return Expr{Unary{UnaryOp::kIsNotNull, std::move(operand)}};
}
/// AND or OR; terms of the same kind are taken in.
Expr LogicOf(bool all, Exprs terms);
Expr Both(Expr left, Expr right);
Expr CaseOf(Expr when, Expr then);

}  // namespace semaflow::sql
