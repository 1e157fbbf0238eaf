#include "request/order.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "request/object_reader.h"
#include "request/operands.h"

namespace semaflow::request {

namespace {

enum OrderKey : std::size_t { kColumn, kDirection, kNulls, kOrderKeyCount };
constexpr std::array<KeySpec, kOrderKeyCount> kOrderKeys = {{
    {"column", kText, true},
    {"direction", kText},
    {"nulls", kText},
}};
static_assert(AreRequiredFirst(kOrderKeys));

class OrderReader {
 public:
  OrderReader(ResolveState& state, ResolvedQuery& query) : state_(state), query_(query) {}

  void Add(const JsonNode& item) {
    if (item.kind != JsonKind::kObject) {
      state_.problems.AddValue(
          ErrorCode::kRequestShape, item.span,
          "an order key must be an object, not " + std::string(KindText(item.kind)),
          "write {\"column\": \"o.revenue\", \"direction\": \"desc\"}");
      return;
    }
    std::array<const JsonNode*, kOrderKeyCount> keys{};
    if (!ReadKeys(state_.tree, item, "an order key", kOrderKeys, keys, state_.problems)) return;
    ResolvedOrder order;
    const auto descending = IsSecond(keys[kDirection], "direction", "asc", "desc");
    const auto nulls_last = IsSecond(keys[kNulls], "nulls", "first", "last");
    const bool found = FindColumn(*keys[kColumn], order);
    if (!descending || !nulls_last || !found) return;
    order.descending = *descending;
    order.nulls_first = keys[kNulls] != nullptr && !*nulls_last;
    if (IsTwice(order)) {
      state_.problems.Add(ErrorCode::kBadOrder, keys[kColumn]->span,
                          "the order names " + Quoted(keys[kColumn]->text) + " twice",
                          "leave out the second one, which orders nothing");
      return;
    }
    query_.order.push_back(std::move(order));
  }

 private:
  /// Whether the word is the second of two; false also when there is none. nullopt: told.
  std::optional<bool> IsSecond(const JsonNode* word, std::string_view key, std::string_view first,
                               std::string_view second) {
    if (word == nullptr || word->text == first) return false;
    if (word->text == second) return true;
    state_.problems.Add(ErrorCode::kRequestShape, word->span,
                        "\"" + std::string(key) + "\" must be \"" + std::string(first) +
                            "\" or \"" + std::string(second) + "\"");
    return std::nullopt;
  }

  std::uint32_t ColumnCount() const {
    return static_cast<std::uint32_t>(query_.dimensions.size() + query_.measures.size());
  }
  const ResolvedColumn& ColumnAt(std::uint32_t i) const {
    return i < query_.dimensions.size() ? query_.dimensions[i]
                                        : query_.measures[i - query_.dimensions.size()];
  }

  bool FindColumn(const JsonNode& name, ResolvedOrder& order) {
    for (std::uint32_t i = 0; i < ColumnCount(); ++i) {
      if (ColumnAt(i).name != name.text) continue;
      order.column = i;
      return true;
    }
    if (!state_.made.empty() && IsGrainOfNamedColumn(state_, {name.text, name.span, {}, {}})) {
      return false;
    }
    const auto field = state_.names.Find({name.text, name.span, {}, {}}, Wanted::kEither);
    if (!field) return false;
    const expr::Expr value{field->ref};
    for (std::uint32_t i = 0; i < ColumnCount(); ++i) {
      if (ColumnAt(i).value != value) continue;
      order.column = i;
      return true;
    }
    if (field->measure != nullptr) {
      order.value = value;
      return true;
    }
    state_.problems.Add(ErrorCode::kBadOrder, name.span,
                        "the order names " + Quoted(name.text) +
                            ", which is neither a column of the request nor a measure",
                        "add it to \"dimensions\"");
    return false;
  }

  bool IsTwice(const ResolvedOrder& order) const {
    return std::any_of(query_.order.begin(), query_.order.end(), [&](const ResolvedOrder& other) {
      return other.column == order.column && other.value == order.value;
    });
  }

  ResolveState& state_;
  ResolvedQuery& query_;
};

}  // namespace

void ReadOrder(ResolveState& state, const JsonNode& list, ResolvedQuery& query) {
  OrderReader reader(state, query);
  query.order.reserve(list.count);
  for (const JsonNode& item : state.tree.Children(list)) reader.Add(item);
}

}  // namespace semaflow::request
