#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/planted.h"
#include "base/types.h"
#include "expr/typing.h"
#include "expr/visit.h"
#include "plan/names.h"
#include "plan/reads.h"
#include "sql/folded.h"
#include "sql/legalize.h"
#include "sql/lowering.h"

namespace semaflow::sql {

using expr::kSelf;
using request::ResolvedOrder;

Lowering::Lowering(const plan::LogicalPlan& plan, Query& query)
    : plan_(plan),
      model_(*plan.model),
      flow_(*plan.flow),
      query_(query),
      given_time_(plan.given_time) {
  blocks_.reserve(plan.blocks.size());
  for (const plan::Block& block : plan.blocks) {
    blocks_.push_back(BlockSelect{.block = &block,
                                  .name = NameOfBlock(block),
                                  .places = NodeVector<Place>(flow_.aliases.size())});
    at_ = &blocks_.back();
    for (const AliasIndex alias : block.missing) {
      PlaceOf(alias) = Place{.joined = true, .nullable = true, .missing = true};
    }
    PlaceOf(block.root).joined = true;
    MarkJoins(block.joins);
  }
  at_ = &blocks_.front();
  if (!plan.per_rows.empty()) NamePerRows();
  is_side_by_side_ = blocks_.size() > 1 || plan.totals_of_groups || ReadsWholes();
  is_derived_ = IsSideBySide() || IsDistinct(*at_);
  if (!is_derived_) return;
  if (plan.shares) NameWholes();
  for (BlockSelect& block : blocks_) block.derived = DerivedSelect{};
  NameKeys();
}

std::optional<Error> Lowering::Run() {
  for (BlockSelect& block : blocks_) MakeRows(block);
  MakeColumns();
  MakeGroups();
  MakeOrder();
  if (plan_.totals_of_groups) MakeTotals();
  if (is_derived_) {
    PutTogether();
  } else if (!at_->per_rows.empty()) {
    JoinPerRows(query_.joins);
  } else if (at_->block->key_first != model::kNone) {
    AggregateByKey(*at_->block, query_);
  }
  if (!Planted(Bug::kLimitLost)) query_.limit = plan_.limit;
  query_.offset = plan_.offset;
  if (plan_.page) CutPage();
  if (!is_nested_) MakeWith();
  return std::move(error_);
}

bool Lowering::FailSize() {
  Fail(Error{.code = ErrorCode::kPlanTooLarge,
             .message = "the statement is larger than " + std::to_string(kSqlNodesMax) + " parts",
             .labels = {},
             .candidates = {},
             .help = "ask fewer measures in one query, or nest fewer functions of times"});
  return false;
}

void Lowering::Fail(Error error) {
  if (!error_) error_ = std::move(error);
}

Expr Lowering::Own(semaflow::Value value, bool bound) {
  query_.owned_values.push_back(std::make_unique<const semaflow::Value>(std::move(value)));
  return Expr{Constant{query_.owned_values.back().get(), bound}};
}

Expr Lowering::Nothing() {
  static const semaflow::Value kNull = Null{};
  return Expr{Constant{&kNull, false}};
}

Expr LogicOf(bool all, Exprs terms) {
  SEMA_CHECK(!terms.empty(), "AND or OR of nothing");
  if (terms.size() == 1) return std::move(terms.front());
  Exprs flat;
  flat.reserve(terms.size());
  for (Expr& term : terms) {
    auto* logic = std::get_if<Logic>(&term.node);
    if (logic == nullptr || logic->all != all) {
      flat.push_back(std::move(term));
      continue;
    }
    for (Expr& inner : logic->terms) flat.push_back(std::move(inner));
  }
  return Expr{Logic{all, std::move(flat)}};
}

Expr Both(Expr left, Expr right) {
  Exprs terms;
  terms.reserve(2);
  terms.push_back(std::move(left));
  terms.push_back(std::move(right));
  return LogicOf(true, std::move(terms));
}

Expr CaseOf(Expr when, Expr then) {
  std::vector<CaseBranch> branches;
  branches.push_back(CaseBranch{std::move(when), std::move(then)});
  return Expr{Case{std::move(branches), {}}};
}

TableRef Lowering::MakeTable(AliasIndex alias) const {
  return TableRef{.source = &TableOf(alias).source, .alias = flow_.aliases[alias].name};
}

NodeVector<Join> Lowering::MakeJoins(const NodeVector<plan::PlannedJoin>& planned_joins) {
  NodeVector<Join> joins;
  joins.reserve(planned_joins.size());
  for (const plan::PlannedJoin& planned : planned_joins) {
    Join join{.kind = planned.inner ? JoinKind::kInner : JoinKind::kLeft,
              .table = MakeTable(planned.alias),
              .nested = {},
              .on = MakeOn(planned)};
    if (planned.within == kSelf) {
      joins.push_back(std::move(join));
      continue;
    }
    const std::string& head = flow_.aliases[planned.within].name;
    const auto group = std::find_if(joins.rbegin(), joins.rend(),
                                    [&](const Join& j) { return j.table.alias == head; });
    SEMA_CHECK(group != joins.rend(), "a join within one that is not there");
    group->nested.push_back(std::move(join));
  }
  return joins;
}

Exprs Lowering::MakeOn(const plan::PlannedJoin& join) {
  const AliasIndex child = join.reversed ? join.from : join.alias;
  const model::Alias& edge = flow_.aliases[child];
  Exprs on;
  on.reserve(edge.keys.size());
  for (const model::JoinKey& key : edge.keys) {
    CheckKeyKinds(key, child);
    Expr left;
    Expr right;
    {
      const SelfIs self(*this, edge.parent);
      left = Value(key.left);
    }
    {
      const SelfIs self(*this, child);
      right = Value(key.right);
    }
    // Two of them need no texts: they are compared as the database keeps them.
    auto* left_cast = std::get_if<Cast>(&left.node);
    auto* right_cast = std::get_if<Cast>(&right.node);
    if (left_cast != nullptr && right_cast != nullptr && IsKeptOtherwise(key.left, edge.parent) &&
        IsKeptOtherwise(key.right, child)) {
      left = Expr(std::move(*left_cast->operand));
      right = Expr(std::move(*right_cast->operand));
    }
    const Operator equal = Planted(Bug::kNullKeysMeet) ? Operator::kIsNotDistinct : Operator::kEq;
    on.push_back(Expr{Binary{equal, std::move(left), std::move(right)}});
    // The side that is known may be missing itself, and then has no partner.
    if (join.reversed) {
      GuardKey(key.right, child, on);
    } else {
      GuardKey(key.left, edge.parent, on);
    }
    if (Planted(Bug::kFirstKeyAlone)) break;
  }
  return on;
}

// A column that is cast to text wherever else it is read.
bool Lowering::IsKeptOtherwise(const expr::Expr& key, AliasIndex self) const {
  const auto* ref = expr::As<expr::Ref>(key);
  return ref != nullptr && ref->kind == expr::RefKind::kColumn &&
         TableOf(plan::AliasOf(ref->alias, self)).columns[ref->index].cast_to_text;
}

// An instant has one wall clock reading in each zone, so which rows are partners would depend on
// the zone of the query.
void Lowering::CheckKeyKinds(const model::JoinKey& key, AliasIndex child) {
  const auto kind = [&](const expr::Expr& side, AliasIndex self) {
    return expr::TypeOf(side, model::FlowTypeScope(model_, flow_, self)).kind;
  };
  const TypeKind left = kind(key.left, flow_.aliases[child].parent);
  const TypeKind right = kind(key.right, child);
  if (!IsTime(left) || !IsTime(right) ||
      (left == TypeKind::kTimestamptz) == (right == TypeKind::kTimestamptz)) {
    return;
  }
  Fail(Error{.code = ErrorCode::kJoinKeyMismatch,
             .message = plan::JoinText(model_, flow_, child) + " compares a " +
                        std::string(KindName(left)) + " with a " + std::string(KindName(right)) +
                        ", which depends on the time zone of each query",
             .labels = {},
             .candidates = {},
             .help = "join by columns that are both instants, or both without a zone"});
}

// A key that can be non-NULL where its rows are missing must not find a partner there.
void Lowering::GuardKey(const expr::Expr& key, AliasIndex self, Exprs& on) {
  if (Planted(Bug::kKeyGuardDropped)) return;
  if (expr::IsNullOnNull(key, model::FlowTypeScope(model_, flow_, self))) return;
  std::vector<AliasIndex> told;
  expr::ForEachNode(key, [&](const expr::Expr& node) {
    const auto* ref = expr::As<expr::Ref>(node);
    if (ref == nullptr) return;
    const AliasIndex alias = ref->alias == kSelf ? self : ref->alias;
    if (!PlaceOf(alias).nullable || std::find(told.begin(), told.end(), alias) != told.end()) {
      return;
    }
    told.push_back(alias);
    if (std::optional<Expr> present = PresenceOf(alias)) on.push_back(std::move(*present));
  });
}

void Lowering::MakeColumns() {
  on_groups_ = is_derived_;
  query_.select.reserve(plan_.columns.size());
  for (const plan::PlannedColumn& column : plan_.columns) {
    wanted_ = column.name;
    query_.select.push_back(SelectItem{Value(column.value), column.name});
  }
  on_groups_ = false;
}

// A conjunction is a list of conditions.
void Lowering::AddConjunct(Expr condition, Exprs& conjuncts) {
  auto* logic = std::get_if<Logic>(&condition.node);
  if (logic == nullptr || !logic->all) {
    conjuncts.push_back(std::move(condition));
    return;
  }
  for (Expr& term : logic->terms) conjuncts.push_back(std::move(term));
}

void Lowering::MakeGroups() {
  on_groups_ = true;
  // Groups that were put together are rows.
  Exprs& kept = IsSideBySide() ? query_.where : query_.having;
  for (const expr::Expr& condition : plan_.having) {
    wanted_ = {};
    if (!Planted(Bug::kHavingLost)) AddConjunct(Condition(condition), kept);
  }
  if (!IsSideBySide()) AddSparse(blocks_.front(), kept);
  on_groups_ = false;
  if (!plan_.grouped || IsSideBySide()) return;
  const bool measured = std::any_of(
      plan_.order.begin(), plan_.order.end(),
      [](const plan::PlannedOrder& order) { return order.column == ResolvedOrder::kNotSelected; });
  const bool lists_values =
      plan_.columns.size() == plan_.dimension_count && query_.having.empty() && !measured;
  // Listing values needs no groups, unless they are ordered by what they do not show; rows that
  // hold their key are distinct by themselves.
  const bool plain_order =
      std::all_of(plan_.order.begin(), plan_.order.end(), [&](const plan::PlannedOrder& order) {
        return order.column == ResolvedOrder::kNotSelected ||
               CollationOf(plan_.columns[order.column].value).empty();
      });
  if (lists_values && plan_.blocks.front().keyed) return;
  if (lists_values && plain_order) {
    query_.distinct = !Planted(Bug::kValuesRepeat);
  } else {
    query_.group_by = plan_.dimension_count;
  }
}

// A group is shown when one of its sparse measures has a row.
void Lowering::AddSparse(const BlockSelect& block, Exprs& conjuncts) {
  if (block.block->sparse.empty()) return;
  Exprs shown;
  shown.reserve(block.block->sparse.size());
  for (const expr::Expr& condition : block.block->sparse) shown.push_back(Condition(condition));
  conjuncts.push_back(LogicOf(Planted(Bug::kSparseNeedsAll), std::move(shown)));
}

NullsPlace Lowering::PlaceOfNulls(const plan::PlannedOrder& order) {
  const expr::Expr& value =
      order.column == ResolvedOrder::kNotSelected ? order.value : plan_.columns[order.column].value;
  const bool is_key = order.column < plan_.dimension_count;
  if (!(is_key ? KeyIsNullable(order.column) : Nullable(value))) return NullsPlace::kNone;
  return order.nulls_first && !Planted(Bug::kNullsFirstLost) ? NullsPlace::kFirst
                                                             : NullsPlace::kLast;
}

void Lowering::MakeOrder() {
  query_.order_by.reserve(plan_.order.size());
  for (const plan::PlannedOrder& order : plan_.order) {
    QueryOrder key{.column = std::nullopt,
                   .value = Nothing(),
                   .descending = order.descending,
                   .nulls = PlaceOfNulls(order)};
    if (order.column == ResolvedOrder::kNotSelected) {
      key.is_text = KindOf(order.value) == TypeKind::kText;
      on_groups_ = is_derived_;
      wanted_ = {};
      key.value = Value(order.value);
      on_groups_ = false;
      query_.order_by.push_back(std::move(key));
      continue;
    }
    const expr::Expr& value = plan_.columns[order.column].value;
    if (!CollationOf(value).empty()) {
      // Texts that the collation finds equal come in the order of their code points.
      QueryOrder collated{.column = std::nullopt,
                          .value = Expr{Collate{GroupKey(order.column), CollationOf(value)}},
                          .descending = key.descending,
                          .nulls = key.nulls};
      query_.order_by.push_back(std::move(collated));
    }
    key.column = order.column;
    key.is_text = KindOf(value) == TypeKind::kText;
    query_.order_by.push_back(std::move(key));
  }
}

namespace {

template <typename F>
void ForEachTable(Select& select, bool in_condition, const F& visit);

template <typename F>
void ForEachTable(TableRef& table, NodeVector<Join>& joins, bool in_condition, const F& visit) {
  if (table.derived) ForEachTable(*table.derived, in_condition, visit);
  visit(table, in_condition);
  for (Join& join : joins) ForEachTable(join.table, join.nested, in_condition, visit);
}

template <typename F>
void ForEachTable(Exprs& conditions, const F& visit) {
  for (Expr& condition : conditions) {
    if (auto* exists = std::get_if<Exists>(&condition.node)) {
      ForEachTable(*exists->rows, true, visit);
    }
    if (auto* logic = std::get_if<Logic>(&condition.node)) ForEachTable(logic->terms, visit);
  }
}

// Calls `visit(table, in_condition)` for each, behind those that it is made of itself;
// `in_condition`: of a sub-query there.
template <typename F>
void ForEachTable(Select& select, bool in_condition, const F& visit) {
  for (Select& part : select.union_all) ForEachTable(part, in_condition, visit);
  if (!select.union_all.empty()) return;
  ForEachTable(select.from, select.joins, in_condition, visit);
  ForEachTable(select.where, visit);
}

// A FULL JOIN that DuckDB cannot say where the rows of a query around it are in sight: of what
// reads a table of WITH.
bool JoinsFullWith(Select& select) {
  const auto is_full = [](const Join& join) { return join.kind == JoinKind::kFull; };
  if (std::none_of(select.joins.begin(), select.joins.end(), is_full)) return false;
  bool reads_with = false;
  ForEachTable(select, false, [&](const TableRef& table, bool) {
    reads_with = reads_with || !table.with.empty();
  });
  return reads_with;
}

}  // namespace

// Text that nobody has parsed, of escapes and of derived tables, is read where no other table's
// columns are in sight. The table that FROM begins with sees none. So is, of a condition, what
// JoinsFullWith.
void Lowering::MakeWith() {
  if (computed_.empty() && !JoinsText(plan_)) return;
  std::vector<TableRef*> tables;
  ForEachTable(query_, false, [&](TableRef& table, bool) {
    if (!table.derived) tables.push_back(&table);
  });
  std::vector<std::string_view> aliases;  // As query_.with.
  for (TableRef* table : tables) {
    const auto known = std::find(aliases.begin(), aliases.end(), table->alias);
    if (known != aliases.end()) {
      table->with = query_.with[static_cast<std::size_t>(known - aliases.begin())].name;
      continue;
    }
    WithEntry entry{.name = {}, .source = table->source, .computed = {}};
    for (const Computed& computed : computed_) {
      if (flow_.aliases[computed.alias].name != table->alias) continue;
      entry.computed.push_back(ComputedColumn{computed.name, Expr{Escape{computed.escape}}});
    }
    const bool is_joined_text = table != tables.front() && IsText(*table);
    if (entry.computed.empty() && !is_joined_text) continue;
    table->with = entry.name = NameOfWith(tables);
    query_.with.push_back(std::move(entry));
    aliases.push_back(table->alias);
  }
  if (query_.with.empty()) return;
  ForEachTable(query_, false, [&](TableRef& table, bool in_condition) {
    if (!in_condition || !table.derived || !JoinsFullWith(*table.derived)) return;
    WithEntry entry{.name = NameOfWith(tables), .rows = std::exchange(table.derived, {})};
    table.with = entry.name;
    query_.with.push_back(std::move(entry));
  });
}

// Whether a table other than the first of all is a text.
bool Lowering::JoinsText(const plan::LogicalPlan& plan) const {
  const auto is_text = [this](AliasIndex alias) {
    return TableOf(alias).source.kind == model::Source::Kind::kSql;
  };
  const auto joins_text = [&](const NodeVector<plan::PlannedJoin>& joins) {
    return std::any_of(joins.begin(), joins.end(),
                       [&](const plan::PlannedJoin& join) { return is_text(join.alias); });
  };
  for (const plan::LogicalPlan& nested : plan.per_rows) {
    if (JoinsText(nested)) return true;
  }
  if (plan.shares && std::any_of(plan.shares->wholes.begin(), plan.shares->wholes.end(),
                                 [this](const auto& whole) { return JoinsText(whole); })) {
    return true;
  }
  for (const plan::Block& block : plan.blocks) {
    if (&block != &plan_.blocks.front() && is_text(block.root)) return true;
    if (joins_text(block.joins)) return true;
    for (const plan::SemiJoin& semi : block.semi_joins) {
      if (is_text(semi.head.alias) || joins_text(semi.joins)) return true;
    }
  }
  return false;
}

bool Lowering::IsText(const TableRef& table) {
  return table.source->kind == model::Source::Kind::kSql;
}

// A name that none of the texts and tables of the statement means otherwise.
std::string_view Lowering::NameOfWith(const std::vector<TableRef*>& tables) {
  const auto taken = [&](const std::string& name) {
    for (const WithEntry& entry : query_.with) {
      if (entry.name == name) return true;
    }
    for (const TableRef* table : tables) {
      if (HoldsFolded(table->source->sql, name)) return true;
      for (const std::string& part : table->source->table_name) {
        if (HoldsFolded(part, name)) return true;
      }
    }
    return std::any_of(computed_.begin(), computed_.end(), [&](const Computed& computed) {
      const auto& texts = computed.escape->by_dialect;
      return std::any_of(texts.begin(), texts.end(),
                         [&](const auto& text) { return HoldsFolded(text.second, name); });
    });
  };
  std::string name;
  for (int number = 1; name.empty() || taken(name); ++number) {
    name = "semaflow_table_" + std::to_string(number);
  }
  query_.owned_names.push_back(std::make_unique<const std::string>(std::move(name)));
  return *query_.owned_names.back();
}

Result<Query> Lower(const plan::LogicalPlan& plan) {
  Result<Query> query;  // filled in its place, and returned without a move
  Lowering lowering(plan, *query);
  std::optional<Error> error = lowering.Run();
  if (!error && !plan.totals.empty()) error = LowerTotals(plan, lowering.TakeTotals(), *query);
  if (error) query = tl::unexpected(std::move(*error));
  return query;
}

}  // namespace semaflow::sql
