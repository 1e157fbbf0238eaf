// Rows that are aggregated by the key of a join before they are joined: the SELECT of a block reads
// parts, one for each key, where it read the rows of its table.
#include <utility>

#include "base/check.h"
#include "base/planted.h"
#include "sql/folded.h"
#include "sql/lowering.h"
#include "sql/visit.h"

namespace semaflow::sql {
namespace {

class Parts {
 public:
  Parts(Query& query, std::string_view table, std::string_view key) : query_(query), table_(table) {
    parts_.select.push_back(SelectItem{Expr{Column{table, key}}, key});
    parts_.group_by = 1;
  }

  // Puts what is made of the parts into the place of each aggregate. `name`: of the column that the
  // expression is.
  void TakeFrom(Expr& expr, std::string_view name) {
    auto* aggregate = std::get_if<Aggregate>(&expr.node);
    if (aggregate == nullptr) {
      return ForEachChild(expr, [this](Expr& child) { TakeFrom(child, "part"); });
    }
    const expr::AggregateFunction function = aggregate->call->function;
    const TypeKind kind = aggregate->call->kind;
    expr = Together(Expr{Column{table_, NameOf(std::move(expr), name)}}, function, kind);
  }

  Select Take(TableRef from) {
    parts_.from = std::move(from);
    return std::move(parts_);
  }

 private:
  std::string_view NameOf(Expr aggregate, std::string_view wanted) {
    const AggregateCall& call = *std::get<Aggregate>(aggregate.node).call;
    for (std::size_t i = 1; i < parts_.select.size(); ++i) {
      const SelectItem& known = parts_.select[i];
      if (AreSame(*std::get<Aggregate>(known.value.node).call, call)) return known.name;
    }
    const std::string_view name = FreeName(query_, wanted, [this](std::string_view taken) {
      return std::any_of(parts_.select.begin(), parts_.select.end(),
                         [taken](const SelectItem& item) { return SameFolded(item.name, taken); });
    });
    parts_.select.push_back(SelectItem{std::move(aggregate), name});
    return name;
  }

  // A count is a sum of counts, which has a larger type; no group is without a part.
  static Expr Together(Expr part, expr::AggregateFunction function, TypeKind kind) {
    using F = expr::AggregateFunction;
    AggregateCall again{.function = function == F::kCount ? F::kSum : function};
    const bool is_whole = function == F::kSum && kind == TypeKind::kBoolean;
    again.kind = is_whole ? TypeKind::kInteger : kind;
    if (Planted(Bug::kPartsAreCounted)) again.function = function;
    again.args.push_back(std::move(part));
    Expr whole{Aggregate{std::move(again)}};
    if (function != F::kCount) return whole;
    return Expr{Cast{std::move(whole), DataType{.kind = TypeKind::kInteger}, false}};
  }

