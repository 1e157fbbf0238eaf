// Pages: the statement of all rows becomes that of one page. Its order is total, so a page is the
// rows behind the last row of the page before, whose order keys the cursor holds. Keys that the
// answer does not show become hidden columns behind its own.
//
//   first page      the statement itself, one row longer than the page
//   next page       SELECT ... FROM (the statement) WHERE behind the keys ORDER BY ... LIMIT
//   number of rows  SELECT ... FROM (SELECT count(*) FROM (the statement)) LEFT JOIN (the page)
#include <algorithm>
#include <array>
#include <utility>

#include "base/check.h"
#include "plan/pages.h"
#include "sql/compile.h"
#include "sql/folded.h"
#include "sql/lowering.h"

namespace semaflow::sql {

using request::ResolvedOrder;

namespace {

// Names that no text of a model means.
constexpr std::string_view kPage = "semaflow_page";
constexpr std::string_view kTotal = "semaflow_total";
constexpr std::string_view kRows = "semaflow_rows";
constexpr std::string_view kAll = "semaflow_all";
constexpr std::string_view kIsRow = "semaflow_is_row";

TableRef Derived(Select select, std::string_view alias) {
  return TableRef{.source = nullptr, .alias = alias, .derived = std::move(select)};
}

}  // namespace

std::shared_ptr<const PageInfo> PageOf(const plan::LogicalPlan& plan) {
  PageInfo info{.size = plan.page->size, .total_rows = plan.page->total_rows, .keys = {}};
  info.keys.reserve(plan.order.size());
  for (const plan::PlannedOrder& order : plan.order) {
    const bool hidden = order.column == ResolvedOrder::kNotSelected;
    const std::uint32_t column =
        hidden ? static_cast<std::uint32_t>(plan.columns.size()) + info.hidden++ : order.column;
    info.keys.push_back(
        {.column = column, .untold = plan::KindOfKey(plan, order) == TypeKind::kUnknown});
  }
  if (info.total_rows) info.hidden += 2;
  if (plan.page->after) info.after = *plan.page->after;
  const auto& [model, request, ranges] = plan.page->binding;
  info.binding = {model, request, ranges};
  return std::make_shared<const PageInfo>(std::move(info));
}

void Lowering::CutPage() {
  const request::ResolvedPage& page = *plan_.page;
  std::optional<Select> all;
  if (page.total_rows) {
    all = static_cast<const Select&>(query_);
    all->order_by = {};
    all->limit = all->offset = std::nullopt;
  }
  const NodeVector<PageKey> keys = KeysOfPage();
  const bool recast = page.size > 0 && std::any_of(keys.begin(), keys.end(),
                                                   [](const PageKey& key) { return key.as_text; });
  if (page.after || recast) {
    if (!query_.limit && !query_.offset) query_.order_by = {};
    ReadFromPage();
    if (page.after) query_.where.push_back(AfterKeys(keys));
    OrderPage(keys);
  }
  if (page.size > 0) query_.limit = std::min(query_.limit.value_or(page.size + 1), page.size + 1);
  if (!all) return;
  CountRows(*std::move(all));
  OrderPage(keys);
}

// Gives the keys that are not shown a column, and finds all of them in the order of the statement.
NodeVector<Lowering::PageKey> Lowering::KeysOfPage() {
  NodeVector<PageKey> keys;
  keys.reserve(query_.order_by.size());
  const auto* after = plan_.page->after ? plan_.page->after->data() : nullptr;
  auto made = query_.order_by.begin();
  std::uint32_t hidden = 0;
  for (const plan::PlannedOrder& order : plan_.order) {
    const bool is_hidden = order.column == ResolvedOrder::kNotSelected;
    const expr::Expr& value = is_hidden ? order.value : plan_.columns[order.column].value;
    PageKey key{
        .column = order.column,
        .collation = {},
        .is_text = KindOf(value) == TypeKind::kText,
        .as_text = KindOf(value) == TypeKind::kText && ProvenKindOf(value) != TypeKind::kText,
        .descending = made->descending,
        .nulls = made->nulls,
        .after = after};
    if (after != nullptr) ++after;
    if (is_hidden) {
      query_.owned_names.push_back(
          std::make_unique<const std::string>("semaflow_key_" + std::to_string(++hidden)));
      key.column = static_cast<std::uint32_t>(query_.select.size());
      query_.select.push_back(
          SelectItem{std::exchange(made->value, Nothing()), *query_.owned_names.back()});
      made->column = key.column;
    } else if (!made->column) {
      PageKey collated = key;
      collated.collation = CollationOf(value);
      keys.push_back(collated);
      ++made;
    }
    keys.push_back(key);
    ++made;
  }
  SEMA_CHECK(made == query_.order_by.end(),
             "an order key of the statement that is none of the plan");
  return keys;
}

// The statement becomes a table that is read by another one, column by column. Names that the
// answer tells apart and the database may not get others inside.
void Lowering::ReadFromPage() {
  Select inner = std::exchange(static_cast<Select&>(query_), Select{});
  NodeVector<std::string_view> names;
  names.reserve(inner.select.size());
  query_.select.reserve(inner.select.size());
  for (SelectItem& item : inner.select) {
    const std::string_view shown = item.name;
    const bool taken = std::any_of(names.begin(), names.end(), [shown](std::string_view name) {
      return SameFolded(name, shown);
    });
    if (taken) {
      query_.owned_names.push_back(std::make_unique<const std::string>(
          "semaflow_column_" + std::to_string(names.size() + 1)));
      item.name = *query_.owned_names.back();
    }
    names.push_back(item.name);
    query_.select.push_back(SelectItem{Expr{Column{kPage, item.name}}, shown});
  }
  query_.from = Derived(std::move(inner), kPage);
}

Expr Lowering::KeyOfPage(const PageKey& key) const {
  Expr value = query_.select[key.column].value;
  if (key.as_text) value = CastTo(std::move(value), TypeKind::kText);
  if (!key.collation.empty()) value = Expr{Collate{std::move(value), key.collation}};
  return value;
}

void Lowering::OrderPage(const NodeVector<PageKey>& keys) {
  query_.order_by.reserve(keys.size());
  for (const PageKey& key : keys) {
    QueryOrder order{.column = key.column,
                     .value = Nothing(),
                     .descending = key.descending,
                     .nulls = key.nulls,
                     .is_text = key.is_text};
    if (key.as_text || !key.collation.empty()) {
      order.column = std::nullopt;
      order.value = KeyOfPage(key);
    }
    query_.order_by.push_back(std::move(order));
  }
}

// Whether the key alone tells that a row is behind; nullopt: it never does.
std::optional<Expr> Lowering::AfterKey(const PageKey& key, const Expr& column) {
  if (std::holds_alternative<Null>(*key.after)) {
    if (key.nulls != NullsPlace::kFirst) return std::nullopt;
    return IsNotNullOf(column);
  }
  Expr bound{Constant{key.after, true}};
  if (!key.collation.empty() || key.is_text) {
    bound = Expr{Collate{std::move(bound), key.collation}};
  }
  Expr behind{Binary{key.descending ? Operator::kLt : Operator::kGt, column, std::move(bound)}};
  if (key.nulls != NullsPlace::kLast) return behind;
  Exprs either;
  either.push_back(std::move(behind));
  either.push_back(IsNullOf(column));
  return LogicOf(false, std::move(either));
}

// A row is behind by its first key, or has the same one and is behind by the others. Exact with
// NULLs: a comparison of a NULL is not true, and NULL is asked for by name.
Expr Lowering::AfterKeys(const NodeVector<PageKey>& keys) {
  std::optional<Expr> after;
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    const Expr column = KeyOfPage(*key);
    Exprs either;
    if (std::optional<Expr> behind = AfterKey(*key, column)) either.push_back(*std::move(behind));
    if (after) {
      Expr bound{Constant{key->after, true}};
      if (!key->collation.empty()) bound = Expr{Collate{std::move(bound), key->collation}};
      Expr same = std::holds_alternative<Null>(*key->after)
                      ? IsNullOf(column)
                      : Expr{Binary{Operator::kEq, column, std::move(bound)}};
      either.push_back(Both(std::move(same), *std::move(after)));
    }
    after.reset();
    if (!either.empty()) after = LogicOf(false, std::move(either));
  }
  return after ? *std::move(after) : Own(false);
}

// Puts the number of rows beside each row of the page; beside none where it has none.
void Lowering::CountRows(Select all) {
  query_.select.push_back(SelectItem{Own(true), kIsRow});
  ReadFromPage();
  Select counted;
  counted.select.push_back(SelectItem{Expr{Aggregate{CountOfRows()}}, kRows});
  counted.from = Derived(std::move(all), kAll);
  Join page{.kind = JoinKind::kLeft, .table = std::move(query_.from), .nested = {}, .on = {}};
  page.on.push_back(Own(true));
  query_.from = Derived(std::move(counted), kTotal);
  query_.joins.push_back(std::move(page));
  query_.select.push_back(SelectItem{Expr{Column{kTotal, kRows}}, kRows});
}

}  // namespace semaflow::sql
