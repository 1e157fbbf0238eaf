#include "tests/property/flow_rows.h"

#include <algorithm>
#include <stdexcept>

#include "expr/visit.h"
#include "tests/property/expressions.h"

namespace semaflow::property {
namespace {

using model::JoinType;

// "`inner`: both sides; `right`: the `to_table` side."
bool LosesParents(JoinType type) { return type == JoinType::kInner || type == JoinType::kRight; }
bool LosesChildren(JoinType type) { return type == JoinType::kInner; }

}  // namespace

FlowRows::FlowRows(const model::Model& model, const model::Flow& flow, const MemoryTables& tables,
                   std::string zone)
    : model_(model), flow_(flow), clock_{.calendar = model.settings, .zone = std::move(zone)} {
  for (const model::Alias& alias : flow.aliases) {
    const model::Table& table = model.tables[alias.table];
    const MemoryTable& rows = tables.at(table.name);
    std::vector<std::size_t> positions;
    for (const model::Column& column : table.columns) {
      const auto found = std::find(rows.columns.begin(), rows.columns.end(), column.name);
      if (found == rows.columns.end()) throw std::runtime_error("no column " + column.name);
      positions.push_back(static_cast<std::size_t>(found - rows.columns.begin()));
    }
    tables_.push_back(&rows);
    positions_.push_back(std::move(positions));
    in_flow_.emplace_back(rows.rows.size(), true);
  }
  // A partner has to be in the flow itself, so rows leave until none has to.
  for (bool changed = true; changed;) {
    changed = false;
    const auto leave = [&](AliasIndex alias, AliasIndex neighbour) {
      for (int row : InFlow(alias)) {
        if (HasPartner(alias, row, neighbour)) continue;
        in_flow_[alias][static_cast<std::size_t>(row)] = false;
        changed = true;
      }
    };
    for (AliasIndex child = 1; child < flow.aliases.size(); ++child) {
      const model::Alias& join = flow.aliases[child];
      if (LosesParents(join.join_type)) leave(join.parent, child);
      if (LosesChildren(join.join_type)) leave(child, join.parent);
    }
  }
}

std::vector<int> FlowRows::InFlow(AliasIndex alias) const {
  std::vector<int> rows;
  for (std::size_t row = 0; row < in_flow_[alias].size(); ++row) {
    if (in_flow_[alias][row]) rows.push_back(static_cast<int>(row));
  }
  return rows;
}

const Cell& FlowRows::CellAt(const Combination& combination, AliasIndex alias,
                             std::uint32_t column) const {
  const int row = combination.rows[alias];
  if (row == Combination::kAway) throw std::runtime_error("an alias that was not walked to");
  if (row == Combination::kMissing) return null_;
  return tables_[alias]->rows[static_cast<std::size_t>(row)][positions_[alias][column]];
}

bool FlowRows::IsAbove(AliasIndex above, AliasIndex alias) const {
  while (alias != above && alias != expr::kSelf) alias = flow_.aliases[alias].parent;
  return alias == above;
}

AliasIndex FlowRows::Toward(AliasIndex from, AliasIndex to) const {
  if (!IsAbove(from, to)) return flow_.aliases[from].parent;
  while (flow_.aliases[to].parent != from) to = flow_.aliases[to].parent;
  return to;
}

std::set<AliasIndex> FlowRows::FurtherOf(AliasIndex child) const {
  std::set<AliasIndex> aliases;
  for (const model::JoinKey& key : flow_.aliases[child].keys) {
    AddAliases(model_, flow_, key.left, flow_.aliases[child].parent, aliases);
  }
  aliases.erase(flow_.aliases[child].parent);
  return aliases;
}

// The wanted aliases, all that lies between, and what the keys on the way read besides.
std::set<AliasIndex> FlowRows::WithPaths(AliasIndex from,
                                         const std::set<AliasIndex>& wanted) const {
  std::set<AliasIndex> needed;
  std::vector<AliasIndex> open(wanted.begin(), wanted.end());
  while (!open.empty()) {
    const AliasIndex to = open.back();
    open.pop_back();
    for (AliasIndex at = from; at != to;) {
      const AliasIndex next = Toward(at, to);
      const AliasIndex child = flow_.aliases[next].parent == at ? next : at;
      if (needed.insert(next).second) {
        for (AliasIndex further : FurtherOf(child)) open.push_back(further);
      }
      at = next;
    }
  }
  needed.erase(from);
  return needed;
}

bool FlowRows::Matches(const Combination& combination, AliasIndex child) const {
  const RowLeaves leaves(*this, combination);
  for (const model::JoinKey& key : flow_.aliases[child].keys) {
    const Cell left = ValueOf(key.left, flow_.aliases[child].parent, leaves);
    const Cell right = ValueOf(key.right, child, leaves);
    if (IsNull(left) || IsNull(right) || Compare(left, right) != 0) return false;
  }
  return true;
}

std::vector<Combination> FlowRows::Step(const Combination& combination, AliasIndex from,
                                        AliasIndex to) const {
  const bool down = flow_.aliases[to].parent == from;
  const AliasIndex child = down ? to : from;
  // A key that reads a third alias, walked from the child: its partners are pairs of a parent and
  // what that parent reaches.
  const std::set<AliasIndex> further = down ? std::set<AliasIndex>{} : FurtherOf(child);
  std::set<AliasIndex> beyond = WithPaths(to, further);
  beyond.erase(from);
  std::vector<Combination> continued;
  if (combination.rows[from] != Combination::kMissing) {
    for (int row : InFlow(to)) {
      Combination one = combination;
      one.rows[to] = row;
      std::vector<Combination> pairs{std::move(one)};
      Extend(pairs, {to}, beyond);
      for (Combination& pair : pairs) {
        if (Matches(pair, child)) continued.push_back(std::move(pair));
      }
    }
  }
  if (!continued.empty()) return continued;
  Combination missing = combination;
  missing.rows[to] = Combination::kMissing;
  for (AliasIndex alias : beyond) missing.rows[alias] = Combination::kMissing;
  return {std::move(missing)};
}

void FlowRows::Extend(std::vector<Combination>& combinations, std::set<AliasIndex> placed,
                      const std::set<AliasIndex>& needed) const {
  const auto is_placed = [&](AliasIndex alias) { return placed.contains(alias); };
  const auto next_step = [&]() -> std::optional<std::pair<AliasIndex, AliasIndex>> {
    for (AliasIndex to : needed) {
      if (placed.contains(to)) continue;
      for (AliasIndex from : placed) {
        const bool down = flow_.aliases[to].parent == from;
        if (!down && flow_.aliases[from].parent != to) continue;
        const std::set<AliasIndex> further = down ? FurtherOf(to) : std::set<AliasIndex>{};
        if (std::all_of(further.begin(), further.end(), is_placed)) return {{from, to}};
      }
    }
    return std::nullopt;
  };
  while (const auto step = next_step()) {
    const auto [from, to] = *step;
    std::vector<Combination> continued;
    for (const Combination& combination : combinations) {
      if (combination.rows[to] != Combination::kAway) {  // Came with a pair.
        continued.push_back(combination);
        continue;
      }
      for (Combination& one : Step(combination, from, to)) continued.push_back(std::move(one));
    }
    combinations = std::move(continued);
    placed.insert(to);
  }
  if (!std::all_of(needed.begin(), needed.end(), is_placed)) {
    throw std::runtime_error("an alias that no step leads to");
  }
}

Combination FlowRows::Start(AliasIndex alias, int row) const {
  Combination start;
  start.rows.assign(flow_.aliases.size(), Combination::kAway);
  start.rows[alias] = row;
  return start;
}

std::vector<Combination> FlowRows::Reach(AliasIndex from, int row,
                                         const std::set<AliasIndex>& wanted) const {
  std::vector<Combination> combinations{Start(from, row)};
  Extend(combinations, {from}, WithPaths(from, wanted));
  return combinations;
}

std::vector<Combination> FlowRows::ReachOutside(AliasIndex alias, int row,
                                                const std::set<AliasIndex>& wanted) const {
  Combination start = Start(alias, row);
  std::set<AliasIndex> placed{alias};
  std::set<AliasIndex> needed;
  for (AliasIndex other = 0; other < flow_.aliases.size(); ++other) {
    if (IsAbove(alias, other)) continue;
    start.rows[other] = Combination::kMissing;
    placed.insert(other);
  }
  for (AliasIndex other : WithPaths(alias, wanted)) {
    if (IsAbove(alias, other)) needed.insert(other);
  }
  std::vector<Combination> combinations{std::move(start)};
  Extend(combinations, std::move(placed), needed);
  return combinations;
}

bool FlowRows::HasPartner(AliasIndex alias, int row, AliasIndex neighbour) const {
  const std::vector<Combination> reached = Reach(alias, row, {neighbour});
  return std::any_of(reached.begin(), reached.end(), [&](const Combination& combination) {
    return combination.rows[neighbour] != Combination::kMissing;
  });
}

bool FlowRows::HasPartnerInParent(AliasIndex alias, int row) const {
  return HasPartner(alias, row, flow_.aliases[alias].parent);
}

}  // namespace semaflow::property