  Query& query_;
  std::string_view table_;
  Select parts_;
};

}  // namespace

void Lowering::AggregateByKey(const plan::Block& block, Select& select) {
  const std::string_view table = select.from.alias;
  Parts parts(query_, table, TableOf(block.root).columns[block.key_first].name);
  for (std::size_t i = select.group_by; i < select.select.size(); ++i) {
    parts.TakeFrom(select.select[i].value, select.select[i].name);
  }
  for (Expr& condition : select.having) parts.TakeFrom(condition, "part");
  for (QueryOrder& order : select.order_by) parts.TakeFrom(order.value, "part");
  TableRef rows = std::move(select.from);
  select.from = TableRef{.source = nullptr, .alias = table, .derived = parts.Take(std::move(rows))};
}

namespace {

// Calls what `expr` reads of `table` by new names, as columns of `to`.
struct Renamed {
  std::string_view name;
  std::string_view by;
};
void ReadFrom(Expr& expr, const NodeVector<Renamed>& names, std::string_view to) {
  auto* column = std::get_if<Column>(&expr.node);
  if (column == nullptr) {
    return ForEachChild(expr, [&](Expr& child) { ReadFrom(child, names, to); });
  }
  const auto renamed = std::find_if(names.begin(), names.end(), [column](const Renamed& known) {
    return known.name == column->name;
  });
  SEMA_CHECK(renamed != names.end(), "a part that its table has not");
  *column = Column{to, renamed->by};
}

}  // namespace

// The parts of the second block below those of the first: the key, then what the first makes, then
// what the second makes, NULL where a part is of the other.
void Lowering::PutPartsTogether() {
  Select& rows = blocks_.front().derived->rows;
  Select& other = blocks_.back().derived->rows;
  Select first = std::move(*rows.from.derived);
  Select second = std::move(*other.from.derived);
  NodeVector<SelectItem> seconds;  // The columns of the second part.
  seconds.push_back(SelectItem{std::move(second.select.front().value), first.select.front().name});
  const std::size_t own = first.select.size();
  for (std::size_t i = 1; i < own; ++i) {
    seconds.push_back(SelectItem{Nothing(), first.select[i].name});
  }
  NodeVector<Renamed> names;
  for (std::size_t i = 1; i < second.select.size(); ++i) {
    SelectItem& item = second.select[i];
    const std::string_view name = FreeName(query_, item.name, [&](std::string_view taken) {
      return std::any_of(
          first.select.begin(), first.select.end(),
          [taken](const SelectItem& known) { return SameFolded(known.name, taken); });
    });
    names.push_back({item.name, name});
    first.select.push_back(SelectItem{Nothing(), name});
    if (Planted(Bug::kPartsOfSecondLost)) item.value = Nothing();
    seconds.push_back(SelectItem{std::move(item.value), name});
  }
  second.select = std::move(seconds);
  for (std::size_t i = plan_.dimension_count; i < other.select.size(); ++i) {
    ReadFrom(other.select[i].value, names, rows.from.alias);
    rows.select.push_back(std::move(other.select[i]));
  }
  Select parts;
  parts.union_all.push_back(std::move(first));
  parts.union_all.push_back(std::move(second));
  rows.from.derived = std::move(parts);
}

namespace {

// Reads what `partners` call the columns of `table`, and adds to them those that they have not.
class KeysOfPartners {
 public:
  KeysOfPartners(Query& query, std::string_view table, Select& partners)
      : query_(query), table_(table), partners_(partners), dimensions_(partners.select.size()) {}

  void ReadIn(Expr& expr) {
    auto* column = std::get_if<Column>(&expr.node);
    if (column == nullptr) return ForEachChild(expr, [this](Expr& child) { ReadIn(child); });
    if (column->table == table_) column->name = NameOf(column->name);
  }

 private:
  std::string_view NameOf(std::string_view column) {
    for (std::size_t i = dimensions_; i < partners_.select.size(); ++i) {
      const SelectItem& item = partners_.select[i];
      if (std::get<Column>(item.value.node).name == column) return item.name;
    }
    const std::string_view name = FreeName(query_, column, [this](std::string_view taken) {
      return std::any_of(partners_.select.begin(), partners_.select.end(),
                         [taken](const SelectItem& item) { return SameFolded(item.name, taken); });
    });
    partners_.select.push_back(SelectItem{Expr{Column{table_, column}}, name});
    return name;
  }

  Query& query_;
  std::string_view table_;
  Select& partners_;
  std::size_t dimensions_;
};

}  // namespace

// `rows`: a row for each of the root and of its partners; the first columns are the dimensions.
void Lowering::MakePartnersDistinct(const plan::Block& block, Select& rows) {
  const auto planned = std::find_if(block.joins.begin(), block.joins.end(),
                                    [](const plan::PlannedJoin& join) { return join.multiplies; });
  const std::string_view table = flow_.aliases[planned->alias].name;
  const auto join = std::find_if(rows.joins.begin(), rows.joins.end(),
                                 [&](const Join& made) { return made.table.alias == table; });
  Select partners;
  partners.distinct = !Planted(Bug::kPartnersRepeat);
  for (std::uint32_t i = 0; i < plan_.dimension_count; ++i) {
    SelectItem& key = rows.select[i];
    if (!ReadsMultiplied(key.value)) continue;
    partners.select.push_back(SelectItem{std::move(key.value), key.name});
    key.value = Expr{Column{table, key.name}};
  }
  KeysOfPartners keys(query_, table, partners);
  for (Expr& condition : join->on) keys.ReadIn(condition);
  partners.from = std::move(join->table);
  join->table = TableRef{.source = nullptr, .alias = table, .derived = std::move(partners)};
}

}  // namespace semaflow::sql
