#include "plan/checker.h"

#include <algorithm>
#include <bit>
#include <utility>
#include <variant>

#include "base/overloaded.h"
#include "base/string_map.h"
#include "expr/visit.h"
#include "plan/graph_terms.h"
#include "plan/per_rows.h"

namespace semaflow::plan {
namespace {

using expr::As;
using expr::Expr;

std::uint64_t Mix(std::uint64_t seed, std::uint64_t value) {
  std::uint64_t x = seed + 0x9e3779b97f4a7c15U + value;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

std::uint64_t HashText(std::string_view text) { return TransparentHash{}(text); }

std::uint64_t HashValue(const Value& value) {
  const std::uint64_t content = std::visit(
      Overloaded{
          [](Null) { return std::uint64_t{0}; },
          [](bool b) { return std::uint64_t{b}; },
          [](std::int64_t n) { return static_cast<std::uint64_t>(n); },
          [](double d) { return std::bit_cast<std::uint64_t>(d); },
          [](const Decimal& d) { return HashText(d.text); },
          [](const std::string& text) { return HashText(text); },
          [](Date d) { return static_cast<std::uint64_t>(d.days); },
          [](Timestamp t) { return static_cast<std::uint64_t>(t.micros); },
          [](Instant t) { return static_cast<std::uint64_t>(t.micros); },
          [](TimeOfDay t) { return static_cast<std::uint64_t>(t.micros); },
          [](const Interval& i) {
            const auto [months, days, micros] = i;
            return Mix(Mix(static_cast<std::uint64_t>(months), static_cast<std::uint64_t>(days)),
                       static_cast<std::uint64_t>(micros));
          },
          [](const Binary& b) { return HashText(b.bytes); },
      },
      value);
  return Mix(value.index(), content);
}

std::uint64_t HashField(const time::TimeField& field) {
  const auto [kind, grain, part] = field;
  return static_cast<std::uint64_t>(kind) | static_cast<std::uint64_t>(grain) << 8 |
         static_cast<std::uint64_t>(part) << 16;
}

// Of the node alone. Operators of conditions and their `negated` are left out: splitting changes
// them, and cannot lose them without losing an operand.
std::uint64_t HashNode(const Expr& node) {
  if (const auto* ref = As<expr::Ref>(node)) {
    const auto& [kind, alias, index, field, per] = *ref;
    const std::uint64_t member = static_cast<std::uint64_t>(kind) | std::uint64_t{alias} << 8 |
                                 std::uint64_t{index} << 24 | std::uint64_t{per} << 48;
    return Mix(member, HashField(field));
  }
  return std::visit(
      Overloaded{
          [](const expr::Literal& literal) {
            const auto& [value, bound] = literal;
            return Mix(bound ? 1 : 2, HashValue(value));
          },
          [](const expr::Ref&) { return std::uint64_t{0}; },  // Above.
          [](const expr::Call& call) {
            return Mix(Mix(4, static_cast<std::uint64_t>(call.function)), HashField(call.field));
          },
          [](const expr::Aggregate& aggregate) {
            return Mix(5, static_cast<std::uint64_t>(aggregate.function));
          },
          [](const expr::Cast& cast) { return Mix(6, static_cast<std::uint64_t>(cast.to.kind)); },
          [](const expr::SqlEscape& escape) {
            std::uint64_t sum = 7;
            for (const auto& [dialect, text] : escape.by_dialect) sum = Mix(sum, HashText(text));
            return sum;
          },
          [](const expr::Name&) { return std::uint64_t{8}; },
          [](const expr::Unary&) { return std::uint64_t{0}; },
          [](const expr::Binary&) { return std::uint64_t{0}; },
          [](const expr::InList&) { return std::uint64_t{9}; },
          [](const expr::Between&) { return std::uint64_t{10}; },
          [](const expr::IsNull&) { return std::uint64_t{11}; },
          [](const expr::Like&) { return std::uint64_t{12}; },
          [](const expr::Case&) { return std::uint64_t{13}; },
          [](const expr::Filtered&) { return std::uint64_t{14}; },
          [](const expr::Share&) { return std::uint64_t{16}; },
      },
      node.node);
}

std::uint64_t SumOf(const Expr& expr) {
  std::uint64_t sum = 0;
  expr::ForEachNode(expr, [&sum](const Expr& node) { sum += HashNode(node); });
  return sum;
}

std::uint64_t OrderSum(std::uint32_t column, std::uint64_t value, bool descending,
                       bool nulls_first) {
  const std::uint64_t key =
      column == request::ResolvedOrder::kNotSelected ? value : Mix(15, column);
  return Mix(key, (descending ? 1U : 0U) | (nulls_first ? 2U : 0U));
}

// Whether a node of `whole` is what a share there is of: a total need not keep that.
[[gnu::noinline, gnu::cold]] bool IsOfAShare(const Expr& node, const Expr& whole) {
  return expr::AnyNode(whole, [&node](const Expr& other) {
    const auto* share = As<expr::Share>(other);
    return share != nullptr &&
           std::any_of(share->of.begin(), share->of.end(), [&node](const Expr& of) {
             return expr::AnyNode(of, [&node](const Expr& part) { return &part == &node; });
           });
  });
}

// The sums of a plan's parts; sees on its way whether every alias that they name is joined.
class Seen {
 public:
  explicit Seen(const LogicalPlan& plan)
      : plan_(plan),
        blocks_of_(plan.flow->aliases.size(), 0),
        blocks_(static_cast<std::uint32_t>(plan.blocks.size())) {
    const auto see = [this](expr::AliasIndex alias) { ++blocks_of_[alias]; };
    for (const Block& block : plan.blocks) {
      see(block.root);
      for (const PlannedJoin& join : block.joins) see(join.alias);
      for (const expr::AliasIndex alias : block.missing) see(alias);
      for (const SemiJoin& semi : block.semi_joins) {
        if (semi.negated) continue;  // It is over some of those.
        see(semi.head.alias);
        for (const PlannedJoin& join : semi.joins) see(join.alias);
      }
    }
  }
  /// Of what every block reads: dimensions and conditions on rows.
  std::uint64_t SumOfRows(const Expr& expr) {
    return Sum(expr, [this](expr::AliasIndex alias) { return blocks_of_[alias] == blocks_; });
  }
  /// Of what is made of the groups of one block or more.
  std::uint64_t SumOfGroups(const Expr& expr) {
    return Sum(expr, [this](expr::AliasIndex alias) { return blocks_of_[alias] != 0; });
  }
  bool all_joined() const { return all_; }
  bool all_per_rows() const { return all_per_rows_; }

 private:
  template <typename F>
  std::uint64_t Sum(const Expr& expr, F&& is_joined) {
    std::uint64_t sum = 0;
    expr::ForEachNode(expr, [&](const Expr& node) {
      sum += HashNode(node);
      const auto* ref = As<expr::Ref>(node);
      if (ref == nullptr) return;
      if (ref->alias < blocks_of_.size() && !is_joined(ref->alias)) {
        all_ = all_ && (IsOfAShare(node, expr) || StandsForOthers(*plan_.flow, ref->alias));
      }
      if (ref->kind == expr::RefKind::kPerRow && !StandsForOthers(*plan_.flow, ref->alias)) {
        all_per_rows_ = all_per_rows_ && IsPlannedPerRow(plan_, *ref);
      }
    });
    return sum;
  }

  const LogicalPlan& plan_;
  NodeVector<std::uint32_t> blocks_of_;  // In how many blocks an alias is.
  std::uint32_t blocks_;
  bool all_ = true;
  bool all_per_rows_ = true;
};

Error Lost(const std::string& what) {
  return Error{.code = ErrorCode::kInternal,
               .message = "the plan does not hold " + what + " that was asked for",
               .labels = {},
               .candidates = {},
               .help = "please report the model and the request"};
}

std::optional<Error> CheckColumns(const Asked& asked, const LogicalPlan& plan, Seen& seen) {
  if (plan.columns.size() != asked.columns.size()) return Lost("every column");
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    const PlannedColumn& column = plan.columns[i];
    const std::uint64_t sum =
        column.is_measure ? seen.SumOfGroups(column.value) : seen.SumOfRows(column.value);
    if (sum != asked.columns[i] || column.is_measure != (i >= plan.dimension_count)) {
      return Lost("column \"" + column.name + "\"");
    }
  }
  return std::nullopt;
}

// Where a block has its own terms, each is there and names no shared field and only what it joins.
bool HasItsTerms(const LogicalPlan& plan, const Block& block) {
  if (!block.terms) return false;
  const auto& [dimensions, where] = *block.terms;
  if (dimensions.size() != plan.dimension_count || where.size() != plan.where.size()) return false;
  std::vector<char> is_joined(plan.flow->aliases.size(), 0);
  is_joined[block.root] = 1;
  for (const PlannedJoin& join : block.joins) is_joined[join.alias] = 1;
  for (const expr::AliasIndex alias : block.missing) is_joined[alias] = 1;
  for (const SemiJoin& semi : block.semi_joins) {
    is_joined[semi.head.alias] = 1;
    for (const PlannedJoin& join : semi.joins) is_joined[join.alias] = 1;
  }
  const auto is_good = [&](const Expr& term) {
    return !expr::AnyNode(term, [&](const Expr& node) {
      const auto* ref = As<expr::Ref>(node);
      if (ref == nullptr) return false;
      const bool away = ref->alias < is_joined.size() && is_joined[ref->alias] == 0;
      return away || ref->kind == expr::RefKind::kShared;
    });
  };
  return std::all_of(dimensions.begin(), dimensions.end(), is_good) &&
         std::all_of(where.begin(), where.end(), is_good);
}

bool HaveTheirTerms(const LogicalPlan& plan) {
  return std::all_of(plan.blocks.begin(), plan.blocks.end(),
                     [&](const Block& block) { return HasItsTerms(plan, block); });
}

std::optional<Error> CheckFilters(const Asked& asked, const LogicalPlan& plan, Seen& seen) {
  std::uint64_t sum = 0;
  for (const Expr& condition : plan.where) sum += seen.SumOfRows(condition);
  for (const Expr& condition : plan.having) sum += seen.SumOfGroups(condition);
  if (sum != asked.filters) return Lost("every filter");
  return std::nullopt;
}

std::optional<Error> CheckOrder(const Asked& asked, const LogicalPlan& plan, Seen& seen) {
  if (plan.order_asked != asked.order.size() || plan.order.size() < asked.order.size()) {
    return Lost("every order key");
  }
  for (std::size_t i = 0; i < plan.order.size(); ++i) {
    const auto& [column, value, descending, nulls_first] = plan.order[i];
    const bool selected = column != request::ResolvedOrder::kNotSelected;
    const std::uint64_t sum = selected ? 0 : seen.SumOfGroups(value);
    if (i >= asked.order.size()) continue;  // What makes the order total.
    if (OrderSum(column, sum, descending, nulls_first) != asked.order[i]) {
      return Lost("an order key");
    }
  }
  return std::nullopt;
}

// Of few requests: not a part of what all of them run through.
[[gnu::noinline, gnu::cold]] std::optional<Error> CheckPage(const Asked& asked,
                                                            const LogicalPlan& plan) {
  if ((plan.page ? &*plan.page : nullptr) != asked.page) return Lost("the page");
  if (!plan.page || plan.page->size == 0 || plan.blocks.front().keyed) return std::nullopt;
  // Rows that are equal in all keys would have no place of their own in the pages.
  for (std::uint32_t i = 0; i < plan.dimension_count; ++i) {
    const bool ordered = std::any_of(plan.order.begin(), plan.order.end(),
                                     [i](const PlannedOrder& order) { return order.column == i; });
    if (!ordered) return Lost("the order of all rows");
  }
  return std::nullopt;
}

}  // namespace

Asked Remember(const request::ResolvedQuery& query) {
  Asked asked;
  asked.columns.reserve(query.dimensions.size() + query.measures.size());
  for (const request::ResolvedColumn& column : query.dimensions) {
    asked.columns.push_back(SumOf(column.value));
  }
  for (const request::ResolvedColumn& column : query.measures) {
    asked.columns.push_back(SumOf(column.value));
  }
  for (const Expr& filter : query.filters) asked.filters += SumOf(filter);
  asked.order.reserve(query.order.size());
  for (const request::ResolvedOrder& order : query.order) {
    const auto& [column, value, descending, nulls_first] = order;
    const bool selected = column != request::ResolvedOrder::kNotSelected;
    asked.order.push_back(OrderSum(column, selected ? 0 : SumOf(value), descending, nulls_first));
  }
  asked.limit = query.limit;
  asked.offset = query.offset;
  asked.page = query.page ? &*query.page : nullptr;
  asked.zone = query.zone;
  asked.ungrouped = query.ungrouped;
  return asked;
}

std::optional<Error> CheckPlan(const Asked& asked, const LogicalPlan& plan) {
  Seen seen(plan);
  if (auto error = CheckColumns(asked, plan, seen)) return error;
  if (auto error = CheckFilters(asked, plan, seen)) return error;
  if (auto error = CheckOrder(asked, plan, seen)) return error;
  if (!seen.all_joined()) return Lost("a join");
  if (!seen.all_per_rows()) return Lost("a measure per row");
  if (plan.shares && !AreWholes(plan)) return Lost("what a share is divided by");
  if (plan.own_terms && !HaveTheirTerms(plan)) return Lost("what each measure is asked by");
  if (plan.limit != asked.limit) return Lost("the limit");
  if (plan.offset != asked.offset) return Lost("the offset");
  if (plan.page || asked.page != nullptr) {
    if (auto error = CheckPage(asked, plan)) return error;
  }
  if (plan.zone != asked.zone) return Lost("the time zone");
  if (plan.aggregated == asked.ungrouped) return Lost("the rows themselves");
  if (plan.grouped != (plan.aggregated && plan.dimension_count > 0)) {
    return Lost("the groups");
  }
  return std::nullopt;
}

}  // namespace semaflow::plan
