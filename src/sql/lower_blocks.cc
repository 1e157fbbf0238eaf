// Blocks: the rows of one table, what filters them, and how their groups come to the statement. A
// block that makes its rows distinct is a SELECT inside of another; several blocks are SELECTs that
// are joined on the dimensions.
#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/planted.h"
#include "expr/visit.h"
#include "plan/reads.h"
#include "sql/folded.h"
#include "sql/lowering.h"
#include "sql/visit.h"

namespace semaflow::sql {

using expr::kSelf;

// Several blocks may be of one table.
std::string_view Lowering::NameOfBlock(const plan::Block& block) {
  const std::string& name = flow_.aliases[block.root].name;
  const auto is_taken = [this](std::string_view taken) {
    return std::any_of(blocks_.begin(), blocks_.end(),
                       [taken](const BlockSelect& other) { return SameFolded(other.name, taken); });
  };
  if (!block.lists_groups && !(plan_.shares_time && is_taken(name))) return name;
  std::string longer = name;
  if (block.lists_groups) {
    longer += block.missing.empty() ? "_shown" : "_alone";
  } else {
    longer += "_by_" + TableOf(block.time.alias).dimensions[block.time.index].name;
  }
  const auto is_alias = [&](const model::Alias& alias) { return alias.name == longer; };
  while (std::any_of(flow_.aliases.begin(), flow_.aliases.end(), is_alias) || is_taken(longer)) {
    longer += '_';
  }
  query_.owned_names.push_back(std::make_unique<const std::string>(std::move(longer)));
  return *query_.owned_names.back();
}

void Lowering::MarkJoins(const NodeVector<plan::PlannedJoin>& joins) {
  for (const plan::PlannedJoin& join : joins) {
    PlaceOf(join.alias) = Place{.joined = true,
                                .nullable = join.nullable,
                                .multiplied = join.multiplies || PlaceOf(join.from).multiplied,
                                .join = &join};
  }
}

void Lowering::ForgetJoins(const plan::SemiJoin& semi, bool missing) {
  const Place place{.joined = missing, .nullable = missing, .missing = missing};
  PlaceOf(semi.head.alias) = place;
  for (const plan::PlannedJoin& join : semi.joins) PlaceOf(join.alias) = place;
}

void Lowering::MakeRows(BlockSelect& block) {
  const BlockIs at(*this, block);
  Select& rows = block.derived ? block.derived->rows : query_;
  rows.from = MakeTable(block.block->root);
  rows.joins = MakeJoins(block.block->joins);
  const auto& semi_joins = block.block->semi_joins;
  const auto is_taken = [&](std::uint32_t condition) {
    return std::any_of(semi_joins.begin(), semi_joins.end(), [&](const plan::SemiJoin& semi) {
      return std::find(semi.conditions.begin(), semi.conditions.end(), condition) !=
             semi.conditions.end();
    });
  };
  const expr::Exprs& where = WhereIn(plan_, *block.block);
  rows.where.reserve(where.size());
  for (std::uint32_t i = Planted(Bug::kConditionLost) ? 1 : 0; i < where.size(); ++i) {
    if (semi_joins.empty() || !is_taken(i)) AddConjunct(Condition(where[i]), rows.where);
  }
  for (const plan::SemiJoin& semi : semi_joins) {
    rows.where.push_back(SemiJoinOf(semi));
  }
}

// --- Rows that have partners.

Exists Lowering::ExistsOf(const plan::SemiJoin& semi, bool with_conditions) {
  PlaceOf(semi.head.alias) = Place{.joined = true, .join = &semi.head};
  MarkJoins(semi.joins);
  Select rows;
  rows.select.push_back(SelectItem{Own(std::int64_t{1}), {}});
  rows.from = MakeTable(semi.head.alias);
  rows.joins = MakeJoins(semi.joins);
  if (!Planted(Bug::kExistsUncorrelated)) rows.where = MakeOn(semi.head);
  if (with_conditions && !Planted(Bug::kExistsUnconditional)) {
    for (const std::uint32_t i : semi.conditions) {
      AddConjunct(Condition(WhereIn(plan_, *at_->block)[i]), rows.where);
    }
  }
  if (!at_->per_rows.empty()) JoinPerRowsOf(semi, rows.joins);
  ForgetJoins(semi, false);
  return Exists{std::move(rows), false};
}

Expr Lowering::SemiJoinOf(const plan::SemiJoin& semi) {
  if (semi.negated) {
    Exists none = ExistsOf(semi, false);
    none.negated = !Planted(Bug::kNotExistsLost);
    ForgetJoins(semi, true);
    return Expr{std::move(none)};
  }
  Expr found{ExistsOf(semi, true)};
  if (!semi.keeps_missing) return found;
  Exists none = ExistsOf(semi, false);
  none.negated = !Planted(Bug::kOrNotExistsLost);
  Exprs without;
  without.push_back(Expr{std::move(none)});
  ForgetJoins(semi, true);
  if (!Planted(Bug::kMissingUnasked)) {
    for (const std::uint32_t i : semi.conditions) {
      AddConjunct(Condition(WhereIn(plan_, *at_->block)[i]), without);
    }
  }
  ForgetJoins(semi, false);
  Exprs either;
  either.push_back(std::move(found));
  either.push_back(LogicOf(true, std::move(without)));
  return LogicOf(false, std::move(either));
}

// --- Rows that are made distinct: what aggregates take of them is a column.

bool Lowering::ReadsMultiplied(const Expr& expr) const {
  if (const auto* column = std::get_if<Column>(&expr.node)) {
    for (AliasIndex alias = 0; alias < flow_.aliases.size(); ++alias) {
      if (flow_.aliases[alias].name == column->table) return PlaceOf(alias).multiplied;
    }
    return IsPerRowMultiplied(column->table);
  }
  bool reads = std::holds_alternative<Escape>(expr.node);
  ForEachChild(expr, [&](const Expr& child) { reads = reads || ReadsMultiplied(child); });
  return reads;
}

void Lowering::NameKeys() {
  key_names_.reserve(plan_.dimension_count);
  for (std::uint32_t i = 0; i < plan_.dimension_count; ++i) {
    key_names_.push_back(FreeName(query_, plan_.columns[i].name, [&](std::string_view name) {
      return std::any_of(key_names_.begin(), key_names_.end(),
                         [name](std::string_view key) { return SameFolded(key, name); });
    }));
  }
}

// A name that no column of the block has.
std::string_view Lowering::NewName(std::string_view wanted, const BlockSelect& block) {
  return FreeName(query_, wanted, [&](std::string_view name) {
    const auto is_key = [name](std::string_view key) { return SameFolded(key, name); };
    const auto is_item = [name](const SelectItem& item) { return SameFolded(item.name, name); };
    const auto is_slot = [&](const BlockSelect& in) {
      const bool is_read_beside = plan_.parts_meet || &in == &block;
      return is_read_beside &&
             std::any_of(in.derived->slots.begin(), in.derived->slots.end(), is_item);
    };
    return std::any_of(key_names_.begin(), key_names_.end(), is_key) ||
           std::any_of(block.derived->values.begin(), block.derived->values.end(), is_item) ||
           std::any_of(block.derived->flags.begin(), block.derived->flags.end(), is_item) ||
           std::any_of(blocks_.begin(), blocks_.end(), is_slot);
  });
}

Expr Lowering::ValueOfRow(Expr value) {
  if (std::holds_alternative<Constant>(value.node)) return value;
  const std::string_view table = at_->name;
  const auto* column = std::get_if<Column>(&value.node);
  if (column != nullptr) {
    for (const SelectItem& item : at_->derived->values) {
      const auto* known = std::get_if<Column>(&item.value.node);
      if (known != nullptr && known->table == column->table && known->name == column->name) {
        return Expr{Column{table, item.name}};
      }
    }
  }
  const std::string_view name = NewName(column != nullptr ? column->name : "value", *at_);
  at_->derived->values.push_back(SelectItem{std::move(value), name});
  return Expr{Column{table, name}};
}

Expr Lowering::FlagOfRow(Expr condition) {
  if (!ReadsMultiplied(condition) || Planted(Bug::kFlagIsAValue))
    return ValueOfRow(std::move(condition));
  const std::string_view name = NewName("passes", *at_);
  using F = expr::AggregateFunction;
  AggregateCall any{.function = Planted(Bug::kFlagOfAll) ? F::kBoolAnd : F::kBoolOr,
                    .args = {},
                    .kind = TypeKind::kBoolean,
                    .distinct = false,
                    .name = {},
                    .order_by = {},
                    .filter = {}};
  any.args.push_back(std::move(condition));
  at_->derived->flags.push_back(SelectItem{Expr{Aggregate{std::move(any)}}, name});
  return Expr{Column{at_->name, name}};
}

// --- Blocks side by side.

Lowering::BlockSelect& Lowering::BlockOf(const model::TakenRows& rows) {
  const auto block = std::find_if(blocks_.begin(), blocks_.end(), [&](const BlockSelect& b) {
    return b.block->root == rows.alias && b.block->time == rows.time && !b.block->lists_groups;
  });
  SEMA_CHECK(block != blocks_.end(), "an aggregate of rows that no block has");
  return *block;
}

// The rows that an aggregate over `home` takes, where it stands.
model::TakenRows Lowering::TakenAt(AliasIndex home) const {
  if (!plan_.shares_time) return {.alias = home, .time = {}};
  return {.alias = home, .time = model::OwnTime(flow_, home, given_time_)};
}

const Lowering::Slot* Lowering::KnownSlot(const expr::AggregateDetails& details,
                                          AliasIndex self) const {
  for (const Slot& slot : at_->derived->known) {
    const bool same_filters = Planted(Bug::kSlotOfOtherFilter) ||
                              std::equal(slot.filters.begin(), slot.filters.end(), filters_.begin(),
                                         filters_.end(), [](const Filter& a, const Filter& b) {
                                           return a.condition == b.condition && a.self == b.self;
                                         });
    if (slot.aggregate == &details && slot.self == self && same_filters) return &slot;
  }
  return nullptr;
}

bool AreSame(const AggregateCall& a, const AggregateCall& b) {
  const auto is_plain = [](const AggregateCall& call) {
    return (!call.filter || Planted(Bug::kSlotWithoutFilter)) && call.order_by.empty() &&
           call.fraction == 0.5;
  };
  const auto same_column = [](const Expr& x, const Expr& y) {
    const auto* left = std::get_if<Column>(&x.node);
    const auto* right = std::get_if<Column>(&y.node);
    return left != nullptr && right != nullptr && left->table == right->table &&
           left->name == right->name;
  };
  return a.function == b.function && a.percentile == b.percentile && is_plain(a) && is_plain(b) &&
         std::equal(a.args.begin(), a.args.end(), b.args.begin(), b.args.end(), same_column);
}

// The column of the block that holds the aggregate.
std::string_view Lowering::NameOfSlot(BlockSelect& block, AggregateCall call,
                                      std::string_view wanted) {
  for (const SelectItem& item : block.derived->slots) {
    if (AreSame(*std::get<Aggregate>(item.value.node).call, call)) return item.name;
  }
  const std::string_view name = NewName(wanted, block);
  block.derived->slots.push_back(SelectItem{Expr{Aggregate{std::move(call)}}, name});
  return name;
}

// True when the statement has groups that the block has not.
bool Lowering::MayMiss(const BlockSelect& block) const {
  if (!plan_.grouped) return false;
  const auto bringing = std::count_if(blocks_.begin(), blocks_.end(),
                                      [](const BlockSelect& b) { return b.block->brings_groups; });
  return !block.block->brings_groups || bringing > 1;
}

Expr Lowering::SlotColumn(const BlockSelect& block, std::string_view name,
                          expr::AggregateFunction function) const {
  Expr value{Column{TableOfSlots(block), name}};
  if (on_totals_) {
    const auto slot = std::find_if(block.derived->slots.begin(), block.derived->slots.end(),
                                   [name](const SelectItem& item) { return item.name == name; });
    SEMA_CHECK(slot != block.derived->slots.end(), "a slot that the block has not");
    const TypeKind kind = std::get<Aggregate>(slot->value.node).call->kind;
    value = AgainOver(std::move(value), function, kind);
  }
  const bool may_miss = (on_totals_ || MayMiss(block)) && !Planted(Bug::kCountOfMissingIsNull);
  if (!CountsRows(function) || !may_miss) return value;
  static const semaflow::Value kZero = std::int64_t{0};
  Exprs args;
  args.reserve(2);
  args.push_back(std::move(value));
  args.push_back(Expr{Constant{&kZero, false}});
  return Expr{Function{expr::Function::kCoalesce, std::move(args), TypeKind::kUnknown}};
}

// The aggregate of all rows, from those of the groups.
Expr Lowering::AgainOver(Expr slot, expr::AggregateFunction function, TypeKind kind) {
  AggregateCall again = CountOfRows();
  again.function = CountsRows(function) ? expr::AggregateFunction::kSum : function;
  const bool is_whole = CountsRows(function) ||
                        (function == expr::AggregateFunction::kSum && kind == TypeKind::kBoolean);
  again.kind = is_whole ? TypeKind::kInteger : kind;
  again.args.push_back(std::move(slot));
  return Expr{Aggregate{std::move(again)}};
}

AggregateCall Lowering::CountOfRows() {
  return AggregateCall{.function = expr::AggregateFunction::kCount,
                       .args = {},
                       .kind = TypeKind::kUnknown,
                       .distinct = false,
                       .name = {},
                       .order_by = {},
                       .filter = {}};
}

// The number of rows of a group of the block; NULL where it has no such group.
Expr Lowering::CountIn(BlockSelect& block) {
  Expr rows{Column{TableOfSlots(block), NameOfSlot(block, CountOfRows(), "rows")}};
  if (!on_totals_) return rows;
  return AgainOver(std::move(rows), expr::AggregateFunction::kCount, TypeKind::kUnknown);
}

// Whether a table that the measure aggregates has a row in the group.
Expr Lowering::HasRows(const expr::Expr& measure, AliasIndex self) {
  NodeVector<model::TakenRows> rows;
  model::ForEachTaken(
      model_, flow_, measure, self,
      [&](const model::TakenRows& taken) {
        const auto is_same = [&](const model::TakenRows& known) {
          return known.alias == taken.alias && (!plan_.shares_time || known.time == taken.time);
        };
        if (std::none_of(rows.begin(), rows.end(), is_same)) rows.push_back(taken);
        if (!plan_.shares_time) rows.back().time = {};
      },
      given_time_);
  Exprs either;
  for (const model::TakenRows& taken : rows) {
    Expr counted = IsSideBySide()
                       ? CountIn(Planted(Bug::kRowsOfFirstBlock) ? blocks_.front() : BlockOf(taken))
                       : Expr{Aggregate{CountOfRows()}};
    either.push_back(Expr{Binary{Operator::kGt, std::move(counted), Own(std::int64_t{0})}});
  }
  return LogicOf(Planted(Bug::kAllTablesNeeded), std::move(either));
}

// --- The dimensions of a group.

Expr Lowering::GroupKey(std::uint32_t column) {
  if (is_derived_) return MergedKey(column, blocks_.size());
  const bool on_groups = std::exchange(on_groups_, false);
  Expr key = Value(plan_.columns[column].value);
  on_groups_ = on_groups;
  return key;
}

Expr Lowering::KeyOfBlock(const BlockSelect& block, std::uint32_t column) const {
  return Expr{Column{block.name, key_names_[column]}};
}

// The value of a dimension in the first `blocks` blocks; where one has no group it is NULL.
Expr Lowering::MergedKey(std::uint32_t column, std::size_t blocks) const {
  if (plan_.parts_meet) return KeyOfBlock(blocks_.front(), column);
  Exprs keys;
  for (std::size_t i = 0; i < blocks; ++i) {
    if (blocks_[i].block->brings_groups) keys.push_back(KeyOfBlock(blocks_[i], column));
  }
  if (keys.size() == 1 || Planted(Bug::kKeyOfFirstBlock)) return std::move(keys.front());
  return Expr{Function{expr::Function::kCoalesce, std::move(keys), TypeKind::kUnknown}};
}

bool Lowering::KeyIsNullable(std::uint32_t column) {
  if (!IsSideBySide()) return Nullable(plan_.columns[column].value);
  return std::any_of(blocks_.begin(), blocks_.end(), [&](BlockSelect& block) {
    const BlockIs at(*this, block);
    return block.block->brings_groups && Nullable(DimensionIn(plan_, *block.block, column));
  });
}

// Whether blocks may give a dimension in several types.
bool Lowering::KeysDiffer(std::uint32_t column) const {
  const expr::Expr& first = DimensionIn(plan_, *blocks_.front().block, column);
  return std::any_of(blocks_.begin(), blocks_.end(), [&](const BlockSelect& block) {
    return !block.block->missing.empty() || !(DimensionIn(plan_, *block.block, column) == first);
  });
}

// --- Putting the blocks into the statement.

// Makes the block a SELECT of its dimensions and, side by side, of its slots.
void Lowering::FinishBlock(BlockSelect& block) {
  const BlockIs at(*this, block);
  Exprs shown;
  if (IsSideBySide() && !block.block->sparse.empty()) {
    in_slots_ = false;
    AddSparse(block, shown);
    in_slots_ = true;
  }
  const std::uint32_t dimensions = plan_.dimension_count;
  NodeVector<SelectItem> keys;
  keys.reserve(dimensions);
  for (std::uint32_t i = 0; i < dimensions; ++i) {
    keys.push_back(SelectItem{Value(DimensionIn(plan_, *block.block, i)), key_names_[i]});
  }
  JoinPerRows(block.derived->rows.joins);
  const std::string_view name = block.name;
  if (IsDistinct(block)) {
    for (const std::uint32_t column : block.block->distinct_by) {
      if (Planted(Bug::kDistinctWithoutKey)) break;
      ValueOfRow(ColumnOf(block.block->root, column));
    }
    if (block.block->numbers_rows) ValueOfRow(NumberOf(block.block->root));
    Select rows = std::exchange(block.derived->rows, {});
    rows.select = std::move(keys);
    for (SelectItem& item : block.derived->values) rows.select.push_back(std::move(item));
    if (block.block->distinct_partners) {
      MakePartnersDistinct(*block.block, rows);
    } else if (block.derived->flags.empty()) {
      rows.distinct = true;
    } else {
      rows.group_by = static_cast<std::uint32_t>(rows.select.size());
      for (SelectItem& item : block.derived->flags) rows.select.push_back(std::move(item));
    }
    block.derived->rows.from =
        TableRef{.source = nullptr, .alias = name, .derived = std::move(rows)};
    keys.clear();
    for (std::uint32_t i = 0; i < dimensions; ++i) {
      keys.push_back(SelectItem{KeyOfBlock(block, i), key_names_[i]});
    }
  }
  if (!IsSideBySide()) return;
  block.derived->rows.select = std::move(keys);
  if (&block == &blocks_.front() && !IsNeeded(block)) CountIn(block);  // FROM needs one row
  for (SelectItem& item : block.derived->slots)
    block.derived->rows.select.push_back(std::move(item));
  block.derived->rows.having = std::move(shown);
  if (block.derived->slots.empty() && block.derived->rows.having.empty()) {
    block.derived->rows.distinct = true;
  } else {
    block.derived->rows.group_by = dimensions;
  }
  if (block.block->key_first != model::kNone) AggregateByKey(*block.block, block.derived->rows);
}

// Whether the statement would be another without the block: a condition may turn out to read
// nothing
// (`not in []`).
bool Lowering::IsNeeded(const BlockSelect& block) const {
  return !block.derived->slots.empty() || (plan_.grouped && block.block->brings_groups);
}

namespace {

// Some dialects compare lists of values, which have to be of one type.
Expr InOneType(Expr key, const DataType& type) {
  switch (type.kind) {
    case TypeKind::kInteger:
    case TypeKind::kFloat:
    case TypeKind::kText:
    case TypeKind::kTimestamp:
      return Expr{Cast{.operand = std::move(key), .to = type, .implied = true}};
    default:
      return key;
  }
}

}  // namespace

void Lowering::PutTogether() {
  for (BlockSelect& block : blocks_) FinishBlock(block);
  if (!IsSideBySide()) {
    query_.from = std::move(blocks_.front().derived->rows.from);
    return;
  }
  const auto table = [this](BlockSelect& block) {
    return TableRef{
        .source = nullptr, .alias = block.name, .derived = std::move(block.derived->rows)};
  };
  if (plan_.parts_meet) {
    PutPartsTogether();
    query_.from = table(blocks_.front());
    return;
  }
  query_.from = table(blocks_.front());
  for (std::size_t i = 1; i < blocks_.size(); ++i) {
    BlockSelect& block = blocks_[i];
    if (!IsNeeded(block)) continue;
    Join join{.kind = JoinKind::kCross, .table = table(block), .nested = {}, .on = {}};
    if (plan_.grouped) {
      const bool is_full = block.block->brings_groups && !Planted(Bug::kLeftForFull);
      join.kind = is_full ? JoinKind::kFull : JoinKind::kLeft;
      if (Planted(Bug::kInnerForLeft) && !is_full) join.kind = JoinKind::kInner;
      for (std::uint32_t column = 0; column < plan_.dimension_count; ++column) {
        const bool nullable = KeyIsNullable(column) && !Planted(Bug::kPlainEqual);
        Expr merged = MergedKey(column, i);
        Expr own = KeyOfBlock(block, column);
        if (nullable && KeysDiffer(column)) {
          const DataType& type = plan_.columns[column].type;
          merged = InOneType(std::move(merged), type);
          own = InOneType(std::move(own), type);
        }
        join.on.push_back(Expr{Binary{nullable ? Operator::kIsNotDistinct : Operator::kEq,
                                      std::move(merged), std::move(own)}});
      }
    }
    query_.joins.push_back(std::move(join));
  }
  if (!wholes_.empty()) JoinWholes();
}

}  // namespace semaflow::sql
